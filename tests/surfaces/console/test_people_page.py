"""The room of people: who works here, keys shown once, what each role may do, and who did what from the log."""

import re

import pytest

from promesa.domain.conduct.roles import ROLES, Role
from promesa.surfaces.boards import doings
from promesa.surfaces.boards.doings import DoingsBoard
from promesa.surfaces.web.page import DIRECTOR
from tests.surfaces.http.city import CLOSED, Client, city
from tests.surfaces.web.browsing import Browser
from tests.surfaces.web.team import hire, sign_in


def text(browser: Browser, path: str) -> str:
    told = browser.get(path)
    assert told.status == 200, told
    return told.body.decode()


def test_somebody_is_added_invited_and_the_link_stays_to_be_copied(client: Client) -> None:
    browser = Browser(client)
    assert "Todavía no hay nadie" in text(browser, "/people")
    browser.act("add_person", person="eva", role="care", next="/people")
    assert "Sin invitación" in text(browser, "/people")
    told = browser.act("invite_person", person="eva", next="/people")
    assert told.headers["location"] == "/people"
    shown = text(browser, "/people")
    link = re.search(r"(/welcome\?code=[\w-]{32})<", shown)
    assert link is not None
    assert "Se muestra solo esta vez" in shown
    assert "Invitación abierta" in shown
    assert "/welcome?code=" not in text(browser, "/people"), "once"
    assert Browser(client).get(link[1]).status == 200


def test_a_key_is_shown_once_and_says_what_was_last_done_with_it(client: Client) -> None:
    browser = Browser(client)
    fields = {"name": "shop", "scopes[]": "order", "next": "/people?tab=keys"}
    browser.send("give_key", {"csrf": browser.mark(), **fields})
    shown = text(browser, "/people?tab=keys")
    key = re.search(r"(prm_[\w-]+)<", shown)
    assert key is not None
    assert "nunca" in shown
    assert "prm_" not in text(browser, "/people?tab=keys")
    client.key = key[1]
    client.order("o1")
    client.key = ""
    rows = re.findall(r"<b>shop</b>.*?</tr>", text(browser, "/people?tab=keys"), re.DOTALL)
    assert len(rows) == 1
    assert "nunca" not in rows[0]
    browser.act("revoke_key", key="shop", next="/people?tab=keys")
    assert "Revocada" in text(browser, "/people?tab=keys")


def test_who_did_what_is_read_from_the_log_newest_first_and_by_author(client: Client) -> None:
    client.order("o1")
    browser = Browser(client)
    browser.act("pause_location", location="centro", reason="inventario")
    client.key = client.give_key("shop")
    client.order("o2")
    client.key = ""
    shown = text(browser, "/people?tab=acts")
    kinds = re.findall(r"<code>(\w+)</code>", shown)
    assert kinds.index("OrderPlaced") < kinds.index("LocationPaused")
    assert 'href="/orders/o2"' in shown
    only = re.findall(r"<code>(\w+)</code>", text(browser, "/people?tab=acts&by=key:shop"))
    assert "OrderPlaced" in only
    assert "LocationPaused" not in only
    assert re.findall(r"<code>(\w+)</code>", text(browser, "/people?tab=acts&by=agent")) == []
    assert "Nadie ha hecho nada" in text(browser, "/people?tab=acts&by=person:nobody")


def test_pages_of_doings_follow_each_other_without_gap_or_double(client: Client) -> None:
    for number in range(30):
        client.order(f"o{number}")
    browser, path, seen = Browser(client), "/people?tab=acts&by=local", list[str]()
    while path:
        shown = text(browser, path)
        seen += re.findall(r'href="/orders/(o\d+)"', shown)
        older = re.search(r'rel="next" href="([^"]+)"', shown)
        path = older[1].replace("&amp;", "&") if older is not None else ""
    assert len(set(seen)) == 30
    places = [seen.index(f"o{number}") for number in range(30)]
    assert places == sorted(places, reverse=True)


def test_an_auditor_reads_it_all_and_is_drawn_no_button() -> None:
    with city(settings=CLOSED) as client:
        hire(client, "ana", Role.DIRECTOR)
        browser = sign_in(client, hire(client, "eva", Role.AUDITOR))
        for tab in ("people", "keys", "roles", "acts"):
            assert 'action="/do/' not in text(browser, f"/people?tab={tab}")
        assert "ana" in text(browser, "/people")
        mine = sign_in(client, "ana")
        assert 'action="/do/add_person"' in text(mine, "/people")


@pytest.mark.parametrize("language", ["es", "en"])
def test_every_role_says_what_it_does(client: Client, language: str) -> None:
    shown = text(Browser(client), f"/people?tab=roles&lang={language}")
    assert shown.count("<tr>") == 1 + len(ROLES)
    assert DIRECTOR in {role.value for role in ROLES}


# --- the board ---


def test_the_board_looks_back_once_and_then_only_listens(client: Client) -> None:
    client.order("o1")
    boards, log = client.crew.room.boards, client.machine.log
    board = boards.of(DoingsBoard)
    assert list(board.newest()) == []
    board.look_back(log)
    before = [one.position for one in board.newest()]
    assert before == sorted(before, reverse=True)
    assert before
    client.order("o2")
    boards.of(DoingsBoard).look_back(log)
    after = [one.position for one in board.newest()]
    assert after[-len(before) :] == before
    assert len(after) == len(set(after)) > len(before)


def test_what_the_house_does_by_itself_is_nobodys_doing(client: Client) -> None:
    client.order("o1")
    board = client.crew.room.boards.of(DoingsBoard)
    board.look_back(client.machine.log)
    told = {one.position for one in board.newest()}
    for entry in client.machine.log.read():
        somebody = not entry.cause and entry.kind != doings.ANSWERED and entry.by.startswith(doings.AUTHORS)
        assert (entry.position in told) == somebody
