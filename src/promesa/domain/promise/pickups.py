"""What can be fetched at a counter: all from that location's own shelves, ready on its first day with a place."""

import numpy as np

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network.locations import days
from promesa.domain.network.locations.state import Location
from promesa.domain.promise import offers
from promesa.domain.promise.origins import NOWHERE, Numbers
from promesa.domain.promise.parts import Parts
from promesa.domain.promise.sourcing import Mask
from promesa.domain.promise.tables import QuoteTables
from promesa.domain.promise.wants import WantColumns
from promesa.domain.promise.words import Offer
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

PICKUPS_MAX = 2
"""So many of the nearest counters are offered beside a delivery."""
DAYS_TRIED_MAX = 60


def nearest(
    parts: Parts,
    tables: QuoteTables,
    asked: bytes,
    wanted: WantColumns,
    available: Numbers,
    may_sell: Mask,
    near: Numbers,
    now: Instant,
) -> list[Offer]:
    """Offers of the nearest counters among those that may sell [L] and have everything themselves (R22)."""
    numbers = np.flatnonzero(may_sell & (near != NOWHERE))
    numbers = numbers[(available[numbers] >= wanted.units).all(axis=1)]
    found: list[Offer] = []
    for number in numbers[np.argsort(near[numbers], kind="stable")].tolist():
        at = tables.columns.known[number]
        assert at is not None
        offer = at_counter(parts, tables, asked, wanted, at, now)
        if isinstance(offer, Offer):
            found.append(offer)
            if len(found) == PICKUPS_MAX:
                break
    return found


def at_counter(
    parts: Parts, tables: QuoteTables, asked: bytes, wanted: WantColumns, at: Location, now: Instant
) -> Offer | Refused:
    """Everything at one counter, which is known to have it."""
    units = zip(wanted.skus, wanted.units.tolist(), strict=True)
    takes = tuple(Take(sku, at.location, wants) for sku, wants in units)
    ready_at = ready_with_place(parts, at, now)
    if isinstance(ready_at, Refused):
        return ready_at
    offer = offers.pickup(tables, parts.lanes, asked, at, takes, ready_at)
    if offer.keep_probability < parts.policy.keep_probability_min:
        return Refused(Reason.NO_PROMISE, at.location)
    return offer


def ready_with_place(parts: Parts, at: Location, now: Instant) -> Instant | Refused:
    """When a pickup asked for now is ready at the counter, on its first day with a place left."""
    start = now
    for _ in range(DAYS_TRIED_MAX):
        ready_at = days.ready_at(at, start, parts.policy)
        if ready_at is None:
            return Refused(Reason.NO_SERVICE, at.location)
        ready_on = moments.local_date(ready_at, at.zone)
        left = capacities.free(parts.capacity, at.location, ready_on.isoformat(), at.orders_per_day)
        if left is None or left > 0:
            return ready_at
        start = Instant(moments.end_of_day(ready_on, at.zone) + 1)
    return Refused(Reason.NO_CAPACITY, at.location)
