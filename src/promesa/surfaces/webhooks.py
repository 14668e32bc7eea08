"""What partners tell us by themselves: each has a reader that checks the signature and says which commands it means."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec


class Posted(msgspec.Struct, frozen=True):
    """A notice as it came: the raw body, the query's fields, the headers in lower case."""

    body: bytes
    query: Mapping[str, str]
    headers: Mapping[str, str]


Webhook = Callable[[Posted], Sequence[Any] | None]
"""The commands that a notice means, None where it is not signed by the partner; it may wait (some partners only say
"look"), and raises where the partner should tell it again."""
