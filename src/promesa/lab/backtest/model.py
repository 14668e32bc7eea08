"""Our forecast: trees say how long an order should take, the days just past say how much slower or quicker all runs.

Three layers, each a kernel. The trees (`forests`) see the order and are grown anew every four weeks. The pace is what
parcels under way did lately against the trees, by hazard bin and customer's state: it needs no delivery of a new
order to know that the country has slowed down. The calibration is what past forecasts turned out to be worth, shock
by shock.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.kernels import forests, hazards
from promesa.kernels.forests import Forest, Growth
from promesa.kernels.hazards import Tally
from promesa.lab.backtest import workdays
from promesa.lab.backtest.orders import Orders
from promesa.lab.backtest.workdays import Workdays

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Told = Callable[[int, int], None]

DAYS = 100
"""Forecasts end here: nothing is promised later."""
REFIT_DAYS = 28
MEMORY_DAYS, HALF_LIFE_DAYS = 600, 300.0
"""Orders the trees learn from, and how their weight fades."""
OPEN_DAYS_MAX = 60
"""An order open for longer says nothing to the trees: most of these are never delivered."""
WORK_MIN = 0.3
"""Working days of the quickest delivery: earlier ones count as this."""
PACE_DAYS, PACE_HALF_LIFE, PACE_BELIEF = 168, 5.0, 100.0
WAITING_AT = np.array(
    (0.97, 0.93, 0.88, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.22, 0.16, 0.12, 0.09, 0.065, 0.045, 0.03, 0.02, 0.012, 0.006)
)
"""The trees' chance of still waiting where one bin of hazard ends: finer in the tail, where promises are made."""
PACE_BOUNDS = -np.log(WAITING_AT)
PACE_PARTS = np.repeat(np.arange(4), (5, 4, 4, 7))
"""Of the bins of hazard: how finely a state may differ from the country."""
SHOCK_BOUNDS = np.array([0.5, 1.2, 2.0, 3.0, 4.2])
SHOCK_HALF_LIFE, SHOCK_BELIEF, SHOCK_EVERY_DAYS, SHOCK_MEMORY_HALF_LIFE = 15.0, 100.0, 5, 150.0
SHOCKS_FROM_DAY = 30
NO_SHOCK_WEIGHT = 2.0
"""The belief that nothing changes, in fresh shocks."""
STATE_HALF_LIFE, STATE_BELIEF = 60.0, 200.0
POINTS = np.concatenate([np.linspace(0.0, 8.0, 321), [12.0, 20.0, 60.0, 1_000.0]])
SEEN_ENOUGH_DAYS, SEEN_SINCE_DAYS = 75, 270
"""Orders of this age say how many open ones are delivered in the end."""
DELIVERED_BEFORE = 0.97
"""What is believed of that share before anything is known, with the weight of one order."""


class Forecast(NamedTuple):
    """One day's: the chance of still waiting at the end of day 0, 1, ... for today's orders and those of late."""

    day: int
    order: Whole
    """Rows of `Orders`: bought today."""
    waiting: Floats
    recent: Whole
    """Bought in the days before; none on the days between two prices."""
    recent_waiting: Floats
    """As it was foreseen on the day of each one's purchase."""


class _Month(NamedTuple):
    """What holds between two fits; `base` is the trees' hazard of orders `first` and later, (n, DAYS)."""

    since: int
    """First calendar day of the tallies."""
    first: int
    base: Floats
    seen: Floats
    foreseen: Floats
    """Ends by (calendar day, state, bin)."""
    delivered_share: Floats
    """Of orders open at each age, the share that is delivered in the end."""


class _Shocks(NamedTuple):
    """What forecasts made at purchase turned out to be worth: fast for the country, slow for each state."""

    country: Tally
    states: Tally
    past: tuple[Floats, ...]
    told: tuple[int, ...]


class Span(NamedTuple):
    """Days since 1970-01-01: learn from `begin` on, forecast from `start` until before `end`."""

    begin: int
    start: int
    end: int


class Looking(NamedTuple):
    """How far a forecast looks back at orders already promised, and how often."""

    days: int
    days_min: int
    every_days: int


def roll(orders: Orders, calendar: Workdays, rows: Floats, span: Span, back: Looking, told: Told) -> Iterator[Forecast]:
    """A forecast for each day of the span, from events of earlier days and the rows of its own orders."""
    held = np.zeros((orders.times.bought.size, DAYS), np.float32)  # the hazard foreseen for each order at its purchase
    said = np.zeros_like(held)  # and the chance of still waiting that went with it
    shocks = _unshaken(len(orders.places.states))
    month = _fitted(orders, calendar, rows, span.begin)
    for day in range(span.begin, span.end):
        if day > span.begin:
            shocks = _learnt(shocks, orders, held, month.delivered_share, day, day - span.begin)
            if (day - span.begin) % REFIT_DAYS == 0:
                month = _fitted(orders, calendar, rows, day)
        told(day - span.begin, span.end - span.begin)
        pace = _pace(month, day)
        today = _bought(orders, day, day)
        held[today] = _run(month, orders, pace, today)
        known, of_state = _calibration(shocks, day - span.begin), _of_state(shocks)[orders.places.state[today], None]
        waiting = hazards.waiting(known, held[today] * of_state)
        said[today] = waiting
        if day >= span.start:
            due = day == span.start or (day - span.begin) % back.every_days == 0
            recent = _bought(orders, day - _days_back(back, day - span.begin) if due else day, day - 1)
            yield Forecast(day, today, waiting, recent, said[recent].astype(np.float64))


def _days_back(back: Looking, age: int) -> int:
    """No farther than a quarter of our own age beyond the least: what was foreseen when we knew little says little."""
    return min(age, max(back.days_min, min(back.days, age // 4)))


def _bought(orders: Orders, since: int, until: int) -> Whole:
    """Rows of the orders bought on the days from since to until."""
    ends = np.searchsorted(orders.times.bought_day, [since, until + 1])
    return np.arange(ends[0], ends[1])


# --- the trees ---


def grow(orders: Orders, calendar: Workdays, rows: Floats, day: int) -> Forest:
    """From orders bought before `day`, of which only deliveries before it are known."""
    times = orders.times
    known, age = times.delivered_day < day, day - times.bought_day
    used = np.flatnonzero((age > 0) & (age <= MEMORY_DAYS) & (known | (age < OPEN_DAYS_MAX)))
    ended = known[used]
    last = np.where(ended, times.delivered_day[used], day - 1)
    half = np.where(ended, 0.5, 1.0)  # it came some time during that day; or it has been waiting all through it
    begun = workdays.upto(calendar, last)
    work = begun + half * (workdays.upto(calendar, last + 1) - begun) - workdays.at(calendar, times.bought[used])
    return forests.grow(
        rows[used],
        np.log(np.maximum(work, WORK_MIN)),
        ended,
        0.5 ** (age[used] / HALF_LIFE_DAYS),
        np.random.default_rng(day),
        Growth(),
    )


def tree_hazard(forest: Forest, orders: Orders, calendar: Workdays, rows: Floats, which: Whole) -> Floats:
    """The trees' cumulative hazard at the end of each day after purchase, (which, DAYS)."""
    law = forests.law_of(forest, rows[which])
    days = orders.times.bought_day[which][:, None] + np.arange(1, DAYS + 1)
    work = workdays.upto(calendar, days) - workdays.at(calendar, orders.times.bought[which])[:, None]
    return hazards.logistic(law[:, 0], law[:, 1], np.log(np.maximum(work, WORK_MIN / 6.0)))


def _fitted(orders: Orders, calendar: Workdays, rows: Floats, day: int) -> _Month:
    which = _bought(orders, day - PACE_DAYS, day + REFIT_DAYS - 1)
    base = tree_hazard(grow(orders, calendar, rows, day), orders, calendar, rows, which)
    share = _delivered_share(orders, day)
    counted = _under_way(orders, base, which, share, day - PACE_DAYS)
    return _Month(day - PACE_DAYS, int(which[0]) if which.size else 0, base, *counted, share)


def _delivered_share(orders: Orders, day: int) -> Floats:
    """Of orders open at the age of 0, 1, ... days, the share delivered in the end: the latest that are old enough."""
    age = day - orders.times.bought_day
    old = (age > SEEN_ENOUGH_DAYS) & (age <= SEEN_SINCE_DAYS)
    over = orders.times.delivered_day[old] < day
    lasted = np.where(over, orders.times.delivered_day[old] - orders.times.bought_day[old], DAYS)
    ages = np.arange(DAYS)
    ended_later = (lasted[over][:, None] >= ages).sum(axis=0)
    open_then = (lasted[:, None] >= ages).sum(axis=0)
    share: Floats = (ended_later + DELIVERED_BEFORE) / (open_then + 1.0)
    return share


def _under_way(orders: Orders, base: Floats, which: Whole, share: Floats, since: int) -> tuple[Floats, Floats]:
    """Ends seen and foreseen by calendar day (from `since`), state and bin: each order counts until it came."""
    days = PACE_DAYS + REFIT_DAYS
    bought, ended_on = orders.times.bought_day[which], orders.times.delivered_day[which]
    states = len(orders.places.states)
    shape = (days * states, PACE_BOUNDS.size + 1)
    whole = Tally(np.zeros(shape), np.zeros(shape))
    start = hazards.before(base)
    for age in range(DAYS):
        day = bought + age
        on = np.flatnonzero((day <= ended_on) & (day < since + days))
        group = (day[on] - since) * states + orders.places.state[which[on]]
        ended = day[on] == ended_on[on]
        weight = np.full(on.size, share[age])
        part = hazards.tally(group, start[on, age], base[on, age], ended, weight, shape, PACE_BOUNDS)
        whole = hazards.added(whole, part)
    return whole.seen.reshape(days, states, -1), whole.foreseen.reshape(days, states, -1)


# --- the pace ---


def _pace(month: _Month, day: int) -> Floats:
    """How much quicker than the trees each state runs lately, by bin of hazard: (states, bins)."""
    days = day - month.since
    weight = 0.5 ** ((days - 1 - np.arange(days)) / PACE_HALF_LIFE)
    lately = Tally(np.tensordot(weight, month.seen[:days], 1), np.tensordot(weight, month.foreseen[:days], 1))
    return hazards.ratios_by_group(lately, PACE_PARTS, PACE_BELIEF, PACE_BELIEF)


def _run(month: _Month, orders: Orders, pace: Floats, which: Whole) -> Floats:
    return hazards.corrected(month.base[which - month.first], pace[orders.places.state[which]], PACE_BOUNDS)


# --- the calibration ---


def _unshaken(states: int) -> _Shocks:
    none = np.zeros((states, SHOCK_BOUNDS.size + 1))
    return _Shocks(Tally(none[0], none[0]), Tally(none, none), (), ())


def _learnt(shocks: _Shocks, orders: Orders, held: NDArray[np.float32], share: Floats, day: int, age: int) -> _Shocks:
    """What yesterday's deliveries say of the forecasts made at purchase."""
    times, yesterday = orders.times, day - 1
    on = _bought(orders, max(yesterday - DAYS + 1, day - age), yesterday)
    on = on[times.delivered_day[on] >= yesterday]
    waited = yesterday - times.bought_day[on]
    end = held[on, waited].astype(np.float64)
    start = np.where(waited > 0, held[on, np.maximum(waited - 1, 0)], 0.0)
    shape = shocks.states.seen.shape
    ended = times.delivered_day[on] == yesterday
    new = hazards.tally(orders.places.state[on], start, end, ended, share[waited], (shape[0], shape[1]), SHOCK_BOUNDS)
    in_all = Tally(new.seen.sum(axis=0), new.foreseen.sum(axis=0))
    country = hazards.added(shocks.country, in_all, 0.5 ** (1.0 / SHOCK_HALF_LIFE))
    states = hazards.added(shocks.states, new, 0.5 ** (1.0 / STATE_HALF_LIFE))
    if age <= SHOCKS_FROM_DAY or age % SHOCK_EVERY_DAYS:
        return _Shocks(country, states, shocks.past, shocks.told)
    shock = hazards.ratios(country.seen, country.foreseen, SHOCK_BELIEF)
    return _Shocks(country, states, (*shocks.past, shock), (*shocks.told, age))


def _calibration(shocks: _Shocks, age: int) -> hazards.Calibration:
    """The past shocks, each as likely again, the recent more; and that nothing changes."""
    weight = 0.5 ** ((age - np.array(shocks.told, float)) / SHOCK_MEMORY_HALF_LIFE)
    shock = np.stack([*shocks.past, np.ones(SHOCK_BOUNDS.size + 1)])
    return hazards.calibration(POINTS, shock, np.append(weight, NO_SHOCK_WEIGHT), SHOCK_BOUNDS)


def _of_state(shocks: _Shocks) -> Floats:
    """How each state's forecasts fare against the country's: (states,)."""
    seen, foreseen = shocks.states
    of_bin = hazards.ratios(seen.sum(axis=0), foreseen.sum(axis=0), SHOCK_BELIEF)
    return hazards.ratios(seen.sum(axis=1), (foreseen * of_bin).sum(axis=1), STATE_BELIEF)
