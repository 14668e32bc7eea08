"""What may be said about carriers' branches: their own counters, where parcels wait for customers (ocurre)."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.words import (
    AboutBranch,
    BranchClosed,
    BranchesLoaded,
    CloseBranch,
    Hours,
    LoadBranches,
)
from promesa.domain.network.locations.state import clock_minutes
from promesa.domain.values import ids
from promesa.domain.values.ids import BranchId, CarrierId, PostalCode
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

KEEPS_DAYS_MAX = 365


def load_branches(carriers: Carriers, ask: LoadBranches, now: Instant) -> list[BranchesLoaded] | Refused:
    """All rows or none; rows that say nothing new are left out. INVALID names the first row at fault, from 1."""
    news, seen = [], set[BranchId]()
    for number, told in enumerate(ask.branches, 1):
        fault = _fault(told)
        if fault is not None or told.branch in seen:
            return Refused(Reason.INVALID, f"row {number}: {told.branch} {fault or 'twice'}")
        kept = _entered(told)
        seen.add(kept.branch)
        if carriers.branches.get(kept.branch) != kept or kept.branch in carriers.closed_branches:
            news.append(kept)
    return [BranchesLoaded(tuple(news), ask.source)] if news else []


def close_branch(carriers: Carriers, ask: CloseBranch, now: Instant) -> list[BranchClosed] | Refused:
    """Nothing new goes there; again, it changes nothing."""
    if ask.branch not in carriers.branches:
        return Refused(Reason.UNKNOWN_BRANCH, ask.branch)
    return [] if ask.branch in carriers.closed_branches else [BranchClosed(ask.branch, ask.reason)]


def _fault(told: AboutBranch) -> str | None:
    """The first field at fault."""
    if not ids.is_sound(told.branch):
        return "branch"
    if not ids.is_sound(told.carrier):
        return "carrier"
    if not ids.is_sound(told.postal_code):
        return "postal_code"
    if len(told.name) > ids.ID_LENGTH:
        return "name"
    if (told.lat is None) != (told.lon is None) or not _on_earth(told.lat, told.lon):
        return "lat"
    if not 1 <= told.keeps_days <= KEEPS_DAYS_MAX:
        return "keeps_days"
    return None if _are_hours(told.hours) else "hours"


def _are_hours(week: tuple[Hours | None, ...]) -> bool:
    """Seven days, Monday first, or none at all; each opens before it closes."""
    spans = [(clock_minutes(opens), clock_minutes(closes)) for opens, closes in filter(None, week)]
    return len(week) in (0, 7) and all(o is not None and c is not None and o < c for o, c in spans)


def _on_earth(lat: float | None, lon: float | None) -> bool:
    return lat is None or lon is None or (-90 <= lat <= 90 and -180 <= lon <= 180)


def _entered(told: AboutBranch) -> AboutBranch:
    """Names trimmed once; a branch without a name goes by its id."""
    branch = BranchId(ids.entered(told.branch))
    return msgspec.structs.replace(
        told,
        branch=branch,
        carrier=CarrierId(ids.entered(told.carrier)),
        postal_code=PostalCode(ids.entered(told.postal_code)),
        name=told.name.strip() or branch,
    )


RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {LoadBranches: load_branches, CloseBranch: close_branch}
