"""What can be said about consent: each layer's own word, kept with its proof in a chain; and a person's rights."""

from enum import StrEnum

import msgspec

from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant

ADVERTISING, PROFILING = "advertising", "profiling"
PURPOSES = (ADVERTISING, PROFILING)
"""The voluntary purposes that a privacy notice names apart from the necessary ones; each can be opposed."""


class ConsentLayer(StrEnum):
    """Who says yes or no: the messaging partner's own switch, the data law, the consumer law, the public register."""

    PLATFORM = "platform"
    DATA_LAW = "data_law"
    CONSUMER_LAW = "consumer_law"
    REGISTER = "register"


class RecordConsent(msgspec.Struct, frozen=True):
    """A customer said yes or no to a voluntary purpose (data law), or to advertising at all (consumer law).

    `express`: said in so many words; `proof`: where that can be seen, never the words themselves.
    """

    customer: CustomerId
    layer: ConsentLayer
    allowed: bool
    at: Instant
    purpose: str = ADVERTISING
    express: bool = True
    source: str = ""
    proof: str = ""


class ConsentRecorded(msgspec.Struct, frozen=True):
    """One word of one layer. `receipt` seals it together with the customer's receipt before it (`receipts`)."""

    customer: CustomerId
    layer: ConsentLayer
    allowed: bool
    at: Instant
    purpose: str
    express: bool
    source: str
    proof: str
    number: int
    receipt: str


class LoadRegister(msgspec.Struct, frozen=True):
    """Marks of the addresses that a public register against advertising lists (R: REPEP), as of a day's file.

    `marks`: of all that this load adds; `gone`: of those that it no longer lists.
    """

    name: str
    entered_at: Instant
    marks: tuple[str, ...]
    gone: tuple[str, ...] = ()


class RegisterLoaded(msgspec.Struct, frozen=True):
    name: str
    entered_at: Instant
    marks: tuple[str, ...]
    gone: tuple[str, ...] = ()


# --- rights over one's data ---


class Right(StrEnum):
    ACCESS = "access"
    RECTIFICATION = "rectification"
    CANCELLATION = "cancellation"
    OPPOSITION = "opposition"


class AskRight(msgspec.Struct, frozen=True):
    """A customer asks what their right gives them. `purpose`: what they oppose; "" all voluntary ones, and that
    anything about them is decided by a machine alone."""

    request: str
    customer: CustomerId
    right: Right
    purpose: str = ""
    source: str = ""


class AnswerRight(msgspec.Struct, frozen=True):
    """Granted or not, with why not."""

    request: str
    granted: bool
    reason: str = ""


class ExecuteRight(msgspec.Struct, frozen=True):
    """What was granted was done; for a cancellation: the block is over and the data are to be erased."""

    request: str


class RightAsked(msgspec.Struct, frozen=True):
    request: str
    customer: CustomerId
    right: Right
    purpose: str = ""
    source: str = ""


class RightAnswered(msgspec.Struct, frozen=True):
    request: str
    customer: CustomerId
    granted: bool
    reason: str = ""


class RightExecuted(msgspec.Struct, frozen=True):
    request: str
    customer: CustomerId


class EraseContact(msgspec.Struct, frozen=True):
    """Effect: destroy the key of all that is sealed for a customer; answered by `ForgetCustomer`."""

    customer: CustomerId
