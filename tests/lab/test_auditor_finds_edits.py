"""Edits that are not as they were told: planted in a good log, and found by name."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.promise.editing.words import ReduceLine, ReviseOrder
from promesa.domain.promise.substitutes import AnswerSubstitute, ProposeSubstitute
from promesa.domain.values.moments import Instant
from promesa.engine.log import Entry
from promesa.engine.memory import MemoryLog
from promesa.lab import auditor
from promesa.lab.audit import money, orders
from tests.golden import story
from tests.regressions.shop import GUADALAJARA, Shop


@cache
def good() -> tuple[Entry, ...]:
    """An order of three A and a B of which an A is taken out, and whose B becomes a C."""
    here = Shop(flat_fee=0).sells("A", "B", "C").opens("N1").carries("P", 2, 0).has("N1", A=5, B=5, C=5)
    lines = (Item("A", 3), Item("B", 1))
    here.put(PlaceOrder("o1", "k", "web", (Item("A", 1), Item("B", 1)), "card", GUADALAJARA))
    here.put(ReviseOrder("o1", "e0", lines))
    here.pays("o1", payment="o1:2")
    for command in (
        ReduceLine("o1", "e1", 1, line=1),
        ProposeSubstitute("o1", "e2", "C", line=2),
        AnswerSubstitute("o1", "e2", accept=True),
    ):
        here.now = Instant(here.now + 1)
        here.put(command)
    return tuple(here.log.read())


def audited(entries: tuple[Entry, ...]) -> dict[str, int]:
    log = MemoryLog()
    log.append(story.drafts(entries))
    return dict(auditor.audit(log).counts)


def spoilt(edit: str, change: Callable[[dict[str, Any]], None]) -> tuple[Entry, ...]:
    """The log with another body of one edit."""
    found = []
    for entry in good():
        if entry.kind.startswith(("OrderEdited", "OrderRevised")):
            body = msgspec.json.decode(entry.body)
            if body["edit"] == edit:
                change(body)
                entry = replace(entry, body=msgspec.json.encode(body))
        found.append(entry)
    return tuple(found)


def _cheaper(body: dict[str, Any]) -> None:
    body["total"] -= 1_00


def _keeps_its_units(body: dict[str, Any]) -> None:
    body["lines"] = [body["was"], *body["lines"][1:]]


def _another_line_too(body: dict[str, Any]) -> None:
    body["lines"][0][2] += 1


def _of_a_line_that_never_was(body: dict[str, Any]) -> None:
    body["was"][3] += 1


def test_the_good_log_is_clean() -> None:
    assert audited(good()) == {}


@pytest.mark.parametrize(
    ("edit", "change", "invariant"),
    [
        ("e0", _cheaper, orders.SUMS),
        ("e0", _cheaper, money.PAID),
        ("e0", _another_line_too, orders.PLANNED),
        ("e0", lambda body: body.update(cause="redirected"), orders.STEPS),
        ("e1", _cheaper, orders.SUMS),
        ("e1", _cheaper, money.NOT_KEPT),
        ("e1", _keeps_its_units, orders.SUMS),
        ("e1", _keeps_its_units, orders.PLANNED),
        ("e2", _another_line_too, orders.STEPS),
        ("e2", _of_a_line_that_never_was, orders.STEPS),
    ],
)
def test_a_planted_edit_is_found(edit: str, change: Callable[[dict[str, Any]], None], invariant: str) -> None:
    assert invariant in audited(spoilt(edit, change))
