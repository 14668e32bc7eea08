"""What somebody gave us is kept as it came, is theirs only, and is gone for everybody once they are forgotten."""

from collections.abc import Callable
from pathlib import Path

import pytest

from promesa.engine import papers
from promesa.engine.papers import MemoryPapers, Papers, PaperStore, SqlitePapers
from promesa.engine.postgres_papers import PostgresPapers
from promesa.engine.vault import MemoryKeys, Vault

Opened = Callable[[], PaperStore]


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    """Opens the same store again."""
    if request.param == "memory":
        kept = MemoryPapers()
        return lambda: kept
    if request.param == "sqlite":
        return lambda: SqlitePapers(tmp_path / "log.db.papers")
    url, schema = request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_schema")
    return lambda: PostgresPapers(url, schema)


def test_it_is_kept_as_it_came_and_is_whose_it_is(opened: Opened) -> None:
    vault = Vault(MemoryKeys())
    here = Papers(opened, vault)
    body = bytes(range(256)) * 4_000
    assert here.keep("p1", "ana", body)
    assert here.keep("p1", "ana", b"another one under the same name")
    here.close()
    again = Papers(opened, vault)
    assert again.open("p1", "ana") == body
    assert again.open("p1", "eve") is None
    assert again.open("p2", "ana") is None
    vault.forget("ana")
    assert again.open("p1", "ana") is None
    again.close()


def test_nobody_fills_a_disk(opened: Opened) -> None:
    here = Papers(opened, Vault(MemoryKeys()))
    kept = [here.keep(f"p{number}", "ana", b"x") for number in range(papers.KEPT_MAX + 2)]
    assert kept == [True] * papers.KEPT_MAX + [False] * 2
    assert here.keep("p0", "ana", b"x"), "what is there already stays welcome"
    assert here.keep("p", "eve", b"x")
    here.close()


def test_nothing_of_it_lies_in_the_open(tmp_path: Path) -> None:
    path = tmp_path / "log.db.papers"
    here = Papers(lambda: SqlitePapers(path), Vault(MemoryKeys()))
    here.keep("p1", "ana", b"a street and a number")
    here.close()
    assert b"a street and a number" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0
