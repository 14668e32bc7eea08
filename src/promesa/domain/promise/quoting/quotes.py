"""The one answer to "can I have this, there, by when, for how much", the same through every door.

A quote is a function of the ask, the world at one position of the log, the policy and the moment; it changes only when
a fact changes or a real cut-off passes (R24, R26).
"""

from promesa.domain.ledger.capacity import Capacity
from promesa.domain.ledger.stock import questions, scarce
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network import markdowns
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.locations.days import FOR_EVER
from promesa.domain.network.locations.state import Locations, find, may_sell
from promesa.domain.network.places import Place, Places
from promesa.domain.promise.chance.lanes import PICKUP, Lanes
from promesa.domain.promise.quoting import (
    deadlines,
    deliveries,
    losers,
    ocurre,
    offers,
    paying_clock,
    pickups,
)
from promesa.domain.promise.quoting.deliveries import DeliveryAsk
from promesa.domain.promise.quoting.losers import OtherLocations
from promesa.domain.promise.quoting.paying_clock import StartOfPromise
from promesa.domain.promise.sourcing import barring, wants
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.tables import QuoteTables, tables_of
from promesa.domain.promise.sourcing.wants import WantLines
from promesa.domain.promise.words import Ask, Offer, Quote
from promesa.domain.values.ids import LocationId, ReservationId
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused


def quote(
    catalog: Catalog,
    places: Places,
    locations: Locations,
    carriers: Carriers,
    stock: Stock,
    capacity: Capacity,
    lanes: Lanes,
    policy: Policy,
    ask: Ask,
    now: Instant,
    position: int,
    explain: bool = False,
) -> Quote | Refused:
    """Delivery offers, the cheapest first and then the fastest if it is earlier, then the best at a carrier's branch if
    there is no door or it is clearly better, then pickups, the nearest first.

    Where the ask names a pickup location, the offer is for that counter alone. `position`: of the log, for the answer.
    `explain`: say the losers too, which takes longer.
    """
    parts = Parts(catalog, places, locations, carriers, stock, capacity, lanes, policy)
    wanted = wants.read(catalog, policy, ask, now)
    if isinstance(wanted, Refused):
        return wanted
    start = paying_clock.start_of(policy, ask.rail, now, ask.in_work)
    if isinstance(start, Refused):
        return start
    tables = tables_of(parts, start.at, start.clock)
    asked = paying_clock.canonical(ask, start)
    if ask.pickup_location is not None:
        found = _at_counter(parts, tables, asked, wanted, ask.pickup_location, start.at)
    else:
        found = _to_place(parts, tables, asked, wanted, start.at)
    if isinstance(found, Refused):
        return found
    if ask.deadline is not None:
        found = deadlines.with_chances(parts, tables, _place(parts, ask), found, ask.deadline, start.at)
    said = _losers(parts, tables, ask, wanted, found, start.at) if explain else ()
    until = _until(policy, tables, start, found, now)
    if start.at < parts.stock.scarce.until:
        until = min(until, Instant(_prices_until(parts, wanted, start.at) - (start.at - now)))
    if catalog.markdowns.by_sku:
        until = min(until, markdowns.changes_at(catalog.markdowns, [want.sku for want in ask.wants], now))
    if start.pay_by is not None:
        found = [paying_clock.said(offer, start) for offer in found]
    return Quote(ask, now, position, until, tuple(found), said)


def _until(policy: Policy, tables: QuoteTables, start: StartOfPromise, found: list[Offer], now: Instant) -> Instant:
    """Its minutes, or the first moment at which a location's day, or the clock of the payment, is another one."""
    ahead = start.at - now
    until = Instant(now + policy.quote_minutes * MINUTE)
    if until + ahead >= tables.columns.until:
        until_of = tables.columns.until_of
        for offer in found:
            if offer.kind != PICKUP:
                for leg in offer.legs:
                    changes = Instant(until_of(leg.location) - ahead)
                    if changes < until:
                        until = changes
    return until if start.until is None or start.until <= now else min(until, start.until)


def _prices_until(parts: Parts, wanted: WantLines, now: Instant) -> Instant:
    """When what is believed of scarce shelves is too old: plans are ranked otherwise then."""
    prices, heeded = parts.stock.scarce, parts.policy.shelf_price_share > 0
    return prices.until if heeded and scarce.concern(prices, wanted.skus, now) else FOR_EVER


def _place(parts: Parts, ask: Ask) -> Place | None:
    return None if ask.postal_code is None else gazetteer.find(parts.places, ask.postal_code)


def _to_place(parts: Parts, tables: QuoteTables, ask: Ask, wanted: WantLines, now: Instant) -> list[Offer] | Refused:
    place = _place(parts, ask)
    if place is None:
        return Refused(Reason.UNKNOWN_POSTAL_CODE, ask.postal_code or "")
    lines = wants.shelf_lines(parts.stock, wanted, ask, barring.of(parts.locations, parts.catalog))
    full = wants.with_everything(lines, len(tables.columns.names))
    asked = offers.canonical(ask, wanted)
    question = DeliveryAsk(wanted, lines, full, ask.channel, place)
    delivered = deliveries.deliveries(parts, tables, asked, question, now)
    picked = pickups.nearest(parts, tables, asked, wanted, full, place, ask.channel, now, _own(parts, ask))
    at_branch = ocurre.at_branches(parts, tables, asked, question, delivered, now)
    if isinstance(delivered, Refused):
        return at_branch + picked or delivered
    return delivered + at_branch + picked


def _losers(
    parts: Parts, tables: QuoteTables, ask: Ask, wanted: WantLines, found: list[Offer], now: Instant
) -> tuple[str, ...]:
    question = _delivery_ask(parts, tables, ask, wanted)
    return () if question is None else losers.of_delivery(parts, tables, question, found, now)


def other_locations(parts: Parts, ask: Ask, now: Instant) -> OtherLocations | None:
    """What each location could have sent for a question that is for a door; None: there is nothing to compare."""
    wanted, start = (
        wants.read(parts.catalog, parts.policy, ask, now),
        paying_clock.start_of(parts.policy, ask.rail, now, ask.in_work),
    )
    if isinstance(wanted, Refused) or isinstance(start, Refused):
        return None
    tables = tables_of(parts, start.at, start.clock)
    question = _delivery_ask(parts, tables, ask, wanted)
    return None if question is None else losers.others(parts, tables, question, start.at)


def _delivery_ask(parts: Parts, tables: QuoteTables, ask: Ask, wanted: WantLines) -> DeliveryAsk | None:
    place = _place(parts, ask)
    if place is None or ask.pickup_location is not None:
        return None
    lines = wants.shelf_lines(parts.stock, wanted, ask, barring.of(parts.locations, parts.catalog))
    full = wants.with_everything(lines, len(tables.columns.names))
    return DeliveryAsk(wanted, lines, full, ask.channel, place)


def _at_counter(
    parts: Parts, tables: QuoteTables, ask: Ask, wanted: WantLines, location: LocationId, now: Instant
) -> list[Offer] | Refused:
    at = find(parts.locations, location)
    if at is None:
        return Refused(Reason.UNKNOWN_LOCATION, location)
    if not may_sell(at, ask.channel) or not at.pickup or location in ask.avoid:
        return Refused(Reason.NO_SERVICE, location)
    number = parts.stock.shelves.location_numbers.get(location)
    if number is None:
        return Refused(Reason.NOT_ENOUGH_STOCK, wanted.skus[0], 0)
    lines = wants.shelf_lines(parts.stock, wanted, ask, barring.of(parts.locations, parts.catalog))
    short = wants.missing(wants.by_location(lines, len(tables.columns.names))[number : number + 1], wanted)
    if short is not None:
        return short
    offer = pickups.at_counter(parts, tables, offers.canonical(ask, wanted), wanted, at, now, _own(parts, ask))
    return offer if isinstance(offer, Refused) else [offer]


def _own(parts: Parts, ask: Ask) -> tuple[Take, ...]:
    return () if ask.reservation is None else questions.reserved_by(parts.stock, ReservationId(ask.reservation))
