"""What messages cost: which regime and rate are in force, and what so many messages of a month come to.

Source: Meta, WhatsApp Business Platform pricing: per message since 1 July 2025, charged on delivery, rates change on
the first day of a quarter; second-hand, several partners agree: since 1 October 2026 free-form messages and utility
templates inside the customer's window are charged too, the first 1,000 free-form ones of a number and month are not.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from itertools import pairwise

from promesa.domain.people.messages.words import SERVICE
from promesa.domain.values import moments
from promesa.domain.values.message_policy import MessageRate, MessageRegime
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.money import Centavos

FREE_SERVICE, FREE_ENTRY, REGULAR = "free_customer_service", "free_entry_point", "regular"
"""The partner's own words for why something is charged or not."""


def regime_on(day: date, regimes: tuple[MessageRegime, ...]) -> MessageRegime | None:
    """The regime of a day in the account's own zone; None before the first."""
    return next((one for one in reversed(regimes) if one.since <= day), None)


def rate_on(rates: tuple[MessageRate, ...], market: str, category: str, day: date) -> MessageRate | None:
    """The newest rate that is in force on a day."""
    known = [one for one in rates if (one.market, one.category) == (market, category) and one.since <= day]
    return max(known, key=lambda one: one.since, default=None)


def kind_of(regime: MessageRegime | None, category: str, in_window: bool, free_entry: bool) -> str:
    """In the partner's words, whether a message of that category is charged."""
    if free_entry:
        return FREE_ENTRY
    charged = () if regime is None else regime.inside if in_window else regime.outside
    return REGULAR if category in charged else FREE_SERVICE


def cost(rate: MessageRate, messages: int) -> int:
    """What so many messages of one month come to, in millionths: each tier's own, as income tax does."""
    found, bounds = 0, [*rate.tiers, (max(messages, rate.tiers[-1][0]), 0)]
    for (since, micros), (until, _) in pairwise(bounds):
        found += micros * max(0, min(messages, until) - since)
    return found


def month_cost(
    regime: MessageRegime, rates: tuple[MessageRate, ...], market: str, category: str, day: date, messages: int
) -> int:
    """What so many charged messages of a category come to in the month of `day`, in millionths of the rate's currency.

    Free-form ones have no tiers: the first rate, after the month's allowance.
    """
    if category != SERVICE:
        rate = rate_on(rates, market, category, day)
        return 0 if rate is None else cost(rate, messages)
    rate = rate_on(rates, market, regime.rated_as, day)
    return 0 if rate is None else rate.tiers[0][1] * max(0, messages - regime.allowance)


def centavos_of(micros: int, currency: str, pesos_per: Mapping[str, float]) -> Centavos:
    """Millionths of a currency in centavos, half a centavo up; `pesos_per`: what one unit of a currency is worth."""
    return Centavos(int(micros * pesos_per.get(currency, 1.0) / 10_000 + 0.5))


def month_of(at: Instant, zone: str) -> date:
    """The first day of the month that an instant counts in, by the account's own wall clock."""
    return _month_of(at // QUARTER, zone)


QUARTER = 15 * MINUTE
"""Every wall clock differs from UTC by whole quarters of an hour, so a month begins with one."""


@lru_cache(maxsize=4_096)
def _month_of(quarter: int, zone: str) -> date:
    return moments.local_date(Instant(quarter * QUARTER), zone).replace(day=1)
