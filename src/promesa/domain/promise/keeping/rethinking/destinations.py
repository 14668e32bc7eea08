"""Where an order goes, and what a parcel of fixed units from a fixed location costs and when it comes there."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from promesa.domain.ledger import delivery_slots
from promesa.domain.ledger.delivery_slots import SlotTaken
from promesa.domain.ledger.shipments.state import Parcel
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.network.carriers import risks
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Location
from promesa.domain.network.places import Place, Places
from promesa.domain.promise.chance import answers
from promesa.domain.promise.keeping import rerouting
from promesa.domain.promise.promises import Promise
from promesa.domain.promise.quoting import ocurre, offers
from promesa.domain.promise.rethinks import Allocation
from promesa.domain.promise.sourcing import barring, landed, leg_basis
from promesa.domain.promise.sourcing.cost_board import CostBoards
from promesa.domain.promise.sourcing.origins import NOWHERE
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.reach_table import Arrival
from promesa.domain.promise.sourcing.tables import QuoteTables, tables_of
from promesa.domain.promise.words import CostPart, Leg
from promesa.domain.values import moments
from promesa.domain.values.ids import ChannelId, LocationId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.place import distance_km
from promesa.domain.values.refusal import Reason, Refused

FREE = Centavos(0)


class DeliveryPlace(NamedTuple):
    """The place (of a door or of a carrier's branch), the boards of what goes there, and the slot that was chosen."""

    place: Place
    boards: CostBoards
    tables: QuoteTables
    slot: SlotTaken | None


class LegChance(NamedTuple):
    """A leg, and how likely it is there by the day that counts."""

    leg: Leg
    chance: float


def find(parts: Parts, promise: Promise, now: Instant) -> DeliveryPlace | None:
    """Where the promise goes to, right for now; None where nothing is known of the place any more."""
    made, tables = promise.made, tables_of(parts, now)
    slot = parts.capacity.slots.taken_by.get(made.order)
    if made.kind == ocurre.KIND:
        way = ocurre.way_of(parts, tables, rerouting.as_offer(promise.made))
        return (
            None
            if way is None
            else DeliveryPlace(way.place, tables.boards(parts, way.place, now, way.reaches), tables, slot)
        )
    place = None if made.postal_code is None else gazetteer.find(parts.places, made.postal_code)
    return None if place is None else DeliveryPlace(place, tables.boards(parts, place, now), tables, slot)


def service_number(to: DeliveryPlace, service: ServiceId) -> int | None:
    """Which of the table's services it is; None: it does not go there."""
    reaches = to.boards.table.reaches
    return next((k for k, reach in enumerate(reaches) if reach.service.service == service), None)


def costs(
    parts: Parts, to: DeliveryPlace, location: LocationId, service: ServiceId, takes: Sequence[Take]
) -> tuple[CostPart, ...] | None:
    """What such a parcel costs as of now, part by part, without the split; None: the service does not take it."""
    at, k = locations.find(parts.locations, location), service_number(to, service)
    number = parts.stock.shelves.location_numbers.get(location)
    if at is None or k is None or number is None or to.boards.table.columns.group_of[number] == NOWHERE:
        return None
    if landed.is_abroad(to.boards.table, number):
        return None
    reach, weight = to.boards.table.reaches[k], load(parts, takes)
    if weight[2] > reach.value_max:
        return None
    freight = carrying.freight(reach, at.area, *weight)
    if freight is None:
        return None
    named = tuple(CostPart(name, amount) for name, amount in freight)
    lost = risks.loss(to.boards.table.services[k].risks_of(to.boards.table.columns.group_of_number[number]), weight[2])
    named = (*named, CostPart("risk", lost)) if lost else named
    asking = to.boards.table.columns.asking.get(location, Centavos(0))
    own = (CostPart("handling", at.handling_centavos), CostPart(answers.PART, asking))
    return (*named, *(part for part in own if part.amount))


def standing(
    parts: Parts, to: DeliveryPlace, parcel: Parcel, counts_on: date | None, due_on: date
) -> LegChance | Refused:
    """A planned parcel as a leg at today's prices, with the days that it was planned for."""
    plan = parcel.planned
    parts_of_cost = costs(parts, to, plan.location, plan.service, plan.takes)
    at, k = locations.find(parts.locations, plan.location), service_number(to, plan.service)
    if parts_of_cost is None or at is None or k is None:
        return Refused(Reason.NO_SERVICE, plan.location)
    hand_over_on = moments.local_date(plan.hand_over_by, at.zone)
    process_on = counts_on or hand_over_on
    number, table = parts.stock.shelves.location_numbers[plan.location], to.boards.table
    arrival = Arrival(process_on, hand_over_on, plan.arrives_on)
    leg = Leg(
        location=plan.location,
        service=plan.service,
        takes=plan.takes,
        hand_over_by=plan.hand_over_by,
        process_on=process_on,
        arrives_on=plan.arrives_on,
        cost=parts_of_cost,
        keep_probability=table.chance_by(number, k, arrival, plan.arrives_on),
    )
    return LegChance(leg, table.chance_by(number, k, arrival, due_on))


def fresh(
    parts: Parts, to: DeliveryPlace, allocation: Allocation, day: date, due_on: date, now: Instant
) -> LegChance | Refused:
    """The leg of units that are fixed at a location by a fixed service, counted in that working day of the location.

    NO_SERVICE: it does not send, or the service does not take it; NO_PROMISE: it would come after the day.
    """
    location, service, takes = allocation.location, allocation.service, allocation.takes
    number, k = parts.stock.shelves.location_numbers.get(location), service_number(to, service)
    if number is None or k is None or costs(parts, to, location, service, takes) is None:
        return Refused(Reason.NO_SERVICE, location)
    table = to.boards.table
    dates = table.dates(number, k, day)
    arrives_on = None if dates is None else _in_slot(parts, to, k, dates.arrives_on)
    if dates is None or arrives_on is None:
        return Refused(Reason.NO_SERVICE, location)
    if arrives_on > due_on:
        return Refused(Reason.NO_PROMISE, location)
    grams, volume, value = load(parts, takes)
    today = to.tables.civil_date(now, to.place.zone)
    basis = leg_basis.find(table, number, k, day, today, grams, volume, value if table.insured else 0)
    leg = offers.leg_of(basis, takes, FREE)
    chance = table.chance_by(number, k, Arrival(day, dates.hand_over_on, dates.arrives_on), due_on)
    return LegChance(leg if arrives_on == leg.arrives_on else replace(leg, arrives_on=arrives_on), chance)


def with_splits(parts: Parts, legs: Sequence[LegChance]) -> tuple[LegChance, ...]:
    """The legs of one plan: the cost of the split is a part of each after the first."""
    split = (CostPart("split", parts.policy.split_cost),) if parts.policy.split_cost else ()
    return tuple(
        LegChance(replace(one.leg, cost=(*one.leg.cost, *split)), one.chance) if number else one
        for number, one in enumerate(legs)
    )


def _in_slot(parts: Parts, to: DeliveryPlace, k: int, arrives_on: date) -> date | None:
    """The day itself or, by a service that comes in slots, that of the slot that was chosen; None: it has none."""
    reach = to.boards.table.reaches[k]
    comes_in_slots = delivery_slots.said_of(parts.capacity.slots, reach.service.service, reach.area) is not None
    if to.slot is None:
        return None if comes_in_slots else arrives_on
    if not comes_in_slots or (to.slot.service, to.slot.area) != (reach.service.service, reach.area):
        return None
    day = date.fromisoformat(to.slot.slot[:10])
    return day if arrives_on <= day else None


def may_send(parts: Parts, at: Location | None, channel: ChannelId, takes: Sequence[Take]) -> bool:
    """Whether these units may be sent anew from the location on the channel."""
    open_to_it = at is not None and at.ships and locations.may_sell(at, channel)
    return open_to_it and barring.may_take(parts, channel, takes)


def km(parts: Parts, to: DeliveryPlace, location: LocationId) -> float:
    """From the location to the place, as the crow flies; 0 where one of them is not known."""
    at = locations.find(parts.locations, location)
    point = None if at is None else _point(parts.places, at)
    if point is None or to.place.lat is None or to.place.lon is None:
        return 0.0
    return distance_km(*point, to.place.lat, to.place.lon)


def _point(places: Places, at: Location) -> tuple[float, float] | None:
    if at.lat is not None and at.lon is not None:
        return at.lat, at.lon
    place = None if at.postal_code is None else gazetteer.find(places, at.postal_code)
    return None if place is None or place.lat is None or place.lon is None else (place.lat, place.lon)


def load(parts: Parts, takes: Sequence[Take]) -> tuple[int, int, int]:
    """Grams, cubic centimetres and centavos of the units, as the catalog has them."""
    products = parts.catalog.products
    grams = sum(products[take.sku].grams * take.units for take in takes)
    value = sum(products[take.sku].price * take.units for take in takes)
    return grams, sum(products[take.sku].volume_cm3 * take.units for take in takes), value
