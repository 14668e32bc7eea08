"""The story of one order as data: the promise and its grounds, the entries, the lessons."""

from collections.abc import Mapping
from datetime import date, datetime

import msgspec


class Money(msgspec.Struct, frozen=True):
    """An amount in centavos of a currency."""

    centavos: int
    currency: str


Said = str | int | float | date | datetime | Money
"""A word of a sentence; how it is written is the language's matter. A float is a probability."""


class Refusal(msgspec.Struct, frozen=True):
    """A command about the order that was refused, and is remembered."""

    at: datetime
    command: str
    reason: str
    about: str


class Step(msgspec.Struct, frozen=True):
    """One entry of the log. `depth` counts the causes above it in this story; `words` fill its sentence."""

    position: int
    at: datetime
    by: str
    cause: int
    depth: int
    fact: str
    words: Mapping[str, Said]


class PlannedLeg(msgspec.Struct, frozen=True):
    """One parcel as it was planned, and what became of it (times in the place's zone)."""

    location: str
    location_name: str
    service: str
    units: int
    skus: tuple[str, ...]
    process_on: date
    hand_over_by: datetime
    arrives_on: date
    keep_probability: float
    cost: tuple[tuple[str, Money], ...]
    time: tuple[tuple[str, float], ...] = ()
    """Days, part by part."""
    parcel: str = ""
    handed_at: datetime | None = None
    delivered_at: datetime | None = None


class Promised(msgspec.Struct, frozen=True):
    """The promise and what it was made from."""

    made_at: datetime
    position: int
    kind: str
    promised_on: date
    told_on: date
    """The date last told."""
    moves: int
    keep_probability: float
    policy: int
    fee: Money
    cost: Money
    fingerprint: str
    platform_promised_on: date | None
    legs: tuple[PlannedLeg, ...]
    basis: str = ""
    """What the date stands on; "" where it was never said."""
    model: int = 0
    earliest_on: date | None = None
    confirm_by: datetime | None = None
    branch: str | None = None
    """The carrier's branch where it waits for the customer."""


class Other(msgspec.Struct, frozen=True):
    """Another option of the same question, answered again as of the same moment."""

    kind: str
    promised_on: date
    cost: Money
    keep_probability: float
    locations: tuple[str, ...]


class Change(msgspec.Struct, frozen=True):
    """One thing otherwise, and what would have been promised then; differences from what was promised."""

    name: str
    promised_on: date
    days: int
    """Earlier by so many."""
    cost: Money
    """More to us; below zero less."""
    fee: Money
    """More for the customer; below zero less."""
    keep_probability: float
    words: Mapping[str, Said] = {}


class Flip(msgspec.Struct, frozen=True):
    """Another location that would have been chosen under one condition.

    `name`: "cheaper" (had it cost `needs` less), "sooner" (had it come `days` sooner) or "units" (had it had those
    `missing` too; then everything would have cost `needs` less).
    """

    name: str
    location: str
    location_name: str
    service: str
    promised_on: date
    cost: Money
    needs: Money | None
    days: int
    missing: tuple[tuple[str, int], ...] = ()


class Lesson(msgspec.Struct, frozen=True):
    """Something that would have changed the end, or that decided it; its sentence is found by its name."""

    name: str
    words: Mapping[str, Said] = {}


class Why(msgspec.Struct, frozen=True):
    """The whole story of one order; `order` is "" where nothing in the log has that id."""

    id: str
    order: str
    outcome: str
    """"kept", "broken", "withdrawn" or "open"; without a promise "none" (yet), "cancelled", "refused", "unknown"."""
    cause: str
    days: int | None
    """Days to spare of a kept promise; days late, below zero, of a broken one."""
    promise: Promised | None
    refusals: tuple[Refusal, ...]
    timeline: tuple[Step, ...]
    lessons: tuple[Lesson, ...]
    others: tuple[Other, ...] | None = None
    """None: not asked for (see `why_again`)."""
    losers: tuple[str, ...] = ()
    failure: str = ""
    """What failed, a word of the closed list, of a broken promise."""
    changes: tuple[Change, ...] | None = None
    """What would have brought an earlier date; None: not asked for."""
    flips: tuple[Flip, ...] | None = None
    """What would have flipped the choice of locations; None: not asked for."""
    worth: Money | None = None
    """What its units were worth to others where they were taken: a part of what ranked the plan, in no cost. None: not
    asked for, or nothing of it was scarce."""
