"""What is submitted for review is what pywa submits, and what is filled in is what pywa sends."""

import json
from datetime import date
from typing import Any

import httpx
import pytest
from pywa import WhatsApp
from pywa.types import templates as t

from promesa.domain.people.templates import library, rendering
from promesa.domain.people.templates.words import (
    LANGUAGES,
    ButtonKind,
    GroundedMessage,
    OrderLinks,
    RenderedTemplate,
    TemplateCopy,
    TemplateGround,
)
from promesa.gateways.messaging.whatsapp import contents as c
from promesa.gateways.messaging.whatsapp import submissions, write

LINKS = "https://tienda.example/"
ES = t.TemplateLanguage.SPANISH_MEX


def lowered(value: Any) -> Any:
    """Without what pywa leaves null and Meta reads either way."""
    if isinstance(value, dict):
        kept = {key: lowered(item) for key, item in value.items() if item not in (None, [], ())}
        return {
            key: item.lower() if key in ("type", "format", "parameter_format") else item for key, item in kept.items()
        }
    return [lowered(item) for item in value] if isinstance(value, list | tuple) else value


def submitted_by_pywa(template: t.Template) -> Any:
    heard: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        heard.append(request)
        return httpx.Response(200, json={"id": "1", "status": "PENDING", "category": "UTILITY"})

    with httpx.Client(transport=httpx.MockTransport(answer)) as session:
        whatsapp = WhatsApp(phone_id="100", token="t", waba_id="9", api_version=26.0, session=session)
        whatsapp.create_template(template)
    return lowered(json.loads(heard[0].content))


def as_pywa(copy: TemplateCopy) -> t.Template:
    header, body, footer = rendering.texts(copy, "es_MX")
    examples = {one.name: one.example_es for one in copy.parameters}
    buttons: list[Any] = []
    for one in copy.buttons:
        if one.kind is ButtonKind.QUICK_REPLY:
            buttons.append(t.QuickReplyButton(text=one.es))
        else:
            base, _ = rendering.ends(one)
            buttons.append(t.URLButton(text=one.es, url=f"{LINKS}{base}{{{{1}}}}", example=f"{LINKS}{base}A-1042"))
    components: list[Any] = [t.BodyText(submissions.spelled(body), **{n: examples[n] for n in rendering.used(body)})]
    assert not header
    if footer:
        components.append(t.FooterText(text=footer))
    if buttons:
        components.append(t.Buttons(buttons=buttons))
    category = t.TemplateCategory(copy.category.upper())
    return t.Template(
        name=copy.name, category=category, language=ES, components=components, parameter_format=t.ParamFormat.NAMED
    )


@pytest.mark.parametrize("copy", library.ALL, ids=lambda copy: copy.name)
def test_it_is_submitted_as_pywa_does(copy: TemplateCopy) -> None:
    ours = lowered(submissions.submission(copy, "es_MX", LINKS))
    theirs = submitted_by_pywa(as_pywa(copy))
    for body in (ours, theirs):
        for component in body["components"]:
            for named in component.get("example", {}).values():
                if named and isinstance(named[0], dict):
                    named.sort(key=lambda one: str(one["param_name"]))
    assert ours == theirs


@pytest.mark.parametrize("copy", library.ALL, ids=lambda copy: copy.name)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_example_is_given(copy: TemplateCopy, language: str) -> None:
    body = next(one for one in submissions.submission(copy, language, LINKS)["components"] if one["type"] == "BODY")
    named = {one["param_name"] for one in body.get("example", {}).get("body_text_named_params", [])}
    assert named == set(rendering.used(rendering.texts(copy, language)[1]))


def test_what_is_rendered_is_a_payload_that_may_be_sent() -> None:
    grounds = {
        "order": TemplateGround("A-7", "OrderPlaced", "order:A-7"),
        "arrives_on": TemplateGround(date(2027, 7, 8), "ParcelPlanned", "order:A-7"),
    }
    found = rendering.render(
        library.of("on_its_way")[0], GroundedMessage("on_its_way", grounds), "es_MX", OrderLinks(LINKS)
    )
    assert isinstance(found, RenderedTemplate)
    request = write.send(c.Outgoing(submissions.filled(found), to="525512345678"), "100")
    assert isinstance(request, write.Request), request
    assert request.body["template"] == {
        "name": "on_its_way_v1",
        "language": {"code": "es_MX"},
        "components": [
            {
                "type": "body",
                "parameters": [
                    {"type": "text", "parameter_name": "order", "text": "A-7"},
                    {"type": "text", "parameter_name": "arrives_on", "text": "jueves 8 de julio"},
                ],
            },
            {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [_tap("absent:A-7")]},
            {"type": "button", "sub_type": "quick_reply", "index": "1", "parameters": [_tap("person:A-7")]},
            {"type": "button", "sub_type": "url", "index": "2", "parameters": [{"type": "text", "text": "A-7"}]},
        ],
    }


def test_a_picture_stands_above_an_offer() -> None:
    copy = library.of("offer")[0]
    submitted = submissions.submission(copy, "es_MX", LINKS, "4::handle")
    assert submitted["components"][0] == {
        "type": "HEADER",
        "format": "IMAGE",
        "example": {"header_handle": ["4::handle"]},
    }
    grounds = {
        name: TemplateGround(value, "F", "sku:s") for name, value in (("item", "A"), ("price", 1_00), ("sku", "s"))
    }
    found = rendering.render(
        copy, GroundedMessage("offer", grounds), "es_MX", OrderLinks(LINKS), "https://tienda.example/a.jpg"
    )
    assert isinstance(found, RenderedTemplate)
    header = submissions.filled(found).header
    assert isinstance(header, c.Media)
    assert header.link == "https://tienda.example/a.jpg"


def _tap(payload: str) -> dict[str, str]:
    return {"type": "payload", "payload": payload}
