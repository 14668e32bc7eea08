"""Channels that stand still: the partner takes nothing of ours until somebody has seen to it; what waits is kept."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.people import handsets
from promesa.domain.people.handsets import SENDING, STOPPED, HandsetChanged, Handsets, HandsetState
from promesa.domain.values import ids
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

LINE, RUNS = "line", "RUNS"
CODE_MAX = 100


class StopLine(msgspec.Struct, frozen=True):
    """The partner refused the line itself: a token that is no longer good, a locked account. `code`: its word."""

    channel: str
    code: str


class ReviveLine(msgspec.Struct, frozen=True):
    """The line is good again: a person says so, or what was tried was taken."""

    channel: str


def state_of(lines: Handsets, channel: str) -> HandsetState | None:
    """What was said of the line last; None: nothing, so it runs."""
    return lines.by_kind.get(handsets.name_of(channel, LINE, SENDING))


def stopped(lines: Handsets) -> frozenset[str]:
    """The channels that stand still."""
    return frozenset(lines.stopped)


def stop(lines: Handsets, ask: StopLine, now: Instant) -> list[HandsetChanged] | Refused:
    """Once: whatever else is refused while it stands still says nothing new."""
    if not ids.is_plain(ask.channel):
        return Refused(Reason.INVALID, "channel")
    if ask.channel in lines.stopped:
        return []
    return [HandsetChanged(ask.channel, LINE, SENDING, STOPPED, now, (("code", ask.code[:CODE_MAX]),))]


def revive(lines: Handsets, ask: ReviveLine, now: Instant) -> list[HandsetChanged]:
    """What runs already stays so."""
    return [HandsetChanged(ask.channel, LINE, SENDING, RUNS, now)] if ask.channel in lines.stopped else []


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {}
"""`handsets` folds what is told of lines."""
RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {StopLine: stop, ReviveLine: revive}
