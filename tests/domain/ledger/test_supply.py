"""What is on its way becomes stock when it is here, in parts or whole, and what never came is said."""

from datetime import date
from typing import Any

import pytest

from promesa.domain.ledger import supply as supplies
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.folds import FOLD as STOCK_FOLD
from promesa.domain.ledger.stock.rules import UNITS_MAX
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.stock.words import StockAdjusted, StockCounted
from promesa.domain.ledger.supply import (
    FOLD,
    AnnounceSupply,
    MoveSupply,
    ReceiveSupply,
    Supply,
    SupplyAnnounced,
    SupplyArrived,
    SupplyClosed,
    SupplyMoved,
)
from promesa.domain.values.ids import LocationId, Sku, SupplyId
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.ledger.till import NOON

S1, A, N1 = SupplyId("po-1"), Sku("A"), LocationId("N1")
FRIDAY, MONDAY = date(2027, 5, 14), date(2027, 5, 17)
ANNOUNCED = SupplyAnnounced(S1, N1, A, 10, FRIDAY, "erp")


class Dock:
    """Supply and the shelves that it fills."""

    def __init__(self, *facts: object) -> None:
        self.supply, self.stock = Supply(), Stock()
        self.accept(list(facts))

    def accept(self, facts: list[Any]) -> None:
        for fact in facts:
            if type(fact) in FOLD:
                FOLD[type(fact)](self.supply, fact, NOON)
            else:
                STOCK_FOLD[type(fact)](self.stock, fact, NOON)

    def receives(self, units: int, last: bool = False) -> list[Any] | Refused:
        outcome = supplies.receive(self.supply, self.stock, ReceiveSupply(S1, units, last))
        if not isinstance(outcome, Refused):
            self.accept(outcome)
        return outcome


def adjusted(units: int) -> StockAdjusted:
    return StockAdjusted(A, N1, units, "supply", S1)


@pytest.mark.parametrize(
    ("parts", "last_facts", "on_hand"),
    [
        ([(10, False)], [SupplyArrived(S1, 10), adjusted(10), SupplyClosed(S1, 0)], 10),
        ([(4, False), (6, False)], [SupplyArrived(S1, 6), adjusted(6), SupplyClosed(S1, 0)], 10),
        ([(4, False), (3, True)], [SupplyArrived(S1, 3), adjusted(3), SupplyClosed(S1, 3)], 7),
        ([(4, False), (0, True)], [SupplyClosed(S1, 6)], 4),
        ([(12, False)], [SupplyArrived(S1, 12), adjusted(12), SupplyClosed(S1, 0)], 12),
        ([(4, False)], [SupplyArrived(S1, 4), adjusted(4)], 4),
    ],
    ids=["whole", "in parts", "the last part", "no more comes", "more than said", "not whole yet"],
)
def test_receiving(parts: list[tuple[int, bool]], last_facts: list[Any], on_hand: int) -> None:
    dock = Dock(ANNOUNCED)
    told = [dock.receives(units, last) for units, last in parts]
    assert told[-1] == last_facts
    assert questions.on_hand(dock.stock, A, N1) == on_hand
    left = 10 - on_hand if S1 in dock.supply.by_id else 0
    assert supplies.expected(dock.supply, A, N1) == ([(FRIDAY, left)] if left else [])


@pytest.mark.parametrize(("units", "last"), [(-1, False), (0, False), (-1, True), (UNITS_MAX + 1, False)])
def test_units_that_cannot_be(units: int, last: bool) -> None:
    assert Dock(ANNOUNCED).receives(units, last) == Refused(Reason.BAD_QUANTITY, "A")


def test_a_shelf_never_overflows() -> None:
    dock = Dock(ANNOUNCED, StockCounted(A, N1, UNITS_MAX, 0, "erp"))
    assert dock.receives(1) == Refused(Reason.BAD_QUANTITY, "A")


def test_a_supply_closed_or_unknown_receives_nothing() -> None:
    dock = Dock(ANNOUNCED)
    dock.receives(10)
    assert dock.receives(1) == Refused(Reason.UNKNOWN_SUPPLY, S1)


@pytest.mark.parametrize(
    ("ask", "outcome"),
    [
        (AnnounceSupply(SupplyId("po-2"), N1, A, 5, MONDAY), None),
        (AnnounceSupply(S1, N1, A, 5, MONDAY), Refused(Reason.ALREADY_EXISTS, S1)),
        (AnnounceSupply(SupplyId("po-2"), N1, A, 0, MONDAY), Refused(Reason.BAD_QUANTITY, "A")),
        (AnnounceSupply(SupplyId("po-2"), N1, A, UNITS_MAX + 1, MONDAY), Refused(Reason.BAD_QUANTITY, "A")),
        (AnnounceSupply(SupplyId("\n"), N1, A, 5, MONDAY), Refused(Reason.INVALID, "supply")),
    ],
)
def test_announcing(ask: AnnounceSupply, outcome: Refused | None) -> None:
    told = supplies.announce(Dock(ANNOUNCED).supply, ask, NOON)
    assert told == outcome if outcome else told == [SupplyAnnounced(ask.supply, N1, A, 5, MONDAY, "")]


def test_moving() -> None:
    dock = Dock(ANNOUNCED)
    moved = supplies.move(dock.supply, MoveSupply(S1, MONDAY), NOON)
    assert moved == [SupplyMoved(S1, FRIDAY, MONDAY)]
    dock.accept(moved)
    assert supplies.move(dock.supply, MoveSupply(S1, MONDAY), NOON) == []
    assert supplies.expected(dock.supply, A, N1) == [(MONDAY, 10)]
    assert supplies.move(Supply(), MoveSupply(S1, MONDAY), NOON) == Refused(Reason.UNKNOWN_SUPPLY, S1)
