"""More for an order that nobody may pick yet: it leaves in the same parcels, under the same promise and fee."""

from collections.abc import Sequence

from msgspec.structs import replace

from promesa.domain.ledger.orders.awaited import EditAwaited
from promesa.domain.ledger.orders.state import Order, Orders, halted_until
from promesa.domain.ledger.orders.words import ADDED, OrderLine, OrderRevised, shelf_units
from promesa.domain.ledger.payments import rules as paying
from promesa.domain.ledger.payments import superseding
from promesa.domain.ledger.shipments.state import Parcel, Status, live
from promesa.domain.ledger.shipments.words import ParcelCancelled
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import ReserveStock, StockReserved, Take
from promesa.domain.promise.commit import place, settle, workdays
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.editing import lines, revising
from promesa.domain.promise.editing.words import AddToOrder
from promesa.domain.promise.keeping import halting, rerouting
from promesa.domain.promise.keeping.halting import OpenOrderBooks
from promesa.domain.promise.promises import EDITED, open_promise
from promesa.domain.promise.quoting import renewals
from promesa.domain.promise.sourcing import barring
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Offer
from promesa.domain.values.ids import LocationId, OrderId, ReservationId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS, Centavos
from promesa.domain.values.refusal import Reason, Refused


def join(parts: Parts, books: OpenOrderBooks, ask: AddToOrder, now: Instant) -> Facts | None:
    """The addition within the order itself, at once or when it is paid; None where it has to be an order of its own:
    the order no longer waits for more, no parcel of it has room for the units, or the money could come too late."""
    order = lines.editable(books.orders, books.choices, books.payments, ask.order)
    if isinstance(order, Refused) or not halting.may_add(order, now) or ask.order in books.orders.awaited:
        return None
    if ask.authorised is not None or ask.fee is not None or ask.offer is not None:
        return None
    more = _lines(parts, order, ask, now)
    takes = None if more is None else _room(parts, books, order, shelf_units(more))
    if more is None or takes is None:
        return None
    joined = joined_facts(parts, books, order, ask.addition, more, takes, now)
    if joined is None:
        return None
    difference = Centavos(sum(line.price * line.units for line in more))
    rail = ask.rail or order.placed.rail
    wait = _awaited(parts, books, order, ask, more, takes, rail, difference, now)
    return joined if wait == [] else wait


def _lines(parts: Parts, order: Order, ask: AddToOrder, now: Instant) -> tuple[OrderLine, ...] | None:
    """Numbered after those that the order has."""
    number, found = max(line.line for line in order.placed.lines), []
    if not ask.items or len(ask.items) + len(order.placed.lines) > parts.policy.lines_max:
        return None
    for nth, item in enumerate(ask.items, start=1):
        line = revising.new_line(parts.catalog, number + nth, item, order.placed.channel, now)
        if isinstance(line, Refused) or not 0 < item.units <= parts.policy.units_max:
            return None
        found.append(line)
    total = order.placed.total + sum(line.price * line.units for line in found)
    return tuple(found) if total <= MAX_CENTAVOS else None


def _room(parts: Parts, books: OpenOrderBooks, order: Order, units: dict[Sku, int]) -> tuple[Take, ...] | None:
    """All units at one location that a parcel of the order leaves from; the first that has them and may send them."""
    parcels = live(books.shipments, order.placed.order)
    if not parcels or any(parcel.status is not Status.PLANNED or parcel.tracking for parcel in parcels):
        return None
    sending = barring.of(parts.locations, parts.catalog)
    for location in dict.fromkeys(parcel.planned.location for parcel in parcels):
        barred = sending is not None and any(
            location in barring.names(sending, sku, order.placed.channel) for sku in units
        )
        if not barred and all(questions.available(parts.stock, sku, location) >= n for sku, n in units.items()):
            return tuple(Take(sku, location, n) for sku, n in units.items())
    return None


def joined_facts(
    parts: Parts,
    books: OpenOrderBooks,
    order: Order,
    edit: str,
    more: Sequence[OrderLine],
    takes: tuple[Take, ...],
    now: Instant,
    apart: ReservationId | None = None,
) -> Facts | None:
    """The order with more in its parcels: the same number of them, by the day last told; its fee stays.

    `apart`: the reservation that has the units while they wait for their money.
    """
    placed = order.placed
    promise, parcels = open_promise(books.promises, placed.order), live(books.shipments, placed.order)
    start = halted_until(order)
    if promise is None or start is None or not parcels:
        return None
    legs = tuple(rerouting.as_leg(parcel) for parcel in _with(parcels, takes))
    offer = renewals.renew(parts, replace(rerouting.as_offer(promise.made), legs=legs), max(start, now))
    if isinstance(offer, Refused) or offer.promised_on > promise.told_on or len(offer.legs) > len(parcels):
        return None
    if not barring.is_lawful(parts, placed.channel, offer):
        return None
    all_takes = place.offer_takes(offer)
    if not _has(parts, placed.reservation, apart, all_takes):
        return None
    moved: Facts = [ParcelCancelled(parcel.planned.parcel, placed.order, EDITED) for parcel in parcels]
    moved += [StockReserved(placed.reservation, all_takes, None, ADDED)]
    moved += workdays.move(parts, placed.order, offer.legs, (), ADDED, start)
    moved += settle.parcels_for(books.shipments, placed.order, promise.made.kind, offer.legs)
    fact = revising.revised(placed, edit, ADDED, (*placed.lines, *more), _same_place(offer, order), placed.fee)
    return [fact, *moved]


def _has(parts: Parts, reservation: ReservationId, apart: ReservationId | None, takes: tuple[Take, ...]) -> bool:
    """Whether the shelves have all of it, with what the order and the addition have reserved."""
    own = questions.reserved_by(parts.stock, reservation)
    if apart is not None:
        own = (*own, *questions.reserved_by(parts.stock, apart))
    held = rules.add_up(own)
    return all(
        units <= questions.unreserved(parts.stock, sku, location) + held.get((sku, location), 0)
        for (sku, location), units in rules.add_up(takes).items()
    )


def _same_place(offer: Offer, order: Order) -> Offer:
    return replace(offer, zone=order.placed.zone)


def _with(parcels: Sequence[Parcel], takes: tuple[Take, ...]) -> list[Parcel]:
    """The parcels with the units in the first one that leaves from their location."""
    location: LocationId = takes[0].location
    number = next(n for n, parcel in enumerate(parcels) if parcel.planned.location == location)
    plan = parcels[number].planned
    total = rules.add_up((*plan.takes, *takes))
    merged = tuple(Take(sku, place, units) for (sku, place), units in total.items())
    into = replace(parcels[number], planned=replace(plan, takes=merged))
    return [*parcels[:number], into, *parcels[number + 1 :]]


def _awaited(
    parts: Parts,
    books: OpenOrderBooks,
    order: Order,
    ask: AddToOrder,
    more: tuple[OrderLine, ...],
    takes: tuple[Take, ...],
    rail: str,
    difference: Centavos,
    now: Instant,
) -> Facts | None:
    """What waits for its money; nothing where none is awaited; None where it could come when the order has left."""
    name = superseding.next_name(books.payments, ask.order)
    awaited = paying.await_payment(parts.policy, ask.order, name, rail, difference, now)
    until = halted_until(order)
    if isinstance(awaited, Refused) or until is None:
        return None
    if not awaited:
        return []
    if awaited[0].grace_until >= until:
        return None
    reservation = ReservationId(f"{ask.order}:{ask.addition}:{ADDED}")
    held = rules.reserve(parts.stock, ReserveStock(reservation, takes, awaited[0].grace_until, ADDED))
    if isinstance(held, Refused) or reservation in parts.stock.reservations:
        return None
    wanted = [replace(one, edit=ask.addition) for one in awaited]
    waits = EditAwaited(ask.order, ask.addition, ADDED, difference, name, more, reservation)
    return [*held, *wanted, waits]


def is_known(orders: Orders, order: OrderId, ask: AddToOrder) -> bool | Refused:
    """Whether that addition has joined the order already, or waits for its money."""
    found = orders.by_id.get(order)
    if found is None:
        return False
    waits = orders.awaited.get(order)
    if waits is not None and waits.edit == ask.addition:
        return True
    before = next((one for one in found.revisions if one.edit == ask.addition), None)
    return False if before is None else _is_same(before, ask) or Refused(Reason.KEY_REUSED, ask.addition)


def _is_same(before: OrderRevised, ask: AddToOrder) -> bool:
    last = before.lines[-len(ask.items) :]
    return before.cause == ADDED and [(one.sku, one.units) for one in last] == [(i.sku, i.units) for i in ask.items]
