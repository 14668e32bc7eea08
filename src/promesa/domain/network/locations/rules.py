"""What may be said about locations, and what follows from it."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from promesa.domain.network.locations import sending
from promesa.domain.network.locations.sending import SendingRulesSet, SetSendingRules
from promesa.domain.network.locations.state import CLOSED, OPEN, PAUSED, Location, Locations, clock_minutes
from promesa.domain.network.locations.words import (
    KINDS,
    AboutLocation,
    ChangeLocation,
    CloseLocation,
    ClosuresSet,
    Collection,
    CollectionSet,
    EndPause,
    LoadLocations,
    LocationChanged,
    LocationClosed,
    LocationOpened,
    LocationPaused,
    LocationResumed,
    LocationsLoaded,
    OpenLocation,
    PauseLocation,
    ResumeLocation,
    SetClosures,
    SetCollection,
)
from promesa.domain.values import calendars, ids, moments
from promesa.domain.values.ids import ChannelId, LocationId, PostalCode, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS
from promesa.domain.values.refusal import Reason, Refused

_Fact = TypeVar("_Fact", LocationOpened, LocationChanged)

HANDLING_DAYS_MAX = 365
PREP_MINUTES_MAX = 30 * 24 * 60
ORDERS_PER_DAY_MAX = 10**9
CLOSURES_MAX = 5_000


def open_location(locations: Locations, ask: OpenLocation, now: Instant) -> list[LocationOpened] | Refused:
    """A new location, or one that was closed; a name that exists in another case is refused by that name (R20)."""
    about = _entered(ask)
    if isinstance(about, Refused):
        return about
    twin = locations.folded.get(about.location.casefold())
    if twin is not None and (twin != about.location or locations.by_id[twin].status != CLOSED):
        return Refused(Reason.ALREADY_EXISTS, twin)
    return [_told(LocationOpened, about)]


def change_location(locations: Locations, ask: ChangeLocation, now: Instant) -> list[LocationChanged] | Refused:
    """The location becomes what is described; nothing where it is that already."""
    known = _living(locations, ask.location)
    if isinstance(known, Refused):
        return known
    about = _entered(ask)
    if isinstance(about, Refused):
        return about
    return [] if _same(known, about) else [_told(LocationChanged, about)]


def load_locations(locations: Locations, ask: LoadLocations, now: Instant) -> list[LocationsLoaded] | Refused:
    """All rows or none; rows that say nothing new are left out, and with none left nothing happens.

    A row about a closed location changes its description and leaves it closed.
    """
    rows, seen = [], set[str]()
    for number, row in enumerate(ask.locations, 1):
        about = _entered(row)
        if isinstance(about, Refused):
            return Refused(about.reason, f"row {number}: {about.about}")
        folded = about.location.casefold()
        if folded in seen or locations.folded.get(folded, about.location) != about.location:
            return Refused(Reason.ALREADY_EXISTS, f"row {number}: {about.location}")
        seen.add(folded)
        known = locations.by_id.get(about.location)
        if known is None or not _same(known, about):
            rows.append(about)
    return [LocationsLoaded(tuple(rows), ask.source)] if rows else []


def pause_location(locations: Locations, ask: PauseLocation, now: Instant) -> list[LocationPaused] | Refused:
    known = _living(locations, ask.location)
    if isinstance(known, Refused):
        return known
    if ask.until is not None and ask.until <= now:
        return Refused(Reason.INVALID, "until")
    same = known.status == PAUSED and known.paused_until == ask.until
    return [] if same else [LocationPaused(known.location, ask.reason, ask.until)]


def resume_location(locations: Locations, ask: ResumeLocation, now: Instant) -> list[LocationResumed] | Refused:
    known = _living(locations, ask.location)
    if isinstance(known, Refused):
        return known
    return [] if known.status == OPEN else [LocationResumed(known.location)]


def end_pause(locations: Locations, ask: EndPause, now: Instant) -> list[LocationResumed]:
    known = locations.by_id.get(ask.location)
    over = known is not None and known.status == PAUSED and known.paused_until == ask.until and now >= ask.until
    return [LocationResumed(ask.location)] if over else []


def close_location(locations: Locations, ask: CloseLocation, now: Instant) -> list[LocationClosed] | Refused:
    """One fact, whatever lies on its shelves; closing what is closed completes without another (R12)."""
    known = locations.by_id.get(LocationId(ids.entered(ask.location)))
    if known is None:
        return Refused(Reason.UNKNOWN_LOCATION, ask.location)
    return [] if known.status == CLOSED else [LocationClosed(known.location, ask.reason)]


def set_closures(locations: Locations, ask: SetClosures, now: Instant) -> list[ClosuresSet] | Refused:
    known = _living(locations, ask.location)
    if isinstance(known, Refused):
        return known
    if len(ask.closures) > CLOSURES_MAX:
        return Refused(Reason.INVALID, "closures", CLOSURES_MAX)
    closures = _dates(ask.closures)
    return [] if closures == known.closures else [ClosuresSet(known.location, closures)]


def set_collection(locations: Locations, ask: SetCollection, now: Instant) -> list[CollectionSet] | Refused:
    """When the service's van comes; nothing where that is known already."""
    known = _living(locations, ask.location)
    if isinstance(known, Refused):
        return known
    if not ids.is_sound(ask.service):
        return Refused(Reason.INVALID, "service")
    if not _is_week(ask.hours) or not all(clock is None or clock_minutes(clock) for clock in ask.hours):
        return Refused(Reason.INVALID, f"{ask.location} hours")
    if not 0 <= ask.prep_minutes <= PREP_MINUTES_MAX:
        return Refused(Reason.INVALID, f"{ask.location} prep_minutes")
    service = ServiceId(ids.entered(ask.service))
    told = Collection(service, ask.hours, ask.prep_minutes)
    was = next((van for van in known.collections if van.service == service), None)
    if told == was or (was is None and not ask.hours):
        return []
    return [CollectionSet(known.location, service, ask.hours, ask.prep_minutes)]


def set_sending(locations: Locations, ask: SetSendingRules, now: Instant) -> list[SendingRulesSet] | Refused:
    """Who may send what for whom, from now on."""
    return sending.set_rules(locations.sending_rules, ask)


def _living(locations: Locations, name: LocationId) -> Location | Refused:
    """The location, unless nobody knows it or it is closed for good."""
    known = locations.by_id.get(LocationId(ids.entered(name)))
    if known is None:
        return Refused(Reason.UNKNOWN_LOCATION, name)
    return Refused(Reason.WRONG_STATE, name) if known.status == CLOSED else known


# --- what is entered ---


def _entered(about: AboutLocation) -> AboutLocation | Refused:
    """The description with its names trimmed, its dates sorted and its area kept; INVALID names the field at fault."""
    fault = next((field for field, is_right in _CHECKS if not is_right(about)), None)
    if fault is not None:
        return Refused(Reason.INVALID, f"{about.location} {fault}".strip())
    told = _fields(about)
    told["location"] = LocationId(ids.entered(about.location))
    told["area"] = ids.entered(about.area)
    told["pool"] = ids.entered(about.pool)
    told["name"] = about.name.strip() or told["location"]
    told["channels"] = tuple(sorted({ChannelId(ids.entered(channel)) for channel in about.channels}))
    told["closures"] = _dates(about.closures)
    if about.postal_code is not None:
        told["postal_code"] = PostalCode(ids.entered(about.postal_code))
    return AboutLocation(**told)


def _fields(about: AboutLocation) -> dict[str, Any]:
    return {name: getattr(about, name) for name in AboutLocation.__struct_fields__}


def _told(fact: type[_Fact], about: AboutLocation) -> _Fact:
    return fact(**_fields(about))


def _same(known: AboutLocation, about: AboutLocation) -> bool:
    return all(getattr(known, name) == getattr(about, name) for name in AboutLocation.__struct_fields__)


def _dates(days: Iterable[date]) -> tuple[date, ...]:
    return tuple(sorted(set(days)))


def _is_week(days: tuple[object, ...]) -> bool:
    return len(days) in (0, 7)


def _are_hours(about: AboutLocation) -> bool:
    spans = [(clock_minutes(opens), clock_minutes(closes)) for opens, closes in filter(None, about.hours)]
    return _is_week(about.hours) and all(o is not None and c is not None and o < c for o, c in spans)


def _are_cutoffs(about: AboutLocation) -> bool:
    """An hour after midnight on each open day: at 00:00 itself nothing would ever count."""
    return _is_week(about.cutoffs) and all(clock is None or clock_minutes(clock) for clock in about.cutoffs)


def _is_spot(about: AboutLocation) -> bool:
    if about.lat is None or about.lon is None:
        return about.lat is about.lon
    return -90 <= about.lat <= 90 and -180 <= about.lon <= 180


_CHECKS: tuple[tuple[str, Callable[[AboutLocation], bool]], ...] = (
    ("location", lambda a: ids.is_sound(a.location)),
    ("name", lambda a: len(a.name) <= ids.ID_LENGTH),
    ("kind", lambda a: a.kind in KINDS),
    ("zone", lambda a: moments.is_zone(a.zone)),
    ("postal_code", lambda a: a.postal_code is None or ids.is_sound(a.postal_code)),
    ("area", lambda a: not a.area or ids.is_sound(a.area)),
    ("lat, lon", _is_spot),
    ("hours", _are_hours),
    ("cutoffs", _are_cutoffs),
    ("pool", lambda a: not a.pool or ids.is_sound(a.pool)),
    ("holidays", lambda a: not a.holidays or a.holidays in calendars.HOLIDAYS),
    ("closures", lambda a: len(a.closures) <= CLOSURES_MAX),
    ("handling_days", lambda a: 0 <= a.handling_days <= HANDLING_DAYS_MAX),
    ("handling_centavos", lambda a: 0 <= a.handling_centavos <= MAX_CENTAVOS),
    ("orders_per_day", lambda a: a.orders_per_day is None or 0 <= a.orders_per_day <= ORDERS_PER_DAY_MAX),
    ("pickup_prep_minutes", lambda a: a.pickup_prep_minutes is None or 0 <= a.pickup_prep_minutes <= PREP_MINUTES_MAX),
    ("channels", lambda a: all(ids.is_sound(channel) for channel in a.channels)),
)

RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {
    OpenLocation: open_location,
    ChangeLocation: change_location,
    LoadLocations: load_locations,
    PauseLocation: pause_location,
    ResumeLocation: resume_location,
    EndPause: end_pause,
    CloseLocation: close_location,
    SetClosures: set_closures,
    SetCollection: set_collection,
    SetSendingRules: set_sending,
}
