"""What we ask WhatsApp to echo with each status of a message: our own name of it and which attempt it was."""

CALLBACK_MAX = 512
"""Letters that `biz_opaque_callback_data` may have (Meta, Cloud API, messages)."""
JOINT = "#"


def say(message: str, attempt: int) -> str:
    """`o1:confirmed#1`."""
    said = f"{message}{JOINT}{attempt}"
    assert len(said) <= CALLBACK_MAX, f"{len(said)} letters"
    return said


def read(text: str) -> tuple[str, int] | None:
    """The message and the attempt, None for what we did not say; earlier releases said the message alone."""
    message, joint, number = text.rpartition(JOINT)
    if not joint:
        return (text, 1) if text else None
    return (message, int(number)) if message and number.isascii() and number.isdecimal() and len(number) < 6 else None
