"""One service on its way to one kind of place, as columns over the groups of locations it may start from.

Many kinds of places share such a column: what differs between them is mostly which services reach them.
"""

from datetime import date

import numpy as np

from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.network.carriers.state import Reach
from promesa.domain.promise import lanes as learning
from promesa.domain.promise.lanes import Lanes
from promesa.domain.promise.origins import LocationColumns, Numbers
from promesa.domain.values.policy import Policy

FAR = 1 << 22
"""A day, as an ordinal, on which nothing arrives: later than any date."""


class ServiceColumn:
    """Prices and days of delivery by group [G]; a class because it owns them. `stamp` grows when a day changes."""

    def __init__(self, columns: LocationColumns, lanes: Lanes, policy: Policy, reach: Reach) -> None:
        self.columns, self.lanes, self.policy, self.reach = columns, lanes, policy, reach
        self.learned = reach.service.learned
        by_area = [_light_price(reach, area) for area in columns.areas]
        self.light_prices: Numbers = np.array([by_area[area] for _, area in columns.groups], dtype=np.int64)
        """What a parcel within the first grams costs, without handling."""
        self.arrives: Numbers = np.full(len(columns.groups), FAR, dtype=np.int64)
        """Day of delivery as an ordinal; `FAR` where there is none."""
        self.stamp = 0
        self._valid: object = None
        self._learned_at: int | None = None
        self._learned: tuple[int | None, ...] = (None,) * len(columns.areas)

    def move_to(self, today: date | None) -> None:
        """Be right for the columns' epoch and, where the service is learned, for this civil date at the place."""
        if self.learned:
            self._learn()
        valid = (self.columns.epoch, today if self.learned else None, self._learned)
        if valid == self._valid:
            return
        self._valid = valid
        found = [self._ordinal(schedule, area, today) for schedule, area in self.columns.groups]
        self.arrives = np.array(found, dtype=np.int64)
        self.stamp += 1

    def _ordinal(self, schedule: int, area: int, today: date | None) -> int:
        ready_on = self.columns.schedules[schedule].ready_on
        if ready_on is None:
            return FAR
        hand_over_on = self.columns.hand_over_on(self.reach.service, schedule)
        arrives_on = self._arrives(hand_over_on, area, ready_on, today)
        return FAR if arrives_on is None else arrives_on.toordinal()

    def _arrives(self, hand_over_on: date | None, area: int, ready_on: date, today: date | None) -> date | None:
        """The day of delivery, or None where days never meet or the day is beyond the horizon."""
        if hand_over_on is None:
            return None
        learned = self._learned[area]
        if learned is not None:
            assert today is not None
            arrives_on: date | None = max(hand_over_on, date.fromordinal(today.toordinal() + learned))
        else:
            arrives_on = carrying.arrival(self.reach, self.columns.areas[area], hand_over_on)
        if arrives_on is None or (arrives_on - ready_on).days > self.policy.horizon_days:
            return None
        return arrives_on

    def days_of(self, group: int, ready_on: date, today: date) -> tuple[date, date] | None:
        """(hand over on, arrives on) of a parcel of the group that is ready on that day."""
        schedule, area = self.columns.groups[group]
        hand_over_on = carrying.pickup_day(self.reach.service, self.columns.schedules[schedule].like.working, ready_on)
        arrives_on = self._arrives(hand_over_on, area, ready_on, today)
        return None if hand_over_on is None or arrives_on is None else (hand_over_on, arrives_on)

    def _learn(self) -> None:
        """Look up the learned days again if anything was counted since."""
        if self._learned_at == self.lanes.version:
            return
        self._learned_at = self.lanes.version
        service, confidence = str(self.reach.service.service), self.policy.confidence
        self._learned = tuple(
            learning.learned_days(self.lanes, service, area, self.reach.area, confidence) for area in self.columns.areas
        )

    def keep_probability(self, group: int, wait_days: int) -> float:
        """How likely its date is kept from that group, `wait_days` after the promise's start."""
        _, area = self.columns.groups[group]
        service, origin = str(self.reach.service.service), self.columns.areas[area]
        if self._learned[area] is not None:
            return learning.keep_probability_within(self.lanes, service, origin, self.reach.area, wait_days)
        return learning.keep_probability(self.lanes, service, origin, self.reach.area)


def _light_price(reach: Reach, origin_area: str) -> int:
    parts = carrying.freight(reach, origin_area, 0)
    assert parts is not None, reach.service.service
    return sum(amount for _, amount in parts)
