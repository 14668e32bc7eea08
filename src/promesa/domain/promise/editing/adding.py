"""More for an order that was placed: a promise, a reservation and a payment of its own, in one append."""

from msgspec.structs import replace

from promesa.domain.ledger.orders.state import Orders, Stage
from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.ledger.payments.state import Payments
from promesa.domain.promise.commit import place
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.commit.state import Checkouts
from promesa.domain.promise.commit.words import PlaceOrder
from promesa.domain.promise.editing import joining
from promesa.domain.promise.editing.words import AddToOrder
from promesa.domain.promise.keeping.halting import OpenOrderBooks
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused


def add(parts: Parts, books: OpenOrderBooks, checkouts: Checkouts, ask: AddToOrder, now: Instant) -> Facts | Refused:
    """More for an order: within it, in the same parcels and without a second fee, while nobody may pick it yet and
    there is room for it (`joining`); else an order of its own that belongs to it."""
    known = joining.is_known(books.orders, ask.order, ask)
    if isinstance(known, Refused):
        return known
    if known:
        return []
    joined = None if ask.addition in books.orders.by_id else joining.join(parts, books, ask, now)
    return _apart(parts, books.orders, checkouts, books.payments, ask, now) if joined is None else joined


def _apart(
    parts: Parts, orders: Orders, checkouts: Checkouts, payments: Payments, ask: AddToOrder, now: Instant
) -> Facts | Refused:
    """The addition as an order that belongs to the first one, or a refusal and nothing; said again, nothing more.

    The first order's promise, parcels and money are not touched: an addition that is not paid in time lapses alone.
    """
    asked = orders.by_id.get(ask.order)
    if asked is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    first = asked if asked.placed.part_of is None else orders.by_id[asked.placed.part_of]
    known = orders.by_id.get(ask.addition)
    if known is not None and known.placed.part_of == first.placed.order:
        return [] if _is_same(known.placed, ask) else Refused(Reason.KEY_REUSED, ask.addition)
    if first.stage is Stage.PLACED:
        return Refused(Reason.ORDER_NOT_CONFIRMED, ask.order)
    if first.stage is not Stage.CONFIRMED:
        return Refused(Reason.ORDER_CLOSED, ask.order)
    facts = place.place(parts, orders, checkouts, payments, _wish(first.placed, ask), now)
    if isinstance(facts, Refused):
        return facts
    part_of = first.placed.order
    return [replace(fact, part_of=part_of) if isinstance(fact, OrderPlaced) else fact for fact in facts]


def _wish(first: OrderPlaced, ask: AddToOrder) -> PlaceOrder:
    return PlaceOrder(
        order=ask.addition,
        customer=first.customer,
        channel=first.channel,
        items=ask.items,
        rail=ask.rail or first.rail,
        postal_code=None if first.pickup_location else first.postal_code,
        pickup_location=first.pickup_location,
        offer=ask.offer,
        offer_expires_at=ask.offer_expires_at,
        authorised=ask.authorised,
        fee=ask.fee,
    )


def _is_same(placed: OrderPlaced, ask: AddToOrder) -> bool:
    return [(line.sku, line.units) for line in placed.lines] == [(item.sku, item.units) for item in ask.items]
