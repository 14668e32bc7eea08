"""Mandates of agents: granted, promoted, taken down, stopped; and how each of them does."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from promesa.domain.conduct.mandates import measures
from promesa.domain.conduct.mandates.kinds import KINDS
from promesa.domain.conduct.mandates.state import MandateState, is_stopped, used
from promesa.domain.conduct.mandates.words import (
    ActLimits,
    AllowAgents,
    Autonomy,
    DemoteMandate,
    GrantMandate,
    Mandate,
    Measure,
    PromoteMandate,
    StopAgents,
)
from promesa.domain.values import ids, moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt

Kind = Annotated[str, Meta(max_length=ids.PLAIN_LENGTH, examples=["reroute"])]
Agent = Annotated[str, Meta(min_length=1, max_length=ids.PLAIN_LENGTH, pattern=fields.PLAIN_PATTERN)]
Count = Annotated[int, Meta(ge=0, le=1_000_000)]


class LimitsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one act, and all acts of one day in the retailer's zone, may come to."""

    act_centavos: fields.Amount
    day_centavos: fields.Amount
    day_acts: Count


class MandateBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an agent may do of one kind; a new mandate begins by watching or by suggesting."""

    agent: Agent
    kind: Kind
    autonomy: Literal["shadow", "suggest", "bounded", "act"] = "shadow"
    limits: LimitsBody
    caps: LimitsBody
    undo_minutes: Annotated[int, Meta(ge=0, le=43_200)] = 60
    suggestion_hours: Annotated[float, Meta(gt=0, le=720)] = 24.0
    decisions_min: Count = 100
    regret_max_centavos: fields.Amount = Centavos(2_000)
    bad_share_max: Annotated[float, Meta(ge=0, lt=1)] = 0.2


class ReachBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All agents, or one of them, or one kind of act, or both."""

    agent: Annotated[str, Meta(max_length=ids.PLAIN_LENGTH)] = ""
    kind: Annotated[str, Meta(max_length=ids.PLAIN_LENGTH)] = ""


class DemotionBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: fields.Reason


class MandateTold(msgspec.Struct, frozen=True):
    """A mandate in force, what of today is used, and how its decisions did since its autonomy last changed."""

    agent: str
    kind: str
    autonomy: str
    is_stopped: bool
    limits: ActLimits
    caps: ActLimits
    undo_minutes: int
    suggestion_hours: float
    decisions_min: int
    regret_max_centavos: int
    bad_share_max: float
    granted_by: str
    granted_at: datetime
    used_centavos: int
    used_acts: int
    suggested: int
    measure: Measure


class KindTold(msgspec.Struct, frozen=True):
    """A kind of act: what it may carry, and whether the outside hears of it, so that it waits for its undo window."""

    kind: str
    name_es: str
    name_en: str
    commands: tuple[str, ...]
    is_told: bool


class DemotionTold(msgspec.Struct, frozen=True):
    """A mandate that lost a rung; `by` is empty where it drifted."""

    at: datetime
    agent: str
    kind: str
    was: str
    autonomy: str
    reason: str
    by: str
    measure: Measure


class MandatesTold(msgspec.Struct, frozen=True):
    """`stopped`: switches that are off, as "agent|kind", empty for all. `refused`: by agent, what was no proposal."""

    mandates: tuple[MandateTold, ...]
    kinds: tuple[KindTold, ...]
    stopped: tuple[str, ...]
    demotions: tuple[DemotionTold, ...]
    refused: dict[str, int]


def grant(asked: MandateBody, call: Call) -> GrantMandate:
    told = Mandate(
        asked.agent,
        asked.kind,
        Autonomy(asked.autonomy),
        _limits(asked.limits),
        _limits(asked.caps),
        asked.undo_minutes,
        asked.suggestion_hours,
        asked.decisions_min,
        asked.regret_max_centavos,
        asked.bad_share_max,
    )
    return GrantMandate(told, call.by)


def _limits(body: LimitsBody) -> ActLimits:
    return ActLimits(body.act_centavos, body.day_centavos, body.day_acts)


def show(world: World, _: Nothing, call: Call) -> MandatesTold:
    return all_told(world, call.now)


def all_told(world: World, now: Instant) -> MandatesTold:
    """Everything about mandates, as of now."""
    mandates = world.mandates
    kinds = [KindTold(k.name, k.spanish, k.english, tuple(k.commands), k.is_told) for k in KINDS.values()]
    known = [told for by_kind in mandates.by_agent.values() for told in by_kind.values()]
    demotions = [
        DemotionTold(
            moments.utc(one.at),
            *(one.told.agent, one.told.kind, str(one.told.was), str(one.told.autonomy)),
            *(one.told.reason, one.told.by, one.told.measure),
        )
        for one in mandates.demotions
    ]
    return MandatesTold(
        tuple(_told(world, one, now) for one in known),
        tuple(kinds),
        tuple(mandates.stopped),
        tuple(demotions),
        dict(mandates.refused),
    )


def _told(world: World, known: MandateState, now: Instant) -> MandateTold:
    told = known.mandate
    use = used(known, moments.local_date(now, world.policies.now.zone))
    return MandateTold(
        agent=told.agent,
        kind=told.kind,
        autonomy=str(told.autonomy),
        is_stopped=is_stopped(world.mandates, told.agent, told.kind),
        limits=told.limits,
        caps=told.caps,
        undo_minutes=told.undo_minutes,
        suggestion_hours=told.suggestion_hours,
        decisions_min=told.decisions_min,
        regret_max_centavos=told.regret_max,
        bad_share_max=told.bad_share_max,
        granted_by=known.granted_by,
        granted_at=moments.utc(known.granted_at),
        used_centavos=use.centavos,
        used_acts=use.acts,
        suggested=known.suggested,
        measure=measures.measured(known.record, told.limits.act_centavos),
    )


def _reply(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    about = " ".join(str(call.path[name]) for name in ("agent", "kind") if name in call.path)
    return receipt(about or "agents", facts)


def _granted(_: World, asked: MandateBody, __: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(f"{asked.agent} {asked.kind}", facts)


OPERATIONS = (
    Command(
        name="grant_mandate",
        method="POST",
        path="/v1/mandates",
        scope="mandate",
        group="Agents",
        summary="What an agent may do of one kind of act; its figures may change, its autonomy only go down.",
        takes=MandateBody,
        gives=Receipt,
        command=grant,
        reply=_granted,
    ),
    Question(
        name="show_mandates",
        method="GET",
        path="/v1/mandates",
        scope="read",
        group="Agents",
        summary="Every mandate with its use of today and its measure, the switches, and mandates that lost a rung.",
        gives=MandatesTold,
        answer=show,
    ),
    Command(
        name="promote_mandate",
        method="POST",
        path="/v1/mandates/{agent}/{kind}/promote",
        scope="mandate",
        group="Agents",
        summary="One rung up, where enough decisions were measured and their regret is small.",
        gives=Receipt,
        command=lambda _, call: PromoteMandate(call.path["agent"], call.path["kind"], call.by),
        reply=_reply,
    ),
    Command(
        name="demote_mandate",
        method="POST",
        path="/v1/mandates/{agent}/{kind}/demote",
        scope="mandate",
        group="Agents",
        summary="One rung down; what waits under more autonomy than is left is dropped.",
        takes=DemotionBody,
        gives=Receipt,
        command=lambda asked, call: DemoteMandate(call.path["agent"], call.path["kind"], call.by, asked.reason),
        reply=_reply,
    ),
    Command(
        name="stop_agents",
        method="POST",
        path="/v1/agents/stop",
        scope="mandate",
        group="Agents",
        summary="The kill switch: at once agents only watch, and whatever waits is dropped.",
        takes=ReachBody,
        gives=Receipt,
        command=lambda asked, call: StopAgents(call.by, asked.agent, asked.kind),
        reply=_reply,
    ),
    Command(
        name="allow_agents",
        method="POST",
        path="/v1/agents/allow",
        scope="mandate",
        group="Agents",
        summary="The same switch back: mandates count again as they are.",
        takes=ReachBody,
        gives=Receipt,
        command=lambda asked, call: AllowAgents(call.by, asked.agent, asked.kind),
        reply=_reply,
    ),
)
