"""No van is ever to take more than its cap: random orders, reroutes, second thoughts, refusals and outages."""

import random
from typing import Any

import msgspec
import pytest

from promesa import app
from promesa.domain import world as worlds
from promesa.domain.ledger.shipments.words import HandOver, PackParcel
from promesa.domain.network.carriers.risks import loss, spoken
from promesa.domain.network.carriers.words import CollectionCap, RouteRisk, SetCaps, ValueCap
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.promise.keeping.contingency.words import ContingencyKind, OpenContingency
from promesa.domain.promise.keeping.given_plans import GivenParcel, RerouteOrder, as_given, planned_of
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.rethinks import Allocation, ReallocateOrders, Reallocation
from promesa.domain.promise.words import Ask, Quote, Want
from promesa.domain.values.ids import CarrierId, ChannelId, CustomerId, OrderId
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused
from promesa.lab import auditor
from promesa.lab.agents.stage import LOCATIONS, PLACE, SERVICES, SKUS, AgentStage
from promesa.lab.audit import cargo, contingencies

PRICE = 30_000
"""Of each unit of the stage."""
MODEL = app.model()


class EmptyStage(AgentStage):
    """Nobody has ordered anything yet."""

    is_open = False

    def fill(self) -> None:
        if self.is_open:
            super().fill()


def shop(seed: str, ask: SetCaps) -> EmptyStage:
    stage = EmptyStage(MODEL, seed)
    verdict = stage.put(ask, "boss")
    assert verdict.refusal is None, verdict.refusal
    return stage


def quote(stage: AgentStage, units: int) -> Quote | Refused:
    asked = Ask((Want(SKUS[0], units),), ChannelId("web"), PLACE)
    return quotes.quote(*worlds.parts(stage.world), asked, Instant(stage.clock.at), 0)


def place(stage: AgentStage, name: str, units: int) -> Any:
    ask = PlaceOrder(OrderId(name), CustomerId("c"), ChannelId("web"), (Item(SKUS[0], units),), "cod", PLACE)
    return stage.put(ask, "shop")


def vans(stage: AgentStage) -> dict[tuple[str, str], int]:
    """What collections are to take, added up from the parcels that there are."""
    found: dict[tuple[str, str], int] = {}
    for parcel in stage.world.shipments.by_id.values():
        plan = parcel.planned
        if parcel.status in ("planned", "packed"):
            taken = stage.world.capacity.cargo.by_parcel[plan.parcel]
            worth = sum(take.units for take in plan.takes) * PRICE
            assert taken.centavos == worth
            key = (plan.location, taken.key.name)
            found[key] = found.get(key, 0) + worth
    return found


def test_a_parcel_over_its_cap_is_parted() -> None:
    stage = shop("parted", SetCaps((ValueCap(Centavos(2 * PRICE)),)))
    told = quote(stage, 4)
    assert isinstance(told, Quote), told
    loads = [sum(take.units for take in leg.takes) for offer in told.offers for leg in offer.legs]
    assert max(loads) <= 2, "no parcel is worth more than two units"
    assert len(told.offers[0].legs) >= 2
    assert isinstance(quote(shop("parted", SetCaps((ValueCap(Centavos(PRICE - 1)),))), 1), Refused)


def test_a_full_van_sends_orders_elsewhere_or_another_day_or_nowhere() -> None:
    stage = shop("full", SetCaps(collections=(CollectionCap(Centavos(3 * PRICE)),)))
    for number in range(80):
        assert place(stage, f"v{number}", 2).refusal is None
    days = set()
    for parcel in stage.world.shipments.by_id.values():
        days.add((parcel.planned.location, parcel.planned.hand_over_by))
    assert len(days) > 6, "several places and several days"
    assert max(vans(stage).values()) <= 3 * PRICE
    none = quote(shop("none", SetCaps(collections=(CollectionCap(Centavos(PRICE - 1)),))), 1)
    assert isinstance(none, Refused), "what no van may take is not promised"
    assert none.reason is Reason.NO_CAPACITY
    assert auditor.audit(stage.machine).clean


def test_who_hands_over_too_much_is_told_so() -> None:
    stage = shop("door", SetCaps())
    for number in range(6):
        place(stage, f"d{number}", 2)
    ready = [name for name, one in stage.world.shipments.by_id.items() if one.status == "planned"]
    stage.put(SetCaps(collections=(CollectionCap(Centavos(2 * PRICE)),)), "boss")
    verdicts = [stage.put(command, "floor") for name in ready for command in (PackParcel(name), HandOver(name))]
    no = [one.refusal for one in verdicts if isinstance(one.refusal, Refused)]
    assert any(one.reason is Reason.OVER_CAP for one in no)
    assert auditor.audit(stage.machine).clean


def test_what_is_expected_to_be_lost_is_a_part_of_the_cost_and_chooses_the_way() -> None:
    calm = quote(shop("risk", SetCaps()), 1)
    assert isinstance(calm, Quote)
    by = calm.offers[0].legs[0]
    risk = RouteRisk(500_000, services=(by.service,))
    risky = quote(shop("risk", SetCaps(risks=(risk,))), 1)
    assert isinstance(risky, Quote)
    first = risky.offers[0].legs[0]
    assert first.service != by.service, "half of its value is dearer than the other service"
    every = tuple(RouteRisk(1_000, value_min=Centavos(PRICE)) for _ in SERVICES[:1])
    told = quote(shop("risk", SetCaps(risks=every)), 1)
    assert isinstance(told, Quote)
    assert ("risk", 30) in [(part.name, part.amount) for part in told.offers[0].legs[0].cost]
    assert told.offers[0].cost == calm.offers[0].cost + 30


@pytest.mark.parametrize(
    ("hours", "hour", "counts"),
    [((0, 24), 0, True), ((8, 12), 12, False), ((8, 12), 11, True), ((22, 5), 23, True), ((22, 5), 5, False)],
)
def test_hours_of_a_risk(hours: tuple[int, int], hour: int, counts: bool) -> None:
    risk = RouteRisk(10_000, since_hour=hours[0], until_hour=hours[1])
    assert bool(spoken((risk,), "14", hour)) is counts


def test_the_highest_risk_counts_and_is_rounded_once() -> None:
    risks = (RouteRisk(1_500), RouteRisk(2_500, value_min=Centavos(1_000)))
    assert (loss(risks, 999), loss(risks, 1_000), loss((), 5)) == (1, 3, 0)


@pytest.mark.parametrize("chance", range(4))
def test_caps_hold_whatever_happens(chance: int) -> None:
    """Orders come, are moved by hand and by second thoughts, refused, packed; a location stops for two days."""
    dice = random.Random(chance)
    caps = (CollectionCap(Centavos(dice.choice((6, 9, 14)) * PRICE)), CollectionCap(Centavos(5 * PRICE), (), ("N1",)))
    risks = (RouteRisk(dice.randrange(5_000), since_hour=9, until_hour=18),)
    parcels = (ValueCap(Centavos(4 * PRICE), ("slow",)),)
    stage = shop(f"cargo:{chance}", SetCaps(parcels, caps, risks))
    stage.is_open = True
    moved = 0
    for round_ in range(60):
        stage.live()
        orders = list(stage.world.promises.by_order)[-30:]
        for order in dice.sample(orders, min(4, len(orders))):
            moved += not isinstance(stage.put(_reroute(stage, dice, order), "people").refusal, Refused)
        stage.put(_rethink(stage, dice, orders, round_), "people")
        if round_ == 40:
            until = Instant(stage.clock.at + 2 * DAY)
            about = {"kind": ContingencyKind.DC_DOWN, "locations": ("N1",), "until": until}
            assert stage.put(OpenContingency(contingency="down", **about), "people").refusal is None
    found = auditor.audit(stage.machine)
    assert not {cargo.CAPPED, contingencies.IN_TIME, contingencies.CAPPED} & set(found.counts), found.violations[:5]
    assert found.clean, found.violations[:5]
    assert not stage.faults
    assert moved > 5


def _reroute(stage: AgentStage, dice: random.Random, order: OrderId) -> RerouteOrder:
    given = as_given(planned_of(stage.world.shipments, order))
    to, service = dice.choice(LOCATIONS), dice.choice(SERVICES)
    takes = tuple(msgspec.structs.replace(take, location=to) for one in given for take in one.takes)
    return RerouteOrder(order, (GivenParcel(to, service, takes),))


def _rethink(stage: AgentStage, dice: random.Random, orders: list[OrderId], run: int) -> ReallocateOrders:
    wishes = []
    for order in dice.sample(orders, min(8, len(orders))):
        (parcel,) = _reroute(stage, dice, order).parcels
        wishes.append(Reallocation(order, (Allocation(parcel.location, parcel.service, parcel.takes),)))
    return ReallocateOrders(run=f"r{run}", reallocations=tuple(wishes), looked_at=len(wishes))


def test_a_carrier_that_nobody_knows_is_refused() -> None:
    stage = AgentStage(MODEL, "unknown")
    told = stage.put(SetCaps(collections=(CollectionCap(Centavos(1), (CarrierId("nobody"),)),)), "boss")
    assert told.refusal == Refused(Reason.INVALID, "carrier nobody")
