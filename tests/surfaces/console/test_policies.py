"""Policies and mandates: moved by forms; a change is seen, tried on the past, then approved."""

import re
import sys
import time
from pathlib import Path
from urllib.parse import quote

import msgspec
import pytest
from msgspec import structs

from promesa.domain.conduct.mandates.words import ActLimits, Autonomy, GrantMandate, Mandate
from promesa.domain.conduct.policies import hash_of
from promesa.domain.values.money import Centavos
from promesa.surfaces.console import policies
from promesa.surfaces.console.policies_words import WORDS
from promesa.surfaces.replays import DONE, FAILED, Replay, Replays, changed
from tests.surfaces.http.city import SETTINGS, Client, city
from tests.surfaces.web.browsing import Browser

LIMITS = ActLimits(Centavos(10_000), Centavos(20_000), 5)
SAID = "Envío gratis desde 899 pesos."
ANSWER = {
    "since": "2027-07-01",
    "until": "2027-07-05",
    "orders": 7,
    "policies": [
        {
            "policy": name,
            "sourcing": "least_cost",
            "orders": 7,
            "cost_centavos": 700,
            "cost_per_order_centavos": 100.0,
            "parcels": 7,
            "late_share": 0.1,
            "mean_promised_days": 2.0,
            "km": 10.0,
        }
        for name in ("now", "candidate")
    ],
    "differences": [
        {
            "policy": "candidate",
            "orders": 7,
            **{
                name: {"value": 0.1, "low": 0.05, "high": 0.2}
                for name in ("saving_centavos_per_order", "saving_share", "late_share_less", "promised_days_less")
            },
        }
    ],
}
TELLS = f"import sys; print('0.50', file=sys.stderr, flush=True); print({msgspec.json.encode(ANSWER).decode()!r})"
FAILS = "import sys; print('no such store', file=sys.stderr); sys.exit(1)"


def page(browser: Browser, path: str = "/policies") -> str:
    told = browser.get(path)
    assert told.status == 200, told.body
    return told.body.decode()


def granted(client: Client) -> None:
    grant = GrantMandate(Mandate("rob", "refund", Autonomy.SUGGEST, LIMITS, LIMITS, decisions_min=0), "boss")
    assert client.machine.submit(grant, "boss").accepted


def ended(replays: Replays) -> Replay:
    for _ in range(400):
        (one,) = replays.all()
        if one.state in (DONE, FAILED):
            return one
        time.sleep(0.05)
    raise AssertionError("it does not end")


def test_words_are_the_same_in_both_languages() -> None:
    assert WORDS["es"].keys() == WORDS["en"].keys()


def test_a_mandate_climbs_and_goes_down_by_forms(client: Client) -> None:
    browser = Browser(client)
    assert WORDS["es"]["no_mandates"] in page(browser)
    granted(client)
    assert 'data-mandate="rob:refund"' in page(browser)
    assert browser.act("promote_mandate", agent="rob", kind="refund").status == 303
    known = client.machine.world.mandates.by_agent["rob"]["refund"]
    assert known.mandate.autonomy == "bounded"
    assert WORDS["es"]["autonomy_bounded"] in page(browser)
    assert browser.act("demote_mandate", agent="rob", kind="refund", reason="hoy no").status == 303
    assert known.mandate.autonomy == "suggest"
    assert "hoy no" in page(browser), "told among those that went down"


def test_limits_are_changed_with_what_the_form_says(client: Client) -> None:
    granted(client)
    browser = Browser(client)
    form = page(browser).split('action="/do/grant_mandate"')[1].split("</form>")[0]
    fields = dict(re.findall(r'<input[^>]* name="([^"]+)"[^>]* value="([^"]*)"', form))
    del fields["csrf"]
    fields["limits.act_centavos:pesos"] = "55.50"
    assert browser.act("grant_mandate", **fields).status == 303
    mandate = client.machine.world.mandates.by_agent["rob"]["refund"].mandate
    assert (mandate.limits.act_centavos, mandate.limits.day_acts, mandate.caps) == (5_550, 5, LIMITS)


def test_a_switch_of_one_mandate(client: Client) -> None:
    granted(client)
    browser = Browser(client)
    browser.act("stop_agents", agent="rob", kind="refund")
    assert WORDS["es"]["allow"] in page(browser)
    browser.act("allow_agents", agent="rob", kind="refund")
    assert not client.machine.world.mandates.stopped


def test_a_change_is_seen_before_it_is_approved_and_stands_in_the_history(client: Client) -> None:
    browser = Browser(client)
    shown = page(browser, f"/policies?say={quote(SAID)}")
    assert "899.00" in shown
    fingerprint = re.search(r'name="shown" value="(\w{24})"', shown)
    assert fingerprint is not None
    assert browser.act("approve_spoken_policy", text=SAID, shown=fingerprint[1]).status == 303
    assert client.machine.world.policies.now.free_fee_from == 89_900
    newest = policies.versions(client.crew.room)[0]
    assert newest.version == 1
    assert "899" in page(browser)


def test_what_is_not_understood_is_not_approved(client: Client) -> None:
    shown = page(Browser(client), f"/policies?say={quote('Regala todo')}")
    assert "Regala todo" in shown
    assert 'name="shown"' not in shown


def test_figures_are_said_in_their_units() -> None:
    ways = {one.field: one.way for one in policies.figures(policies.Policy())}
    assert (ways["late_price"], ways["confidence"], ways["parcels_max"]) == ("money", "share", "")
    assert "rails" not in ways, "what is made of parts is told elsewhere"
    assert set(policies.Policy.__struct_fields__) >= policies.MONEY | policies.SHARES


def test_a_trial_writes_its_receipt_and_shows_its_intervals(tmp_path: Path) -> None:
    settings = structs.replace(SETTINGS, store=str(tmp_path / "shop.db"))
    with city(settings=settings) as client:
        client.order("W-1")
        replays = client.crew.replays
        assert replays is not None
        replays._command = lambda _: (sys.executable, "-c", TELLS)
        browser = Browser(client)
        assert browser.act("start_replay", text=SAID, days="5").status == 303
        one = ended(replays)
        assert (one.state, one.share, one.error, one.change) == (DONE, 1.0, "", {"free_fee_from": 89_900})
        world = client.machine.world
        assert hash_of(changed(world.policies.now, one.change)) in world.policies.replayed
        shown = page(browser, "/policies/replays.part")
        assert "5.0 %" in shown
        assert "20.0 %" in shown


def test_one_trial_at_a_time_and_its_trouble_is_said(client: Client) -> None:
    client.order("W-1")
    slow = Replays(client.machine, lambda _: (sys.executable, "-c", "import time; time.sleep(60)"))
    assert isinstance(slow.start(("now", "nearest"), {}, 5, "boss"), Replay)
    assert slow.start(("now", "nearest"), {}, 5, "boss") != slow.all()[0]
    assert len(slow.all()) == 1
    for _ in range(200):
        slow.close()
        if slow.all()[0].state == FAILED:
            break
        time.sleep(0.05)
    assert slow.all()[0].state == FAILED
    bad = Replays(client.machine, lambda _: (sys.executable, "-c", FAILS))
    bad.start(("now", "nearest"), {}, 5, "boss")
    assert ended(bad).error == "no such store"


@pytest.mark.parametrize(
    ("body", "status"), [({}, 409), ({"text": "Regala todo"}, 409), ({"sourcings": ["best"]}, 422)]
)
def test_what_cannot_be_tried_is_refused(client: Client, body: dict[str, object], status: int) -> None:
    assert client.post("/v1/replays", body).status == status
    assert client.get("/v1/replays").json == {"can_replay": False, "replays": []}
