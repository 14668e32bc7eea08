"""`import olist`, then `why`, `verify` and `backtest`, as in the README."""

from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.gateways.olist.folders import Told, a_year

KEYS = {
    *("orders", "units", "promises_made", "promises_kept", "promises_broken", "promises_open", "messages_wanted"),
    *("oversold", "log_hash", "seconds", "platform_late_share", "platform_mean_promised_days"),
    *("late_share", "mean_promised_days", "by_month"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return a_year().write(tmp_path / "olist")


def test_the_main_job(shell: Shell, folder: Path) -> None:
    first = shell("import", "olist", str(folder), "--json")
    assert first.code == 0, first.err
    assert set(first.json) >= KEYS
    assert (first.json["orders"], first.json["refused"], first.json["oversold"]) == (128, 1, 0)
    again = shell("import", "olist", str(folder), "--json")
    assert (again.code, again.json["log_hash"]) == (0, first.json["log_hash"]), "run again, it changes nothing"
    other = shell("import", "olist", str(folder), "--json", store="other.db")
    assert other.json["log_hash"] == first.json["log_hash"]
    verified = shell("verify", "--json")
    assert verified.code == 0, verified.json
    assert (verified.json["facts"], verified.json["violations"]) == (first.json["facts"], 0)
    assert verified.json["invariants"] > 30


def test_the_table_for_people(shell: Shell, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "200")
    said = shell("import", "olist", str(folder))
    assert said.code == 0
    for words in ("2017-01", "all", "days promised (Olist)", "empty_order 1", "log hash"):
        assert words in said.out
    assert "holds" in shell("verify", "--log-only").out


@pytest.mark.parametrize(("language", "words"), [("es", "Promesa cumplida"), ("en", "Promise kept")])
def test_why_explains_any_of_them(shell: Shell, folder: Path, language: str, words: str) -> None:
    shell("import", "olist", str(folder))
    told = shell("why", "o001", "--language", language, "--replay")
    assert told.code == 0
    assert words in told.out
    assert shell("why", "o001", "--json").json["outcome"] == "kept"
    refused = shell("why", "empty", "--json")
    assert (refused.code, refused.json["outcome"]) == (0, "refused")
    unknown = shell("why", "nothing-like-it")
    assert unknown.code == 1
    assert "nothing-like-it" in unknown.out


def test_a_folder_of_something_else(shell: Shell, tmp_path: Path) -> None:
    said = shell("import", "olist", str(tmp_path))
    assert said.code == 1
    assert "no contiene olist_orders_dataset.csv" in said.err
    assert "does not hold olist_orders_dataset.csv" in said.err
    assert said.out == ""
    assert "Traceback" not in said.err


def test_rows_that_cannot_be_read_are_named_and_not_well(shell: Shell, tmp_path: Path) -> None:
    told = Told().order("good", "2017-01-01 10:00:00").order("bad", "2017-01-02 10:00:00", status="vanished")
    said = shell("import", "olist", str(told.write(tmp_path / "files")), "--json")
    assert said.code == 1
    assert (said.json["orders"], said.json["rows_not_read"]) == (1, 1)
    assert said.json["faults"][0]["value"] == "vanished"
    assert "no se pudieron leer" in said.err


def test_other_files_into_the_same_store(shell: Shell, folder: Path, tmp_path: Path) -> None:
    shell("import", "olist", str(folder))
    other = Told().order("x", "2017-01-01 10:00:00").write(tmp_path / "other")
    said = shell("import", "olist", str(other))
    assert said.code == 1
    assert "--store" in said.err


def test_the_backtest(shell: Shell, folder: Path) -> None:
    said = shell("backtest", "olist", "--data", str(folder), "--from", "2017-02-01", "--to", "2017-04-30", "--json")
    assert said.code == 0
    answer = said.json
    assert set(answer) >= {
        *("orders", "late_share", "mean_promised_days", "mean_actual_days", "platform_late_share"),
        *("platform_mean_promised_days", "by_month", "by_state"),
    }
    assert answer["orders"] == sum(row["orders"] for row in answer["by_month"]) == 89
    assert [row["state"] for row in answer["by_state"]] == ["RJ"]
    assert [one["method"] for one in answer["methods"]] == [
        *("promesa", "platform", "lane_table", "lane_table_rolling", "constant")
    ]
    assert answer["on_time_share"] == pytest.approx(1 - answer["late_share"])
    assert set(answer["by_month"][0]) >= {"month", "on_time_share", "mean_absolute_slack_days"}
    assert sum(one["cases"] for one in answer["bins"]) == 89
    careful = shell("backtest", "olist", "--data", str(folder), "--late", "0.01", "--json").json
    bold = shell("backtest", "olist", "--data", str(folder), "--late", "0.3", "--json").json
    assert careful["mean_promised_days"] > bold["mean_promised_days"]
    assert careful["late_share"] < bold["late_share"]
    assert "by month" in shell("backtest", "olist", "--data", str(folder)).out


def test_a_backtest_of_days_without_orders(shell: Shell, folder: Path) -> None:
    said = shell("backtest", "olist", "--data", str(folder), "--from", "2030-01-01", "--to", "2030-01-02", "--json")
    assert said.code == 1
    assert said.json["orders"] == 0
    assert shell("backtest", "olist", "--data", str(folder), "--from", "soon").code == 2
    backwards = shell("backtest", "olist", "--data", str(folder), "--from", "2017-03-02", "--to", "2017-03-01")
    assert backwards.code == 2
    assert "es después de --to" in backwards.err
    assert "is after --to" in backwards.err
    nowhere = shell("backtest", "olist", "--data", str(folder / "not-there"), "--json")
    assert (nowhere.code, nowhere.out) == (1, "")
    assert "no contiene" in nowhere.err


def test_the_race_is_drawn(shell: Shell, folder: Path, tmp_path: Path) -> None:
    window = ("--data", str(folder), "--from", "2017-02-01", "--to", "2017-04-30")
    file = tmp_path / "pictures" / "olist.svg"
    assert shell("backtest", "olist", *window, "--picture", str(file), "--language", "en").code == 0
    assert "Olist, bought 2017-02-01 to 2017-04-30" in file.read_text("utf-8")
