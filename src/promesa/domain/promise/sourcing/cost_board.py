"""For a parcel of one weight to one kind of place: what it costs from every location, packed for a minimum.

The packed cost of a location (see `senders`) is its group's with what the location itself adds: the sum is worked out
once for all locations, so that a question only looks up those that have its units.
"""

from datetime import date
from typing import NamedTuple

import msgspec
import numpy as np

from promesa.domain.promise.sourcing import leg_basis, wants
from promesa.domain.promise.sourcing.origins import Indices, Numbers
from promesa.domain.promise.sourcing.reach_table import ReachTable
from promesa.domain.promise.sourcing.senders import (
    CHEAPEST_FIRST,
    COST_MASK,
    COST_MAX,
    DAY_BITS,
    DAY_MASK,
    FASTEST_FIRST,
    NEVER_PACKED,
    RANK_BITS,
    RANK_MASK,
    RANK_SHIFT,
    SERVICE_BITS,
    SERVICE_MASK,
    CostLayout,
    SendingLocations,
)
from promesa.domain.promise.sourcing.service_columns import FAR, LegBasis
from promesa.domain.promise.sourcing.wants import WantLines
from promesa.domain.values.ids import ChannelId

ANY_DAY, FASTEST = FAR - 1, -1


class CheapestParcel(msgspec.Struct, gc=False):
    """A packed cost, read: location number, service (index into the table's reaches), centavos, day of delivery.

    `basis` is the rest of its leg as worked out last (see `CostBoard.leg_basis`).
    """

    number: int
    service: int
    cost: int
    arrives: int
    basis: LegBasis | None = None
    edition: int = -1
    today: date | None = None


class LocationCosts(NamedTuple):
    """Packed costs by location [L]; `read`: those that were read so far."""

    packed: Numbers
    layout: CostLayout
    read: dict[int, CheapestParcel]


class PackedTable:
    """A table's light prices and days by service and group [K, G], packed; right for a table's epoch."""

    def __init__(self, table: ReachTable) -> None:
        self.table = table
        self.arrives = np.ascontiguousarray(table.arrives.T)
        first = int(self.arrives.min(initial=FAR))
        last = int(np.where(self.arrives < FAR, self.arrives, 0).max(initial=0))
        self.first_day = first
        """Nothing arrives before this day."""
        names, services = len(table.columns.names), len(table.services)
        fits = services < (1 << SERVICE_BITS) and names < (1 << RANK_BITS) and last - first < (1 << DAY_BITS)
        self.is_packable = fits and self.arrives.size > 0
        self.dearest = int(table.light_prices.max(initial=0)) + int(table.columns.own_cost.max(initial=0))
        """No light parcel costs more."""
        self._light: dict[CostLayout, Numbers] = {}
        table.columns.packed += 2 * self.arrives.size

    def light(self, layout: CostLayout) -> Numbers:
        """What a parcel within the first grams costs, without handling [K, G]; `NEVER_PACKED` where none arrives."""
        found = self._light.get(layout)
        if found is None:
            packed = (self.table.light_prices.T << layout.cost_shift) + np.arange(len(self.arrives))[:, None]
            packed += (self.arrives - self.first_day) << layout.day_shift
            found = self._light[layout] = np.where(self.arrives < FAR, packed, NEVER_PACKED)
        return found


class CostBoard:
    """Packed costs of parcels of one weight by location, by any day or by a given one, for who may send; a class
    because it owns them."""

    def __init__(self, packed: PackedTable, weighs: tuple[int, ...], senders: SendingLocations) -> None:
        self.packed, self.table, self.weighs, self.senders = packed, packed.table, weighs, senders
        self._kilograms = self.table.extra(weighs)
        self.is_packable = packed.is_packable and packed.dearest + int(self._kilograms.max(initial=0)) < COST_MAX
        self._by_day: dict[int, LocationCosts] = {}

    def costs(self, by_day: int) -> LocationCosts:
        """Of the services that arrive by that day the cheapest; `FASTEST` as the day: the fastest, then cheapest."""
        return self._by_day.get(by_day) or self._work_out(by_day)

    def _work_out(self, by_day: int) -> LocationCosts:
        layout = FASTEST_FIRST if by_day == FASTEST else CHEAPEST_FIRST
        by_service = self.packed.light(layout)
        if any(self.weighs):
            by_service = by_service + (self._kilograms << layout.cost_shift)
        if layout is CHEAPEST_FIRST and by_day < ANY_DAY:
            by_service = np.where(self.packed.arrives <= by_day, by_service, NEVER_PACKED)
        each = self.senders.each(by_service.min(axis=0), layout)
        found = self._by_day[by_day] = LocationCosts(each, layout, {})
        self.table.columns.packed += len(each)
        return found

    def of_each(self, numbers: Indices, by_day: int) -> Numbers:
        """The packed cost of each location; `NEVER_PACKED` or more: it sends nothing that arrives by the day."""
        return (self._by_day.get(by_day) or self._work_out(by_day)).packed.take(numbers)

    def cheapest(self, numbers: Indices, by_day: int) -> CheapestParcel | None:
        """The parcel that costs least from one of those locations and arrives by the day; first of equals.

        `FASTEST` as the day: of the parcels that arrive first the cheapest.
        """
        if not len(numbers):
            return None
        costs = self._by_day.get(by_day) or self._work_out(by_day)
        each = costs.packed.take(numbers)
        packed = each.item(each.argmin())
        return costs.read.get(packed) or self._read(costs, packed)

    def _read(self, costs: LocationCosts, packed: int) -> CheapestParcel | None:
        if packed >= NEVER_PACKED:
            return None
        number = self.table.columns.by_rank[packed >> RANK_SHIFT & RANK_MASK]
        cost = packed >> costs.layout.cost_shift & COST_MASK
        found = CheapestParcel(number, packed & SERVICE_MASK, cost, self.day_of(packed, costs.layout))
        costs.read[packed] = found
        return found

    def day_of(self, packed: int, layout: CostLayout) -> int:
        """The day of delivery in a packed cost, as an ordinal."""
        return (packed >> layout.day_shift & DAY_MASK) + self.packed.first_day

    def leg_basis(self, found: CheapestParcel, today: date, wanted: WantLines, units: tuple[int, ...]) -> LegBasis:
        """The leg of a parcel found here with those units (of one of the board's weights)."""
        edition = self.table.lanes.version
        if found.basis is None or found.edition != edition or found.today != today:
            process_on = self.table.columns.process_on(found.number)
            assert process_on is not None, found
            grams, volume_cm3 = wants.weight(wanted, units)
            found.basis = leg_basis.find(self.table, found.number, found.service, process_on, today, grams, volume_cm3)
            found.edition, found.today = edition, today
        return found.basis


class CostBoards:
    """What was worked out from one table while its days stand; a class because it owns it."""

    def __init__(self, table: ReachTable, senders: dict[ChannelId, SendingLocations]) -> None:
        self.table = table
        self._senders = senders
        self.turn = -1
        """In which of the tables' turns it was last right (see `QuoteTables.move_to`)."""
        self._epoch = -1
        self._packed: PackedTable | None = None
        self._floors: dict[tuple[ChannelId, int], int] = {}
        self._boards: dict[tuple[ChannelId, tuple[int, ...]], CostBoard] = {}

    def move_to(self) -> None:
        """Be right for the table's epoch."""
        self.table.move_to()
        if self._epoch != self.table.epoch:
            self._epoch = self.table.epoch
            self.forget()

    def forget(self) -> None:
        """Throw away what was worked out: it can be worked out again."""
        self._packed = None
        self._floors.clear()
        self._boards.clear()

    def senders(self, channel: ChannelId) -> SendingLocations:
        """Who may send on the channel."""
        found = self._senders.get(channel)
        if found is None:
            found = self._senders[channel] = SendingLocations(self.table.columns, channel)
        return found

    def floor(self, channel: ChannelId, by_day: int) -> int:
        """The least that any parcel can cost that arrives by the day."""
        found = self._floors.get((channel, by_day))
        if found is None:
            table = self.table
            in_time = np.where(table.arrives <= by_day, table.light_prices, NEVER_PACKED)
            light = in_time.min(axis=1, initial=NEVER_PACKED)
            least = self.senders(channel).least_handling
            whole = np.where((light < NEVER_PACKED) & (least < NEVER_PACKED), light + least, NEVER_PACKED)
            found = self._floors[channel, by_day] = int(whole.min(initial=NEVER_PACKED))
        return found

    def board(self, channel: ChannelId, weighs: tuple[int, ...]) -> CostBoard:
        """The board of parcels of that weight (see `ReachTable.weighs`) that may be sent on the channel."""
        found = self._boards.get((channel, weighs))
        if found is None:
            if self._packed is None:
                self._packed = PackedTable(self.table)
            found = self._boards[channel, weighs] = CostBoard(self._packed, weighs, self.senders(channel))
        return found
