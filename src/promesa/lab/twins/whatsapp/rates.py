"""What WhatsApp charges, by its own book: dated regimes, a card of rates, and the bill of a month.

Written apart from the retailer's own ledger, so that the two can be held against each other. Source: Meta, pricing of
1 July 2025; partners' notices of 1 October 2026; the card is second-hand (USD, March 2026).
"""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from zoneinfo import ZoneInfo

import msgspec

from promesa.domain.values import moments
from promesa.domain.values.moments import Instant

REPLIES_CHARGED_FROM = date(2026, 10, 1)
FREE_REPLIES = 1_000
"""Of a number and month, since replies are charged."""
CARD: Mapping[str, int] = MappingProxyType({"marketing": 36_200, "utility": 8_600, "authentication": 17_200})
"""Millionths of a US dollar for a message to Mexico."""


class Price(msgspec.Struct, frozen=True):
    """As a status tells it."""

    billable: bool
    type: str
    category: str

    def told(self) -> dict[str, object]:
        return {"billable": self.billable, "pricing_model": "PMP", "type": self.type, "category": self.category}


def price(
    category: str, at: Instant, zone: str, *, in_window: bool, entry: bool, charged_from: date = REPLIES_CHARGED_FROM
) -> Price:
    """`category`: "service" for whatever is no template; `entry`: within 72 hours after an ad or a page button.

    `charged_from`: since when replies are charged.
    """
    if entry:
        return Price(False, "free_entry_point", "referral_conversion")
    charged = moments.local_date(at, zone) >= charged_from
    if not charged and (category == "service" or (category == "utility" and in_window)):
        return Price(False, "free_customer_service", category)
    return Price(True, "regular", category)


class Bill:
    """Owns what was delivered, by number, month and category."""

    def __init__(self, zone: str, card: Mapping[str, int] = CARD) -> None:
        self._zone, self._card = ZoneInfo(zone), card
        self._name = zone
        self.delivered: Counter[tuple[str, str, str]] = Counter()
        self.given: Counter[tuple[str, str, str]] = Counter()
        """What was delivered and not charged, by number, month and why."""

    def add(self, number: str, price: Price, at: Instant) -> None:
        """A message was delivered at that moment."""
        month = moments.local_date(at, self._name).strftime("%Y-%m")
        if price.billable:
            self.delivered[number, month, price.category] += 1
        else:
            self.given[number, month, price.type] += 1

    def micros(self, month: str = "") -> int:
        """Millionths of a dollar, of a month ("2026-11") or of all."""
        return sum(micros for (when, _), (_, micros) in self.lines().items() if month in ("", when))

    def lines(self) -> dict[tuple[str, str], tuple[int, int]]:
        """By month and category, over all numbers: how many messages were charged, and millionths of a dollar."""
        found: dict[tuple[str, str], tuple[int, int]] = {}
        for (_, month, category), count in sorted(self.delivered.items()):
            before, micros = found.get((month, category), (0, 0))
            found[month, category] = before + count, micros + self._charge(category, count)
        return found

    def _charge(self, category: str, count: int) -> int:
        if category == "service":
            return max(0, count - FREE_REPLIES) * self._card["utility"]
        return count * self._card[category]
