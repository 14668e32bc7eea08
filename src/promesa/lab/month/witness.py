"""Looks over customers' shoulders: what stood on their screens against their wishes, their hours, or twice.

It knows nothing of our log: only who people are, when they said no, and when WhatsApp took each message.
"""

from collections import Counter

import msgspec

from promesa.domain.people.messages import topics
from promesa.domain.people.messages.topics import Timing
from promesa.domain.people.messages.words import MARKETING
from promesa.domain.people.templates import library
from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import DAY, MINUTE, Instant
from promesa.lab.month.habits import LISTED_DAYS, Habits
from promesa.lab.twins.whatsapp.world import Message

ROUND = 25 * MINUTE
"""What somebody has just said cannot be known before the postman has come and the scene is over."""
SLACK = 5 * MINUTE
"""A scene: what was right at its beginning is sent at its end."""
SUNDAY = 6
TOLD_MAX = 20


class Sight(msgspec.Struct, frozen=True):
    """What is known of one message's reader. `zone`: where they live; "" where we cannot know it."""

    customer: CustomerId
    habits: Habits
    zone: str
    left_at: Instant | None


class Witness:
    """Owns what it has seen."""

    def __init__(self, begins: Instant) -> None:
        self._begins = begins
        self.wrong: Counter[str] = Counter()
        self.told: list[str] = []

    def saw(self, message: Message, sight: Sight) -> None:
        ad = message.category == MARKETING
        if ad:
            self._check_wishes(message, sight)
        if sight.zone and message.template is not None:
            self._check_hours(message, sight)

    def _check_wishes(self, message: Message, sight: Sight) -> None:
        at = message.taken_at
        listed = LISTED_DAYS.get(sight.habits.agreed, 0) + (at - SLACK - self._begins) / DAY
        if not sight.habits.allows_ads(listed):
            self._add("an advertisement without consent", message, sight)
        if sight.left_at is not None and at > sight.left_at + ROUND:
            self._add("an advertisement after they stopped it", message, sight)

    def _check_hours(self, message: Message, sight: Sight) -> None:
        assert message.template is not None
        copy = library.named(message.template.name)
        assert copy is not None, message.template.name
        timing = _timing(copy.meaning)
        if timing is Timing.ANSWER:
            return
        since, until = (9, 20) if timing is Timing.DAYTIME else (7, 22)
        late = moments.local(Instant(message.taken_at - SLACK), sight.zone)
        here = moments.local(message.taken_at, sight.zone)
        if not (since <= here.hour < until or since <= late.hour < until):
            self._add("a message outside their hours", message, sight)
        if message.category == MARKETING and late.weekday() == here.weekday() == SUNDAY:
            self._add("an advertisement on a Sunday", message, sight)

    def _add(self, what: str, message: Message, sight: Sight) -> None:
        self.wrong[what] += 1
        if len(self.told) < TOLD_MAX:
            at = moments.to_iso(message.taken_at)
            self.told.append(f"{what}: {message.callback} to {sight.customer} ({sight.zone}) at {at}")


def _timing(meaning: str) -> Timing:
    """How soon a wording must be known: a meaning is a topic, or a kind of one (`delayed_pickup` of `delayed`)."""
    found = [topic for topic in topics.TOPICS if meaning == topic or meaning.startswith(f"{topic}_")]
    return topics.of(max(found, key=len, default="")).timing
