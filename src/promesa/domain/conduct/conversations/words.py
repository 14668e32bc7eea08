"""What can be said about a conversation: what came in, where it stands, what goes out, and what a yes would do."""

import msgspec

from promesa.domain.values.ids import CaseId, CustomerId, OrderId
from promesa.domain.values.moments import Instant


class Browser(msgspec.Struct, frozen=True, array_like=True):
    """A browser that acts on the page of one order: it may do nothing else. `mark`: of the secret that it carries."""

    order: OrderId
    mark: str


class Utterance(msgspec.Struct, frozen=True):
    """One thing that a customer did, without a word of what they wrote: that is sealed apart.

    kind: "text", "button", "image", "audio", "document", "location"...; button: the id of ours that was tapped.
    proposals: intents that free text may mean, likeliest first. mentions: what was recognised in it, as (kind, value):
    "order", "postal_code", "sku", "location", "day", "code" (a mark of six digits), "exact" (a word that is an order).
    """

    heard: str
    at: Instant
    kind: str = "text"
    button: str = ""
    proposals: tuple[str, ...] = ()
    mentions: tuple[tuple[str, str], ...] = ()
    order: OrderId = OrderId("")
    """What our message was about that this answers; "" for none."""
    browser: Browser | None = None
    """It was done on an order's page, by whoever has the link; None: written from a phone."""


class OfferedAct(msgspec.Struct, frozen=True):
    """A button that would do exactly this, until then, once; `level`: how sure we must be who taps it."""

    token: str
    command: str
    body: str
    order: OrderId
    level: int
    until: Instant


class Session(msgspec.Struct, frozen=True):
    """Where a conversation stands. `intent` and `step`: what we asked last, "" where nothing is awaited."""

    intent: str = ""
    step: str = ""
    order: OrderId = OrderId("")
    slots: tuple[tuple[str, str], ...] = ()
    offered: tuple[OfferedAct, ...] = ()
    level: int = 0
    level_until: Instant = Instant(0)
    misses: int = 0
    """Times in a row that we did not understand."""
    tries: int = 0
    """Wrong answers to who they are."""
    locked_until: Instant = Instant(0)
    code: str = ""
    """The mark of the code that was sent to them another way."""
    code_until: Instant = Instant(0)
    code_step: str = ""
    """What it was asked for; "" as before there were pages: a code sent another way."""
    codes_at: tuple[Instant, ...] = ()
    """When codes were sent, in the last hour."""
    at: Instant = Instant(0)


class Button(msgspec.Struct, frozen=True, array_like=True):
    """`id` comes back when it is tapped; `title`: the code of its words, or a name that needs none."""

    id: str
    title: str
    about: str = ""


class Reply(msgspec.Struct, frozen=True):
    """`text`: the code of a sentence (`sayings`); `words` fill it: names, ISO dates, centavos, never free text."""

    text: str
    words: tuple[tuple[str, str], ...] = ()
    buttons: tuple[Button, ...] = ()


# --- commands ---


class TalkOn(msgspec.Struct, frozen=True):
    """Take one step of the customer's conversation; the same utterance again changes nothing."""

    customer: CustomerId
    said: Utterance


class ConfirmAct(msgspec.Struct, frozen=True):
    """The customer tapped a yes: do exactly what was offered with that token, and nothing else."""

    customer: CustomerId
    token: str
    browser: Browser | None = None


class RecordCode(msgspec.Struct, frozen=True):
    """A code was sent to the customer another way; only its mark is known here."""

    customer: CustomerId
    mark: str
    until: Instant
    browser: Browser | None = None


class GiveUpCode(msgspec.Struct, frozen=True):
    """The code that was wanted then could not be sent by any other way: a person takes it."""

    customer: CustomerId
    wanted_at: Instant
    browser: Browser | None = None


class TakeConversation(msgspec.Struct, frozen=True):
    """A person of ours takes the conversation: what the customer writes goes to them and no flow answers it."""

    customer: CustomerId
    attendant: str
    case: CaseId | None = None


class HandBackConversation(msgspec.Struct, frozen=True):
    """The person is done: the flows answer again."""

    customer: CustomerId
    attendant: str


class WriteAnswer(msgspec.Struct, frozen=True):
    """A person answers in their own words; `sealed`: those words, under the customer's own key.

    `answer`: its name; the same again changes nothing. `beside`: what the text names that no fact of ours backs
    ("date", "amount"), which whoever wrote it said was right.
    """

    answer: str
    customer: CustomerId
    attendant: str
    sealed: bytes
    order: OrderId | None = None
    case: CaseId | None = None
    beside: tuple[str, ...] = ()


# --- facts ---


class ConversationTaken(msgspec.Struct, frozen=True):
    customer: CustomerId
    attendant: str
    case: CaseId | None = None
    order: OrderId | None = None


class ConversationHandedBack(msgspec.Struct, frozen=True):
    customer: CustomerId
    attendant: str


class AnswerWritten(msgspec.Struct, frozen=True):
    """`message`: the business key under which it is said; `replies_to`: what the customer wrote last, in the window."""

    answer: str
    customer: CustomerId
    attendant: str
    message: str
    sealed: bytes
    order: OrderId | None = None
    case: CaseId | None = None
    replies_to: str = ""
    beside: tuple[str, ...] = ()


class ConversationStepped(msgspec.Struct, frozen=True):
    """What one utterance led to: where the conversation stands, what is answered, what is asked of the rules."""

    customer: CustomerId
    heard: str
    session: Session
    replies: tuple[Reply, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()
    """Commands by name and body."""
    order: OrderId | None = None
    browser: Browser | None = None
    """On an order's page: it is answered there, and nothing is sent."""


class ActConfirmed(msgspec.Struct, frozen=True):
    """The customer's own yes, to this command and this body; the token is spent."""

    customer: CustomerId
    token: str
    command: str
    body: str
    order: OrderId
    browser: Browser | None = None


class CodeSent(msgspec.Struct, frozen=True):
    customer: CustomerId
    mark: str
    until: Instant
    browser: Browser | None = None


# --- the effect ---


class SendCode(msgspec.Struct, frozen=True):
    """Effect: send the customer a code by a way that is not this conversation (e-mail or SMS), and tell its mark.

    `to_phone`: the phone that we know them by will do, because it was not from there that they asked.
    """

    customer: CustomerId
    wanted_at: Instant
    browser: Browser | None = None
    to_phone: bool = False
