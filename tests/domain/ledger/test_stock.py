"""Shelves as tables that read like pictures, and a shelf of any size against one of five lines."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from promesa.domain.ledger.orders import state as orders_state
from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.folds import FOLD
from promesa.domain.ledger.stock.rules import UNITS_MAX
from promesa.domain.ledger.stock.state import Shelves, Stock
from promesa.domain.ledger.stock.words import (
    AdjustStock,
    CountStock,
    ExpireReservation,
    LoadStock,
    ReleaseReservation,
    ReservationReleased,
    ReserveStock,
    SafetyStockSet,
    StockCounted,
    StockCountSuperseded,
    StockPicked,
    StockReserved,
    StockUnpicked,
    Take,
)
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.ledger.till import CART, NOON, O1, placed

R = "r1"
Shelf = tuple[int, int, int]


def take(units: int, sku: str = "A", location: str = "N1") -> Take:
    return Take(sku, location, units)


def reserve(units: int, name: str = R) -> StockReserved:
    return StockReserved(name, (take(units),), None, "cart")


def shelf(stock: Stock) -> Shelf:
    """(on hand, reserved, available) of A at N1, as asked one by one; the column that quotes read says the same."""
    row = stock.shelves.row("A", "N1")
    for shelves in (stock.shelves, Shelves.from_wire(stock.shelves.to_wire())):
        assert row < 0 or shelves.available[row] == questions.available(stock, "A", "N1")
    return (
        questions.on_hand(stock, "A", "N1"),
        questions.reserved(stock, "A", "N1"),
        questions.available(stock, "A", "N1"),
    )


def told(*facts: object, on_hand: int = 10) -> Stock:
    stock = Stock()
    for fact in (StockCounted("A", "N1", on_hand, on_hand, "test"), *facts):
        FOLD[type(fact)](stock, fact, NOON)
    return stock


PICKED = (reserve(4), StockPicked(R, "p1", (take(3),)))
PICTURES: list[tuple[str, tuple[Any, ...], Shelf]] = [
    ("counted", (), (10, 0, 10)),
    ("reserved", (reserve(4),), (10, 4, 6)),
    ("reserved again, less", (reserve(4), reserve(1)), (10, 1, 9)),
    ("two owners", (reserve(4), reserve(6, "r2")), (10, 10, 0)),
    ("released", (reserve(4), ReservationReleased(R, "x")), (10, 0, 10)),
    ("picked", PICKED, (7, 1, 6)),
    ("unpicked", (*PICKED, StockUnpicked(R, "p1", (take(3),))), (10, 4, 6)),
    ("picked and released", (*PICKED, ReservationReleased(R, "x")), (7, 0, 7)),
    ("kept back", (reserve(4), SafetyStockSet("A", "N1", 3)), (10, 4, 3)),
    ("kept back more than there is", (reserve(4), SafetyStockSet("A", "N1", 9)), (10, 4, 0)),
    ("counted again", (reserve(4), StockCounted("A", "N1", 5, -5, "test")), (5, 4, 1)),
    ("counted short", (reserve(4), StockCounted("A", "N1", 1, -9, "test")), (1, 4, 0)),
]


@pytest.mark.parametrize(("facts", "seen"), [case[1:] for case in PICTURES], ids=[case[0] for case in PICTURES])
def test_what_a_shelf_shows(facts: tuple[Any, ...], seen: Shelf) -> None:
    assert shelf(told(*facts)) == seen


@pytest.mark.parametrize(
    ("takes", "answer"),
    [
        ((), Refused(Reason.EMPTY_ORDER)),
        ((take(0),), Refused(Reason.BAD_QUANTITY, "A")),
        ((take(5), take(-2)), Refused(Reason.BAD_QUANTITY, "A")),
        ((take(UNITS_MAX + 1),), Refused(Reason.BAD_QUANTITY, "A")),
        ((take(11),), Refused(Reason.NOT_ENOUGH_STOCK, "A", 10)),
        ((take(6), take(5)), Refused(Reason.NOT_ENOUGH_STOCK, "A", 10)),
        ((take(1, "B"),), Refused(Reason.NOT_ENOUGH_STOCK, "B", 0)),
        ((take(1), take(1, "A", "N2")), Refused(Reason.NOT_ENOUGH_STOCK, "A", 0)),
    ],
)
def test_all_the_units_or_none(takes: tuple[Take, ...], answer: Refused) -> None:
    assert rules.reserve(told(), ReserveStock(R, takes)) == answer


def test_ones_own_units_are_not_in_ones_way() -> None:
    stock = told(reserve(8))
    ask = ReserveStock(R, (take(10),))
    assert rules.reserve(stock, ask) == [StockReserved(R, (take(10),), None, "cart")]
    assert rules.reserve(stock, ReserveStock("r2", (take(3),))) == Refused(Reason.NOT_ENOUGH_STOCK, "A", 2)


def test_an_orders_reservation_is_changed_by_its_order_alone() -> None:
    orders = Orders()
    orders_state.FOLD[type(placed())](orders, placed(), NOON)
    name = CART  # the cart's units became the order's
    stock = told(StockReserved(name, (take(4),), NOON, "spei"))
    ask = ReserveStock(name, (take(1),))
    assert rules.reserve_by_command(stock, orders, ask) == Refused(Reason.ALREADY_EXISTS, O1)
    release = ReleaseReservation(name, "x")
    assert rules.release_by_command(stock, orders, release) == Refused(Reason.WRONG_STATE, name)
    assert rules.expire(stock, orders, ExpireReservation(name), Instant(NOON + 1)) == []


@pytest.mark.parametrize(("minutes", "ends"), [(9, False), (10, True), (11, True)])
def test_a_reservation_ends_at_its_end(minutes: int, ends: bool) -> None:
    until = Instant(NOON + 10 * MINUTE)
    stock = told(StockReserved(R, (take(4),), until, "cart"))
    ask = ExpireReservation(R)
    facts = rules.expire(stock, Orders(), ask, Instant(NOON + minutes * MINUTE))
    assert facts == ([ReservationReleased(R, "cart_expired")] if ends else [])
    assert rules.expire(Stock(), Orders(), ask, NOON) == []


def test_a_bad_name_is_refused() -> None:
    ask = ReserveStock("a\tb", (take(1),))
    assert rules.reserve_by_command(told(), Orders(), ask) == Refused(Reason.INVALID, "reservation")


# --- counts and adjustments ---


@pytest.mark.parametrize(
    ("ask", "answer"),
    [
        (CountStock("A", "N1", 7, "erp"), StockCounted("A", "N1", 7, -3, "erp")),
        (CountStock("B", "N9", 7, "erp"), StockCounted("B", "N9", 7, 7, "erp")),
        (CountStock("A", "N1", -1, "erp"), Refused(Reason.BAD_QUANTITY, "A")),
        (CountStock("A", "N1", UNITS_MAX + 1, "erp"), Refused(Reason.BAD_QUANTITY, "A")),
        (CountStock("A", "N1", 7, "erp", 5), StockCountSuperseded("A", "N1", 7, "erp", 5)),
        (CountStock("A", "N1", 7, "erp", 6), StockCounted("A", "N1", 7, -3, "erp", 6)),
        (CountStock("A", "N1", 7, "wms", 1), StockCounted("A", "N1", 7, -3, "wms", 1)),
        (CountStock("A", "N1", 7, "erp", counted_at=Instant(NOON + 6 * MINUTE)), Refused(Reason.CLOCK_SKEW, "erp")),
    ],
)
def test_counting(ask: CountStock, answer: object) -> None:
    stock = told(StockCounted("A", "N1", 10, 0, "erp", 5))
    outcome = rules.count(stock, Orders(), ask, NOON)
    assert (outcome if isinstance(outcome, Refused) else outcome[0]) == answer


@pytest.mark.parametrize(
    ("units", "answer"),
    [
        (5, None),
        (-6, None),
        (-7, Refused(Reason.NOT_ENOUGH_STOCK, "A", 6)),
        (0, Refused(Reason.BAD_QUANTITY, "A")),
        (UNITS_MAX, Refused(Reason.BAD_QUANTITY, "A")),
    ],
)
def test_adjusting_never_takes_what_is_reserved(units: int, answer: Refused | None) -> None:
    outcome = rules.adjust(told(reserve(4)), AdjustStock("A", "N1", units, "wms"))
    assert outcome == answer if answer else isinstance(outcome, list)


@pytest.mark.parametrize(
    ("columns", "answer"),
    [
        ((("A",), ("N1", "N2"), (1,)), Refused(Reason.INVALID, "columns")),
        ((("A", "A"), ("N1", "N1"), (1, 2)), Refused(Reason.INVALID, "the same shelf twice")),
        ((("A", "B"), ("N1", "N1"), (1, -2)), Refused(Reason.BAD_QUANTITY, "B")),
        (((), (), ()), []),
    ],
)
def test_loads_that_cannot_be(columns: Any, answer: object) -> None:
    assert rules.load(Stock(), LoadStock("erp", "b1", *columns)) == answer


def test_a_batch_is_loaded_once() -> None:
    ask = LoadStock("erp", "b1", ("A", "B"), ("N1", "N1"), (3, 4))
    stock = told()
    facts = rules.load(stock, ask)
    assert isinstance(facts, list)
    FOLD[type(facts[0])](stock, facts[0], NOON)
    assert shelf(stock) == (3, 0, 3)
    assert rules.load(stock, ask) == []


cells = st.tuples(st.sampled_from("ABC"), st.sampled_from(["N1", "N2", "N3"]))
figures = st.dictionaries(cells, st.integers(0, 9), min_size=1)


@given(st.lists(figures, max_size=4))
def test_loading_many_is_counting_each(loads: list[dict[tuple[str, str], int]]) -> None:
    """Whatever came before, a batch gives the figures that single counts would give, and a snapshot keeps them."""
    bulk, one_by_one = Stock(), Stock()
    for number, load in enumerate(loads):
        skus, locations = zip(*load, strict=True)
        facts = rules.load(bulk, LoadStock("erp", f"b{number}", skus, locations, tuple(load.values())))
        assert isinstance(facts, list)
        FOLD[type(facts[0])](bulk, facts[0], NOON)
        for (sku, location), units in load.items():
            counted = StockCounted(sku, location, units, 0, "erp")
            FOLD[StockCounted](one_by_one, counted, NOON)
    for sku in "ABC":
        for location in ("N1", "N2", "N3"):
            row = bulk.shelves.row(sku, location)
            found = int(bulk.shelves.on_hand[row]) if row >= 0 else 0
            assert found == questions.on_hand(one_by_one, sku, location)
        rows = questions.rows_of(bulk, sku)
        assert (bulk.shelves.sku_of[rows] == bulk.shelves.sku_numbers.get(sku, -1)).all()
    again = Shelves.from_wire(bulk.shelves.to_wire())
    assert again == bulk.shelves
    assert questions.short_shelves(Stock(again)) == []


class FiveLineShelf:
    """What a shelf is."""

    def __init__(self) -> None:
        self.on_hand, self.owed = 10, dict[str, int]()

    def left(self, name: str) -> int:
        return self.on_hand - sum(units for owner, units in self.owed.items() if owner != name)


names = st.sampled_from(["r1", "r2", "r3"])
some = st.integers(-1, 12)


class AgainstFiveLines(RuleBasedStateMachine):
    """The rules say yes and no as the plain shelf would, and show what it shows."""

    def __init__(self) -> None:
        super().__init__()
        self.stock, self.model = told(), FiveLineShelf()

    def put(self, outcome: Any) -> bool:
        if isinstance(outcome, Refused):
            return False
        for fact in outcome:
            FOLD[type(fact)](self.stock, fact, NOON)
        return True

    @rule(name=names, units=some)
    def reserve(self, name: str, units: int) -> None:
        ask = ReserveStock(name, (take(units),))
        yes = 0 < units <= self.model.left(name)
        assert self.put(rules.reserve_by_command(self.stock, Orders(), ask)) is yes
        if yes:
            self.model.owed[name] = units

    @rule(name=names)
    def release(self, name: str) -> None:
        assert self.put(rules.release(self.stock, name, "x"))
        self.model.owed.pop(name, None)

    @rule(name=names, units=some)
    def pick(self, name: str, units: int) -> None:
        if 0 < units <= self.model.owed.get(name, 0):
            self.put([StockPicked(name, "p", (take(units),))])
            self.model.owed[name] -= units
            self.model.on_hand -= units

    @rule(units=some)
    def adjust(self, units: int) -> None:
        yes = units != 0 and (units > 0 or self.model.left("") + units >= 0)
        assert self.put(rules.adjust(self.stock, AdjustStock("A", "N1", units, "x"))) is yes
        self.model.on_hand += units if yes else 0

    @rule(units=some)
    def count(self, units: int) -> None:
        """Never less than is owed here: a shortage is for `shortages` to resolve in the same append."""
        if units >= sum(self.model.owed.values()):
            assert self.put(rules.count(self.stock, Orders(), CountStock("A", "N1", units, "x"), NOON))
            self.model.on_hand = units

    @invariant()
    def shows_the_same(self) -> None:
        owed = sum(self.model.owed.values())
        assert shelf(self.stock) == (self.model.on_hand, owed, self.model.on_hand - owed)
        rows = questions.rows_of(self.stock, "A")
        assert np.array_equal(questions.available_rows(self.stock, rows), [self.model.on_hand - owed])


TestAgainstFiveLines = AgainstFiveLines.TestCase
TestAgainstFiveLines.settings = settings(stateful_step_count=25)


def test_a_safety_stock_before_any_count_stands_where_the_columns_are_full() -> None:
    """The first word about a shelf may be its safety stock, and its row may be the one that makes the columns grow."""
    stock = Stock()
    for number in range(40):
        fact = SafetyStockSet(f"S{number}", "N1", number)
        FOLD[SafetyStockSet](stock, fact, Instant(0))
        stock.shelves = Shelves.from_wire(stock.shelves.to_wire())
    assert stock.shelves.safety_stock[: stock.shelves.size].tolist() == list(range(40))
