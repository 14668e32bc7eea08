"""What stands in what a customer sent us, once its seal is opened for whoever may read it."""

from collections.abc import Mapping
from typing import Any

import msgspec

TEXTS = ("text", "image", "video", "document")
"""What may hold words: a text, or those under a picture."""


class HeardText(msgspec.Struct, frozen=True):
    """`said`: the partner's own description of what was sent."""

    said: dict[str, Any] = {}

    @property
    def text(self) -> str:
        return text_of(self.said)


def read(plain: bytes) -> HeardText:
    """What was sealed; empty where it is none of ours."""
    try:
        return msgspec.json.decode(plain, type=HeardText)
    except msgspec.MsgspecError:
        return HeardText()


def text_of(contents: Mapping[str, Any]) -> str:
    """What was written: its text, or the words under a picture."""
    for kind in TEXTS:
        told = contents.get(kind)
        if isinstance(told, Mapping):
            said = told.get("body") or told.get("caption")
            if isinstance(said, str):
                return said
    return ""
