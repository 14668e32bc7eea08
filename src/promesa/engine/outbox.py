"""Effects wanted minus effects done: claimed, tried, settled, tried again, given up where a person sees it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

import msgspec

from promesa.engine import desk as desks
from promesa.engine import once, settling, words
from promesa.engine.log import Trouble
from promesa.engine.machine import Machine

ATTEMPTS_MAX = 10
"""Tries of one effect before it is a dead letter: with the back-off of `desk.retry_at`, 17 minutes."""

Hand = Callable[[Any, str], list[Any]]
"""Does an effect in the outside world under an idempotency key; returns the commands that the answer means. A
`once.Once` is a hand too: of a partner that takes no such key."""


Result = tuple[int, list[Any] | str]
"""An effect's key, and the commands of its answer or the text of its error."""


class Wanted(msgspec.Struct, frozen=True):
    """An effect to try now, and the position that is its idempotency key."""

    key: int
    effect: Any
    attempt: int


def claim(
    machine: Machine[Any], worker: str, limit: int, lease_seconds: float, without: Collection[str] = desks.NONE
) -> list[Wanted]:
    """Effects that this worker may now try; others leave them alone until the lease ends."""
    if not desks.claimable(machine.desk, machine.now(), 1, without):
        return []
    with machine.turn() as now:
        keys = desks.claimable(machine.desk, now, limit, without)
        if keys:
            until = now + int(lease_seconds * 1_000_000)
            machine.write(words.EffectsClaimed(worker, tuple(keys), until), worker, 0, now)
        return [_wanted(machine, key) for key in keys]


def _wanted(machine: Machine[Any], key: int) -> Wanted:
    waiting = machine.desk.effects[key]
    return Wanted(key, machine.model.codec.decode(waiting.kind, waiting.body), waiting.attempts + 1)


def settle(machine: Machine[Any], results: Sequence[Result], by: str) -> None:
    """What came of effects: the commands that the outside's answer means, or the text of the error.

    Done and its commands are one append. A key already done (another worker was faster) is passed over. An answer that
    breaks the program is a failed try of its own effect: the others of the batch are settled all the same.
    """
    try:
        _settle_together(machine, results, by)
        return
    except Trouble:
        raise
    except Exception as error:
        if len(results) == 1:
            key, _ = results[0]
            _settle_together(machine, [(key, f"answer not understood: {type(error).__name__}: {error}"[:500])], by)
            return
    for result in results:
        settle(machine, [result], by)


def _settle_together(machine: Machine[Any], results: Sequence[Result], by: str) -> None:
    with machine.turn() as now:
        for key, result in results:
            if key in machine.desk.effects:
                _settle_one(machine, key, result, by, now)


def _settle_one(machine: Machine[Any], key: int, result: list[Any] | str, by: str, now: int) -> None:
    if isinstance(result, str):
        attempt = machine.desk.effects[key].attempts + 1
        if attempt >= ATTEMPTS_MAX:
            machine.write(words.EffectDead(key, result), by, key, now)
        else:
            machine.write(words.EffectFailed(key, attempt, result, desks.retry_at(now, attempt)), by, key, now)
        return
    settling.done(machine, key, result, by, now)


def work(
    machine: Machine[Any],
    hands: Mapping[type, Hand],
    worker: str,
    limit: int = 200,
    lease_seconds: float = 60.0,
    without: Collection[str] = desks.NONE,
) -> int:
    """Claim a batch, try each effect once, settle the batch; how many were tried.

    An effect without a hand, and any exception of a hand, counts as a failed try: nothing is dropped. Effects whose
    hand does them at most once are begun instead of claimed (`once`). `without`: kinds that somebody else does.
    """
    onces = once.of(hands)
    batch = claim(machine, worker, limit, lease_seconds, once.kinds(machine, onces) | {*without})
    if batch:
        settle(machine, [(wanted.key, _try(hands, wanted)) for wanted in batch], worker)
    if not onces:
        return len(batch)
    once.close(machine, onces, worker)
    return len(batch) + once.work(machine, onces, worker, limit)


def _try(hands: Mapping[type, Hand], wanted: Wanted) -> list[Any] | str:
    hand = hands.get(type(wanted.effect))
    if hand is None:
        return f"nobody does {type(wanted.effect).__name__}"
    try:
        return hand(wanted.effect, str(wanted.key))
    except Exception as error:
        return f"{type(error).__name__}: {error}"[:500]


def revive(machine: Machine[Any], effect: int, by: str) -> bool:
    """A person gives a dead letter its tries again, or does what is uncertain once more; False where it is neither."""
    with machine.turn() as now:
        if effect not in machine.desk.dead and effect not in machine.desk.uncertain:
            return False
        machine.write(words.EffectRevived(effect), by, effect, now)
        return True
