"""Who each customer is on WhatsApp: how they read, what they stand, how they leave, and what they have agreed to."""

import random
from collections.abc import Iterator
from typing import Any

import msgspec

from promesa.domain.people.consent.words import ConsentLayer, RecordConsent
from promesa.domain.people.messages.words import WHATSAPP
from promesa.domain.people.preferences import MARKETING_MESSAGES, RecordPreference
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import DAY, Instant
from promesa.lab.retailer import customers
from promesa.lab.scenario import chance
from promesa.lab.twins.whatsapp.people import Person

READS = (("at once", 0.45), ("in a while", 0.35), ("slowly", 0.15), ("never", 0.05))
READS_MINUTES = {"at once": 3.0, "in a while": 40.0, "slowly": 480.0, "never": 1.0}
PHONES = (("52", 0.32), ("521", 0.6), ("hidden", 0.08))
LEAVES = (("", 0.55), ("word", 0.15), ("button", 0.15), ("switch", 0.10), ("block", 0.05))
AGREED = (
    *(("yes", 0.52), ("nothing", 0.2), ("no", 0.08), ("opposed", 0.06), ("platform", 0.05)),
    *(("listed", 0.04), ("listed lately", 0.02), ("listed and yes", 0.03)),
)
"""To advertising; "listed": in the public register."""
SAID_YES = "yes"
WILLING = frozenset((SAID_YES, "platform", "listed and yes"))
LISTED_DAYS = {"listed": 90, "listed lately": 20, "listed and yes": 90}
"""Since when they stand in the register when the month begins."""
PROMOS_MAX = 3


class Habits(msgspec.Struct, frozen=True):
    """`stands`: promotions after which they leave, in their own way; `asks`: how often a message makes them write."""

    reads: str
    phone: str
    leaves: str
    stands: int
    agreed: str
    asks: float
    taps: float

    def allows_ads(self, listed_for_days: float) -> bool:
        """What they themselves would say, for whoever looks over their shoulder; `listed_for_days`: at that moment."""
        return self.agreed in WILLING or (self.agreed == "listed lately" and listed_for_days < 30.0)


def of(seed: int, customer: CustomerId) -> Habits:
    """Always the same of one customer of one month."""
    dice = chance(seed, f"habits of {customer}")
    return Habits(
        reads=_one_of(dice, READS),
        phone=_one_of(dice, PHONES),
        leaves=_one_of(dice, LEAVES),
        stands=1 + dice.randrange(PROMOS_MAX),
        agreed=_one_of(dice, AGREED),
        asks=min(dice.expovariate(1 / 0.05), 0.5),
        taps=dice.uniform(0.3, 0.9),
    )


def person_of(customer: CustomerId, habits: Habits, number: int) -> Person:
    """The same customer as WhatsApp knows them."""
    digits = customers.phone_of(customer).removeprefix("+")
    return Person(
        f"MX.{10**15 + number}",
        digits if habits.phone == "52" else f"521{digits[2:]}",
        shows_phone=habits.phone != "hidden",
        reads=habits.reads != "never",
        reads_minutes=READS_MINUTES[habits.reads],
        promos_stood=habits.stands if habits.leaves == "block" else 1_000_000,
    )


def words_of(customer: CustomerId, habits: Habits, begins: Instant) -> Iterator[Any]:
    """What they agreed to or refused before the month begins; the register is loaded for all at once."""
    before = Instant(begins - 40 * DAY)
    data, consumer = ConsentLayer.DATA_LAW, ConsentLayer.CONSUMER_LAW
    if habits.agreed in WILLING - {"platform"}:
        yield RecordConsent(customer, data, True, before, source="checkout", proof="form-7")
    if habits.agreed == "platform":
        yield RecordPreference(customer, WHATSAPP, MARKETING_MESSAGES, True, before)
    if habits.agreed == "listed lately":
        yield RecordConsent(customer, data, True, before, express=False, source="checkout")
    if habits.agreed == "no":
        yield RecordConsent(customer, consumer, False, before, source="counter", proof="sheet-12")
    if habits.agreed == "opposed":
        yield RecordConsent(customer, data, True, Instant(before - DAY), source="checkout", proof="form-7")
        yield RecordConsent(customer, data, False, before, source="web", proof="arco-3")


def _one_of(dice: random.Random, table: tuple[tuple[str, float], ...]) -> str:
    return dice.choices([name for name, _ in table], [share for _, share in table])[0]
