"""What can be fetched at a counter: all from that location's own shelves, ready on its first day with a place."""

import numpy as np

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.stock import findings, questions
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network.locations import days
from promesa.domain.network.locations.state import Location
from promesa.domain.network.places import Place
from promesa.domain.promise.quoting import offers
from promesa.domain.promise.sourcing import workload
from promesa.domain.promise.sourcing.origins import Numbers
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.tables import QuoteTables
from promesa.domain.promise.sourcing.wants import WantLines
from promesa.domain.promise.words import Offer
from promesa.domain.values import moments
from promesa.domain.values.ids import ChannelId
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.refusal import Reason, Refused

PICKUPS_MAX = 2
"""So many of the nearest counters are offered beside a delivery."""
DAYS_TRIED_MAX = 60
ASKED_STEP = 15 * MINUTE
"""A pickup counts as asked for at the next quarter of an hour, so its answer stands for as long (R24)."""


def nearest(
    parts: Parts,
    tables: QuoteTables,
    asked: bytes,
    wanted: WantLines,
    full: Numbers,
    place: Place,
    channel: ChannelId,
    now: Instant,
    own: tuple[Take, ...] = (),
) -> list[Offer]:
    """Offers of the nearest counters that have everything themselves (R22). `full`: locations that do."""
    near = tables.columns.near_counters(place, channel)
    if not near or not len(full):
        return []
    has_everything = np.zeros(len(tables.columns.names), dtype=bool)
    has_everything[full] = True
    found: list[Offer] = []
    for number in near:
        if not has_everything[number]:
            continue
        at = tables.columns.known[number]
        assert at is not None
        offer = at_counter(parts, tables, asked, wanted, at, now, own)
        if isinstance(offer, Offer):
            found.append(offer)
            if len(found) == PICKUPS_MAX:
                break
    return found


def at_counter(
    parts: Parts,
    tables: QuoteTables,
    asked: bytes,
    wanted: WantLines,
    at: Location,
    now: Instant,
    own: tuple[Take, ...] = (),
) -> Offer | Refused:
    """Everything at one counter, which has it on record; withheld where it is too unlikely to be on the shelf.

    `own`: what the asker's reservation holds, which never counts against it (R05).
    """
    takes = tuple([Take(sku, at.location, units) for sku, units in zip(wanted.skus, wanted.units, strict=True)])
    ready_at = ready_with_place(parts, tables, at, takes, now)
    if isinstance(ready_at, Refused):
        return ready_at
    on_shelf = shelf_chance(parts, takes, now, own)
    offer = offers.pickup(tables, parts.lanes, asked, at, takes, ready_at, on_shelf)
    if on_shelf < parts.policy.shelf_probability_min or offer.keep_probability < parts.policy.keep_probability_min:
        return Refused(Reason.NO_PROMISE, at.location)
    return offer


def shelf_chance(parts: Parts, takes: tuple[Take, ...], now: Instant, own: tuple[Take, ...] = ()) -> float:
    """How likely all units are really on their shelves, each shelf by itself."""
    likely = 1.0
    for take in takes:
        shelf = (take.sku, take.location)
        owed = questions.reserved(parts.stock, *shelf) - sum(t.units for t in own if (t.sku, t.location) == shelf)
        record = questions.on_hand(parts.stock, *shelf) - owed
        likely *= findings.chance(parts.stock.findings, *shelf, take.units, record, now)
    return likely


def ready_with_place(
    parts: Parts, tables: QuoteTables, at: Location, takes: tuple[Take, ...], now: Instant
) -> Instant | Refused:
    """When a pickup asked for now is ready at the counter, on its first day with a place left."""
    start = Instant(-(-now // ASKED_STEP) * ASKED_STEP)
    for _ in range(DAYS_TRIED_MAX):
        ready_at = _ready_at(parts, tables, at, start)
        if ready_at is None:
            return Refused(Reason.NO_SERVICE, at.location)
        if not workload.is_limited(parts.capacity, at):
            return ready_at
        ready_at = _worked_at(parts, tables, at, takes, ready_at, start)
        if ready_at is None:
            return Refused(Reason.NO_CAPACITY, at.location)
        ready_on = moments.local_date(ready_at, at.zone)
        if workload.has_place(parts.capacity, at, ready_on):
            return ready_at
        start = Instant(moments.end_of_day(ready_on, at.zone) + 1)
    return Refused(Reason.NO_CAPACITY, at.location)


def _worked_at(
    parts: Parts, tables: QuoteTables, at: Location, takes: tuple[Take, ...], ready_at: Instant, start: Instant
) -> Instant | None:
    """The later of the moment itself and the one at which somebody has had the minutes for it, while customers may
    come; None: nobody will have them."""
    known = capacities.labour_of(parts.capacity, at.location)
    minutes = 0 if known is None else workload.minutes_of(known, takes)
    if not minutes:
        return ready_at
    since = tables.civil_date(start, at.zone)
    done_at = capacities.work_done_at(parts.capacity, at, since, minutes, DAYS_TRIED_MAX, start)
    if done_at is None or done_at <= ready_at:
        return None if done_at is None else ready_at
    return days.next_opening(at, done_at)


def _ready_at(parts: Parts, tables: QuoteTables, at: Location, start: Instant) -> Instant | None:
    """`days.ready_at`, remembered."""
    key = (at.index, start)
    if key not in tables.ready:
        if len(tables.ready) >= len(tables.columns.names) * 4:
            tables.ready.clear()
        tables.ready[key] = days.ready_at(at, start, parts.policy)
    return tables.ready[key]
