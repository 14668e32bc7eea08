"""What a retailer decides about its messages: hours, budgets, what they may cost; and what they do cost, as data."""

from datetime import date

import msgspec


class MessageRegime(msgspec.Struct, frozen=True):
    """What the messaging partner charges for from a day on: categories charged outside of the window, and inside it.

    `allowance`: so many free-form messages of a number and month are free; `rated_as`: the category whose rate a
    free-form message has.
    """

    since: date
    outside: tuple[str, ...]
    inside: tuple[str, ...]
    allowance: int = 0
    rated_as: str = "utility"
    source: str = ""
    verified: bool = False


class MessageRate(msgspec.Struct, frozen=True):
    """What one message of a category costs in a market from a day on, in millionths of `currency`.

    `tiers`: (from how many messages of the month on, millionths), the first from 0; one tier where none are known.
    """

    market: str
    category: str
    since: date
    tiers: tuple[tuple[int, int], ...]
    currency: str = "USD"
    source: str = ""
    verified: bool = False


REGIMES = (
    MessageRegime(
        date(2025, 7, 1),
        outside=("marketing", "utility", "authentication"),
        inside=("marketing", "authentication"),
        source="Meta, pricing updates of 1 July 2025",
        verified=True,
    ),
    MessageRegime(
        date(2026, 10, 1),
        outside=("marketing", "utility", "authentication"),
        inside=("marketing", "utility", "authentication", "service"),
        allowance=1_000,
        source="partners' notices of the 1 October 2026 update, six that agree",
    ),
)
"""Oldest first; before the first of them nothing is known."""

_SECOND_HAND = "chatdaddy, 24 March 2026, second-hand"
RATES = (
    MessageRate("MX", "marketing", date(2025, 7, 1), ((0, 36_200),), source=_SECOND_HAND),
    MessageRate("MX", "utility", date(2025, 7, 1), ((0, 8_600),), source=_SECOND_HAND),
    MessageRate("MX", "authentication", date(2025, 7, 1), ((0, 17_200),), source=_SECOND_HAND),
)
"""Not verified, and without the volume tiers that the partner has: a retailer puts its own card here."""


class MessagePolicy(msgspec.Struct, frozen=True):
    """Hours are on the customer's own wall clock; counts are of pushes, which is what nobody asked for."""

    day_from_hour: int = 9
    day_until_hour: int = 20
    """Ordinary things are said from the one hour on until the other."""
    night_from_hour: int = 22
    night_until_hour: int = 7
    """Bad news is not ordinary, and yet it is not told at night,"""
    wakes_at_night: bool = False
    """unless it is."""
    sundays: tuple[str, ...] = ("operations", "service")
    """Areas that may say something on a Sunday."""
    week_max: dict[str, int] = msgspec.field(default_factory=lambda: {"operations": 40, "service": 12, "marketing": 4})
    """One budget: an area may push while everybody together has pushed less than this in seven days. Bad news,
    answers and what is vital are counted and never refused."""
    vital_worth: int = 1_000
    """What operations say is vital from so many centavos on: a parcel that waits to be fetched."""
    unreplied_max: dict[str, int] = msgspec.field(default_factory=lambda: {"service": 6, "marketing": 2})
    """An area falls silent after so many pushes without a word from the customer, and wakes when they write."""
    merge_seconds: float = 3.0
    """Texts to one person within so long are said in one breath; 0: each for itself."""
    weighs_cost: bool = True
    """What costs more to say than it is worth to know is not said."""
    worths: dict[str, int] = msgspec.field(default_factory=dict)
    """What knowing it is worth, by template, in centavos, where we think otherwise than `topics`."""
    same_hours: float = 12.0
    """Parcels of one order that come on the same day and leave within so long are told of once; 0: each."""
    useful_hours: float = 36.0
    """What could not be said for so long is not news any more."""
    fallbacks: tuple[str, ...] = ("email", "sms")
    """Where something is said that WhatsApp could not deliver, in this order."""
    reached_by_minutes: int = 120
    """Bad news that has not been delivered so long after it was sent goes another way too; 0: never."""
    uncertain_minutes: int = 60
    """What was being sent when a process ended, and of which no word has come for so long, is closed as uncertain."""
    needs_opt_in: bool = True
    """Advertising wants an express yes; False: its absence is enough."""
    register_days: int = 30
    """So long after it was entered a register against advertising binds."""
    market: str = "MX"
    account_zone: str = "America/Mexico_City"
    """The wall clock by which the messaging partner counts months."""
    regimes: tuple[MessageRegime, ...] = REGIMES
    rates: tuple[MessageRate, ...] = RATES
    pesos_per: dict[str, float] = msgspec.field(default_factory=lambda: {"USD": 18.5, "MXN": 1.0})
    """What one unit of a rate's currency is worth to us."""
    channel_micros: dict[str, int] = msgspec.field(default_factory=lambda: {"email": 10_000, "sms": 600_000})
    """What an attempt by another channel costs, in millionths of a peso."""
    holdouts: dict[str, float] = msgspec.field(default_factory=dict)
    """Of harmless notices, by template, the share of orders for which it is left out, to learn what it is worth."""
    contact_cost: int = 3_500
    """What one customer who writes to us costs, in centavos: a person's minutes."""


HOLDOUT_MAX = 0.2
"""More than this is left out of nothing."""


def is_sound(policy: MessagePolicy) -> bool:
    """Whether rules can work with its figures."""
    hours = (policy.day_from_hour, policy.day_until_hour, policy.night_from_hour, policy.night_until_hour)
    if not all(0 <= hour <= 24 for hour in hours) or not policy.day_from_hour < policy.day_until_hour:
        return False
    if not policy.night_until_hour < policy.night_from_hour:
        return False
    counts = (
        *policy.week_max.values(),
        *policy.unreplied_max.values(),
        policy.reached_by_minutes,
        policy.register_days,
    )
    if min([*counts, policy.merge_seconds, *policy.channel_micros.values()]) < 0 or policy.useful_hours <= 0:
        return False
    if any(not rate.tiers or rate.tiers[0][0] != 0 or list(rate.tiers) != sorted(rate.tiers) for rate in policy.rates):
        return False
    if not all(0.0 <= share <= HOLDOUT_MAX for share in policy.holdouts.values()) or policy.contact_cost < 0:
        return False
    since = [one.since for one in policy.regimes]
    return since == sorted(since) and min(policy.pesos_per.values(), default=0.0) > 0
