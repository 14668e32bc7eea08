"""Every kind of message is the very payload that the library pywa sends for it: an oracle that we did not write.

Three spellings are laid aside, because the Cloud API reads both: the letter case of a template's component types
(Meta's pages write `header`, pywa `HEADER`), a button's index (Meta's pages write "0", pywa 0), and what is absent
(pywa writes null or an empty list, we write nothing).
"""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pywa import WhatsApp
from pywa import types as p
from pywa.types import others
from pywa.types import templates as t
from pywa.types.callback import ImageCarouselCard, VideoCarouselCard
from pywa.types.flows import FlowActionType

from promesa.gateways.messaging.whatsapp import contents as c
from promesa.gateways.messaging.whatsapp import write

TO, BSUID = "525512345678", "MX.1349000000000000001"
LINK, BUTTON = "https://tienda.example/p/A-1042", c.Button("dl:ok:A-1042", "De acuerdo")
ES = t.TemplateLanguage.SPANISH_MEX


def spelled(value: Any) -> Any:
    """The same payload without the spellings that both are read."""
    if isinstance(value, dict):
        kept = {key: spelled(item) for key, item in value.items() if item not in (None, [], ())}
        for key in ("type", "sub_type"):
            if isinstance(kept.get(key), str):
                kept[key] = kept[key].lower()
        return {**kept, "index": str(kept["index"])} if "index" in kept else kept
    return [spelled(item) for item in value] if isinstance(value, list | tuple) else value


def said_by_pywa(say: Callable[[WhatsApp], Any]) -> tuple[str, Any]:
    """The one request that pywa makes."""
    heard: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        contacts = [{"input": TO, "wa_id": TO}]
        return httpx.Response(200, json={"success": True, "contacts": contacts, "messages": [{"id": "wamid.1"}]})

    with httpx.Client(transport=httpx.MockTransport(answer)) as session:
        say(WhatsApp(phone_id="100", token="token", api_version=26.0, session=session))
    assert len(heard) == 1
    return heard[0].url.path, spelled(json.loads(heard[0].content))


def said_by_us(message: c.Outgoing) -> tuple[str, Any]:
    request = write.send(message, "100")
    assert isinstance(request, write.Request), request
    return f"/v26.0{request.path}", spelled(json.loads(json.dumps(request.body)))


def to(content: c.Content, **more: Any) -> c.Outgoing:
    return c.Outgoing(content, to=TO, **more)


CARD = {
    "name": {"formatted_name": "Ana Ruiz", "first_name": "Ana"},
    "phones": [{"phone": "+525512345678", "type": "CELL", "wa_id": TO}],
    "emails": [{"email": "ana@example.com", "type": "WORK"}],
}
PYWA_CARD = others.Contact(
    name=others.Contact.Name(formatted_name="Ana Ruiz", first_name="Ana"),
    phones=[others.Contact.Phone(phone="+525512345678", type="CELL", wa_id=TO)],
    emails=[others.Contact.Email(email="ana@example.com", type="WORK")],
)
PICTURE = "https://tienda.example/1.png"
REPLY = [p.Button("De acuerdo", "dl:ok:A-1042")]
CHAIRS = c.ProductSection("Sillas", ("s1", "s2"))
FRAMED = {"body": "Elige", "footer": "9 a 21 h"}

PLAIN = {
    "text": (to(c.Text("Hola")), lambda wa: wa.send_message(TO, "Hola")),
    "text with all": (
        to(c.Text("Mira", preview_url=True), reply_to="wamid.0", callback="o1:x|1", identity_hash="h1"),
        lambda wa: wa.send_message(
            TO, "Mira", preview_url=True, reply_to_message_id="wamid.0", tracker="o1:x|1", identity_key_hash="h1"
        ),
    ),
    "to a business-scoped id": (
        c.Outgoing(c.Text("Hola"), recipient=BSUID),
        lambda wa: wa.send_message(BSUID, "Hola"),
    ),
    "image by link": (
        to(c.Media("image", link=PICTURE, caption="Tu pedido")),
        lambda wa: wa.send_image(TO, PICTURE, caption="Tu pedido"),
    ),
    "image by id": (to(c.Media("image", id="9001")), lambda wa: wa.send_image(TO, "9001")),
    "video": (
        to(c.Media("video", link=LINK, caption="Así llega")),
        lambda wa: wa.send_video(TO, LINK, caption="Así llega"),
    ),
    "audio": (to(c.Media("audio", id="9001")), lambda wa: wa.send_audio(TO, "9001")),
    "voice note": (to(c.Media("audio", id="9001", voice=True)), lambda wa: wa.send_voice(TO, "9001")),
    "document": (
        to(c.Media("document", link=LINK, caption="Factura", filename="f.pdf")),
        lambda wa: wa.send_document(TO, LINK, filename="f.pdf", caption="Factura"),
    ),
    "sticker": (to(c.Media("sticker", id="9001")), lambda wa: wa.send_sticker(TO, "9001")),
    "reaction": (to(c.Reaction("wamid.2", "👍")), lambda wa: wa.send_reaction(TO, "👍", "wamid.2")),
    "reaction taken back": (to(c.Reaction("wamid.2", "")), lambda wa: wa.remove_reaction(TO, "wamid.2")),
    "location": (
        to(c.Location(19.4, -99.1, "Tienda Del Valle", "Av. Inventada 1")),
        lambda wa: wa.send_location(TO, 19.4, -99.1, "Tienda Del Valle", "Av. Inventada 1"),
    ),
    "bare location": (to(c.Location(19.4, -99.1)), lambda wa: wa.send_location(TO, 19.4, -99.1)),
    "contacts": (to(c.Contacts((CARD,))), lambda wa: wa.send_contact(TO, PYWA_CARD)),
}
INTERACTIVE = {
    "buttons": (
        to(c.Buttons(buttons=(BUTTON,), header="A-1042", **FRAMED)),
        lambda wa: wa.send_message(TO, "Elige", header="A-1042", footer="9 a 21 h", buttons=REPLY),
    ),
    "buttons under a picture": (
        to(c.Buttons(buttons=(BUTTON,), header=c.Media("image", id="9001"), **FRAMED)),
        lambda wa: wa.send_image(TO, "9001", caption="Elige", footer="9 a 21 h", buttons=REPLY),
    ),
    "buttons under a document": (
        to(c.Buttons(buttons=(BUTTON,), header=c.Media("document", id="9001", filename="f.pdf"), **FRAMED)),
        lambda wa: wa.send_document(TO, "9001", filename="f.pdf", caption="Elige", footer="9 a 21 h", buttons=REPLY),
    ),
    "list": (
        to(
            c.Choices(
                button="Ver fechas",
                sections=(c.Section("Esta semana", (c.Row("d:1", "Jueves", "9 a 14 h"), c.Row("d:2", "Viernes"))),),
                **FRAMED,
            )
        ),
        lambda wa: wa.send_message(
            TO,
            "Elige",
            footer="9 a 21 h",
            buttons=p.SectionList(
                "Ver fechas",
                [p.Section("Esta semana", [p.SectionRow("Jueves", "d:1", "9 a 14 h"), p.SectionRow("Viernes", "d:2")])],
            ),
        ),
    ),
    "cta_url": (
        to(c.Link(body="Paga aquí", title="Pagar", url=LINK)),
        lambda wa: wa.send_message(TO, "Paga aquí", buttons=p.URLButton("Pagar", LINK)),
    ),
    "location request": (to(c.LocationRequest(body="¿Dónde?")), lambda wa: wa.request_location(TO, "¿Dónde?")),
    "contact request": (
        to(c.ContactRequest(body="¿Tu teléfono?")),
        lambda wa: wa.send_message(TO, "¿Tu teléfono?", buttons=p.ContactInfoRequestButton()),
    ),
    "call permission": (
        to(c.CallPermission(body="¿Te llamamos?")),
        lambda wa: wa.send_message(TO, "¿Te llamamos?", buttons=p.CallPermissionRequestButton()),
    ),
    "voice call": (
        to(c.VoiceCall(body="Llámanos", title="Llamar", ttl_minutes=100)),
        lambda wa: wa.send_message(TO, "Llámanos", buttons=p.VoiceCallButton("Llamar", 100)),
    ),
    "flow to a screen": (
        to(c.Flow(body="Dirección", title="Cambiar", token="tk", flow_id="9", screen="DIR", data={"folio": "A-1042"})),
        lambda wa: wa.send_message(
            TO,
            "Dirección",
            buttons=p.FlowButton(
                "Cambiar",
                flow_id="9",
                flow_token="tk",
                flow_action_type=FlowActionType.NAVIGATE,
                flow_action_screen="DIR",
                flow_action_payload={"folio": "A-1042"},
            ),
        ),
    ),
    "flow that exchanges data": (
        to(c.Flow(body="Dirección", title="Cambiar", token="tk", flow_name="direccion", action="data_exchange")),
        lambda wa: wa.send_message(
            TO,
            "Dirección",
            buttons=p.FlowButton(
                "Cambiar", flow_name="direccion", flow_token="tk", flow_action_type=FlowActionType.DATA_EXCHANGE
            ),
        ),
    ),
    "product": (
        to(c.Product(catalog="c9", sku="sku1", **FRAMED)),
        lambda wa: wa.send_product(TO, "c9", "sku1", "Elige", "9 a 21 h"),
    ),
    "product list": (
        to(
            c.ProductList(catalog="c9", sections=(c.ProductSection("Sillas", ("s1", "s2")),), header="Oferta", **FRAMED)
        ),
        lambda wa: wa.send_products(
            TO, "c9", [p.ProductsSection("Sillas", ["s1", "s2"])], "Oferta", "Elige", "9 a 21 h"
        ),
    ),
    "catalog": (
        to(c.Catalog(thumbnail_sku="s1", **FRAMED)),
        lambda wa: wa.send_catalog(TO, "Elige", "9 a 21 h", thumbnail_product_sku="s1"),
    ),
    "bare catalog": (to(c.Catalog(body="Elige")), lambda wa: wa.send_catalog(TO, "Elige")),
    "carousel of links": (
        to(
            c.Carousel(
                body="Elige",
                cards=(
                    c.Card(c.Media("image", link=PICTURE), "Silla", link=c.Link(title="Ver", url=LINK)),
                    c.Card(c.Media("video", link=LINK), "Mesa", link=c.Link(title="Ver", url=LINK)),
                ),
            )
        ),
        lambda wa: wa.send_carousel(
            TO,
            body="Elige",
            cards=[
                ImageCarouselCard(body="Silla", image=PICTURE, buttons=p.URLButton("Ver", LINK)),
                VideoCarouselCard(body="Mesa", video=LINK, buttons=p.URLButton("Ver", LINK)),
            ],
        ),
    ),
    "carousel of replies": (
        to(c.Carousel(body="Elige", cards=(c.Card(c.Media("image", link=PICTURE), "Silla", buttons=(BUTTON,)),) * 2)),
        lambda wa: wa.send_carousel(
            TO, body="Elige", cards=[ImageCarouselCard(body="Silla", image=PICTURE, buttons=REPLY)] * 2
        ),
    ),
}
TEMPLATES = {
    "bare template": (to(c.Template("gracias", "es_MX")), lambda wa: wa.send_template(TO, "gracias", ES, [])),
    "named words": (
        to(c.Template("demorado", "es_MX", (("nombre", "Ana"), ("fecha", "mar 24 nov"))), callback="o1|1"),
        lambda wa: wa.send_template(
            TO, "demorado", ES, [t.BodyText.params(nombre="Ana", fecha="mar 24 nov")], tracker="o1|1"
        ),
    ),
    "words by place": (
        to(c.Template("demorado", "es_MX", (("", "Ana"), ("", "2")), header="Ana")),
        lambda wa: wa.send_template(TO, "demorado", ES, [t.HeaderText.params("Ana"), t.BodyText.params("Ana", "2")]),
    ),
    "named header": (
        to(c.Template("demorado", "es_MX", header="A-1042", header_name="folio")),
        lambda wa: wa.send_template(TO, "demorado", ES, [t.HeaderText.params(folio="A-1042")]),
    ),
    "picture above": (
        to(c.Template("listo", "es_MX", (("nombre", "Ana"),), c.Media("image", link=PICTURE))),
        lambda wa: wa.send_template(
            TO, "listo", ES, [t.HeaderImage.params(image=PICTURE), t.BodyText.params(nombre="Ana")]
        ),
    ),
    "film above": (
        to(c.Template("listo", "es_MX", header=c.Media("video", id="9001"))),
        lambda wa: wa.send_template(TO, "listo", ES, [t.HeaderVideo.params(video="9001")]),
    ),
    "document above": (
        to(c.Template("factura", "es_MX", header=c.Media("document", id="9001", filename="f.pdf"))),
        lambda wa: wa.send_template(TO, "factura", ES, [t.HeaderDocument.params(document="9001", filename="f.pdf")]),
    ),
    "place above": (
        to(c.Template("tienda", "es_MX", header=c.Location(19.4, -99.1, "Del Valle", "Av. 1"))),
        lambda wa: wa.send_template(
            TO, "tienda", ES, [t.HeaderLocation.params(lat=19.4, lon=-99.1, name="Del Valle", address="Av. 1")]
        ),
    ),
    "every button": (
        to(
            c.Template(
                "oferta",
                "es_MX",
                buttons=(
                    c.TemplateButton("quick_reply", 0, "dl:ok:A-1042"),
                    c.TemplateButton("url", 1, "A-1042"),
                    c.TemplateButton("copy_code", 2, "HOTSALE"),
                    c.TemplateButton("flow", 3, "tk", {"folio": "A-1042"}),
                ),
            )
        ),
        lambda wa: wa.send_template(
            TO,
            "oferta",
            ES,
            [
                t.QuickReplyButton.params(callback_data="dl:ok:A-1042", index=0),
                t.URLButton.params(url_variable="A-1042", index=1),
                t.CopyCodeButton.params(coupon_code="HOTSALE", index=2),
                t.FlowButton.params(flow_token="tk", flow_action_data={"folio": "A-1042"}, index=3),
            ],
        ),
    ),
    "catalog button": (
        to(c.Template("ver", "es_MX", buttons=(c.TemplateButton("catalog", 0, "s1"),))),
        lambda wa: wa.send_template(TO, "ver", ES, [t.CatalogButton.params(index=0, thumbnail_product_sku="s1")]),
    ),
    "products button": (
        to(
            c.Template(
                "ver",
                "es_MX",
                buttons=(c.TemplateButton("mpm", 0, "s1", sections=(c.ProductSection("Sillas", ("s1",)),)),),
            )
        ),
        lambda wa: wa.send_template(
            TO,
            "ver",
            ES,
            [
                t.MPMButton.params(
                    index=0, thumbnail_product_sku="s1", product_sections=[p.ProductsSection("Sillas", ["s1"])]
                )
            ],
        ),
    ),
    "carousel template": (
        to(
            c.Template(
                "carrusel",
                "es_MX",
                (("", "Ana"),),
                cards=(
                    c.TemplateCard(
                        c.Media("image", id="9001"), (("", "Silla"),), (c.TemplateButton("quick_reply", 0, "s1"),)
                    ),
                ),
            )
        ),
        lambda wa: wa.send_template(
            TO,
            "carrusel",
            ES,
            [
                t.BodyText.params("Ana"),
                t.Carousel.params(
                    cards=[
                        t.CarouselCard.params(
                            index=0,
                            params=[
                                t.HeaderImage.params(image="9001"),
                                t.BodyText.params("Silla"),
                                t.QuickReplyButton.params(callback_data="s1", index=0),
                            ],
                        )
                    ]
                ),
            ],
        ),
    ),
    "marketing messages": (
        to(c.Template("oferta", "es_MX", (("", "Ana"),)), marketing=True, share_activity=True, reply_to="wamid.0"),
        lambda wa: wa.send_template(
            TO,
            "oferta",
            ES,
            [t.BodyText.params("Ana")],
            use_mm_lite_api=True,
            message_activity_sharing=True,
            reply_to_message_id="wamid.0",
        ),
    ),
}
EVERYTHING = {**PLAIN, **INTERACTIVE, **TEMPLATES}


@pytest.mark.parametrize(("ours", "theirs"), EVERYTHING.values(), ids=EVERYTHING)
def test_the_payload_is_the_oracles(ours: c.Outgoing, theirs: Callable[[WhatsApp], Any]) -> None:
    assert said_by_us(ours) == said_by_pywa(theirs)


@pytest.mark.parametrize("typing", [False, True])
def test_two_ticks_and_writing_are_the_oracles(typing: bool) -> None:
    request = write.read("wamid.1", "100", typing=typing)

    def say(wa: WhatsApp) -> object:
        return wa.indicate_typing("wamid.1") if typing else wa.mark_message_as_read("wamid.1")

    assert (f"/v26.0{request.path}", request.body) == said_by_pywa(say)


def test_every_kind_that_can_be_said_was_compared() -> None:
    kinds = {type(message.content) for message, _ in EVERYTHING.values()}
    assert kinds == {*c.Content.__args__}
