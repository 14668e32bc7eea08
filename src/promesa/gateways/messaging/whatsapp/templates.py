"""Templates filled in, as the Cloud API spells them.

Source: Meta, WhatsApp Cloud API v26.0, messages, type `template`.
"""

from collections.abc import Sequence
from typing import Any

from promesa.gateways.messaging.whatsapp import contents as c
from promesa.gateways.messaging.whatsapp import interactive

Body = dict[str, Any]


def payload(content: c.Template) -> Body:
    """The value of `template`; what needs no filling in has no component."""
    found: Body = {"name": content.name, "language": {"code": content.language}}
    components = [*_header(content), *_words(content.words), *(button(one) for one in content.buttons)]
    if content.cards:
        components.append({"type": "carousel", "cards": [_card(card, at) for at, card in enumerate(content.cards)]})
    if components:
        found["components"] = components
    return found


def _header(content: c.Template) -> list[Body]:
    if content.header is None:
        return []
    if isinstance(content.header, str):
        return [{"type": "header", "parameters": [word(content.header_name, content.header)]}]
    return [{"type": "header", "parameters": [shown(content.header)]}]


def shown(header: c.Media | c.Location) -> Body:
    """A picture, a film, a document or a place above the text."""
    if isinstance(header, c.Media):
        return interactive.header(header)
    return {"type": "location", "location": place(header)}


def place(of: c.Location) -> Body:
    found: Body = {"latitude": of.latitude, "longitude": of.longitude}
    if of.name:
        found["name"] = of.name
    if of.address:
        found["address"] = of.address
    return found


def _words(words: Sequence[tuple[str, str]]) -> list[Body]:
    return [{"type": "body", "parameters": [word(name, text) for name, text in words]}] if words else []


def word(name: str, text: str) -> Body:
    """An empty word would be refused (131008): a dash stands for it."""
    found = {"type": "text", "text": text or "-"}
    return {**found, "parameter_name": name} if name else found


def button(of: c.TemplateButton) -> Body:
    return {"type": "button", "sub_type": of.sub_type, "index": str(of.index), "parameters": [_filling(of)]}


def _filling(of: c.TemplateButton) -> Body:
    if of.sub_type == "url":
        return {"type": "text", "text": of.text}
    if of.sub_type == "quick_reply":
        return {"type": "payload", "payload": of.text}
    if of.sub_type == "copy_code":
        return {"type": "coupon_code", "coupon_code": of.text}
    if of.sub_type == "flow":
        return {"type": "action", "action": {"flow_token": of.text, "flow_action_data": of.data}}
    action: Body = {"thumbnail_product_retailer_id": of.text}
    if of.sub_type == "mpm":
        action["sections"] = interactive.products(of.sections)
    return {"type": "action", "action": action}


def _card(card: c.TemplateCard, at: int) -> Body:
    header = {"type": "header", "parameters": [shown(card.header)]}
    return {"card_index": at, "components": [header, *_words(card.words), *(button(one) for one in card.buttons)]}
