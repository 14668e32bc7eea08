"""Where a location has minutes for a part of the units sooner than for all of them: choices of only such parts.

What fits is found by filling one line after the other, beginning with each in turn, and by one unit of every line
first: few ways, so that a full day stays cheap to ask about.
"""

from collections.abc import Iterator
from datetime import date

import numpy as np

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.capacity import Capacity
from promesa.domain.ledger.labour import LabourSet
from promesa.domain.promise.sourcing import workload
from promesa.domain.promise.sourcing.long_way import LocationChoices, WantColumns
from promesa.domain.promise.sourcing.origins import Numbers
from promesa.domain.promise.sourcing.reach_table import ReachTable
from promesa.domain.values.moments import Instant

DAYS_MAX, LINES_MAX = 4, 3


def choices(
    table: ReachTable, capacity: Capacity, moved: LocationChoices, wanted: WantColumns, horizon: int, now: Instant
) -> Iterator[LocationChoices]:
    """The same choices with parts of what locations with too few minutes have, on the first days that have any."""
    if int(wanted.units.sum()) < 2:
        return
    late = [row for row, number in enumerate(moved.numbers.tolist()) if _is_late(table, capacity, moved, row, number)]
    if not late:
        return
    lines = np.flatnonzero(wanted.units).tolist()
    orders = [[first, *(line for line in lines if line != first)] for first in lines[:LINES_MAX]]
    own = [day for row in late if (day := table.columns.process_on(int(moved.numbers[row]))) is not None]
    first = min(own, default=date.max)
    for further in range(min(DAYS_MAX, horizon + 1)):
        by_day = date.fromordinal(min(first.toordinal() + further, date.max.toordinal()))
        for order in [*orders, []] if len(lines) > 1 else orders:
            made = moved._replace(
                available=moved.available.copy(), arrives=moved.arrives.copy(), process_on=dict(moved.process_on)
            )
            for row in late:
                _part(table, capacity, made, moved, wanted, row, order, by_day, now)
            yield made


def _is_late(table: ReachTable, capacity: Capacity, moved: LocationChoices, row: int, number: int) -> bool:
    at = table.columns.known[number]
    if at is None or capacities.labour_of(capacity, at.location) is None:
        return False
    own = table.arrives[table.columns.group_of_number[number]]
    return bool((moved.arrives[row] > own).any())


def _part(
    table: ReachTable,
    capacity: Capacity,
    made: LocationChoices,
    moved: LocationChoices,
    wanted: WantColumns,
    row: int,
    order: list[int],
    by_day: date,
    now: Instant,
) -> None:
    """What the location can prepare for its last working day up to that one, by the services for which it can most."""
    number = int(moved.numbers[row])
    at, own = table.columns.known[number], table.columns.process_on(number)
    assert at is not None
    known = capacities.labour_of(capacity, at.location)
    if own is None or known is None:
        return
    days = (day for day in workload.days_from(at, own, DAYS_MAX) if day <= by_day)
    last = max((day for day in days if workload.has_place(capacity, at, day)), default=None)
    if last is None:
        return
    found = [workload.parts_for(capacity, table, number, k, last, now) for k in range(len(table.services))]
    sooner = [
        (k, *one)
        for k, one in enumerate(found)
        if one is not None and one[0].arrives_on.toordinal() < moved.arrives[row, k]
    ]
    most = max((seconds for _, _, seconds in sooner), default=0)
    load = _fill(known, np.minimum(moved.available[row], wanted.units), most, order)
    if not load.any():
        return
    made.available[row] = load
    for k, arrival, seconds in sooner:
        if seconds == most:
            made.arrives[row, k] = arrival.arrives_on.toordinal()
            made.process_on[number, k] = last


def _fill(known: LabourSet, units: Numbers, seconds: int, order: list[int]) -> Numbers:
    """Units by line that fit into so many seconds; no order: one unit of every line first."""
    load, left = np.zeros_like(units), seconds - known.order_seconds
    if not order:
        order = np.flatnonzero(units).tolist()
        for line in order:
            if left >= known.line_seconds + known.unit_seconds:
                load[line] = 1
                left -= known.line_seconds + known.unit_seconds
    for line in order:
        room = left - (0 if load[line] else known.line_seconds)
        fits = int(units[line]) - int(load[line])
        if known.unit_seconds:
            fits = min(fits, room // known.unit_seconds)
        if room >= 0 and fits > 0:
            left = room - fits * known.unit_seconds
            load[line] += fits
    return load
