"""Interactive messages as the Cloud API spells them.

Source: Meta, WhatsApp Cloud API v26.0, messages, type `interactive`.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from promesa.gateways.messaging.whatsapp import contents as c

Body = dict[str, Any]


def payload(content: c.Frame) -> Body:
    """The value of `interactive`: type, action and what stands around it."""
    kind, action = ACTIONS[type(content)]
    found: Body = {"type": kind, "action": action(content)}
    if content.header:
        found["header"] = header(content.header)
    if content.body:
        found["body"] = {"text": content.body}
    if content.footer:
        found["footer"] = {"text": content.footer}
    return found


def header(of: str | c.Media) -> Body:
    if isinstance(of, str):
        return {"type": "text", "text": of}
    return {"type": of.kind, of.kind: media(of)}


def media(of: c.Media) -> Body:
    """`id` where it was uploaded, else `link`; absent is absent."""
    found: Body = {"id": of.id} if of.id else {"link": of.link}
    if of.caption:
        found["caption"] = of.caption
    if of.filename:
        found["filename"] = of.filename
    if of.voice is not None:
        found["voice"] = of.voice
    return found


def products(sections: Sequence[c.ProductSection]) -> list[Body]:
    return [
        {"title": section.title, "product_items": [{"product_retailer_id": sku} for sku in section.skus]}
        for section in sections
    ]


def _buttons(content: c.Buttons) -> Body:
    return {"buttons": [{"type": "reply", "reply": {"id": one.id, "title": one.title}} for one in content.buttons]}


def _choices(content: c.Choices) -> Body:
    sections = [{"title": section.title, "rows": [_row(row) for row in section.rows]} for section in content.sections]
    return {"button": content.button, "sections": sections}


def _row(row: c.Row) -> Body:
    found = {"id": row.id, "title": row.title}
    return {**found, "description": row.description} if row.description else found


def _link(content: c.Link) -> Body:
    return {"name": "cta_url", "parameters": {"display_text": content.title, "url": content.url}}


def _voice_call(content: c.VoiceCall) -> Body:
    parameters: Body = {"display_text": content.title} if content.title else {}
    if content.ttl_minutes:
        parameters["ttl_minutes"] = content.ttl_minutes
    return {"name": "voice_call", "parameters": parameters}


def _flow(content: c.Flow) -> Body:
    named = {"flow_id": content.flow_id} if content.flow_id else {"flow_name": content.flow_name}
    parameters: Body = {
        "mode": content.mode,
        "flow_message_version": "3",
        "flow_token": content.token,
        **named,
        "flow_cta": content.title,
        "flow_action": content.action,
    }
    if content.action == "navigate":
        data = {} if content.data is None else {"data": content.data}
        parameters["flow_action_payload"] = {"screen": content.screen, **data}
    return {"name": "flow", "parameters": parameters}


def _product(content: c.Product) -> Body:
    return {"catalog_id": content.catalog, "product_retailer_id": content.sku}


def _product_list(content: c.ProductList) -> Body:
    return {"catalog_id": content.catalog, "sections": products(content.sections)}


def _catalog(content: c.Catalog) -> Body:
    if not content.thumbnail_sku:
        return {"name": "catalog_message"}
    return {"name": "catalog_message", "parameters": {"thumbnail_product_retailer_id": content.thumbnail_sku}}


def _carousel(content: c.Carousel) -> Body:
    return {"cards": [_card(card, number) for number, card in enumerate(content.cards)]}


def _card(card: c.Card, number: int) -> Body:
    found: Body = {"card_index": number, "type": "cta_url", "header": header(card.media)}
    if card.link is not None:
        found["action"] = _link(card.link)
    else:
        replies = [{"type": "quick_reply", "quick_reply": {"id": b.id, "title": b.title}} for b in card.buttons]
        found["action"] = {"buttons": replies}
    return {**found, "body": {"text": card.body}} if card.body else found


def _named(name: str) -> Callable[[Any], Body]:
    return lambda _: {"name": name}


ACTIONS: Mapping[type, tuple[str, Callable[[Any], Body]]] = MappingProxyType(
    {
        c.Buttons: ("button", _buttons),
        c.Choices: ("list", _choices),
        c.Link: ("cta_url", _link),
        c.LocationRequest: ("location_request_message", _named("send_location")),
        c.ContactRequest: ("request_contact_info", _named("request_contact_info")),
        c.CallPermission: ("call_permission_request", _named("call_permission_request")),
        c.VoiceCall: ("voice_call", _voice_call),
        c.Flow: ("flow", _flow),
        c.Product: ("product", _product),
        c.ProductList: ("product_list", _product_list),
        c.Catalog: ("catalog_message", _catalog),
        c.Carousel: ("carousel", _carousel),
    }
)
"""Meta's name of each kind, and what its action is."""
