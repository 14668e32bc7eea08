"""The guard on pure rooms: their tests cannot open a socket, and it is on without being asked for."""

import ast
import socket
from pathlib import Path

import pytest

from tests import conftest
from tests.house import tree

# What a test asks for if it wants a file. In a pure room it makes what it needs; real data stay with the gateways.
FILES = frozenset({"shared_data", "tmp_path", "tmp_path_factory", "tmpdir"})


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


@pytest.mark.parametrize("path", [p for room in tree.PURE for p in tree.modules(tree.TESTS / room)], ids=tree.name_of)
def test_a_pure_room_is_tested_without_files(path: Path) -> None:
    nodes = list(ast.walk(tree.parse(path)))
    asked = FILES & {node.arg for node in nodes if isinstance(node, ast.arg)}
    opened = [node.lineno for node in nodes if isinstance(node, ast.Call) and ast.unparse(node.func) == "open"]
    assert not asked, f"asks for files: {sorted(asked)}"
    assert not opened, f"opens files on lines {opened}"
