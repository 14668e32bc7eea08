"""Whatever a shop is told, in whatever order, and whatever time passes: what must be true stays true."""

from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from promesa import app
from promesa.domain.ledger.capacity import SetCapacity
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.words import AuthorisePayment, DeclinePayment, ReceivePayment, Refund
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
)
from promesa.domain.network.locations.words import PauseLocation, ResumeLocation, week
from promesa.domain.promise.commit.words import (
    CloseCheckout,
    CompleteCheckout,
    ConfirmOrder,
    OpenCheckout,
    ResolveShortage,
    SavePromise,
    SettlePromise,
)
from promesa.domain.promise.words import Quote
from promesa.domain.values.moments import HOUR, MINUTE, Instant, local_date
from promesa.domain.values.refusal import Refused
from promesa.engine.log import Draft
from promesa.engine.memory import MemoryLog
from tests.regressions import truths
from tests.regressions.shop import CDMX, GUADALAJARA, MEXICO_CITY, Shop, place_order
from tests.regressions.truths import takes_of

skus = st.sampled_from(["A", "B"])
locations = st.sampled_from(["N1", "N2", "S1"])
carts = st.sampled_from(["c1", "c2", "c3", "o2"])
orders = st.sampled_from(["o1", "o2", "o3", "o4", "o5", "c1"])
payments = st.sampled_from(["p1", "p2", "o1:1", "o2:1"])
rails = st.sampled_from(["card", "card", "spei", "oxxo", "cod", "bitcoin"])
baskets = st.dictionaries(skus, st.integers(1, 4), min_size=1)
units = st.integers(0, 6)
numbers = st.integers(0, 5)


def opened(policy: dict[str, Any]) -> Shop:
    """Two warehouses, of which one takes two orders a day, and a store where customers come."""
    shop = Shop(**policy).sells("A", "B", grams=400)
    shop.opens("N1").opens("N2", "09", orders_per_day=2)
    hours = week(("09:00", "21:00"), ("09:00", "21:00"), ("09:00", "21:00"))
    shop.opens("S1", pickup=True, hours=hours, postal_code=GUADALAJARA, channels=("web", "store"))
    shop.carries("slow", 4, 40).carries("fast", 1, 90, to=("14",))
    shop.slot("S1", "19-20", 1).slot("N1", "19-20", 2, closes="2027-03-02 12:00")
    for location in ("N1", "N2", "S1"):
        shop.has(location, A=4, B=4)
    return shop


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


class AnyOrder(RuleBasedStateMachine):
    """Every rule puts one command; refusals are fine, exceptions and broken truths are not."""

    @initialize(
        reserve_at=st.sampled_from(["checkout", "checkout", "order", "payment"]), cart_minutes=st.sampled_from([10, 90])
    )
    def open_shop(self, reserve_at: str, cart_minutes: int) -> None:
        self.shop = opened({"reserve_at": reserve_at, "cart_minutes": cart_minutes})

    def put(self, command: object) -> None:
        self.shop.submit(command)

    def parcel(self, number: int) -> str:
        names = list(self.shop.world.shipments.by_id)
        return names[number % len(names)] if names else "none"

    # --- customers ---

    @rule(cart=carts, order=orders, basket=baskets, rail=rails, slot=st.sampled_from([None, None, "19-20"]))
    def checks_out(self, cart: str, order: str, basket: dict[str, int], rail: str, slot: str | None) -> None:
        self.put(OpenCheckout(cart, place_order(order, basket, rail=rail, slot=slot)))  # type: ignore[arg-type]

    @rule(cart=carts, rail=rails, payment=st.one_of(st.none(), payments))
    def completes(self, cart: str, rail: str, payment: str | None) -> None:
        self.put(CompleteCheckout(cart, rail, payment))  # type: ignore[arg-type]

    @rule(
        order=orders,
        basket=baskets,
        rail=rails,
        cart=st.one_of(st.none(), carts),
        authorised=st.one_of(st.none(), payments),
        slot=st.sampled_from([None, None, "19-20", "2027-03-01"]),
        to=st.sampled_from([GUADALAJARA, CDMX]),
        discount=st.sampled_from([0, 0, 5_00, 100_00]),
    )
    def places(self, order: str, basket: dict[str, int], **about: Any) -> None:
        to = about.pop("to")
        self.put(place_order(order, basket, postal_code=to, **about))

    @rule(order=orders, basket=baskets, rail=rails, which=numbers, to=st.sampled_from([GUADALAJARA, CDMX]))
    def takes_an_offer(self, order: str, basket: dict[str, int], rail: str, which: int, to: str) -> None:
        quote = self.shop.quote(basket, to)
        if isinstance(quote, Quote):
            offer = quote.offers[which % len(quote.offers)]
            self.put(place_order(order, basket, rail=rail, postal_code=to, offer=offer))

    @rule(order=orders, basket=baskets, rail=rails)
    def comes_for_it(self, order: str, basket: dict[str, int], rail: str) -> None:
        self.put(place_order(order, basket, rail=rail, pickup_location="S1", postal_code=None))

    @rule(order=orders, by_customer=st.booleans())
    def cancels(self, order: str, by_customer: bool) -> None:
        self.put(CancelOrder(order, "changed my mind", by_customer))  # type: ignore[arg-type]

    # --- money ---

    def total(self, order: str) -> tuple[int, str]:
        placed = self.shop.world.orders.by_id.get(order)  # type: ignore[call-overload]
        return (placed.placed.total, placed.placed.rail) if placed else (189_00, "card")

    @rule(order=orders, payment=st.one_of(st.none(), payments), ago=st.integers(0, 60))
    def pays(self, order: str, payment: str | None, ago: int) -> None:
        total, rail = self.total(order)
        name, paid_at = payment or f"{order}:1", Instant(self.shop.now - ago * MINUTE)
        self.put(ReceivePayment(name, total, paid_at, rail, order))  # type: ignore[arg-type]

    @rule(cart=carts, payment=payments)
    def pays_the_cart(self, cart: str, payment: str) -> None:
        opened = self.shop.world.checkouts.by_cart.get(cart)  # type: ignore[call-overload]
        total = 189_00
        if opened is not None:
            total = sum(100_00 * item.units for item in opened.items) + opened.offer.fee
        self.put(ReceivePayment(payment, total, self.shop.now, "card", cart=cart))  # type: ignore[arg-type]

    @rule(order=orders, payment=payments)
    def authorises(self, order: str, payment: str) -> None:
        self.put(AuthorisePayment(order, payment, self.total(order)[0], "h"))  # type: ignore[arg-type]

    @rule(order=orders, payment=payments)
    def declines(self, order: str, payment: str) -> None:
        self.put(DeclinePayment(order, payment, "no"))  # type: ignore[arg-type]

    @rule(order=orders, amount=st.integers(0, 100_00), key=st.sampled_from(["r1", "r2"]))
    def refunds(self, order: str, amount: int, key: str) -> None:
        self.put(Refund(order, key, amount, "goodwill"))  # type: ignore[arg-type]

    # --- the floor ---

    @rule(number=numbers, act=st.sampled_from([PackParcel, PackParcel, HandOver, MarkReady, CollectParcel, CheckHandOver]))
    def works_on(self, number: int, act: Any) -> None:
        self.put(act(self.parcel(number)))

    @rule(number=numbers)
    def unpacks(self, number: int) -> None:
        self.put(UnpackParcel(self.parcel(number), "wrong box"))  # type: ignore[arg-type]

    @rule(number=numbers, scan=st.sampled_from(Scan), days=st.one_of(st.none(), st.integers(-1, 9)))
    def scans(self, number: int, scan: Scan, days: int | None) -> None:
        today = local_date(self.shop.now, MEXICO_CITY)
        eta = None if days is None else today.fromordinal(today.toordinal() + days)
        self.put(RecordScan(self.parcel(number), scan, self.shop.now, eta))  # type: ignore[arg-type]

    @rule(number=numbers, tracking=st.sampled_from(["t1", "t2"]))
    def books(self, number: int, tracking: str) -> None:
        self.put(RecordBooking(self.parcel(number), "c", tracking))  # type: ignore[arg-type]

    # --- shelves ---

    @rule(sku=skus, location=locations, n=units, all_sales=st.booleans())
    def counts(self, sku: str, location: str, n: int, all_sales: bool) -> None:
        self.put(CountStock(sku, location, n, "erp", includes_all_sales=all_sales))  # type: ignore[arg-type]

    @rule(sku=skus, location=locations, n=st.integers(-4, 4))
    def adjusts(self, sku: str, location: str, n: int) -> None:
        self.put(AdjustStock(sku, location, n, "wms"))  # type: ignore[arg-type]

    @rule(batch=st.integers(0, 99), figures=st.lists(units, min_size=6, max_size=6))
    def loads(self, batch: int, figures: list[int]) -> None:
        rows = [(sku, location) for sku in "AB" for location in ("N1", "N2", "S1")]
        self.put(LoadStock("erp", f"b{batch}", *zip(*rows, strict=True), tuple(figures)))  # type: ignore[arg-type]

    @rule(sku=skus, location=locations, n=st.integers(0, 2))
    def keeps_back(self, sku: str, location: str, n: int) -> None:
        self.put(SetSafetyStock(sku, location, n))  # type: ignore[arg-type]

    @rule(name=st.one_of(carts, orders), sku=skus, location=locations, n=st.integers(-1, 3), minutes=st.integers(0, 90))
    def sets_aside(self, name: str, sku: str, location: str, n: int, minutes: int) -> None:
        until = Instant(self.shop.now + minutes * MINUTE)
        self.put(ReserveStock(name, takes_of((sku, location, n)), until))  # type: ignore[arg-type]

    @rule(name=st.one_of(carts, orders), command=st.sampled_from([ExpireReservation, CloseCheckout]))
    def hurries_the_clock(self, name: str, command: Any) -> None:
        self.put(command(name))

    @rule(name=st.one_of(carts, orders))
    def lets_go(self, name: str) -> None:
        self.put(ReleaseReservation(name, "by hand"))  # type: ignore[arg-type]

    # --- operations ---

    @rule(location=locations, command=st.sampled_from([PauseLocation, ResumeLocation]))
    def opens_and_closes(self, location: str, command: Any) -> None:
        self.put(command(location))

    @rule(location=locations, bucket=st.sampled_from(["2027-03-01", "2027-03-02", "19-20"]), places=st.integers(0, 2))
    def limits(self, location: str, bucket: str, places: int) -> None:
        self.put(SetCapacity(location, bucket, places))  # type: ignore[arg-type]

    @rule(order=orders, act=st.sampled_from([PlanParcels, SettlePromise, ConfirmOrder, CheckArrival]))
    def pushes(self, order: str, act: Any) -> None:
        self.put(act(order))

    @rule(order=orders)
    def saves(self, order: str) -> None:
        self.put(SavePromise(order, "by hand"))  # type: ignore[arg-type]

    @rule(sku=skus, location=locations)
    def resolves(self, sku: str, location: str) -> None:
        self.put(ResolveShortage(sku, location))  # type: ignore[arg-type]

    @rule(minutes=st.sampled_from([1, 5, 10, 30, 60]))
    def minutes_pass(self, minutes: int) -> None:
        self.shop.passes_to(Instant(self.shop.now + minutes * MINUTE))

    @rule(hours=st.sampled_from([6, 24, 72]))
    def days_pass(self, hours: int) -> None:
        self.shop.passes_to(Instant(self.shop.now + hours * HOUR))

    # --- what stays true ---

    @invariant()
    def truths_hold(self) -> None:
        truths.hold(self.shop.world)

    def teardown(self) -> None:
        machine = self.shop.machine
        truths.each_reservation_ended_once(machine)
        unexpected = [step for step in self.shop.refused_steps() if (step.kind, step.reason) not in HONEST]
        assert not unexpected, unexpected
        messages = [name for name in self.shop.messages() if not name.endswith("ready_for_pickup")]
        assert len(set(messages)) == len(messages), "a message is wanted twice"
        log = MemoryLog()
        log.append([Draft(e.at, e.by, e.cause, e.policy, e.kind, e.body, e.tags) for e in machine.log.read()])
        again = app.build(log, lambda: self.shop.now)
        assert (again.world, again.desk) == (machine.world, machine.desk)


TestAnyOrder = AnyOrder.TestCase
TestAnyOrder.settings = settings(max_examples=25, stateful_step_count=40, phases=NO_EXPLAIN)
