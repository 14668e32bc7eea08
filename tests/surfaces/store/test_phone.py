"""What stands on the store's phone, and that each button does what it says: no script is needed for any of it."""

import re
from html import unescape

import pytest

from promesa.domain.ledger.shipments.state import Status
from promesa.domain.values.refusal import Reason, Refused
from promesa.surfaces import pickup_codes, tokens
from promesa.surfaces.store import floor, pages
from promesa.surfaces.store.floor import FloorStage
from promesa.surfaces.web.page import STORE, Asked, Elsewhere, Page, Person
from tests.surfaces.store import town
from tests.surfaces.web.browsing import Browser

RING = tokens.ring(town.SETTINGS.secret.split())
TABS = ("", "/counter", "/dock", "/counts", "/more")


def text(phone: Browser, path: str = "") -> str:
    told = phone.get(f"/store/roma{path}")
    assert told.status == 200, told.body
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", told.body.decode())))


def status(phone: Browser, parcel: str) -> Status:
    return phone.client.machine.world.shipments.by_id[parcel].status


@pytest.mark.parametrize("path", TABS)
@pytest.mark.parametrize("language", ["es", "en"])
def test_every_tab_is_drawn_in_both_languages(phone: Browser, path: str, language: str) -> None:
    told = phone.get(f"/store/roma{path}?lang={language}")
    assert told.status == 200
    assert b"style=" not in told.body
    assert b"<script>" not in told.body


def test_each_parcel_stands_where_it_has_come_to(phone: Browser) -> None:
    world = phone.client.machine.world
    here = floor.of(world, world.locations.by_id[town.ROMA], phone.client.clock.now)
    stages = {stage: [one.order for one in here.at(stage)] for stage in FloorStage}
    assert stages == {
        "asked": ["W-1"],
        "to_pick": ["W-3", "W-2"],
        "halted": [],
        "at_dock": ["W-5"],
        "at_counter": ["W-4"],
        "to_put_back": [],
    }
    assert [(step.parcel.letter, step.line.sku) for step in floor.walk(here.at(FloorStage.TO_PICK))] == [
        ("B", "TAZA-01"),
        ("A", "REBOZO-7"),
        ("B", "LIBRO-9"),
    ]
    assert "Sin lugar asignado" not in text(phone)


def test_the_places_lead_up_one_aisle_and_down_the_next(phone: Browser) -> None:
    shown = text(phone)
    assert re.findall(r"[AB]-0\d-\d", shown.partition("Recorrido")[2].partition("Por empacar")[0]) == [
        "A-01-2",
        "B-04-1",
        "B-01-3",
    ]


def test_yes_pack_and_the_van(phone: Browser) -> None:
    assert phone.act("accept_pick", parcel="W-1-1").status == 303
    assert phone.act("pack_parcel", parcel="W-1-1").status == 303
    assert status(phone, "W-1-1") is Status.PACKED
    assert phone.act("hand_over_parcel", parcel="W-5-1", tracking="CE80551234MX").status == 303
    assert status(phone, "W-5-1") is Status.MOVING


def test_a_no_goes_to_the_other_store(phone: Browser) -> None:
    phone.act("reject_pick", parcel="W-1-1", reason="damaged")
    world = phone.client.machine.world
    (moved,) = [world.shipments.by_id[name] for name in world.shipments.by_order["W-1"] if name != "W-1-1"]
    assert (status(phone, "W-1-1"), moved.planned.location) == (Status.CANCELLED, "condesa")
    assert "W-1" not in text(phone)
    assert "Ya lo surte otra ubicación" in text(phone, "/parcels/W-1-1/after")
    assert "Taza de barro negro" in text(phone, "/parcels/W-1-1/after")


def test_some_units_are_missing_and_the_rest_stays(phone: Browser) -> None:
    phone.act("reject_pick", parcel="W-2-1", **{"units.0.0": "LIBRO-9", "units.0.1": "1", "reason": "not_found"})
    shown = text(phone).partition("Por empacar")[2]
    assert "Taza de barro negro" in shown
    assert "Recetario" not in shown


def test_a_pickup_is_packed_and_given_for_its_code(phone: Browser) -> None:
    phone.act("ready_parcel", parcel="W-3-1", **{"in_hand.0.0": "REBOZO-7", "in_hand.0.1": "1"})
    assert status(phone, "W-3-1") is Status.READY
    phone.act("give_parcel", parcel="W-3-1", code="not it")
    assert status(phone, "W-3-1") is Status.READY
    assert "4 intentos antes de bloquearse" in text(phone, "/counter")
    phone.act("give_parcel", parcel="W-3-1", code=pickup_codes.digits(RING, "W-3-1"))
    assert status(phone, "W-3-1") is Status.DELIVERED


def test_a_scanned_code_brings_its_parcel_to_the_top(phone: Browser) -> None:
    shown = text(phone, f"/counter?code={pickup_codes.text(RING, 'W-4-1')}")
    assert "Este es el paquete del código" in shown
    assert "Ese código no es de un paquete" in text(phone, f"/counter?code={pickup_codes.text(RING, 'W-1-1')}")
    assert "Este es el paquete del código" in text(phone, "/counter?code=W-4")
    phone.act("give_parcel", parcel="W-4-1", **{"identity:flag": "1"})
    assert "Nada espera en mostrador" in text(phone, "/counter")


def test_a_count_by_hand_answers_the_ask_and_never_says_how_many_there_should_be(phone: Browser) -> None:
    shown = text(phone, "/counts")
    assert "Te lo pidieron" in shown
    phone.act("count_stock", sku="REBOZO-7", location="roma", units="6", source="hand", by_hand="true")
    assert "Te lo pidieron" not in text(phone, "/counts")


def test_a_pause_says_what_it_means_and_ends(phone: Browser) -> None:
    assert "Esperan aquí: 2 por enviar, 1 de mostrador. Claves solo tuyas: 0." in text(phone, "/more")
    phone.act("pause_location", location="roma", reason="sin luz", until="2027-07-05T19:00:00Z")
    assert "La tienda está en pausa hasta las 13:00: sin luz" in text(phone)
    phone.act("resume_location", location="roma")
    assert "en pausa" not in text(phone)


def test_the_label_has_its_guide_as_bars(phone: Browser) -> None:
    told = phone.get("/store/roma/parcels/W-5-1").body.decode()
    assert 'aria-label="CE80551234MX"' in told
    assert phone.get("/store/condesa/parcels/W-5-1").status == 404


@pytest.mark.parametrize(
    ("path", "code"),
    [("/store", 200), ("/store/none", 404), ("/store/roma/parcels/none", 404), ("/store/roma/parcels/none/after", 200)],
)
def test_addresses(phone: Browser, path: str, code: int) -> None:
    assert phone.get(path).status == code


def test_what_a_phone_installs(phone: Browser) -> None:
    page = phone.get("/store/roma").body.decode()
    manifest = re.search(r'rel="manifest" href="([^"]+)"', page)
    assert manifest is not None
    told = phone.get(manifest[1])
    assert (told.headers["content-type"], told.json["start_url"]) == ("application/manifest+json", "/store/")
    worker = phone.get("/store/worker.js")
    assert worker.headers["content-type"].startswith("text/javascript")
    assert "content-disposition" not in worker.headers
    for icon in told.json["icons"]:
        assert phone.get(manifest[1].rpartition("/")[0] + "/" + icon["src"]).status == 200


def test_a_cancelled_box_is_emptied_and_said_so(phone: Browser) -> None:
    """W-5 stood packed for its van: on record its units are on the shelf again, in truth they are in a box."""
    assert phone.client.post("/v1/orders/W-5/cancel", {"reason": "changed my mind"}).status == 200
    shown = text(phone)
    assert "Cajas por vaciar" in shown
    assert "Recetario de Oaxaca" in shown.partition("Cajas por vaciar")[2]
    assert phone.act("put_back_parcel", parcel="W-5-1").status == 303
    assert "Cajas por vaciar" not in text(phone)
    told = phone.client.post("/v1/parcels/W-5-1/put-back", {})
    assert (told.status, told.json["changed"]) == (200, False)
    assert phone.client.post("/v1/parcels/W-1-1/put-back", {}).status == 409


@pytest.mark.parametrize("page", [one for one in pages.PAGES if "{location}" in one.path], ids=lambda one: one.name)
def test_a_store_sees_its_own_work_only(phone: Browser, page: Page) -> None:
    """As its view is asked by the frame: by a person of Condesa for Roma's page, and for their own."""
    room = phone.client.crew.room
    person = Person("luz", STORE, "condesa", frozenset({"parcel"}))
    path = {"location": "roma", "parcel": "W-5-1"}
    asked = Asked(person, "es", phone.client.clock.now, {}, path, "")
    assert page.view(room, asked) == Refused(Reason.NOT_ALLOWED, "roma")
    own = asked._replace(path={"location": "condesa", "parcel": "none"})
    told = page.view(room, own)
    assert isinstance(told, Refused) == (page.name == "store_parcel")
    assert told != Refused(Reason.NOT_ALLOWED, "condesa")


def test_who_belongs_to_a_store_is_there_at_once(phone: Browser) -> None:
    person = Person("luz", STORE, "condesa")
    asked = Asked(person, "es", phone.client.clock.now, {}, {}, "")
    assert pages.choose(phone.client.crew.room, asked) == Elsewhere("/store/condesa")
    assert "Casa Alondra Roma" in phone.get("/store").body.decode()
