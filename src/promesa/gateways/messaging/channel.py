"""What every channel to a customer can do, and what may come of sending through it."""

from enum import StrEnum
from typing import Protocol, TypeVar

import msgspec


class Remedy(StrEnum):
    """What a partner's no asks for; nothing was shown to the customer in any of these cases."""

    RETRY = "retry"
    """The same again, a little later: a fault that passes by itself."""
    SLOW_DOWN = "slow_down"
    """All of the channel waits: too much for the account or the number."""
    SPARE_RECIPIENT = "spare_recipient"
    """Only this recipient's queue waits, four times as long each time."""
    REPLAN = "replan"
    """As a template or another way: never the same free text again."""
    FALL_BACK = "fall_back"
    """Another channel: this one will not reach the recipient now."""
    SUPPRESS = "suppress"
    """The recipient wants none of it; marketing ends until they resume it."""
    SIBLING = "sibling"
    """Another approved template that says the same."""
    PAUSE_MARKETING = "pause_marketing"
    """Quality is at stake: nothing but what operations say, and a person looks."""
    STOP = "stop"
    """The channel stands still, the outbox keeps everything, a person is called."""
    BUG = "bug"
    """Our own mistake: a dead letter, with what we sent."""


class Accepted(msgspec.Struct, frozen=True):
    """The partner has it, which is not yet delivered; `state`: the partner's own word where it has one."""

    provider_id: str
    state: str = ""


class Declined(msgspec.Struct, frozen=True):
    """The partner understood and did not send it; `wait_seconds`: not before, where it says so."""

    code: str
    remedy: Remedy
    text: str = ""
    wait_seconds: float = 0.0
    stopped: tuple[str, str] | None = None
    """The wording that may no longer be sent: its name and language, and the partner's word for how it stands."""


class Unreached(msgspec.Struct, frozen=True):
    """The partner was never asked: the same again is safe."""

    text: str


class Unknown(msgspec.Struct, frozen=True):
    """It was asked and nobody knows what it did: it may be on the customer's screen. Never asked again."""

    text: str


Outcome = Accepted | Declined | Unreached | Unknown


class Capabilities(msgspec.Struct, frozen=True):
    """What a channel can show and tell."""

    text_max: int
    """Characters of the text itself."""
    buttons_max: int = 0
    pictures: bool = False
    documents: bool = False
    subject: bool = False
    tells_delivered: bool = False
    tells_read: bool = False
    window_hours: int = 0
    """Free words only so long after the recipient wrote; 0: always."""


class Limits(msgspec.Struct, frozen=True):
    """How much a channel takes: a second in all; and to one recipient, one each so many seconds after a burst."""

    per_second: float
    burst: int = 1
    recipient_seconds: float = 0.0


Said = TypeVar("Said", contravariant=True)


class Channel(Protocol[Said]):
    """A way to a customer; `Said` is what it can be given."""

    @property
    def name(self) -> str: ...

    @property
    def capabilities(self) -> Capabilities: ...

    @property
    def limits(self) -> Limits: ...

    def send(self, said: Said) -> Outcome:
        """Once; raises nothing: whatever happens is an outcome."""
