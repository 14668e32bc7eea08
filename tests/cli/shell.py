"""Runs `promesa` in this process and keeps what it said."""

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import pytest

from promesa.cli import main


class Said(NamedTuple):
    """Exit code, standard output and standard error."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one object on standard output."""
        (line,) = self.out.strip().splitlines()
        return json.loads(line)

    @property
    def objects(self) -> list[Any]:
        """One object per line."""
        return [json.loads(line) for line in self.out.strip().splitlines()]


class Shell:
    """`shell("why", "o1")` is `promesa why o1` with the store of this test."""

    def __init__(self, capsys: pytest.CaptureFixture[str], store: str) -> None:
        self.capsys, self.store = capsys, store

    def __call__(self, *arguments: str, store: str | None = None) -> Said:
        named = ("--store", store or self.store)
        return self.bare(*arguments, *named)

    def bare(self, *arguments: str) -> Said:
        """Without a store."""
        self.capsys.readouterr()
        code = run(arguments)
        captured = self.capsys.readouterr()
        return Said(code, captured.out, captured.err)


def run(arguments: Sequence[str]) -> int:
    """The exit code; `main` always leaves by one."""
    with pytest.raises(SystemExit) as left:
        main.main(arguments)
    return int(left.value.code or 0)
