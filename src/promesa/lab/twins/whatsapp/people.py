"""The people on the other side: their numbers, when they wrote, what they stand, and who they have had enough of."""

import random

import msgspec

from promesa.domain.values.moments import DAY, HOUR, Instant

WINDOW = 24 * HOUR
ENTRY = 72 * HOUR
NEVER = Instant(0)


class Person(msgspec.Struct):
    """One user of WhatsApp; `id`: scoped to our portfolio. `wa_id` "" is somebody whom we know by name only."""

    id: str
    wa_id: str
    wrote_at: Instant = NEVER
    entry_at: Instant = NEVER
    """They came by an ad and were not answered yet."""
    entry_until: Instant = NEVER
    shows_phone: bool = True
    """False: they took a username, and their number is in no notice; whoever has it may still write to it."""
    reads_minutes: float = 25.0
    """How long they leave a message unread, on average."""
    reads: bool = True
    """False: never."""
    has_whatsapp: bool = True
    blocked: bool = False
    stopped: bool = False
    """Marketing of ours."""
    promos_stood: int = 1_000_000
    """Promotions after which they block us."""
    promos: int = 0
    ads: list[Instant] = []
    """Promotions of anybody that reached them lately."""

    @property
    def shown_phone(self) -> str:
        """Their number as notices tell it; "" where they do not."""
        return self.wa_id if self.shows_phone else ""


class Crowd:
    """Owns everybody by number and by scoped id; people appear when they are first written to."""

    def __init__(self, dice: random.Random, unreachable: float) -> None:
        self._dice, self._unreachable = dice, unreachable
        self.by_wa_id: dict[str, Person] = {}
        self.by_id: dict[str, Person] = {}

    def of_phone(self, digits: str) -> Person:
        """52 and 521 before the same ten digits are one person."""
        known = self.by_wa_id.get(bare(digits))
        return known if known is not None else self._appear(bare(digits))

    def of_id(self, scoped: str) -> Person | None:
        return self.by_id.get(scoped)

    def add(self, person: Person) -> Person:
        self.by_id[person.id] = person
        if person.wa_id:
            self.by_wa_id[bare(person.wa_id)] = person
        return person

    def _appear(self, digits: str) -> Person:
        shown = f"521{digits[2:]}" if digits.startswith("52") and len(digits) == 12 else digits
        there = self._dice.random() >= self._unreachable
        return self.add(Person(f"MX.{10**15 + len(self.by_id)}", shown, has_whatsapp=there))


def bare(digits: str) -> str:
    """The number without the 1 that Mexico's mobile numbers once had."""
    return f"52{digits[3:]}" if digits.startswith("521") and len(digits) == 13 else digits


def in_window(person: Person, now: Instant) -> bool:
    return person.wrote_at != NEVER and now - person.wrote_at < WINDOW


def in_entry(person: Person, now: Instant) -> bool:
    """Free 72 hours from our first answer to an ad, where it came within a day."""
    if person.entry_at != NEVER and now - person.entry_at < DAY:
        person.entry_at, person.entry_until = NEVER, Instant(now + ENTRY)
    return now < person.entry_until


def has_enough_ads(person: Person, now: Instant, most: int) -> bool:
    """WhatsApp's own cap over all businesses, which it does not publish; counted where there is room."""
    person.ads = [at for at in person.ads if now - at < DAY]
    if len(person.ads) >= most:
        return True
    person.ads.append(now)
    return False
