"""What a pause of carriage speaks of: services, where from, where to."""

from promesa.domain.network.carriers.words import CarriagePaused
from promesa.domain.network.locations.state import Location
from promesa.domain.network.places import Place
from promesa.domain.values.ids import ServiceId


def covers(pause: CarriagePaused, service: ServiceId, to: Place | None, at: Location | None) -> bool:
    """Whether the service from that location (None: from anywhere) to the place is a part of what does not run."""
    from_here = not pause.origins and not pause.locations
    if not from_here and at is not None:
        from_here = at.area in pause.origins or at.location in pause.locations
    return from_here and is_about(pause, service, to)


def is_about(pause: CarriagePaused, service: ServiceId, to: Place | None) -> bool:
    """The same, wherever it comes from."""
    if pause.services and service not in pause.services:
        return False
    if not pause.areas and not pause.postal_codes:
        return True
    return to is not None and (to.area in pause.areas or to.postal_code in pause.postal_codes)
