"""What a story may ask the machine for when a fact arrives."""

from collections.abc import Iterator

import msgspec


class Do(msgspec.Struct, frozen=True):
    """Put this command to the world now, in the same append."""

    command: object


class Later(msgspec.Struct, frozen=True):
    """Put this command to the world at `at` (µs UTC); it asks the world as it is at that moment."""

    at: int
    command: object


class Tell(msgspec.Struct, frozen=True):
    """Ask the outside for this, at least once, under one idempotency key."""

    effect: object


Steps = Iterator[Do | Later | Tell]
