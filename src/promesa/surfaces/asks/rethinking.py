"""Second thoughts: think now, what each one saved, and back again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from promesa.domain.ledger.stock.scarce import ScarceShelf
from promesa.domain.promise.rethinks import OrderLeftOut, ReallocationUndone, Rethink, UndoRethink
from promesa.domain.values import moments
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Errand, Nothing, Question, Room

SHOWN = 200


class RethinkTold(msgspec.Struct, frozen=True):
    """What one came to. A saving is positive where it is cheaper, fewer or nearer; `undone` of its orders went back.

    `bound_centavos`: no plans of all these orders cost less; `gap`: how far the plans found are from it at most;
    `note`: why the solver stopped before it was sure, where it did.
    """

    run: str
    at: datetime
    looked_at: int
    orders: int
    undone: int
    saved_centavos: int
    parcels_saved: int
    km_saved: int
    bound_centavos: int | None
    gap: float | None
    note: str
    left_out: tuple[OrderLeftOut, ...]
    scarce: tuple[ScarceShelf, ...]
    """SKU, location and centavos: the shelves of which one unit more would have saved most."""


class RethinksTold(msgspec.Struct, frozen=True):
    """All of them added up, without what went back, and the newest one by one."""

    orders: int
    undone: int
    saved_centavos: int
    parcels_saved: int
    km_saved: int
    rethinks: tuple[RethinkTold, ...]


class Thought(msgspec.Struct, frozen=True):
    """`rethink` is null where there was nothing better."""

    changed: bool
    rethink: RethinkTold | None


class UndoBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Of one order, or of all that can still go back."""

    order: fields.Order | None = None


class Undone(msgspec.Struct, frozen=True):
    run: str
    orders: tuple[str, ...]


def told(one: Rethink) -> RethinkTold:
    ended = one.ended
    return RethinkTold(
        run=ended.run,
        at=moments.utc(one.at),
        looked_at=ended.looked_at,
        orders=ended.orders,
        undone=one.undone,
        saved_centavos=ended.saved,
        parcels_saved=ended.parcels_saved,
        km_saved=ended.km_saved,
        bound_centavos=ended.bound,
        gap=ended.gap,
        note=ended.note,
        left_out=ended.left_out,
        scarce=ended.scarce,
    )


def show(world: World, _: Nothing, __: Call) -> RethinksTold:
    return all_told(world)


def all_told(world: World) -> RethinksTold:
    """The totals, and the newest first."""
    known = world.rethinks
    newest = list(known.by_run.values())[-SHOWN:][::-1]
    return RethinksTold(
        orders=known.orders,
        undone=known.undone,
        saved_centavos=known.saved,
        parcels_saved=known.parcels_saved,
        km_saved=known.km_saved,
        rethinks=tuple(map(told, newest)),
    )


def think(room: Room, _: Nothing, __: Call) -> Thought | Refused:
    """Looks at the world in slices, solves beside it, and puts one command; it may take seconds."""
    run = room.rethink()
    if run is None or isinstance(run, Refused):
        return Thought(changed=False, rethink=None) if run is None else run
    one: Rethink | None = room.machine.ask(lambda world: world.rethinks.by_run.get(run))
    return Thought(changed=one is not None and one.ended.orders > 0, rethink=None if one is None else told(one))


def undo(asked: UndoBody, call: Call) -> UndoRethink:
    return UndoRethink(call.path["run"], asked.order)


def undone(_: World, __: UndoBody, call: Call, facts: Sequence[Any]) -> Undone:
    return Undone(call.path["run"], tuple(fact.order for fact in facts if isinstance(fact, ReallocationUndone)))


OPERATIONS = (
    Errand(
        name="rethink_orders",
        method="POST",
        path="/v1/rethinks",
        scope="operate",
        group="Conduct",
        summary="Think over again, now, all orders that nobody has picked yet.",
        gives=Thought,
        run=think,
    ),
    Question(
        name="list_rethinks",
        method="GET",
        path="/v1/rethinks",
        scope="read",
        group="Conduct",
        summary="What second thoughts saved: centavos, parcels and kilometres, in all and one by one.",
        gives=RethinksTold,
        answer=show,
    ),
    Command(
        name="undo_rethink",
        method="POST",
        path="/v1/rethinks/{run}/undo",
        scope="operate",
        group="Conduct",
        summary="Send orders again as they were planned before, where nobody has picked them and the shelves have it.",
        takes=UndoBody,
        gives=Undone,
        command=undo,
        reply=undone,
    ),
)
