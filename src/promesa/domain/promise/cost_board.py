"""For a parcel of one weight to one kind of place: what it costs from every location, packed for a quick minimum.

A packed cost is one integer: (cost, day of delivery, rank of the location's name), so the smallest of any choice of
locations is the plan that sourcing ranks first.
"""

from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.domain.network.carriers import lanes as carrying
from promesa.domain.network.locations import days
from promesa.domain.promise.origins import NOWHERE, Numbers
from promesa.domain.promise.reach_table import ReachTable
from promesa.domain.promise.service_columns import FAR
from promesa.domain.promise.words import CostPart
from promesa.domain.values.ids import ChannelId, LocationId, ServiceId
from promesa.domain.values.moments import Instant

RANK_BITS, DAY_BITS, SERVICE_BITS = 18, 10, 8
NEVER_PACKED = 1 << 62
COST_MAX = 1 << 34
"""A hundred and seventy million pesos for one parcel: beyond it the long way is taken."""
ANY_DAY = FAR - 1
LEGS_MAX = 65_536

LegKey = tuple[int, int, date, date, int]


class PackedCost(NamedTuple):
    """A packed cost, read: centavos, day of delivery as an ordinal, location number."""

    cost: int
    arrives: int
    number: int


class SendingLocations:
    """Who may send on a channel to one kind of place, how early and how cheaply at best; right for a table's epoch."""

    def __init__(self, table: ReachTable, channel: ChannelId) -> None:
        columns = table.columns
        self.may_send: NDArray[np.bool_] = columns.sellers(channel) & columns.ships & (columns.group_of != NOWHERE)
        groups = np.where(self.may_send, columns.group_of, 0)
        earliest = table.arrives.min(axis=1, initial=FAR) if len(columns.groups) else np.full(1, FAR)
        self.earliest: Numbers = np.where(self.may_send, earliest[groups], FAR)
        """The first day on which anything of the location [L] can be there."""
        usable = np.where(table.arrives < FAR, table.light_prices, NEVER_PACKED).min(axis=1, initial=NEVER_PACKED)
        floor = np.where(self.may_send, usable[groups] + columns.handling, NEVER_PACKED) if len(usable) else earliest
        self.floor = int(floor.min(initial=NEVER_PACKED))
        """The least that any parcel can cost."""
        self.first_day = int(earliest.min(initial=FAR))
        last_day = int(np.where(table.arrives < FAR, table.arrives, 0).max(initial=0))
        self.is_packable = bool(
            len(table.services) < (1 << SERVICE_BITS)
            and len(columns.names) < (1 << RANK_BITS)
            and last_day - self.first_day < (1 << DAY_BITS)
            and len(columns.groups)
        )


class CostBoard:
    """Packed costs of every location [L], by any day or by a given one; a class because it owns them."""

    def __init__(self, table: ReachTable, sending: SendingLocations, weighs: tuple[int, ...]) -> None:
        self.table, self.sending = table, sending
        prices = table.light_prices + table.per_kg * np.array(weighs, dtype=np.int64)[table.shape_of]
        most = int(prices.max(initial=0)) + int(table.columns.handling.max(initial=0))
        self.is_packable = sending.is_packable and most < COST_MAX
        self._prices = prices
        self._packed: dict[int, Numbers] = {}
        self._service: dict[int, Numbers] = {}

    def packed(self, by_day: int) -> Numbers:
        """Packed cost of the cheapest service of each location [L] that arrives by the day; `NEVER_PACKED` for none."""
        found = self._packed.get(by_day)
        if found is None:
            found = self._packed[by_day] = self._pack(by_day)
        return found

    def _pack(self, by_day: int) -> Numbers:
        table, columns = self.table, self.table.columns
        columns.packed += 1
        days = table.arrives - self.sending.first_day
        by_service = (((self._prices << DAY_BITS) + days) << SERVICE_BITS) + np.arange(len(table.services))
        best = np.where(table.arrives <= by_day, by_service, NEVER_PACKED).min(axis=1, initial=NEVER_PACKED)
        self._service[by_day] = best & ((1 << SERVICE_BITS) - 1)
        of_group = np.where(best < NEVER_PACKED, (best >> SERVICE_BITS) << RANK_BITS, NEVER_PACKED)
        may_send = self.sending.may_send
        of_location = of_group[np.where(may_send, columns.group_of, 0)]
        added = (columns.handling << (DAY_BITS + RANK_BITS)) + columns.rank
        return np.where(may_send & (of_location < NEVER_PACKED), of_location + added, NEVER_PACKED)

    def read(self, packed: int) -> PackedCost:
        """What a packed cost says."""
        rank = packed & ((1 << RANK_BITS) - 1)
        day = (packed >> RANK_BITS) & ((1 << DAY_BITS) - 1)
        return PackedCost(
            packed >> (RANK_BITS + DAY_BITS), day + self.sending.first_day, self.table.columns.by_rank[rank]
        )

    def service(self, number: int, by_day: int) -> int:
        """The service behind a location's packed cost."""
        return int(self._service[by_day][self.table.columns.group_of_number[number]])


class LegBasis(NamedTuple):
    """All of a leg but its units: the same for every parcel that counts in that day and weighs as much."""

    location: LocationId
    service: ServiceId
    hand_over_by: Instant
    process_on: date
    arrives_on: date
    cost: tuple[CostPart, ...]
    keep_probability: float


class CostBoards:
    """What was worked out from one table while its days stand; a class because it owns it."""

    def __init__(self, table: ReachTable) -> None:
        self.table = table
        self._epoch = -1
        self._sending: dict[ChannelId, SendingLocations] = {}
        self._boards: dict[tuple[ChannelId, tuple[int, ...]], CostBoard] = {}
        self._lanes_version = -1
        self._legs: dict[LegKey, LegBasis] = {}

    def move_to(self, today: date | None) -> None:
        """Be right for the table's epoch, and for this civil date at the place."""
        self.table.move_to(today)
        if self._epoch != self.table.epoch:
            self._epoch = self.table.epoch
            self.forget()
        if self._lanes_version != self.table.lanes.version:
            self._lanes_version = self.table.lanes.version
            self._legs.clear()

    def forget(self) -> None:
        """Throw away what was worked out: it can be worked out again."""
        self._sending.clear()
        self._boards.clear()
        self._legs.clear()

    def leg_basis(self, number: int, k: int, process_on: date, today: date, grams: int, volume_cm3: int) -> LegBasis:
        """Days, parts of the cost and keep probability of a parcel of the location by the k-th service."""
        key = (number, k, process_on, today, self.table.kilograms_of(k, grams, volume_cm3))
        found = self._legs.get(key)
        if found is None:
            if len(self._legs) >= LEGS_MAX:
                self._legs.clear()
            found = self._legs[key] = _leg_basis(self.table, number, k, process_on, today, grams, volume_cm3)
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


def _leg_basis(
    table: ReachTable, number: int, k: int, process_on: date, today: date, grams: int, volume_cm3: int
) -> LegBasis:
    at = table.columns.known[number]
    arrival = table.arrival(number, k, process_on, today)
    assert at is not None
    assert arrival is not None, (at.location, k)
    reach = table.reaches[k]
    freight = carrying.freight(reach, at.area, grams, volume_cm3)
    assert freight is not None, "too heavy for the service that was chosen"
    parts = [CostPart(name, amount) for name, amount in freight]
    if at.handling_centavos:
        parts.append(CostPart("handling", at.handling_centavos))
    return LegBasis(
        location=at.location,
        service=reach.service.service,
        hand_over_by=days.hand_over_by(at, arrival.hand_over_on),
        process_on=process_on,
        arrives_on=arrival.arrives_on,
        cost=tuple(parts),
        keep_probability=table.keep_probability(number, k, (arrival.arrives_on - today).days),
    )
