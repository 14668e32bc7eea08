"""Takes a notice of WhatsApp apart: many entries, many changes, many items, and nothing lost by its position.

Source: Meta, WhatsApp Cloud API, webhooks: up to 1,000 updates and 3 MB in one notice, in all three arrays.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from promesa.domain.values.moments import Instant
from promesa.gateways.messaging.whatsapp import tolerant
from promesa.gateways.messaging.whatsapp.people import Around

OBJECT = "whatsapp_business_account"
LISTS: Mapping[str, tuple[str, ...]] = {
    "messages": ("messages", "statuses", "errors", "user_preferences"),
    "standby": ("messages", "statuses", "errors", "message_echoes"),
    "user_preferences": ("user_preferences",),
    "user_id_update": ("user_id_update",),
    "calls": ("calls", "statuses", "errors"),
}
"""Which lists of a change hold items of their own; of all other fields the whole value is one item."""
AROUND = frozenset({"messaging_product", "metadata", "contacts"})
"""What else stands beside those lists and speaks of all of them."""


class Piece(msgspec.Struct, frozen=True):
    """One item, with what was said around it. `part` is the list it came from, "" for a whole value."""

    field: str
    part: str
    told: Any
    around: Mapping[str, Any]
    account: str
    at: Instant
    """The entry's own moment, else that of its arrival."""
    arrived_at: Instant


def pieces(raw: bytes, arrived_at: Instant) -> Iterator[Piece]:
    """Every item, in the order in which they stand. Raises ValueError for what is not JSON."""
    told = tolerant.parse(raw)
    if not isinstance(told, dict):
        yield _odd("body", told, arrived_at, arrived_at)
        return
    if told.get("object", OBJECT) != OBJECT:
        yield _odd("object", told, arrived_at, arrived_at)
    for name in sorted(set(told) - {"object", "entry"}):
        yield _odd(name, told[name], arrived_at, arrived_at)
    for entry in tolerant.items(told, "entry"):
        yield from _of_entry(entry, arrived_at)


def _of_entry(entry: Any, arrived_at: Instant) -> Iterator[Piece]:
    if not isinstance(entry, dict):
        yield _odd("entry[]", entry, arrived_at, arrived_at)
        return
    at, account = tolerant.instant(entry, "time", arrived_at, arrived_at), tolerant.text(entry, "id")
    for name in sorted(set(entry) - {"id", "time", "changes"}):
        yield _odd(f"entry[].{name}", entry[name], at, arrived_at)
    for change in tolerant.items(entry, "changes"):
        yield from _of_change(change, account, at, arrived_at)


def _of_change(change: Any, account: str, at: Instant, arrived_at: Instant) -> Iterator[Piece]:
    field, value = tolerant.text(change, "field"), tolerant.fields(change, "value")
    if not field or not isinstance(change, dict) or not isinstance(change.get("value"), dict):
        yield _odd(f"changes[].{field or 'field'}", change, at, arrived_at)
        return
    lists = LISTS.get(field)
    if lists is None:
        yield Piece(field, "", value, value, account, at, arrived_at)
        return
    around = Around(value)
    for name in lists:
        for told in tolerant.items(value, name):
            yield Piece(field, name, told, around, account, at, arrived_at)
    for name in sorted(set(value) - AROUND - {*lists}):
        yield _odd(f"{field}.{name}", value[name], at, arrived_at)


def _odd(word: str, told: Any, at: Instant, arrived_at: Instant) -> Piece:
    return Piece("", word, told, tolerant.NOTHING, "", at, arrived_at)
