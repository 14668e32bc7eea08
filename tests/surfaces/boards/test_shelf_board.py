"""Sums of shelves and what counting is worth, against the slow and obvious way."""

import pytest

from promesa.domain.ledger.stock import counting, questions
from promesa.domain.values.ids import Sku
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.surfaces.boards import shelf_board
from promesa.surfaces.boards.following import Boards
from promesa.surfaces.boards.shelf_board import ShelfBoard
from tests.lab import past


@pytest.fixture(scope="module")
def machine() -> Machine[World]:
    """Nine days in which much goes wrong."""
    return past.play(7, days=9, scenario=past.ROUGH)[0]


@pytest.fixture(scope="module")
def board(machine: Machine[World]) -> ShelfBoard:
    found = Boards(machine, (ShelfBoard,)).of(ShelfBoard)
    found.settle(machine)
    return found


def test_each_sku_is_the_sum_of_its_shelves(machine: Machine[World], board: ShelfBoard) -> None:
    stock = machine.world.stock
    found, after, more = [], 0, True
    while more:
        page, after = board.page(after, 37)
        found += page
        more = bool(after)
    assert sorted(one.sku for one in found) == sorted(stock.shelves.skus)
    for one in found[::50]:
        rows = questions.rows_of(stock, Sku(one.sku))
        assert one.shelves == len(rows)
        assert one.on_hand == int(stock.shelves.on_hand[rows].sum())
        assert one.reserved == int(stock.shelves.reserved[rows].sum())
        assert one.available == int(stock.shelves.available[rows].sum())
        assert one.counted_at == int(stock.shelves.counted_at[rows].min())


def test_what_a_count_is_worth_is_what_a_store_is_told(
    machine: Machine[World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf_board, "COUNTS_MAX", 1_000_000)
    world, now = machine.world, Instant(machine.now())
    board = Boards(machine, (ShelfBoard,)).of(ShelfBoard)
    board.settle(machine)
    assert board.counts(limit=10)
    for location in world.stock.shelves.locations:
        slow = counting.worth(world.catalog, world.stock, location, now, 100_000)
        quick = board.counts(location, 100_000)
        told = {one.sku: (one.units, one.stake) for one in slow if one.stake}
        assert {one.sku: (one.units, one.stake) for one in quick if one.stake} == told
        missing = {one.sku: one.missing for one in slow}
        for one in quick:
            assert one.missing == pytest.approx(missing[one.sku])


def test_the_dearest_doubts_come_first(board: ShelfBoard) -> None:
    stakes = [one.stake for one in board.counts(limit=200)]
    assert stakes == sorted(stakes, reverse=True)
    assert board.held.totals["on_hand"] > 0
