"""For a parcel of one weight to one kind of place: what it costs from every location, packed for a quick minimum.

A packed cost is one integer: (cost, day of delivery, rank of the location's name), so the smallest of any choice of
locations is the plan that sourcing ranks first.
"""

from datetime import date
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.domain.promise.leg_basis import LegBasis, work_out
from promesa.domain.promise.origins import NOWHERE, Numbers
from promesa.domain.promise.reach_table import ReachTable
from promesa.domain.promise.service_columns import FAR
from promesa.domain.values.ids import ChannelId

RANK_BITS, DAY_BITS, SERVICE_BITS = 18, 10, 8
RANK_MASK, DAY_MASK, COST_SHIFT = (1 << RANK_BITS) - 1, (1 << DAY_BITS) - 1, RANK_BITS + DAY_BITS
NEVER_PACKED = 1 << 62
COST_MAX = 1 << 34
"""A hundred and seventy million pesos for one parcel: beyond it the long way is taken."""
ANY_DAY = FAR - 1
NEVER_DAY = 32_767
LEGS_MAX = 65_536

LegKey = tuple[int, int, date, int]


class CheapestParcel(NamedTuple):
    """A packed cost, read: location number, service (index into the table's reaches), centavos, day of delivery."""

    packed: int
    number: int
    service: int
    cost: int
    arrives: int


class SortedCosts(NamedTuple):
    """Packed costs in ascending order, the place of each location [L] in it, and the service behind it by group.

    Places are small numbers: many boards' worth of them stay near the processor.
    """

    place: NDArray[Any]
    packed: Numbers
    service: list[int]


class SendingLocations:
    """Who may send on a channel to one kind of place, how early and how cheaply at best; right for a table's epoch."""

    def __init__(self, table: ReachTable, channel: ChannelId) -> None:
        columns = table.columns
        self.may_send: NDArray[np.bool_] = columns.sellers(channel) & columns.ships & (columns.group_of != NOWHERE)
        groups = np.where(self.may_send, columns.group_of, 0)
        earliest = table.arrives.min(axis=1, initial=FAR) if len(columns.groups) else np.full(1, FAR)
        self.first_day = int(earliest.min(initial=FAR))
        days = np.minimum(np.where(self.may_send, earliest[groups], FAR) - self.first_day, NEVER_DAY)
        self.earliest: NDArray[np.int16] = days.astype(np.int16)
        """The first day, counted from `first_day`, on which anything of the location [L] can be there."""
        self._table, self._groups = table, groups
        self._floors: dict[int, int] = {}
        last_day = int(np.where(table.arrives < FAR, table.arrives, 0).max(initial=0))
        self.is_packable = bool(
            len(table.services) < (1 << SERVICE_BITS)
            and len(columns.names) < (1 << RANK_BITS)
            and last_day - self.first_day < (1 << DAY_BITS)
            and len(columns.groups)
        )

    def floor(self, by_day: int) -> int:
        """The least that any parcel can cost that arrives by the day."""
        found = self._floors.get(by_day)
        if found is None:
            table = self._table
            in_time = np.where(table.arrives <= by_day, table.light_prices, NEVER_PACKED)
            light = in_time.min(axis=1, initial=NEVER_PACKED)[self._groups]
            floors = np.where(self.may_send & (light < NEVER_PACKED), light + table.columns.handling, NEVER_PACKED)
            found = self._floors[by_day] = int(floors.min(initial=NEVER_PACKED))
        return found


class CostBoard:
    """Packed costs of every location [L], by any day or by a given one; a class because it owns them."""

    def __init__(self, table: ReachTable, sending: SendingLocations, weighs: tuple[int, ...]) -> None:
        self.table, self.sending, self.weighs = table, sending, weighs
        prices = table.light_prices + table.per_kg * np.array(weighs, dtype=np.int64)[table.shape_of]
        most = int(prices.max(initial=0)) + int(table.columns.handling.max(initial=0))
        self.is_packable = sending.is_packable and most < COST_MAX
        self._prices = prices
        self._by_day: dict[int, SortedCosts] = {}
        self._legs: dict[int, LegBasis] = {}
        self._legs_at: object = None

    def _sort(self, by_day: int) -> SortedCosts:
        packed, service = self._pack(by_day)
        order = np.argsort(packed)
        place = np.empty(len(packed), dtype=np.uint16 if len(packed) < 1 << 16 else np.int32)
        place[order] = np.arange(len(packed))
        found = self._by_day[by_day] = SortedCosts(place, packed[order], service)
        return found

    def _pack(self, by_day: int) -> tuple[Numbers, list[int]]:
        """The packed cost of the cheapest service of each location [L] that arrives by the day, `NEVER_PACKED` for
        none; and that service, by group."""
        table, columns = self.table, self.table.columns
        columns.packed += 1
        days = table.arrives - self.sending.first_day
        by_service = (((self._prices << DAY_BITS) + days) << SERVICE_BITS) + np.arange(len(table.services))
        best = np.where(table.arrives <= by_day, by_service, NEVER_PACKED).min(axis=1, initial=NEVER_PACKED)
        service = (best & ((1 << SERVICE_BITS) - 1)).tolist()
        of_group = np.where(best < NEVER_PACKED, (best >> SERVICE_BITS) << RANK_BITS, NEVER_PACKED)
        may_send = self.sending.may_send
        of_location = of_group[np.where(may_send, columns.group_of, 0)]
        added = (columns.handling << (DAY_BITS + RANK_BITS)) + columns.rank
        return np.where(may_send & (of_location < NEVER_PACKED), of_location + added, NEVER_PACKED), service

    def cheapest(self, numbers: Numbers, by_day: int) -> CheapestParcel | None:
        """The parcel that costs least from one of those locations and arrives by the day; first of equals."""
        if not len(numbers):
            return None
        costs = self._by_day.get(by_day) or self._sort(by_day)
        places = costs.place[numbers]
        packed = int(costs.packed[places[places.argmin()]])
        if packed >= NEVER_PACKED:
            return None
        number = self.table.columns.by_rank[packed & RANK_MASK]
        service = costs.service[self.table.columns.group_of_number[number]]
        arrives = (packed >> RANK_BITS & DAY_MASK) + self.sending.first_day
        return CheapestParcel(packed, number, service, packed >> COST_SHIFT, arrives)

    def two_cheapest(self, holders: list[Numbers], by_day: int) -> tuple[int, int]:
        """The least that a parcel from any and from a second of those locations costs; `NEVER_PACKED` for none."""
        costs = self._by_day.get(by_day) or self._sort(by_day)
        places: set[int] = set()
        for numbers in holders:
            some = costs.place[numbers]
            if len(some):
                at = some.argmin()
                places.add(int(some[at]))
                some[at] = len(costs.packed)
                places.add(int(some[some.argmin()]))
        places.discard(len(costs.packed))
        packed = [int(costs.packed[place]) for place in sorted(places)[:2]]
        least = [NEVER_PACKED if one >= NEVER_PACKED else one >> COST_SHIFT for one in packed]
        first, second = (*least, NEVER_PACKED, NEVER_PACKED)[:2]
        return first, second

    def leg_basis(self, found: CheapestParcel, today: date, grams: int, volume_cm3: int) -> LegBasis:
        """The leg of a parcel found here, of that weight (one of the board's)."""
        if self._legs_at != (self.table.lanes.version, today):
            self._legs_at = (self.table.lanes.version, today)
            self._legs.clear()
        basis = self._legs.get(found.packed)
        if basis is None:
            process_on = self.table.columns.process_on(found.number)
            assert process_on is not None, found
            basis = work_out(self.table, found.number, found.service, process_on, today, grams, volume_cm3)
            self._legs[found.packed] = basis
        return basis


class CostBoards:
    """What was worked out from one table while its days stand; a class because it owns it."""

    def __init__(self, table: ReachTable) -> None:
        self.table = table
        self._epoch = -1
        self._sending: dict[ChannelId, SendingLocations] = {}
        self._boards: dict[tuple[ChannelId, tuple[int, ...]], CostBoard] = {}
        self._legs_at: object = None
        self._legs: dict[LegKey, LegBasis] = {}

    def move_to(self, today: date | None) -> None:
        """Be right for the table's epoch, and for this civil date at the place."""
        self.table.move_to(today)
        if self._epoch != self.table.epoch:
            self._epoch = self.table.epoch
            self.forget()

    def forget(self) -> None:
        """Throw away what was worked out: it can be worked out again."""
        self._sending.clear()
        self._boards.clear()
        self._legs.clear()

    def leg_basis(self, number: int, k: int, process_on: date, today: date, grams: int, volume_cm3: int) -> LegBasis:
        """Days, parts of the cost and keep probability of a parcel of the location by the k-th service."""
        if self._legs_at != (self.table.lanes.version, today):
            self._legs_at = (self.table.lanes.version, today)
            self._legs.clear()
        key = (number, k, process_on, self.table.kilograms_of(k, grams, volume_cm3))
        found = self._legs.get(key)
        if found is None:
            if len(self._legs) >= LEGS_MAX:
                self._legs.clear()
            found = self._legs[key] = work_out(self.table, number, k, process_on, today, grams, volume_cm3)
        return found

    def sending(self, channel: ChannelId) -> SendingLocations:
        """Who may send on the channel."""
        found = self._sending.get(channel)
        if found is None:
            found = self._sending[channel] = SendingLocations(self.table, channel)
        return found

    def board(self, channel: ChannelId, weighs: tuple[int, ...]) -> CostBoard:
        """The board of parcels of that weight (see `ReachTable.weighs`)."""
        found = self._boards.get((channel, weighs))
        if found is None:
            found = CostBoard(self.table, self.sending(channel), weighs)
            self._boards[channel, weighs] = found
        return found
