"""Which line is meant, what it comes to, and the order without some of its units."""

from collections.abc import Sequence

from msgspec.structs import replace

from promesa.domain.ledger.orders.state import Order, Orders, Stage
from promesa.domain.ledger.orders.words import OrderEdited, OrderLine, OrderPlaced
from promesa.domain.ledger.payments import rules as paying
from promesa.domain.ledger.payments.state import Payments, Status, account_of, refundable
from promesa.domain.ledger.payments.words import Refund, RefundOwed
from promesa.domain.ledger.shipments import state as shipments
from promesa.domain.ledger.shipments.state import STAYING, Parcel, Shipments
from promesa.domain.ledger.shipments.words import ParcelCancelled, ParcelPlanned
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import StockReserved, Take
from promesa.domain.network import kits
from promesa.domain.promise.choices import Choices
from promesa.domain.promise.commit import workdays
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.promises import EDITED
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values import money
from promesa.domain.values.ids import OrderId, ParcelId, RefundId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused


def editable(orders: Orders, choices: Choices, payments: Payments, name: OrderId) -> Order | Refused:
    """A paid order that is still worked on, of which nothing waits for its customer's choice or for its money."""
    order = orders.by_id.get(name)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, name)
    if order.stage is Stage.PLACED:
        return Refused(Reason.ORDER_NOT_CONFIRMED, name)
    if order.stage is not Stage.CONFIRMED:
        return Refused(Reason.ORDER_CLOSED, name)
    attempts = (payments.by_id[payment] for payment in account_of(payments, name).payments)
    unclear = name in choices.awaited or order.return_reason is not None
    if unclear or any(attempt.status is Status.AUTHORISED for attempt in attempts):
        return Refused(Reason.WRONG_STATE, name)
    return order


def named(placed: OrderPlaced, line: int | None, sku: Sku | None) -> OrderLine | Refused:
    """The line by its number; by a SKU alone only where no other line has it (R38)."""
    if line is not None:
        found = [one for one in placed.lines if one.line == line and sku in (None, one.sku)]
        return found[0] if found else Refused(Reason.INVALID, f"{placed.order} {line}")
    found = [one for one in placed.lines if one.sku == sku]
    if len(found) > 1:
        return Refused(Reason.AMBIGUOUS_LINE, str(sku), len(found))
    return found[0] if found else Refused(Reason.UNKNOWN_SKU, str(sku))


def less(line: OrderLine, units: int) -> OrderLine:
    """The line without its last units, and without their shares of its discount, fixed at sale (R54)."""
    stays = line.units - units
    kept = sum(money.shares(line.discount, [1] * line.units)[:stays])
    return replace(line, units=stays, discount=Centavos(kept))


def edited(
    placed: OrderPlaced, edit: str, cause: str, was: OrderLine, lines: Sequence[OrderLine], reason: str
) -> OrderEdited:
    """The order with these lines in the place of one; its fee and its interest stay."""
    place = placed.lines.index(was)
    now = (*placed.lines[:place], *(one for one in lines if one.units), *placed.lines[place + 1 :])
    items = Centavos(sum(one.units * one.price for one in now))
    discount = Centavos(sum(one.discount for one in now))
    total = Centavos(items - discount + placed.fee + placed.interest)
    return OrderEdited(placed.order, edit, cause, was, now, items, discount, total, reason)


def planned_takes(parcels: Shipments, order: OrderId, sku: Sku, units: int) -> list[tuple[Parcel, Take]] | Refused:
    """Units of a SKU in parcels that nobody has packed, of the last to arrive first; ALREADY_PICKED for the rest."""
    found: list[tuple[Parcel, Take]] = []
    left = units
    waiting = [one for one in shipments.live(parcels, order) if one.status is shipments.Status.PLANNED]
    for parcel in sorted(waiting, key=lambda one: one.planned.arrives_on)[::-1]:
        for (held, location), n in rules.add_up(parcel.planned.takes).items():
            if held == sku and left:
                found.append((parcel, Take(sku, location, min(n, left))))
                left -= min(n, left)
    return Refused(Reason.ALREADY_PICKED, sku, units - left) if left else found


def planned_units(
    parcels: Shipments, order: OrderId, line: OrderLine, units: int
) -> list[tuple[Parcel, Take]] | Refused:
    """The same for units of a line: of a kit all its components, or none."""
    found: list[tuple[Parcel, Take]] = []
    for sku, n in kits.opened(line.components, line.sku, units):
        some = planned_takes(parcels, order, sku, n)
        if isinstance(some, Refused):
            return some
        found += some
    return found


def repacked(
    parts: Parts,
    parcels: Shipments,
    order: Order,
    gone: Sequence[tuple[Parcel, Take]],
    more: Sequence[Take],
    now: Instant,
) -> Facts | Refused:
    """Parcels, reservation and capacity without the units `gone`; `more`: as many units that go in place of each.

    EMPTY_ORDER where nothing would be left: that is a cancellation.
    """
    name, reservation = order.placed.order, order.placed.reservation
    living, number = shipments.live(parcels, name), len(shipments.of_order(parcels, name))
    out: dict[ParcelId, list[Take]] = {}
    into: dict[ParcelId, list[Take]] = {}
    for place, (parcel, take) in enumerate(gone):
        out.setdefault(parcel.planned.parcel, []).append(take)
        into.setdefault(parcel.planned.parcel, []).extend(more[place : place + 1])
    facts: Facts = []
    stay = [one for one in living if one.planned.parcel not in out]
    planned: list[ParcelPlanned] = []
    for parcel in living:
        plan = parcel.planned
        if plan.parcel in out:
            facts.append(ParcelCancelled(plan.parcel, name, EDITED))
            takes = (*rules.minus(plan.takes, tuple(out[plan.parcel])), *into[plan.parcel])
            if takes:
                number += 1
                planned.append(replace(plan, parcel=ParcelId(f"{name}-{number}"), takes=takes))
    if not stay and not planned:
        return Refused(Reason.EMPTY_ORDER, name)
    held = rules.minus(questions.reserved_by(parts.stock, reservation), tuple(take for _, take in gone))
    if planned or any(one.status in STAYING for one in stay):
        facts.append(StockReserved(reservation, (*held, *more), None, EDITED))
    else:
        facts += rules.release(parts.stock, reservation, EDITED)
    locations = {plan.location for plan in (*planned, *(one.planned for one in stay))}
    return [*facts, *planned, *workdays.move(parts, name, (), locations, EDITED, now)]


def give_back(
    payments: Payments, orders: Orders, fact: OrderEdited, amount: Centavos, now: Instant
) -> list[RefundOwed] | Refused:
    """What an edit makes cheaper, of the money that is with us: nothing of what is paid at the door or went back."""
    back = Centavos(min(amount, refundable(payments, fact.order)))
    asked = Refund(fact.order, RefundId(f"{fact.order}:{fact.edit}"), back, EDITED)
    return paying.refund(payments, orders, asked, now) if back > 0 else []
