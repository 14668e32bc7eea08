"""The engine's own state, folded from the log like any other: timers not due, effects not done, answers given."""

import heapq
from collections.abc import Callable, Collection, Mapping
from typing import Any

import msgspec

from promesa.engine import words

FOREVER = 1 << 62
"""Later than any clock: what was begun is not tried again."""
NONE: frozenset[str] = frozenset()
ANSWERS_MAX = 1_000_000
"""Idempotency keys remembered; the oldest are forgotten first."""


class Waiting(msgspec.Struct, gc=False):
    """An effect that is wanted and not done."""

    kind: str
    body: bytes
    wanted_at: int
    attempts: int = 0
    not_before: int = 0
    error: str = ""
    steps: int = 0
    """How many steps of it are done."""


class Answer(msgspec.Struct, frozen=True, gc=False):
    fingerprint: str
    first: int
    count: int


class Desk(msgspec.Struct):
    """Timers as a heap of (due, timer); effects and dead letters by their key; answers by idempotency key.

    `begun`: since when each of the effects is being done that are never done twice; `uncertain`: those of which nobody
    ever heard again.
    """

    due: list[tuple[int, int]] = []
    timers: dict[int, tuple[str, bytes]] = {}
    effects: dict[int, Waiting] = {}
    dead: dict[int, Waiting] = {}
    begun: dict[int, int] = {}
    uncertain: dict[int, Waiting] = {}
    answers: dict[str, Answer] = {}
    refused_steps: int = 0


def next_due(desk: Desk) -> int | None:
    """The moment of the earliest timer, or None."""
    return desk.due[0][0] if desk.due else None


def claimable(desk: Desk, now: int, limit: int, without: Collection[str] = NONE) -> list[int]:
    """Keys of effects that may be tried now, oldest first; `without`: kinds that are somebody else's."""
    found = []
    for key, waiting in desk.effects.items():
        if waiting.not_before <= now and waiting.kind not in without:
            found.append(key)
            if len(found) == limit:
                break
    return found


def retry_at(now: int, attempt: int) -> int:
    """Exponential back-off from one second to fifteen minutes after attempt 1, 2, 3..."""
    seconds: int = min(2 ** (attempt - 1), 900)
    return now + seconds * 1_000_000


def _timer_set(desk: Desk, fact: words.TimerSet, position: int, _: int) -> None:
    desk.timers[position] = (fact.kind, bytes(fact.body))
    heapq.heappush(desk.due, (fact.due, position))


def _timer_fired(desk: Desk, fact: words.TimerFired, _: int, __: int) -> None:
    del desk.timers[fact.timer]
    while desk.due and desk.due[0][1] not in desk.timers:
        heapq.heappop(desk.due)


def _wanted(desk: Desk, fact: words.EffectWanted, position: int, at: int) -> None:
    desk.effects[position] = Waiting(fact.kind, bytes(fact.body), at)


def _claimed(desk: Desk, fact: words.EffectsClaimed, _: int, __: int) -> None:
    for key in fact.effects:
        if key in desk.effects:
            desk.effects[key].not_before = fact.until


def _begun(desk: Desk, fact: words.EffectsBegun, _: int, at: int) -> None:
    for key in fact.effects:
        desk.effects[key].not_before = FOREVER
        desk.begun[key] = at


def _advanced(desk: Desk, fact: words.EffectAdvanced, _: int, at: int) -> None:
    waiting = desk.effects[fact.effect]
    waiting.steps, waiting.not_before = fact.steps, at
    desk.begun.pop(fact.effect, None)


def _uncertain(desk: Desk, fact: words.EffectUncertain, _: int, __: int) -> None:
    waiting = desk.effects.pop(fact.effect)
    waiting.error = fact.error
    desk.begun.pop(fact.effect, None)
    desk.uncertain[fact.effect] = waiting


def _done(desk: Desk, fact: words.EffectDone, _: int, __: int) -> None:
    desk.begun.pop(fact.effect, None)
    if desk.effects.pop(fact.effect, None) is None:
        del desk.uncertain[fact.effect]


def _failed(desk: Desk, fact: words.EffectFailed, _: int, __: int) -> None:
    waiting = desk.effects[fact.effect]
    desk.begun.pop(fact.effect, None)
    waiting.attempts, waiting.not_before, waiting.error = fact.attempt, fact.retry_at, fact.error


def _died(desk: Desk, fact: words.EffectDead, _: int, __: int) -> None:
    waiting = desk.effects.pop(fact.effect)
    waiting.error = fact.error
    desk.begun.pop(fact.effect, None)
    desk.dead[fact.effect] = waiting


def _revived(desk: Desk, fact: words.EffectRevived, _: int, __: int) -> None:
    waiting = desk.dead.pop(fact.effect, None) or desk.uncertain.pop(fact.effect)
    waiting.attempts, waiting.not_before = 0, 0
    desk.effects[fact.effect] = waiting


def _answered(desk: Desk, fact: words.Answered, _: int, __: int) -> None:
    desk.answers[fact.key] = Answer(fact.fingerprint, fact.first, fact.count)
    if len(desk.answers) > ANSWERS_MAX:
        del desk.answers[next(iter(desk.answers))]


def _step_refused(desk: Desk, _: words.StepRefused, __: int, ___: int) -> None:
    desk.refused_steps += 1


Fold = Callable[[Desk, Any, int, int], None]

FOLD: Mapping[type, Fold] = {
    words.TimerSet: _timer_set,
    words.TimerFired: _timer_fired,
    words.EffectWanted: _wanted,
    words.EffectsClaimed: _claimed,
    words.EffectsBegun: _begun,
    words.EffectAdvanced: _advanced,
    words.EffectUncertain: _uncertain,
    words.EffectDone: _done,
    words.EffectFailed: _failed,
    words.EffectDead: _died,
    words.EffectRevived: _revived,
    words.Answered: _answered,
    words.StepRefused: _step_refused,
}
"""How each engine fact changes the desk: (desk, fact, position, at)."""
