"""What every group of locations can do for one kind of place: by each service, by which day and at what price.

One table serves all places that the carriers reach in the same way (`carriers.reaching`); its days are right for one
epoch of the locations' working days, its prices until a carrier or location fact.
"""

from datetime import date
from typing import NamedTuple

import numpy as np

from promesa.domain.network.carriers import rate_tables, risks
from promesa.domain.network.carriers.rate_tables import RateTable
from promesa.domain.network.carriers.state import Service
from promesa.domain.network.customs import country_of
from promesa.domain.promise.chance.lanes import Lanes
from promesa.domain.promise.sourcing.origins import LocationColumns, Numbers
from promesa.domain.promise.sourcing.service_columns import FAR, LegDates, ServiceColumn
from promesa.domain.values.money import MAX_CENTAVOS
from promesa.domain.values.policy import Policy


class Arrival(NamedTuple):
    """A parcel's days: prepared in, handed over on, delivered on."""

    process_on: date
    hand_over_on: date
    arrives_on: date


class ReachTable:
    """Days and prices by group of locations and by service; a class because it owns them."""

    def __init__(
        self, columns: LocationColumns, lanes: Lanes, policy: Policy, services: tuple[ServiceColumn, ...]
    ) -> None:
        self.columns, self.lanes, self.policy, self.services = columns, lanes, policy, services
        self.reaches = tuple(service.reach for service in services)
        rates = [reach.service.rates for reach in self.reaches]
        self.tabled = tuple(k for k, reach in enumerate(self.reaches) if reach.service.table is not None)
        """Services with a table of rates: what they add for weight differs by group."""
        self.risky = any(reach.risks for reach in self.reaches)
        """Whether something is expected to be lost of what a parcel is worth."""
        insured = any(reach.service.table is not None and reach.service.table.insurance for reach in self.reaches)
        self.insured = insured or self.risky
        """Whether a price depends on the value of what is in the parcel: such prices are in no column."""
        self.per_kg: Numbers = np.array([rate.per_kg_centavos for rate in rates], dtype=np.int64)
        self.per_kg[list(self.tabled)] = 0
        here = country_of(self.reaches[0].area) if self.reaches else ""
        out = [bool(here) and country_of(area) != here for area in columns.areas]
        self.abroad = np.array([out[area] for _, area in columns.groups], dtype=bool)
        """Groups [G] of locations in another country than the places."""
        self.crosses_border = any(out)
        self.first_grams: Numbers = np.array([rate.first_grams for rate in rates], dtype=np.int64)
        self.value_max: Numbers = np.array([reach.value_max for reach in self.reaches], dtype=np.int64)
        """No parcel worth more goes by the service [K];"""
        self.value_least = int(self.value_max.min(initial=MAX_CENTAVOS))
        """and this much goes by any."""
        self.max_grams: Numbers = np.array([reach.service.max_grams for reach in self.reaches], dtype=np.int64)
        self.first_grams_max = int(self.first_grams.max(initial=0))
        self.per_kg_min = int(self.per_kg.min()) if rates else 0
        self.per_kg_max = int(self.per_kg.max(initial=0))
        shapes = [_shape(reach.service) for reach in self.reaches]
        self._shapes = tuple(dict.fromkeys(shapes))
        only = self._shapes[0] if len(self._shapes) == 1 else None
        self._only_shape = None if isinstance(only, RateTable) else only
        self.lightest = (0,) * len(self._shapes)
        """How a parcel within the first grams weighs (see `weighs`)."""
        self.shape_of: Numbers = np.array([self._shapes.index(shape) for shape in shapes], dtype=np.int64)
        """Which way of counting kilograms each service has [K]; there are few."""
        self._shape_list: list[int] = self.shape_of.tolist()
        self._lightest_limit = int(self.max_grams.min(initial=1 << 40))
        self.light_prices = self._beside([service.light_prices for service in services])
        """Price of a light parcel by group and service [G, K]: all parts but handling and kilograms."""
        self.arrives = np.full_like(self.light_prices, FAR)
        """Day of delivery by group and service [G, K], as an ordinal; `FAR` where there is none."""
        self.epoch = 0
        """Grows when a day changes."""
        self._checked: object = None
        self._stamps: list[int] = []

    def _beside(self, by_service: list[Numbers]) -> Numbers:
        shape = (len(self.columns.groups), len(self.services))
        return np.array(by_service, dtype=np.int64).reshape(shape[::-1]).T.copy()

    def move_to(self) -> None:
        """Be right for the columns' epoch and for the edition of what was learned."""
        checked = (self.columns.epoch, self.lanes.version)
        if checked == self._checked:
            return
        self._checked = checked
        for service in self.services:
            service.move_to()
        stamps = [service.stamp for service in self.services]
        if stamps != self._stamps:
            self._stamps = stamps
            self.arrives = self._beside([service.arrives for service in self.services])
            self.epoch += 1

    def arrival(self, number: int, k: int, process_on: date) -> Arrival | None:
        """The days of a parcel of a location (by number) that counts in that working day, by the k-th service."""
        group, band = self.columns.group_of_number[number], self.columns.band(number, process_on)
        found = self.services[k].days_of(group, self.columns.ready_on(number, process_on), band)
        return None if found is None else Arrival(process_on, *found)

    def arrivals_of(self, number: int, process_on: date) -> Numbers:
        """Days of delivery by service [K] of an order that counts in that working day of the location."""
        found = [self.arrival(number, k, process_on) for k in range(len(self.services))]
        return np.array([FAR if one is None else one.arrives_on.toordinal() for one in found], dtype=np.int64)

    def price_of_parcel(self, number: int, grams: int, volume_cm3: int, value: int) -> list[int | None]:
        """What a parcel of the location costs by service, without handling; None where it is too heavy or too dear."""
        kilograms = self.kilograms(np.array([grams]), np.array([volume_cm3]))[0]
        group = self.columns.group_of_number[number]
        extra = self.extras_of(np.array([group]), kilograms[None], np.array([value]))[0]
        prices = (self.light_prices[group] + extra).tolist()
        may_go = ((kilograms >= 0) & (value <= self.value_max)).tolist()
        return [price if goes else None for price, goes in zip(prices, may_go, strict=True)]

    def chance_by(self, number: int, k: int, arrival: Arrival, day: date) -> float:
        """How likely a parcel of the location by the k-th service has arrived by the day."""
        band = self.columns.band(number, arrival.process_on)
        return self.services[k].chance_by(self.columns.group_of_number[number], arrival.hand_over_on, day, band)

    def dates(self, number: int, k: int, process_on: date) -> LegDates | None:
        """All days of a parcel of the location by the k-th service that counts in that working day, remembered."""
        ready_on, band = self.columns.ready_on(number, process_on), self.columns.band(number, process_on)
        return self.services[k].dates_of(self.columns.group_of_number[number], ready_on, band)

    def keep_probability(self, number: int, k: int, process_on: date) -> float:
        """How likely the k-th service keeps its date from that location, for an order that counts in that day."""
        arrival = self.arrival(number, k, process_on)
        return 0.0 if arrival is None else self.chance_by(number, k, arrival, arrival.arrives_on)

    def weighs(self, grams: int, volume_cm3: int) -> tuple[int, ...] | None:
        """Started kilograms above the first grams by way of counting; None: too heavy for one of the services."""
        if grams > self._lightest_limit:
            return None
        shape = self._only_shape
        if shape is not None:
            return (_kilograms(shape[0], shape[1], grams, volume_cm3),)
        return tuple([_step(shape, grams, volume_cm3) for shape in self._shapes])

    def kilograms_of(self, k: int, grams: int, volume_cm3: int) -> int:
        """Started kilograms above the first grams that the k-th service charges."""
        return _step(self._shapes[self._shape_list[k]], grams, volume_cm3)

    def extra(self, weighs: tuple[int, ...]) -> Numbers:
        """What parcels that weigh so cost above light ones, by service and group [K, G] (or [K, 1]: in all alike)."""
        steps = np.array(weighs, dtype=np.int64)[self.shape_of]
        extra: Numbers = (self.per_kg * steps)[:, None]
        if not self.tabled:
            return extra
        extra = np.repeat(extra, len(self.columns.groups), axis=1)
        for k in self.tabled:
            extra[k] = self.services[k].extra_at(int(steps[k]))
        return extra

    def extras_of(self, groups: Numbers, steps: Numbers, values: Numbers) -> Numbers:
        """The same for parcels [P] of locations of those groups, with their steps [P, K] and values [P], by service
        [P, K]; insurance and what is expected to be lost are in it."""
        extra = self.per_kg * steps
        if self.risky:
            extra = extra + self._losses(groups, values)
        for k in self.tabled:
            for step in set(steps[:, k].tolist()) - {-1}:
                rows = steps[:, k] == step
                extra[rows, k] = self.services[k].extra_at(step)[groups[rows]]
            table = self.reaches[k].service.table
            assert table is not None
            if table.insurance:
                extra[:, k] += rate_tables.share(values, table.insurance)
        return extra

    def _losses(self, groups: Numbers, values: Numbers) -> Numbers:
        """What is expected to be lost of parcels [P] worth that, by service [P, K]."""
        spoken = [[self.services[k].risks_of(group) for k in range(len(self.services))] for group in groups.tolist()]
        found = [[risks.loss(one, value) for one in row] for row, value in zip(spoken, values.tolist(), strict=True)]
        return np.array(found, dtype=np.int64).reshape(len(groups), len(self.services))

    def kilograms(self, grams: Numbers, volumes_cm3: Numbers) -> Numbers:
        """Started kilograms above the first grams of parcels [P], by service [P, K]; -1: too heavy for the service.

        The rule of `carriers.lanes.freight`, for many parcels at once.
        """
        by_shape = [_started(shape, grams, volumes_cm3) for shape in self._shapes]
        started = np.array(by_shape, dtype=np.int64).reshape(len(by_shape), len(grams))[self.shape_of].T
        if int(grams.max(initial=0)) <= self._lightest_limit:
            return started
        return np.where(grams[:, None] <= self.max_grams, started, -1)


Shape = tuple[int, int] | RateTable
"""How a service counts weight: (first grams, cubic centimetres to the kilogram), or by its table's brackets."""


def _shape(service: Service) -> Shape:
    if service.table is not None:
        return service.table
    return service.rates.first_grams, service.rates.volumetric_cm3_per_kg


def _step(shape: Shape, grams: int, volume_cm3: int) -> int:
    if isinstance(shape, RateTable):
        return rate_tables.step(shape, grams, volume_cm3)
    return _kilograms(*shape, grams, volume_cm3)


def _started(shape: Shape, grams: Numbers, volumes_cm3: Numbers) -> Numbers:
    if isinstance(shape, RateTable):
        pairs = zip(grams.tolist(), volumes_cm3.tolist(), strict=True)
        return np.array([rate_tables.step(shape, one, volume) for one, volume in pairs], dtype=np.int64)
    first_grams, volumetric_cm3_per_kg = shape
    charged = grams
    if volumetric_cm3_per_kg:
        charged = np.maximum(grams, -(-volumes_cm3 * 1_000 // volumetric_cm3_per_kg))
    return np.maximum(0, -((first_grams - charged) // 1_000))


def _kilograms(first_grams: int, volumetric_cm3_per_kg: int, grams: int, volume_cm3: int) -> int:
    charged = grams
    if volumetric_cm3_per_kg:
        volumetric = -(-volume_cm3 * 1_000 // volumetric_cm3_per_kg)
        if volumetric > charged:
            charged = volumetric
    started = -((first_grams - charged) // 1_000)
    return started if started > 0 else 0
