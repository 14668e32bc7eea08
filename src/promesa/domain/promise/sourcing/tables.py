"""The tables that quotes are read from, kept as long as they are right.

They follow from the network, the policy and the lanes alone, so any of them may be thrown away at any time and the
next answer is the same. They live beside the lanes' state (`Lanes.memo`) and die with it.
"""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from promesa.domain.network.carriers.state import Reach, apart, reaching
from promesa.domain.network.places import Place
from promesa.domain.promise.chance import answers
from promesa.domain.promise.chance.lanes import Lanes
from promesa.domain.promise.sourcing.branch_ways import BranchWay
from promesa.domain.promise.sourcing.cost_board import CostBoards
from promesa.domain.promise.sourcing.origins import LocationColumns
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.reach_table import ReachTable
from promesa.domain.promise.sourcing.senders import SendingLocations
from promesa.domain.promise.sourcing.service_columns import FAR, ServiceColumn
from promesa.domain.values import moments
from promesa.domain.values.ids import ChannelId
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.policy import Policy

PACKED_MAX = 32_000_000
"""So many packed costs (of eight bytes) are remembered at a time."""
QUARTER = 15 * MINUTE


class QuoteTables:
    """Columns of locations and the tables of the kinds of places asked for; a class because it owns them."""

    def __init__(self, parts: Parts) -> None:
        self._basis = _basis(parts)
        self._parts = parts
        self.policy: Policy = parts.policy
        self.lanes: Lanes = parts.lanes
        self.now = Instant(0)
        names, paces = parts.stock.shelves.locations, parts.lanes.paces
        asking = answers.costs(parts.lanes, parts.policy, parts.locations)
        self.columns = LocationColumns(parts.locations, parts.places, names, paces, apart(parts.carriers), asking)
        self._boards: dict[int, tuple[tuple[Reach, ...], CostBoards]] = {}
        self._of_places: dict[int, CostBoards] = {}
        """Those for doors, by the place's index."""
        self._days = (-1, -1)
        self._turn = 0
        self._senders: dict[ChannelId, SendingLocations] = {}
        self._service_columns: dict[object, ServiceColumn] = {}
        self.ready: dict[tuple[int, Instant], Instant | None] = {}
        """When a pickup asked for at a moment is ready, by (location index, moment)."""
        self._ends: dict[tuple[date, str], Instant] = {}
        self.branch_ways: dict[int, tuple[BranchWay, ...]] = {}
        """Branches for customers of a place, by its index."""
        self.shared_reaches: dict[object, tuple[Reach, ...]] = {}
        self._kinds: list[Place] = []
        """One place of each kind."""
        self._reachable: tuple[int, NDArray[np.bool_]] | None = None
        self._todays: dict[str, tuple[Instant, Instant, date]] = {}

    def boards(self, parts: Parts, place: Place, now: Instant, reaches: tuple[Reach, ...] | None = None) -> CostBoards:
        """The boards (and their table) of all places reached as this one, right for now.

        `reaches`: of these services on these terms, instead of those that come to the door.
        """
        if reaches is None:
            boards = self._of_places.get(place.index)
            if boards is None:
                boards = self._of_places[place.index] = self._boards_of(parts, reaching(parts.carriers, place))
        else:
            boards = self._boards_of(parts, reaches)
        if self.columns.packed > PACKED_MAX:
            self.columns.packed = 0
            for _, one in self._boards.values():
                one.forget()
        if boards.turn != self._turn:
            boards.move_to()
            boards.turn = self._turn
        return boards

    def _boards_of(self, parts: Parts, reaches: tuple[Reach, ...]) -> CostBoards:
        entry = self._boards.get(id(reaches))
        if entry is None or entry[0] is not reaches:
            services = tuple(self._service_column(parts, reach) for reach in reaches)
            table = ReachTable(self.columns, parts.lanes, parts.policy, services)
            entry = self._boards[id(reaches)] = (reaches, CostBoards(table, self._senders))
        return entry[1]

    def is_of(self, parts: Parts) -> bool:
        """Whether what the tables follow from is still what it was."""
        was = self._parts
        return (
            parts.policy is was.policy
            and parts.locations is was.locations
            and parts.carriers is was.carriers
            and parts.places is was.places
            and self._basis == _basis(parts)
        )

    def move_to(self, now: Instant) -> None:
        """Be right for this moment: boards that were asked in another epoch, or of another edition, move on when they
        are asked again."""
        columns = self.columns
        if not columns.since <= now < columns.until:
            columns.move_to(now)
        self.now = now
        days = self._days
        if columns.epoch != days[0] or self.lanes.version != days[1]:
            self._days = (columns.epoch, self.lanes.version)
            self._turn += 1

    def _service_column(self, parts: Parts, reach: Reach) -> ServiceColumn:
        key = alike(reach)
        column = self._service_columns.get(key)
        if column is None:
            column = ServiceColumn(self.columns, parts.lanes, parts.policy, reach)
            self._service_columns[key] = column
        return column

    def reachable(self, parts: Parts, now: Instant) -> NDArray[np.bool_]:
        """Which groups of locations can deliver to which kinds of places [G, kinds]."""
        if self._reachable is None or self._reachable[0] != self.columns.epoch:
            if not self._kinds:
                found = {id(reaching(parts.carriers, place)): place for place in parts.places.by_code.values()}
                self._kinds = list(found.values())
            kinds = [(self.boards(parts, place, now).table.arrives < FAR).any(axis=1) for place in self._kinds]
            matrix = np.array(kinds, dtype=bool).reshape(len(kinds), len(self.columns.groups)).T
            self._reachable = (self.columns.epoch, matrix)
        return self._reachable[1]

    def civil_date(self, now: Instant, zone: str) -> date:
        """The civil date in the zone."""
        kept = self._todays.get(zone)
        if kept is None or not kept[0] <= now < kept[1]:
            day = moments.local_date(now, zone)
            since = moments.end_of_day(date.fromordinal(day.toordinal() - 1), zone) + 1
            kept = self._todays[zone] = (Instant(since), Instant(moments.end_of_day(day, zone) + 1), day)
        return kept[2]

    def confirm_by(self) -> Instant:
        """When a date that is given now with little knowledge will be confirmed: on a quarter of an hour (R24)."""
        return Instant(-(-(self.now + self.policy.confirm_minutes * MINUTE) // QUARTER) * QUARTER)

    def end_of_day(self, day: date, zone: str) -> Instant:
        """The last microsecond of the civil day in the zone."""
        end = self._ends.get((day, zone))
        if end is None:
            end = self._ends[day, zone] = moments.end_of_day(day, zone)
        return end


def alike(reach: Reach) -> object:
    """What columns of a service follow from: the same for places that it reaches alike."""
    return (reach.service.index, reach.area, reach.terms, reach.blocked, reach.blocked_locations)


def tables_of(parts: Parts, now: Instant, rail: str = "") -> QuoteTables:
    """The tables, right for now; for a way of paying that clears later, tables of their own (its now lies ahead)."""
    name = f"tables {rail}"
    tables: QuoteTables | None = parts.lanes.memo.get(name)
    if tables is None or not tables.is_of(parts):
        tables = parts.lanes.memo[name] = QuoteTables(parts)
    tables.move_to(now)
    return tables


def _basis(parts: Parts) -> tuple[int, ...]:
    """How often what the tables follow from has changed: the same numbers, the same tables."""
    return (
        parts.locations.version,
        parts.carriers.version,
        parts.places.version,
        len(parts.stock.shelves.locations),
        parts.lanes.paces_version,
        parts.lanes.acceptances_version if parts.policy.prices_asking else 0,
    )
