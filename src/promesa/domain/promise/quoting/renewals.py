"""An accepted plan at a later moment: whether it can still be done, and the same units planned anew."""

from collections.abc import Sequence
from datetime import date

from promesa.domain.ledger.stock.words import Take
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.locations import collecting, days
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Location
from promesa.domain.network.places import Place
from promesa.domain.promise.chance.lanes import PICKUP
from promesa.domain.promise.quoting import ocurre, offers, pickups
from promesa.domain.promise.sourcing import landed, leg_basis, workload
from promesa.domain.promise.sourcing.cost_board import CostBoards
from promesa.domain.promise.sourcing.origins import NOWHERE
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.reach_table import Arrival, ReachTable
from promesa.domain.promise.sourcing.service_columns import FAR
from promesa.domain.promise.sourcing.tables import QuoteTables, tables_of
from promesa.domain.promise.words import Leg, Offer
from promesa.domain.values.ids import PostalCode, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused


def legs_still_good(parts: Parts, offer: Offer, now: Instant) -> bool:
    """Whether every leg can still be done as offered: location open, service on offer, cut-off not passed.

    Units and places are not looked at: whoever commits takes them, and taking them is the check.
    """
    if offer.branch is not None and carriers.find_branch(parts.carriers, offer.branch) is None:
        return False
    return all(_still_good(parts, offer, leg, now) for leg in offer.legs)


def _still_good(parts: Parts, offer: Offer, leg: Leg, now: Instant) -> bool:
    at = locations.find(parts.locations, leg.location)
    if at is None or not locations.is_active(at):
        return False
    if leg.service == offers.COUNTER:
        ready_at = days.ready_at(at, now, parts.policy)
        return ready_at is not None and ready_at <= offer.promised_by
    service = carriers.find(parts.carriers, leg.service)
    if service is None or not service.is_offered or not at.ships or _is_stopped(parts, offer, leg, at):
        return False
    process_on = days.process_day(at, now)
    if process_on is None or process_on > leg.process_on:
        return False
    return collecting.in_time(at, leg.service, leg.hand_over_by, now)


def _is_stopped(parts: Parts, offer: Offer, leg: Leg, at: Location) -> bool:
    """By a pause, or by a cap on what a parcel is worth."""
    known = parts.carriers
    if not known.pauses and not known.caps:
        return False
    branch = None if offer.branch is None else carriers.find_branch(parts.carriers, offer.branch)
    code = offer.postal_code if branch is None else branch.postal_code
    place = None if code is None else gazetteer.find(parts.places, code)
    if place is None:
        return False
    if carriers.is_paused(known, leg.service, place, at):
        return True
    return not carriers.may_carry(known, leg.service, place.area, _weight(parts, leg.takes)[2])


def renew(parts: Parts, offer: Offer, now: Instant) -> Offer | Refused:
    """The offer's units from the same locations, planned anew as of now; the customer's fee stays as accepted.

    UNKNOWN_POSTAL_CODE for a delivery that does not say where it goes, else the refusals of `replan`.
    """
    if offer.kind == PICKUP:
        return _renewed_pickup(parts, offer, now)
    if offer.kind == ocurre.KIND:
        return _renewed_at_branch(parts, offer, now)
    legs = replan(parts, offer.legs, offer.postal_code, now)
    if isinstance(legs, Refused):
        return legs
    assert offer.postal_code is not None
    place = gazetteer.find(parts.places, offer.postal_code)
    assert place is not None
    cost = Centavos(sum(part.amount for leg in legs for part in leg.cost))
    duties, asked = landed.duties(legs), offer.fingerprint.encode()
    return offers.delivery(tables_of(parts, now), asked, legs, cost, offer.fee, place, duties=duties)


def _renewed_at_branch(parts: Parts, offer: Offer, now: Instant) -> Offer | Refused:
    tables = tables_of(parts, now)
    way = ocurre.way_of(parts, tables, offer)
    if way is None or offer.postal_code is None:
        return Refused(Reason.NO_SERVICE, offer.branch or offer.postal_code or "")
    legs = _replanned(parts, tables, offer.legs, way.place, tables.boards(parts, way.place, now, way.reaches), now)
    if isinstance(legs, Refused):
        return legs
    cost = Centavos(sum(part.amount for leg in legs for part in leg.cost))
    return ocurre.said(tables, offer.fingerprint.encode(), way, legs, cost, offer.fee, offer.postal_code)


def _renewed_pickup(parts: Parts, offer: Offer, now: Instant) -> Offer | Refused:
    (leg,) = offer.legs
    at = locations.find(parts.locations, leg.location)
    if at is None or not locations.is_active(at):
        return Refused(Reason.NO_SERVICE, leg.location)
    tables = tables_of(parts, now)
    ready_at = pickups.ready_with_place(parts, tables, at, leg.takes, now)
    if isinstance(ready_at, Refused):
        return ready_at
    on_shelf = pickups.shelf_chance(parts, leg.takes, now, leg.takes)
    return offers.pickup(tables, parts.lanes, offer.fingerprint.encode(), at, leg.takes, ready_at, on_shelf)


def replan(
    parts: Parts, legs: tuple[Leg, ...], postal_code: PostalCode | None, now: Instant
) -> tuple[Leg, ...] | Refused:
    """Legs for units that are fixed at their locations: each by its own service, else by the cheapest that goes there.

    NO_SERVICE (about the location) where the location is not open or no service brings its parcel, NO_CAPACITY where
    its working days are full.
    """
    place = None if postal_code is None else gazetteer.find(parts.places, postal_code)
    if place is None:
        return Refused(Reason.UNKNOWN_POSTAL_CODE, postal_code or "")
    tables = tables_of(parts, now)
    return _replanned(parts, tables, legs, place, tables.boards(parts, place, now), now)


def _replanned(
    parts: Parts, tables: QuoteTables, legs: tuple[Leg, ...], place: Place, boards: CostBoards, now: Instant
) -> tuple[Leg, ...] | Refused:
    planned: list[Leg] = []
    for leg in legs:
        split = parts.policy.split_cost if planned else Centavos(0)
        one = _planned(parts, boards, leg, split, tables.civil_date(now, place.zone), now)
        if isinstance(one, Leg):
            number = parts.stock.shelves.location_numbers[one.location]
            one = landed.again(parts.catalog, boards.table, number, one, place)
        if isinstance(one, Refused):
            return one
        planned.append(one)
    return tuple(planned)


def _planned(
    parts: Parts,
    boards: CostBoards,
    leg: Leg,
    split: Centavos,
    today: date,
    now: Instant,
) -> Leg | Refused:
    table = boards.table
    number = parts.stock.shelves.location_numbers.get(leg.location)
    at = locations.find(parts.locations, leg.location)
    if number is None or at is None or not locations.is_active(at) or table.columns.group_of[number] == NOWHERE:
        return Refused(Reason.NO_SERVICE, leg.location)
    own = table.columns.process_on(number)
    assert own is not None
    horizon = parts.policy.horizon_days
    grams, volume, value = _weight(parts, leg.takes)
    prices = table.price_of_parcel(number, grams, volume, value)
    arrives = table.arrives[table.columns.group_of_number[number]].tolist()
    brings = [k for k, price in enumerate(prices) if price is not None and arrives[k] < FAR]
    load = [workload.load_of(leg.takes, value)]
    arrivals = {
        k: workload.first_arrival(
            parts.capacity, table, number, k, workload.open_days(parts.capacity, at, own, horizon), load, now
        )
        for k in brings
    }
    usable = {k: arrival for k, arrival in arrivals.items() if arrival is not None}
    if not usable:
        return Refused(Reason.NO_CAPACITY if brings else Reason.NO_SERVICE, leg.location)
    service = _service(table, usable, prices, leg.service)
    process_on = usable[service].process_on
    value = value if table.insured else 0
    basis = leg_basis.find(table, number, service, process_on, today, grams, volume, value)
    return offers.leg_of(basis, leg.takes, split)


def _weight(parts: Parts, takes: tuple[Take, ...]) -> tuple[int, int, int]:
    """Grams, cubic centimetres and centavos of the units, as the catalog has them, on sale still or not."""
    products = parts.catalog.products
    grams = sum(products[take.sku].grams * take.units for take in takes)
    value = sum(products[take.sku].price * take.units for take in takes)
    return grams, sum(products[take.sku].volume_cm3 * take.units for take in takes), value


def _service(table: ReachTable, usable: dict[int, Arrival], prices: Sequence[int | None], wanted: ServiceId) -> int:
    """The service wanted if it still brings the parcel there, else the cheapest that does (of equals the earlier)."""
    for k in usable:
        if table.reaches[k].service.service == wanted:
            return k
    return min(usable, key=lambda k: (prices[k], usable[k].arrives_on, k))
