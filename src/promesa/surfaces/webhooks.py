"""What partners tell us by themselves: read at once, or kept as it came in an inbox and read afterwards."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec

from promesa.engine.inbox_slot import Slot


class Posted(msgspec.Struct, frozen=True):
    """A notice as it came: the raw body, the query's fields, the headers in lower case."""

    body: bytes
    query: Mapping[str, str]
    headers: Mapping[str, str]
    asked: str = ""
    """The query as it came, which some partners sign."""


Webhook = Callable[[Posted], Sequence[Any] | None]
"""The commands that a notice means, None where it is not signed by the partner; it may wait (some partners only say
"look"), and raises where the partner should tell it again."""


class Gate(msgspec.Struct, frozen=True):
    """How a partner's door is kept, before anything that it says is read.

    `is_genuine`: whether the raw body is signed. `greet`: what a GET is answered with, raw, None for "no".
    `headers`, `fields`: those of the headers and of the query that its reader needs and are kept with the letter.
    """

    is_genuine: Callable[[Posted], bool]
    greet: Callable[[Mapping[str, str]], str | None]
    headers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    body_max: int = 3 * 1024 * 1024


class Mailbox(msgspec.Struct, frozen=True):
    """A door whose letters are durable before they are answered, and read later."""

    gate: Gate
    slot: Slot
    clock: Callable[[], int]
