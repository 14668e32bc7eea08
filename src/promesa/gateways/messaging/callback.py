"""What we ask a partner to echo with each status of a message: our own name, and which attempt and part it was."""

from typing import NamedTuple

CALLBACK_MAX = 512
"""Letters that `biz_opaque_callback_data` may have (Meta, Cloud API, messages)."""
JOINT, PART = "#", "/"
NUMBER_MAX = 5


class Echo(NamedTuple):
    """`part`: one before the last, from 1; 0 is the last, or all of it."""

    message: str
    attempt: int
    part: int = 0


NOBODY = Echo("", 0)


def say(message: str, attempt: int, part: int = 0) -> str:
    """`o1:confirmed#1`; of a part that is not the last, `o1:confirmed#1/2`."""
    said = f"{message}{JOINT}{attempt}" + (f"{PART}{part}" if part else "")
    assert len(said) <= CALLBACK_MAX, f"{len(said)} letters"
    return said


def read(text: str) -> Echo:
    """Whose status it is; nobody's where we did not say it. Earlier releases said the message alone."""
    message, joint, numbers = text.rpartition(JOINT)
    if not joint:
        return Echo(text, 1) if text else NOBODY
    attempt, slash, part = numbers.partition(PART)
    if not message or not _is_number(attempt) or (slash and not _is_number(part)):
        return NOBODY
    return Echo(message, int(attempt), int(part or 0))


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= NUMBER_MAX
