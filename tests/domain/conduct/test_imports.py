"""What the log remembers of imports."""

from typing import Any

from promesa.domain.conduct import imports
from promesa.domain.conduct.imports import FinishImport, Imports, ImportTotals, StartImport
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

NOW = Instant(1_000)


def start(name: str = "stock-a-1", digest: str = "a", undoes: str = "") -> StartImport:
    return StartImport(import_id=name, subject="stock", digest=digest, name="s.csv", mode="valid", undoes=undoes)


def finish(name: str = "stock-a-1", bad_rows: bytes = b"x") -> FinishImport:
    return FinishImport(import_id=name, totals=ImportTotals(rows=2, applied=1, bad=1), bad_rows=bad_rows)


def told(*commands: Any) -> tuple[Imports, list[Any]]:
    """The state after the commands, and each one's answer."""
    state, answers = Imports(), []
    for command in commands:
        facts = imports.RULES[type(command)](state, command, NOW)
        answers.append(facts)
        for fact in facts if isinstance(facts, list) else []:
            imports.FOLD[type(fact)](state, fact, NOW)
    return state, answers


def test_an_import_starts_once_and_ends_once() -> None:
    state, answers = told(start(), start(), finish(), finish())
    assert [len(facts) for facts in answers] == [1, 0, 1, 0]
    newest = imports.newest(state, "stock")
    assert newest is imports.find(state, "stock-a-1")
    assert newest is not None
    assert newest.finished == ImportTotals(rows=2, applied=1, bad=1)
    assert (state.times, state.bad_rows) == ({"a": 1}, {"stock": b"x"})


def test_bad_rows_are_those_of_the_newest() -> None:
    state, _ = told(start(), start("stock-b-1", "b"), finish(), finish("stock-b-1", b"y"))
    assert state.bad_rows == {"stock": b"y"}
    state, _ = told(start(), finish(), start("stock-b-1", "b"))
    assert state.bad_rows == {}


def test_an_import_is_undone_once() -> None:
    state, answers = told(start(), finish(), start("u", "undo", "stock-a-1"), start("v", "undo", "stock-a-1"))
    assert answers[-1] == Refused(Reason.WRONG_STATE, "stock-a-1")
    assert state.by_id["stock-a-1"].undone_by == "u"


def test_what_nobody_started_is_refused() -> None:
    _, answers = told(finish(), start("u", "undo", "stock-a-1"), start(""), start("x", "\n"))
    assert [answer.reason for answer in answers] == [
        Reason.INVALID,
        Reason.WRONG_STATE,
        Reason.INVALID,
        Reason.INVALID,
    ]
