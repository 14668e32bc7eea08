"""Contingencies: what it would come to, open it, see what became of its promises, close it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, structs

from promesa.domain.promise.keeping.contingency.words import (
    CloseContingency,
    Contingency,
    ContingencyKind,
    OpenContingency,
)
from promesa.domain.values import moments
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields, rehearsal
from promesa.surfaces.operations import Call, Command, Errand, Nothing, Question, Receipt, Room, receipt
from promesa.surfaces.rehearsal import Foreseen

NAMED_MAX = 500
SHOWN = 200


class ContingencyBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What does not work, and until when as far as anybody knows.

    `services` do not run (none named: all) from `origins` (none: anywhere) to `areas` and `postal_codes` (none:
    anywhere); `locations` send nothing. An outage names services, a DC or a silent source its locations, a
    hurricane its areas or postal codes, a road both its ends: areas or locations, and areas or postal codes.
    """

    contingency: Annotated[str, Meta(min_length=1, max_length=64, pattern=fields.PLAIN_PATTERN)]
    kind: ContingencyKind
    services: Annotated[tuple[fields.Service, ...], Meta(max_length=NAMED_MAX)] = ()
    locations: Annotated[tuple[fields.Location, ...], Meta(max_length=NAMED_MAX)] = ()
    origins: Annotated[tuple[fields.Area, ...], Meta(max_length=NAMED_MAX)] = ()
    areas: Annotated[tuple[fields.Area, ...], Meta(max_length=NAMED_MAX)] = ()
    until: fields.Moment | None = None
    reason: fields.Reason = ""
    postal_codes: Annotated[tuple[fields.Postal, ...], Meta(max_length=NAMED_MAX)] = ()

    def __post_init__(self) -> None:
        fields.instant_or_none(self.until)


class ContingencyTold(msgspec.Struct, frozen=True):
    """What became of its promises so far; `waiting` have no answer yet."""

    contingency: str
    kind: str
    at: datetime
    until: datetime | None
    done_at: datetime | None
    closed_at: datetime | None
    reason: str
    waiting: int
    affected: int
    rerouted: int
    repromised: int
    refunded: int
    choices: int
    untouched: int
    cost_centavos: int
    refunded_centavos: int


class ContingenciesTold(msgspec.Struct, frozen=True):
    """The newest first."""

    contingencies: tuple[ContingencyTold, ...]


def told(one: Contingency) -> ContingencyTold:
    opened, done = one.opened, rehearsal.summed(list(one.answered.values()), 0)
    return ContingencyTold(
        contingency=opened.contingency,
        kind=opened.kind.value,
        at=moments.utc(one.at),
        until=_moment(opened.until),
        done_at=_moment(one.done_at),
        closed_at=_moment(one.closed_at),
        reason=opened.reason,
        waiting=len(opened.affected) - len(one.answered),
        affected=len(opened.affected),
        rerouted=done.rerouted,
        repromised=done.repromised,
        refunded=done.refunded,
        choices=done.choices,
        untouched=done.untouched,
        cost_centavos=done.cost_centavos,
        refunded_centavos=done.refunded_centavos,
    )


def _moment(at: int | None) -> datetime | None:
    return None if at is None else moments.utc(moments.Instant(at))


def command(asked: ContingencyBody, _: Call) -> OpenContingency:
    return opening(asked)


def opening(asked: ContingencyBody) -> OpenContingency:
    about = {**structs.asdict(asked), "until": fields.instant_or_none(asked.until)}
    return OpenContingency(**about)


def preview(room: Room, asked: ContingencyBody, call: Call) -> Foreseen | Refused:
    return rehearsal.preview(room.machine, command(asked, call), call.now)


def show(world: World, _: Nothing, call: Call) -> ContingencyTold | Refused:
    name = call.path["contingency"]
    one = world.contingencies.by_name.get(name)
    return Refused(Reason.UNKNOWN_CONTINGENCY, name) if one is None else told(one)


def show_all(world: World, _: Nothing, __: Call) -> ContingenciesTold:
    return ContingenciesTold(all_told(world))


def all_told(world: World) -> tuple[ContingencyTold, ...]:
    """The newest first."""
    return tuple(map(told, list(world.contingencies.by_name.values())[-SHOWN:][::-1]))


def _opened(world: World, asked: ContingencyBody, _: Call, __: Sequence[Any]) -> ContingencyTold:
    return told(world.contingencies.by_name[asked.contingency])


def _closed(_: World, __: Nothing, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["contingency"], facts)


OPERATIONS = (
    Errand(
        name="preview_contingency",
        method="POST",
        path="/v1/contingencies/preview",
        scope="operate",
        group="Contingencies",
        summary="What opening it now would come to, order by order: rehearsed on a copy, nothing is written.",
        takes=ContingencyBody,
        gives=Foreseen,
        run=preview,
    ),
    Command(
        name="open_contingency",
        method="POST",
        path="/v1/contingencies",
        scope="operate",
        group="Contingencies",
        summary="Nothing is offered on what fails from now on, and every promise on it has its answer in minutes.",
        takes=ContingencyBody,
        gives=ContingencyTold,
        status=201,
        command=command,
        reply=_opened,
    ),
    Question(
        name="list_contingencies",
        method="GET",
        path="/v1/contingencies",
        scope="read",
        group="Contingencies",
        summary="All contingencies and what became of their promises, the newest first.",
        gives=ContingenciesTold,
        answer=show_all,
    ),
    Question(
        name="show_contingency",
        method="GET",
        path="/v1/contingencies/{contingency}",
        scope="read",
        group="Contingencies",
        summary="One contingency and what became of its promises so far.",
        gives=ContingencyTold,
        answer=show,
    ),
    Command(
        name="close_contingency",
        method="POST",
        path="/v1/contingencies/{contingency}/close",
        scope="operate",
        group="Contingencies",
        summary="It works again: what the contingency stopped is resumed.",
        gives=Receipt,
        command=lambda _, call: CloseContingency(call.path["contingency"]),
        reply=_closed,
    ),
)
