"""`promesa solve facility`: figures as JSON, and every no in two languages."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell

CASE = "2 2\n10 100\n10 50\n4\n1 2\n5\n3 9\n"


@pytest.fixture
def case(tmp_path: Path) -> Path:
    path = tmp_path / "case.txt"
    path.write_text(CASE)
    return path


def test_it_tells_what_it_found(shell: Shell, case: Path) -> None:
    said = shell("solve", "facility", str(case), "--json")
    assert said.code == 0, said
    answer = said.json
    assert answer["objective"] == answer["bound"] == 61.0
    assert answer["opened"] == [2]
    assert answer["ended"] == "proven"
    assert answer["seconds"] > 0
    assert answer["flows"] == [
        {"customer": 1, "facility": 2, "share": 1.0},
        {"customer": 2, "facility": 2, "share": 1.0},
    ]
    assert "61.00" in shell("solve", "facility", str(case)).out


def test_capacity_is_asked_for_where_the_file_has_the_word(shell: Shell, case: Path) -> None:
    case.write_text(CASE.replace("10 ", "capacity "))
    said = shell("solve", "facility", str(case), "--json")
    assert said.code == 1
    assert "--capacity" in said.err
    assert "renglón 2" in said.err
    assert shell("solve", "facility", str(case), "--json", "--capacity", "5").json["opened"] == [1, 2]


def test_a_capacity_that_is_not_needed_is_told(shell: Shell, case: Path) -> None:
    said = shell("solve", "facility", str(case), "--json", "--capacity", "5")
    assert said.code == 0
    assert said.json["opened"] == [2]
    assert "--capacity" in said.err


def test_too_little_capacity_is_said(shell: Shell, case: Path) -> None:
    case.write_text(CASE.replace("10 ", "4 "))
    said = shell("solve", "facility", str(case), "--json")
    assert said.code == 1
    assert said.json["ended"] == "infeasible"
    assert said.json["objective"] is None
    assert "No se puede" in said.err
    assert "cannot" in said.err


@pytest.mark.parametrize(
    "words", [("none.txt",), (".",), ("case.txt", "--capacity", "-1"), ("case.txt", "--nodes", "0")]
)
def test_a_wrong_call_is_no_traceback(shell: Shell, case: Path, words: tuple[str, ...]) -> None:
    said = shell("solve", "facility", *words, "--json")
    assert said.code in (1, 2)
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.strip()
