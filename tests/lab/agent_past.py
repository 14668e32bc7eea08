"""A short log in which an agent acted within its mandates, and the same with something planted in it."""

from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

import msgspec
from msgspec.structs import replace

from promesa.domain.conduct.mandates.sight import AGENT_SAYS
from promesa.domain.conduct.mandates.words import StopAgents
from promesa.domain.network.markdowns import DelayMarkdown, PlanMarkdown
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.engine.log import Entry
from promesa.lab.audit import mandates
from tests.domain.conduct.mandates.agency import BOSS, Agency
from tests.lab.past import silenced


@cache
def entries() -> tuple[Entry, ...]:
    """A markdown delayed, let go on and delayed again; a reroute that was undone,
    another that stands, a refund of its own, one that was approved, one dropped."""
    shop = Agency()
    for order in ("o1", "o2", "o3"):
        shop.sells_one(order)
    shop.grants("reroute", "bounded")
    shop.grants("refund", "bounded")
    shop.grants("message", "suggest")
    name, _ = shop.act(shop.reroute("o1"))
    shop.undoes(name)
    shop.act(shop.reroute("o2"))
    shop.act(shop.refund("o1", 50))
    asked, _ = shop.act(shop.message("o3"))
    shop.approves(asked)
    shop.passes_to("2027-03-01 12:00")
    shop.grants("markdown_delay", "bounded")
    soon, later = Instant(shop.now + HOUR), Instant(shop.now + DAY)
    shop.put(PlanMarkdown(markdown="m", sku="B", price=70_00, starts_at=shop.now, ends_at=later))
    delayed, _ = shop.act(shop.proposes("markdown_delay", DelayMarkdown("m", soon, AGENT_SAYS), key="d1"))
    shop.undoes(delayed)
    shop.act(shop.proposes("markdown_delay", DelayMarkdown("m", soon, AGENT_SAYS), key="d2"))
    shop.act(shop.refund("o2", 60))
    shop.orders_by(BOSS, StopAgents(BOSS))
    shop.passes_to("2027-03-01 14:00")
    assert shop.is_clean()
    return tuple(shop.machine.log.read())


def body_of(entry: Entry) -> dict[str, Any]:
    found: dict[str, Any] = msgspec.json.decode(entry.body)
    return found


def first(kind: str, test: Callable[[dict[str, Any]], bool] = lambda _: True) -> Entry:
    return next(one for one in entries() if one.kind == kind and test(body_of(one)))


def changed(entry: Entry, by: str | None = None, **fields: Any) -> list[Entry]:
    """The log with one entry's author or body changed; a name with a dot reaches one level deeper."""
    told = body_of(entry)
    for name, value in fields.items():
        outer, _, inner = name.partition("__")
        if inner:
            told[outer][inner] = value
        else:
            told[name] = value
    other = replace(entry, body=msgspec.json.encode(told), by=by or entry.by)
    return [other if one.position == entry.position else one for one in entries()]


def without(entry: Entry) -> list[Entry]:
    return [silenced(one) if one.position == entry.position else one for one in entries()]


def again(entry: Entry) -> list[Entry]:
    last = entries()[-1]
    return [*entries(), replace(entry, position=last.position + 1, at=last.at + 1, cause=0, by="planted")]


def _no_reroute_back() -> Entry:
    """The parcel that the undo planned."""
    undone = first("ActUndone")
    return next(one for one in entries() if one.position > undone.position and one.kind == "ParcelPlanned")


Plant = Callable[[], Sequence[Entry]]
PLANTS: dict[str, tuple[str, Plant]] = {
    "an agent places by itself": (mandates.DOOR, lambda: changed(first("OrderPlaced"), by="agent:robot")),
    "an agent speaks for another": (mandates.DOOR, lambda: changed(first("ActAllowed"), by="agent:other")),
    "an agent approves": (mandates.WITHIN, lambda: changed(first("ActApproved"), by="agent:robot")),
    "above its limit": (mandates.WITHIN, lambda: changed(first("ActAllowed"), receipt__pesos=99_999_999)),
    "in the shadow": (mandates.WITHIN, lambda: without(first("MandatePromoted"))),
    "while it was stopped": (mandates.WITHIN, lambda: again(first("ActAllowed"))),
    "gave back more than it said": (mandates.WITHIN, lambda: changed(first("RefundOwed"), amount=10_000)),
    "without its window": (mandates.WITHIN, lambda: changed(_refund(), due=1)),
    "about another order": (mandates.WITHIN, lambda: changed(first("RefundOwed"), order="o2")),
    "promoted by itself": (mandates.WITHIN, lambda: changed(first("MandatePromoted"), by="agent:robot")),
    "no receipt": (mandates.RECEIPTS, lambda: changed(first("ActAllowed"), receipt__sentence_es="")),
    "never proposed": (mandates.RECEIPTS, lambda: without(first("ActAllowed"))),
    "done twice": (mandates.ONCE, lambda: again(first("ActCarriedOut"))),
    "dropped and done": (mandates.ONCE, lambda: changed(first("ActDropped"), act="robot:k1")),
    "delayed by itself": (mandates.DOOR, lambda: changed(first("MarkdownPlanned"), by="agent:robot")),
    "lowered by an act": (mandates.WITHIN, lambda: _as_planned(first("MarkdownDelayed"))),
    "undone by half": (mandates.UNDONE, lambda: changed(_no_reroute_back(), service="fast")),
}


def _as_planned(entry: Entry) -> list[Entry]:
    """The entry as if a markdown had been planned there."""
    told = {**body_of(first("MarkdownPlanned")), "markdown": "own", "sku": "A", "price": 1}
    other = replace(entry, kind="MarkdownPlanned", body=msgspec.json.encode(told))
    return [other if one.position == entry.position else one for one in entries()]


def _refund() -> Entry:
    return first("ActAllowed", lambda body: body["receipt"]["kind"] == "refund")
