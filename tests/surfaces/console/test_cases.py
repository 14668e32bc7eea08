"""Cases in the console: due first before, options at their price, answered, waited for, resolved; claims in time."""

from urllib.parse import quote

from promesa.domain.values.ids import CaseId
from promesa.domain.values.moments import DAY
from promesa.surfaces.boards.claim_board import ClaimBoard
from promesa.surfaces.console.cases_words import WORDS
from tests.surfaces.console.test_conversations import SAID, page, waits
from tests.surfaces.http.city import Client
from tests.surfaces.web.browsing import Browser


def opened(client: Client) -> tuple[Browser, str]:
    """The name of the case, which what the customer had said before has opened."""
    browser = waits(client)
    told = client.post("/v1/cases", {"case": "k1", "customer": "c1", "kind": "late", "order": "o1", "message": "m1"})
    return browser, told.json["case"]


def test_the_list_has_what_is_due_and_can_be_narrowed(client: Client) -> None:
    browser, case = opened(client)
    path = f"/cases/{quote(case, safe='')}"
    shown = page(browser, "/cases")
    assert path in shown
    assert "data-clock" in shown
    assert path in page(browser, "/cases?kind=late")
    assert path not in page(browser, "/cases?kind=damaged")
    assert path not in page(browser, "/cases?who=mine")
    assert path not in page(browser, "/cases?late=1")
    client.clock.now += 30 * DAY
    assert path in page(browser, "/cases?late=1")


def test_a_case_is_taken_answered_with_the_prepared_draft_and_resolved(client: Client) -> None:
    browser, case = opened(client)
    path = f"/cases/{quote(case, safe='')}"
    shown = page(browser, f"/cases/{case}?draft=case")
    text = shown.split("<textarea")[1].split(">", 1)[1].split("</textarea>")[0]
    assert "o1" in text
    assert SAID not in shown
    who = shown.split('name="to" value="')[1].split('"')[0]
    browser.act("assign_case", case=case, to=who)
    assert path in page(browser, "/cases?who=mine")
    browser.act("answer_customer", customer="c1", case=case, text=text)
    assert client.machine.world.cases.by_id[CaseId(case)].unread == 0
    assert SAID in page(browser, f"/cases/{case}"), "whoever answers has the conversation"
    browser.act("wait_in_case", case=case, party="carrier")
    assert WORDS["es"]["waiting_now"] in page(browser, f"/cases/{case}")
    browser.act("resume_case", case=case)
    browser.act("resolve_case", case=case, remedy="explained")
    ended = page(browser, f"/cases/{case}")
    assert "Terminó: Se explicó" in ended
    assert path not in page(browser, "/cases")


def test_an_option_is_done_at_the_price_that_the_page_showed(client: Client) -> None:
    browser, case = opened(client)
    form = page(browser, f"/cases/{case}").split('name="option" value="cancel"')[1]
    price = form.split('name="centavos" value="')[1].split('"')[0]
    browser.act("act_in_case", case=case, option="cancel", centavos=str(int(price) + 100))
    assert client.get("/v1/orders/o1").json["stage"] == "confirmed"
    browser.act("act_in_case", case=case, option="cancel", centavos=price)
    assert client.get("/v1/orders/o1").json["stage"] == "cancelled"


def test_its_dossier_is_a_paper_to_keep(client: Client) -> None:
    browser, case = opened(client)
    told = browser.get(f"/cases/{case}/dossier")
    assert told.status == 200
    assert "o1.md" in told.headers["content-disposition"]
    assert told.body.decode().startswith("# Expediente del pedido o1")


def test_claims_have_their_own_list(client: Client) -> None:
    browser, _ = opened(client)
    assert WORDS["es"]["no_claims_title"] in page(browser, "/cases?tab=claims")
    assert client.crew.room.boards.of(ClaimBoard).due(client.machine.now()) == []


def test_an_unknown_case_is_not_found(client: Client) -> None:
    assert Browser(client).get("/cases/nothing").status in (404, 422)


def test_both_languages_have_the_same_words() -> None:
    assert set(WORDS["es"]) == set(WORDS["en"])
