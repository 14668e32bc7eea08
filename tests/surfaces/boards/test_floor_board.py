"""Phones are told that something has happened on their floor, and nothing of the others."""

from promesa.domain.ledger.shipments.pick_words import NoPick, RejectPick
from promesa.domain.ledger.stock.counting import AskCounts
from promesa.domain.values.ids import Sku
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.surfaces.boards.floor_board import FloorBoard
from promesa.surfaces.boards.following import Boards
from tests.surfaces.store import town
from tests.surfaces.store.town import CONDESA, ROMA


def told(boards: Boards) -> tuple[int, int]:
    board = boards.of(FloorBoard)
    return board.position(ROMA), board.position(CONDESA)


def put(machine: Machine[World], command: object) -> None:
    assert machine.submit(command, "test").accepted


def test_each_floor_hears_of_its_own() -> None:
    machine = town.machine()
    boards = Boards(machine, (FloorBoard,))
    assert told(boards) == (0, 0), "what was before nobody waits for"
    put(machine, town.order("N-1", TAZA_01=1))
    first = told(boards)
    assert first[0] > 0
    assert first[1] == 0
    put(machine, RejectPick("N-1-1", NoPick.NO_POWER))
    moved = told(boards)
    assert moved[0] > first[0]
    assert moved[1] > 0, "it went to the other store"
    put(machine, AskCounts(CONDESA, (Sku("VELA-33"),)))
    assert told(boards)[0] == moved[0]
    assert told(boards)[1] > moved[1]
