"""What a story may ask for when a fact arrives."""

from collections.abc import Iterator

import msgspec

from promesa.domain.values.moments import Instant


class Do(msgspec.Struct, frozen=True):
    """Put this command to the world now, in the same append."""

    command: object


class Later(msgspec.Struct, frozen=True):
    """Put this command to the world then; it asks the world as it is at that moment."""

    at: Instant
    command: object


class Tell(msgspec.Struct, frozen=True):
    """Ask the outside for this, at least once, under one idempotency key."""

    effect: object


Steps = Iterator[Do | Later | Tell]
