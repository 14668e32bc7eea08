"""An order that waits for its money becomes another one: other lines, another place; it waits for the new amount."""

from collections.abc import Sequence

from msgspec.structs import replace

from promesa.domain.ledger.orders.state import Order, Orders, Stage
from promesa.domain.ledger.orders.words import UNPAID, OrderLine, OrderPlaced, OrderRevised
from promesa.domain.ledger.payments import superseding
from promesa.domain.ledger.payments.state import Payments, Status, account_of, refundable
from promesa.domain.network import catalog as catalogs
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.kits import NO_KIT
from promesa.domain.promise.chance.lanes import PICKUP
from promesa.domain.promise.commit import place, workdays
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.commit.state import Checkouts
from promesa.domain.promise.commit.words import Item, OfferAccepted
from promesa.domain.promise.editing import lines
from promesa.domain.promise.editing.words import ReviseOrder
from promesa.domain.promise.quoting import paying_clock, quotes, slotting
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Ask, Offer, Want
from promesa.domain.values.ids import ChannelId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS, Centavos
from promesa.domain.values.refusal import Reason, Refused


def revise(
    parts: Parts, orders: Orders, checkouts: Checkouts, payments: Payments, ask: ReviseOrder, now: Instant
) -> Facts | Refused:
    """Lines, offer, units, capacity and the amount that is waited for change together, or nothing does.

    WRONG_STATE once money is on its way or with us, PAYMENT_TOO_LATE at the end of the window: the wait does not become
    longer. What no line asks for any more is free again; nothing left to pay or to send is a cancellation.
    """
    order = _waiting(orders, payments, ask, now)
    if isinstance(order, Refused):
        return order
    before = next((one for one in order.revisions if one.edit == ask.edit), None)
    if before is not None:
        return [] if _is_same(before, ask) else Refused(Reason.KEY_REUSED, ask.edit)
    now_lines = order.placed.lines if ask.items is None else relined(parts, order.placed, ask.items, now)
    if isinstance(now_lines, Refused):
        return now_lines
    wished = _moved(order.placed, ask)
    offer = _offer(parts, wished, now_lines, checkouts.accepted[ask.order], now)
    if isinstance(offer, Refused):
        return offer
    fact = revised(wished, ask.edit, UNPAID, now_lines, offer)
    if not 0 < fact.total <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, ask.order)
    if (fact.lines, fact.total, offer) == (order.placed.lines, order.placed.total, checkouts.accepted[ask.order]):
        return Refused(Reason.NOTHING_CHANGES, ask.order)
    return _recommitted(parts, payments, order.placed, fact, offer, now)


def _waiting(orders: Orders, payments: Payments, ask: ReviseOrder, now: Instant) -> Order | Refused:
    order = orders.by_id.get(ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    if order.stage not in (Stage.PLACED, Stage.CONFIRMED):
        return Refused(Reason.ORDER_CLOSED, ask.order)
    account = account_of(payments, ask.order)
    under_way = any(payments.by_id[name].status is Status.AUTHORISED for name in account.payments)
    if order.stage is not Stage.PLACED or under_way or refundable(payments, ask.order):
        return Refused(Reason.WRONG_STATE, ask.order)
    if account.until is None or now > account.until:
        return Refused(Reason.PAYMENT_TOO_LATE, ask.order)
    return order


def relined(parts: Parts, placed: OrderPlaced, items: Sequence[Item], now: Instant) -> tuple[OrderLine, ...] | Refused:
    """The lines as they are wished: one that stays keeps its number, its price and its share of the discount."""
    if not items:
        return Refused(Reason.EMPTY_ORDER, placed.order)
    if len(items) > parts.policy.lines_max:
        return Refused(Reason.TOO_MANY_LINES, str(len(items)), parts.policy.lines_max)
    left, number = list(placed.lines), max(line.line for line in placed.lines)
    found: list[OrderLine] = []
    for item in items:
        if not 0 < item.units <= parts.policy.units_max:
            return Refused(Reason.BAD_QUANTITY, item.sku)
        same = next((line for line in left if line.sku == item.sku and item.price in (None, line.price)), None)
        if same is not None:
            left.remove(same)
            fewer = max(0, same.units - item.units)
            found.append(replace(lines.less(same, fewer), units=item.units))
            continue
        number += 1
        line = new_line(parts.catalog, number, item, placed.channel, now)
        if isinstance(line, Refused):
            return line
        found.append(line)
    return tuple(sorted(found, key=lambda line: line.line))


def new_line(catalog: Catalog, number: int, item: Item, channel: ChannelId, now: Instant) -> OrderLine | Refused:
    """A line that was not there, at the channel's price or the catalog's, marked down where it is."""
    product = catalogs.find(catalog, item.sku)
    if product is None:
        return Refused(Reason.UNKNOWN_SKU, item.sku)
    price, source = catalogs.price_of(catalog, product, item.price, channel, now)
    if not 0 <= price * item.units <= MAX_CENTAVOS:
        return Refused(Reason.BAD_AMOUNT, item.sku)
    return OrderLine(number, item.sku, item.units, price, Centavos(0), catalog.kits.get(item.sku, NO_KIT), source)


def wants_of(catalog: Catalog, now_lines: Sequence[OrderLine]) -> tuple[Want, ...]:
    """The lines as a question; a kit that is made otherwise by now as what it was made of."""
    found: list[tuple[Sku, int]] = []
    for line in now_lines:
        is_same = catalog.kits.get(line.sku, NO_KIT) == line.components
        own = [(line.sku, line.units)]
        found += own if is_same else [(one.sku, one.units * line.units) for one in line.components]
    return tuple(Want(sku, units) for sku, units in found)


def _moved(placed: OrderPlaced, ask: ReviseOrder) -> OrderPlaced:
    """The order for where it is to go now: a counter or a door, as last said."""
    if ask.postal_code is None and ask.pickup_location is None:
        return placed
    return replace(placed, postal_code=ask.postal_code, pickup_location=ask.pickup_location)


def _offer(
    parts: Parts, placed: OrderPlaced, now_lines: Sequence[OrderLine], accepted: Offer, now: Instant
) -> Offer | Refused:
    """As soon as before where that is offered, the cheapest of those; of the same kind at the same place."""
    wants = wants_of(parts.catalog, now_lines)
    asked = Ask(wants, placed.channel, placed.postal_code, placed.pickup_location, placed.reservation, rail=placed.rail)
    quote = quotes.quote(*parts, asked, now, 0)
    if isinstance(quote, Refused):
        return quote
    counter = accepted.legs[0].location if accepted.kind == PICKUP else None
    same_place = (placed.postal_code, placed.pickup_location) == (accepted.postal_code, counter)
    alike = [one for one in quote.offers if (one.kind, one.branch) == (accepted.kind, accepted.branch)]
    found = alike if same_place and alike else [one for one in quote.offers if one.kind == "delivery"] or quote.offers
    if same_place and not alike:
        return Refused(Reason.NO_PROMISE, placed.order)
    soon = [one for one in found if one.promised_on <= accepted.promised_on]
    best = min(soon, key=lambda one: (one.fee, one.promised_on)) if soon else found[0]
    return slotting.chosen(parts, best, (accepted.slot or None) if same_place else None, now)


def revised(
    placed: OrderPlaced,
    edit: str,
    cause: str,
    now_lines: Sequence[OrderLine],
    offer: Offer,
    fee: Centavos | None = None,
) -> OrderRevised:
    """The order with these lines, where the offer brings it; `fee`: where it is not the offer's."""
    items = Centavos(sum(line.units * line.price for line in now_lines))
    discount = Centavos(sum(line.discount for line in now_lines))
    charged = offer.fee if fee is None else fee
    return OrderRevised(
        order=placed.order,
        edit=edit,
        cause=cause,
        lines=tuple(now_lines),
        items=items,
        discount=discount,
        fee=charged,
        total=Centavos(items - discount + charged + placed.interest),
        zone=offer.zone,
        postal_code=placed.postal_code,
        pickup_location=placed.pickup_location,
    )


def _recommitted(
    parts: Parts, payments: Payments, was: OrderPlaced, fact: OrderRevised, offer: Offer, now: Instant
) -> Facts | Refused:
    account = account_of(payments, was.order)
    facts: Facts = [fact]
    if was.reservation in parts.stock.reservations:
        held = place.reserve_offer(parts, was.reservation, offer, account.grace_until, was.rail)
        if isinstance(held, Refused):
            return held
        facts += held
    start = paying_clock.latest_start(parts.policy, offer, was.rail, now)
    facts += [*workdays.move(parts, was.order, offer.legs, (), UNPAID, start), OfferAccepted(was.order, offer)]
    due = fact.total != account.due
    return [*facts, *superseding.anew(payments, was.order, was.rail, fact.total)] if due else facts


def _is_same(before: OrderRevised, ask: ReviseOrder) -> bool:
    had = sorted((line.sku, line.units) for line in before.lines)
    same_lines = ask.items is None or had == sorted((item.sku, item.units) for item in ask.items)
    place_said = ask.postal_code is None and ask.pickup_location is None
    return same_lines and (place_said or (ask.postal_code, ask.pickup_location) == _place(before))


def _place(before: OrderRevised) -> tuple[str | None, str | None]:
    return before.postal_code, before.pickup_location
