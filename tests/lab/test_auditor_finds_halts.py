"""Orders that do not wait as they were told to, and promises that moved unsaid: planted in a good log, and found."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from promesa.domain.ledger.orders.halts import Halt, HaltOrder, ReleaseOrder
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import AddToOrder, ChangeDelivery
from promesa.domain.values.moments import Instant
from promesa.engine.log import Entry
from promesa.engine.memory import MemoryLog
from promesa.lab import auditor
from promesa.lab.audit import halts, orders, promises
from tests.golden import story
from tests.regressions.shop import MERIDA, Shop


@cache
def good() -> tuple[Entry, ...]:
    """Bought, added to in its minutes, redirected, reviewed, and packed the next day."""
    here = Shop(cool_down_minutes=30).sells("A", "B").opens("N1", asks=True).carries("P", 2, 0)
    here.has("N1", A=9, B=9)
    here.places("o1", {"A": 1}, rail="cod")
    for command in (
        AddToOrder("o1", "b", (Item("B", 1),)),
        ChangeDelivery("o1", "e1", MERIDA),
        HaltOrder("o1", Halt.REVIEW, "odd", "ana"),
    ):
        here.now = Instant(here.now + 1)
        here.put(command)
    here.passes_to("2027-03-01 11:00")
    here.put(ReleaseOrder("o1", Halt.REVIEW, "fine"))
    here.now = Instant(here.now + 1)
    (last,) = [name for name, one in here.world.shipments.by_id.items() if one.status == "planned"]
    here.packs(last)
    return tuple(here.log.read())


def spoilt(kind: str, change: Callable[[dict[str, Any]], Any]) -> dict[str, int]:
    found = []
    for entry in good():
        if entry.kind.split("@")[0] == kind:
            body = msgspec.json.decode(entry.body)
            change(body)
            entry = replace(entry, body=msgspec.json.encode(body))
        found.append(entry)
    log = MemoryLog()
    log.append(story.drafts(tuple(found)))
    return dict(auditor.audit(log).counts)


def test_the_good_log_is_clean() -> None:
    assert spoilt("NoSuchKind", lambda _: None) == {}


@pytest.mark.parametrize(
    ("kind", "change", "invariant"),
    [
        ("OrderReleased", lambda body: body.update(kind="date"), halts.NOT_PICKED),
        ("OrderReleased", lambda body: body.update(reason="over"), halts.A_PERSONS_WORD),
        ("PromiseRedirected", lambda body: body.update(was_on="2027-03-09"), promises.TOLD),
        ("OrderRevised", lambda body: body.update(total=1), orders.SUMS),
        ("OrderRevised", lambda body: body["lines"].pop(), orders.PLANNED),
    ],
)
def test_what_is_planted_is_found(kind: str, change: Callable[[dict[str, Any]], Any], invariant: str) -> None:
    assert invariant in spoilt(kind, change)
