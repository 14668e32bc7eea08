"""Our messages as the one request of the Cloud API that sends each.

Source: Meta, WhatsApp Cloud API, POST /{phone_number_id}/messages with `type: "template"` and named parameters.
"""

from typing import Any

import msgspec

from promesa.domain.people.messages.earlier import SendMessage
from promesa.domain.people.messages.words import MessageWanted

LANGUAGE = "es_MX"
CALLBACK_MAX = 512
"""Letters that `biz_opaque_callback_data` may have; it is echoed with every status of the message."""


class Request(msgspec.Struct, frozen=True):
    method: str
    path: str
    body: dict[str, Any]


def send(effect: SendMessage | MessageWanted, phone: str, phone_number_id: str) -> Request:
    """The template named after ours with its words; `phone`: E.164, opened from the sealed contact just now."""
    template: dict[str, Any] = {"name": effect.template, "language": {"code": LANGUAGE}}
    if effect.words:
        named = [{"type": "text", "parameter_name": name, "text": text or "-"} for name, text in effect.words]
        template["components"] = [{"type": "body", "parameters": named}]
    body = {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": phone.removeprefix("+"),
        "type": "template",
        "template": template,
        "biz_opaque_callback_data": effect.message[:CALLBACK_MAX],
    }
    return Request("POST", f"/{phone_number_id}/messages", body)
