"""The customer's page over HTTP: what stands on it, what it keeps to itself, and what can be done there."""

import base64
import gzip
import re

import pytest
from msgspec import structs

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.people.cases.words import CaseKind
from promesa.domain.people.customers import ForgetCustomer
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.surfaces import page_links, pickup_codes, tokens
from promesa.surfaces.tracking import words
from tests.surfaces.http.city import GUADALAJARA, SETTINGS, TIJUANA, Client, city
from tests.surfaces.tracking.customer import RING, Customer, token

WHOLE_MAX = 60_000
"""Bytes that may be transferred for the whole page."""


def stage(client: Client, order: str) -> Stage:
    return client.machine.world.orders.by_id[OrderId(order)].stage


def test_whoever_has_the_link_sees_how_it_goes_and_nothing_of_whom(client: Client) -> None:
    client.order("o1")
    page = Customer(client, "o1").reads()
    assert "Lo estamos preparando" in page
    assert "miércoles 7 de julio" in page
    assert re.search("(Casi seguro|Muy probable|Probable) a tiempo", page)
    for secret in (GUADALAJARA, "c1", "$100", "100.00"):
        assert secret not in re.sub(r'(?:content|href|action|value)="[^"]*"', "", page), secret
    assert "Your order" not in page
    assert "being prepared" in Customer(client, "o1").reads("en").lower()


def test_no_cookie_is_needed_to_read_and_nothing_comes_from_elsewhere(client: Client) -> None:
    client.order("o1")
    told = client.get(f"/t/{token(client, 'o1')}")
    text = told.body.decode()
    assert not told.cookies
    assert "<script" not in text
    assert "<style" not in text
    assert " style=" not in text
    assert not re.findall(r'(?:src|href)="(?:https?:)?//', text)
    assert "unsafe-inline" not in told.headers["content-security-policy"]
    assert told.headers["referrer-policy"] == "no-referrer"
    assert told.headers["cache-control"] == "no-store"
    assert "noindex" in told.headers["x-robots-tag"]
    assert told.headers["x-frame-options"] == "DENY"


@pytest.mark.parametrize("spoiled", ["another order", "cut", "nothing", "another secret", "no such order"])
def test_a_wrong_link_is_told_kindly_and_learns_nothing(client: Client, spoiled: str) -> None:
    client.order("o1")
    good = token(client, "o1")
    other = page_links.sign(tokens.ring(["not ours"]), OrderId("o1"), page_links.last_day(client.clock(), 60))  # type: ignore[arg-type]
    tried = {
        "another order": good[:-8] + "AAAAAAAA",
        "cut": good[:-3],
        "nothing": "x",
        "another secret": other,
        "no such order": token(client, "o2"),
    }[spoiled]
    told = client.get(f"/t/{tried}")
    assert told.status == 404
    assert words.PAGE["gone_title"][0] in told.body.decode()
    assert "o1" not in told.body.decode()
    over = client.get(f"/t/{token(client, 'o1', days=-1)}")
    assert (over.status, over.body.decode()) == (404, told.body.decode())
    for method in ("POST", "GET"):
        answer = client.ask(method, f"/t/{tried}", raw=b"tap=go%3Acancel%3Ao1&key=1&csrf=x")
        assert answer.status == 404
    assert client.get(f"/t/{tried}/es.png").status == 404


def test_the_page_is_small_and_so_is_all_that_it_asks_for(client: Client) -> None:
    client.order("o1", lines=[{"sku": sku, "units": 2} for sku in ("A", "B", "0012", "12")])
    told = client.get(f"/t/{token(client, 'o1')}", {"accept-encoding": "gzip"})
    whole = len(told.body)
    for path in re.findall(r'<link rel="[^"]+" href="([^"]+)"', gzip.decompress(told.body).decode()):
        asset = client.get(path, {"accept-encoding": "gzip"})
        assert asset.status == 200, path
        whole += len(asset.body)
    assert whole < WHOLE_MAX / 5, whole


def test_the_preview_says_state_and_day_only(client: Client) -> None:
    client.order("o1")
    page = Customer(client, "o1").reads()
    told = dict(re.findall(r'<meta property="og:([a-z:]+)" content="([^"]*)"', page))
    assert told["title"] == "Lo estamos preparando"
    assert told["description"] == "Llega el miércoles 7 de julio"
    assert told["image"].endswith("/es.png")
    assert "o1" not in told["title"] + told["description"] + told["image:alt"]
    picture = client.get(told["image"].partition("//")[2].partition("/")[1] + told["image"].split("/", 3)[3])
    assert picture.headers["content-type"] == "image/png"
    assert picture.body.startswith(b"\x89PNG")
    assert len(picture.body) < 300_000, "WhatsApp shows no larger one"
    assert client.get(f"/t/{token(client, 'o1')}/fr.png").status == 404


def test_another_day_is_asked_for_with_a_proof_a_price_and_a_yes(client: Client) -> None:
    client.order("o1")
    customer = Customer(client, "o1")
    assert words.PAGE["prove_place"][0] in customer.begins("change_date")
    assert "No coincide" in customer.fills(text=TIJUANA)
    assert "¿Qué día quieres recibir tu pedido o1?" in customer.fills(text=GUADALAJARA)
    offered = customer.taps("viernes 9 de jul")
    assert "llegaría el viernes 9 de jul; diferencia: 0.00 pesos" in offered
    done = customer.taps("Sí, adelante")
    assert "Listo. Si hay una diferencia por pagar" in done
    assert "viernes 9 de julio" in done
    (promise,) = [client.machine.world.promises.by_order[OrderId("o1")]]
    assert promise.told_on.isoformat() == "2027-07-09"


def test_a_yes_is_done_once_however_often_it_is_sent(client: Client) -> None:
    client.order("o1")
    customer = Customer(client, "o1")
    customer.begins("cancel")
    page = customer.fills(text=GUADALAJARA)
    fields = {name: re.search(f'name="{name}" value="([^"]+)"', page)[1] for name in ("csrf", "key")}  # type: ignore[index]
    yes = re.search(r'value="(ok:[0-9a-f]+)"', page)
    assert yes is not None
    for _ in range(3):
        assert customer.sends(**fields, tap=yes[1]).status == 303
    assert stage(client, "o1") is Stage.CANCELLED
    assert "Pedido cancelado" in customer.reads()


@pytest.mark.parametrize("forged", ["no mark", "mark of another page", "mark of another browser", "no cookie"])
def test_only_forms_that_we_drew_for_this_browser_act(client: Client, forged: str) -> None:
    client.order("o1")
    client.order("o2")
    customer, other = Customer(client, "o1"), Customer(client, "o1")
    customer.begins("cancel")
    other.begins("cancel")
    page = customer.fills(text=GUADALAJARA)
    yes = re.search(r'value="(ok:[0-9a-f]+)"', page)
    assert yes is not None
    mark = {
        "no mark": "",
        "mark of another page": _mark(Customer(client, "o2").reads()),
        "mark of another browser": _mark(other.reads()),
        "no cookie": _mark(page),
    }[forged]
    if forged == "no cookie":
        customer.cookie = ""
    assert customer.sends(csrf=mark, key="k9", tap=yes[1]).status == 303
    assert stage(client, "o1") is Stage.CONFIRMED


def _mark(page: str) -> str:
    found = re.search(r'name="csrf" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_what_was_proved_here_opens_no_other_browser(client: Client) -> None:
    client.order("o1")
    mine, other = Customer(client, "o1"), Customer(client, "o1")
    mine.begins("show")
    shown = mine.fills(text=GUADALAJARA)
    assert "1 × A" in shown
    assert "Tu dinero" in shown
    assert "Tu dinero" not in other.reads()
    other.begins("where_is_my_order")
    assert "Tu dinero" not in other.reads()


def test_three_wrong_guesses_lock_the_page_whatever_the_browser(client: Client) -> None:
    client.order("o1")
    for count in range(3):
        customer = Customer(client, "o1")
        customer.begins("cancel")
        page = customer.fills(text=TIJUANA)
        assert ("No pudimos comprobar" in page) == (count == 2)
    fresh = Customer(client, "o1")
    assert "No pudimos comprobar" in fresh.begins("cancel")
    assert "Una persona lo está viendo" in fresh.reads()


def test_a_letter_is_sealed_and_a_person_gets_it(client: Client) -> None:
    client.order("o1")
    customer = Customer(client, "o1")
    page = customer.fills(tap="go:talk_to_a_person:o1", text="¿Lo pueden dejar con el portero?")
    assert "Una persona lo está viendo" in page
    (case,) = client.machine.world.cases.by_id.values()
    assert (case.kind, case.opened.order) == (CaseKind.OTHER, "o1")
    written = [entry for entry in client.machine.log.read() if entry.kind == "CustomerHeard"]
    assert len(written) == 1
    assert b"portero" not in written[0].body
    assert case.messages == [client.machine.model.codec.decode(written[0].kind, written[0].body).heard]


JPEG = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40 + b"\r\n--not the end\r\n\xff\xd9"


def test_a_photo_is_sealed_beside_the_log_and_opened_for_whoever_takes_the_case(client: Client) -> None:
    client.order("o1")
    _delivered(client)
    customer = Customer(client, "o1")
    customer.begins("claim")
    assert "Mándame una foto" in customer.taps("Llegó dañado")
    page = customer.shows("image/jpeg", JPEG)
    assert "Una persona lo está viendo" in page
    (case,) = client.machine.world.cases.by_id.values()
    assert case.kind == CaseKind.DAMAGED
    (name,) = case.messages
    told = client.get(f"/v1/customers/c1/photos/{name}")
    assert (told.json["kind"], base64.b64decode(told.json["body"])) == ("image/jpeg", JPEG)
    assert client.get(f"/v1/customers/c2/photos/{name}").status == 404
    assert all(b"not the end" not in entry.body for entry in client.machine.log.read())
    assert client.ask("DELETE", "/v1/customers/c1").status == 200
    assert client.get(f"/v1/customers/c1/photos/{name}").status == 404


@pytest.mark.parametrize("body", [b"<svg onload=alert(1)>", b"MZ\x90", b""], ids=["svg", "program", "nothing"])
def test_what_is_no_picture_is_not_kept(client: Client, body: bytes) -> None:
    client.order("o1")
    _delivered(client)
    customer = Customer(client, "o1")
    customer.begins("claim")
    customer.taps("Llegó dañado")
    customer.shows("image/jpeg", body)
    assert not client.machine.world.cases.by_id
    assert "Mándame una foto" in customer.reads()


def _delivered(client: Client) -> None:
    client.clock.set("2027-07-05T23:00:00Z")
    assert client.post("/v1/parcels/o1-1/hand-over", {}).status == 200
    client.clock.set("2027-07-06T18:00:00Z")
    scan = {"scan": "delivered", "scanned_at": "2027-07-06T18:00:00Z"}
    assert client.post("/v1/parcels/o1-1/scans", scan).status == 200


def test_the_code_is_shown_only_where_it_waits_and_only_to_whom_has_proved(client: Client) -> None:
    client.order("o1", postal_code=None, pickup_location="centro")
    customer = Customer(client, "o1")
    assert "Ver mi código" not in customer.reads()
    client.post("/v1/parcels/o1-1/pack", {})
    client.post("/v1/parcels/o1-1/ready", {})
    page = customer.reads()
    assert "Ya puedes pasar por él" in page
    assert "Ver mi código para recoger" in page
    digits = pickup_codes.digits(RING, "o1-1")
    assert digits[:3] not in re.sub(r"<[^>]*>", "", page)
    assert "Te enviamos un código de 6 dígitos" in customer.begins("show")
    assert digits[:3] not in re.sub(r"<[^>]*>", "", customer.reads())


def test_whose_customer_was_forgotten_is_told_nothing(client: Client) -> None:
    client.order("o1", contact={"email": "a@example.com"})
    good = f"/t/{token(client, 'o1')}"
    assert client.get(good).status == 200
    assert client.machine.submit(ForgetCustomer(CustomerId("c1")), "test").accepted
    assert client.get(good).status == 404


def test_who_asks_too_often_waits() -> None:
    with city() as client:
        client.order("o1")
        path = f"/t/{token(client, 'o1')}"
        answers = [client.get(path).status for _ in range(70)]
        assert answers[:60] == [200] * 60
        assert 429 in answers
        client.address = "127.0.0.2"
        assert client.get(path).status == 200


def test_a_chat_is_offered_where_we_have_a_number() -> None:
    with city(settings=structs.replace(SETTINGS, whatsapp_phone="+525512345678")) as client:
        client.order("o1")
        assert "https://wa.me/525512345678?text=Hola%2C%20tengo%20una%20duda" in Customer(client, "o1").reads()


def test_the_console_leads_to_what_the_customer_sees(client: Client) -> None:
    client.order("o1")
    assert 'href="/orders/o1/as-seen"' in client.get("/orders/o1").body.decode()
    told = client.get("/orders/o1/as-seen")
    assert told.status == 303
    page = client.get(told.headers["location"])
    assert page.status == 200
    assert "Lo estamos preparando" in page.body.decode()


def test_only_who_reads_the_console_is_given_a_link() -> None:
    with city(settings=structs.replace(SETTINGS, open=False)) as client:
        told = client.get("/orders/o1/as-seen")
        assert told.status in (303, 401)
        assert "/t/" not in told.headers.get("location", "")


def test_words_are_whole() -> None:
    for pairs in (words.STATES, words.STEPS, words.PARCELS, words.SURE, words.WHY, words.ACTS, words.TOLD, words.PAGE):
        assert all(spanish and english for spanish, english in pairs.values())
