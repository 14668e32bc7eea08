"""Acts on an order that its customer confirms: each shown with its price first, offered as a button for just that."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from msgspec.structs import replace

from promesa.domain.conduct.conversations.talk import Talk, Turn, awaits, go, hand_on, offer, own_order, rests, say
from promesa.domain.conduct.conversations.words import Button, Reply
from promesa.domain.ledger.orders.awaited import EditAwaited
from promesa.domain.ledger.orders.state import Order
from promesa.domain.ledger.orders.words import CancelOrder, OrderCancelled, OrderRevised
from promesa.domain.ledger.payments.state import refundable
from promesa.domain.people.cases.words import CaseKind
from promesa.domain.people.intents.words import Intent
from promesa.domain.promise.editing.words import ChangeDelivery
from promesa.domain.promise.promises import open_promise
from promesa.domain.promise.words import PromiseRedirected
from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId, PostalCode
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Refused

SUNDAY = 6
NO = Button("no", "no")


def cancel(talk: Talk, order: Order) -> Turn:
    """What goes back, then a yes for exactly this; what has left is told so."""
    name = order.placed.order
    act = CancelOrder(name, "customer")
    facts = talk.seen.sight.decide(act)
    if isinstance(facts, Refused):
        person = go(Intent.TALK_TO_A_PERSON, name)
        return say(talk, "refused", name, person, reason=facts.reason.value, about=facts.about)
    session, yes = offer(talk, rests(talk), act)
    ends = any(isinstance(fact, OrderCancelled) for fact in facts)
    text = "confirm_cancel" if ends else "confirm_return_on_arrival"
    words = (("order", name), ("refund", str(refundable(talk.seen.sight.payments, name))))
    return Turn(session, (Reply(text, words, (yes, NO)),), (), name)


def move_date(talk: Talk, order: Order) -> Turn:
    """Days on which it can really be there, then a yes for one of them, with what it costs more."""
    name, promise = order.placed.order, open_promise(talk.seen.sight.promises, order.placed.order)
    if promise is None or promise.made.kind != "delivery":
        return _by_a_person(order, talk)
    said = talk.slot("day") or next(iter(talk.mentioned("day")), "")
    day = _day(said)
    if day is not None:
        return _offered(talk, order, ChangeDelivery(name, _edit(talk), arrives_on=day))
    rows = tuple(Button(f"in:day:{one.isoformat()}", one.isoformat()) for one in _days(talk, name, promise.told_on))
    if not rows:
        return _by_a_person(order, talk)
    return Turn(awaits(talk, Intent.CHANGE_DATE, "day", name), (Reply("ask_day", (("order", name),), rows),), (), name)


def _days(talk: Talk, order: OrderId, told_on: date) -> Iterator[date]:
    """The next days on which the rule would say yes, a few of them."""
    today = moments.local_date(talk.now, talk.seen.sight.orders.by_id[order].placed.zone)
    tried = (told_on + timedelta(days=ahead) for ahead in (-1, 1, 2, 3, 4, 7))
    for day in tried:
        if day > today and day.weekday() != SUNDAY:
            found = talk.seen.sight.decide(ChangeDelivery(order, _edit(talk), arrives_on=day))
            if not isinstance(found, Refused):
                yield day


def _day(said: str) -> date | None:
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def _edit(talk: Talk) -> str:
    """The identity of the change: what the customer said when it was offered."""
    return f"talk-{talk.said.heard}"[:64]


def move_address(talk: Talk, order: Order) -> Turn:
    """The postal code, then a yes with the new day and price; the street is taken down by a person, sealed."""
    name, promise = order.placed.order, open_promise(talk.seen.sight.promises, order.placed.order)
    if promise is None or promise.made.kind != "delivery":
        return _by_a_person(order, talk)
    said = talk.slot("postal_code")
    if not said:
        return Turn(awaits(talk, Intent.CHANGE_ADDRESS, "postal_code", name), (Reply("ask_new_place"),), (), name)
    if not talk.slot("sealed"):
        session = awaits(talk, Intent.CHANGE_ADDRESS, "sealed", name, postal_code=said)
        return Turn(session, (Reply("ask_street"),), (), name)
    if said == order.placed.postal_code:
        return hand_on(talk, CaseKind.CONTACT, name, heard=talk.slot("sealed"))
    return _offered(talk, order, ChangeDelivery(name, _edit(talk), PostalCode(said)))


def _offered(talk: Talk, order: Order, act: ChangeDelivery) -> Turn:
    """The new day and the difference as the rule has them now, and a yes for exactly that difference."""
    name = order.placed.order
    facts = talk.seen.sight.decide(act)
    if isinstance(facts, Refused):
        buttons = go(Intent.CHANGE_DATE, name), go(Intent.TALK_TO_A_PERSON, name)
        return say(talk, "refused", name, *buttons, reason=facts.reason.value, about=facts.about)
    sure = replace(act, difference=_difference(facts, order))
    session, yes = offer(talk, rests(talk), sure)
    if act.postal_code is not None:
        session = replace(session, slots=(("street", talk.slot("sealed")),))
    told_on = next((one.promised_on for one in facts if isinstance(one, PromiseRedirected)), None)
    words: tuple[tuple[str, str], ...] = (("order", name), ("difference", str(sure.difference)))
    words += () if told_on is None else (("told_on", told_on.isoformat()),)
    words += () if act.postal_code is None else (("postal_code", str(act.postal_code)),)
    text = "confirm_place" if act.postal_code is not None else "confirm_day"
    return Turn(session, (Reply(text, words, (yes, NO)),), (), name)


def _difference(facts: Sequence[Any], order: Order) -> Centavos:
    """What it costs more, or less where it is below zero."""
    for fact in facts:
        if isinstance(fact, EditAwaited):
            return fact.difference
        if isinstance(fact, OrderRevised):
            return Centavos(fact.total - order.placed.total)
    return Centavos(0)


def to_pickup(talk: Talk, order: Order) -> Turn:
    """A person arranges that it is fetched."""
    return _by_a_person(order, talk)


def _by_a_person(order: Order, talk: Talk) -> Turn:
    assert own_order(talk, order.placed.order) is not None, order
    return hand_on(talk, CaseKind.CONTACT, order.placed.order)
