"""The figures that people steer by: promises kept and broken, day by day, and the open ones that are in danger."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from heapq import nsmallest

import msgspec
import numpy as np

from promesa.domain.ledger.shipments.state import Parcel, Shipments, Status, live
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.promise.promises import Outcome, Promise, Promises
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import DAY, Instant

DAYS_MAX = 45
"""Kept and broken promises are shown by day up to so many days, by month beyond."""
SOON = 2 * DAY


class PromiseIndicators(msgspec.Struct, frozen=True):
    """made = kept + broken + withdrawn + open."""

    made: int
    kept: int
    broken: int
    withdrawn: int
    open: int


class CalibrationIndicators(msgspec.Struct, frozen=True):
    """Whether ended promises were kept as often as foreseen; shares, each None where none has ended.

    brier: mean squared distance of chance and outcome. error: mean distance of the share kept from the mean chance,
    over promises foreseen alike (in steps of 2 %), weighted by promises.
    """

    foreseen: float | None
    kept: float | None
    brier: float | None
    error: float | None


class IndicatorPeriod(msgspec.Struct, frozen=True):
    """Promises that were due in a day ("2027-07-08") or a month ("2027-07") and have ended."""

    period: str
    kept: int
    broken: int


class RiskIndicator(msgspec.Struct, frozen=True):
    """An open promise that needs eyes: "overdue", "late_out" (should have left), "eta" (the carrier names a later day)
    or "unlikely" (due soon and not likely)."""

    order: OrderId
    risk: str
    promised_on: date
    promised_by: Instant
    keep_probability: float
    location: str


def of_promises(promises: Promises) -> PromiseIndicators:
    """How the promises of all time stand."""
    ended = promises.kept + promises.broken + promises.withdrawn
    return PromiseIndicators(promises.made, promises.kept, promises.broken, promises.withdrawn, promises.made - ended)


def of_calibration(promises: Promises) -> CalibrationIndicators:
    """How what was foreseen of all ended promises came true."""
    alike = list(promises.by_chance.values())
    ended = sum(one.promises for one in alike)
    if not ended:
        return CalibrationIndicators(None, None, None, None)
    return CalibrationIndicators(
        foreseen=sum(one.foreseen for one in alike) / ended,
        kept=sum(one.kept for one in alike) / ended,
        brier=sum(one.squared_error for one in alike) / ended,
        error=sum(abs(one.foreseen - one.kept) for one in alike) / ended,
    )


def oversold(stock: Stock) -> int:
    """Units reserved that are not on their shelf."""
    shelves = stock.shelves
    missing = shelves.reserved[: shelves.size].astype(np.int64) - shelves.on_hand[: shelves.size]
    return int(missing.clip(min=0).sum())


def periods(promises: Iterable[Promise]) -> list[IndicatorPeriod]:
    """Ended promises by the day on which they were due, by month where there are many days; oldest first."""
    due: Counter[tuple[date, Outcome]] = Counter()
    for promise in promises:
        if promise.outcome in (Outcome.KEPT, Outcome.BROKEN):
            due[promise.made.promised_on, promise.outcome] += 1
    days = sorted({day for day, _ in due})
    by_day = len(days) <= DAYS_MAX
    sums: dict[str, Counter[Outcome]] = {}
    for day in days:
        found = sums.setdefault(day.isoformat() if by_day else f"{day:%Y-%m}", Counter())
        for outcome in (Outcome.KEPT, Outcome.BROKEN):
            found[outcome] += due[day, outcome]
    return [IndicatorPeriod(period, found[Outcome.KEPT], found[Outcome.BROKEN]) for period, found in sums.items()]


def at_risk(promises: Iterable[Promise], shipments: Shipments, now: Instant, limit: int) -> list[RiskIndicator]:
    """Open promises in danger, those that are due first first."""
    return nsmallest(limit, _risks(promises, shipments, now), key=lambda risk: (risk.promised_by, risk.order))


def _risks(promises: Iterable[Promise], shipments: Shipments, now: Instant) -> Iterable[RiskIndicator]:
    for promise in promises:
        made = promise.made
        if promise.outcome is Outcome.OPEN:
            parcels = live(shipments, made.order)
            risk = _risk(promise, parcels, now)
            if risk:
                location = parcels[0].planned.location if parcels else made.legs[0].location
                yield RiskIndicator(
                    made.order, risk, made.promised_on, made.promised_by, made.keep_probability, location
                )


def _risk(promise: Promise, parcels: list[Parcel], now: Instant) -> str:
    made = promise.made
    if now > made.promised_by:
        return "overdue"
    if any(p.status in (Status.PLANNED, Status.PACKED) and now > p.planned.hand_over_by for p in parcels):
        return "late_out"
    if any(p.eta is not None and p.eta > made.promised_on for p in parcels):
        return "eta"
    unlikely = made.keep_probability < 0.8 and made.promised_by - now < SOON
    return "unlikely" if unlikely and not all(p.status is Status.READY for p in parcels) else ""
