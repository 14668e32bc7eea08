"""Prices without a reason: planted in a good log, and found by name."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from promesa.domain.network.markdowns import DelayMarkdown, PlanMarkdown
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import ReviseOrder
from promesa.domain.values.moments import HOUR, Instant
from promesa.engine.log import Entry
from promesa.engine.memory import MemoryLog
from promesa.lab import auditor
from promesa.lab.audit.markdowns import LOWER, PRICED
from tests.golden import story
from tests.regressions.shop import Shop, place_order


@cache
def good() -> tuple[Entry, ...]:
    """o1 at full price, o2 while it is marked down, o3 while that waits, o4 at a stated price; o5 revised meanwhile."""
    here = Shop().sells("A", "B").opens("N1").carries("P", 2, 0)
    here.has("N1", A=30, B=30)
    here.now = Instant(here.now + 1)
    begins, ends = Instant(here.now + HOUR), Instant(here.now + 9 * HOUR)
    here.put(PlanMarkdown(markdown="m", sku="A", price=70_00, starts_at=begins, ends_at=ends))
    here.put(PlanMarkdown(markdown="n", sku="A", price=60_00, starts_at=ends, ends_at=Instant(ends + HOUR)))
    here.places("o1", {"A": 1}, rail="cod")
    here.places("o5", {"B": 1}, rail="oxxo")
    here.passes_to(begins)
    here.places("o2", {"A": 1}, rail="cod")
    here.put(ReviseOrder("o5", "e1", (Item("B", 1), Item("A", 1))))
    here.put(DelayMarkdown("m", Instant(begins + 2 * HOUR), "few left"))
    here.places("o3", {"A": 1}, rail="cod")
    here.put(replace(place_order("o4", {}, rail="cod"), items=(Item("A", 1, 50_00),)))
    return tuple(here.log.read())


def spoilt(kind: str, order: str, change: Callable[[dict[str, Any]], None]) -> dict[str, int]:
    found = []
    for entry in good():
        body = msgspec.json.decode(entry.body)
        if entry.kind.partition("@")[0] == kind and order in (body.get("order", ""), body.get("markdown", "")):
            change(body)
            entry = replace(entry, body=msgspec.json.encode(body))
        found.append(entry)
    log = MemoryLog()
    log.append(story.drafts(tuple(found)))
    return dict(auditor.audit(log).counts)


def of_line(line: int, **about: Any) -> Callable[[dict[str, Any]], None]:
    """The line with another price or origin; its sums with it."""

    def change(body: dict[str, Any]) -> None:
        told = body["lines"][line]
        was = told[3]
        told[3], told[6] = about.get("price", was), about.get("price_from", told[6])
        body["items"] += told[3] - was
        body["total"] += told[3] - was

    return change


def of_plan(**about: Any) -> Callable[[dict[str, Any]], None]:
    return lambda body: body.update(about)


def test_the_good_log_is_clean() -> None:
    assert spoilt("NoSuchKind", "", of_plan()) == {}


PLANTS = (
    ("OrderPlaced", "o1", of_line(0, price=70_00), PRICED),
    ("OrderPlaced", "o1", of_line(0, price=70_00, price_from="markdown:m"), PRICED),
    ("OrderPlaced", "o2", of_line(0, price=69_00), PRICED),
    ("OrderPlaced", "o2", of_line(0, price_from="markdown:n"), PRICED),
    ("OrderPlaced", "o2", of_line(0, price=100_00, price_from=""), PRICED),
    ("OrderPlaced", "o3", of_line(0, price=70_00, price_from="markdown:m"), PRICED),
    ("OrderPlaced", "o4", of_line(0, price_from=""), PRICED),
    ("OrderRevised", "o5", of_line(1, price=1_00), PRICED),
    ("OrderRevised", "o5", of_line(0, price=99_00), PRICED),
    ("MarkdownPlanned", "m", of_plan(channels=["app"]), PRICED),
    ("MarkdownPlanned", "m", of_plan(price=100_00), LOWER),
    ("MarkdownPlanned", "m", of_plan(starts_at=1), LOWER),
    ("MarkdownPlanned", "n", of_plan(starts_at=2**50), LOWER),
    ("MarkdownDelayed", "m", of_plan(until=1), LOWER),
    ("MarkdownDelayed", "m", of_plan(reason=""), LOWER),
)


@pytest.mark.parametrize(("kind", "about", "change", "invariant"), PLANTS)
def test_a_planted_price_is_found(
    kind: str, about: str, change: Callable[[dict[str, Any]], None], invariant: str
) -> None:
    assert invariant in spoilt(kind, about, change)


def test_a_markdown_planned_within_another_is_found() -> None:
    early = next(msgspec.json.decode(one.body) for one in good() if one.kind == "MarkdownPlanned")
    assert LOWER in spoilt("MarkdownPlanned", "n", of_plan(starts_at=early["starts_at"] + 1))
