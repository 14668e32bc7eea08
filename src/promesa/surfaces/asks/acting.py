"""Acts of agents: what they propose, what waits for a person, each with its receipt, and how it is taken back."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.conduct.mandates import granting
from promesa.domain.conduct.mandates.state import Act, ActStage
from promesa.domain.conduct.mandates.words import (
    ActAllowed,
    ActShadowed,
    ActSuggested,
    ApproveAct,
    DeclineAct,
    ProposeAct,
    UndoAct,
)
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Question, Receipt, receipt

LISTED_MAX = 500
Said = Annotated[str, Meta(min_length=1, max_length=500)]


class Proposal(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A command that the agent would like carried out. Its `key` is its identity: the same again is the same act.

    `body`: the command's fields. A reason or a cause in it is always "agent", and a refund's name is `act:AGENT:KEY`.
    """

    kind: Annotated[str, Meta(max_length=64, examples=["reroute"])]
    key: Annotated[str, Meta(min_length=1, max_length=64, pattern=fields.PLAIN_PATTERN)]
    command: Annotated[str, Meta(max_length=64, examples=["RerouteOrder"])]
    body: dict[str, Any]
    reason_es: Said
    reason_en: Said
    counterfactual: Annotated[str, Meta(max_length=500)] = ""


class ActTold(msgspec.Struct, frozen=True):
    """An act with its receipt: in our figures, but for the two reasons and `claimed`, which are the agent's words."""

    act: str
    agent: str
    kind: str
    stage: str
    order: str
    proposed_at: datetime
    until: datetime | None
    """The end of what it waits for, or of the time in which it can be undone."""
    can_be_undone: bool
    note: str
    by: str
    centavos: int
    acting_centavos: int
    leaving_centavos: int
    sentence_es: str
    sentence_en: str
    otherwise_es: str
    otherwise_en: str
    reason_es: str
    reason_en: str
    claimed: str
    known: dict[str, str]
    command: str
    body: Any


class ActsTold(msgspec.Struct, frozen=True):
    """The newest first; older ones are in the log."""

    total: int
    acts: tuple[ActTold, ...]


class ActsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of one agent, kind, order or stage; empty: of all."""

    agent: Annotated[str, Meta(max_length=64)] = ""
    kind: Annotated[str, Meta(max_length=64)] = ""
    order: Annotated[str, Meta(max_length=200)] = ""
    stage: Annotated[str, Meta(max_length=16)] = ""
    limit: Annotated[int, Meta(ge=1, le=LISTED_MAX)] = 50


class OwnActsAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=LISTED_MAX)] = 50


class ProposalTold(msgspec.Struct, frozen=True):
    """What became of it: shadowed, suggested or allowed; "known" where the key had been used for the same before."""

    act: str
    stage: str
    centavos: int
    why: str
    until: datetime | None


class DeclineBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: fields.Reason


def propose(asked: Proposal, call: Call) -> ProposeAct | Refused:
    if not call.by.startswith(granting.AGENT):
        return Refused(Reason.NOT_ALLOWED, "agent")
    body = msgspec.json.encode(asked.body).decode()
    return ProposeAct(
        call.by.removeprefix(granting.AGENT),
        asked.kind,
        asked.key,
        asked.command,
        body,
        asked.reason_es,
        asked.reason_en,
        asked.counterfactual,
    )


def proposed(_: World, asked: Proposal, call: Call, facts: Sequence[Any]) -> ProposalTold:
    name = f"{call.by.removeprefix(granting.AGENT)}:{asked.key}"
    fact = facts[0] if facts else None
    if isinstance(fact, ActShadowed):
        return ProposalTold(name, "shadowed", fact.receipt.pesos, fact.would, None)
    if isinstance(fact, ActSuggested):
        return ProposalTold(name, "suggested", fact.receipt.pesos, fact.why, moments.utc(fact.until))
    if isinstance(fact, ActAllowed):
        return ProposalTold(name, "allowed", fact.receipt.pesos, str(fact.autonomy), moments.utc(fact.due))
    return ProposalTold(name, "known", 0, "", None)


def list_acts(world: World, asked: ActsAsked, call: Call) -> ActsTold:
    return _listed(world, asked, call)


def own_acts(world: World, asked: OwnActsAsked, call: Call) -> ActsTold | Refused:
    if not call.by.startswith(granting.AGENT):
        return Refused(Reason.NOT_ALLOWED, "agent")
    return _listed(world, ActsAsked(agent=call.by.removeprefix(granting.AGENT), limit=asked.limit), call)


def _listed(world: World, asked: ActsAsked, call: Call) -> ActsTold:
    found = list(_matching(world, asked))
    newest = reversed(found[-asked.limit :])
    return ActsTold(len(found), tuple(_told(name, act, call) for name, act in newest))


def _matching(world: World, asked: ActsAsked) -> Iterator[tuple[str, Act]]:
    wanted = (asked.agent, asked.kind, asked.order, asked.stage)
    for name, act in world.mandates.acts.items():
        about = (act.receipt.agent, act.receipt.kind, act.receipt.order, str(act.stage))
        if all(not want or want == has for want, has in zip(wanted, about, strict=True)):
            yield name, act


def show_act(world: World, _: Any, call: Call) -> ActTold | Refused:
    name = call.path["act"]
    act = world.mandates.acts.get(name)
    return Refused(Reason.UNKNOWN_ACT, name) if act is None else _told(name, act, call)


def can_be_undone(act: Act, now: Instant) -> bool:
    """Dropped while it waits for its moment, else inverted while its time for that lasts."""
    waits = act.stage in (ActStage.ALLOWED, ActStage.APPROVED)
    return waits or (act.stage is ActStage.DONE and bool(act.undo_command) and now <= act.until)


def _told(name: str, act: Act, call: Call) -> ActTold:
    told = act.receipt
    return ActTold(
        act=name,
        agent=told.agent,
        kind=told.kind,
        stage=str(act.stage),
        order=told.order,
        proposed_at=moments.utc(act.proposed_at),
        until=moments.utc(act.until) if act.until else None,
        can_be_undone=can_be_undone(act, call.now),
        note=act.note,
        by=act.by,
        centavos=told.pesos,
        acting_centavos=told.acting,
        leaving_centavos=told.leaving,
        sentence_es=told.sentence_es,
        sentence_en=told.sentence_en,
        otherwise_es=told.otherwise_es,
        otherwise_en=told.otherwise_en,
        reason_es=told.reason_es,
        reason_en=told.reason_en,
        claimed=told.claimed,
        known=dict(told.known),
        command=told.command,
        body=msgspec.json.decode(told.body),
    )


def _reply(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["act"], facts)


OPERATIONS = (
    Command(
        name="propose_act",
        method="POST",
        path="/v1/proposals",
        scope="agent",
        group="Agents",
        summary="An agent proposes a command; its mandate decides whether it is watched, suggested or done.",
        takes=Proposal,
        gives=ProposalTold,
        status=201,
        command=propose,
        reply=proposed,
    ),
    Question(
        name="own_acts",
        method="GET",
        path="/v1/proposals",
        scope="agent",
        group="Agents",
        summary="What became of an agent's own proposals, the newest first.",
        takes=OwnActsAsked,
        gives=ActsTold,
        answer=own_acts,
    ),
    Question(
        name="list_acts",
        method="GET",
        path="/v1/acts",
        scope="read",
        group="Agents",
        summary="Acts of agents with their receipts, the newest first: those that wait, and those of late.",
        takes=ActsAsked,
        gives=ActsTold,
        answer=list_acts,
    ),
    Question(
        name="show_act",
        method="GET",
        path="/v1/acts/{act}",
        scope="read",
        group="Agents",
        summary="One act with its receipt.",
        gives=ActTold,
        answer=show_act,
    ),
    Command(
        name="approve_act",
        method="POST",
        path="/v1/acts/{act}/approve",
        scope="mandate",
        group="Agents",
        summary="A person's yes to what an agent suggests.",
        gives=Receipt,
        command=lambda _, call: ApproveAct(call.path["act"], call.by),
        reply=_reply,
    ),
    Command(
        name="decline_act",
        method="POST",
        path="/v1/acts/{act}/decline",
        scope="mandate",
        group="Agents",
        summary="A person's no to what an agent suggests.",
        takes=DeclineBody,
        gives=Receipt,
        command=lambda asked, call: DeclineAct(call.path["act"], call.by, asked.reason),
        reply=_reply,
    ),
    Command(
        name="undo_act",
        method="POST",
        path="/v1/acts/{act}/undo",
        scope="mandate",
        group="Agents",
        summary="Take an act back: dropped while it waits, else inverted while nobody has touched it.",
        gives=Receipt,
        command=lambda _, call: UndoAct(call.path["act"], call.by),
        reply=_reply,
    ),
)
