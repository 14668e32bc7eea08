"""Orders that do not wait as they were told to, and promises that moved unsaid: planted in a good log, and found."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from promesa.domain.ledger.orders.halts import Halt, HaltOrder, ReleaseOrder
from promesa.domain.ledger.payments.words import ReceivePayment
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import AddToOrder, ChangeDelivery
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import FeeRule
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


@cache
def waited() -> tuple[Entry, ...]:
    """Paid, sent to where it costs more, and that paid too."""
    fees = (FeeRule(areas=("31",), flat=149_00), FeeRule(flat=99_00))
    here = Shop(cool_down_minutes=40, fees=fees).sells("A").opens("N1").carries("P", 2, 0, to=("14", "31"))
    here.has("N1", A=9)
    here.places("o1", {"A": 1}, rail="spei")
    here.pays("o1")
    here.now = Instant(here.now + 1)
    here.put(ChangeDelivery("o1", "e1", MERIDA))
    here.now = Instant(here.now + 1)
    here.put(ReceivePayment("o1:2", 50_00, here.now, "spei"))
    return tuple(here.log.read())


def spoilt(kind: str, change: Callable[[dict[str, Any]], Any]) -> dict[str, int]:
    found = []
    for entry in waited() if kind == "EditEnded" else good():
        if entry.kind.split("@")[0] == kind:
            body = msgspec.json.decode(entry.body)
            change(body)
            entry = replace(entry, body=msgspec.json.encode(body))
        found.append(entry)
    log = MemoryLog()
    log.append(story.drafts(tuple(found)))
    return dict(auditor.audit(log).counts)


def test_the_good_logs_are_clean() -> None:
    for kind in ("NoSuchKind", "EditEnded"):
        assert spoilt(kind, lambda _: None) == {}


PLANTS = (
    ("OrderReleased", lambda body: body.update(kind="date"), halts.NOT_PICKED),
    ("OrderReleased", lambda body: body.update(reason="over"), halts.A_PERSONS_WORD),
    ("EditEnded", lambda body: body.update(edit="e2"), halts.ENDS_ONCE),
    ("PromiseRedirected", lambda body: body.update(was_on="2027-03-09"), promises.TOLD),
    ("OrderRevised", lambda body: body.update(total=1), orders.SUMS),
    ("OrderRevised", lambda body: body["lines"].pop(), orders.PLANNED),
)
"""(kind of fact, what is done to its body, invariant)."""


@pytest.mark.parametrize(("kind", "change", "invariant"), PLANTS)
def test_what_is_planted_is_found(kind: str, change: Callable[[dict[str, Any]], Any], invariant: str) -> None:
    assert invariant in spoilt(kind, change)
