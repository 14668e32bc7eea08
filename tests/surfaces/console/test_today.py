"""Today: what is at risk with its money, repaired by a form; what agents ask, approved and undone; the switch."""

import re

import pytest

from promesa.agents.watchman import Watchman
from promesa.domain.conduct.mandates.words import ActLimits, Autonomy, GrantMandate, Mandate, PromoteMandate
from promesa.domain.ledger.shipments.pick_words import NoPick, RejectPick
from promesa.domain.values.money import Centavos
from promesa.engine import timers
from promesa.surfaces.boards.due_days import DueDayBoard
from promesa.surfaces.boards.risks import RiskBoard
from promesa.surfaces.console import today
from promesa.surfaces.console.today_words import WORDS
from tests.surfaces.http.city import Client
from tests.surfaces.web.browsing import Browser

LIMITS = ActLimits(Centavos(1_000_000), Centavos(2_000_000), 50)


def trouble(client: Client) -> str:
    """Two orders wait at one place, and its people say that they have no power: where."""
    client.order("W-1")
    client.order("W-2")
    stands = client.machine.world.shipments.by_id["W-2-1"].planned.location
    assert client.machine.submit(RejectPick("W-1-1", NoPick.NO_POWER), "test").accepted
    return str(stands)


def agent_asks(client: Client) -> str:
    """The watchman asks to pause it: the name of the act."""
    for kind, autonomy in (("pause_location", Autonomy.SUGGEST), ("reroute", Autonomy.SUGGEST)):
        grant = GrantMandate(Mandate("watchman", kind, autonomy, LIMITS, LIMITS, decisions_min=0), "boss")
        assert client.machine.submit(grant, "boss").accepted
    assert client.machine.submit(PromoteMandate("watchman", "reroute", "boss"), "boss").accepted
    watchman = Watchman()
    watchman.begin(client.machine.world)
    for proposal in client.machine.ask(watchman.proposals, client.clock.now):
        assert client.machine.submit(proposal, "agent:watchman").accepted
    acts = client.machine.world.mandates.acts
    return next(name for name, act in acts.items() if act.receipt.kind == "pause_location")


def page(browser: Browser, path: str = "/") -> str:
    told = browser.get(path)
    assert told.status == 200, told.body
    return told.body.decode()


def test_words_are_the_same_in_both_languages() -> None:
    assert WORDS["es"].keys() == WORDS["en"].keys()


def test_a_quiet_house_says_so_in_both_languages(client: Client) -> None:
    browser = Browser(client)
    assert WORDS["es"]["nothing"] in page(browser)
    assert WORDS["en"]["nothing"] in page(browser, "/?lang=en")


def test_a_promise_at_risk_is_seen_with_its_money_and_repaired(client: Client) -> None:
    stands = trouble(client)
    browser = Browser(client)
    shown = page(browser)
    assert "/risks/W-2" in shown
    assert "/risks/W-1" not in shown, "that one went elsewhere"
    assert WORDS["es"]["cause_shut"] in shown
    assert WORDS["es"]["short_shut"] in shown
    rescue = page(browser, "/risks/W-2")
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', rescue.split('id="options"')[1]))
    assert fields["parcels.0.location"] != stands
    del fields["csrf"]
    told = browser.act("reroute_order", **fields)
    assert told.status == 303
    assert WORDS["es"]["rerouted"] in page(browser, "/risks/W-2")
    assert "/risks/W-2" not in page(browser)
    assert client.machine.world.shipments.by_id["W-2-1"].status == "cancelled"


def test_a_location_is_paused_with_what_that_means_beside_it(client: Client) -> None:
    stands = trouble(client)
    browser = Browser(client)
    assert WORDS["es"]["pause_counts"].format("1", "0") in page(browser)
    assert browser.act("pause_location", location=stands, reason="sin luz").status == 303
    assert client.machine.world.locations.by_id[stands].status == "paused"
    assert WORDS["es"]["nothing"] in page(browser)


def test_an_act_is_approved_and_undone(client: Client) -> None:
    stands = trouble(client)
    act = agent_asks(client)
    browser = Browser(client)
    assert f'data-act="{act}"' in page(browser)
    assert browser.act("approve_act", act=act).status == 303
    assert client.machine.world.mandates.acts[act].stage == "approved"
    assert WORDS["es"]["undo"] in page(browser)
    assert browser.act("undo_act", act=act).status == 303
    assert client.machine.world.mandates.acts[act].stage == "undone"
    assert client.machine.world.locations.by_id[stands].status == "open"


def test_the_switch_stops_agents_and_lets_them_go_on(client: Client) -> None:
    trouble(client)
    act = agent_asks(client)
    browser = Browser(client)
    assert WORDS["es"]["agents_stop_yes"] in page(browser)
    assert browser.act("stop_agents").status == 303
    assert client.machine.world.mandates.acts[act].stage == "dropped"
    shown = page(browser)
    assert WORDS["es"]["agents_stopped"] in shown
    assert browser.act("allow_agents").status == 303
    assert WORDS["es"]["agents_stopped"] not in page(browser)


@pytest.mark.parametrize(
    "query", ["", "?cause=shut", "?cause=lost", "?location=nowhere", "?savable=1", "?from=x", "?from=9"]
)
def test_the_list_is_narrowed_by_what_the_address_says(client: Client, query: str) -> None:
    trouble(client)
    shown = page(Browser(client), f"/risks{query}")
    assert ("/risks/W-2" in shown) == (query in ("", "?cause=shut", "?savable=1", "?from=x"))


def test_fragments_are_what_is_pushed(client: Client) -> None:
    trouble(client)
    for topic in today.TOPICS.values():
        path = next(one.path for one in today.PAGES if one.name == topic.page)
        shown = page(Browser(client), path)
        assert "<html" not in shown
    named = {kind for topic in today.TOPICS.values() for kind in topic.kinds}
    assert named <= {one.__name__ for one in client.machine.model.folds}, "every name is a fact's"


def test_boards_that_followed_show_what_boards_begun_now_show(client: Client) -> None:
    boards, now = client.crew.room.boards, client.clock.now
    boards.of(RiskBoard)
    boards.of(DueDayBoard)
    trouble(client)
    client.order("W-3")
    client.post("/v1/orders/W-3/cancel", {"reason": "no"})
    client.clock.now += 3_600_000_000 * 30
    while timers.fire_due(client.machine):  # nothing is left for the clock to say meanwhile
        pass
    now = client.clock.now
    risks, days = boards.of(RiskBoard), boards.of(DueDayBoard)
    fresh_risks, fresh_days = RiskBoard(), DueDayBoard()
    fresh_risks.begin(client.machine.world, now)
    fresh_days.begin(client.machine.world, now)
    assert risks.seen(now) == fresh_risks.seen(now)
    assert len(risks.seen(now).rows) == 2, "what should have left by now"
    due = client.machine.world.promises.by_order["W-2"].made.promised_on
    assert days.days(due, 20) == fresh_days.days(due, 20)
    assert days.day(due).open == 2


def test_a_body_is_spelled_as_a_form_spells_it() -> None:
    assert today.flat({"a": [{"b": 1}], "c": 2}) == {"a.0.b": 1, "c": 2}
