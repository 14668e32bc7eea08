"""Our messages as the one request of the Cloud API that sends each, refused here where WhatsApp would refuse them.

Source: Meta, WhatsApp Cloud API v26.0, POST /{phone_number_id}/messages and /marketing_messages.
"""

from typing import Any

import msgspec

from promesa.gateways.messaging.whatsapp import contents as c
from promesa.gateways.messaging.whatsapp import interactive, limits, templates
from promesa.gateways.messaging.whatsapp.limits import Unsendable

Body = dict[str, Any]


class Request(msgspec.Struct, frozen=True):
    method: str
    path: str
    body: Body


def send(message: c.Outgoing, phone_number_id: str) -> Request | Unsendable:
    """The request that says it, or what is too long, too short, or missing. A content too long is never cut."""
    kind, content = payload(message.content)
    body: Body = {"messaging_product": "whatsapp", "recipient_type": "individual"}
    body |= _addressed(message)
    body["type"] = kind
    body[kind] = content
    if message.marketing and kind != "template":
        return Unsendable("marketing:template", 0, 1, 1)
    if message.category and kind not in ("text", "interactive"):
        return Unsendable("category:free form", 0, 1, 1)
    refused = limits.check(body)
    if refused is not None:
        return refused
    end = "marketing_messages" if message.marketing else "messages"
    return Request("POST", f"/{phone_number_id}/{end}", body)


def _addressed(message: c.Outgoing) -> Body:
    """Everything about a message but what it says; where both are given, `to` wins at Meta."""
    given = {
        "to": message.to.removeprefix("+"),
        "recipient": message.recipient,
        "biz_opaque_callback_data": message.callback,
        "recipient_identity_key_hash": message.identity_hash,
        "category": message.category,
    }
    body: Body = {name: value for name, value in given.items() if value}
    if message.reply_to:
        body["context"] = {"message_id": message.reply_to}
    if message.direct_template:
        body["direct_send_config"] = {"template_name": message.direct_template}
    if message.share_activity is not None:
        body["message_activity_sharing"] = message.share_activity
    return body


def payload(content: c.Content) -> tuple[str, Any]:
    """Meta's type of a content, and its value."""
    match content:
        case c.Text():
            return "text", {"body": content.body, "preview_url": content.preview_url}
        case c.Media():
            return content.kind, interactive.media(content)
        case c.Location():
            return "location", templates.place(content)
        case c.Contacts():
            return "contacts", list(content.cards)
        case c.Reaction():
            return "reaction", {"message_id": content.message_id, "emoji": content.emoji}
        case c.Template():
            return "template", templates.payload(content)
        case _:
            return "interactive", interactive.payload(content)


def read(message_id: str, phone_number_id: str, *, typing: bool = False) -> Request:
    """Two blue ticks for what the customer wrote; `typing` shows that we write, for at most 25 seconds."""
    body: Body = {"messaging_product": "whatsapp", "status": "read", "message_id": message_id}
    if typing:
        body["typing_indicator"] = {"type": "text"}
    return Request("POST", f"/{phone_number_id}/messages", body)
