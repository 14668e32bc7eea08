"""The figures that people steer by: promises kept and broken, how well that was foreseen, and what is oversold."""

import msgspec
import numpy as np

from promesa.domain.ledger.stock.state import Stock
from promesa.domain.promise.promises import Promises


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
