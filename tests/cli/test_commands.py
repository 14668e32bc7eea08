"""What can be typed: help, keys, quotes, imports, benches, a demo; and how each says no."""

import json
import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from typer.main import get_command

from promesa import app
from promesa.cli import main, wrong_calls
from promesa.lab import benches
from tests.cli.shell import Shell

COMMANDS = {
    "demo",
    "serve",
    "import",
    "quote",
    "cases",
    "dossier",
    "why",
    "rethink",
    "replay",
    "verify",
    "ledger",
    "backtest",
    "bench",
}
COMMANDS |= {"person", "link", "keys", "solve", "agents", "drill", "messages", "intents", "templates", "rehearse"}


def test_every_command_of_the_design_is_there(shell: Shell) -> None:
    assert set(get_command(main.app).commands) == COMMANDS
    said = shell.bare("--help")
    assert said.code == 0
    assert all(name in said.out for name in COMMANDS)


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(shell: Shell, command: str) -> None:
    said = shell.bare(command, "--help")
    assert said.code == 0
    assert "Usage" in said.out


@pytest.mark.parametrize(
    "arguments",
    [
        ("fly",),
        ("why",),
        ("why", "o1", "--language", "de"),
        ("quote", "--sku", "A"),
        ("quote", "--sku", "A", "--units", "1", "--units", "2", "--postal-code", "01000"),
        ("quote", "--sku", "A", "--units", "0", "--postal-code", "01000"),
        ("bench", "everything"),
        ("ledger", "--outcome", "forgotten"),
        ("ledger", "--from", "soon"),
        ("import",),
        ("import", "stock", "x.csv", "--map", "nonsense"),
        ("import", "olist", ".", "--dry-run"),
        ("backtest", "olist"),
        ("backtest", "olist", "--data", ".", "--late", "2"),
        ("demo", "--days", "0"),
    ],
)
def test_a_wrong_call_is_exit_2_and_changes_nothing(shell: Shell, arguments: tuple[str, ...]) -> None:
    said = shell.bare(*arguments)
    assert said.code == 2, said
    *_, spanish, english = said.err.strip().splitlines()
    assert spanish != english
    assert "No entendimos" not in spanish
    assert "Traceback" not in said.err
    assert said.out == ""


@pytest.mark.parametrize(
    ("arguments", "spanish", "english"),
    [
        (("fly",), "No existe el comando fly.", "No such command 'fly'."),
        (("why",), "Falta el argumento ID.", "Missing argument 'ID'."),
        (("quote",), "Falta la opción --sku.", "Missing option '--sku'."),
        (("quote", "--sku"), "La opción --sku necesita un valor.", "requires an argument"),
        (("demo", "--day", "1"), "No existe la opción --day; ¿quiso decir --days?", "--days"),
        (("demo", "--days", "0"), "--days: debe ", "--days"),
        (("demo", "--seed", "x"), "--seed: debe ser un entero.", "integer"),
        (("verify", "--json=1"), "La opción --json no lleva valor.", "does not take a value"),
        (("why", "o1", "o2"), "Sobra: o2.", "o2"),
        (("why", "o1", "--language", "de"), '--language: debe ser "es" o "en"', '--language: must be "es" or "en"'),
    ],
)
def test_a_wrong_call_is_said_in_both_languages(
    shell: Shell, arguments: tuple[str, ...], spanish: str, english: str
) -> None:
    said = shell.bare(*arguments).err.strip().splitlines()
    assert said[-2].startswith(spanish)
    assert english in said[-1]


def test_what_we_have_no_words_for_is_shown_as_it_came() -> None:
    class Strange(wrong_calls.UsageError):
        def format_message(self) -> str:
            return "Whatever next"

    assert wrong_calls.say(Strange("x")) == ("No entendimos la llamada: Whatever next", "Whatever next")


def test_nothing_said_is_answered_with_the_help(shell: Shell) -> None:
    for said in (shell.bare(), shell.bare("keys")):
        assert said.code == 2
        assert said.err.startswith("Usage: promesa")


def test_interrupted_it_says_so(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(app, "open_log", lambda *_, **__: interrupted(None))
    said = shell("verify")
    assert said.code == 130
    assert "Interrumpido" in said.err
    assert "Interrupted" in said.err


def test_it_runs_as_a_module_too() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(main.__file__).parents[2])}
    command = [sys.executable, "-m", "promesa", "why"]
    told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert told.returncode == 2
    assert told.stderr.startswith("Uso / Usage: promesa why ")


@pytest.mark.parametrize("arguments", [("verify",), ("verify", "--log-only")])
def test_an_audit_calms_the_collector(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...]
) -> None:
    shell("keys", "add", "web")
    calmed = []
    monkeypatch.setattr(app, "calm_collector", lambda: calmed.append(True))
    assert shell(*arguments).code == 0
    assert calmed == [True]


@pytest.mark.parametrize(
    "arguments", [("why", "o1"), ("verify",), ("quote", "--sku", "A", "--postal-code", "01000"), ("keys", "list")]
)
def test_a_store_that_is_not_there_is_not_made_by_a_question(shell: Shell, arguments: tuple[str, ...]) -> None:
    said = shell(*arguments)
    assert said.code == 1
    assert "No hay ningún registro" in said.err
    assert "There is no log" in said.err
    assert not list(Path(shell.store).parent.glob("store.db*"))


def test_a_file_that_is_no_store(shell: Shell) -> None:
    Path(shell.store).write_text("something else entirely" * 100)
    said = shell("verify")
    assert said.code == 1
    assert "no es un registro de Promesa" in said.err


def test_a_store_in_a_folder_that_is_not_there(shell: Shell) -> None:
    said = shell("keys", "add", "web", store="nowhere/at/all.db")
    assert said.code == 1
    assert "No se pudo" in said.err
    assert "Traceback" not in said.err


def test_a_folder_is_no_store(shell: Shell, tmp_path: Path) -> None:
    said = shell("verify", store=str(tmp_path))
    assert said.code == 1
    assert "It could not be done" in said.err


def test_a_quote_on_a_store_without_a_secret(shell: Shell) -> None:
    said = shell("quote", "--sku", "A", "--postal-code", "01000", store=":memory:")
    assert said.code == 1
    assert "PROMESA_SECRET" in said.err


def test_bad_settings_are_a_wrong_call(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMESA_PORT", "many")
    said = shell("verify")
    assert said.code == 2
    assert "PROMESA_PORT: se esperaba un entero" in said.err
    assert "PROMESA_PORT: expected an integer" in said.err


def test_the_store_may_come_from_the_environment(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell("keys", "add", "web")
    monkeypatch.setenv("PROMESA_STORE", shell.store)
    assert shell.bare("keys", "list", "--json").json["name"] == "web"


# --- keys ---


def test_keys_are_made_shown_once_and_revoked(shell: Shell) -> None:
    made = shell("keys", "add", "web", "--scope", "quote", "--scope", "read", "--json").json
    assert made["key"].startswith("prm_")
    assert made["scopes"] == ["quote", "read"]
    assert made["key"] not in Path(shell.store).read_bytes().decode("latin-1")
    again = shell("keys", "add", "web")
    assert again.code == 1
    assert "Ya existe" in again.err
    assert shell("keys", "add", "other", "--scope", "everything").code == 1
    assert shell("keys", "revoke", "web", "--json").json == {"name": "web", "changed": True}
    assert shell("keys", "revoke", "web", "--json").json == {"name": "web", "changed": False}
    assert shell("keys", "revoke", "nobody").code == 1
    (listed,) = shell("keys", "list", "--json").objects
    assert listed["revoked_at"] is not None
    assert "web" in shell("keys", "list").out


# --- demo, quotes ---


def test_a_headless_demo_says_what_came_of_it(shell: Shell) -> None:
    said = shell("demo", "--headless", "--days", "2", "--seed", "7", "--json")
    assert said.code == 0, said.err
    assert set(said.json) >= {
        *("orders", "units", "promises_made", "promises_kept", "promises_broken", "promises_open"),
        *("messages_wanted", "oversold", "log_hash", "seconds"),
    }
    assert said.json["oversold"] == 0
    again = shell.bare("demo", "--headless", "--days", "2", "--seed", "7", "--json")
    assert again.json["log_hash"] == said.json["log_hash"], "in memory, without a store"
    assert shell("verify", "--json").json["violations"] == 0
    twice = shell("demo", "--headless", "--days", "2")
    assert twice.code == 1
    assert "necesita un registro vacío" in twice.err


def test_a_quote(shell: Shell) -> None:
    shell("demo", "--headless", "--days", "2")
    sku = _a_sku(shell)
    said = shell("quote", "--sku", sku, "--units", "1", "--postal-code", "44100", "--json")
    assert said.code == 0, said.err
    offer = said.json["offers"][0]
    assert {"promised_on", "fee_centavos", "keep_probability", "legs", "offer", "cost_centavos"} <= set(offer)
    table = shell("quote", "--sku", sku, "--postal-code", "44100")
    assert "probability" in table.out
    refused = shell("quote", "--sku", "no-such-thing", "--postal-code", "44100")
    assert refused.code == 1
    assert "No conocemos el producto" in refused.err
    assert "We do not know the product" in refused.err


def _a_sku(shell: Shell) -> str:
    """A product that the demo has sold."""
    story = shell("why", "P000001", "--json").json
    if story["promise"]:
        return str(story["promise"]["legs"][0]["skus"][0])
    raise AssertionError(story)


# --- files ---


def test_a_file_is_imported_with_its_bad_rows_named_and_taken_back(shell: Shell, tmp_path: Path) -> None:
    good = tmp_path / "catalogo.csv"
    good.write_text("sku,nombre,precio\nA1,Taza,99.50\nA2,Plato,120\n")
    first = shell("import", "catalog", str(good), "--json")
    assert first.code == 0, first.err
    assert first.json["applied"] == 2
    bad = tmp_path / "malo.csv"
    bad.write_text("sku,nombre,precio\nA3,Vaso,caro\nA4,Jarra,80\n")
    second = shell("import", "catalog", str(bad), "--json")
    assert second.code == 1, "not all went well"
    assert (second.json["applied"], second.json["bad_count"]) == (1, 1)
    assert second.json["bad"][0]["line"] == 2
    dry = shell("import", "catalog", str(good), "--dry-run")
    assert dry.code == 0
    assert "dry run" in dry.out
    undone = shell("import", "undo", second.json["import_id"], "--json")
    assert undone.json["undoes"] == second.json["import_id"]


def test_stock_of_what_nobody_knows_is_named_row_by_row(shell: Shell, tmp_path: Path) -> None:
    """Stock before its catalog: each row says its line, its column and why; the good rows are applied."""
    catalog, stores = tmp_path / "catalogo.csv", tmp_path / "tiendas.csv"
    catalog.write_text("sku,nombre,precio\nA1,Taza,99.50\n")
    stores.write_text("clave,nombre,estado,zona horaria\nT1,Centro,Jalisco,America/Mexico_City\n")
    for kind, file in (("catalog", catalog), ("locations", stores)):
        told = shell("import", kind, str(file), "--json")
        assert told.code == 0, told
    stock = tmp_path / "existencias.csv"
    stock.write_text("sku,tienda,existencia\nA1,T1,5\nX9,T1,3\nA1,T9,2\n")
    said = shell("import", "stock", str(stock), "--json")
    assert said.code == 1, "not all went well"
    assert (said.json["applied"], said.json["bad_count"]) == (1, 2)
    bad = [(row["line"], row["column"], row["value"], row["code"]) for row in said.json["bad"]]
    assert bad == [(3, "sku", "X9", "unknown_sku"), (4, "tienda", "T9", "unknown_location")]
    assert all(row["reason_es"] and row["reason_en"] for row in said.json["bad"])


def test_an_import_asks_nothing(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It runs from a script as it stands: there is nobody to answer, and no question."""
    monkeypatch.setattr(sys, "stdin", None)
    file = tmp_path / "catalogo.csv"
    file.write_text("sku,nombre,precio\nA1,Taza,99.50\n")
    said = shell("import", "catalog", str(file), "--json")
    assert said.code == 0
    assert shell("import", "undo", said.json["import_id"]).code == 0


@pytest.mark.parametrize("kind", ["stock", "nonsense"])
def test_a_file_that_is_not_there(shell: Shell, kind: str) -> None:
    said = shell("import", kind, "nowhere.csv")
    assert said.code == 1
    assert len(said.err.strip().splitlines()) >= 2
    assert "Traceback" not in said.err


# --- benches ---


def test_the_benches_that_the_design_names_exist() -> None:
    assert {"quote", "place", "reoptimise", "replay"} <= set(benches.BENCHES)


@pytest.mark.parametrize("name", ["place", "reoptimise", "replay"])
def test_a_small_bench_has_all_its_figures(shell: Shell, name: str) -> None:
    said = shell.bare("bench", name, "--size", "200", "--json")
    assert said.code == 0, said.err
    assert set(said.json) >= {"rate_per_s", "p50_ms", "p99_ms", "peak_mb", "seconds", "workload", "machine"}
    if name == "reoptimise":
        assert said.json["gap"] <= 0.01
        assert said.json["extra_shipments_after"] <= said.json["extra_shipments_before"]
    if name == "place":
        assert (said.json["oversold"], said.json["leaked"]) == (0, 0)
        assert said.json["accepted"] + said.json["refused"] == 200


def test_a_bench_never_writes_into_a_store_in_use(shell: Shell) -> None:
    shell("keys", "add", "web")
    said = shell("bench", "place", "--size", "200")
    assert said.code == 1
    assert "registro vacío" in said.err


# --- serving ---


def test_serve_says_where_it_is_and_ends_when_told(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from promesa.cli.main import main; main()"]
    arguments = ["serve", "--port", "0", "--json", "--store", str(tmp_path / "served.db")]
    environment = {**os.environ, "PYTHONPATH": str(Path(main.__file__).parents[2])}
    with subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        ready = json.loads(process.stdout.readline())
        with urllib.request.urlopen(f"{ready['url']}/healthz", timeout=10) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0


def test_an_empty_store_has_nothing_to_think_over(shell: Shell) -> None:
    assert json.loads(shell("rethink", "--json").out) == {"changed": False, "rethink": None}
    assert json.loads(shell("rethink", "--list", "--json").out)["orders"] == 0
    said = shell("rethink", "--undo", "r9")
    assert said.code == 1
    assert len(said.err.strip().splitlines()) == 2
