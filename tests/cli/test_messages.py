"""`promesa messages` and `promesa import repep`: what was said and what it cost; a register of marks, no numbers."""

from pathlib import Path

from promesa.domain.people import addresses
from promesa.engine.log import Draft
from promesa.engine.sqlite import SqliteLog
from promesa.engine.vault import SqliteKeys, Vault
from tests.cli.shell import Shell
from tests.regressions.shop import Shop


def stocked(path: Path) -> Shop:
    """A store with an order whose customer was told of it, by night what could wait."""
    shop = Shop("2027-03-01 21:30").sells("A").opens("N1").carries("P", 2, 80).has("N1", A=9)
    shop.places("o1", {"A": 2}, customer="ana")
    shop.pays("o1")
    shop.packs("o1-1")
    shop.hands_over("o1-1")
    log = SqliteLog.open(str(path))
    log.append([Draft(e.at, e.by, e.cause, e.policy, e.kind, e.body, e.tags) for e in shop.machine.log.read()])
    log.close()
    return shop


def test_what_was_said_waits_or_was_not_said_is_counted(shell: Shell) -> None:
    shop = stocked(Path(shell.store))
    told = shell("messages", "--json").json
    assert told["wanted"] == len(shop.messages())
    assert told["waiting"] == 1
    assert told["areas"] == {"operations": told["wanted"]}
    assert "pesos" in shell("messages").out


def test_why_says_that_a_message_waits(shell: Shell) -> None:
    stocked(Path(shell.store))
    assert "es hora de descanso donde vive" in shell("why", "o1").out
    assert "it is quiet time where they live" in shell("why", "o1", "--language", "en").out


def test_a_register_is_kept_as_marks_and_replaced_by_the_next_file(shell: Shell, tmp_path: Path) -> None:
    stocked(Path(shell.store))
    first, second = tmp_path / "repep.csv", tmp_path / "repep2.csv"
    first.write_text("Teléfono\n5512345678\n525587654321\n", "utf-8")
    second.write_text("Teléfono\n5215512345678\n", "utf-8")
    assert shell("import", "repep", str(first), "--dry-run", "--json").json["added"] == 2
    assert shell("import", "repep", str(first), "--json").json["added"] == 2
    again = shell("import", "repep", str(first), "--json").json
    assert (again["added"], again["removed"]) == (0, 0)
    told = shell("import", "repep", str(second), "--json").json
    assert (told["added"], told["removed"]) == (0, 1)
    vault = Vault(SqliteKeys(f"{shell.store}.vault"))
    mark = vault.marker(addresses.MARKED_BY)(b"+525512345678")
    vault.close()
    log = SqliteLog.open(shell.store)
    bodies = b"".join(entry.body for entry in log.read() if entry.kind == "RegisterLoaded")
    log.close()
    assert mark.encode() in bodies
    assert b"5512345678" not in bodies


def test_a_row_without_a_number_is_named(shell: Shell, tmp_path: Path) -> None:
    stocked(Path(shell.store))
    path = tmp_path / "repep.csv"
    path.write_text("Teléfono\n5512345678\nninguno\n", "utf-8")
    said = shell.bare("import", "repep", str(path), "--json", "--store", shell.store)
    assert said.code == 1
    assert said.json["bad_rows"] == [3]
