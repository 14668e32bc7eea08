"""What every group of locations can do for one kind of place: by each service, by which day and at what price.

One table serves all places that the carriers reach in the same way (`carriers.reaching`); its dates are right for one
epoch of the locations' working days, its prices until a carrier or location fact.
"""

from datetime import date
from typing import NamedTuple

import numpy as np

from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.network.carriers.state import Reach
from promesa.domain.network.locations import days
from promesa.domain.promise import lanes as learning
from promesa.domain.promise.lanes import Lanes
from promesa.domain.promise.origins import LocationColumns, Numbers
from promesa.domain.values.policy import Policy
from promesa.kernels.cover import NEVER

FAR = 1 << 22
"""A day, as an ordinal, on which nothing arrives: later than any date."""


class Arrival(NamedTuple):
    """A parcel's days: prepared in, handed over on, delivered on."""

    process_on: date
    hand_over_on: date
    arrives_on: date


class ReachTable:
    """Dates and prices by group of locations and by service; a class because it owns them."""

    def __init__(self, columns: LocationColumns, lanes: Lanes, policy: Policy, reaches: tuple[Reach, ...]) -> None:
        self.columns, self.lanes, self.policy, self.reaches = columns, lanes, policy, reaches
        self.area = reaches[0].area if reaches else ""
        rates = [reach.service.rates for reach in reaches]
        self.per_kg: Numbers = np.array([rate.per_kg_centavos for rate in rates], dtype=np.int64)
        self.first_grams: Numbers = np.array([rate.first_grams for rate in rates], dtype=np.int64)
        self.volumetric: Numbers = np.array([rate.volumetric_cm3_per_kg for rate in rates], dtype=np.int64)
        self.max_grams: Numbers = np.array([reach.service.max_grams for reach in reaches], dtype=np.int64)
        self.bases: Numbers = np.array(
            [[self._light_price(reach, columns.areas[area]) for reach in reaches] for _, area in columns.groups],
            dtype=np.int64,
        ).reshape(len(columns.groups), len(reaches))
        """Price of a light parcel by group and service: all parts but handling and kilograms."""
        self.arrives: Numbers = np.full(self.bases.shape, FAR, dtype=np.int64)
        """Day of delivery by group and service, as an ordinal; `FAR` where there is none."""
        self._valid: object = None
        self.learned = any(reach.service.learned for reach in reaches)
        self._learned_of: tuple[int, tuple[tuple[int | None, ...], ...]] = (-1, ())

    def _light_price(self, reach: Reach, origin_area: str) -> int:
        parts = carrying.freight(reach, origin_area, 0)
        assert parts is not None, reach.service.service
        return sum(amount for _, amount in parts)

    def move_to(self, today: date) -> bool:
        """Be right for the columns' epoch and for this civil date at the place; whether anything changed."""
        valid = (self.columns.epoch, today, self._learned()) if self.learned else self.columns.epoch
        if valid == self._valid:
            return False
        for group, (schedule, area) in enumerate(self.columns.groups):
            ready_on = self.columns.schedules[schedule].ready_on
            for k in range(len(self.reaches)):
                found = None if ready_on is None else self._arrives(schedule, area, k, ready_on, today)
                self.arrives[group, k] = FAR if found is None else found[1].toordinal()
        self._valid = valid
        return True

    def _learned(self) -> tuple[tuple[int | None, ...], ...]:
        """Learned days by area and service, as far as the services are learned."""
        if self._learned_of[0] != self.lanes.version:
            by_area = tuple(
                tuple(self._learned_days(reach, area) for reach in self.reaches) for area in self.columns.areas
            )
            self._learned_of = (self.lanes.version, by_area)
        return self._learned_of[1]

    def _learned_days(self, reach: Reach, origin_area: str) -> int | None:
        if not reach.service.learned:
            return None
        service = str(reach.service.service)
        return learning.learned_days(self.lanes, service, origin_area, reach.area, self.policy.confidence)

    def _arrives(self, schedule: int, area: int, k: int, ready_on: date, today: date) -> tuple[date, date] | None:
        """(hand over on, arrives on), or None where the days never meet or the date is beyond the horizon."""
        reach, like = self.reaches[k], self.columns.schedules[schedule].like
        hand_over_on = carrying.pickup_day(reach.service, like.working, ready_on)
        if hand_over_on is None:
            return None
        origin_area = self.columns.areas[area]
        learned = self._learned_days(reach, origin_area)
        arrives_on = carrying.arrival(reach, origin_area, hand_over_on)
        if learned is not None:
            arrives_on = max(hand_over_on, date.fromordinal(today.toordinal() + learned))
        if arrives_on is None or (arrives_on - ready_on).days > self.policy.horizon_days:
            return None
        return hand_over_on, arrives_on

    def arrival(self, number: int, k: int, process_on: date, today: date) -> Arrival | None:
        """The days of a parcel of a location (by number) that counts in that working day, by the k-th service."""
        at = self.columns.known[number]
        assert at is not None
        schedule, area = self.columns.groups[self.columns.group_of[number]]
        found = self._arrives(schedule, area, k, days.ready_day(at, process_on), today)
        return None if found is None else Arrival(process_on, *found)

    def arrivals_of(self, number: int, process_on: date, today: date) -> Numbers:
        """Days of delivery by service [K] of an order that counts in that working day of the location."""
        found = [self.arrival(number, k, process_on, today) for k in range(len(self.reaches))]
        return np.array([FAR if one is None else one.arrives_on.toordinal() for one in found], dtype=np.int64)

    def price_of_parcel(self, number: int, grams: int, volume_cm3: int) -> list[int | None]:
        """What a parcel of the location costs by service, without handling; None where it is too heavy."""
        kilograms = self.kilograms(np.array([grams]), np.array([volume_cm3]))
        prices = self.prices(self.columns.group_of[number : number + 1], kilograms)[0].tolist()
        return [price if price < NEVER else None for price in prices]

    def keep_probability(self, origin_area: str, k: int, wait_days: int) -> float:
        """How likely the k-th service keeps its date from that area, `wait_days` after the promise's start."""
        reach = self.reaches[k]
        service = str(reach.service.service)
        if self._learned_days(reach, origin_area) is not None:
            return learning.keep_probability_within(self.lanes, service, origin_area, reach.area, wait_days)
        return learning.keep_probability(self.lanes, service, origin_area, reach.area)

    def kilograms(self, grams: Numbers, volumes_cm3: Numbers) -> Numbers:
        """Started kilograms above the first grams of parcels [P], by service [P, K]; -1: too heavy for the service.

        The rule of `carriers.lanes.freight`, for many parcels at once.
        """
        divisor = np.maximum(self.volumetric, 1)
        volumetric = -(-volumes_cm3[:, None] * 1_000 // divisor)
        charged = np.where(self.volumetric > 0, np.maximum(grams[:, None], volumetric), grams[:, None])
        started = np.maximum(0, -((self.first_grams - charged) // 1_000))
        return np.where(grams[:, None] <= self.max_grams, started, -1)

    def prices(self, groups: Numbers, kilograms: Numbers) -> Numbers:
        """Prices without handling of parcels [P] from those groups, by service [P, K]; `NEVER` where too heavy."""
        return np.where(kilograms >= 0, self.bases[groups] + self.per_kg * kilograms, NEVER)
