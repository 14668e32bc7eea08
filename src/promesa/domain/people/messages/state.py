"""Messages and how far each has come; what each customer was told lately, and when they last wrote."""

import msgspec

from promesa.domain.people.messages.words import (
    MessageWanted,
    Pricing,
    Silence,
    Status,
)
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import HOUR, Instant

WINDOW = 24 * HOUR
"""So long after their last message a customer may be answered freely."""
ENTRY_WINDOW = 72 * HOUR
"""So long after our first answer nothing is charged to a customer who came by an ad or a page button."""

NEVER = Instant(0)
RANK = {Status.ACCEPTED: 1, Status.SENT: 2, Status.FAILED: 3, Status.DELIVERED: 4, Status.READ: 5}
"""A failure is final only where nothing higher came."""


class Part(msgspec.Struct, gc=False):
    """One of an attempt that was said in several, not the last: what it costs is all that is asked of it."""

    times: dict[Status, Instant] = {}
    priced: tuple[int, Pricing] | None = None
    counted: str = ""


class Attempt(msgspec.Struct, gc=False):
    """One try at a message, and each of its statuses at the earliest moment told."""

    channel: str
    form: str
    category: str
    dispatched_at: Instant
    in_window: bool = False
    provider_id: str = ""
    times: dict[Status, Instant] = {}
    code: str = ""
    is_spent: bool = False
    """Its channel will not bring it: another try there would end alike."""
    free_entry: bool = False
    priced: tuple[int, Pricing] | None = None
    """What the partner said it charges, and how sure that is (`billing`)."""
    counted: str = ""
    """Under which name it stands in the ledger of costs."""
    parts: dict[int, Part] = {}
    """Those before the last; the attempt itself is as its last part is."""


class Message(msgspec.Struct, gc=False):
    """What is wanted, its attempts, and why it waits or is not sent."""

    wanted: MessageWanted
    wanted_at: Instant
    attempts: list[Attempt] = []
    held_until: Instant | None = None
    silence: Silence | None = None
    """Why it waits (`held_until` is given) or is not sent."""
    merged: tuple[str, ...] = ()
    """What is said in the same breath."""


class CustomerSide(msgspec.Struct, gc=False):
    """One customer's side: when they last wrote, and what they were told without having asked for it.

    `pushes`: (when, area), oldest first, of the last days; `unreplied`: of each area since they last wrote.
    """

    heard_at: Instant = NEVER
    heard: str = ""
    """The partner's name of what they wrote then."""
    entry_at: Instant = NEVER
    """When they came by an ad or a page button and had no answer yet."""
    entry_until: Instant = NEVER
    pushes: list[tuple[Instant, str]] = []
    unreplied: dict[str, int] = {}
    merging: tuple[str, ...] = ()
    """Messages that wait to be said in one breath."""


class Messages(msgspec.Struct):
    """By business key, and whose each of the partner's names is; `heard`: what customers wrote, by the partner's name.

    `sent`: those that earlier releases sent, with the partner's name.
    """

    by_name: dict[str, Message] = {}
    by_provider: dict[str, tuple[str, int]] = {}
    sides: dict[CustomerId, CustomerSide] = {}
    heard: dict[str, Instant] = {}
    written: dict[str, Instant] = {}
    """Those that somebody chose to write, since when."""
    sent: dict[str, str] = {}
    by_order: dict[OrderId, list[str]] = {}
    """What was wanted about each order, in order."""
    counts: dict[str, int] = {}
    """Delivered messages by what they were (`billing.CountedMessage`)."""
    charged: dict[str, int] = {}
    """The same by what is charged together."""
    silences: dict[str, int] = {}
    """How often nothing was said, by reason."""
    areas: dict[str, int] = {}
    reached: dict[str, int] = {}
    """How many have come how far at best."""
    waiting: int = 0


def side_of(messages: Messages, customer: CustomerId) -> CustomerSide:
    """The customer's side; an empty one where nothing was ever said. Not to be changed."""
    return messages.sides.get(customer) or CustomerSide()


def window_until(side: CustomerSide) -> Instant:
    """Until when the customer may be answered freely; the past where they may not."""
    return NEVER if side.heard_at == NEVER else Instant(side.heard_at + WINDOW)


def is_open(side: CustomerSide, now: Instant) -> bool:
    """Whether whatever is no template may be sent: at the very end of the window it no longer may."""
    return now < window_until(side)


def status_of(attempt: Attempt) -> Status | None:
    """The highest of its statuses, whatever their order; None: not even taken by the partner."""
    return max(attempt.times, key=RANK.__getitem__, default=None)


def reached(message: Message) -> Status | None:
    """The highest status of any of its attempts; failed only where every one of them has."""
    found = [status for attempt in message.attempts if (status := status_of(attempt)) is not None]
    alive = [status for status in found if status is not Status.FAILED]
    return max(alive or found, key=RANK.__getitem__, default=None)


def is_known(messages: Messages, message: str) -> bool:
    """Whether it was ever wanted: a business key is said once."""
    return message in messages.by_name or message in messages.sent


def attempt_of(messages: Messages, message: str, number: int) -> Attempt | None:
    """The attempt by its number, which begins with 1."""
    found = messages.by_name.get(message)
    return found.attempts[number - 1] if found is not None and 0 < number <= len(found.attempts) else None


def told_of(attempt: Attempt, part: int) -> Attempt | Part:
    """What statuses of that part are told of; one that nobody has told of yet is empty, not to be changed."""
    return attempt.parts.get(part) or Part() if part else attempt


def order_of(messages: Messages, message: str) -> OrderId:
    """What a message is about; "" where nothing is known of it."""
    found = messages.by_name.get(message)
    return OrderId("") if found is None else found.wanted.order
