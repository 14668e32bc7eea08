"""Every limit of WhatsApp at L and at L + 1: what fits is sent as it is, what does not is refused by name."""

from typing import Any

import msgspec
import pytest

from promesa.gateways.messaging.whatsapp import contents as c
from promesa.gateways.messaging.whatsapp import limits, write
from promesa.gateways.messaging.whatsapp.limits import Unsendable

TO = "525512345678"
LINK = "https://tienda.example"


def x(letters: int) -> str:
    return "ñ" * letters


def buttons(count: int = 1, title: int = 5, ident: int = 5, **frame: Any) -> c.Buttons:
    made = tuple(c.Button(str(n) + x(ident - 1), x(title)) for n in range(count))
    return c.Buttons(**{"body": "b", **frame}, buttons=made)


def choices(rows: int = 1, *, ident: int = 5, title: int = 5, about: int = 5, **frame: Any) -> c.Choices:
    made = tuple(c.Row(f"{n:02d}" + x(ident - 2), x(title), x(about)) for n in range(rows))
    return c.Choices(**{"body": "b", "button": "Ver", "sections": (c.Section("s", made),), **frame})


def sections(count: int, title: int = 5) -> c.Choices:
    made = tuple(c.Section(x(title), (c.Row(f"r{n}", "t"),)) for n in range(count))
    return c.Choices(body="b", button="Ver", sections=made)


def products(count: int, groups: int = 1, title: int = 5) -> c.ProductList:
    made = tuple(c.ProductSection(x(title), tuple(f"s{g}.{n}" for n in range(count))) for g in range(groups))
    return c.ProductList(body="b", header="h", catalog="c", sections=made)


def carousel(cards: int = 2, body: int = 5, title: int = 5, replies: int = 0) -> c.Carousel:
    picture, link = c.Media("image", link=LINK), c.Link(title=x(title), url=LINK)
    answers = tuple(c.Button(f"b{n}", x(title)) for n in range(replies))
    card = c.Card(picture, x(body), link=None if replies else link, buttons=answers)
    return c.Carousel(body="b", cards=(card,) * cards)


def template(**more: Any) -> c.Template:
    return c.Template(**{"name": "demorado", "language": "es_MX", **more})


AT_MOST: dict[str, tuple[Any, int]] = {
    "text": (lambda n: c.Text(x(n)), 4_096),
    "caption": (lambda n: c.Media("image", id="1", caption=x(n)), 1_024),
    "cards of people": (lambda n: c.Contacts(({"name": {"formatted_name": "Ana"}},) * n), 257),
    "reply buttons": (buttons, 3),
    "button title": (lambda n: buttons(title=n), 20),
    "button id": (lambda n: buttons(ident=n), 256),
    "body": (lambda n: buttons(body=x(n)), 1_024),
    "header": (lambda n: buttons(header=x(n)), 60),
    "footer": (lambda n: buttons(footer=x(n)), 60),
    "list body": (lambda n: choices(body=x(n)), 4_096),
    "list header": (lambda n: choices(header=x(n)), 60),
    "list footer": (lambda n: choices(footer=x(n)), 60),
    "list button": (lambda n: choices(button=x(n)), 20),
    "list rows": (choices, 10),
    "list row id": (lambda n: choices(ident=n), 200),
    "list row title": (lambda n: choices(title=n), 24),
    "list row description": (lambda n: choices(about=n), 72),
    "list sections": (sections, 10),
    "list section title": (lambda n: sections(1, n), 24),
    "link title": (lambda n: c.Link(body="b", title=x(n), url=LINK), 20),
    "flow title": (lambda n: c.Flow(body="b", title=x(n), token="t", flow_id="1", screen="S"), 20),
    "call title": (lambda n: c.VoiceCall(body="b", title=x(n)), 20),
    "products": (products, 30),
    "product sections": (lambda n: products(1, n), 10),
    "product section title": (lambda n: products(1, 1, n), 24),
    "carousel cards": (carousel, 10),
    "carousel body": (lambda n: carousel(body=n), 160),
    "carousel link": (lambda n: carousel(title=n), 20),
    "carousel reply": (lambda n: carousel(title=n, replies=1), 20),
    "carousel replies": (lambda n: carousel(replies=n), 3),
    "template name": (lambda n: template(name="a" * n), 512),
    "coupon": (lambda n: template(buttons=(c.TemplateButton("copy_code", 0, x(n)),)), 20),
    "template cards": (lambda n: template(cards=(c.TemplateCard(c.Media("image", id="1")),) * n), 10),
}
AT_LEAST: dict[str, tuple[Any, int]] = {
    "text": (lambda n: c.Text(x(n)), 1),
    "reply buttons": (buttons, 1),
    "list rows": (choices, 1),
    "list sections": (sections, 1),
    "products": (products, 1),
    "carousel cards": (carousel, 2),
    "body of a location request": (lambda n: c.LocationRequest(body=x(n)), 1),
    "body of a list": (lambda n: choices(body=x(n)), 1),
}


def send(content: c.Content, **more: Any) -> write.Request | Unsendable:
    return write.send(c.Outgoing(content, **{"to": TO, **more}), "100")


@pytest.mark.parametrize(("make", "most"), AT_MOST.values(), ids=AT_MOST)
def test_as_much_as_fits_and_one_more(make: Any, most: int) -> None:
    assert isinstance(send(make(most)), write.Request)
    refused = send(make(most + 1))
    assert isinstance(refused, Unsendable)
    assert (refused.found, refused.most) == (most + 1, most)


@pytest.mark.parametrize(("make", "least"), AT_LEAST.values(), ids=AT_LEAST)
def test_as_little_as_is_needed_and_one_less(make: Any, least: int) -> None:
    assert isinstance(send(make(least)), write.Request)
    refused = send(make(least - 1))
    assert isinstance(refused, Unsendable)
    assert (refused.found, refused.least) == (least - 1, least)


def test_rows_and_products_are_counted_over_all_sections() -> None:
    full, one_more = choices(10), sections(10)
    assert isinstance(send(full), write.Request)
    rows = tuple(c.Row(f"x{n}", "t") for n in range(2))
    both = msgspec.structs.replace(one_more, sections=(c.Section("s", rows), *one_more.sections[1:]))
    assert send(both) == Unsendable("interactive.list.rows", 11, 1, 10)
    assert isinstance(send(products(15, 2)), write.Request)
    assert send(products(16, 2)) == Unsendable("interactive.product_list.products", 32, 1, 30)


def test_the_callback_comes_back_whole_or_the_message_is_not_sent() -> None:
    assert isinstance(send(c.Text("b"), callback="k" * 512), write.Request)
    assert send(c.Text("b"), callback="k" * 513) == Unsendable("biz_opaque_callback_data", 513, 1, 512)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (c.Buttons(body="b", buttons=(c.Button("a", "1"), c.Button("a", "2"))), "interactive.button.buttons:same id"),
        (choices(sections=(c.Section("", (c.Row("a", "t"),)), c.Section("s", (c.Row("b", "t"),)))), "untitled"),
        (msgspec.structs.replace(products(1), header=""), "interactive.product_list.header.text"),
        (c.Carousel(body="b", cards=(carousel().cards[0], carousel(replies=1).cards[0])), "shapes"),
        (template(name="Demorado"), "template.name"),
        (template(words=(("nota", "una\notra"),)), "breaks"),
        (template(words=(("nota", "a     b"),)), "breaks"),
        (c.Media("image"), "image.id"),
        (c.Catalog(), "interactive.catalog_message.body.text"),
    ],
)
def test_what_only_the_whole_shows(content: c.Content, field: str) -> None:
    refused = send(content)
    assert isinstance(refused, Unsendable)
    assert field in refused.field


@pytest.mark.parametrize(
    ("who", "field"),
    [
        ({"to": ""}, "to"),
        ({"to": "55 1234 5678"}, "to"),
        ({"to": "MX.1349"}, "to"),
        ({"to": "", "recipient": "1349"}, "recipient"),
        ({"to": "", "recipient": "MX." + "a" * 129}, "recipient"),
    ],
)
def test_an_address_is_never_guessed(who: dict[str, str], field: str) -> None:
    refused = send(c.Text("b"), **who)
    assert isinstance(refused, Unsendable)
    assert refused.field == field


@pytest.mark.parametrize("who", [{"recipient": "MX." + "a" * 128}, {"recipient": "MX.ENT.9", "to": ""}])
def test_a_business_scoped_id_is_an_address_of_its_own(who: dict[str, str]) -> None:
    request = send(c.Text("b"), **who)
    assert isinstance(request, write.Request)
    assert request.body["recipient"] == who["recipient"]


def test_direct_send_is_for_free_words_and_marketing_messages_for_templates() -> None:
    request = send(c.Text("b"), category="utility", direct_template="pedido_listo")
    assert isinstance(request, write.Request)
    assert request.body["category"] == "utility"
    assert request.body["direct_send_config"] == {"template_name": "pedido_listo"}
    assert isinstance(send(template(), category="utility"), Unsendable)
    assert isinstance(send(c.Text("b"), marketing=True), Unsendable)


def test_every_kind_of_the_table_is_a_kind_that_can_be_said() -> None:
    assert {*limits.INTERACTIVE} <= {"button", "list", "cta_url", "voice_call", "flow", "product_list", "carousel"}
