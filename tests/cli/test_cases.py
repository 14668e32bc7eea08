"""`promesa cases` and `promesa dossier`: what waits for a person, and one order with all its evidence."""

from pathlib import Path

import pytest

from promesa.domain.people.cases.words import CaseKind, CaseOpener, OpenCase
from promesa.engine.log import Draft
from promesa.engine.sqlite import SqliteLog
from promesa.surfaces import dossier as dossiers
from tests.cli.shell import Shell
from tests.regressions.shop import Shop


def stocked(path: Path) -> Shop:
    """A store with a late order whose customer has written."""
    shop = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("P", 2, 80).has("N1", A=9)
    shop.places("o1", {"A": 2}, customer="ana")
    shop.pays("o1")
    shop.packs("o1-1")
    shop.hands_over("o1-1")
    shop.passes_to("2027-03-05 12:00")
    shop.put(OpenCase("c1", "ana", CaseKind.LATE, CaseOpener.CUSTOMER, "o1", message="m1"))
    log = SqliteLog.open(str(path))
    log.append([Draft(e.at, e.by, e.cause, e.policy, e.kind, e.body, e.tags) for e in shop.machine.log.read()])
    log.close()
    return shop


def test_what_waits_is_listed_with_its_deadlines(shell: Shell) -> None:
    shop = stocked(Path(shell.store))
    (case,) = shell("cases", "--json").json["cases"]
    assert (case["customer"], case["order"], case["kind"], case["unread"]) == ("ana", "o1", "late", 1)
    assert case["case"] == next(iter(shop.world.cases.by_id))
    assert "late" in shell("cases").out
    assert shell("cases", "--assigned", "nobody", "--json").json["total"] == 0


def test_the_dossier_is_found_by_order_parcel_or_case_and_says_all_of_it(shell: Shell, tmp_path: Path) -> None:
    shop = stocked(Path(shell.store))
    case = next(iter(shop.world.cases.by_id))
    papers = [shell("dossier", name, "--json").json for name in ("o1", "o1-1", case)]
    assert len({paper["seal"] for paper in papers}) == 1
    assert papers[0]["captured"]["centavos"] == papers[0]["total"]["centavos"]
    spanish = shell("dossier", "o1").out
    assert "# Expediente del pedido o1" in spanish
    for part in ("Qué se vendió", "Dinero", "Entrega", "Atención al cliente", "Sello", "artículo 7"):
        assert part in spanish
    assert "{" not in spanish
    english = shell("dossier", "o1", "--language", "en").out
    assert "# Dossier of order o1" in english
    paper = tmp_path / "paper.md"
    assert shell("dossier", "o1", "--output", str(paper)).code == 0
    assert "Expediente" in paper.read_text("utf-8")


def test_an_unknown_name_is_refused_in_both_languages(shell: Shell) -> None:
    stocked(Path(shell.store))
    said = shell("dossier", "nobody")
    assert said.code == 1
    assert "Nadie conoce" in said.err
    assert "Nobody knows" in said.err
    assert shell("dossier", "o1", "--language", "fr").code == 2


@pytest.mark.parametrize("place", [0, 3, -1])
def test_a_seal_is_of_every_fact_and_of_their_order(place: int, tmp_path: Path) -> None:
    """Each fingerprint holds the one before: a body changed anywhere changes the seal."""
    shop = stocked(tmp_path / "sealed.db")
    made = dossiers.make(shop.machine, "o1")
    assert made is not None
    entries = {entry.position: entry for entry in shop.machine.log.read()}
    before = ""
    for number, printed in enumerate(made.fingerprints):
        before = dossiers.fingerprint(before, entries[printed.position])
        assert before == printed.sha256, number
    assert before == made.seal
    changed, before = made.fingerprints[place].position, ""
    for printed in made.fingerprints:
        entry = entries[printed.position]
        if printed.position == changed:
            entry = type(entry)(
                entry.position, entry.at + 1, entry.by, entry.cause, entry.policy, entry.kind, entry.body, entry.tags
            )
        before = dossiers.fingerprint(before, entry)
    assert before != made.seal
