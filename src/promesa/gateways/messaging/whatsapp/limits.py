"""How long everything may be that WhatsApp is asked to show: a table, and one look over a payload before it is sent.

Source: Meta, WhatsApp Cloud API v26.0, messages: lengths are in characters, counts in items.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec

from promesa.gateways.messaging import callback

ROWS_MAX = 10
"""Of a list, in all its sections together."""
PRODUCTS_MAX = 30
PHONE = re.compile(r"[1-9][0-9]{6,14}")
SCOPED_ID = re.compile(r"[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}")
TEMPLATE_NAME = re.compile(r"[a-z0-9_]{1,512}")
UNBROKEN = re.compile(r"[\n\t]| {5}")
"""What a word of a template may not hold."""


class Unsendable(msgspec.Struct, frozen=True):
    """Why a message is refused before anything is sent: what, how much there is, and how much there may be."""

    field: str
    found: int
    least: int
    most: int


class Limit(msgspec.Struct, frozen=True):
    """`path` leads to texts or arrays; `*` is every item of an array."""

    path: str
    most: int
    least: int = 1


FRAME = (Limit("body.text", 1_024), Limit("header.text", 60), Limit("footer.text", 60))
LINK = (Limit("action.parameters.display_text", 20), Limit("action.parameters.url", 2_000))
PLAIN: Mapping[str, tuple[Limit, ...]] = MappingProxyType(
    {
        "text": (Limit("body", 4_096),),
        **{kind: (Limit("caption", 1_024), Limit("filename", 240)) for kind in ("image", "video", "document")},
        "contacts": (Limit("", 257), Limit("*.name.formatted_name", 1_024)),
        "reaction": (Limit("message_id", 512), Limit("emoji", 32, 0)),
        "template": (
            Limit("name", 512),
            Limit("language.code", 10, 2),
            Limit("components.*.parameters.*.text", 32_768),
            Limit("components.*.parameters.*.coupon_code", 20),
            Limit("components.*.cards", 10, 1),
        ),
    }
)
INTERACTIVE: Mapping[str, tuple[Limit, ...]] = MappingProxyType(
    {
        "button": (
            *FRAME,
            Limit("action.buttons", 3),
            Limit("action.buttons.*.reply.id", 256),
            Limit("action.buttons.*.reply.title", 20),
        ),
        "list": (
            Limit("body.text", 4_096),
            *FRAME[1:],
            Limit("action.button", 20),
            Limit("action.sections", 10),
            Limit("action.sections.*.title", 24, 0),
            Limit("action.sections.*.rows", ROWS_MAX),
            Limit("action.sections.*.rows.*.id", 200),
            Limit("action.sections.*.rows.*.title", 24),
            Limit("action.sections.*.rows.*.description", 72),
        ),
        "cta_url": (*FRAME, *LINK),
        "voice_call": (*FRAME, Limit("action.parameters.display_text", 20)),
        "flow": (*FRAME, Limit("action.parameters.flow_cta", 20), Limit("action.parameters.flow_token", 2_000)),
        "product_list": (
            *FRAME,
            Limit("action.sections", 10),
            Limit("action.sections.*.title", 24),
            Limit("action.sections.*.product_items", PRODUCTS_MAX),
        ),
        "carousel": (
            FRAME[0],
            Limit("action.cards", 10, 2),
            Limit("action.cards.*.body.text", 160),
            Limit("action.cards.*.action.buttons", 3),
            Limit("action.cards.*.action.buttons.*.quick_reply.id", 256),
            Limit("action.cards.*.action.buttons.*.quick_reply.title", 20),
            Limit("action.cards.*.action.parameters.display_text", 20),
        ),
    }
)
BODILESS = frozenset({"product"})
"""Kinds that may come without a text."""


def check(body: Mapping[str, Any]) -> Unsendable | None:
    """The first thing in a whole payload that the Cloud API would refuse, or None."""
    return next(_all(body), None)


def _all(body: Mapping[str, Any]) -> Iterator[Unsendable]:
    yield from _addressed(body)
    kind = str(body["type"])
    content: Any = body[kind]
    if kind != "interactive":
        yield from over(kind, content, PLAIN.get(kind, ()))
        yield from _plain(kind, content)
        return
    name = str(content["type"])
    yield from over(f"interactive.{name}", content, INTERACTIVE.get(name, FRAME))
    if "body" not in content and name not in BODILESS:
        yield Unsendable(f"interactive.{name}.body.text", 0, 1, 1_024)
    yield from _together(name, content)


def _addressed(body: Mapping[str, Any]) -> Iterator[Unsendable]:
    if "to" not in body and "recipient" not in body:
        yield Unsendable("to", 0, 1, 1)
    if "to" in body and not PHONE.fullmatch(body["to"]):
        yield Unsendable("to", len(body["to"]), 7, 15)
    if "recipient" in body and not SCOPED_ID.fullmatch(body["recipient"]):
        yield Unsendable("recipient", len(body["recipient"]), 4, 135)
    yield from over("", body, (Limit("biz_opaque_callback_data", callback.CALLBACK_MAX),))


def over(name: str, content: Any, limits: tuple[Limit, ...]) -> Iterator[Unsendable]:
    """What breaks a limit of the table; what is absent breaks none."""
    for limit in limits:
        for found in _found(content, _parts(limit.path)):
            if not limit.least <= len(found) <= limit.most:
                field = ".".join(part for part in (name, limit.path) if part)
                yield Unsendable(field, len(found), limit.least, limit.most)


@lru_cache(maxsize=1_024)
def _parts(path: str) -> tuple[str, ...]:
    return tuple(part for part in path.split(".") if part)


def _found(content: Any, path: tuple[str, ...]) -> list[Any]:
    """Everything that stands at the path; "*" is each item of a list."""
    found = [content]
    for part in path:
        if part == "*":
            found = [item for items in found for item in items]
        else:
            found = [one[part] for one in found if part in one]
    return found


def _plain(kind: str, content: Any) -> Iterator[Unsendable]:
    if kind in ("image", "video", "audio", "document", "sticker") and not (content.get("id") or content.get("link")):
        yield Unsendable(f"{kind}.id", 0, 1, 1)
    if kind != "template":
        return
    if not TEMPLATE_NAME.fullmatch(content["name"]):
        yield Unsendable("template.name", len(content["name"]), 1, 512)
    for component in content.get("components", ()):
        for parameter in component.get("parameters", ()):
            breaks = UNBROKEN.findall(str(parameter.get("text", "")))
            if breaks:
                yield Unsendable("template.components.*.parameters.*.text:breaks", len(breaks), 0, 0)


def _together(name: str, content: Any) -> Iterator[Unsendable]:
    """What holds for several parts of one message at once."""
    action = content["action"]
    if name == "list":
        rows = [row["id"] for section in action["sections"] for row in section["rows"]]
        yield from _count("interactive.list.rows", len(rows), 1, ROWS_MAX)
        yield from _count("interactive.list.rows:same id", len(rows) - len(set(rows)), 0, 0)
        if len(action["sections"]) > 1:
            untitled = sum(not section["title"] for section in action["sections"])
            yield from _count("interactive.list.sections:untitled", untitled, 0, 0)
    elif name == "button":
        ids = [one["reply"]["id"] for one in action["buttons"]]
        yield from _count("interactive.button.buttons:same id", len(ids) - len(set(ids)), 0, 0)
    elif name == "product_list":
        products = sum(len(section["product_items"]) for section in action["sections"])
        yield from _count("interactive.product_list.products", products, 1, PRODUCTS_MAX)
        yield from _count("interactive.product_list.header.text", int("header" in content), 1, 1)
    elif name == "carousel":
        shapes = {len(card["action"].get("buttons", ())) for card in action["cards"]}
        yield from _count("interactive.carousel.cards:shapes", len(shapes), 1, 1)


def _count(field: str, found: int, least: int, most: int) -> Iterator[Unsendable]:
    if not least <= found <= most:
        yield Unsendable(field, found, least, most)
