"""A short log in which orders were thought over again and one went back, and the same with something planted in it."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from promesa.domain.promise.rethinks import UndoRethink
from promesa.engine.log import Entry
from promesa.lab.audit import rethinking
from tests.agents.test_rethinker import split_shop, thinks
from tests.lab.past import silenced


@cache
def entries() -> tuple[Entry, ...]:
    """Two orders of two parcels become one each; then the second goes back."""
    shop = split_shop(2)
    shop.has("N1", B=2)
    command = thinks(shop)
    assert command is not None
    shop.put(command)
    shop.passes_to("2027-03-01 10:30")
    shop.put(UndoRethink("r1", "o2"))
    return tuple(shop.machine.log.read())


def body_of(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(entry.body)
    return found


def last(kind: str) -> Entry:
    return next(one for one in reversed(entries()) if one.kind == kind)


def changed(entry: Entry, **fields: Any) -> list[Entry]:
    other = replace(entry, body=msgspec.json.encode({**body_of(entry), **fields}))
    return [other if one.position == entry.position else one for one in entries()]


def without(entry: Entry) -> list[Entry]:
    return [silenced(one) if one.position == entry.position else one for one in entries()]


def _parcel_of_rethink() -> Entry:
    moved = last("RethinkEnded")
    return next(one for one in reversed(entries()) if one.position < moved.position and one.kind == "ParcelPlanned")


def _after(entry: Entry, *more: tuple[str, dict[str, Any]]) -> list[Entry]:
    """The log as far as the run's end, with further entries behind one, of the same decision."""
    by = len(more)
    new = [
        replace(entry, position=entry.position + number, kind=kind, body=msgspec.json.encode(body), tags=())
        for number, (kind, body) in enumerate(more, start=1)
    ]
    head = [one for one in entries() if one.position <= entry.position]
    end = last("RethinkEnded").position
    tail = [one for one in entries() if entry.position < one.position <= end]
    return [
        *head,
        *new,
        *(
            replace(one, position=one.position + by, cause=one.cause + by * (one.cause > entry.position))
            for one in tail
        ),
    ]


def _changed_after_it_was_said() -> list[Entry]:
    """The same units from the same place, later than promised, planned behind the plan that was said."""
    moved, plan = last("OrderReallocated"), body_of(_parcel_of_rethink())
    order = body_of(moved)["order"]
    assert plan["order"] == order
    gone = {"parcel": plan["parcel"], "order": order, "reason": "planted"}
    late = {**plan, "parcel": f"{order}-9", "arrives_on": "2027-03-30"}
    return _after(moved, ("ParcelCancelled", gone), ("ParcelPlanned", late))


Plant = Callable[[], Sequence[Entry]]
PLANTS: dict[str, tuple[str, Plant]] = {
    "due later than promised": (rethinking.NOT_WORSE, lambda: changed(last("OrderReallocated"), due_on="2027-03-30")),
    "less sure": (rethinking.NOT_WORSE, lambda: changed(last("OrderReallocated"), keep_probability=0.1)),
    "comes later": (rethinking.NOT_WORSE, lambda: changed(_parcel_of_rethink(), arrives_on="2027-03-30")),
    "one more parcel": (
        rethinking.NO_SPLIT,
        lambda: changed(last("OrderReallocated"), was=body_of(last("OrderReallocated"))["was"][:0]),
    ),
    "units that were never there": (rethinking.WHOLE, lambda: changed(last("OrderReallocated"), legs=[])),
    "another parcel than was said": (rethinking.WHOLE, lambda: without(_parcel_of_rethink())),
    "changed after it was said": (rethinking.WHOLE, _changed_after_it_was_said),
    "moved without an end": (rethinking.ADDS_UP, lambda: without(last("RethinkEnded"))),
    "back to somewhere else": (rethinking.RESTORED, lambda: changed(last("ReallocationUndone"), legs=[])),
    "back from nowhere": (rethinking.RESTORED, lambda: without(last("OrderReallocated"))),
    "saved more than it did": (rethinking.ADDS_UP, lambda: changed(last("RethinkEnded"), saved=99_999_999)),
}
