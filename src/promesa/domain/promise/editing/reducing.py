"""Units are taken out of an order that nobody has packed yet: they are free again, and their price goes back."""

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.orders.words import REDUCED, OrderEdited
from promesa.domain.ledger.payments import rules as paying
from promesa.domain.ledger.payments.state import Payments
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.promise.choices import Choices
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.editing import lines
from promesa.domain.promise.editing.words import ReduceLine
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused


def reduce(
    parts: Parts,
    orders: Orders,
    payments: Payments,
    shipments: Shipments,
    choices: Choices,
    ask: ReduceLine,
    now: Instant,
) -> Facts | Refused:
    """A line with fewer units, its parcels, places and units with it; the fee stays. All of it or a refusal.

    AMBIGUOUS_LINE for a SKU of several lines; ALREADY_PICKED where the units are packed; EMPTY_ORDER where nothing
    would be left; the price of what is out goes back as far as money came in (R39).
    """
    order = lines.editable(orders, choices, payments, ask.order)
    if isinstance(order, Refused):
        return order
    before = next((one for one in order.edits if one.edit == ask.edit), None)
    if before is not None:
        return [] if _is_same(before, ask) else Refused(Reason.KEY_REUSED, ask.edit)
    was = lines.named(order.placed, ask.line, ask.sku)
    if isinstance(was, Refused):
        return was
    left = was.units - paying.units_refunded(payments, ask.order, was.line)
    if not 0 < ask.units <= left:
        return Refused(Reason.BAD_QUANTITY, was.sku, left)
    gone = lines.planned_units(shipments, ask.order, was, ask.units)
    if isinstance(gone, Refused):
        return gone
    repacked = lines.repacked(parts, shipments, order, gone, (), now)
    if isinstance(repacked, Refused):
        return repacked
    fact = lines.edited(order.placed, ask.edit, REDUCED, was, (lines.less(was, ask.units),), ask.reason)
    back = lines.give_back(payments, orders, fact, Centavos(order.placed.total - fact.total), now)
    return back if isinstance(back, Refused) else [fact, *repacked, *back]


def _is_same(before: OrderEdited, ask: ReduceLine) -> bool:
    now = sum(one.units for one in before.lines if one.line == before.was.line)
    named = ask.line in (None, before.was.line) and ask.sku in (None, before.was.sku)
    return before.cause == REDUCED and named and before.was.units - now == ask.units
