"""Acts on an order that its customer confirms: each shown with its price first, offered as a button for just that."""

from promesa.domain.conduct.conversations import customer_acts
from promesa.domain.conduct.conversations.talk import Talk, Turn, go, hand_on, offer, own_order, rests, say
from promesa.domain.conduct.conversations.words import Button, Reply
from promesa.domain.ledger.orders.state import Order
from promesa.domain.ledger.orders.words import CancelOrder, OrderCancelled
from promesa.domain.ledger.payments.state import refundable
from promesa.domain.people.cases.words import CaseKind
from promesa.domain.people.intents.words import Intent
from promesa.domain.values.refusal import Refused

NO = Button("no", "no")


def cancel(talk: Talk, order: Order) -> Turn:
    """What goes back, then a yes for exactly this; what has left is told so."""
    name = order.placed.order
    act = CancelOrder(name, "customer")
    facts = talk.seen.sight.decide(act)
    if isinstance(facts, Refused):
        person = go(Intent.TALK_TO_A_PERSON, name)
        return say(talk, "refused", name, person, reason=facts.reason.value, about=facts.about)
    session, yes = offer(talk, rests(talk), act, customer_acts.ACTS["CancelOrder"].level)
    ends = any(isinstance(fact, OrderCancelled) for fact in facts)
    text = "confirm_cancel" if ends else "confirm_return_on_arrival"
    words = (("order", name), ("refund", str(refundable(talk.seen.sight.payments, name))))
    return Turn(session, (Reply(text, words, (yes, NO)),), (), name)


def move_date(talk: Talk, order: Order) -> Turn:
    """A person arranges another day."""
    return _by_a_person(talk, order)


def move_address(talk: Talk, order: Order) -> Turn:
    """A person arranges another address."""
    return _by_a_person(talk, order)


def to_pickup(talk: Talk, order: Order) -> Turn:
    """A person arranges that it is fetched."""
    return _by_a_person(talk, order)


def _by_a_person(talk: Talk, order: Order) -> Turn:
    assert own_order(talk, order.placed.order) is not None, order
    return hand_on(talk, CaseKind.CONTACT, order.placed.order)
