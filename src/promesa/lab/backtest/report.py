"""What came of the race: late shares and days promised, by method, month and customer's state."""

from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from promesa.kernels import calibration
from promesa.kernels.calibration import Bin, Scores
from promesa.lab.backtest.orders import Orders

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]

OURS, PLATFORM = "promesa", "platform"


class Promised(NamedTuple):
    """One method's days for the scored orders, and the chance that it gave each to be late, if it gives any."""

    method: str
    days: Whole
    late_chance: Floats | None


class Row(msgspec.Struct, frozen=True):
    """One month or state; late = delivered on a later calendar day than promised; days from the day of purchase."""

    name: str
    orders: int
    late_share: float | None
    foreseen_late_share: float | None
    mean_promised_days: float | None
    mean_actual_days: float | None
    mean_absolute_slack_days: float | None
    platform_late_share: float | None
    platform_mean_promised_days: float | None


class MonthOf(msgspec.Struct, frozen=True):
    """One method's month."""

    name: str
    late_share: float
    mean_promised_days: float


class Method(msgspec.Struct, frozen=True):
    """One method over the window; month_error is the mean distance of its months' late shares from the target."""

    name: str
    late_share: float | None
    mean_promised_days: float | None
    mean_absolute_slack_days: float | None
    month_error: float | None
    by_month: tuple[MonthOf, ...]


class Report(msgspec.Struct, frozen=True):
    """The window's delivered orders; every share and mean is None where there are none."""

    since: date
    until: date
    late: float
    orders: int
    late_share: float | None
    foreseen_late_share: float | None
    mean_promised_days: float | None
    mean_actual_days: float | None
    mean_absolute_slack_days: float | None
    platform_late_share: float | None
    platform_mean_promised_days: float | None
    by_month: tuple[Row, ...]
    by_state: tuple[Row, ...]
    methods: tuple[Method, ...]
    scores: Scores | None = None
    """How good our own chances of keeping the day were."""
    bins: tuple[Bin, ...] = ()
    """Orders whose day was foreseen alike likely to be kept."""
    slack: dict[int, int] = {}
    """Orders by days from the arrival to our day, below zero late."""
    seconds: float = 0.0
    peak_mb: float = 0.0


class _Scored(NamedTuple):
    """The scored orders: what happened, and the groups that are told of."""

    actual: Whole
    month: NDArray[np.str_]
    state: NDArray[np.str_]


def of(orders: Orders, scored: Whole, promised: Sequence[Promised], since: date, until: date, late: float) -> Report:
    """promised: ours first, then the platform's, then others; each about the orders `scored`."""
    times, ours, platform = orders.times, promised[0], promised[1]
    assert (ours.method, platform.method) == (OURS, PLATFORM), promised
    seen = _Scored(
        (times.delivered_day - times.bought_day)[scored],
        _months(times.bought_day[scored]),
        np.array(orders.places.states)[orders.places.state[scored]],
    )
    total = _row("", np.ones(scored.size, bool), seen, ours, platform)
    return Report(
        since=since,
        until=until,
        late=late,
        **{name: value for name, value in msgspec.structs.asdict(total).items() if name != "name"},
        by_month=tuple(_row(one, seen.month == one, seen, ours, platform) for one in _names(seen.month)),
        by_state=tuple(_row(one, seen.state == one, seen, ours, platform) for one in _names(seen.state)),
        methods=tuple(_method(one, seen, late) for one in promised),
        **_calibration(ours, seen),
    )


def _calibration(ours: Promised, seen: _Scored) -> dict[str, Any]:
    assert ours.late_chance is not None
    kept, chance = seen.actual <= ours.days, 1.0 - ours.late_chance
    slack, orders = np.unique(ours.days - seen.actual, return_counts=True)
    return {
        "scores": calibration.scores(chance, kept),
        "bins": tuple(calibration.bins(chance, kept)),
        "slack": dict(zip(slack.tolist(), orders.tolist(), strict=True)),
    }


def with_cost(told: Report, seconds: float, peak_mb: float) -> Report:
    """The same with what it took."""
    return msgspec.structs.replace(told, seconds=seconds, peak_mb=peak_mb)


def _months(day: Whole) -> NDArray[np.str_]:
    return np.datetime_as_string(day.astype("datetime64[D]").astype("datetime64[M]"))


def _names(groups: NDArray[np.str_]) -> list[str]:
    return [str(name) for name in np.unique(groups)]


def _row(name: str, group: NDArray[np.bool_], seen: _Scored, ours: Promised, platform: Promised) -> Row:
    actual, days, theirs = seen.actual[group], ours.days[group], platform.days[group]
    assert ours.late_chance is not None
    return Row(
        name=name,
        orders=int(group.sum()),
        late_share=_mean(actual > days, 4),
        foreseen_late_share=_mean(ours.late_chance[group], 4),
        mean_promised_days=_mean(days, 2),
        mean_actual_days=_mean(actual, 2),
        mean_absolute_slack_days=_mean(np.abs(days - actual), 2),
        platform_late_share=_mean(actual > theirs, 4),
        platform_mean_promised_days=_mean(theirs, 2),
    )


def _method(one: Promised, seen: _Scored, late: float) -> Method:
    months = _names(seen.month)
    by_month = tuple(
        MonthOf(month, float((seen.actual > one.days)[own].mean().round(4)), float(one.days[own].mean().round(2)))
        for month in months
        for own in [seen.month == month]
    )
    return Method(
        name=one.method,
        late_share=_mean(seen.actual > one.days, 4),
        mean_promised_days=_mean(one.days, 2),
        mean_absolute_slack_days=_mean(np.abs(one.days - seen.actual), 2),
        month_error=_mean(np.array([abs(month.late_share - late) for month in by_month]), 4),
        by_month=by_month,
    )


def _mean(values: NDArray[np.generic], digits: int) -> float | None:
    return round(float(np.mean(values.astype(np.float64))), digits) if values.size else None
