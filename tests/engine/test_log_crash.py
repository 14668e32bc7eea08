"""kill -9 at any moment: what was acknowledged is there, turns are whole, and the next process goes on."""

import itertools
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import msgspec
import pytest

from promesa.engine.log import Log, Query, QueryItem
from promesa.engine.postgres import PostgresLog
from promesa.engine.sqlite import SqliteLog
from tests.engine.writer import Step

ROOT = Path(__file__).resolve().parents[2]
KILLS = 10
KILLS_SOAK = 200
ALL = Query((QueryItem(tags=("all",)),))


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, ...]:
    """Where the log is: the store's name, its address, its schema."""
    if request.param == "sqlite":
        return "sqlite", str(tmp_path / "log.db"), ""
    return "postgres", request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_schema")


def start(place: tuple[str, ...], writer: str, seed: int) -> "subprocess.Popen[str]":
    store, where, schema = place
    command = [sys.executable, "-m", "tests.engine.writer", store, where, writer, str(seed), schema]
    environment = os.environ | {"PYTHONPATH": f"{ROOT / 'src'}{os.pathsep}{ROOT}"}
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)


def acknowledged(process: "subprocess.Popen[str]") -> list[tuple[int, int]]:
    """(turn, last position) of every whole line it printed."""
    assert process.stdout is not None
    lines = process.stdout.read().splitlines(keepends=True)
    process.stdout.close()
    process.wait()
    pairs = [line.split() for line in lines if line.endswith("\n") and line != "open\n"]
    return [(int(turn), int(last)) for turn, last in pairs]


def open_log(place: tuple[str, ...]) -> Log:
    store, where, schema = place
    return SqliteLog.open(where) if store == "sqlite" else PostgresLog.open(where, schema)


def is_whole(log: Log, done: dict[str, list[tuple[int, int]]]) -> None:
    """Positions without a gap; turns whole, in order and together; all that was acknowledged; every tag found."""
    with log.turn():  # what a server was still committing for the dead is over when we have the turn
        pass
    entries = list(log.read())
    assert [entry.position for entry in entries] == list(range(1, log.head() + 1))
    assert [entry.position for entry in log.read(ALL)] == list(range(1, log.head() + 1))
    steps = [msgspec.json.decode(entry.body, type=Step) for entry in entries]
    turns: dict[str, int] = {}
    for (writer, turn), group in itertools.groupby(steps, key=lambda step: (step.writer, step.turn)):
        some = list(group)
        assert [step.step for step in some] == list(range(some[0].of))
        assert turn == turns.get(writer, -1) + 1
        turns[writer] = turn
    for writer, pairs in done.items():
        assert turns.get(writer, -1) >= (pairs[-1][0] if pairs else -1)
        for turn, last in pairs:
            assert (steps[last - 1].writer, steps[last - 1].turn) == (writer, turn)


def kill_again_and_again(place: tuple[str, ...], kills: int, seed: int) -> None:
    choose, done = random.Random(seed), {}
    for kill in range(kills):
        process = start(place, f"w{kill}", kill)
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        time.sleep(choose.uniform(0.0, 0.15))
        process.kill()
        done[f"w{kill}"] = acknowledged(process)
        if (kill + 1) % (kills // 5) == 0:
            log = open_log(place)
            is_whole(log, done)
            snapshot = log.load_snapshot("world")
            assert snapshot is None or snapshot[1] == b"%d" % snapshot[0] * 1000
            log.close()
    assert sum(len(pairs) for pairs in done.values()) > kills


def test_killed_in_the_middle_of_turns(place: tuple[str, ...]) -> None:
    kill_again_and_again(place, KILLS, seed=1)


@pytest.mark.soak
def test_killed_two_hundred_times(place: tuple[str, ...]) -> None:
    kill_again_and_again(place, KILLS_SOAK, seed=2)


def test_processes_killed_beside_each_other(postgres_url: str, postgres_schema: str) -> None:
    """Three write one PostgreSQL log; each in turn is killed. The others go on, nothing is torn."""
    place = ("postgres", postgres_url, postgres_schema)
    processes = {f"w{k}": start(place, f"w{k}", k) for k in range(3)}  # all at once: who makes the tables?
    try:
        for process in processes.values():
            assert process.stdout is not None
            assert process.stdout.readline() == "open\n"
        log = open_log(place)
        for process in processes.values():
            before = log.head()
            while log.head() < before + 200:
                time.sleep(0.01)
            process.kill()
    finally:
        for process in processes.values():
            process.kill()
        done = {writer: acknowledged(process) for writer, process in processes.items()}
    is_whole(log, done)
    log.close()
