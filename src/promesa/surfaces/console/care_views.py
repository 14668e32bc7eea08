"""What the rooms of care show alike: an order's facts, a case's options, prepared answers, and who may read what."""

from datetime import date
from typing import NamedTuple

from promesa.domain import rules
from promesa.domain.conduct import remedies
from promesa.domain.conduct.conversations import answers, sayings
from promesa.domain.conduct.conversations import state as conversations
from promesa.domain.conduct.conversations.state import AttendedConversation
from promesa.domain.conduct.conversations.talk import Talk
from promesa.domain.conduct.conversations.words import Session, Utterance
from promesa.domain.conduct.remedies import CaseOption
from promesa.domain.people import openings
from promesa.domain.people.cases import state as cases
from promesa.domain.people.cases.state import Case
from promesa.domain.people.messages.words import WriteToCustomer
from promesa.domain.values import refusal
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.surfaces.console import care_words
from promesa.surfaces.console.threads import Opened, nothing_opens
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import CARE, DIRECTOR, OPERATIONS, Asked

READERS = frozenset({DIRECTOR, OPERATIONS, CARE})
"""Roles that may open what a customer wrote; an auditor sees that it was, and by whom."""
ORDERS_MAX = 8


class ParcelShown(NamedTuple):
    parcel: str
    status: str
    kind: str
    location: str
    service: str
    arrives_on: date
    tracking: str


class OrderShown(NamedTuple):
    """What an order is, at a glance: where it stands, what was promised, what was paid."""

    order: str
    stage: str
    stage_code: str
    total: int
    captured: int
    given_back: int
    placed_at: Instant
    promised_on: date | None
    told_on: date | None
    moves: int
    outcome: str
    outcome_kind: str
    parcels: tuple[ParcelShown, ...]


class OptionShown(NamedTuple):
    """One thing that may be done, with its price; or why it may not."""

    name: str
    title: str
    sentence: str
    centavos: int
    acting: int
    leaving: int
    is_allowed: bool
    why_not: str


class Draft(NamedTuple):
    name: str
    text: str


class Hand(NamedTuple):
    """Whose the conversation is, and whether who looks may read what is sealed in it, and may act."""

    attended: AttendedConversation | None
    is_mine: bool
    may_read: bool
    may_act: bool


def hand(world: World, customer: CustomerId, asked: Asked) -> Hand:
    attended = conversations.attended(world.conversations, customer, asked.now)
    by, may = asked.person.by, asked.person.role in READERS and "customer" in asked.person.scopes
    is_mine = attended is not None and bool(by) and attended.attendant == by
    is_open = openings.is_open(world.openings, customer, by, asked.now) if by else False
    return Hand(attended, is_mine, may and (is_mine or is_open), may)


def opener(room: Room, found: Hand) -> Opened:
    """What opens seals for who looks."""
    return room.vault.open if found.may_read else nothing_opens


def order_shown(world: World, name: OrderId, language: str) -> OrderShown | None:
    order = world.orders.by_id.get(name)
    if order is None:
        return None
    promise, account = world.promises.by_order.get(name), world.payments.by_order.get(name)
    outcome = "" if promise is None else promise.outcome.value
    return OrderShown(
        order=name,
        stage=care_words.said(care_words.ORDERS, order.stage.value, language),
        stage_code=order.stage.value,
        total=order.placed.total,
        captured=0 if account is None else account.captured,
        given_back=0 if account is None else account.refunded,
        placed_at=order.placed_at,
        promised_on=None if promise is None else promise.made.promised_on,
        told_on=None if promise is None else promise.told_on,
        moves=0 if promise is None else promise.moves,
        outcome=care_words.said(care_words.OUTCOMES, outcome, language),
        outcome_kind={"kept": "good", "broken": "bad", "open": "info"}.get(outcome, "quiet"),
        parcels=tuple(_parcels(world, name, language)),
    )


def _parcels(world: World, order: OrderId, language: str) -> list[ParcelShown]:
    found = []
    for name in world.shipments.by_order.get(order, ()):
        one = world.shipments.by_id[name]
        at = world.locations.by_id.get(one.planned.location)
        found.append(
            ParcelShown(
                parcel=name,
                status=care_words.said(care_words.PARCELS, one.status.value, language),
                kind={"delivered": "good", "lost": "bad", "cancelled": "quiet"}.get(one.status.value, "info"),
                location=one.planned.location if at is None else at.name or at.location,
                service=one.planned.service,
                arrives_on=one.eta or one.planned.arrives_on,
                tracking=one.tracking,
            )
        )
    return found


def orders_of(world: World, customer: CustomerId, language: str, limit: int = ORDERS_MAX) -> list[OrderShown]:
    """The customer's newest orders, the newest first."""
    names = world.orders.by_customer.get(customer, [])[-limit:][::-1]
    return [one for name in names if (one := order_shown(world, name, language)) is not None]


def options_of(world: World, case: Case, now: Instant, language: str) -> tuple[list[OptionShown], list[Draft]]:
    """What may be done about a living case, and what one could write."""
    if case.stage not in cases.LIVING:
        return [], []
    offered = remedies.options(rules.sight(world, now), case, now)
    spanish, english = remedies.draft(case, offered)
    return [_option(one, language) for one in offered], [Draft("case", spanish if language == "es" else english)]


def _option(one: CaseOption, language: str) -> OptionShown:
    no, sentence = one.refused, one.spanish if language == "es" else one.english
    if isinstance(one.body, WriteToCustomer):  # the template by its name, not by its code
        sentence = care_words.spoken(one.body.template, language)
    return OptionShown(
        name=one.name,
        title=care_words.said(care_words.OPTIONS, one.name, language),
        sentence=sentence,
        centavos=one.centavos,
        acting=one.acting,
        leaving=one.leaving,
        is_allowed=no is None,
        why_not="" if no is None else refusal.say(no, language),
    )


def where_is_it(world: World, customer: CustomerId, order: OrderId, now: Instant, language: str) -> Draft | None:
    """What a flow would say of the order now, from the same facts and in the same words."""
    found = world.orders.by_id.get(order)
    if found is None or found.placed.customer != customer:
        return None
    seen = Talk(rules.talk_sight(world, now), customer, Session(), Utterance("", now), now)
    replies = answers.where(seen, found).replies
    return Draft("where", sayings.say(replies[0], found.placed.zone, language).body) if replies else None
