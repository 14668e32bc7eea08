"""Effects that are done at most once: begun durably before they happen, and never begun again where nobody knows.

For partners that take no idempotency key. A crash after the mark leaves the effect *begun*: it waits for word from
outside (`Once.heard`), and if none comes within its grace it is closed as uncertain, where a person sees it.
"""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any

import msgspec

from promesa.engine import desk as desks
from promesa.engine import settling, words
from promesa.engine.log import Trouble
from promesa.engine.machine import Machine

ATTEMPTS_MAX = 10
"""Counted tries of one effect, each with a known no, before it is a dead letter."""
UNPREPARED_SECONDS = 30.0
ANSWER_SECONDS = 60.0
"""So long the worker that began it may still come back with an answer: nobody else touches it before."""


class Went(msgspec.Struct, frozen=True):
    """It happened: the commands that the answer means; `more`: another step of the same effect follows."""

    commands: tuple[Any, ...] = ()
    more: bool = False


class Again(msgspec.Struct, frozen=True):
    """It did not happen, that is certain: again after so long. `counted` tries end as a dead letter.

    `lane_waits`, `all_wait`: what else is to be left alone so long, for those that keep queues. `commands`: what the no
    means to the world.
    """

    error: str
    wait_seconds: float
    counted: bool = True
    lane_waits: bool = False
    all_wait: bool = False
    commands: tuple[Any, ...] = ()


class Unsure(msgspec.Struct, frozen=True):
    """It may have happened."""

    error: str


class Hopeless(msgspec.Struct, frozen=True):
    """It did not happen and never will as it is: a dead letter at once. `commands`: what that means to the world."""

    error: str
    commands: tuple[Any, ...] = ()


Result = Went | Again | Unsure | Hopeless
Deed = Callable[[], Result]
"""What cannot be taken back."""


class Once(msgspec.Struct, frozen=True):
    """How one kind of effect is done at most once.

    `prepare(effect, key, step)`: everything that can still fail without a trace, then the deed (an exception of it is
    the same as `Unsure`), or at once what came of it. `heard(world, effect, step)`: whether the world has word of it.
    `given_up(effect)`: the commands that an uncertain end means. `grace_seconds(world)`: how long word is waited for.
    """

    prepare: Callable[[Any, str, int], Deed | Result]
    heard: Callable[[Any, Any, int], bool]
    given_up: Callable[[Any], list[Any]]
    grace_seconds: Callable[[Any], float]

    def __call__(self, effect: Any, key: str) -> list[Any]:
        raise AssertionError("an effect that is done at most once is begun first")


class Begun(msgspec.Struct, frozen=True):
    """An effect that this worker, and nobody else, does now; `step` counts from 0."""

    key: int
    effect: Any
    step: int
    attempt: int


def of(hands: Mapping[type, Any]) -> dict[type, Once]:
    """Those of the hands that do at most once."""
    return {effect: hand for effect, hand in hands.items() if isinstance(hand, Once)}


def kinds(machine: Machine[Any], onces: Collection[type]) -> frozenset[str]:
    """Their names in the log."""
    return frozenset(machine.model.codec.name(effect) for effect in onces)


def waiting(
    machine: Machine[Any], names: Collection[str], limit: int, but: Container[int] = (), after: int = 0
) -> list[Begun]:
    """What may be begun now, oldest first, but for those in hand already; nothing is written.

    `after`: only what was wanted later than that position, which is quick however much waits.
    """
    found: list[Begun] = []
    with machine.lock:
        now, effects = machine.now(), machine.desk.effects
        keys = list(takewhile(lambda key: key > after, reversed(effects))) if after else list(effects)
        for key in reversed(keys) if after else keys:
            one = effects[key]
            if one.not_before <= now and one.kind in names and key not in but:
                found.append(_begun(machine, key, one))
                if len(found) == limit:
                    break
    return found


def _begun(machine: Machine[Any], key: int, one: desks.Waiting) -> Begun:
    return Begun(key, machine.model.codec.decode(one.kind, one.body), one.steps, one.attempts + 1)


def turn(machine: Machine[Any], results: Sequence[tuple[Begun, Result]], keys: Iterable[int], by: str) -> list[Begun]:
    """What came of the last ones, and the mark for the next, in one durable append; those that are now ours to do.

    A key that another worker began, or that is gone, is not ours. An answer that breaks the program leaves its effect
    uncertain: it did happen.
    """
    try:
        return _turn(machine, results, keys, by)
    except Trouble:
        raise
    except Exception as error:
        if len(results) == 1:
            text = f"answer not understood: {type(error).__name__}: {error}"[:500]
            return _turn(machine, [], keys, by, closed=[(results[0][0].key, text)])
        if not results:
            raise
    for result in results:
        turn(machine, [result], (), by)
    return _turn(machine, [], keys, by)


def _turn(
    machine: Machine[Any],
    results: Sequence[tuple[Begun, Result]],
    keys: Iterable[int],
    by: str,
    closed: Sequence[tuple[int, str]] = (),
) -> list[Begun]:
    wanted = list(keys)
    if not (results or wanted or closed):
        return []
    with machine.turn() as now:
        for one, result in results:
            _settle(machine, one, result, by, now)
        for key, text in closed:
            if key in machine.desk.effects:
                machine.write(words.EffectUncertain(key, text), by, key, now)
        effects = machine.desk.effects
        ours = [key for key in wanted if key in effects and effects[key].not_before <= now]
        begun = [_begun(machine, key, effects[key]) for key in ours]
        if ours:
            machine.write(words.EffectsBegun(by, tuple(ours)), by, 0, now)
    return begun


def _settle(machine: Machine[Any], one: Begun, result: Result, by: str, now: int) -> None:
    """A late answer is heard even where the effect was closed as uncertain meanwhile; one already done stays so."""
    desk, key = machine.desk, one.key
    if isinstance(result, Unsure) or (key not in desk.effects and key not in desk.uncertain):
        return
    if isinstance(result, Went) and not result.more:
        settling.done(machine, key, result.commands, by, now)
    elif key not in desk.effects:
        return
    elif isinstance(result, Went):
        mark = machine.write(words.EffectAdvanced(key, one.step + 1), by, key, now)
        settling.decide(machine, result.commands, by, mark, now)
    elif isinstance(result, Hopeless) or (result.counted and one.attempt >= ATTEMPTS_MAX):
        mark = machine.write(words.EffectDead(key, result.error), by, key, now)
        settling.decide(machine, result.commands, by, mark, now)
    else:
        again = now + int(result.wait_seconds * 1_000_000)
        attempt = one.attempt if result.counted else one.attempt - 1
        mark = machine.write(words.EffectFailed(key, attempt, result.error, again), by, key, now)
        settling.decide(machine, result.commands, by, mark, now)


def attempt(hand: Once, one: Begun) -> Result:
    """Do it. What breaks before the deed is a known no; what breaks within it says nothing of what happened outside."""
    try:
        ready = hand.prepare(one.effect, str(one.key), one.step)
    except Exception as error:
        return Again(f"{type(error).__name__}: {error}"[:500], UNPREPARED_SECONDS)
    if isinstance(ready, Went | Again | Unsure | Hopeless):
        return ready
    try:
        return ready()
    except Exception as error:
        return Unsure(f"{type(error).__name__}: {error}"[:500])


def work(machine: Machine[Any], onces: Mapping[type, Once], worker: str, limit: int = 200) -> int:
    """Begin a batch, do each once, one after another, settle the batch; how many were done."""
    batch = waiting(machine, kinds(machine, onces), limit)
    if not batch:
        return 0
    begun = turn(machine, (), [one.key for one in batch], worker)
    turn(machine, [(one, attempt(onces[type(one.effect)], one)) for one in begun], (), worker)
    return len(begun)


def close(machine: Machine[Any], onces: Mapping[type, Once], by: str) -> int:
    """Look after what was begun and not settled: done where there is word of it, uncertain where grace is over.

    How many were closed. Nothing is looked at before its own worker has had time to answer.
    """
    names = {machine.model.codec.name(effect): once for effect, once in onces.items()}
    with machine.lock:
        old = machine.now() - int(ANSWER_SECONDS * 1_000_000)
        late = [key for key, at in machine.desk.begun.items() if at <= old and machine.desk.effects[key].kind in names]
    closed = 0
    for key in late:
        with machine.turn() as now:
            closed += _close(machine, key, names, by, now)
    return closed


def _close(machine: Machine[Any], key: int, names: Mapping[str, Once], by: str, now: int) -> bool:
    desk = machine.desk
    if key not in desk.begun:
        return False
    since, one = desk.begun[key], _begun(machine, key, desk.effects[key])
    once = names[desk.effects[key].kind]
    if once.heard(machine.world, one.effect, one.step):
        machine.write(words.EffectDone(key), by, key, now)
        return True
    if now < since + int(once.grace_seconds(machine.world) * 1_000_000):
        return False
    mark = machine.write(words.EffectUncertain(key, "begun, and no word of it since"), by, key, now)
    settling.decide(machine, once.given_up(one.effect), by, mark, now)
    return True
