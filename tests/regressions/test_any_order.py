"""Whatever a shop is told, in whatever order, and whatever time passes: what must be true stays true."""

from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, invariant, rule

from promesa import app
from promesa.agents import rethinker
from promesa.domain.ledger.capacity import SetCapacity
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.words import AuthorisePayment, DeclinePayment, ReceivePayment, Refund
from promesa.domain.ledger.shipments.pick_words import AcceptPick, LapsePick, NoPick, RejectPick
from promesa.domain.ledger.shipments.state import Status
from promesa.domain.ledger.shipments.words import (
    CheckArrival,
    CheckHandOver,
    CollectParcel,
    HandOver,
    MarkReady,
    PackParcel,
    PlanParcels,
    RecordBooking,
    RecordScan,
    ReportMissing,
    Scan,
    UnpackParcel,
)
from promesa.domain.ledger.stock.words import (
    AdjustStock,
    CountStock,
    ExpireReservation,
    LoadStock,
    ReleaseReservation,
    ReserveStock,
    SetSafetyStock,
    Take,
)
from promesa.domain.network.locations.sending import SendingRule, SetSendingRules
from promesa.domain.network.locations.words import PauseLocation, ResumeLocation, week
from promesa.domain.promise.choices import Choice, MakeChoice
from promesa.domain.promise.commit.words import (
    CloseCheckout,
    CompleteCheckout,
    ConfirmOrder,
    OpenCheckout,
    ResolveShortage,
    SavePromise,
    SettlePromise,
)
from promesa.domain.promise.rethinks import Allocation, ReallocateOrders, Reallocation, UndoRethink
from promesa.domain.promise.words import Quote
from promesa.domain.values.moments import MINUTE, Instant, local_date
from promesa.engine.log import Draft
from promesa.engine.memory import MemoryLog
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.second_wishes import SecondWishes
from tests.regressions.shop import CDMX, GUADALAJARA, MEXICO_CITY, Shop, place_order
from tests.regressions.truths import takes_of

skus = st.sampled_from(["A", "B"])
locations = st.sampled_from(["N1", "N2", "S1"])
carts = st.sampled_from(["c1", "c2", "c3", "o2"])
orders = st.sampled_from(["o1", "o2", "x1", "x2", "c1"])
payments = st.sampled_from(["p1", "p2", "o1:1", "o2:1"])
rails = st.sampled_from(["card", "spei", "oxxo", "cod"])
places = st.sampled_from([GUADALAJARA, CDMX])
slots = st.sampled_from([None, None, "19-20"])
baskets = st.dictionaries(skus, st.integers(1, 4), min_size=1)
units = st.integers(0, 9)
numbers = st.integers(0, 6)
runs = st.sampled_from(["r1", "r2", "r3", "r4"])


def opened(policy: dict[str, Any]) -> Shop:
    """Two warehouses, of which one takes two orders a day, and a store where customers come."""
    shop = Shop(**policy).sells("A", "B", grams=400)
    shop.opens("N1").opens("N2", "09", orders_per_day=2, asks=True)
    hours = week(("09:00", "21:00"), ("09:00", "21:00"), ("09:00", "21:00"))
    shop.opens(
        "S1", pickup=True, hours=hours, postal_code=GUADALAJARA, channels=("web", "store"), asks=True, pool="own"
    )
    shop.carries("slow", 4, 40).carries("fast", 1, 90, to=("14",))
    shop.slot("S1", "19-20", 1).slot("N1", "19-20", 2, closes="2027-03-02 12:00")
    for location in ("N1", "N2", "S1"):
        shop.has(location, A=5, B=5)
    return shop


RULES_OF_POOLS: tuple[tuple[SendingRule, ...], ...] = (
    (),
    (SendingRule(rule="a", says="never", pools=("own",), skus=("A",)),),
    (SendingRule(rule="b", says="only", pools=("own",), channels=("web",)),),
    (SendingRule(rule="c", says="nothing_else", pools=("",), skus=("A",)),),
)
NO_EXPLAIN = (Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink)
HONEST = {
    ("CompleteCheckout", "not_enough_stock"),
    ("CompleteCheckout", "no_capacity"),
    ("CompleteCheckout", "no_service"),
    ("CompleteCheckout", "already_exists"),
    ("CompleteCheckout", "unknown_slot"),
    ("CompleteCheckout", "cutoff_passed"),
    ("CompleteCheckout", "quote_changed"),
    ("CancelOrder", "already_shipped"),
}
"""Steps that a story may rightly be refused: money for a cart that cannot be sold any more, or that goes back after the
goods have left. A person sees them."""


class AnyOrder(SecondWishes):
    """Every rule puts one command; refusals are fine, exceptions and broken truths are not."""

    @initialize(
        reserve_at=st.sampled_from(["checkout", "checkout", "order", "payment"]),
        cart_minutes=st.sampled_from([10, 90]),
        bought=st.lists(st.tuples(baskets, rails, places), max_size=4),
    )
    def open_shop(self, reserve_at: str, cart_minutes: int, bought: list[tuple[dict[str, int], str, str]]) -> None:
        self.shop = opened({"reserve_at": reserve_at, "cart_minutes": cart_minutes})
        for basket, rail, to in bought:
            self.buys(basket, rail, to, None, paid=True)

    def put(self, command: object) -> None:
        """Each command has an instant of its own, as the auditor reads a log instant by instant."""
        self.shop.now = Instant(self.shop.now + 1)
        self.shop.submit(command)

    def order(self, number: int) -> str:
        """An order that there is, the newest first; none when the number is high."""
        names = list(self.shop.world.orders.by_id)[::-1]
        return names[number] if number < len(names) else f"o{number}"

    def parcel(self, number: int, *likely: Status) -> str:
        """A parcel in one of these states if there is one, else any."""
        known = self.shop.world.shipments.by_id
        names = [name for name, parcel in known.items() if parcel.status in likely] or list(known)
        return names[number % len(names)] if names else "none"

    # --- customers ---

    @rule(basket=baskets, rail=rails, to=places, slot=slots, paid=st.booleans())
    def buys(self, basket: dict[str, int], rail: str, to: str, slot: str | None, paid: bool) -> None:
        name = f"o{len(self.shop.world.orders.by_id) + 1}"
        self.put(place_order(name, basket, rail=rail, postal_code=to, slot=slot))
        if paid and name in self.shop.world.orders.by_id:
            self.pays(0, None, 0)

    @rule(basket=baskets, rail=rails)
    def comes_for_it(self, basket: dict[str, int], rail: str) -> None:
        name = f"o{len(self.shop.world.orders.by_id) + 1}"
        self.put(place_order(name, basket, rail=rail, pickup_location="S1", postal_code=None))
        if name in self.shop.world.orders.by_id:
            self.pays(0, None, 0)

    @rule(basket=baskets, rail=rails, which=numbers, to=places, paid=st.booleans())
    def takes_an_offer(self, basket: dict[str, int], rail: str, which: int, to: str, paid: bool) -> None:
        quote = self.shop.quote(basket, to)
        if isinstance(quote, Quote):
            name = f"o{len(self.shop.world.orders.by_id) + 1}"
            offer = quote.offers[-1 - which % len(quote.offers)]
            goes_to = None if offer.kind == "pickup" else to
            self.put(place_order(name, basket, rail=rail, postal_code=goes_to, offer=offer))
            if paid and name in self.shop.world.orders.by_id:
                self.pays(0, None, 0)

    @rule(cart=carts, order=orders, basket=baskets, rail=rails, slot=slots)
    def checks_out(self, cart: str, order: str, basket: dict[str, int], rail: str, slot: str | None) -> None:
        self.put(OpenCheckout(cart, place_order(order, basket, rail=rail, slot=slot)))

    @rule(cart=carts, rail=rails, payment=st.one_of(st.none(), payments))
    def completes(self, cart: str, rail: str, payment: str | None) -> None:
        self.put(CompleteCheckout(cart, rail, payment))

    @rule(
        order=orders,
        basket=baskets,
        rail=st.sampled_from(["card", "cod", "bitcoin"]),
        cart=st.one_of(st.none(), carts),
        authorised=st.one_of(st.none(), payments),
        slot=st.sampled_from([None, "19-20", "2027-03-01"]),
        postal_code=places,
        pickup_location=st.sampled_from([None, None, "S1"]),
        discount=st.sampled_from([0, 5_00, 100_00]),
    )
    def places_anything(self, order: str, basket: dict[str, int], **about: Any) -> None:
        self.put(place_order(order, basket, **about))

    @rule(number=numbers, by_customer=st.booleans())
    def cancels(self, number: int, by_customer: bool) -> None:
        self.put(CancelOrder(self.order(number), "changed my mind", by_customer))

    # --- money ---

    @rule(number=numbers, payment=st.one_of(st.none(), st.none(), payments), ago=st.integers(0, 60))
    def pays(self, number: int, payment: str | None, ago: int) -> None:
        order = self.order(number)
        known = self.shop.world.orders.by_id.get(order)
        total, rail = (known.placed.total, known.placed.rail) if known else (189_00, "card")
        name, paid_at = payment or f"{order}:1", Instant(self.shop.now - ago * MINUTE)
        self.put(ReceivePayment(name, total, paid_at, rail, order))

    @rule(cart=carts, payment=payments)
    def pays_the_cart(self, cart: str, payment: str) -> None:
        opened = self.shop.world.checkouts.by_cart.get(cart)
        total = 189_00
        if opened is not None:
            total = sum(100_00 * item.units for item in opened.items) + opened.offer.fee
        self.put(ReceivePayment(payment, total, self.shop.now, "card", cart=cart))

    @rule(number=numbers, payment=payments, act=st.sampled_from(["authorise", "decline", "refund"]))
    def hears_from_the_bank(self, number: int, payment: str, act: str) -> None:
        order = self.order(number)
        known = self.shop.world.orders.by_id.get(order)
        total = known.placed.total if known else 189_00
        news = {
            "authorise": AuthorisePayment(order, payment, total, "h"),
            "decline": DeclinePayment(order, payment, "no"),
            "refund": Refund(order, f"r-{payment}", 50_00, "goodwill"),
        }
        self.put(news[act])

    # --- the floor ---

    @rule(number=numbers)
    def packs(self, number: int) -> None:
        self.put(PackParcel(self.parcel(number, Status.PLANNED)))

    @rule(number=numbers)
    def unpacks(self, number: int) -> None:
        self.put(UnpackParcel(self.parcel(number, Status.PACKED, Status.READY), "wrong box"))

    @rule(number=numbers)
    def lets_out(self, number: int) -> None:
        parcel = self.parcel(number, Status.PACKED)
        self.put(MarkReady(parcel))
        self.put(HandOver(parcel))

    @rule(number=numbers, sku=skus, n=st.integers(1, 2), reason=st.sampled_from(["not_found", "not_found", "damaged"]))
    def cannot_find(self, number: int, sku: str, n: int, reason: str) -> None:
        self.put(ReportMissing(self.parcel(number, Status.PLANNED), sku, n, reason))

    @rule(number=numbers, yes=st.booleans(), reason=st.sampled_from(list(NoPick)), part=st.booleans(), sku=skus)
    def answers(self, number: int, yes: bool, reason: NoPick, part: bool, sku: str) -> None:
        waiting = [name for name, task in self.shop.world.picks.tasks.items() if task.status == "asked"]
        parcel = waiting[number % len(waiting)] if waiting else self.parcel(number, Status.PLANNED)
        units = ((sku, 1),) if part else ()
        self.put(AcceptPick(parcel) if yes else RejectPick(parcel, reason, units))

    @rule(number=numbers)
    def does_not_answer(self, number: int) -> None:
        self.put(LapsePick(self.parcel(number, Status.PLANNED)))

    @rule(number=numbers, choice=st.sampled_from(list(Choice)), to=places)
    def chooses(self, number: int, choice: Choice, to: str) -> None:
        asked = list(self.shop.world.choices.awaited)
        order = asked[number % len(asked)] if asked else self.order(number)
        self.put(MakeChoice(order, choice, "S1", to))

    @rule(run=runs, move=st.sampled_from(["best", "N1", "N2", "S1"]), service=st.sampled_from(["slow", "fast"]))
    def thinks_again(self, run: str, move: str, service: str) -> None:
        """What the program finds, or all that can be had of somebody's wish to send everything from one place."""
        found = rethinker.think(self.shop.machine.ask, self.shop.now, run) if move == "best" else None
        wished = []
        for name in () if move == "best" else rethinker.unpicked(self.shop.world):
            held = self.shop.world.stock.reservations[self.shop.world.orders.by_id[name].placed.reservation].takes
            takes = tuple(Take(take.sku, move, take.units) for take in held)
            wished.append(Reallocation(name, (Allocation(move, service, takes),)))
        self.put(found or ReallocateOrders(run=run, reallocations=tuple(wished)))

    @rule(run=runs, number=st.one_of(st.none(), numbers))
    def thinks_better_of_it(self, run: str, number: int | None) -> None:
        self.put(UndoRethink(run, None if number is None else self.order(number)))

    @rule(number=numbers)
    def hands_over(self, number: int) -> None:
        self.put(HandOver(self.parcel(number, Status.PLANNED)))

    @rule(number=numbers)
    def is_collected(self, number: int) -> None:
        self.put(CollectParcel(self.parcel(number, Status.READY)))

    @rule(number=numbers, scan=st.sampled_from([Scan.DELIVERED, *Scan]), days=st.sampled_from([None, -1, 3, 9]))
    def is_scanned(self, number: int, scan: Scan, days: int | None) -> None:
        today = local_date(self.shop.now, MEXICO_CITY)
        eta = None if days is None else today.fromordinal(today.toordinal() + days)
        self.put(RecordScan(self.parcel(number, Status.MOVING), scan, self.shop.now, eta))

    @rule(number=numbers, tracking=st.sampled_from(["t1", "t2"]))
    def is_booked(self, number: int, tracking: str) -> None:
        self.put(RecordBooking(self.parcel(number, Status.PACKED), "c", tracking))

    # --- shelves ---

    @rule(sku=skus, location=locations, n=units, all_sales=st.booleans())
    def counts(self, sku: str, location: str, n: int, all_sales: bool) -> None:
        self.put(CountStock(sku, location, n, "erp", includes_all_sales=all_sales))

    @rule(sku=skus, location=locations, n=st.integers(-2, 9))
    def adjusts(self, sku: str, location: str, n: int) -> None:
        self.put(AdjustStock(sku, location, n, "wms"))

    @rule(batch=st.integers(0, 99), figures=st.lists(units, min_size=6, max_size=6))
    def loads(self, batch: int, figures: list[int]) -> None:
        rows = [(sku, location) for sku in "AB" for location in ("N1", "N2", "S1")]
        self.put(LoadStock("erp", f"b{batch}", *zip(*rows, strict=True), tuple(figures)))

    @rule(name=st.one_of(carts, orders), sku=skus, location=locations, n=st.integers(-1, 3), minutes=st.integers(0, 90))
    def sets_aside(self, name: str, sku: str, location: str, n: int, minutes: int) -> None:
        until = Instant(self.shop.now + minutes * MINUTE)
        self.put(ReserveStock(name, takes_of((sku, location, n)), until))

    @rule(name=st.one_of(carts, orders), act=st.sampled_from([ExpireReservation, CloseCheckout, None]))
    def lets_go(self, name: str, act: Any) -> None:
        self.put(ReleaseReservation(name, "by hand") if act is None else act(name))

    # --- operations ---

    @rule(
        location=locations,
        command=st.one_of(
            st.sampled_from([lambda at: PauseLocation(at), lambda at: ResumeLocation(at)]),
            st.sampled_from([0, 1, 2, 3]).map(lambda which: lambda _: SetSendingRules(RULES_OF_POOLS[which])),
            st.sampled_from([lambda at: SetSafetyStock("A", at, 1), lambda at: SetSafetyStock("A", at, 0)]),
            st.sampled_from(["2027-03-01", "2027-03-02", "19-20"]).map(
                lambda bucket: lambda at: SetCapacity(at, bucket, 1)
            ),
        ),
    )
    def rules_change(self, location: str, command: Any) -> None:
        self.put(command(location))

    @rule(location=locations, hours=st.sampled_from([1, 30]))
    def pauses_for_hours(self, location: str, hours: int) -> None:
        self.put(PauseLocation(location, "power", Instant(self.shop.now + hours * 60 * MINUTE)))

    @rule(number=numbers, act=st.sampled_from([PlanParcels, SettlePromise, ConfirmOrder, CheckArrival, None]))
    def pushes(self, number: int, act: Any) -> None:
        order = self.order(number)
        self.put(SavePromise(order, "by hand") if act is None else act(order))

    @rule(sku=skus, location=locations, number=numbers)
    def asks_for_trouble(self, sku: str, location: str, number: int) -> None:
        self.put(ResolveShortage(sku, location))
        self.put(CheckHandOver(self.parcel(number)))

    @rule(minutes=st.sampled_from([1, 10, 30, 6 * 60, 24 * 60, 72 * 60]))
    def time_passes(self, minutes: int) -> None:
        self.shop.passes_to(Instant(self.shop.now + minutes * MINUTE))

    # --- what stays true ---

    @invariant()
    def truths_hold(self) -> None:
        truths.hold(self.shop.world)

    def teardown(self) -> None:
        machine = self.shop.machine
        truths.each_reservation_ended_once(machine)
        unexpected = [step for step in self.shop.refused_steps() if (step.kind, step.reason) not in HONEST]
        assert not unexpected, unexpected
        messages = self.shop.messages()
        assert len(set(messages)) == len(messages), "a message is wanted twice"
        report = auditor.audit(machine)
        assert report.clean, report.violations
        log = MemoryLog()
        log.append([Draft(e.at, e.by, e.cause, e.policy, e.kind, e.body, e.tags) for e in machine.log.read()])
        again = app.build(log, lambda: self.shop.now)
        assert (again.world, again.desk) == (machine.world, machine.desk)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=60, stateful_step_count=40, phases=NO_EXPLAIN)


@pytest.mark.soak
class TestAnyOrderAtLength(AnyOrder.TestCase):
    """The same for as long as there is time."""

    settings = settings(max_examples=3_000, stateful_step_count=80, phases=NO_EXPLAIN, derandomize=False)
