"""Opening a contingency stops what it is about and names whose promises stood on it; closing it resumes the same."""

from collections.abc import Sequence

from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.words import CarriageResumed
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.words import LocationPaused, LocationResumed
from promesa.domain.promise.keeping.contingency import reach
from promesa.domain.promise.keeping.contingency.words import (
    AboutContingency,
    CloseContingency,
    Contingencies,
    ContingencyClosed,
    ContingencyKind,
    ContingencyOpened,
    EndContingency,
    OpenContingency,
)
from promesa.domain.promise.keeping.rethinking.present import OrderBooks
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values import ids
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

Facts = list[object]

NEEDS = {
    ContingencyKind.CARRIER_OUTAGE: (("services",),),
    ContingencyKind.DC_DOWN: (("locations",),),
    ContingencyKind.HURRICANE: (("areas", "postal_codes"),),
    ContingencyKind.BLOCKED_ROAD: (("origins", "locations"), ("areas", "postal_codes")),
    ContingencyKind.ERP_SILENT: (("locations",),),
}
"""What has to be said of each kind: of each group of words one at least."""


def open_contingency(
    parts: Parts, books: OrderBooks, known: Contingencies, ask: OpenContingency, now: Instant
) -> Facts | Refused:
    """One fact for what stops, one for each location, and one that names all affected orders.

    ALREADY_EXISTS for a name that was used; UNKNOWN_SERVICE, UNKNOWN_LOCATION; INVALID names what is missing or wrong.
    """
    if ask.contingency in known.by_name:
        return Refused(Reason.ALREADY_EXISTS, ask.contingency)
    fault = _fault(parts, ask, now)
    if fault is not None:
        return fault
    about = {name: getattr(ask, name) for name in AboutContingency.__struct_fields__}
    about["locations"] = ask.locations or _in_areas(parts, ask)
    open_now = [name for name in about["locations"] if locations.is_active(parts.locations.by_id[name])]
    paused = () if ask.kind is ContingencyKind.BLOCKED_ROAD else tuple(dict.fromkeys(open_now))
    told = AboutContingency(**about)
    stopped = reach.carriage(told)
    affected = reach.affected(parts, books, told)
    return [
        *([] if stopped is None else [stopped]),
        *(LocationPaused(name, ask.reason or ask.kind.value, ask.until, ask.contingency) for name in paused),
        ContingencyOpened(**about, affected=affected, paused=paused),
    ]


def _fault(parts: Parts, ask: OpenContingency, now: Instant) -> Refused | None:
    if not ids.is_plain(ask.contingency):
        return Refused(Reason.INVALID, "contingency")
    missing = next((some for some in NEEDS[ask.kind] if not any(getattr(ask, field) for field in some)), None)
    if missing is not None:
        return Refused(Reason.INVALID, " / ".join(missing))
    code = next((code for code in ask.postal_codes if gazetteer.find(parts.places, code) is None), None)
    if code is not None:
        return Refused(Reason.UNKNOWN_POSTAL_CODE, code)
    if ask.until is not None and ask.until <= now:
        return Refused(Reason.INVALID, "until")
    service = next((name for name in ask.services if name not in parts.carriers.services), None)
    if service is not None:
        return Refused(Reason.UNKNOWN_SERVICE, service)
    location = next((name for name in ask.locations if name not in parts.locations.by_id), None)
    return None if location is None else Refused(Reason.UNKNOWN_LOCATION, location)


def _in_areas(parts: Parts, ask: OpenContingency) -> tuple[LocationId, ...]:
    """A hurricane stops every location of its areas and postal codes."""
    if ask.kind is not ContingencyKind.HURRICANE:
        return ()
    known = locations.active(parts.locations)
    return tuple(at.location for at in known if at.area in ask.areas or at.postal_code in ask.postal_codes)


def close(parts: Parts, known: Contingencies, ask: CloseContingency | EndContingency, now: Instant) -> Facts | Refused:
    """What it stopped runs again, unless another one that is open has stopped it too; again, it changes nothing."""
    one = known.by_name.get(ask.contingency)
    if one is None:
        return Refused(Reason.UNKNOWN_CONTINGENCY, ask.contingency)
    if one.closed_at is not None or (isinstance(ask, EndContingency) and now < ask.until):
        return []
    others = [other.opened for other in known.by_name.values() if other is not one and other.closed_at is None]
    return [*_resumed(parts.carriers, parts.locations, one.opened, others), ContingencyClosed(ask.contingency)]


def _resumed(
    known: Carriers, at: locations.Locations, opened: ContingencyOpened, others: Sequence[ContingencyOpened]
) -> Facts:
    carriage: Facts = [CarriageResumed(opened.contingency)] if opened.contingency in known.pauses else []
    still = {name for other in others if other.kind is not ContingencyKind.BLOCKED_ROAD for name in other.locations}
    back = [name for name in opened.paused if name not in still and at.by_id[name].status == locations.PAUSED]
    return [*carriage, *(LocationResumed(name) for name in back)]
