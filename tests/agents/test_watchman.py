"""The agent of the house: what it sees coming, what it proposes, and what becomes of it under its mandates."""

import pytest

from promesa.agents.watchman import Watchman
from promesa.domain.conduct.mandates.words import ProposeAct
from promesa.domain.ledger.shipments.pick_words import NoPick, RejectPick
from promesa.domain.network.carriers.words import WithdrawService
from promesa.domain.network.locations.words import PauseLocation
from promesa.domain.promise.words import PromiseBroken
from tests.domain.conduct.mandates.agency import Agency


@pytest.fixture
def shop() -> Agency:
    shop = Agency()
    shop.sells_one()
    return shop


def look(shop: Agency, watchman: Watchman | None = None) -> list[ProposeAct]:
    watchman = watchman or Watchman()
    watchman.hear(shop.machine.log.read())
    return watchman.proposals(shop.world, shop.now)


def test_where_nothing_is_wrong_it_says_nothing(shop: Agency) -> None:
    assert look(shop) == []


def test_in_a_hurry_another_way_is_proposed_once(shop: Agency) -> None:
    shop.passes_to("2027-03-01 15:30")
    watchman = Watchman()
    (proposal,) = look(shop, watchman)
    assert (proposal.kind, proposal.command) == ("reroute", "RerouteOrder")
    assert look(shop, watchman) == []
    shop.grants("reroute", "bounded", agent="watchman")
    verdict = shop.machine.submit(proposal, "agent:watchman")
    assert verdict.refusal is None
    assert shop.parcels()[-1] == ("N2", "slow", "planned")
    shop.undoes(verdict.facts[0].act)
    assert shop.parcels()[-1] == ("N1", "slow", "planned")
    assert shop.is_clean()


def test_with_no_other_way_a_new_day_is_proposed(shop: Agency) -> None:
    shop.put(PauseLocation("N2", "fire"))
    shop.put(WithdrawService("fast"))
    watchman = Watchman()
    shop.passes_to("2027-03-01 15:59")
    look(shop, watchman)
    shop.now = shop.now + 3 * 3_600_000_000
    proposals = look(shop, watchman)
    assert [one.kind for one in proposals] == ["re_promise"]
    shop.grants("re_promise", "bounded", agent="watchman")
    assert shop.machine.submit(proposals[0], "agent:watchman").refusal is None


def test_a_broken_promise_is_amended(shop: Agency) -> None:
    shop.packs("o1-1")
    shop.hands_over("o1-1")
    shop.passes_to("2027-03-12 10:00")
    shop.delivers("o1-1")
    assert shop.facts(PromiseBroken)
    (proposal,) = look(shop)
    assert proposal.kind == "refund"
    shop.grants("refund", "suggest", agent="watchman")
    verdict = shop.machine.submit(proposal, "agent:watchman")
    name, act = shop.act(verdict)
    assert act.receipt.pesos == shop.world.orders.by_id["o1"].placed.fee
    shop.approves(name)


def test_a_location_that_says_it_is_shut_is_to_be_paused_and_what_cannot_wait_goes_elsewhere(shop: Agency) -> None:
    """Where it has no mandate about locations it minds none."""
    shop.sells_one("o2")
    shop.put(RejectPick("o1-1", NoPick.NO_POWER))
    assert look(shop) == []
    shop.grants("pause_location", "suggest", agent="watchman")
    watchman = Watchman()
    (pause,) = look(shop, watchman)
    assert (pause.kind, pause.command) == ("pause_location", "PauseLocation")
    assert look(shop, watchman) == [], "once"
    name, act = shop.act(shop.machine.submit(pause, "agent:watchman"))
    assert act.stage == "suggested"
    shop.approves(name)
    shop.undoes(name)
    assert shop.world.locations.by_id["N1"].status == "open"


def test_what_is_due_tomorrow_does_not_wait_for_a_person() -> None:
    """The plan that stood can be had back while nobody has packed."""
    shop = Agency()
    shop.carries("slow", 1, 40)
    shop.sells_one()
    shop.sells_one("o2")
    shop.grants("reroute", "bounded", agent="watchman")
    shop.grants("pause_location", "suggest", agent="watchman")
    shop.put(RejectPick("o1-1", NoPick.NO_POWER))
    proposals = {one.kind: one for one in look(shop)}
    assert set(proposals) == {"pause_location", "reroute"}
    name, _ = shop.act(shop.machine.submit(proposals["reroute"], "agent:watchman"))
    assert shop.parcels("o2")[-1][0] == "N2"
    shop.undoes(name)
    assert shop.parcels("o2")[-1][0] == "N1"
    assert shop.is_clean()
