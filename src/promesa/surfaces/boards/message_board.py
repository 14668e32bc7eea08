"""What was said lately, by day and by template, and how many customers said no, by layer of consent.

Costs some 120 bytes for each message of the last days; a fact touches the messages that it names and nothing else.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from promesa.domain.people.consent import state as consents
from promesa.domain.people.consent.state import CustomerConsent
from promesa.domain.people.consent.words import ConsentRecorded
from promesa.domain.people.messages import state as messages
from promesa.domain.people.messages.state import Message
from promesa.domain.people.messages.words import (
    OPERATIONS,
    MessageAccepted,
    MessageDispatched,
    MessageFailed,
    MessageHeld,
    MessageNotSent,
    MessageStatusesTold,
    MessageWanted,
    Status,
)
from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.world import World
from promesa.engine.log import Entry

DAYS = 8
WAITING, SENT, ARRIVED, FAILED, UNSAID = range(5)
"""How a message stands; `MessageTally` has a figure for each."""
_OF_ONE = (MessageWanted, MessageDispatched, MessageHeld, MessageNotSent, MessageAccepted, MessageFailed)


class MessageTally(NamedTuple):
    """So many messages by how they stand."""

    waiting: int = 0
    sent: int = 0
    arrived: int = 0
    failed: int = 0
    unsaid: int = 0

    @property
    def wanted(self) -> int:
        return sum(self)

    @property
    def said(self) -> int:
        return self.sent + self.arrived + self.failed

    def plus(self, other: "MessageTally") -> "MessageTally":
        return MessageTally(*(one + more for one, more in zip(self, other, strict=True)))


class MessageBoard:
    """Owns how each message of the last days stands, and the sums over them."""

    kinds = frozenset(one.__name__ for one in (*_OF_ONE, MessageStatusesTold, ConsentRecorded))

    def __init__(self) -> None:
        self._stands: dict[str, tuple[date, str, int]] = {}
        self._sums: dict[tuple[date, str], list[int]] = {}
        self._zone = moments.MEXICO_CITY
        self._refusals: dict[CustomerId, tuple[str, ...]] = {}

    def stops(self) -> dict[str, int]:
        """By layer: how many words stand at no."""
        return dict(Counter(layer for layers in list(self._refusals.values()) for layer in layers))

    def by_day(self) -> Iterator[tuple[date, MessageTally]]:
        """The newest day first."""
        found: dict[date, MessageTally] = {}
        for (day, _), sums in list(self._sums.items()):
            found[day] = found.get(day, MessageTally()).plus(MessageTally(*sums))
        return iter(sorted(found.items(), reverse=True))

    def by_template(self) -> Iterator[tuple[str, MessageTally]]:
        """The most wanted first."""
        found: dict[str, MessageTally] = {}
        for (_, template), sums in list(self._sums.items()):
            found[template] = found.get(template, MessageTally()).plus(MessageTally(*sums))
        return iter(sorted(found.items(), key=lambda pair: (-pair[1].wanted, pair[0])))

    def begin(self, world: World, now: int) -> None:
        """Messages are known in the order in which they were wanted: the walk ends where the last days do."""
        self._stands, self._sums = {}, {}
        self._zone = world.policies.now.zone
        for message in reversed(world.messages.by_name.values()):
            if message.wanted_at < now - DAYS * DAY:
                break
            self._see(message)
        self._refusals = {}
        for customer, consent in world.consents.by_customer.items():
            if consent.words:
                self._mind(customer, consent)

    def hear(self, world: World, heard: Sequence[tuple[Entry, Any]], now: int) -> None:
        touched: dict[str, None] = {}
        for _, fact in heard:
            if isinstance(fact, MessageStatusesTold):
                touched |= dict.fromkeys(one.message for one in fact.told)
            elif isinstance(fact, ConsentRecorded):
                self._mind(fact.customer, consents.of(world.consents, fact.customer))
            elif isinstance(fact, _OF_ONE):
                touched[fact.message] = None
                if isinstance(fact, MessageDispatched):
                    touched |= dict.fromkeys(fact.merged)
        for name in touched:
            message = world.messages.by_name.get(name)
            if message is not None and (name in self._stands or message.wanted_at >= now - DAYS * DAY):
                self._see(message)
        self._forget(Instant(now))

    def _see(self, message: Message) -> None:
        wanted = message.wanted
        if wanted.customer == OPERATIONS:
            return
        known = self._stands.get(wanted.message)
        day = moments.local_date(message.wanted_at, self._zone) if known is None else known[0]
        stands = _stands(message)
        if known is not None:
            self._sums[day, wanted.template][known[2]] -= 1
        self._sums.setdefault((day, wanted.template), [0, 0, 0, 0, 0])[stands] += 1
        self._stands[wanted.message] = (day, wanted.template, stands)

    def _mind(self, customer: CustomerId, consent: CustomerConsent) -> None:
        layers = tuple(name.partition("/")[0] for name, word in consent.words.items() if not word.allowed)
        if layers:
            self._refusals[customer] = layers
        else:
            self._refusals.pop(customer, None)

    def _forget(self, now: Instant) -> None:
        """Days that are over, whole."""
        first = moments.local_date(Instant(now - DAYS * DAY), self._zone)
        if any(day < first for day, _ in self._sums):
            self._stands = {name: one for name, one in self._stands.items() if one[0] >= first}
            self._sums = {name: sums for name, sums in self._sums.items() if name[0] >= first}


def _stands(message: Message) -> int:
    if message.held_until is not None:
        return WAITING
    reached = messages.reached(message)
    if reached in (Status.DELIVERED, Status.READ):
        return ARRIVED
    if message.silence is not None:
        return UNSAID
    if reached is Status.FAILED:
        return FAILED
    return SENT
