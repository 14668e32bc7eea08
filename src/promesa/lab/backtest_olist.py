"""Our dates against Olist's real deliveries, day by day: a rolling plain quantile per lane, without a log."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

import msgspec

from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.gateways.olist.rows import ZONE, OlistData, OlistOrder, Status
from promesa.kernels import waits

DELIVERIES_MIN = 30
"""A lane with fewer is not asked: the customer's state is, then the whole country."""
PROMISED_DAYS_AT_FIRST = 31
"""What is promised while nothing is known."""
LONGEST_WAIT_DAYS = 365
ANY = "*"


class Row(msgspec.Struct, frozen=True):
    """One month, one state of customers or the whole; `late` = delivered on a later calendar day than promised."""

    name: str
    orders: int
    late_share: float | None
    mean_promised_days: float | None
    mean_actual_days: float | None
    platform_late_share: float | None
    platform_mean_promised_days: float | None


class Backtest(msgspec.Struct, frozen=True):
    """Delivered orders bought from `since` to `until`, promised to be late with probability `late` at most."""

    since: date
    until: date
    late: float
    total: Row
    by_month: tuple[Row, ...]
    by_state: tuple[Row, ...]


class Delivery(NamedTuple):
    """A delivered order: calendar days in São Paulo, from its purchase on."""

    bought_at: Instant
    delivered_at: Instant
    bought_on: date
    origins: tuple[str, ...]
    """States of its sellers, first item first."""
    state: str
    actual_days: int
    platform_days: int


class _Promised(NamedTuple):
    delivery: Delivery
    days: int


class Lanes:
    """Waits counted so far by lane, by customer's state and in all; a class because it owns the counts."""

    def __init__(self) -> None:
        self._counts: dict[tuple[str, str], list[int]] = defaultdict(list)
        self._seen: dict[tuple[str, str], int] = defaultdict(int)

    def count(self, delivery: Delivery) -> None:
        """Learn from one delivery."""
        days = min(max(delivery.actual_days, 0), LONGEST_WAIT_DAYS)
        lanes = dict.fromkeys((origin, delivery.state) for origin in delivery.origins)
        for key in (*lanes, (ANY, delivery.state), (ANY, ANY)):
            counts = self._counts[key]
            if days >= len(counts):
                counts.extend([0] * (days + 1 - len(counts)))
            counts[days] += 1
            self._seen[key] += 1

    def days(self, origins: Sequence[str], state: str, confidence: float) -> int:
        """Days that cover the quantile of the slowest lane that the order needs."""
        return max(self._days(origin, state, confidence) for origin in origins)

    def _days(self, origin: str, state: str, confidence: float) -> int:
        for key in ((origin, state), (ANY, state), (ANY, ANY)):
            if self._seen.get(key, 0) >= DELIVERIES_MIN:
                return waits.quantile(self._counts[key], confidence)
        return PROMISED_DAYS_AT_FIRST


def run(olist: OlistData, late: float, since: date | None = None, until: date | None = None) -> Backtest:
    """Promise each order from the deliveries before its purchase, then look when it came. 0 < late < 1."""
    assert 0.0 < late < 1.0, late
    delivered = deliveries(olist)
    days = [delivery.bought_on for delivery in delivered]
    first, last = since or min(days), until or max(days)
    promised = [one for one in _roll(delivered, 1.0 - late) if first <= one.delivery.bought_on <= last]
    return Backtest(
        since=first,
        until=last,
        late=late,
        total=_row("", promised),
        by_month=_rows(promised, lambda one: f"{one.delivery.bought_on:%Y-%m}"),
        by_state=_rows(promised, lambda one: one.delivery.state),
    )


def deliveries(olist: OlistData) -> list[Delivery]:
    """Every order that Olist calls delivered and that has a date, by purchase."""
    state_of = {seller.seller: seller.state for seller in olist.sellers}
    found = []
    for order in olist.orders:
        if order.status is Status.DELIVERED and order.delivered_at is not None and order.items:
            found.append(_delivery(order, order.delivered_at, state_of))
    return found


def _delivery(order: OlistOrder, delivered_at: Instant, state_of: dict[str, str]) -> Delivery:
    bought_on = moments.local_date(order.purchased_at, ZONE)
    return Delivery(
        bought_at=order.purchased_at,
        delivered_at=delivered_at,
        bought_on=bought_on,
        origins=tuple(dict.fromkeys(state_of[item.seller] for item in order.items)),
        state=order.state,
        actual_days=(moments.local_date(delivered_at, ZONE) - bought_on).days,
        platform_days=(order.platform_promised_on - bought_on).days,
    )


def _roll(delivered: Sequence[Delivery], confidence: float) -> Iterator[_Promised]:
    """Each order with the days promised at its purchase: what is delivered later is not known yet."""
    lanes, arriving = Lanes(), iter(sorted(delivered, key=lambda one: one.delivered_at))
    arrived = next(arriving, None)
    for delivery in delivered:
        while arrived is not None and arrived.delivered_at <= delivery.bought_at:
            lanes.count(arrived)
            arrived = next(arriving, None)
        yield _Promised(delivery, lanes.days(delivery.origins, delivery.state, confidence))


def _rows(promised: Sequence[_Promised], name_of: Callable[[_Promised], str]) -> tuple[Row, ...]:
    groups: dict[str, list[_Promised]] = defaultdict(list)
    for one in promised:
        groups[name_of(one)].append(one)
    return tuple(_row(name, groups[name]) for name in sorted(groups))


def _row(name: str, promised: Sequence[_Promised]) -> Row:
    def mean(of: Callable[[_Promised], int], digits: int = 2) -> float | None:
        return round(sum(map(of, promised)) / len(promised), digits) if promised else None

    return Row(
        name=name,
        orders=len(promised),
        late_share=mean(lambda one: one.delivery.actual_days > one.days, 4),
        mean_promised_days=mean(lambda one: one.days),
        mean_actual_days=mean(lambda one: one.delivery.actual_days),
        platform_late_share=mean(lambda one: one.delivery.actual_days > one.delivery.platform_days, 4),
        platform_mean_promised_days=mean(lambda one: one.delivery.platform_days),
    )
