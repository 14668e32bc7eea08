"""A contingency rehearsed before it is opened: the same rules on a copy of the world, and what they would come to."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from promesa.domain import rules as house_rules
from promesa.domain import world as worlds
from promesa.domain.promise.keeping.contingency import reach
from promesa.domain.promise.keeping.contingency.words import (
    TOLD,
    AnswerOrder,
    ContingencyAnswer,
    ContingencyOpened,
    OpenContingency,
    OrderAnswered,
)
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine import snapshots
from promesa.engine.machine import Machine

READ_MAX = 400_000
"""Entries after a snapshot: they are read in some ten seconds."""
UNPACKINGS_MAX = 2
"""What is packed is unpacked first, in one answer; the next one plans it."""


class OrderForeseen(msgspec.Struct, frozen=True):
    """What would become of one promise."""

    order: OrderId
    answer: ContingencyAnswer
    was_on: date | None
    promised_on: date | None
    cost_centavos: int
    refund_centavos: int


class Foreseen(msgspec.Struct, frozen=True):
    """What it would come to: promises by what becomes of them, pesos, messages.

    `promises_broken`: those whose first day is given up; `cost_centavos`: what other plans cost more; `exposed`:
    open promises at the locations that are named, whether anything becomes of them or not.
    """

    affected: int
    rerouted: int
    repromised: int
    refunded: int
    choices: int
    untouched: int
    promises_broken: int
    messages: int
    cost_centavos: int
    refunded_centavos: int
    exposed: int
    orders: tuple[OrderForeseen, ...]


def preview(machine: Machine[World], ask: OpenContingency, now: Instant) -> Foreseen | Refused:
    """Rehearse on a world of its own, one order after the other; nothing is written. Takes seconds where the world is
    large, and nobody waits for it: the world is read from the log."""
    return rehearse(_own_world(machine), ask, now)


def _own_world(machine: Machine[World]) -> World:
    """From the newest snapshot and the log after it, beside whatever is decided meanwhile. Where so much came after it
    that reading takes longer than copying, a copy: for that moment alone nobody decides."""
    log, model = machine.log, machine.model
    kept = snapshots.load(log, model)
    if kept is None or log.head() - kept.position > READ_MAX:
        body = machine.ask(lambda world: snapshots.copy_bytes(world), fresh=True)
        copied: World = snapshots.copy_of(body, World)
        return copied
    world, decode = kept.world, model.codec.decode
    for entry in log.read(after=kept.position):
        fold = model.folds.get(type(fact := decode(entry.kind, entry.body)))
        if fold is not None:
            fold(world, fact, entry.at)
    return world


def rehearse(world: World, ask: OpenContingency, now: Instant) -> Foreseen | Refused:
    """Open it on a world of one's own, which it changes."""
    folds = worlds.folds()
    opened = _put(world, folds, ask, now)
    if isinstance(opened, Refused):
        return opened
    fact = next(one for one in opened if isinstance(one, ContingencyOpened))
    exposed = reach.exposed(worlds.books(world), fact)
    told = [_answer(world, folds, AnswerOrder(ask.contingency, order), now) for order in fact.affected]
    return summed(told, exposed)


def summed(told: list[OrderAnswered], exposed: int) -> Foreseen:
    """The same figures of what was rehearsed and of what was done."""
    by = Counter(one.answer for one in told)
    return Foreseen(
        affected=len(told),
        rerouted=by[ContingencyAnswer.REROUTED],
        repromised=by[ContingencyAnswer.REPROMISED],
        refunded=by[ContingencyAnswer.REFUNDED],
        choices=by[ContingencyAnswer.CHOICE],
        untouched=by[ContingencyAnswer.STANDS] + by[ContingencyAnswer.ENDED],
        promises_broken=sum(one.answer in TOLD for one in told),
        messages=sum(one.answer in TOLD for one in told),
        cost_centavos=sum(one.cost for one in told),
        refunded_centavos=sum(one.refund for one in told),
        exposed=exposed,
        orders=tuple(
            OrderForeseen(one.order, one.answer, one.was_on, one.promised_on, one.cost, one.refund) for one in told
        ),
    )


def _answer(world: World, folds: dict[type, Callable[..., None]], ask: AnswerOrder, now: Instant) -> OrderAnswered:
    for _ in range(UNPACKINGS_MAX):
        facts = _put(world, folds, ask, now)
        assert not isinstance(facts, Refused), facts
        said = next((one for one in facts if isinstance(one, OrderAnswered)), None)
        if said is not None:
            return said
    raise AssertionError(f"no answer to {ask.order}")


def _put(world: World, folds: dict[type, Callable[..., None]], ask: Any, now: Instant) -> list[Any] | Refused:
    facts: list[Any] | Refused = house_rules.RULES[type(ask)](world, ask, now)
    for fact in () if isinstance(facts, Refused) else facts:
        fold = folds.get(type(fact))
        if fold is not None:
            fold(world, fact, now)
    return facts
