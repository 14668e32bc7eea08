"""Inventory, partners and planning: what they show is what is so, and what they do is done by the same operations."""

import re

import pytest

from promesa.domain.conduct.roles import Role
from promesa.domain.ledger.shipments.words import RecordUnknownWord
from promesa.domain.people.lines import StopLine
from promesa.domain.values.ids import ParcelId
from promesa.domain.values.moments import Instant
from promesa.engine import words
from promesa.surfaces.console import inventory_words, partners_words, planning_words
from tests.surfaces.http.city import CLOSED, Client, city
from tests.surfaces.web.browsing import Browser
from tests.surfaces.web.team import hire, sign_in

ROOMS = (
    "/orders",
    "/promises",
    "/inventory",
    "/inventory/skus/A",
    "/inventory/locations/centro",
    "/partners",
    "/planning",
)


@pytest.mark.parametrize("module", [inventory_words, partners_words, planning_words])
def test_both_languages_have_every_word(module: object) -> None:
    told: dict[str, dict[str, str]] = module.WORDS  # type: ignore[attr-defined]
    assert set(told["es"]) == set(told["en"])
    for name, text in told["es"].items():
        assert sorted(re.findall(r"{\w*}", text)) == sorted(re.findall(r"{\w*}", told["en"][name])), name


@pytest.mark.parametrize("room", ROOMS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_room_stands_on_its_own(client: Client, browser: Browser, room: str, language: str) -> None:
    client.order("o1")
    told = browser.get(f"{room}?lang={language}")
    assert told.status == 200, told.text[-800:]
    assert not re.findall(r"<style|\sstyle=|<script(?! src=| type=\"application/json\")", told.text)
    assert not re.findall(r"""(?:src|href|action)=["'](?:https?:)?//""", told.text)


def test_stock_is_one_over_all_locations(browser: Browser) -> None:
    text = browser.get("/inventory").text
    assert "5,000,010" in text
    assert "/inventory/skus/ma%C3%B1ana" in text
    shelf = browser.get("/inventory/skus/A").text
    assert "1,000,000" in shelf
    assert "centro" in shelf
    assert browser.get("/inventory/skus/nothing").status == 404
    assert browser.get("/inventory/locations/nowhere").status == 404


def test_a_count_is_asked_for_made_and_counted(client: Client, browser: Browser) -> None:
    browser.act("ask_counts", **{"location": "centro", "skus[]": "A"})
    assert "ya se pidió" in browser.get("/inventory/skus/A").text
    assert "Conteos pedidos y no hechos" in browser.get("/inventory/locations/centro").text
    browser.act("count_stock", sku="A", location="centro", source="consola", by_hand="true", units="7")
    shelves = {one["location"]: one["on_hand"] for one in client.get("/v1/stock/A").json["shelves"]}
    assert shelves["centro"] == 7
    assert "Conteos pedidos y no hechos" not in browser.get("/inventory/locations/centro").text


def test_a_location_is_paused_and_resumed(client: Client, browser: Browser) -> None:
    browser.act("pause_location", location="centro", reason="inventario")
    text = browser.get("/inventory/locations/centro").text
    assert "En pausa" in text
    assert "inventario" in text
    browser.act("resume_location", location="centro")
    assert "En pausa" not in browser.get("/inventory/locations/centro").text


def test_an_unknown_word_is_taught_where_it_is_seen(client: Client, browser: Browser) -> None:
    assert "Se entiende todo lo que dicen" in browser.get("/partners").text
    client.order("o1")
    client.post("/v1/parcels/o1-1/hand-over", {})
    at = Instant(client.machine.now())
    client.machine.submit(RecordUnknownWord("dhl", "held: <b>", "G1", ParcelId("o1-1"), at), "test")
    text = browser.get("/partners").text
    assert "held: &lt;b&gt;" in text
    browser.act("teach_word", partner="dhl", word="held: <b>", means="in_transit")
    assert client.machine.world.shipments.by_id[ParcelId("o1-1")].scans
    assert "Se entiende todo lo que dicen" in browser.get("/partners").text


def test_a_dead_letter_is_seen_and_tried_again(client: Client, browser: Browser) -> None:
    client.order("o1", rail="card")
    machine = client.machine
    key = next(iter(machine.desk.effects))
    with machine.turn() as now:
        machine.write(words.EffectDead(key, "timeout <script>"), "test", key, now)
    text = browser.get("/partners").text
    assert "timeout &lt;script&gt;" in text
    assert f'name="letter" value="{key}"' in text
    browser.act("revive_dead_letter", letter=str(key))
    assert key in machine.desk.effects
    assert "Ninguna carta muerta" in browser.get("/partners").text


def test_a_channel_that_stands_still_is_seen_and_resumed(client: Client, browser: Browser) -> None:
    assert "Canales detenidos" not in browser.get("/partners").text
    client.machine.submit(StopLine("whatsapp", "190"), "test")
    text = browser.get("/partners").text
    assert "Canales detenidos" in text
    assert "<code>190</code>" in text
    assert 'name="channel" value="whatsapp"' in text
    assert "sending" not in text, "it is no news of a number"
    browser.act("revive_line", channel="whatsapp")
    assert "Canales detenidos" not in browser.get("/partners").text
    assert client.get("/readyz").json.keys() == {"status", "position"}


def test_planning_counts_what_was_ordered_and_what_fits(client: Client, browser: Browser) -> None:
    for number in range(3):
        client.order(f"o{number}")
    client.post("/v1/capacity", {"location": "cedis", "bucket": "2027-07-05", "places": 4})
    text = browser.get("/planning").text
    assert "lun 5 jul: 3" in text
    assert "3 de 4" in text
    assert "Buen Fin" in text
    assert "Jalisco" in text


@pytest.mark.parametrize(
    ("role", "shown", "hidden"),
    [
        (
            Role.AUDITOR,
            (),
            ("reduce_order", "cancel_order", "refund_order", "ask_counts", "teach_word", "pause_location"),
        ),
        (Role.CARE, ("cancel_order", "refund_order"), ("ask_counts", "teach_word", "pause_location")),
        (Role.OPERATIONS, ("cancel_order", "refund_order", "ask_counts", "teach_word", "pause_location"), ()),
    ],
)
def test_only_buttons_that_are_theirs_are_drawn(role: Role, shown: tuple[str, ...], hidden: tuple[str, ...]) -> None:
    with city(settings=CLOSED) as client:
        browser = sign_in(client, hire(client, "ana", role, ""))
        client.key = client.give_key("shop")
        payment = client.order("o1", rail="card")["payment"]
        paid = {name: payment[name] for name in ("payment", "amount_centavos")}
        client.post("/v1/payments", {**paid, "paid_at": "2027-07-05T16:00:00Z", "rail": "card", "order": "o1"})
        client.machine.submit(RecordUnknownWord("dhl", "x", "G1"), "test")
        client.key = ""
        pages = ("/orders/o1", "/inventory/skus/A", "/inventory/locations/centro", "/partners")
        text = "".join(browser.get(page).text for page in pages)
    for act in shown:
        assert f'action="/do/{act}"' in text, act
    for act in hidden:
        assert f'action="/do/{act}"' not in text, act
