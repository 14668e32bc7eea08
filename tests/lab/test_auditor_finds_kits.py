"""Kits that are not as they were set: planted in a good log, and found by name."""

from collections.abc import Callable
from functools import cache
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from promesa.domain.network.kits import Component, SetKit
from promesa.domain.values.moments import Instant
from promesa.engine.log import Entry
from promesa.engine.memory import MemoryLog
from promesa.lab import auditor
from promesa.lab.audit import kits, orders
from tests.golden import story
from tests.regressions.shop import Shop


@cache
def good() -> tuple[Entry, ...]:
    """A kit of two A and a B, sold twice."""
    here = Shop().sells("A", "B", "K").opens("N1").carries("P", 2, 0)
    here.put(SetKit("K", (Component("A", 2), Component("B", 1))))
    here.has("N1", A=9, B=9)
    here.now = Instant(here.now + 1)
    here.places("o1", {"K": 2}, rail="cod")
    return tuple(here.log.read())


def spoilt(kind: str, change: Callable[[dict[str, Any]], None]) -> dict[str, int]:
    found = []
    for entry in good():
        if entry.kind.split(".")[0] == kind:
            body = msgspec.json.decode(entry.body)
            change(body)
            entry = replace(entry, body=msgspec.json.encode(body))
        found.append(entry)
    log = MemoryLog()
    log.append(story.drafts(tuple(found)))
    return dict(auditor.audit(log).counts)


def _of_a_kit(body: dict[str, Any]) -> None:
    body["sku"] = "K"


def _takes_a_kit(body: dict[str, Any]) -> None:
    body["takes"][0][0] = "K"


def _of_less(body: dict[str, Any]) -> None:
    body["lines"][0][5][0][1] = 1


def _of_nothing(body: dict[str, Any]) -> None:
    body["lines"][0][5] = []


def test_the_good_log_is_clean() -> None:
    assert spoilt("NoSuchKind", _of_a_kit) == {}


PLANTS = (
    ("StockCounted", _of_a_kit, kits.NO_SHELF),
    ("StockReserved", _takes_a_kit, kits.NO_SHELF),
    ("ParcelPlanned", _takes_a_kit, kits.NO_SHELF),
    ("OrderPlaced", _of_less, kits.MADE_OF),
    ("OrderPlaced", _of_less, orders.PLANNED),
    ("OrderPlaced", _of_nothing, kits.MADE_OF),
    ("KitSet", lambda body: body.update(components=[["K", 1]]), kits.MADE_OF),
)
"""(kind of fact, what is done to its body, invariant)."""


@pytest.mark.parametrize(("kind", "change", "invariant"), PLANTS)
def test_a_planted_kit_is_found(kind: str, change: Callable[[dict[str, Any]], None], invariant: str) -> None:
    assert invariant in spoilt(kind, change)
