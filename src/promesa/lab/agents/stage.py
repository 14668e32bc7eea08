"""A small shop that lives on while agents act in it: orders come, are packed and leave, people answer, days pass."""

import random
from typing import Any

from promesa.domain.conduct.mandates import state
from promesa.domain.conduct.mandates.kinds import KINDS
from promesa.domain.conduct.mandates.state import ALLOWED, Act, ActStage
from promesa.domain.conduct.mandates.words import (
    ActLimits,
    AllowAgents,
    ApproveAct,
    Autonomy,
    DeclineAct,
    GrantMandate,
    Mandate,
    PromoteMandate,
    StopAgents,
    UndoAct,
)
from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.words import ReceivePayment
from promesa.domain.ledger.shipments import picks
from promesa.domain.ledger.shipments.pick_words import AcceptPick, NoPick, RejectPick
from promesa.domain.ledger.shipments.state import Status
from promesa.domain.ledger.shipments.words import HandOver, PackParcel, RecordScan, Scan
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network.carriers.words import OfferService, Rates, SetCoverage
from promesa.domain.network.catalog import ListProduct
from promesa.domain.network.locations.words import OpenLocation, ResumeLocation, week
from promesa.domain.network.markdowns import EndMarkdown, PlanMarkdown, ResumeMarkdown
from promesa.domain.network.places import LoadPlaces
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.rules import EFFECTS
from promesa.domain.values import moments
from promesa.domain.values.calendars import EVERY_DAY, Calendar
from promesa.domain.values.ids import (
    CarrierId,
    ChannelId,
    CustomerId,
    LocationId,
    OrderId,
    PaymentId,
    PostalCode,
    ServiceId,
    Sku,
)
from promesa.domain.values.moments import HOUR, MINUTE, SECOND, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine import outbox, timers
from promesa.engine.machine import Machine, Request, Verdict
from promesa.engine.memory import MemoryLog
from promesa.engine.model import Model
from promesa.lab.clock import Clock

BOSS = "key:boss"
BEGINS = moments.from_iso("2027-03-01T16:00:00Z")
PLACE, AREA = PostalCode("44100"), "14"
LOCATIONS = tuple(LocationId(name) for name in ("N1", "N2", "N3"))
SERVICES = tuple(ServiceId(name) for name in ("slow", "fast"))
SKUS = tuple(Sku(f"S{number}") for number in range(4))
OPEN_ORDERS = 24
"""Orders that are kept waiting to be packed: what agents have to act on."""
LIMITS = ActLimits(Centavos(50_000), Centavos(200_000), 25)
CAPS = ActLimits(Centavos(100_000), Centavos(400_000), 60)
ALWAYS = Calendar(weekdays=EVERY_DAY, holidays=())


class AgentStage:
    """Owns a machine, its clock and the dice of everybody who is no agent."""

    def __init__(self, model: Model[World], seed: str) -> None:
        self.clock = Clock(BEGINS)
        self.machine: Machine[World] = Machine(MemoryLog(), model, self.clock)
        self.dice = random.Random(seed)
        self.placed = 0
        self.faults: list[str] = []
        self.undone, self.undo_refused = 0, 0
        for command in _furniture():
            self.put(command, "setup")
        self.fill()

    @property
    def world(self) -> World:
        return self.machine.world

    def put(self, command: Any, by: str) -> Verdict:
        return self.put_all([Request(command, by)])[0]

    def put_all(self, requests: list[Request]) -> list[Verdict]:
        """All in one append; a bug of ours is a fault, whoever made it show."""
        verdicts = self.machine.submit_many(requests)
        for request, verdict in zip(requests, verdicts, strict=True):
            if verdict.error is not None:
                self.faults.append(f"{type(request.command).__name__}: {verdict.error!r}"[:300])
        return verdicts

    # --- mandates ---

    def grant(self, agent: str, autonomy: Autonomy) -> None:
        """Of every kind of act, as high as that: vouched for, so that every level can be tried at once."""
        for kind in KINDS:
            first = autonomy if autonomy in (Autonomy.SHADOW, Autonomy.SUGGEST) else Autonomy.SUGGEST
            mandate = Mandate(agent, kind, first, LIMITS, CAPS, decisions_min=0, undo_minutes=30)
            self.put(GrantMandate(mandate, BOSS), BOSS)
            self.raise_to(agent, kind, autonomy)

    def raise_to(self, agent: str, kind: str, autonomy: Autonomy) -> None:
        """What drift took away a person gives back, so that the level under trial stays the one under trial."""
        for _ in range(3):
            known = state.find(self.world.mandates, agent, kind)
            if known is None or known.mandate.autonomy is autonomy:
                return
            verdict = self.put(PromoteMandate(agent, kind, BOSS), BOSS)
            if verdict.refusal is not None:
                return

    # --- life ---

    def fill(self) -> None:
        """Orders as many as are missing, most of them paid."""
        waiting = sum(1 for order in self.world.orders.by_id.values() if order.stage is Stage.CONFIRMED)
        for _ in range(OPEN_ORDERS - min(waiting, OPEN_ORDERS)):
            self._order()

    def _order(self) -> None:
        order, dice = OrderId(f"o{self.placed + 1}"), self.dice
        items = tuple(Item(sku, dice.randrange(1, 4)) for sku in dice.sample(SKUS, dice.choice((1, 1, 2))))
        customer = CustomerId(f"c-{order}")
        self.put(PlaceOrder(order, customer, ChannelId("web"), items, "card", PLACE), "shop")
        placed = self.world.orders.by_id.get(order)
        if placed is None:
            return
        self.placed += 1
        if dice.random() < 0.95:
            total, now = placed.placed.total, Instant(self.machine.now())
            self.put(ReceivePayment(PaymentId(f"{order}:1"), total, now, "card", order), "bank")

    def live(self) -> None:
        """Minutes go by, sometimes to the edge of a day; timers fire, the outside answers, people do their work."""
        dice = self.dice
        step = dice.choice((SECOND, MINUTE, 7 * MINUTE, 31 * MINUTE)) if dice.random() < 0.9 else 5 * HOUR
        if dice.random() < 0.15:
            day = moments.local_date(Instant(self.clock.at), moments.MEXICO_CITY)
            step = max(0, moments.end_of_day(day, moments.MEXICO_CITY) - self.clock.at + dice.choice((-1, 0, 1, 2)))
        self._pass_to(Instant(self.clock.at + step))
        self._people()
        self._floor()
        self.fill()

    def _pass_to(self, end: Instant) -> None:
        while (due := timers.next_due(self.machine)) is not None and due <= end:
            self.clock.move_to(Instant(max(self.clock.at, due)))
            timers.fire_due(self.machine)
        self.clock.move_to(Instant(max(self.clock.at, end)))
        hands = dict.fromkeys(EFFECTS, _answer)
        while outbox.work(self.machine, hands, "outside", limit=500):
            pass

    def _floor(self) -> None:
        """Some parcels are packed and leave; some orders are cancelled by their customers; shelves are filled."""
        dice, world = self.dice, self.world
        for name, parcel in list(world.shipments.by_id.items())[-40:]:
            throw = dice.random()
            if picks.open_task(world.picks, name) is not None and throw < 0.3:
                answer = AcceptPick(name) if throw < 0.2 else RejectPick(name, dice.choice(tuple(NoPick)))
                self.put(answer, "floor")
            elif parcel.status is Status.PLANNED and throw < 0.04:
                self.put(PackParcel(name), "floor")
            elif parcel.status is Status.PACKED and throw < 0.3:
                self.put(HandOver(name), "floor")
            elif parcel.status is Status.MOVING and throw < 0.3:
                self.put(RecordScan(name, Scan.DELIVERED, Instant(self.machine.now())), "carrier")
        if dice.random() < 0.2:
            order = dice.choice(list(world.orders.by_id))
            self.put(CancelOrder(order, "changed my mind"), "customer")
        for _ in range(2):
            self.put(CountStock(dice.choice(SKUS), dice.choice(LOCATIONS), dice.randrange(20, 60), "count"), "floor")
        self._mark_down()
        for location in LOCATIONS:
            if dice.random() < 0.6:
                self.put(ResumeLocation(location), BOSS)

    def _mark_down(self) -> None:
        """Something is always sold for less, or soon will be; people end some of it, and let some of it go on."""
        dice, now = self.dice, Instant(self.machine.now())
        if dice.random() < 0.3:
            name, begins = f"m{now}", Instant(now + dice.choice((0, HOUR, 20 * HOUR)))
            ends = Instant(begins + dice.choice((3, 30, 90)) * HOUR)
            price = Centavos(dice.choice((15_000, 29_000)))
            sku = dice.choice(SKUS)
            self.put(PlanMarkdown(markdown=name, sku=sku, price=price, starts_at=begins, ends_at=ends), BOSS)
        for names in list(self.world.catalog.markdowns.by_sku.values()):
            throw = dice.random()
            if throw < 0.04:
                self.put(EndMarkdown(names[-1], "sold"), BOSS)
            elif throw < 0.1:
                self.put(ResumeMarkdown(names[-1]), BOSS)

    def _people(self) -> None:
        """They answer some suggestions, take some acts back, and now and then throw the switch."""
        dice, mandates = self.dice, self.world.mandates
        recent = [(name, act) for name, act in list(mandates.acts.items())[-60:] if act.stage is not ActStage.JUDGED]
        for name, act in dice.sample(recent, min(6, len(recent))):
            if act.stage is ActStage.SUGGESTED:
                answer = ApproveAct(name, BOSS) if dice.random() < 0.7 else DeclineAct(name, BOSS, "no")
                self.put(answer, BOSS)
            elif act.stage in ALLOWED or (act.undo_command and act.until >= self.machine.now()):
                self.undo(name, act)
        if dice.random() < 0.05:
            reach = (dice.choice(("", "random", "hostile")), dice.choice(("", *KINDS)))
            self.put(StopAgents(BOSS, *reach), BOSS)
        for reach_name in list(mandates.stopped):
            if dice.random() < 0.5:
                self.put(AllowAgents(BOSS, *reach_name.split("|")), BOSS)

    def undo(self, name: str, act: Act, *, must: bool = False) -> None:
        """What waits can always be taken back; what is done while nobody has touched it, so at once it `must` be."""
        waits, due = act.stage is not ActStage.DONE, act.until
        verdict = self.put(UndoAct(name, BOSS), BOSS)
        if isinstance(verdict.refusal, Refused):
            self.undo_refused += 1
            if must or (waits and self.machine.now() < due):
                self.faults.append(f"{name} waits and cannot be undone: {verdict.refusal.reason}")
            return
        self.undone += 1
        again = self.put(UndoAct(name, BOSS), BOSS)
        if again.facts or again.refusal is not None:
            self.faults.append(f"{name} is undone twice")


def _answer(_: Any, __: str) -> list[Any]:
    return []


def _furniture() -> list[Any]:
    """Two locations next door, one of which is asked, one far away; a slow service everywhere, a fast one next door."""
    every: dict[str, Any] = {"calendar": ALWAYS, "pickup_weekdays": EVERY_DAY, "delivery_weekdays": EVERY_DAY}
    zone = moments.MEXICO_CITY
    commands: list[Any] = [
        LoadPlaces(
            source="lab",
            postal_codes=(PLACE,),
            areas=(AREA,),
            municipalities=("Guadalajara",),
            cities=("Guadalajara",),
            zones=(zone,),
        ),
    ]
    for name, days, pesos in (("slow", 4, 40), ("fast", 2, 90)):
        rates = Rates(Centavos(pesos * 100), Centavos(pesos * 100))
        service = OfferService(service=ServiceId(name), carrier=CarrierId("c"), transit_days=days, rates=rates, **every)
        commands += [service, SetCoverage(ServiceId(name), areas=("*",))]
    for location in LOCATIONS:
        hours = week("16:00", "16:00", "16:00")
        area, asks = "09" if location == "N3" else AREA, location == "N2"
        commands.append(OpenLocation(location=location, area=area, zone=zone, cutoffs=hours, holidays="", asks=asks))
    commands += [ListProduct(sku, price=Centavos(30_000), grams=500) for sku in SKUS]
    commands += [CountStock(sku, location, 60, "first") for sku in SKUS for location in LOCATIONS]
    return commands
