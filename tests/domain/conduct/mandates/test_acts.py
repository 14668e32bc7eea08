"""What becomes of an agent's proposal under each autonomy, and that it can be taken back."""

import pytest

from promesa.domain.conduct.mandates import acts
from promesa.domain.conduct.mandates.words import ActCarriedOut, ActShadowed, ApproveAct, ReportProposal, UndoAct
from promesa.domain.ledger.payments.words import Refund
from promesa.domain.values.refusal import Reason
from promesa.engine.machine import Machine
from promesa.lab import compare
from tests.domain.conduct.mandates.agency import BOSS, Agency


@pytest.fixture
def shop() -> Agency:
    shop = Agency()
    shop.sells_one()
    return shop


def test_a_bounded_reroute_is_done_told_and_undone(shop: Agency) -> None:
    shop.grants("reroute", "bounded")
    name, act = shop.act(shop.reroute("o1"))
    assert shop.parcels() == [("N1", "slow", "cancelled"), ("N2", "fast", "planned")]
    assert (act.stage, act.receipt.pesos > 0) == ("done", True)
    assert "N2" in act.receipt.sentence_es
    assert "N2" in act.receipt.sentence_en
    assert (shop.shelf("A"), shop.shelf("A", "N2")) == ((50, 0, 50), (50, 2, 48))
    shop.undoes(name)
    assert shop.parcels()[2:] == [("N1", "slow", "planned")]
    assert (shop.shelf("A"), shop.shelf("A", "N2")) == ((50, 2, 48), (50, 0, 50))
    assert shop.undoes(name) == []
    assert shop.is_clean()


def test_what_is_packed_is_not_undone(shop: Agency) -> None:
    shop.grants("reroute", "bounded")
    name, _ = shop.act(shop.reroute("o1"))
    shop.packs("o1-2")
    assert shop.refused(BOSS, UndoAct(name, BOSS)) is Reason.UNDO_TOO_LATE


def test_the_shadow_writes_nothing_but_what_would_have_been(shop: Agency) -> None:
    shop.grants("reroute", "shadow")
    verdict = shop.reroute("o1")
    assert [type(fact) for fact in verdict.facts] == [ActShadowed]
    assert shop.parcels() == [("N1", "slow", "planned")]
    shop.passes_to("2027-03-04 10:00")
    assert shop.world.mandates.acts[verdict.facts[0].act].stage == "judged"
    assert shop.mandate("reroute").record.decisions == 1


def test_a_suggestion_waits_for_a_person(shop: Agency) -> None:
    shop.grants("refund", "suggest")
    name, act = shop.act(shop.refund("o1", 50))
    assert (act.stage, shop.owed()) == ("suggested", 0)
    shop.approves(name)
    assert (act.stage, shop.owed()) == ("approved", 0)
    shop.passes_to("2027-03-01 11:00")
    assert (act.stage, shop.owed()) == ("done", 50)
    assert shop.is_clean()


def test_a_suggestion_that_nobody_answers_lapses(shop: Agency) -> None:
    shop.grants("refund", "suggest")
    name, act = shop.act(shop.refund("o1", 50))
    shop.passes_to("2027-03-02 11:00")
    assert act.stage == "lapsed"
    assert shop.refused(BOSS, ApproveAct(name, BOSS)) is Reason.WRONG_STATE


def test_a_refund_waits_for_its_undo_window(shop: Agency) -> None:
    shop.grants("refund", "bounded")
    name, act = shop.act(shop.refund("o1", 50))
    assert (act.stage, shop.owed()) == ("allowed", 0)
    shop.undoes(name)
    shop.passes_to("2027-03-01 12:00")
    assert (act.stage, shop.owed()) == ("undone", 0)
    _, act = shop.act(shop.refund("o1", 60))
    shop.passes_to("2027-03-01 13:00")
    assert (act.stage, shop.owed()) == ("done", 60)
    assert len(shop.facts(ActCarriedOut)) == 1
    assert shop.is_clean()


def test_beyond_a_limit_a_person_is_asked_and_beyond_the_cap_nobody(shop: Agency) -> None:
    shop.places("o2", {"A": 30})
    shop.pays("o2")
    shop.grants("refund", "bounded")
    assert shop.act(shop.refund("o2", 501))[1].note == "act_centavos"
    assert shop.refund("o2", 1_001).refusal.reason is Reason.OVER_MANDATE
    for _ in range(4):
        assert shop.act(shop.refund("o2", 500))[1].stage == "allowed"
    assert shop.act(shop.refund("o2", 1))[1].note == "day_centavos"
    shop.passes_to("2027-03-02 00:00")
    assert shop.act(shop.refund("o2", 1))[1].stage == "allowed", "a new day in the retailer's zone"
    assert shop.is_clean()


def test_the_same_key_is_the_same_act(shop: Agency) -> None:
    shop.grants("refund", "bounded")
    shop.act(shop.refund("o1", 50, key="once"))
    assert shop.refund("o1", 50, key="once").facts == []
    assert shop.refund("o1", 51, key="once").refusal.reason is Reason.KEY_REUSED
    shop.passes_to("2027-03-01 13:00")
    assert shop.owed() == 50


def test_a_message_is_said_once(shop: Agency) -> None:
    shop.grants("message", "act")
    _, act = shop.act(shop.message("o1"))
    assert shop.act(shop.message("o1"))[1].stage == "allowed"
    shop.passes_to("2027-03-01 13:00")
    assert act.stage == "done"
    assert shop.messages("o1").count("o1:written:delay_apology") == 1
    assert shop.message("o1", "anything").refusal.reason is Reason.INVALID
    assert shop.is_clean()


def test_no_mandate_no_act(shop: Agency) -> None:
    shop.grants("refund", "act")
    assert shop.reroute("o1").refusal.reason is Reason.NO_MANDATE
    assert shop.refund("o1", 1, agent="other").refusal.reason is Reason.NO_MANDATE
    forged = Refund("o1", "o1:cancelled", 100, "agent")
    assert shop.proposes("refund", forged).refusal.reason is Reason.NOT_OF_KIND


def test_mandates_and_what_waits_live_on_in_a_snapshot(shop: Agency) -> None:
    shop.grants("refund", "bounded")
    shop.grants("message", "suggest")
    name, _ = shop.act(shop.refund("o1", 50))
    shop.act(shop.message("o1"))
    shop.machine.save_snapshot()
    again = Machine(shop.log, shop.machine.model, lambda: shop.now)
    assert compare.differences(again.world, shop.world) == []
    assert again.submit(UndoAct(name, BOSS), BOSS).accepted


def test_whoever_talks_without_end_is_not_heard_out(shop: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acts, "SAID_MAX", 3)
    shop.grants("refund", "shadow")
    for _ in range(3):
        shop.act(shop.refund("o1", 1))
    assert shop.refund("o1", 1).refusal.reason is Reason.OVER_MANDATE
    assert shop.refused("agent:robot", ReportProposal("robot", "x")) is Reason.OVER_MANDATE
    shop.passes_to("2027-03-02 10:00")
    shop.act(shop.refund("o1", 1))
