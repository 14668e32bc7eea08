"""The list of orders, the search box and the page of one order: read, act with the price shown, be refused well."""

import re

import pytest

from promesa.surfaces.console import (
    order_words,
    orders_words,
    promises_words,
    search_words,
    why_words,
)
from tests.surfaces.http.city import GUADALAJARA, TIJUANA, Client
from tests.surfaces.web.browsing import Browser

LINES = [{"sku": "A", "units": 2}, {"sku": "B", "units": 1}]


@pytest.mark.parametrize("module", [order_words, orders_words, promises_words, search_words, why_words])
def test_both_languages_have_every_word(module: object) -> None:
    words: dict[str, dict[str, str]] = module.WORDS  # type: ignore[attr-defined]
    assert set(words["es"]) == set(words["en"])
    for name, text in words["es"].items():
        assert text.count("{") == words["en"][name].count("{"), name


def test_a_shop_that_has_just_opened(browser: Browser) -> None:
    assert "Todavía no hay pedidos" in browser.get("/orders").text
    assert "There are no orders yet" in browser.get("/orders?lang=en").text
    assert browser.get("/orders/nobody").status == 404


def test_the_list_is_narrowed_and_paged(client: Client, browser: Browser) -> None:
    for number in range(45):
        client.order(f"o{number:02d}", postal_code=TIJUANA if number % 3 == 0 else GUADALAJARA)
    first = browser.get("/orders").text
    assert "o44" in first
    assert "o00" not in first
    older = re.search(r'rel="next" href="([^"]+)"', first)
    assert older is not None
    assert "o00" in browser.get(older[1].replace("&amp;", "&")).text
    north = browser.get("/orders?region=02").text
    assert "o42" in north
    assert "o43" not in north
    assert "Ningún pedido pasa este filtro" in browser.get("/orders?carrier=nobody").text
    assert browser.get("/orders?state=x&risk=y&day=z&before=q&channel=%3Cb%3E").status == 200
    client.clock.set("2027-07-30T16:00:00Z")
    assert "Vencida" in browser.get("/orders?risk=overdue").text


def test_the_box_finds_by_whole_names_and_by_beginnings(client: Client, browser: Browser) -> None:
    client.order("W-100", customer="c9")
    client.order("W-101")
    client.post("/v1/parcels/W-101-1/pack", {})
    client.post("/v1/parcels/W-101-1/book", {"carrier": "estafeta", "tracking": "GUIA77"})
    for said, leads_to in (
        ("W-100", "/orders/W-100"),
        ("w-100", "/orders/W-100"),
        ("guia77", "/orders/W-101"),
        ("GUIA7", "/orders/W-101"),
        ("W-101-1", "/orders/W-101"),
        ("c9", "/customers/c9"),
        ("cedis", "/inventory/locations/cedis"),
    ):
        told = browser.get(f"/search?q={said}")
        assert (told.status, told.headers.get("location")) == (303, leads_to), said
    several = browser.get("/search?q=w-1").text
    assert "/orders/W-100" in several
    assert "/orders/W-101" in several
    assert "Nada empieza con" in browser.get("/search?q=zzz").text
    nothing = browser.get("/search?q=%3Cscript%3E").text
    assert "<script>" not in nothing
    assert "¿Qué buscas?" in browser.get("/search").text


def test_an_order_tells_its_promise_its_why_and_its_whole_story(client: Client, browser: Browser) -> None:
    client.order("o1", lines=LINES)
    for language, words in (
        ("es", ("Qué se puede hacer", "Por qué", "Todo lo que pasó")),
        ("en", ("What can be done",)),
    ):
        text = browser.get(f"/orders/o1?lang={language}").text
        for said in words:
            assert said in text
    text = browser.get("/orders/o1?lang=es").text
    assert "o1-1" in text
    only_parcels = browser.get("/orders/o1?show=parcels").text
    assert "Paquete o1-1 planeado" in only_parcels
    assert "el pedido queda confirmado" not in only_parcels.lower()
    assert "Qué se prometió" in browser.get("/orders/o1/why").text


def test_old_addresses_lead_to_the_new_ones(client: Client, browser: Browser) -> None:
    client.order("o1")
    moved = browser.get("/promises/o1")
    assert (moved.status, moved.headers["location"]) == (308, "/orders/o1/why")
    ledger = browser.get("/ledger?by=lane&outcome=kept")
    assert (ledger.status, ledger.headers["location"]) == (308, "/promises?by=lane&outcome=kept")
    parcel = browser.get("/orders/o1-1")
    assert (parcel.status, parcel.headers["location"]) == (303, "/orders/o1")


def test_units_are_taken_out_of_a_line_at_the_price_shown(client: Client, browser: Browser) -> None:
    _paid(client, "o1", lines=LINES)
    text = browser.get("/orders/o1").text
    assert "Se devuelven $100.00 por pieza." in text
    edit = re.search(r'name="edit" value="([^"]+-1)"', text)
    assert edit is not None
    fields = {"order": "o1", "line": "1", "units": "1", "edit": edit[1], "next": "/orders/o1"}
    assert browser.act("reduce_order", **fields).headers["location"] == "/orders/o1"
    browser.act("reduce_order", **fields)
    order = client.get("/v1/orders/o1").json
    assert [line["units"] for line in order["lines"]] == [1, 1]
    assert order["money"]["refunded_centavos"] == 10_000
    assert "Se devuelven $100.00" not in browser.get("/orders/o1").text.split("Quitar")[0]


def test_a_delivery_is_moved_to_another_day_at_the_price_shown(client: Client, browser: Browser) -> None:
    _paid(client, "o1")
    days = re.findall(r'href="\?day=(\d{4}-\d\d-\d\d)#delivery"', browser.get("/orders/o1?open=delivery").text)
    assert days
    shown = browser.get(f"/orders/o1?day={days[-1]}").text
    assert "No cambia lo que se paga." in shown
    form = dict(
        re.findall(r'name="(edit|difference_centavos|arrives_on)" value="([^"]*)"', _form(shown, "change_delivery"))
    )
    assert form["arrives_on"] == days[-1]
    browser.act("change_delivery", order="o1", **form)
    assert client.get("/v1/orders/o1").json["promise"]["promised_on"] == days[-1]


def test_what_cannot_be_done_says_why_before_and_after(client: Client, browser: Browser) -> None:
    _paid(client, "o1")
    assert "Ahora no se puede" in browser.get("/orders/o1?day=2027-07-05").text
    client.post("/v1/parcels/o1-1/hand-over", {})
    text = browser.get("/orders/o1").text
    assert "Cambiar día o domicilio" not in text
    assert "Ya va en camino: al llegar regresa" in text
    told = browser.act("reduce_order", order="o1", line="1", units="1", edit="e1", next="/orders/o1")
    assert told.status == 303
    said = browser.get("/orders/o1").text
    assert 'class="toast bad"' in said


def test_an_order_is_held_let_go_and_cancelled(client: Client, browser: Browser) -> None:
    _paid(client, "o1")
    browser.act("halt_order", order="o1", kind="review", reason="domicilio raro", owner="Ana")
    text = browser.get("/orders/o1").text
    assert "domicilio raro" in text
    assert "En pausa" in text
    browser.act("release_order", order="o1", kind="review")
    assert "domicilio raro" not in browser.get("/orders/o1").text.split("Paquetes")[0]
    total = client.get("/v1/orders/o1").json["total_centavos"]
    assert f"Se devuelven ${total / 100:,.2f}." in browser.get("/orders/o1").text
    browser.act("cancel_order", order="o1", reason="customer")
    assert client.get("/v1/orders/o1").json["stage"] == "cancelled"
    assert "Cancelado" in browser.get("/orders/o1").text


def test_money_goes_back_in_pesos_and_never_more_than_came_in(client: Client, browser: Browser) -> None:
    _paid(client, "o1")
    browser.act(
        "refund_order", **{"order": "o1", "refund": "r1", "reason": "detalle", "amount_centavos:pesos": "12.50"}
    )
    assert client.get("/v1/orders/o1").json["money"]["refunded_centavos"] == 1_250
    browser.act("refund_order", **{"order": "o1", "refund": "r2", "reason": "x", "amount_centavos:pesos": "99,999"})
    assert 'class="toast bad"' in browser.get("/orders/o1").text
    assert client.get("/v1/orders/o1").json["money"]["refunded_centavos"] == 1_250


def test_an_unpaid_order_may_go_elsewhere_first(client: Client, browser: Browser) -> None:
    client.order("o1", rail="card")
    assert "Se le pedirán $89.00 menos." in browser.get("/orders/o1?pickup=centro").text
    text = browser.get(f"/orders/o1?postal_code={TIJUANA}").text
    assert "Cambiar destino antes de pagar" in text
    assert "No cambia lo que se paga." in text
    form = dict(re.findall(r'name="(edit|postal_code)" value="([^"]*)"', _form(text, "revise_order")))
    browser.act("revise_order", order="o1", **form)
    assert client.get("/v1/orders/o1").json["postal_code"] == TIJUANA


def _form(text: str, operation: str) -> str:
    return text.split(f'action="/do/{operation}"')[1].split("</form>")[0]


def _paid(client: Client, name: str, **more: object) -> None:
    """An order whose money is with us."""
    told = client.order(name, rail="card", **more)
    payment = told["payment"]
    body = {
        "payment": payment["payment"],
        "amount_centavos": payment["amount_centavos"],
        "paid_at": "2027-07-05T16:00:00Z",
        "rail": "card",
        "order": name,
    }
    assert client.post("/v1/payments", body).json["outcome"] == "captured"


def test_the_last_unit_is_no_line_to_take_out(client: Client, browser: Browser) -> None:
    _paid(client, "o1")
    text = browser.get("/orders/o1").text
    assert "Es lo único que lleva: se cancela el pedido." in text
    assert 'action="/do/reduce_order"' not in text
