"""What can be said about cases: opened, answered, waited for, resolved, closed, and opened again."""

from enum import StrEnum

import msgspec

from promesa.domain.values.ids import CaseId, CustomerId, OrderId, ParcelId, RefundId
from promesa.domain.values.moments import Instant


class CaseKind(StrEnum):
    """What a case is about."""

    AT_RISK = "at_risk"
    """A promise whose date we could not save: nobody has complained yet."""
    LATE = "late"
    NOT_ARRIVED = "not_arrived"
    """The carrier says delivered, the customer says no."""
    DAMAGED = "damaged"
    MISSING_UNITS = "missing_units"
    WRONG_UNITS = "wrong_units"
    RETURN = "return"
    REFUND = "refund"
    PAYMENT = "payment"
    INVOICE = "invoice"
    CONTACT = "contact"
    """An address, a phone, a day: where a person must help."""
    PRIVACY = "privacy"
    """Access, rectification, cancellation, opposition: terms of their own in law."""
    OTHER = "other"


class CaseOpener(StrEnum):
    CUSTOMER = "customer"
    PROMISE = "promise"
    PERSON = "person"


class CaseParty(StrEnum):
    """Whom a case waits for while our own clock stands still."""

    CUSTOMER = "customer"
    CARRIER = "carrier"


class CaseRemedy(StrEnum):
    """How a case ended well, or that it could not."""

    NONE_NEEDED = "none_needed"
    """It arrived, or the question was answered."""
    EXPLAINED = "explained"
    REFUNDED = "refunded"
    SENT_AGAIN = "sent_again"
    MOVED = "moved"
    TAKEN_BACK = "taken_back"
    REFUSED = "refused"


# --- commands ---


class OpenCase(msgspec.Struct, frozen=True):
    """A matter of one customer, about one of their orders or none.

    Where a case about the same is open, the message joins it; where one ended within the policy's days, it opens
    again and keeps its first opening. `message`: the name of what the customer said, "" where nobody said anything.
    """

    case: CaseId
    customer: CustomerId
    kind: CaseKind
    opener: CaseOpener
    order: OrderId | None = None
    parcel: ParcelId | None = None
    message: str = ""


class AssignCase(msgspec.Struct, frozen=True):
    case: CaseId
    to: str


class AnswerCase(msgspec.Struct, frozen=True):
    """Somebody of ours has read all that was said, and answered with a message of that name."""

    case: CaseId
    message: str


class WaitInCase(msgspec.Struct, frozen=True):
    """Nothing can be done until they answer: our clock stands still."""

    case: CaseId
    party: CaseParty


class ResumeCase(msgspec.Struct, frozen=True):
    """Who was waited for has answered."""

    case: CaseId


class ResolveCase(msgspec.Struct, frozen=True):
    """Brought to an end; `refund` names the money that went back, where that is the remedy."""

    case: CaseId
    remedy: CaseRemedy
    refund: RefundId | None = None


class CloseCase(msgspec.Struct, frozen=True):
    """The clock: if nothing came since that resolution (`turn`), the case is over (R51)."""

    case: CaseId
    turn: int


# --- facts ---


class CaseOpened(msgspec.Struct, frozen=True):
    case: CaseId
    customer: CustomerId
    kind: CaseKind
    opener: CaseOpener
    order: OrderId | None = None
    parcel: ParcelId | None = None
    message: str = ""


class CaseReplied(msgspec.Struct, frozen=True):
    """The customer said more: it is unread until somebody answers."""

    case: CaseId
    message: str
    kind: CaseKind
    order: OrderId | None = None


class CaseReopened(msgspec.Struct, frozen=True):
    case: CaseId
    message: str
    kind: CaseKind
    order: OrderId | None = None


class CaseAssigned(msgspec.Struct, frozen=True):
    case: CaseId
    to: str
    order: OrderId | None = None


class CaseAnswered(msgspec.Struct, frozen=True):
    case: CaseId
    message: str
    order: OrderId | None = None


class CaseWaiting(msgspec.Struct, frozen=True):
    case: CaseId
    party: CaseParty
    order: OrderId | None = None


class CaseResumed(msgspec.Struct, frozen=True):
    case: CaseId
    order: OrderId | None = None


class CaseResolved(msgspec.Struct, frozen=True):
    """`turn`: the number of this resolution, so that an old clock closes nothing newer."""

    case: CaseId
    remedy: CaseRemedy
    turn: int
    close_at: Instant
    refund: RefundId | None = None
    order: OrderId | None = None


class CaseClosed(msgspec.Struct, frozen=True):
    case: CaseId
    turn: int
    order: OrderId | None = None
