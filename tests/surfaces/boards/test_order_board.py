"""Orders as columns say the same as a walk over the world, and go on saying it while orders change."""

from collections import Counter
from collections.abc import Iterator

import pytest

from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.surfaces.boards import order_states
from promesa.surfaces.boards.following import Boards
from promesa.surfaces.boards.order_board import OrderBoard, OrderFilter
from promesa.surfaces.boards.order_states import CANCELLED, STATES
from promesa.surfaces.boards.risks import RiskBoard
from tests.lab import past
from tests.surfaces.http.city import Client, city


@pytest.fixture(scope="module")
def machine() -> Machine[World]:
    """Nine days in which much goes wrong."""
    return past.play(7, days=9, scenario=past.ROUGH)[0]


@pytest.fixture(scope="module")
def board(machine: Machine[World]) -> OrderBoard:
    return _board(Boards(machine, (OrderBoard,)), machine)


@pytest.fixture
def client() -> Iterator[Client]:
    with city() as opened:
        yield opened


def _board(boards: Boards, machine: Machine[World]) -> OrderBoard:
    found = boards.of(OrderBoard)
    found.settle(machine)
    return found


def _pages(board: OrderBoard, wanted: OrderFilter, limit: int) -> list[OrderId]:
    found, before = list[OrderId](), None
    while before != 0:
        names, before = board.find(wanted, before, limit)
        assert len(names) <= limit
        found += names
    return found


def test_pages_show_every_order_once_the_newest_first(machine: Machine[World], board: OrderBoard) -> None:
    orders = machine.world.orders.by_id
    found = _pages(board, OrderFilter(), 7)
    assert sorted(found) == sorted(orders)
    placed = [orders[name].placed_at for name in found]
    assert placed == sorted(placed, reverse=True)


def test_risks_are_those_that_the_board_of_risks_knows(machine: Machine[World]) -> None:
    boards = Boards(machine, (RiskBoard, OrderBoard))
    known, board = boards.of(RiskBoard), _board(boards, machine)
    for hours in (0, 30, 100):
        now = Instant(machine.last_at + hours * moments.HOUR)
        board.take_risks(known, now)
        told = {row.watch.order: str(row.cause) for row in known.seen(now).rows}
        assert told
        assert set(told) == set(_pages(board, OrderFilter(risk="any"), 50))
        by_risk = Counter(told.values())
        assert {name: many for name, many in board.count(OrderFilter()).by_risk.items() if many} == dict(by_risk)
        for risk, many in by_risk.items():
            assert board.total(OrderFilter(risk=risk))[0] == many


def test_filters_let_through_what_a_walk_would(machine: Machine[World], board: OrderBoard) -> None:
    world = machine.world
    signs = {name: sign for name in world.orders.by_id if (sign := order_states.sign(world, name)) is not None}
    some = next(sign for sign in reversed(signs.values()) if sign.locations and sign.carriers)
    day = some.day
    cases = (
        (OrderFilter(state="closed"), lambda sign: STATES[sign.state] == "closed"),
        (OrderFilter(state="open"), lambda sign: STATES[sign.state] in order_states.OPEN_STATES),
        (OrderFilter(location=some.locations[0]), lambda sign: some.locations[0] in sign.locations),
        (OrderFilter(carrier=some.carriers[0]), lambda sign: some.carriers[0] in sign.carriers),
        (OrderFilter(region=some.region), lambda sign: sign.region == some.region),
        (OrderFilter(channel=some.channel, until_day=day), lambda one: one.channel == some.channel and one.day <= day),
        (OrderFilter(since_day=day), lambda sign: sign.day >= day),
        (OrderFilter(location="nowhere"), lambda _: False),
        (OrderFilter(state="nothing"), lambda _: False),
    )
    for wanted, passes in cases:
        found = {name for name, sign in signs.items() if passes(sign)}
        assert set(_pages(board, wanted, 40)) == found, wanted
        assert board.total(wanted) == (len(found), sum(signs[name].total for name in found))


def test_counts_and_days_add_up(machine: Machine[World], board: OrderBoard) -> None:
    world = machine.world
    counts = board.count(OrderFilter())
    assert sum(counts.by_state.values()) == len(world.orders.by_id)
    signs = [order_states.sign(world, name) for name in world.orders.by_id]
    kept = [sign for sign in signs if sign is not None and STATES[sign.state] != CANCELLED]
    first = min(sign.day for sign in kept)
    days = board.by_day(first, 60)
    assert [many for _, many, _ in days if many] == [many for _, many in sorted(Counter(s.day for s in kept).items())]
    assert sum(money for _, _, money in days) == sum(sign.total for sign in kept)
    regions = board.by_region(first, first + 60)
    assert {name: many for name, many, _ in regions} == dict(Counter(sign.region for sign in kept))


def test_names_are_found_by_their_beginning(machine: Machine[World], board: OrderBoard) -> None:
    world = machine.world
    name = next(iter(world.orders.by_id))
    assert name in board.orders.starting(name[:4].lower(), 1_000)
    guide = next(iter(world.shipments.by_tracking))
    assert guide in board.guides.starting(guide[:-1], 1_000)
    parcel = next(iter(world.shipments.by_id))
    assert parcel in board.parcels.starting(parcel, 10)
    customer = world.orders.by_id[name].placed.customer
    assert board.customers.starting(customer, 10).count(customer) == 1
    assert board.orders.starting("no such", 10) == []


def test_the_board_hears_what_becomes_of_orders(client: Client) -> None:
    machine = client.machine
    boards = Boards(machine, (OrderBoard, RiskBoard))
    client.order("o1")
    assert _board(boards, machine).find(OrderFilter(), None, 10)[0] == ["o1"]
    client.order("o2")
    client.post("/v1/orders/o1/cancel", {})
    client.post("/v1/parcels/o2-1/pack", {})
    board = _board(boards, machine)
    now = Instant(machine.now())
    assert board.find(OrderFilter(), None, 10)[0] == ["o2", "o1"]
    assert board.find(OrderFilter(state="cancelled"), None, 10)[0] == ["o1"]
    assert board.find(OrderFilter(state="packed", location="cedis", region="14"), None, 10)[0] == ["o2"]
    board.take_risks(boards.of(RiskBoard), Instant(now + 30 * DAY))
    assert board.count(OrderFilter()).by_risk["overdue"] == 1


def test_orders_placed_while_the_first_are_being_read_are_not_lost(client: Client) -> None:
    machine = client.machine
    boards = Boards(machine, (OrderBoard,))
    client.order("o1")
    board = boards.of(OrderBoard)
    client.order("o2")
    boards.catch_up()
    board.settle(machine)
    assert board.find(OrderFilter(), None, 10)[0] == ["o2", "o1"]
