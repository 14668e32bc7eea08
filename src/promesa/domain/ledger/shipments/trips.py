"""Whether a parcel can have travelled so far in that time: nothing on its way is faster than an aeroplane (R43)."""

from collections.abc import Callable

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.shipments.state import Parcel
from promesa.domain.network import places as gazetteer
from promesa.domain.network.locations.state import Locations, find
from promesa.domain.network.places import Places
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.place import distance_km

KM_PER_HOUR_MAX = 900.0
NEAR_KM = 60.0
"""Nearer than this anything may be: hand-overs are written down late."""

Distance = Callable[[Parcel], float | None]
"""Kilometres in a straight line from a parcel's location to where it goes; None where either is not known."""


def distances(orders: Orders, locations: Locations, places: Places) -> Distance:
    """Of any parcel, worked out when it is asked for."""

    def km(parcel: Parcel) -> float | None:
        here = find(locations, parcel.planned.location)
        code = orders.by_id[parcel.planned.order].placed.postal_code
        there = None if code is None else gazetteer.find(places, code)
        if here is None or there is None:
            return None
        own = None if here.postal_code is None else gazetteer.find(places, here.postal_code)
        lat, lon = (here.lat, here.lon) if here.lat is not None or own is None else (own.lat, own.lon)
        if lat is None or lon is None or there.lat is None or there.lon is None:
            return None
        return distance_km(lat, lon, there.lat, there.lon)

    return km


def is_too_fast(parcel: Parcel, at: Instant, distance: Distance | None) -> bool:
    """Whether it cannot have come from its location by then, counted from its hand-over."""
    if distance is None or parcel.handed_at is None or at <= parcel.handed_at:  # told in one breath: written down late
        return False
    km = distance(parcel)
    return km is not None and km > NEAR_KM and km > KM_PER_HOUR_MAX * (at - parcel.handed_at) / HOUR
