"""How often each source of figures speaks, how fast its shelves lose units meanwhile, and which one is silent.

Nobody is watched unless the policy says so: by hours that it names for a source, or by a factor of the longest pause
that the source has lately made.
"""

from typing import Any

import msgspec

from promesa.domain.values.moments import DAY, HOUR, MINUTE, Instant
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Refused

BURST = MINUTE
"""Words closer together than this are one."""
PAUSE_HALF_LIFE, DRIFT_HALF_LIFE = 7 * DAY, 30 * DAY
HEARD_MIN = 5
"""Fewer words are no rhythm."""
PRIOR_SHARE, PRIOR_UNIT_DAYS = 0.02, 200.0
"""Before anything was seen, one unit in fifty is believed to go a day without our being told."""
SHARE_MAX = 0.5
"""Never is more held back of a shelf, however long the silence."""


class CheckSource(msgspec.Struct, frozen=True):
    """Sent by the clock: has the source spoken as it should have?"""

    source: str


class HearSource(msgspec.Struct, frozen=True):
    """Sent when a silent source has spoken."""

    source: str


class SourceWatched(msgspec.Struct, frozen=True):
    """It has spoken; it is looked at again then."""

    source: str
    until: Instant


class SourceFellSilent(msgspec.Struct, frozen=True):
    """It should have spoken: from now on so large a share of what it counted last is not promised. Said again while the
    silence lasts, with a larger share; `first` only once."""

    source: str
    last_at: Instant
    share: float
    until: Instant
    first: bool


class SourceSpoke(msgspec.Struct, frozen=True):
    """The silence is over, and with it the margin."""

    source: str
    since: Instant


class SourceRhythm(msgspec.Struct):
    """What was heard of one source; instants and pauses in microseconds."""

    last_at: Instant = Instant(0)
    heard: int = 0
    pause: float = 0.0
    """Its longest pause, fading by half in a week."""
    lost: float = 0.0
    """Units that its counts found missing,"""
    unit_days: float = 0.0
    """of so many that were believed for so many days; both fade by half in a month."""
    watched_until: Instant = Instant(0)
    silent_since: Instant | None = None
    share: float = 0.0


Rhythms = dict[str, SourceRhythm]


def heard(rhythms: Rhythms, source: str, lost: float, unit_days: float, at: Instant) -> None:
    """The source has counted: `lost` units of what was believed were not there."""
    known = rhythms.get(source)
    if known is None:
        known = rhythms[source] = SourceRhythm()
    gap = at - known.last_at
    if not known.last_at or gap >= BURST:
        if known.last_at:
            known.pause = max(float(gap), known.pause * 0.5 ** (gap / PAUSE_HALF_LIFE))
            fades = 0.5 ** (gap / DRIFT_HALF_LIFE)
            known.lost, known.unit_days = known.lost * fades, known.unit_days * fades
        known.heard += 1
        known.last_at = at
    known.lost += lost
    known.unit_days += unit_days


def allowed(policy: Policy, known: SourceRhythm | None, source: str) -> int | None:
    """How long the source may say nothing, in microseconds; None: nobody watches it, or its rhythm is not known."""
    said = policy.silence_hours.get(source)
    if said is not None:
        return round(said * HOUR)
    if known is None or not policy.silence_factor or known.heard < HEARD_MIN:
        return None
    return max(10 * MINUTE, round(policy.silence_factor * known.pause))


def share_of(known: SourceRhythm, ahead: int, now: Instant) -> float:
    """The share of its figures that may be gone by the end of that time, as fast as its shelves lose units."""
    rate = (known.lost + PRIOR_SHARE * PRIOR_UNIT_DAYS) / (known.unit_days + PRIOR_UNIT_DAYS)
    return round(min(SHARE_MAX, rate * (now - known.last_at + ahead) / DAY), 4)


def check(rhythms: Rhythms, policy: Policy, ask: CheckSource, now: Instant) -> list[Any] | Refused:
    """It is well, or it has fallen silent, or goes on being so; nothing where nobody watches it (any more)."""
    known = rhythms.get(ask.source)
    pause = allowed(policy, known, ask.source)
    if known is None or not known.last_at:
        return []
    if pause is None:
        return [] if known.silent_since is None else [SourceSpoke(ask.source, known.silent_since)]
    if now < known.last_at + pause:
        until = Instant(known.last_at + pause)
        return [] if until <= known.watched_until else [SourceWatched(ask.source, until)]
    if known.silent_since is not None and now < known.watched_until:
        return []
    share, until = share_of(known, pause, now), Instant(now + pause)
    return [SourceFellSilent(ask.source, known.last_at, share, until, known.silent_since is None)]


def hear(rhythms: Rhythms, ask: HearSource) -> list[Any]:
    """Once for each silence."""
    known = rhythms.get(ask.source)
    return [] if known is None or known.silent_since is None else [SourceSpoke(ask.source, known.silent_since)]


def watched(rhythms: Rhythms, fact: SourceWatched) -> None:
    rhythms[fact.source].watched_until = fact.until


def silent(rhythms: Rhythms, fact: SourceFellSilent, at: Instant) -> None:
    known = rhythms[fact.source]
    known.watched_until, known.share = fact.until, fact.share
    known.silent_since = at if known.silent_since is None else known.silent_since


def spoke(rhythms: Rhythms, fact: SourceSpoke) -> None:
    known = rhythms[fact.source]
    known.silent_since, known.share = None, 0.0
