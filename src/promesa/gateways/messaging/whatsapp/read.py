"""WhatsApp's answer to a message that we sent.

Source: Meta, WhatsApp Cloud API: `messages[0].id` names the message in all its statuses; an error is
`{"error": {"code", "message", ...}}`.
"""

import msgspec


class NotSent(Exception):
    """The Cloud API says no; `code` is its own number for why."""

    def __init__(self, code: int, text: str) -> None:
        self.code = code
        super().__init__(f"{code} {text}".strip())


class Message(msgspec.Struct, frozen=True):
    id: str


class Failure(msgspec.Struct, frozen=True):
    code: int = 0
    message: str = ""


class Answer(msgspec.Struct, frozen=True):
    messages: tuple[Message, ...] = ()
    error: Failure | None = None


_ANSWER = msgspec.json.Decoder(Answer)


def sent(raw: bytes) -> str:
    """The name of a message that was accepted, which is not yet delivered; raises NotSent."""
    try:
        answer = _ANSWER.decode(raw)
    except msgspec.MsgspecError as error:
        raise NotSent(0, f"an answer that is none: {error}") from error
    if answer.error is not None or not answer.messages:
        failure = answer.error or Failure()
        raise NotSent(failure.code, failure.message)
    return answer.messages[0].id
