"""What an outcome of sending means for the effect that asked for it."""

from collections.abc import Callable, Sequence
from typing import Any

from promesa.engine.once import Again, Hopeless, Result, Unsure, Went
from promesa.gateways.messaging.channel import Accepted, Declined, Outcome, Remedy, Unknown, Unreached

UNREACHED_SECONDS = 60.0
OnAccepted = Callable[[Accepted], Sequence[Any]]
OnDeclined = Callable[[Declined], Sequence[Any]]
"""The commands that an answer means."""


def nothing(_: Declined) -> Sequence[Any]:
    """Where nobody keeps lines."""
    return ()


def verdict(
    outcome: Outcome,
    accepted: OnAccepted,
    declined: OnDeclined,
    *,
    more: bool = False,
    stopped: OnDeclined = nothing,
) -> Result:
    """Again only where it is certain that nothing was shown, and never where the same would be refused the same way.

    `stopped`: the commands of a no to the whole channel.
    """
    if isinstance(outcome, Accepted):
        return Went(tuple(accepted(outcome)), more)
    if isinstance(outcome, Unknown):
        return Unsure(outcome.text)
    if isinstance(outcome, Unreached):
        return Again(outcome.text, UNREACHED_SECONDS, counted=False, all_wait=True)
    return _declined(outcome, declined, stopped)


def _declined(no: Declined, declined: OnDeclined, stopped: OnDeclined) -> Result:
    text = f"{no.code} {no.text}".strip()
    if no.remedy == Remedy.RETRY:
        return Again(text, no.wait_seconds)
    if no.remedy == Remedy.SPARE_RECIPIENT:
        return Again(text, no.wait_seconds, counted=False, lane_waits=True)
    if no.remedy == Remedy.STOP:
        commands = tuple(stopped(no))
        return Again(text, no.wait_seconds, counted=False, all_wait=True, commands=commands)
    if no.remedy == Remedy.SLOW_DOWN:
        return Again(text, no.wait_seconds, counted=False, all_wait=True)
    if no.remedy == Remedy.BUG:
        return Hopeless(text, tuple(declined(no)))
    return Went(tuple(declined(no)))
