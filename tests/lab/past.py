"""A short simulated past for tests, and logs with something planted in them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any, cast

import msgspec
from msgspec.structs import replace

from promesa import app
from promesa.domain.world import World
from promesa.engine.log import Entry, Log
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.engine.words import StepRefused
from promesa.lab import auditor, demo
from promesa.lab.auditor import AuditReport
from promesa.lab.clock import Clock
from promesa.lab.demo import DemoReport
from promesa.lab.scenario import Scenario

SMALL = Scenario(
    orders_per_day=9.0, customers=400, store_skus=100, outages=2, store_miss_share=0.08, no_show_share=0.05
)
ROUGH = replace(SMALL, changed_mind_share=0.15, no_show_share=0.3, scan_late_share=0.0, never_collected_share=0.3)
DAYS = 12
"""The last ones of the demo: they begin in the middle of the Hot Sale and end a week after it."""


def play(
    seed: int, days: int = DAYS, log: Log | None = None, scenario: Scenario = SMALL
) -> tuple[Machine[World], DemoReport]:
    """A machine that has lived through a small past."""
    machine = app.build(log or MemoryLog(), Clock(demo.begin(days)))
    return machine, demo.run(machine, seed, days, lambda _: None, scenario)


@lru_cache(maxsize=1)
def entries() -> tuple[Entry, ...]:
    """The log of one short past in which much goes wrong."""
    return tuple(play(7, days=8, scenario=ROUGH)[0].log.read())


class Planted:
    """A log that only can be read."""

    def __init__(self, planted: Sequence[Entry]) -> None:
        self._entries = planted

    def read(self, *_: object, **__: object) -> Iterator[Entry]:
        return iter(self._entries)


def audit(planted: Sequence[Entry]) -> AuditReport:
    return auditor.audit(cast(Log, Planted(planted)))


def silenced(entry: Entry) -> Entry:
    """The entry as if it had never been: in its place stands one that means nothing."""
    body = msgspec.json.encode(StepRefused("Planted", "", ""))
    return replace(entry, kind="StepRefused", body=body, tags=())


def where(kind: str, test: Callable[[dict[str, Any]], bool] = lambda _: True) -> Iterable[Entry]:
    """Entries of a kind whose body passes, oldest first."""
    return (one for one in entries() if one.kind == kind and test(msgspec.json.decode(one.body)))


def without(*gone: Entry) -> list[Entry]:
    """The log with some entries silenced."""
    positions = {one.position for one in gone}
    return [silenced(one) if one.position in positions else one for one in entries()]


def with_other(entry: Entry, **fields: Any) -> list[Entry]:
    """The log with one entry's body changed."""
    body = msgspec.json.encode({**msgspec.json.decode(entry.body), **fields})
    return [replace(one, body=body) if one.position == entry.position else one for one in entries()]


def with_more(*more: tuple[str, dict[str, Any]]) -> list[Entry]:
    """The log with further entries at its end, all of one instant."""
    found = list(entries())
    last = found[-1]
    for number, (kind, body) in enumerate(more, start=1):
        position = last.position + number
        found.append(Entry(position, last.at + 1, "planted", 0, last.policy, kind, msgspec.json.encode(body)))
    return found


def with_again(entry: Entry) -> list[Entry]:
    """The log with an entry said once more at its end."""
    return with_more((entry.kind, msgspec.json.decode(entry.body)))


def body_of(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(entry.body)
    return found
