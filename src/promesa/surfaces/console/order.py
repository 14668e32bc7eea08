"""One order: what was promised, what threatens it, what can be done and at what price, and all that happened."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from promesa.domain.conduct.risks import RiskCause
from promesa.domain.ledger.shipments.state import Parcel, Status, of_order
from promesa.domain.people.messages import state as messages
from promesa.domain.people.messages.state import Message
from promesa.domain.promise.choices import Choice
from promesa.domain.promise.promises import Outcome
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import why
from promesa.surfaces.asks import editing, halting, order_views, ordering, paying
from promesa.surfaces.boards.risks import AtRisk
from promesa.surfaces.console import doing, naming, order_options, order_words, orders, risk_rows
from promesa.surfaces.console.order_options import Try
from promesa.surfaces.operations import Room
from promesa.surfaces.speech import why as speech
from promesa.surfaces.web.page import STAFF, Asked, Elsewhere, Page, Told
from promesa.surfaces.why_told import Step, Why

ACTS = (*ordering.OPERATIONS, *editing.OPERATIONS, *halting.OPERATIONS, *paying.OPERATIONS)
MESSAGES, MONEY, PARCELS, PROMISE = "messages", "money", "parcels", "promise"
KINDS = (PROMISE, PARCELS, MONEY, MESSAGES)
OF_MODULE = {
    "people": MESSAGES,
    "conversations": MESSAGES,
    "telling": MESSAGES,
    "payments": MONEY,
    "shipments": PARCELS,
    "stock": PARCELS,
}
"""Which part of the story a fact belongs to, by the room of the house that says it; all others: the promise."""


class ShownStep(NamedTuple):
    """One line of the story."""

    at: datetime
    text: str
    by: str
    kind: str
    depth: int
    position: int


class ShownParcel(NamedTuple):
    """A parcel where it is: `expected` is the day that its carrier names now; `late`: after the one promised."""

    parcel: str
    status: str
    kind: str
    location: str
    location_name: str
    service: str
    units: int
    guide: str
    hand_over_by: Instant
    missed: bool
    handed_at: Instant | None
    ready_at: Instant | None
    delivered_at: Instant | None
    expected: Any
    late: bool
    scans: tuple[tuple[str, Instant], ...]


class ShownMessage(NamedTuple):
    """A message: how far it came, or why it waits or was not sent."""

    name: str
    template: str
    wanted_at: Instant
    channel: str
    status: str
    status_at: Instant | None
    why: str
    waits_until: Instant | None


def view(room: Room, asked: Asked) -> Told:
    name = OrderId(asked.path["order"])
    found = room.machine.ask(_look, room, name, asked, orders.risks_of(room, (name,), asked.now))
    if found is None:
        return _named_otherwise(room, name)
    story = why.why(room.machine, name, refusals=False)
    return {
        **found,
        "outcome_said": speech.outcome(story, asked.language),
        "grounds": speech.grounds(story, asked.language),
        "steps": _steps(room, story, asked),
        "kinds": KINDS,
        "kind": asked.query.get("show", ""),
        "edit": f"console-{asked.now}",
        "may": doing.may(asked, ACTS),
        "opened": asked.query.get("open", ""),
        "coded": lambda code: naming.coded(code, asked.language),
    }


def _named_otherwise(room: Room, name: str) -> Told:
    """A parcel, a guide, a cart or a payment leads to its order."""
    story = why.why(room.machine, name, refusals=False)
    if story.order and story.order != name:
        return Elsewhere(f"/orders/{quote(story.order, safe='')}")
    return Refused(Reason.UNKNOWN_ORDER, name)


def _look(
    world: World, room: Room, name: OrderId, asked: Asked, risks: Mapping[OrderId, AtRisk]
) -> dict[str, Any] | None:
    """All that is read from the world, at one moment."""
    row = orders.shown(world, name, risks.get(name))
    if row is None:
        return None
    attempt = Try(world, room.machine.model.rules, name, asked.now, asked.language)
    told = order_views.told(world, name)
    promise = world.promises.by_order.get(name)
    return {
        "row": row,
        "tones": risk_rows.KIND_OF,
        "order": told,
        "placed_at": world.orders.by_id[name].placed_at,
        "made": None if promise is None else promise.made,
        "told_on": None if promise is None else promise.told_on,
        "is_open": promise is not None and promise.outcome is Outcome.OPEN,
        "parcels": [_parcel(world, one, row, asked.now) for one in of_order(world.shipments, name)],
        "messages": [_message(world.messages.by_name[one], asked) for one in world.messages.by_order.get(name, ())],
        "options": order_options.options(attempt, asked.query),
        "choice": _choice(world, name),
        "substitute": world.substitutes.open.get(name),
        "awaited": world.orders.awaited.get(name),
        "case": _case(world, name, asked.language),
        "pickups": naming.places(world, (one.location for one in world.locations.by_id.values() if one.pickup)),
        "region": naming.region(row.region),
    }


def _case(world: World, name: OrderId, language: str) -> tuple[str, str] | None:
    """(case, what it is about) of the newest case about the order."""
    case = world.cases.newest.get(world.orders.by_id[name].placed.customer, {}).get(name)
    if case is None:
        return None
    known = world.cases.by_id[case]
    return case, naming.coded(known.kind or known.opened.kind, language)


def _choice(world: World, name: OrderId) -> dict[str, Any] | None:
    """What its customer has yet to say about units that were not there."""
    found = world.choices.awaited.get(name)
    if found is None:
        return None
    return {"takes": found.takes, "until": found.until, "choices": tuple(one.value for one in Choice)}


def _parcel(world: World, parcel: Parcel, row: orders.ShownOrder, now: Instant) -> ShownParcel:
    plan = parcel.planned
    here = parcel.status in (Status.PLANNED, Status.PACKED)
    return ShownParcel(
        plan.parcel,
        parcel.status.value,
        plan.kind,
        plan.location,
        naming.location(world, plan.location),
        plan.service,
        sum(take.units for take in plan.takes),
        parcel.tracking,
        plan.hand_over_by,
        here and now > plan.hand_over_by and RiskCause.LATE_OUT in row.causes,
        parcel.handed_at,
        parcel.ready_at,
        parcel.delivered_at,
        parcel.eta,
        parcel.eta is not None and row.promised_on is not None and parcel.eta > row.promised_on,
        tuple((scan.value, at) for scan, at in parcel.scans),
    )


def _message(message: Message, asked: Asked) -> ShownMessage:
    attempt = message.attempts[-1] if message.attempts else None
    status = None if attempt is None else messages.status_of(attempt)
    return ShownMessage(
        message.wanted.message,
        naming.coded(message.wanted.template, asked.language),
        message.wanted_at,
        "" if attempt is None else naming.coded(attempt.channel, asked.language),
        "" if status is None else naming.coded(status.value, asked.language),
        None if status is None or attempt is None else attempt.times.get(status),
        "" if message.silence is None else naming.coded(message.silence.value, asked.language),
        message.held_until if message.silence is None and attempt is None else None,
    )


def _steps(room: Room, story: Why, asked: Asked) -> list[ShownStep]:
    """The story, oldest first, or the part of it that is asked for."""
    kinds = {kind.__name__: kind.__module__ for kind in room.machine.model.folds}
    wanted = asked.query.get("show", "")
    found = [_step(step, kinds.get(step.fact, ""), asked.language) for step in story.timeline]
    return [one for one in found if wanted not in KINDS or one.kind == wanted]


def _step(step: Step, module: str, language: str) -> ShownStep:
    kind = next((OF_MODULE[room] for room in module.split(".") if room in OF_MODULE), PROMISE)
    text = speech.sentence(step, language)
    return ShownStep(step.at, text, step.by, kind, min(step.depth, speech.DEPTH_MAX), step.position)


PAGES = (Page("/orders/{order}", "order", "console/order.html", STAFF, view, order_words.WORDS, "orders"),)
