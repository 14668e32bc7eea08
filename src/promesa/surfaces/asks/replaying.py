"""Replays of the last days under other policies: begun, followed, and what they came to."""

from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from promesa.domain.conduct import spoken_policies
from promesa.domain.values import moments
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import replays
from promesa.surfaces.operations import Call, Errand, Nothing, Room
from promesa.surfaces.replays import Replay, ReplayResult

Sourcing = Literal["nearest", "priority_distance", "list_order", "highest_stock", "fewest_splits"]


class ReplayBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The policy in force against a change of it, said in Spanish, or against other ways to choose locations."""

    text: Annotated[str, Meta(max_length=spoken_policies.TEXT_MAX)] = ""
    sourcings: Annotated[tuple[Sourcing, ...], Meta(max_length=3)] = ()
    days: Annotated[int, Meta(ge=1, le=60)] = 14


class ReplayTold(msgspec.Struct, frozen=True):
    """`share`: how much of it is done; `result` once it is."""

    replay: str
    by: str
    started_at: datetime
    policies: tuple[str, ...]
    change: dict[str, Any]
    days: int
    state: str
    share: float
    result: ReplayResult | None
    error: str


class ReplaysTold(msgspec.Struct, frozen=True):
    """The newest first, since the house was opened; receipts of those that may go live are in the log."""

    can_replay: bool
    replays: tuple[ReplayTold, ...]


def start(room: Room, asked: ReplayBody, call: Call) -> ReplayTold | Refused:
    if room.replays is None:
        return Refused(Reason.WRONG_STATE, "store")
    change: dict[str, Any] = {}
    if asked.text:
        found = room.machine.ask(_change, asked.text)
        if isinstance(found, Refused):
            return found
        change = found
    if not change and not asked.sourcings:
        return Refused(Reason.NOTHING_CHANGES, "policy")
    begun = room.replays.start((replays.NOW, *asked.sourcings), change, asked.days, call.by)
    return begun if isinstance(begun, Refused) else told(begun)


def _change(world: World, text: str) -> dict[str, Any] | Refused:
    said = spoken_policies.read(text, world.policies.now, world.mandates)
    if not said.is_whole or said.policy is None or said.mandates:
        return Refused(Reason.INVALID, "text")
    return replays.difference(world.policies.now, said.policy)


def told(one: Replay) -> ReplayTold:
    return ReplayTold(
        replay=one.name,
        by=one.by,
        started_at=moments.utc(one.started_at),
        policies=one.policies,
        change=dict(one.change),
        days=one.days,
        state=one.state,
        share=round(one.share, 3),
        result=one.result,
        error=one.error,
    )


def show(room: Room, _: Nothing, __: Call) -> ReplaysTold:
    return all_told(room)


def all_told(room: Room) -> ReplaysTold:
    known = [] if room.replays is None else room.replays.all()
    return ReplaysTold(room.replays is not None, tuple(map(told, known)))


OPERATIONS = (
    Errand(
        name="start_replay",
        method="POST",
        path="/v1/replays",
        scope="operate",
        group="Conduct",
        summary="Live the last days again under the policy in force and under others; it takes minutes.",
        takes=ReplayBody,
        gives=ReplayTold,
        status=202,
        run=start,
    ),
    Errand(
        name="list_replays",
        method="GET",
        path="/v1/replays",
        scope="read",
        group="Conduct",
        summary="Replays since the house was opened, and what policies came to, with paired intervals.",
        gives=ReplaysTold,
        run=show,
    ),
)
