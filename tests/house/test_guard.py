"""The guard on pure rooms: their tests cannot open a socket, and it is on without being asked for."""

import socket

import pytest

from tests import conftest
from tests.house import tree


@pytest.mark.usefixtures("no_sockets")
def test_a_socket_is_refused() -> None:
    with pytest.raises(AssertionError, match="opened a socket"):
        socket.socket()
    with pytest.raises(AssertionError, match="opened a socket"):
        socket.create_connection(("localhost", 1))


@pytest.mark.parametrize("room", tree.PURE)
def test_the_guard_stands_before_every_pure_room(room: str) -> None:
    assert conftest.is_pure(tree.TESTS / room / "deep" / "test_x.py")


@pytest.mark.parametrize("name", ["engine/test_x.py", "conftest.py", "../domain/test_x.py"])
def test_the_guard_stands_nowhere_else(name: str) -> None:
    assert not conftest.is_pure((tree.TESTS / name).resolve())


def test_the_guard_needs_no_asking(request: pytest.FixtureRequest) -> None:
    assert "pure_rooms_stay_inside" in request.fixturenames
