"""Who works where at the demo retailer, and when carriers' vans come: minutes of labour by slot, hours by service."""

from functools import lru_cache
from itertools import pairwise

from promesa.domain.ledger.labour import SetLabour, WorkSlot
from promesa.domain.network.locations.state import clock_minutes
from promesa.domain.network.locations.words import AboutLocation, SetCollection, week
from promesa.domain.values.ids import ServiceId
from promesa.lab.retailer import carriers, shops

CENTRE_SECONDS, STORE_SECONDS = (150, 45, 20), (300, 60, 30)
"""What a parcel, a line and a unit take at a belt, and in a stock room."""
CENTRE_VAN, STORE_VAN = week("19:00", "14:00"), week("19:00", "17:30")
CENTRE_SHIFTS = {**dict.fromkeys(range(5), ("07:00", "13:00", "19:00")), 5: ("07:00", "14:00")}
VAN_OF_STORES = ("19:00",) * 5 + ("17:30",)


def labour() -> tuple[SetLabour, ...]:
    """Every location's week; as many minutes as its orders of a usual day take."""
    return tuple(_labour(about) for about in (*shops.centres(), *shops.stores()))


def collections() -> tuple[SetCollection, ...]:
    """The carriers' vans at every location that ships; the one of the same day comes to stores and centres alike."""
    return tuple(
        SetCollection(about.location, ServiceId(service), CENTRE_VAN if about.kind == "dc" else STORE_VAN)
        for about in (*shops.centres(), *shops.stores())
        if about.ships
        for service in (carriers.EXPRESS, carriers.GROUND, carriers.TODAY, carriers.SOUTHEAST, carriers.COUNTER)
    )


def _labour(about: AboutLocation) -> SetLabour:
    is_centre = about.kind == "dc"
    order, line, unit = CENTRE_SECONDS if is_centre else STORE_SECONDS
    day_minutes = shops.orders_a_day()[about.location] * (order + 2 * line + 2 * unit) // 60
    slots = [
        WorkSlot(weekday, starts, ends, day_minutes * _minutes(starts, ends) // _minutes(shifts[0], shifts[-1]))
        for weekday, shifts in (CENTRE_SHIFTS if is_centre else _store_shifts(about)).items()
        for starts, ends in pairwise(shifts)
    ]
    return SetLabour(
        location=about.location, slots=tuple(slots), order_seconds=order, line_seconds=line, unit_seconds=unit
    )


def _store_shifts(about: AboutLocation) -> dict[int, tuple[str, ...]]:
    """While it is open: until the cut-off, until the van, until it closes."""
    shifts = {}
    for weekday, hours in enumerate(about.hours):
        if hours is not None:
            inner = ("15:00", VAN_OF_STORES[weekday]) if weekday < len(VAN_OF_STORES) else ()
            shifts[weekday] = (hours[0], *(clock for clock in inner if hours[0] < clock < hours[1]), hours[1])
    return shifts


@lru_cache(maxsize=1_024)
def _minutes(starts: str, ends: str) -> int:
    first, last = clock_minutes(starts), clock_minutes(ends)
    assert first is not None
    assert last is not None
    return last - first
