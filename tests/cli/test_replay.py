"""`promesa replay`: what can be typed, what it says, and that only a receipt is written."""

import json
from pathlib import Path

import pytest

from promesa import app
from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.values.refusal import Reason
from promesa.engine.sqlite import SqliteLog
from promesa.lab.race import racers
from tests.cli.shell import Shell
from tests.lab import past

KEYS = {
    *(
        "since",
        "until",
        "orders",
        "stale_offers",
        "not_retold",
        "policies",
        "differences",
        "seed",
        "facts",
        "seconds",
        "bounds",
    ),
}
DAY = ("--from", "2026-06-04", "--to", "2026-06-05", "--tail", "1")


@pytest.fixture
def kept(shell: Shell) -> Shell:
    """A store with a short rough past."""
    log = SqliteLog.open(shell.store)
    with log.turn() as turn:
        turn.put(past.entries())
    log.close()
    return shell


def test_figures_for_programs_and_people_and_a_picture(kept: Shell, tmp_path: Path) -> None:
    (tmp_path / "dear.json").write_text(json.dumps({"split_cost": 9_000}))
    asked = ("--policy", "log", "--policy", "list_order", "--policy", "dear.json", *DAY)
    said = kept("replay", *asked, "--json", "--picture", "savings.svg")
    assert said.code == 0, said.err
    assert set(said.json) == KEYS
    assert [row["policy"] for row in said.json["policies"]] == ["log", "list_order", "dear"]
    assert [one["against"] for one in said.json["differences"]] == ["log", "log"]
    assert all(row["orders"] + row["unplaced"] == said.json["orders"] for row in said.json["policies"])
    assert "list_order" in (tmp_path / "savings.svg").read_text()
    table = kept("replay", *asked, "--bound")
    assert table.code == 0
    assert "against log" in table.out
    assert "all orders together, by the promised day" in table.out
    again = kept("replay", *asked, "--json").json
    assert {**again, "seconds": 0} == {**said.json, "seconds": 0}


def test_a_long_comparison_goes_on_where_it_was_stopped(kept: Shell, tmp_path: Path) -> None:
    asked = ("replay", *DAY, "--json", "--resume", "kept")
    kept(*asked, "--policy", "log")
    (first,) = (tmp_path / "kept").iterdir()
    before = first.stat().st_mtime_ns
    both = kept(*asked, "--policy", "log", "--policy", "nearest").json
    assert first.stat().st_mtime_ns == before
    assert len(list((tmp_path / "kept").iterdir())) == 2
    together = kept("replay", *DAY, "--json", "--policy", "log", "--policy", "nearest").json
    assert {**both, "seconds": 0} == {**together, "seconds": 0}


def test_a_receipt_lets_a_policy_go_live(kept: Shell) -> None:
    log = SqliteLog.open(kept.store)
    machine = app.build(log)
    careful = racers.changed(machine.world.policies.now, {"needs_replay": True}, "x")
    assert machine.submit(SetPolicy(careful), "office").accepted
    other = racers.changed(careful, {"sourcing": "nearest", "rethink_minutes": 0}, "x")
    refusal = machine.submit(SetPolicy(other), "office").refusal
    assert refusal.reason is Reason.NOT_REPLAYED
    before = machine.seen
    log.close()
    assert kept("replay", "--policy", "log", "--policy", "nearest", *DAY).code == 0
    assert kept("replay", "--policy", "log", "--policy", "nearest", *DAY, "--keep").code == 0
    log = SqliteLog.open(kept.store)
    machine = app.build(log)
    assert machine.seen == before + 1
    assert machine.submit(SetPolicy(other), "office").accepted
    log.close()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (("--policy", "nonsense"), 1, "nonsense"),
        (("--policy", "missing.json"), 1, "missing.json"),
        (("--from", "tomorrow"), 2, "tomorrow"),
        (("--from", "2026-06-05", "--to", "2026-06-04"), 2, "--from"),
        (("--from", "2031-01-01", "--to", "2031-01-02"), 1, "2031-01-01"),
        (("olist",), 2, "olist"),
        (("demo", "--keep"), 2, "--keep"),
    ],
)
def test_what_cannot_be_done_is_said(kept: Shell, arguments: tuple[str, ...], code: int, says: str) -> None:
    said = kept("replay", *arguments)
    assert (said.code, said.out) == (code, "")
    assert says in said.err


def test_a_log_without_orders(shell: Shell) -> None:
    SqliteLog.open(shell.store).close()
    assert shell("replay").code == 1
