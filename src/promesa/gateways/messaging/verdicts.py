"""What an outcome of sending means for the effect that asked for it."""

from collections.abc import Callable, Sequence
from typing import Any

from promesa.engine.once import Again, Hopeless, Result, Unsure, Went
from promesa.gateways.messaging.channel import Accepted, Declined, Outcome, Remedy, Unknown, Unreached

UNREACHED_SECONDS = 60.0
OnAccepted = Callable[[Accepted], Sequence[Any]]
OnDeclined = Callable[[Declined], Sequence[Any]]
"""The commands that an answer means."""


def verdict(outcome: Outcome, accepted: OnAccepted, declined: OnDeclined, *, more: bool = False) -> Result:
    """Again only where it is certain that nothing was shown, and never where the same would be refused the same way."""
    if isinstance(outcome, Accepted):
        return Went(tuple(accepted(outcome)), more)
    if isinstance(outcome, Unknown):
        return Unsure(outcome.text)
    if isinstance(outcome, Unreached):
        return Again(outcome.text, UNREACHED_SECONDS, counted=False, all_wait=True)
    return _declined(outcome, declined)


def _declined(no: Declined, declined: OnDeclined) -> Result:
    text = f"{no.code} {no.text}".strip()
    if no.remedy == Remedy.RETRY:
        return Again(text, no.wait_seconds)
    if no.remedy == Remedy.SPARE_RECIPIENT:
        return Again(text, no.wait_seconds, counted=False, lane_waits=True)
    if no.remedy in (Remedy.SLOW_DOWN, Remedy.STOP):
        return Again(text, no.wait_seconds, counted=False, all_wait=True)
    if no.remedy == Remedy.BUG:
        return Hopeless(text, tuple(declined(no)))
    return Went(tuple(declined(no)))
