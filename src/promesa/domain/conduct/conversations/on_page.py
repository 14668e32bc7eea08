"""What the page of an order offers, by how far the order has come; each of it begins as it would in a chat."""

from collections.abc import Iterator

from promesa.domain.conduct.conversations import customer_acts
from promesa.domain.conduct.conversations.talk import Talk, TalkSight, Turn, say
from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.shipments.state import Parcel, Status, live
from promesa.domain.people.intents.words import Intent
from promesa.domain.promise.editing.words import ChangeDelivery
from promesa.domain.promise.promises import open_promise
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.refusal import Refused

SHOW = "show"
"""Begins nothing but a proof: then the page shows what only its customer may see."""
BACK_FOR = 90 * DAY
"""So long after it was placed an order's things can be given back or claimed on its page; later a person is asked."""
UNTOUCHED = (Status.PLANNED,)
LEFT = (Status.MOVING, Status.AT_BRANCH)


def show(talk: Talk, order: Order) -> Turn:
    """Who they are has been proved before this is reached."""
    return say(talk, "you_are_known", order.placed.order)


def offered(seen: TalkSight, order: Order, now: Instant) -> tuple[str, ...]:
    """Names of what may be begun, most wanted first; a person always, and a choice that waits first of all."""
    return (*_choices(seen, order), *_by_stage(seen, order, now), Intent.TALK_TO_A_PERSON.value)


def _choices(seen: TalkSight, order: Order) -> Iterator[str]:
    """Buttons of our own templates whose question stands open."""
    name = order.placed.order
    if name in seen.choices.awaited:
        if seen.choices.awaited[name].branch is not None:
            yield f"choice:branch:{name}"
        yield from (f"choice:ship:{name}", f"choice:leave_out:{name}", f"choice:other_store:{name}")
    if name in seen.substitutes.open:
        yield from (f"substitute:yes:{name}", f"substitute:no:{name}")


def _by_stage(seen: TalkSight, order: Order, now: Instant) -> Iterator[str]:
    parcels = live(seen.sight.shipments, order.placed.order)
    if order.stage is Stage.CANCELLED:
        return
    yield SHOW
    if order.stage is Stage.PLACED:
        yield from (Intent.PAY_AGAIN.value, Intent.CANCEL.value)
        return
    if order.return_reason is None:
        yield from _before_it_is_there(seen, order, parcels)
    arrived = any(one.status is Status.DELIVERED for one in parcels)
    if arrived and now - order.placed_at <= BACK_FOR:
        yield from (Intent.RETURN.value, Intent.EXCHANGE.value)
    if arrived or any(one.status in (*LEFT, Status.LOST) for one in parcels):
        yield Intent.CLAIM.value
    if arrived:
        yield Intent.INVOICE.value


def _may_be_tried_again(seen: TalkSight, order: Order) -> bool:
    """Nobody was there, and the carrier's terms let its customer say when it tries again."""
    act = ChangeDelivery(order.placed.order, "page", order.placed.postal_code)
    return customer_acts.is_sound(act) and not isinstance(seen.sight.decide(act), Refused)


def _before_it_is_there(seen: TalkSight, order: Order, parcels: list[Parcel]) -> Iterator[str]:
    """Another day or place while nobody has packed anything; a cancellation while its rule would say yes."""
    promise = open_promise(seen.sight.promises, order.placed.order)
    is_untouched = order.stage is Stage.CONFIRMED and all(one.status in UNTOUCHED for one in parcels)
    if promise is not None and promise.made.kind == "delivery" and is_untouched:
        yield from (Intent.CHANGE_DATE.value, Intent.CHANGE_ADDRESS.value, Intent.CHANGE_TO_PICKUP.value)
    elif promise is not None and _may_be_tried_again(seen, order):
        yield Intent.CHANGE_DATE.value
    if order.stage is Stage.CONFIRMED:
        act = CancelOrder(order.placed.order, "customer")
        if customer_acts.is_sound(act) and not isinstance(seen.sight.decide(act), Refused):
            yield Intent.CANCEL.value
