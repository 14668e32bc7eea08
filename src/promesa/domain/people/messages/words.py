"""What can be said about messages: wanted, sent or not and why, how far each came, and that a customer wrote."""

from enum import StrEnum

import msgspec

from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant

OPERATIONS = CustomerId("operations")
"""Whom alarms are sent to: the side under this name is the operations team's own."""
NO_ORDER = OrderId("")
"""The order of a message that is about none."""

WHATSAPP, EMAIL, SMS = "whatsapp", "email", "sms"
CHANNELS = (WHATSAPP, EMAIL, SMS)
TEMPLATE, TEXT, INTERACTIVE = "template", "text", "interactive"
FORMS = (TEMPLATE, TEXT, INTERACTIVE)
OPERATING, SERVICE, MARKETING = "operations", "service", "marketing"
AREAS = (OPERATING, SERVICE, MARKETING)
"""Who wants to say something, the most important first."""
UTILITY, AUTHENTICATION = "utility", "authentication"
CATEGORIES = (UTILITY, MARKETING, AUTHENTICATION, SERVICE)
"""What the partner charges by; "service" is whatever is no template."""


class Silence(StrEnum):
    """Why a message waits, goes another way, or is not sent: a closed list, each with its words (`surfaces/speech`)."""

    QUIET_HOURS = "quiet_hours"
    SUNDAY = "sunday"
    MERGING = "merging"
    MERGED = "merged"
    WINDOW_CLOSED = "window_closed"
    BUDGET = "budget"
    UNREPLIED = "unreplied"
    STOPPED = "stopped"
    OPPOSED = "opposed"
    NO_CONSENT = "no_consent"
    REFUSED_ADS = "refused_ads"
    REGISTERED = "registered"
    FORGOTTEN = "forgotten"
    ORDER_OVER = "order_over"
    OVERTAKEN = "overtaken"
    TOO_LATE = "too_late"
    WORTHLESS = "worthless"
    NOTHING_NEW = "nothing_new"
    NO_CHANNEL = "no_channel"
    UNDELIVERABLE = "undeliverable"
    OTHER_WAY = "other_way"
    CHANNEL_BUSY = "channel_busy"
    HELD_OUT = "held_out"
    UNTRUE = "untrue"


class Status(StrEnum):
    """How far a message has come on its channel."""

    ACCEPTED = "accepted"
    SENT = "sent"
    FAILED = "failed"
    DELIVERED = "delivered"
    READ = "read"


class Recourse(StrEnum):
    """What a failure asks for, as the gateway reads the partner's code."""

    OTHER_CHANNEL = "other_channel"
    TEMPLATE = "template"
    """The window is gone: the same by template, never the same free text again."""
    LATER = "later"
    STOPPED = "stopped"
    """The customer stopped marketing of ours at the partner."""
    GIVE_UP = "give_up"
    SIBLING = "sibling"
    """The wording was stopped: the same by the same channel in another one."""


class Pricing(msgspec.Struct, frozen=True, array_like=True):
    """What the partner says it charges for: `type` "regular", "free_customer_service" or "free_entry_point"."""

    billable: bool
    category: str
    type: str = "regular"
    model: str = "PMP"


class StatusTold(msgspec.Struct, frozen=True, array_like=True):
    """One status of one attempt at a message, as the partner told it; `at` is the partner's own moment.

    `message` may be "" where only the partner's name of it (`provider_id`) is known.
    """

    message: str
    attempt: int
    status: Status
    at: Instant
    provider_id: str = ""
    code: str = ""
    recourse: Recourse = Recourse.OTHER_CHANNEL
    """Of a failure."""
    pricing: Pricing | None = None
    part: int = 0
    """Of what was said in several parts, one before the last, from 1: it is charged, and says nothing of the whole."""


# --- commands ---


class WantMessage(msgspec.Struct, frozen=True):
    """Something should be said to a customer, once: `message` is its business key ("o1:confirmed").

    `words` are facts by name, never a name, a phone, an address or free text. `forms`: how it can be said, best first;
    what is no template needs the customer's window. `replies_to`: the customer's own message that it answers.
    `area` "" is the template's own.
    """

    message: str
    order: OrderId
    customer: CustomerId
    template: str
    words: tuple[tuple[str, str], ...] = ()
    forms: tuple[str, ...] = (TEMPLATE,)
    replies_to: str = ""
    area: str = ""


class DispatchMessage(msgspec.Struct, frozen=True):
    """A held message's moment has come: plan it again."""

    message: str


class ReplanMessage(msgspec.Struct, frozen=True):
    """The sender found that an attempt may no longer be sent as planned (R48): another way, or none."""

    message: str
    attempt: int
    reason: Silence


class CheckMessage(msgspec.Struct, frozen=True):
    """Look whether bad news has arrived by now."""

    message: str
    attempt: int


class RecordAccepted(msgspec.Struct, frozen=True):
    """The partner took an attempt, which is not yet delivered."""

    message: str
    attempt: int
    provider_id: str


class RecordFailed(msgspec.Struct, frozen=True):
    """The partner did not take an attempt; `code` is its own word for why.

    `stopped`: the wording that it no longer takes, and its word for how that one stands.
    """

    message: str
    attempt: int
    code: str
    recourse: Recourse = Recourse.OTHER_CHANNEL
    stopped: tuple[str, str] | None = None


class RecordStatus(msgspec.Struct, frozen=True):
    """What the partner told of any number of messages, in any order and as often as it likes (R46)."""

    told: tuple[StatusTold, ...]


class HearCustomer(msgspec.Struct, frozen=True):
    """A customer wrote to us: `sealed`: what they wrote, under a key of their own.

    `heard`: the partner's id of what they wrote; the same again changes nothing (R47). `answers`: our message that it
    answers, by its business key. `button`: our own id of the button that was tapped. `entry`: they came by an ad or a
    page button of the partner.
    """

    customer: CustomerId
    heard: str
    at: Instant
    kind: str = "text"
    channel: str = WHATSAPP
    answers: str = ""
    button: str = ""
    entry: bool = False
    sealed: bytes = b""


class WriteToCustomer(msgspec.Struct, frozen=True):
    """Say one of the templates about an order to its customer, once."""

    order: OrderId
    template: str


# --- facts ---


class MessageWanted(msgspec.Struct, frozen=True):
    message: str
    order: OrderId
    customer: CustomerId
    template: str
    words: tuple[tuple[str, str], ...] = ()
    area: str = OPERATING
    forms: tuple[str, ...] = (TEMPLATE,)
    replies_to: str = ""


class MessageDispatched(msgspec.Struct, frozen=True):
    """An attempt is to be sent; `reason`: why not as it was wanted. `merged`: said in the same breath."""

    message: str
    attempt: int
    order: OrderId
    channel: str
    form: str
    category: str
    reason: Silence | None = None
    merged: tuple[str, ...] = ()


class MessageHeld(msgspec.Struct, frozen=True):
    message: str
    order: OrderId
    until: Instant
    reason: Silence


class MessageNotSent(msgspec.Struct, frozen=True):
    """It will not be said; `by`: which rule or layer decided, where the reason alone does not tell."""

    message: str
    order: OrderId
    reason: Silence
    by: str = ""


class MessageAccepted(msgspec.Struct, frozen=True):
    message: str
    attempt: int
    order: OrderId
    provider_id: str


class MessageFailed(msgspec.Struct, frozen=True):
    """The partner did not take an attempt; what it took and could not deliver is told by its status."""

    message: str
    attempt: int
    order: OrderId
    code: str
    recourse: Recourse = Recourse.OTHER_CHANNEL


class MessageStatusesTold(msgspec.Struct, frozen=True):
    """Statuses that told something new, of any number of messages; `told_of`: whose each is, in the same order."""

    told: tuple[StatusTold, ...]
    told_of: tuple[OrderId, ...]


class CustomerHeard(msgspec.Struct, frozen=True):
    customer: CustomerId
    heard: str
    at: Instant
    kind: str
    channel: str = WHATSAPP
    order: OrderId = NO_ORDER
    """What the message that it answers was about."""
    answers: str = ""
    button: str = ""
    entry: bool = False
    sealed: bytes = b""


class CustomerWrittenTo(msgspec.Struct, frozen=True):
    """Somebody chose to write to the order's customer."""

    order: OrderId
    customer: CustomerId
    template: str
    message: str


# --- the effect ---


class Transmit(msgspec.Struct, frozen=True):
    """Effect: send this attempt now, if it may still be sent (`questions.still_sendable`)."""

    message: str
    attempt: int
    order: OrderId
    channel: str
    form: str
