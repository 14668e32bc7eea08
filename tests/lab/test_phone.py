"""The phone on a web page: taps and texts are answered from facts, through the twin, the signature and the inbox."""

import re
import time
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

import httpx2
import pytest

from promesa import app, serving
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.engine.vault import Vault
from promesa.lab.clock import RunningClock
from promesa.lab.phone import page, people
from promesa.lab.phone.line import Phones
from promesa.settings import Settings
from tests.lab import past

SETTINGS = Settings(store=":memory:", port=0, secret="phone", open=True)
WAIT_SECONDS = 60.0
TAP = re.compile(r'name="tap" value="([^"]*)"')


class Held(NamedTuple):
    """A phone in somebody's hand."""

    http: httpx2.Client
    machine: Machine[World]
    holder: people.Holder

    def screen(self) -> str:
        found: str = self.http.get("/phone/screen", params={"as": self.holder.customer}).text
        return unescape(found)

    def says(self, **told: str) -> int:
        asked = {"as": self.holder.customer, "lang": "es"}
        found: int = self.http.post("/phone/say", params=asked, data=told).status_code
        return found

    def waits_for(self, text: str) -> str:
        """What stands below the last thing that was written here, once the text is there."""
        until = time.monotonic() + WAIT_SECONDS
        while text not in (answer := self.screen().rpartition('class="said mine"')[2]):
            assert time.monotonic() < until, answer
            time.sleep(0.1)
        return answer


@pytest.fixture(scope="module")
def phone() -> Iterator[Held]:
    machine, _ = past.play(3, days=6)
    machine.clock = RunningClock(machine.last_at)
    vault = Vault(app.open_keys(SETTINGS))
    phones = Phones(machine, vault, SETTINGS)
    holder = next(one for one in people.holders(machine.world) if one.state == "moving")
    try:
        with serving.running(
            SETTINGS, machine=machine, partners=phones.partners(), rooms_beside=page.routes(phones)
        ) as url:
            phones.open(url)
            with httpx2.Client(base_url=url) as http:
                yield Held(http, machine, holder)
    finally:
        phones.close()
        vault.close()


def test_a_question_becomes_buttons_and_a_tap_is_answered_from_the_orders_facts(phone: Held) -> None:
    whole = phone.http.get("/phone", params={"as": phone.holder.customer})
    assert whole.status_code == 200
    assert "said theirs" in whole.text, "what the order was told before is on the phone"
    assert phone.holder.order in whole.text
    assert phone.says(text="¿Dónde está mi pedido?") == 303
    shown = phone.waits_for("|go:where_is_my_order")
    tap = next(one for one in TAP.findall(shown) if "go:where_is_my_order" in one)
    assert phone.says(tap=tap) == 303
    phone.waits_for(f"Tu pedido {phone.holder.order}")
    heard = [entry for entry in phone.machine.log.read() if entry.kind == "CustomerHeard"]
    assert len(heard) == 2


def test_whoever_writes_baja_is_told_so_and_it_is_kept(phone: Held) -> None:
    phone.http.get("/phone", params={"as": phone.holder.customer})
    assert phone.says(text="baja") == 303
    phone.waits_for(">baja<")
    until = time.monotonic() + WAIT_SECONDS
    while not any(entry.kind == "ConsentRecorded" for entry in phone.machine.log.read()):
        assert time.monotonic() < until
        time.sleep(0.1)
    consent = phone.machine.world.consents.by_customer[phone.holder.customer]
    assert consent.number >= 1


def test_the_page_runs_no_script_but_its_own_and_hears_no_other_site(phone: Held) -> None:
    whole = phone.http.get("/phone")
    policy = whole.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert not re.findall(r"<(?:script|link|img)[^>]*//", whole.text)
    for address in re.findall(r'(?:src|href)="(/(?:phone/files|static)/[^"]+)', whole.text):
        assert phone.http.get(address).status_code == 200, address
    asked = {"as": phone.holder.customer}
    elsewhere = phone.http.post(
        "/phone/say", params=asked, data={"text": "x"}, headers={"Origin": "https://evil.example"}
    )
    assert elsewhere.status_code == 401
    assert phone.http.get("/phone/say").status_code == 405
    assert ">x<" not in phone.screen()


def test_what_serves_has_no_phone() -> None:
    machine, _ = past.play(3, days=2)
    with serving.running(SETTINGS, machine=machine) as url:
        assert httpx2.get(f"{url}/phone").status_code == 404
