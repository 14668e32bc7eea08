"""The race itself: each order of the window gets its day from every method, then we look when it came."""

import resource
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.gateways.olist import files
from promesa.gateways.olist.rows import OlistData
from promesa.kernels import choices
from promesa.lab.backtest import features, model, orders, report, tables, workdays
from promesa.lab.backtest.model import Looking, Span, Told
from promesa.lab.backtest.orders import Orders, Paid
from promesa.lab.backtest.report import OURS, Promised, Report

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

DELIVERIES_MIN = 1_000
"""Before so many deliveries are known nothing is forecast: the country's quantile is promised."""
HISTORY_DAYS = 392
"""How long before the window the forecasts begin, so that they know what they are worth: a year of shocks."""
PRICED = Looking(days=84, days_min=28, every_days=7)
"""The orders over which the share of late ones is kept: those bought so lately, as foreseen at their purchase.

A price that turns with every week spends days where they buy little; one price through slow and quick weeks spends
them where they buy most, and the late share is kept over the season."""
STATE_EXCESS_MAX = 0.0
"""No customer's state may be late more often than the target by more than this, as far as we can foresee.

What we cannot foresee comes on top: with 300 orders the luck of the draw alone is 1.7 points at a target of 10 %."""
STATE_ORDERS_MIN = 30
CALENDAR_DAYS_AHEAD = 400


class Ours(NamedTuple):
    """Our days for orders of the window, and the chance that we gave each to be late."""

    order: Whole
    days: Whole
    late_chance: Floats


def run(data_dir: Path, start: date, end: date, late: float, progress: Told = lambda done, total: None) -> Report:
    """Promise every order bought from start to end (inclusive) with a share `late` to be late; 0 < late < 1.

    Raises files.NoOlistFile, files.NotOlistFile, files.Unreadable.
    """
    began = time.perf_counter()
    read = race(files.read(data_dir), orders.read_payments(data_dir), start, end, late, progress)
    return report.with_cost(
        read,
        seconds=round(time.perf_counter() - began, 1),
        peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    )


def race(olist: OlistData, payments: Mapping[str, Paid], start: date, end: date, late: float, progress: Told) -> Report:
    """As `run`, of files already read; seconds and peak_mb are 0."""
    assert 0.0 < late < 1.0, late
    told = orders.columns(olist, payments)
    first, last = start.toordinal() - orders.EPOCH_DAY, end.toordinal() - orders.EPOCH_DAY
    ours = promise(told, first, last, late, progress)
    scored = np.flatnonzero(told.times.counted & (told.times.bought_day >= first) & (told.times.bought_day <= last))
    days = np.zeros(told.times.bought.size, np.int64)
    chance = np.full(told.times.bought.size, np.nan)
    days[ours.order], chance[ours.order] = ours.days, ours.late_chance
    promised = [
        Promised(OURS, days[scored], chance[scored]),
        Promised(report.PLATFORM, (told.times.platform_day - told.times.bought_day)[scored], None),
        *(Promised(name, days[scored], None) for name, days in tables.promised(told, first, last, late).items()),
    ]
    return report.of(told, scored, promised, start, end, late)


def promise(told: Orders, first: int, last: int, late: float, progress: Told) -> Ours:
    """Our days for every order bought on the days first to last, each from what was known when it was bought."""
    span = _span(told, first, last)
    early = np.flatnonzero((told.times.bought_day >= first) & (told.times.bought_day < min(span.start, last + 1)))
    parts = [Ours(early, tables.rolling_constant(told, early, late), np.full(early.size, late))]
    if span.start < span.end:
        calendar = _calendar(told, span)
        rows = features.rows(told, calendar)
        prices: Floats | None = None
        for forecast in model.roll(told, calendar, rows, span, PRICED, progress):
            if forecast.recent.size:
                prices = _prices(told, forecast, late)
            parts.append(_decided(told, forecast, prices, late))
    return Ours(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _span(told: Orders, first: int, last: int) -> Span:
    """Where forecasts may begin: on the same days whatever the window, when enough deliveries are known."""
    known = np.sort(told.times.delivered_day)
    enough = int(known[DELIVERIES_MIN - 1]) + 1 if known.size >= DELIVERIES_MIN else last + 1
    begin = max(enough, first - HISTORY_DAYS)
    begin += -begin % model.REFIT_DAYS
    end = min(last, int(told.times.bought_day[-1])) + 1
    return Span(begin, min(max(first, begin), end), end)


def _calendar(told: Orders, span: Span) -> workdays.Workdays:
    since, last_bought = int(told.times.bought_day[0]), int(told.times.bought_day[-1])
    delivered = told.times.delivered_day[told.times.delivered_day < orders.NEVER]
    last = max(last_bought, span.end, int(delivered.max())) + CALENDAR_DAYS_AHEAD
    return workdays.learn(told.times.delivered_day, since, span.begin, last)


def _prices(told: Orders, forecast: model.Forecast, late: float) -> Floats:
    """The same price of a late order for everybody in the country, but for states that would be late too often."""
    return choices.guarded_prices(
        forecast.recent_waiting,
        told.places.state[forecast.recent],
        len(told.places.states),
        late,
        late + STATE_EXCESS_MAX,
        STATE_ORDERS_MIN,
    )


def _decided(told: Orders, forecast: model.Forecast, prices: Floats | None, late: float) -> Ours:
    """Everybody's day at the prices; while there are none, everybody's quantile."""
    if prices is None:
        days = choices.quantile(forecast.waiting, late)
    else:
        days = choices.decide(forecast.waiting, prices[told.places.state[forecast.order]])
    return Ours(forecast.order, days, choices.late_chance(forecast.waiting, days))
