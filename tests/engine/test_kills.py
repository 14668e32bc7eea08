"""Killed with `kill -9` at random moments under load, on each store: nothing acknowledged is lost, nothing doubled."""

import uuid
from pathlib import Path

import pytest

from promesa import app
from promesa.engine.log import Draft
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.engine.model import Model
from promesa.flows import order_to_cash
from promesa.lab import kills, reactions
from promesa.lab.kills import KillReport, Where
from tests.regressions.shop import Shop

QUICK, LIVES_OF_A_LOG, LOGS = 8, 10, 20


def check(report: KillReport, lives: int) -> None:
    assert report.faults == []
    assert report.kills == lives
    assert report.orders >= report.acknowledged > lives
    assert report.effects_tried > report.acknowledged
    assert report.timers_fired > 0


def test_killed_on_sqlite(tmp_path: Path) -> None:
    check(kills.campaign(Where(str(tmp_path / "log.db")), tmp_path / "notes", QUICK, seed=1), QUICK)


def test_killed_on_postgres(postgres_url: str, postgres_schema: str, tmp_path: Path) -> None:
    check(kills.campaign(Where(postgres_url, postgres_schema), tmp_path / "notes", QUICK, seed=2), QUICK)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(LOGS))
def test_killed_two_hundred_times_on_sqlite(tmp_path: Path, number: int) -> None:
    where = Where(str(tmp_path / "log.db"))
    check(kills.campaign(where, tmp_path / "notes", LIVES_OF_A_LOG, seed=100 + number), LIVES_OF_A_LOG)


@pytest.mark.soak
@pytest.mark.parametrize("number", range(LOGS))
def test_killed_two_hundred_times_on_postgres(
    postgres_url: str, postgres_schema: str, tmp_path: Path, number: int
) -> None:
    where = Where(postgres_url, f"{postgres_schema}_{uuid.uuid4().hex[:6]}")
    check(kills.campaign(where, tmp_path / "notes", LIVES_OF_A_LOG, seed=200 + number), LIVES_OF_A_LOG)


# --- what would be found ---


def test_a_reaction_that_is_missing_is_found() -> None:
    """Without the story that asks for the money, every order that waits for some is a fault."""
    shop = Shop().sells("A").opens("N1").carries("P", 2).has("N1", A=5)
    shop.places("o1", {"A": 1})
    assert reactions.read(shop.machine).faults == []
    deaf = Machine(shop.log, without(order_to_cash.ask_for_it), lambda: shop.now)
    shop.machine = deaf
    shop.places("o2", {"A": 1})
    found = reactions.read(deaf).faults
    assert len(found) == 3
    assert all("PaymentAwaited" in fault and "0 times, not 1" in fault for fault in found)


def test_an_effect_done_and_never_tried_is_found(tmp_path: Path) -> None:
    shop = Shop().sells("A").opens("N1").carries("P", 2).has("N1", A=5)
    shop.places("o1", {"A": 1}, rail="cod")
    shop.works_off()
    notes = tmp_path / "notes"
    notes.write_text("1 SendMessage o1\n1 SendMessage o2\nbug of somebody\n")
    report = KillReport()
    kills.look(shop.log, {"o1", "o7"}, notes, report)
    assert any("acknowledged and lost: o7" in fault for fault in report.faults)
    assert not any("o1" in fault and "lost" in fault for fault in report.faults)
    for wrong in ("was tried as", "never wanted", "never tried", "bug of somebody"):
        assert any(wrong in fault for fault in report.faults), wrong


def test_half_an_order_is_found() -> None:
    shop = Shop().sells("A").opens("N1").carries("P", 2).has("N1", A=5)
    shop.places("o1", {"A": 1}, rail="cod")
    cut = MemoryLog()
    entries = list(shop.log.read())
    placed = next(number for number, entry in enumerate(entries) if entry.kind == "OrderPlaced")
    cut.append([Draft(e.at, e.by, e.cause, e.policy, e.kind, e.body, e.tags) for e in entries[: placed + 2]])
    faults = reactions.read(app.build(cut, lambda: shop.now)).faults
    assert len(faults) == 1
    assert faults[0].startswith(f"half an order at {placed + 1}")


def without(story: object) -> Model:
    """The business without one reaction."""
    whole = app.model()
    stories = {kind: tuple(one for one in several if one is not story) for kind, several in whole.stories.items()}
    return type(whole)(
        codec=whole.codec,
        world_type=whole.world_type,
        new_world=whole.new_world,
        folds=whole.folds,
        rules=whole.rules,
        stories=stories,
        policy_version=whole.policy_version,
    )
