"""What a customer's phone already holds: our messages about their newest orders, as far as they are still so."""

from itertools import islice

import msgspec

from promesa.domain.people.messages import state
from promesa.domain.people.messages.state import Message
from promesa.domain.people.messages.words import TEMPLATE, Silence, Status
from promesa.domain.people.templates.words import SPANISH, ButtonKind, OrderLinks, RenderedTemplate
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.gateways.messaging import wording

ORDERS = 2
ARRIVED = (Status.DELIVERED, Status.READ)


class Kept(msgspec.Struct, frozen=True):
    """One message that had arrived, and its words by today's facts."""

    at: Instant
    said: RenderedTemplate

    @property
    def taps(self) -> tuple[tuple[str, str, str], ...]:
        replies = [one for one in self.said.buttons if one.kind is ButtonKind.QUICK_REPLY]
        return tuple(("button", one.payload, one.text) for one in replies)

    @property
    def links(self) -> tuple[tuple[str, str], ...]:
        return tuple((one.text, one.url) for one in self.said.buttons if one.kind is not ButtonKind.QUICK_REPLY)


def kept(world: World, customer: CustomerId, now: Instant, links: OrderLinks) -> list[Kept]:
    """Oldest first; what is no longer so is left out, as it could not be said today."""
    orders = islice(reversed(world.orders.by_customer.get(customer, ())), ORDERS)
    names = [name for order in orders for name in world.messages.by_order.get(order, ())]
    found = [_kept(world, world.messages.by_name[name], now, links) for name in names]
    return sorted((one for one in found if one is not None), key=lambda one: one.at)


def _kept(world: World, message: Message, now: Instant, links: OrderLinks) -> Kept | None:
    if state.reached(message) not in ARRIVED:
        return None
    said = wording.render(world, message.wanted, now, links, SPANISH, TEMPLATE)
    at = min(moment for attempt in message.attempts for moment in attempt.times.values())
    return None if isinstance(said, Silence) else Kept(at, said)
