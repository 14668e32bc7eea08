"""Pages are drawn once before anybody asks, and until then nobody is sent here."""

import threading
import time
from collections.abc import Callable

import pytest

from promesa.domain.world import World
from promesa.surfaces.boards import following
from promesa.surfaces.boards.floor_board import FloorBoard
from promesa.surfaces.boards.order_board import OrderBoard
from promesa.surfaces.boards.table import BOARDS
from promesa.surfaces.web import warming
from promesa.surfaces.web.warming import Warming
from tests.surfaces.http.city import Client, city

WAIT_SECONDS = 60.0


def until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + WAIT_SECONDS
    while not is_so():
        assert time.monotonic() < end
        time.sleep(0.01)


def begun(client: Client) -> list[type]:
    return [one for one in BOARDS if one in client.crew.room.boards._seen]


def test_nothing_is_looked_at_unless_it_is_asked_for() -> None:
    with city() as client:
        assert client.get("/readyz").json["status"] == "ready"
        assert client.crew.warming is None
        assert begun(client) == []


def test_it_is_ready_once_every_board_has_looked_at_the_world(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    may_look = threading.Event()
    begin = OrderBoard.begin

    def begin_later(board: OrderBoard, world: World, now: int) -> None:
        assert may_look.wait(WAIT_SECONDS)
        begin(board, world, now)

    monkeypatch.setattr(OrderBoard, "begin", begin_later)
    with city(warm=True) as client:
        told = client.get("/readyz")
        assert (told.status, told.json["status"]) == (503, "pages are being warmed")
        assert client.get("/healthz").status == 200
        may_look.set()
        until(lambda: client.get("/readyz").status == 200)
        assert set(BOARDS) - set(begun(client)) == {FloorBoard}, "that one only phones need, and it looks at nothing"
    assert not [record for record in caplog.records if record.name == "promesa.web"], "no page breaks"


def test_a_page_that_breaks_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn: list[str] = []

    def draw(_: Warming, page: object, __: object) -> None:
        drawn.append(repr(page))
        raise ValueError("a bug")

    monkeypatch.setattr(warming.Warming, "_draw", draw)
    with city(warm=True) as client:
        until(lambda: client.get("/readyz").status == 200)
    assert len(drawn) > 10


def test_boards_are_kept_up_though_nobody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    with city() as client:
        boards = client.crew.room.boards
        boards.of(OrderBoard)
        monkeypatch.setattr(following, "ASKED_SECONDS", -1.0)
        client.order("o1")
        head = client.head()
        assert boards.follow() == 1.0
        assert boards._seen[OrderBoard] < head
        boards.keep()
        assert boards.follow() == following.KEPT_SECONDS
        assert boards._seen[OrderBoard] == head
