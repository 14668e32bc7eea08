"""One service on its way to one kind of place, as columns over the groups of locations it may start from.

Many kinds of places share such a column: what differs between them is mostly which services reach them.
"""

from datetime import date

import msgspec
import numpy as np

from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.network.carriers import rate_tables, risks
from promesa.domain.network.carriers.state import Reach
from promesa.domain.network.carriers.words import RouteRisk
from promesa.domain.network.locations import collecting
from promesa.domain.network.locations.state import Location
from promesa.domain.promise.chance import answers, dating, laws, slipping
from promesa.domain.promise.chance.lanes import Lanes
from promesa.domain.promise.chance.laws import Way
from promesa.domain.promise.chance.slipping import LegPlan
from promesa.domain.promise.sourcing.origins import LocationColumns, Numbers
from promesa.domain.promise.words import CostPart, TimePart
from promesa.domain.values import calendars, moments
from promesa.domain.values.ids import LocationId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy

FAR = 1 << 22
"""A day, as an ordinal, on which nothing arrives: later than any date."""
PLANS_MAX = 4_096


class LegTiming(msgspec.Struct, frozen=True, gc=False):
    """What a parcel's date stands on: the agreed day, how it was decided, and by when one in ten has arrived."""

    agreed_on: date
    basis: str
    earliest_on: date | None


class LegDates(msgspec.Struct, frozen=True, gc=False):
    """All days of a parcel of a group that counts in a working day, and how likely the last of them is kept."""

    hand_over_on: date
    arrives_on: date
    timing: LegTiming
    keep_probability: float


class LegBasis(msgspec.Struct, frozen=True, gc=False):
    """Where from, by which service, on which days, at what cost, how likely."""

    location: LocationId
    service: ServiceId
    hand_over_by: Instant
    process_on: date
    arrives_on: date
    cost: tuple[CostPart, ...]
    total: int
    """Sum of the cost's parts."""
    keep_probability: float
    time: tuple[TimePart, ...] = ()
    basis: str = dating.AGREED
    earliest_on: date | None = None


LegKey = tuple[int, date, date, int, int]
"""Location number, working day, today at the place, step of its weight, value."""


class ServiceColumn:
    """Prices and days of delivery by group [G]; a class because it owns them. `stamp` grows when a day changes."""

    def __init__(self, columns: LocationColumns, lanes: Lanes, policy: Policy, reach: Reach) -> None:
        self.columns, self.lanes, self.policy, self.reach = columns, lanes, policy, reach
        self.is_decided = dating.is_decided(policy, reach.service)
        by_area = [_light_price(reach, area) for area in columns.areas]
        self.light_prices: Numbers = np.array([by_area[area] for _, area in columns.groups], dtype=np.int64)
        """What a parcel within the first grams costs, without handling."""
        self.arrives: Numbers = np.full(len(columns.groups), FAR, dtype=np.int64)
        """Day of delivery as an ordinal; `FAR` where there is none."""
        self.stamp = 0
        self._extras: dict[int, Numbers] = {}
        self._valid = (-1, -1)
        self._edition = -1
        self._transit = [carrying.transit_days(reach, area) for area in columns.areas]
        self._plans: dict[tuple[date, int, int], LegPlan | None] = {}
        self._slips: dict[int, int] = {}
        """By the identity of a law, which lives as long as its edition."""
        self._days: dict[tuple[date, int], date | None] = {}
        self._dated: dict[tuple[int, date, int], LegDates | None] = {}
        """By (group, day on which a parcel is ready, band); right for the columns' epoch and the edition learned."""
        self._dated_alike: dict[object, LegDates] = {}
        """The same by all that they depend on: many groups share them."""
        self._dated_at = (-1, -1)
        self._risks: dict[int, tuple[RouteRisk, ...]] = {}
        """By group; right for the columns' epoch."""
        self.legs: dict[LegKey, LegBasis] = {}
        """Right for the same (see `leg_basis`)."""
        self._cost_parts: dict[tuple[str, int, Centavos, Centavos], tuple[CostPart, ...]] = {}

    def extra_at(self, step: int) -> Numbers:
        """What a parcel of that step of the service's table of rates costs above a light one [G]."""
        found = self._extras.get(step)
        if found is None:
            by_area = [_extra(self.reach, area, step) for area in self.columns.areas]
            found = np.array([by_area[area] for _, area in self.columns.groups], dtype=np.int64)
            self._extras[step] = found
        return found

    def risks_of(self, group: int) -> tuple[RouteRisk, ...]:
        """The risks that speak of what leaves from the group by the service's next van."""
        if not self.reach.risks:
            return ()
        found = self._risks.get(group)
        if found is None:
            schedule, area = self.columns.groups[group]
            day, like = self.columns.hand_over_on(self.reach.service, schedule), self.columns.schedules[schedule].like
            hour = 0
            if day is not None:
                van = collecting.hand_over_by(like, self.reach.service.service, day)
                hour = moments.local(Instant(van - 1), like.zone).hour
            found = self._risks[group] = risks.spoken(self.reach.risks, self.columns.areas[area], hour)
        return found

    def cost_parts(
        self, at: Location, group: int, step: int, grams: int, volume_cm3: int, value: int
    ) -> tuple[CostPart, ...]:
        """What a parcel of the location (of that group) costs, part by part; `step`: as which it counts (see
        `ReachTable.weighs`)."""
        asking = self.columns.asking.get(at.location, Centavos(0))
        key = (at.area, step, at.handling_centavos, asking)
        found = None if value else self._cost_parts.get(key)
        if found is None:
            freight = carrying.freight(self.reach, at.area, grams, volume_cm3, value)
            assert freight is not None, "too heavy for the service that was chosen"
            found = tuple([CostPart(name, amount) for name, amount in freight])
            lost = risks.loss(self.risks_of(group), value)
            if lost:
                found = (*found, CostPart("risk", lost))
            if at.handling_centavos:
                found = (*found, CostPart("handling", at.handling_centavos))
            if asking:
                found = (*found, CostPart(answers.PART, asking))
            if not value:
                self._cost_parts[key] = found
        return found

    def move_to(self) -> None:
        """Be right for the columns' epoch and, where dates are decided from what was learned, for its edition."""
        edition = self.lanes.version
        if self._dated_at != (self.columns.epoch, edition):
            self._dated_at = (self.columns.epoch, edition)
            self._dated.clear()
            self._dated_alike.clear()
            self._risks.clear()
            self.legs.clear()
        valid = (self.columns.epoch, edition if self.is_decided else 0)
        if valid == self._valid:
            return
        is_new_day, self._valid = valid[0] != self._valid[0], valid
        if edition != self._edition:
            self._edition = edition
            self._slips.clear()
        found = self._ordinals()
        if is_new_day or not np.array_equal(found, self.arrives):
            self.arrives = found
            self.stamp += 1

    def _ordinals(self) -> Numbers:
        """Days of delivery by group [G], worked out once for all that are alike."""
        starts = [self._start(schedule) for schedule in range(len(self.columns.schedules))]
        is_open = not self.reach.blocked and not self.reach.blocked_locations
        is_plain = is_open and not self.is_decided and self.reach.service.table is None
        same: dict[object, int] = {}
        found = []
        for group in self.columns.unlike:
            schedule, area = self.columns.groups[group]
            key = (starts[schedule], self._transit[area]) if is_plain else group
            ordinal = same.get(key)
            if ordinal is None:
                ordinal = same[key] = self._ordinal(group, starts[schedule])
            found.append(ordinal)
        return np.array(found, dtype=np.int64)[self.columns.alike]

    def _start(self, schedule: int) -> tuple[date, date] | None:
        """(ready on, handed over on) of what a schedule's locations prepare now."""
        ready_on = self.columns.schedules[schedule].ready_on
        hand_over_on = None if ready_on is None else self.columns.hand_over_on(self.reach.service, schedule)
        return None if ready_on is None or hand_over_on is None else (ready_on, hand_over_on)

    def _ordinal(self, group: int, start: tuple[date, date] | None) -> int:
        if start is None:
            return FAR
        ready_on, hand_over_on = start
        band = self.columns.schedules[self.columns.groups[group][0]].band
        arrives_on = self._arrives(group, hand_over_on, ready_on, band)
        return FAR if arrives_on is None else arrives_on.toordinal()

    def _arrives(self, group: int, hand_over_on: date, ready_on: date, band: int) -> date | None:
        """The day of delivery, or None where days never meet or the day is beyond the horizon."""
        area = self.columns.groups[group][1]
        if self.reach.blocked and self.columns.areas[area] in self.reach.blocked:
            return None
        if self.reach.blocked_locations and self.columns.apart_of_group[group] in self.reach.blocked_locations:
            return None
        arrives_on = carrying.arrival(self.reach, self.columns.areas[area], hand_over_on, self._transit[area])
        if self.is_decided and arrives_on is not None:
            arrives_on = self._decided(group, hand_over_on, band)
        if arrives_on is None or (arrives_on - ready_on).days > self.policy.horizon_days:
            return None
        return arrives_on

    def _decided(self, group: int, hand_over_on: date, band: int) -> date | None:
        """The day that the law gives, but not before the parcel is handed over."""
        leg = self.plan(group, hand_over_on)
        if leg is None:
            return None
        law = laws.of_leg(self.lanes, self._way(group, leg, band))
        slipped = self._slips.get(id(law))
        if slipped is None:
            slipped = self._slips[id(law)] = dating.slip(self.policy, law, self.lanes.level)
        day = self._day(leg.agreed_on, slipped)
        if slipped >= 0:
            return day
        first = calendars.next_open(self.reach.deliveries, hand_over_on)
        return first if day is None or first is None else max(first, day)

    def _day(self, agreed_on: date, slipped: int) -> date | None:
        """The day of delivery that many after the agreed one, or before it."""
        key = (agreed_on, slipped)
        if key not in self._days:
            if len(self._days) >= PLANS_MAX:
                self._days.clear()
            self._days[key] = calendars.step_open_days(self.reach.deliveries, agreed_on, slipped)
        return self._days[key]

    def plan(self, group: int, hand_over_on: date) -> LegPlan | None:
        """What was agreed for a parcel of the group handed over that day."""
        schedule, area = self.columns.groups[group]
        key = (hand_over_on, self.columns.working_of[schedule], self._transit[area])
        if key not in self._plans:
            if len(self._plans) >= PLANS_MAX:
                self._plans.clear()
            like = self.columns.schedules[schedule].like
            self._plans[key] = slipping.plan(self.reach, like.working, self.columns.areas[area], hand_over_on)
        return self._plans[key]

    def _way(self, group: int, leg: LegPlan, band: int) -> Way:
        service, origin = str(self.reach.service.service), self.columns.areas[self.columns.groups[group][1]]
        pace = self.columns.paces_of_group[group][band]
        return Way(service, origin, self.reach.area, pace, leg.lags, laws.leaf_of(service, leg.hand_over_on))

    def days_of(self, group: int, ready_on: date, band: int) -> tuple[date, date] | None:
        """(hand over on, arrives on) of a parcel of the group that is ready on that day."""
        hand_over_on = self.columns.collected_on(self.reach.service, self.columns.groups[group][0], ready_on)
        arrives_on = None if hand_over_on is None else self._arrives(group, hand_over_on, ready_on, band)
        return None if hand_over_on is None or arrives_on is None else (hand_over_on, arrives_on)

    def _days_now(self, group: int, ready_on: date, band: int) -> tuple[date, date] | None:
        """`days_of`, which are worked out already for what is prepared now."""
        schedule = self.columns.groups[group][0]
        now = self.columns.schedules[schedule]
        if self.reach.blocked or now.ready_on != ready_on or now.band != band:
            return self.days_of(group, ready_on, band)
        hand_over_on, day = self.columns.hand_over_on(self.reach.service, schedule), self.arrives.item(group)
        return None if hand_over_on is None or day >= FAR else (hand_over_on, date.fromordinal(day))

    def dates_of(self, group: int, ready_on: date, band: int) -> LegDates | None:
        """The same with what the day of delivery stands on, and how likely it is kept; remembered."""
        key = (group, ready_on, band)
        if key not in self._dated:
            days = self._days_now(group, ready_on, band)
            self._dated[key] = None if days is None else self._dates_alike(group, *days, band)
        return self._dated[key]

    def _dates_alike(self, group: int, hand_over_on: date, arrives_on: date, band: int) -> LegDates:
        schedule, area = self.columns.groups[group]
        pace = self.columns.paces_of_group[group][band]
        key = (hand_over_on, arrives_on, self.columns.working_of[schedule], area, pace)
        found = self._dated_alike.get(key)
        if found is None:
            likely = self.chance_by(group, hand_over_on, arrives_on, band)
            found = LegDates(hand_over_on, arrives_on, self.timing(group, hand_over_on, band), likely)
            self._dated_alike[key] = found
        return found

    def chance_by(self, group: int, hand_over_on: date, day: date, band: int) -> float:
        """How likely a parcel of the group that is to be handed over then has arrived by the day."""
        leg = self.plan(group, hand_over_on)
        if leg is None:
            return 0.0
        law = laws.of_leg(self.lanes, self._way(group, leg, band))
        return 1.0 - slipping.late_chance(law.waiting, self.reach, leg, day)

    def timing(self, group: int, hand_over_on: date, band: int) -> LegTiming:
        """What the date of a parcel of the group that is to be handed over then stands on."""
        leg = self.plan(group, hand_over_on)
        assert leg is not None, (self.reach.service.service, hand_over_on)
        law = laws.of_leg(self.lanes, self._way(group, leg, band))
        earliest_on = None
        if self.is_decided:
            day = self._day(leg.agreed_on, dating.early_slip(law))
            earliest_on = None if day is None else max(day, hand_over_on)
        return LegTiming(leg.agreed_on, dating.basis(self.policy, self.reach.service, law.is_known), earliest_on)


def _extra(reach: Reach, origin_area: str, step: int) -> int:
    table = reach.service.table
    zone = None if table is None else rate_tables.zone_of(table, origin_area, reach.area)
    if table is None or zone is None:
        return 0
    return rate_tables.price(table, zone, step) - rate_tables.price(table, zone, 0)


def _light_price(reach: Reach, origin_area: str) -> int:
    parts = carrying.freight(reach, origin_area, 0)
    return 0 if parts is None else sum(amount for _, amount in parts)
