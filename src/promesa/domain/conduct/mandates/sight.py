"""What the rules of mandates see of the world, and what a kind of act must tell of one before it is allowed."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

import msgspec

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.payments.state import Payments
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.people.messages.state import Messages
from promesa.domain.promise.keeping.contingency.words import Contingencies
from promesa.domain.promise.promises import Promises
from promesa.domain.promise.rethinks import Rethinks
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Refused

AGENT_SAYS = "agent"
"""The only reason or cause that a command of an agent's may carry: other words mean something to our rules."""


class ActSight(NamedTuple):
    """The nouns that acts are valued by; `decide`: what the rule of a command says, nothing being written."""

    parts: Parts
    orders: Orders
    shipments: Shipments
    promises: Promises
    payments: Payments
    messages: Messages
    rethinks: Rethinks
    contingencies: Contingencies
    decide: Callable[[Any], Any]


class ValuedAct(NamedTuple):
    """An act in our money and in our words. `pesos`: what it takes of the limits; `acting` and `leaving`: what we
    expect to pay in all if it is done, and if nothing is."""

    order: OrderId
    pesos: Centavos
    acting: Centavos
    leaving: Centavos
    sentence: tuple[str, str]
    """es-MX and en."""
    otherwise: tuple[str, str]
    known: tuple[tuple[str, str], ...] = ()


class ActInverse(NamedTuple):
    """The command that undoes an act, and what must still be so for it to do just that."""

    command: Any
    after: str


class ShadowNote(NamedTuple):
    """What is known of a shadow act when it is judged: what `before` said then, and what it would have taken."""

    before: str
    pesos: Centavos


class JudgedAct(NamedTuple):
    """What was done where the agent only watched: was it the same, what would the agent's way have cost more."""

    agreed: bool
    regret: int
    done: str


Facts = Sequence[Any]


def no_inverse(_: ActSight, __: Any, ___: Facts, ____: Instant) -> ActInverse | None:
    """Of what the outside has heard of there is none."""
    return None


def nothing_after(_: ActSight, __: Any) -> str:
    return ""


def always_fit(_: Any, __: str) -> Refused | None:
    return None


class ActKind(NamedTuple):
    """One kind of act: one entry of the table."""

    name: str
    spanish: str
    english: str
    commands: Mapping[str, type[msgspec.Struct]]
    """What it may carry, by name."""
    facts: frozenset[str]
    """What its command's decision may write, and nothing else."""
    is_told: bool
    """The outside hears of it: it waits for the end of its undo window, because afterwards nothing undoes it."""
    value: Callable[[ActSight, Any, Facts, Instant], ValuedAct | Refused]
    """(sight, command, the facts that its rule decided, now)."""
    judge: Callable[[ActSight, Any, ShadowNote, Instant], JudgedAct]
    """(sight, command, what was noted when it was proposed, now)."""
    before: Callable[[ActSight, Any], str]
    """What `judge` must know of the world as it was."""
    inverses: Mapping[str, type] = MappingProxyType({})
    """What undoes it, by name."""
    inverse: Callable[[ActSight, Any, Facts, Instant], ActInverse | None] = no_inverse
    """(sight, command, its facts, now); None where what was there cannot be restored, because it no longer stood."""
    after: Callable[[ActSight, Any], str] = nothing_after
    """(sight, the inverse): what `ActInverse.after` is compared with."""
    unfit: Callable[[Any, str], Refused | None] = always_fit
    """(command, name of the act): why an agent may not carry this very command, or None."""
