"""Where a language model of any provider may be plugged in: told what is at risk, it may only propose.

What it says is read strictly. A proposal goes through the same door, under a mandate of its own; anything else is
noted as text and does nothing. There is no way from its words to anything but `ProposeAct`.
"""

import hashlib
from collections.abc import Sequence
from typing import Any, Literal, Protocol

import msgspec

from promesa.agents import watchman
from promesa.domain import rules as house_rules
from promesa.domain.conduct.mandates.kinds import KINDS
from promesa.domain.conduct.mandates.words import ProposeAct, ReportProposal
from promesa.domain.promise.keeping import given_plans
from promesa.domain.promise.promises import open_promise
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant, to_iso
from promesa.domain.world import World

ANSWER_MAX = 100_000
"""Letters of one answer that are read."""
WISHES_MAX = 20
RISKS_MAX = 30
SYSTEM = """You watch promises of deliveries that a retailer has made. You can do nothing but propose commands;
rules and a mandate decide what becomes of them. Answer with one JSON array, nothing before or after it. Each element is
an object with exactly the fields kind, command, body, reason_es, reason_en and, if you like, counterfactual. In a body,
"cause" and "reason" are always "agent". Kinds and their commands: {kinds}. An empty array is a good answer."""


class Message(msgspec.Struct, frozen=True):
    """One turn of a conversation with a model."""

    role: Literal["system", "user"]
    text: str


class Mind(Protocol):
    """Whatever answers messages with text; whoever plugs it in brings its library, its key and its time limit."""

    def __call__(self, messages: Sequence[Message]) -> str:
        """The answer, as the model gave it."""


class Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One proposal as a model says it; its key is ours, so that the same wish is the same act."""

    kind: str
    command: str
    body: dict[str, Any]
    reason_es: str
    reason_en: str
    counterfactual: str = ""


class Risk(msgspec.Struct, frozen=True):
    """A promise at risk, in the words that a model is told: ids and figures, nothing of a person."""

    order: OrderId
    why: str
    promised_on: str
    keep_probability: float
    parcels: tuple[dict[str, Any], ...]


def advise(mind: Mind, name: str, world: World, orders: Sequence[OrderId], now: Instant) -> list[Any]:
    """What the model proposes about these orders, as commands of the agent of that name; nothing is asked of it where
    nothing is at risk."""
    risks = at_risk(world, orders, now)
    return read(mind(messages(risks, now)), name) if risks else []


def at_risk(world: World, orders: Sequence[OrderId], now: Instant) -> list[Risk]:
    """Of these orders, those that the watchman would look at."""
    sight, found = house_rules.sight(world, now), []
    for order in orders:
        promise = open_promise(world.promises, order)
        planned = given_plans.planned_of(world.shipments, order) if promise is not None else []
        why = watchman.worry(sight, promise, planned, now) if promise is not None and planned else ""
        if promise is not None and why:
            parcels = tuple(msgspec.to_builtins(one) for one in given_plans.as_given(planned))
            told = promise.told_on.isoformat()
            found.append(Risk(order, why, told, round(promise.made.keep_probability, 3), parcels))
            if len(found) == RISKS_MAX:
                break
    return found


def messages(risks: Sequence[Risk], now: Instant) -> list[Message]:
    """The conversation, whole: a model remembers nothing of the last one."""
    kinds = "; ".join(
        f"{kind.name} ({', '.join(_shape(one) for one in kind.commands.values())})" for kind in _offered()
    )
    told = msgspec.json.encode({"now": to_iso(now), "at_risk": risks}).decode()
    return [Message("system", SYSTEM.format(kinds=kinds)), Message("user", told)]


def _offered() -> list[Any]:
    return [KINDS[name] for name in ("reroute", "re_promise", "message")]


def _shape(command: type[msgspec.Struct]) -> str:
    return f"{command.__name__}: {', '.join(command.__struct_fields__)}"


def read(answer: str, name: str) -> list[Any]:
    """Proposals in the answer, and what in it was none."""
    if len(answer) > ANSWER_MAX:
        return [ReportProposal(name, f"{len(answer)} letters")]
    try:
        wishes = msgspec.json.decode(answer, type=list[msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return [ReportProposal(name, answer[:200])]
    found = [_read_one(bytes(wish), name) for wish in wishes[:WISHES_MAX]]
    if len(wishes) > WISHES_MAX:
        found.append(ReportProposal(name, f"{len(wishes)} proposals at once"))
    return found


def _read_one(raw: bytes, name: str) -> ProposeAct | ReportProposal:
    try:
        wish = msgspec.json.decode(raw, type=Wish)
        body = msgspec.json.encode(wish.body).decode()
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        return ReportProposal(name, raw[:200].decode("utf-8", "replace"))
    key = hashlib.blake2b(f"{wish.kind} {wish.command} {body}".encode(), digest_size=12).hexdigest()
    return ProposeAct(name, wish.kind, key, wish.command, body, wish.reason_es, wish.reason_en, wish.counterfactual)
