"""GET /customers: one customer's whole history; what is personal is sealed until somebody says what for."""

from collections.abc import Iterator, Mapping
from datetime import time
from itertools import chain, islice
from typing import Any, NamedTuple

import msgspec

from promesa.domain.people import openings
from promesa.domain.people.consent import decision, rights
from promesa.domain.people.consent import state as consents
from promesa.domain.people.consent.words import PURPOSES, ConsentLayer
from promesa.domain.people.messages import state as messages
from promesa.domain.people.messages.words import AREAS
from promesa.domain.people.openings import ContactOpened
from promesa.domain.promise.promises import Outcome
from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.engine.log import Query, QueryItem
from promesa.surfaces.asks import contacts
from promesa.surfaces.boards.care_board import BOXES, CareBoard
from promesa.surfaces.console import care_views, care_words, conversations
from promesa.surfaces.console.customers_words import WORDS
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import STAFF, Asked, Elsewhere, Page

LATELY = 20
ORDERS_MAX, EVENTS_MAX = 12, 60
ENDS = {Outcome.KEPT: "good", Outcome.BROKEN: "bad"}
"""Told at noon of the day on which it ended."""


class LifeEvent(NamedTuple):
    """One thing in a customer's history."""

    at: Instant
    kind: str
    title: str
    tone: str = ""
    order: str = ""
    case: str = ""
    note: str = ""


def listed(room: Room, asked: Asked) -> Mapping[str, Any] | Elsewhere:
    """Who was in touch lately; a name of a customer or of an order leads to its page."""
    wanted = asked.query.get("q", "")
    found = room.machine.ask(_named, wanted) if wanted else None
    if found:
        return Elsewhere(f"/customers/{found}")
    board = room.boards.of(CareBoard)
    return {"wanted": wanted, "rows": room.machine.ask(_lately, board, asked)}


def _named(world: World, wanted: str) -> str | None:
    order = world.orders.by_id.get(OrderId(wanted)) or world.orders.by_id.get(OrderId(wanted.upper()))
    if order is not None:
        return order.placed.customer
    return wanted if _is_known(world, CustomerId(wanted)) else None


def _is_known(world: World, customer: CustomerId) -> bool:
    known = (world.orders.by_customer, world.customers.by_id, world.messages.sides)
    return any(customer in one for one in known)


def _lately(world: World, board: CareBoard, _: Asked) -> list[dict[str, Any]]:
    talks = chain.from_iterable(board.talks(box) for box in BOXES)
    in_cases = (row.customer for row in board.cases())
    names = dict.fromkeys(chain((one.customer for one in talks), in_cases))
    return [_row(world, board, name) for name in islice(names, LATELY)]


def _row(world: World, board: CareBoard, customer: CustomerId) -> dict[str, Any]:
    talk = board.talk(customer)
    orders = world.orders.by_customer.get(customer, [])
    cases = [name for name in world.cases.newest.get(customer, {}).values() if board.case(name) is not None]
    return {
        "customer": customer,
        "orders": len(orders),
        "newest": orders[-1] if orders else "",
        "cases": len(cases),
        "heard_at": talk.heard_at if talk is not None and talk.heard_at > 0 else None,
    }


def one(room: Room, asked: Asked) -> Mapping[str, Any] | Refused:
    """Orders, promises, cases, consent; the contact while whoever looks has it open."""
    customer = CustomerId(asked.path["customer"])
    found: dict[str, Any] | Refused = room.machine.ask(_one, customer, asked)
    if isinstance(found, Refused):
        return found
    contact = contacts.open_contact(room, customer) if found["is_open"] else None
    shown = {} if contact is None else {k: v for k, v in msgspec.structs.asdict(contact).items() if v}
    events = sorted([*found["events"], *_openings(room, customer, asked.language)], reverse=True)[:EVENTS_MAX]
    return {**found, "contact": shown, "events": events}


def _one(world: World, customer: CustomerId, asked: Asked) -> dict[str, Any] | Refused:
    if not _is_known(world, customer):
        return Refused(Reason.UNKNOWN_CUSTOMER, customer)
    hand = care_views.hand(world, customer, asked)
    known, by = world.customers.by_id.get(customer), asked.person.by
    is_open = hand.may_act and openings.is_open(world.openings, customer, by, asked.now)
    return {
        "customer": customer,
        "hand": hand,
        "is_open": is_open,
        "has_contact": known is not None and bool(known.sealed),
        "forgotten_at": None if known is None else known.forgotten_at,
        "openings": conversations.opening_reasons(asked.language),
        "figures": _figures(world, customer),
        "orders": care_views.orders_of(world, customer, asked.language, ORDERS_MAX),
        "consent": _consent(world, customer, asked),
        "rights": _rights(world, customer, asked),
        "pushes": len(messages.side_of(world.messages, customer).pushes),
        "events": list(_events(world, customer, asked.language)),
    }


def _figures(world: World, customer: CustomerId) -> dict[str, int]:
    names = world.orders.by_customer.get(customer, [])
    promises = [found for name in names if (found := world.promises.by_order.get(name)) is not None]
    accounts = [paid for name in names if (paid := world.payments.by_order.get(name)) is not None]
    return {
        "orders": len(names),
        "kept": sum(one.outcome is Outcome.KEPT for one in promises),
        "broken": sum(one.outcome is Outcome.BROKEN for one in promises),
        "open": sum(one.outcome is Outcome.OPEN for one in promises),
        "paid": sum(one.captured - one.refunded for one in accounts),
        "cases": len(world.cases.newest.get(customer, {})),
        "messages": sum(len(world.messages.by_order.get(name, ())) for name in names),
    }


def _consent(world: World, customer: CustomerId, asked: Asked) -> dict[str, Any]:
    """May each area write, which layer decided, and what was said."""
    policy, kept = world.policies.now.messages, consents.of(world.consents, customer)
    areas = []
    for area in AREAS:
        found = decision.decide(world.consents, world.customers, customer, area, policy, asked.now)
        why = "" if found.reason is None else care_words.spoken(found.reason.value, asked.language)
        areas.append((care_words.said(care_words.AREAS, area, asked.language), found.allowed, why))
    said = [
        (layer.value, purpose, word.allowed, word.at, word.is_proven)
        for layer in ConsentLayer
        for purpose in PURPOSES
        if (word := consents.word(kept, layer, purpose)) is not None
    ]
    return {"areas": areas, "said": said, "number": kept.number, "receipt": kept.receipt}


def _rights(world: World, customer: CustomerId, asked: Asked) -> list[Any]:
    owed = {one.request: one for one in rights.owed(world.consents, world.policies.now.zone, asked.now)}
    mine = (name for name, one in world.consents.requests.items() if one.asked.customer == customer)
    return [owed[name] for name in mine if name in owed]


def _events(world: World, customer: CustomerId, language: str) -> Iterator[LifeEvent]:
    """From what the world knows: each order with its promise's end, each case with its own."""
    for name in world.orders.by_customer.get(customer, [])[-EVENTS_MAX:]:
        order, promise = world.orders.by_id[name], world.promises.by_order.get(name)
        yield LifeEvent(order.placed_at, "order", "", order=name, note=str(order.placed.total))
        if promise is not None and promise.outcome in ENDS:
            ended_at = moments.at_local(promise.arrived_on or promise.told_on, time(12), promise.made.zone)
            said = care_words.said(care_words.OUTCOMES, promise.outcome.value, language)
            yield LifeEvent(ended_at, "promise", said, ENDS[promise.outcome], name)
        for told in () if promise is None else promise.told:
            yield LifeEvent(told.at, "moved", "", "risk", name, note=told.promised_on.isoformat())
    for case_name in world.cases.newest.get(customer, {}).values():
        case = world.cases.by_id[case_name]
        kind = care_words.said(care_words.KINDS, case.kind, language)
        yield LifeEvent(case.opened_at, "case", kind, "risk", case.opened.order or "", case_name)
        if case.resolved_at is not None and case.remedy is not None:
            remedy = care_words.said(care_words.REMEDIES, case.remedy.value, language)
            yield LifeEvent(case.resolved_at, "resolved", remedy, "good", case.opened.order or "", case_name)


def _openings(room: Room, customer: CustomerId, language: str) -> Iterator[LifeEvent]:
    """Who looked at the personal data, and what for: the customer may ask."""
    asked = Query((QueryItem((ContactOpened.__name__,), (f"customer:{customer}",)),))
    for entry in room.machine.log.read_back(asked, limit=20):
        fact = room.machine.model.codec.decode(entry.kind, entry.body)
        why = care_words.said(care_words.OPENINGS, fact.why.value, language)
        yield LifeEvent(Instant(entry.at), "opened", conversations.short(fact.viewer), "info", note=why)


PAGES: tuple[Page, ...] = (
    Page("/customers", "customers", "console/customers.html", STAFF, listed, WORDS, "customers"),
    Page("/customers/{customer}", "customer", "console/customer.html", STAFF, one, WORDS, "customers"),
)
