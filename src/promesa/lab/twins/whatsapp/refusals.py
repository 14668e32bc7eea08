"""WhatsApp's own words for no, and what it looks at before anything else.

Source: Meta, WhatsApp Cloud API v26.0, error codes and messages.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

Body = dict[str, Any]
TITLES: Mapping[int, str] = MappingProxyType(
    {
        100: "Invalid parameter",
        190: "Access token has expired",
        130429: "Rate limit hit",
        130472: "User's number is part of an experiment",
        131000: "Something went wrong",
        131008: "Required parameter is missing",
        131009: "Parameter value is not valid",
        131026: "Message undeliverable",
        131047: "Re-engagement message",
        131048: "Spam rate limit hit",
        131049: "This message was not delivered to maintain healthy ecosystem engagement",
        131050: "User has stopped marketing messages from this business",
        131056: "(Business Account, Consumer Account) pair rate limit hit",
        132000: "Number of parameters does not match the expected number of params",
        132001: "Template name does not exist in the translation",
        132015: "Template is paused",
        132016: "Template is disabled",
    }
)
HTTP: Mapping[int, int] = MappingProxyType({190: 401, 130429: 429, 131000: 500, 132001: 404})
TYPES = frozenset(
    ("text", "image", "video", "audio", "document", "sticker", "location", "contacts", "reaction", "interactive")
    + ("template",)
)
TEXT_MAX, BODY_MAX, BUTTON_MAX, CALLBACK_MAX = 4_096, 1_024, 20, 512


class No(Exception):
    """Refused at once, with its number."""

    def __init__(self, code: int, subcode: int = 0) -> None:
        self.code, self.subcode = code, subcode
        super().__init__(str(code))


def error(code: int) -> Body:
    """As a status tells it."""
    title = TITLES.get(code, "Error")
    return {"code": code, "title": title, "message": title, "error_data": {"details": title}}


def answer(no: No) -> tuple[int, Body]:
    """The HTTP status and the body."""
    title = TITLES.get(no.code, "Error")
    failure: Body = {"message": f"(#{no.code}) {title}", "type": "OAuthException", "code": no.code}
    if no.subcode:
        failure["error_subcode"] = no.subcode
    failure |= {"error_data": {"messaging_product": "whatsapp", "details": title}, "fbtrace_id": "ALAB"}
    return HTTP.get(no.code, 400), {"error": failure}


def check_shape(body: Body) -> None:
    """What every message needs, and the lengths that matter most; raises No."""
    kind = body.get("type")
    if body.get("messaging_product") != "whatsapp" or kind not in TYPES or not isinstance(body.get(kind), dict | list):
        raise No(131008 if kind is None or kind in TYPES else 131009)
    if not (body.get("to") or body.get("recipient")):
        raise No(131008)
    if len(body.get("biz_opaque_callback_data", "")) > CALLBACK_MAX:
        raise No(131009)
    if kind == "text" and not 0 < len(body["text"].get("body", "")) <= TEXT_MAX:
        raise No(131009)
    if kind == "interactive":
        _check_interactive(body["interactive"])


def _check_interactive(told: Body) -> None:
    most = TEXT_MAX if told.get("type") == "list" else BODY_MAX
    if len(told.get("body", {}).get("text", "")) > most or "action" not in told:
        raise No(131009)
    replies = [one["reply"] for one in told["action"].get("buttons", ()) if "reply" in one]
    if len(replies) > 3 or any(len(one["title"]) > BUTTON_MAX for one in replies):
        raise No(131009)
