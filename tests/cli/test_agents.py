"""`promesa agents`: mandates, acts with their receipts, answers, the switch, and policies said in Spanish."""

from pathlib import Path

from promesa.domain.conduct.mandates.words import ActLimits, Autonomy, GrantMandate, Mandate
from promesa.engine.log import Draft
from promesa.engine.sqlite import SqliteLog
from tests.cli.shell import Shell
from tests.domain.conduct.mandates.agency import BOSS, Agency

LIMITS = ActLimits(50_000, 100_000, 10)


def stocked(path: Path) -> None:
    """A store with an order, a mandate, and a suggestion that waits."""
    log = SqliteLog.open(str(path))
    shop = Agency()
    shop.sells_one()
    shop.orders_by(BOSS, GrantMandate(Mandate("rob", "message", Autonomy.SUGGEST, LIMITS, LIMITS), BOSS))
    shop.act(shop.message("o1", agent="rob", key="k1"))
    log.append([Draft(e.at, e.by, e.cause, e.policy, e.kind, e.body, e.tags) for e in shop.machine.log.read()])
    log.close()


def test_a_person_answers_and_stops(shell: Shell, tmp_path: Path) -> None:
    store = str(tmp_path / "agents.db")
    stocked(Path(store))
    told = shell.bare("agents", "list", "--json", "--store", store)
    assert (told.json["mandates"][0]["agent"], told.json["mandates"][0]["waiting"]) == ("rob", 1)
    act = shell.bare("agents", "acts", "--stage", "suggested", "--json", "--store", store).json
    assert act["act"] == "rob:k1"
    assert "o1" in act["sentence_es"]
    assert shell.bare("agents", "decline", "rob:k1", "--json", "--store", store).json["recorded"] == ["ActDeclined"]
    assert shell.bare("agents", "approve", "rob:k1", "--store", store).code == 1
    assert shell.bare("agents", "promote", "rob", "message", "--store", store).code == 1
    assert shell.bare("agents", "stop", "--json", "--store", store).json["recorded"] == ["AgentsStopped"]
    assert "todos" in shell.bare("agents", "list", "--store", store).out
    assert shell.bare("agents", "allow", "--json", "--store", store).json["changed"]


def test_a_policy_is_said_and_shown(shell: Shell, tmp_path: Path) -> None:
    store = str(tmp_path / "agents.db")
    stocked(Path(store))
    said = shell.bare("agents", "say", "Máximo 2 paquetes por pedido", "--json", "--store", store)
    assert (said.code, said.json["changes"][0]["becomes"]) == (0, "2")
    assert shell.bare("agents", "say", "Que llueva", "--store", store).code == 1
