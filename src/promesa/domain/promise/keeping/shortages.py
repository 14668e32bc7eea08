"""A shelf with less than is reserved there: reservations move to other shelves or end, until it can honour the rest."""

from itertools import islice

from msgspec.structs import replace

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.orders.state import Order, Orders, Stage, owner_of
from promesa.domain.ledger.orders.words import OrderCancelled, OrderClosed
from promesa.domain.ledger.shipments.state import ENDED, STAYING, Shipments, Status, live
from promesa.domain.ledger.shipments.words import ParcelCancelled
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import ReservationReleased, StockReserved, Take
from promesa.domain.promise.choices import Choices
from promesa.domain.promise.commit import place, settle, workdays
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.commit.state import Checkouts
from promesa.domain.promise.commit.words import OfferAccepted, ResolveShortage, ShortageEased
from promesa.domain.promise.failures import Failure
from promesa.domain.promise.keeping import choosing, rerouting
from promesa.domain.promise.promises import Promises, open_promise
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import PromiseBroken
from promesa.domain.values.ids import ReservationId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused

SHORTAGE = "shortage"
TRIED_MAX = 20
"""Orders for which another plan is looked for before the newest is ended."""


def resolve(
    parts: Parts,
    orders: Orders,
    checkouts: Checkouts,
    shipments: Shipments,
    promises: Promises,
    choices: Choices,
    ask: ResolveShortage,
    now: Instant,
) -> Facts:
    """While a shelf holds less than is reserved there: move the reservation that can best be moved, or end it.

    Carts that have not paid go first, then the newest orders; an order is moved to other shelves by its promised
    date, then by a later date, and only then cancelled by us; a pickup's customer chooses instead (R23). One
    reservation at a time: the story asks again.
    Only the newest `TRIED_MAX` that other shelves have units for are looked at, so that a shelf of thousands ends too.
    """
    shelf = (ask.sku, ask.location)
    short = questions.reserved(parts.stock, *shelf) - questions.on_hand(parts.stock, *shelf)
    if short <= 0:
        return []
    holders = questions.reservations_at(parts.stock, ask.sku, ask.location)
    assert holders, "reserved by nobody"
    newest_first = [(owner_of(orders, reservation), reservation, units) for reservation, units in reversed(holders)]
    cart = next((reservation for owner, reservation, _ in newest_first if owner is None), None)
    if cart is not None:
        return [ReservationReleased(cart, SHORTAGE), _eased(ask, cart, moved=False)]
    spare = int(questions.available_rows(parts.stock, questions.rows_of(parts.stock, ask.sku)).sum())
    fitting = (orders.by_id[owner] for owner, _, units in newest_first if owner is not None and units <= spare)
    for order in islice(fitting, TRIED_MAX):
        moved = _move(parts, orders, checkouts, shipments, promises, order, ask, now)
        if moved is not None:
            return [*moved, _eased(ask, order.placed.reservation, moved=True)]
    newest, _, held = newest_first[0]
    assert newest is not None
    last = orders.by_id[newest]
    if choosing.waits_at_counter(last, shipments):
        gone = Take(ask.sku, ask.location, min(held, short))
        asked = choosing.ask_customer(parts, choices, shipments, promises, last, gone, now)
        return [*asked, _eased(ask, last.placed.reservation, moved=True)]
    return [*_end(parts, shipments, promises, last, ask), _eased(ask, last.placed.reservation, moved=False)]


def _eased(ask: ResolveShortage, reservation: ReservationId, *, moved: bool) -> ShortageEased:
    return ShortageEased(ask.sku, ask.location, reservation, moved)


def _move(
    parts: Parts,
    orders: Orders,
    checkouts: Checkouts,
    shipments: Shipments,
    promises: Promises,
    order: Order,
    ask: ResolveShortage,
    now: Instant,
) -> Facts | None:
    """What is not packed of the order on other shelves; None where there is no other plan."""
    if order.stage is Stage.PLACED:
        return _move_unpaid(parts, checkouts, order, ask, now)
    promise = open_promise(promises, order.placed.order)
    if promise is None:
        return None
    planned = [p for p in live(shipments, order.placed.order) if p.status is Status.PLANNED]
    offer = rerouting.best(
        rerouting.other_plans(parts, orders, shipments, promise, planned, (ask.location,), now), promise
    )
    if offer is None:
        return None
    moved = rerouting.reroute(parts, orders, shipments, promise, planned, offer, SHORTAGE, now)
    return None if moved is None else [*moved, *rerouting.say_if_later(promise, offer.promised_on, SHORTAGE, now)]


def _move_unpaid(parts: Parts, checkouts: Checkouts, order: Order, ask: ResolveShortage, now: Instant) -> Facts | None:
    """The offer that an order waits with is planned around the shelf; it is charged as accepted."""
    placed = order.placed
    accepted, waiting = checkouts.accepted[placed.order], parts.stock.reservations[placed.reservation]
    if accepted.kind != "delivery":
        return None
    quote = quotes.quote(*parts, replace(settle.question(placed), avoid=(ask.location,)), now, 0)
    offers = [] if isinstance(quote, Refused) else [offer for offer in quote.offers if offer.kind == accepted.kind]
    in_time = [offer for offer in offers if offer.promised_on <= accepted.promised_on]
    offer = min(in_time or offers, key=lambda offer: (offer.promised_on, offer.cost), default=None)
    if offer is None:
        return None
    reserved = place.reserve_offer(parts, placed.reservation, offer, waiting.until, waiting.stage)
    if isinstance(reserved, Refused):
        return None
    places = workdays.move(parts, placed.order, offer.legs, (), SHORTAGE, now)
    return [*reserved, *places, OfferAccepted(placed.order, offer)]


def _end(parts: Parts, shipments: Shipments, promises: Promises, order: Order, ask: ResolveShortage) -> Facts:
    """No shelf has the units: the order is cancelled by us or, where some of it is packed or gone, goes on without."""
    parcels = live(shipments, order.placed.order)
    name = order.placed.order
    whole = all(parcel.status is Status.PLANNED for parcel in parcels)
    short = [p for p in parcels if p.status is Status.PLANNED and (whole or _takes_from(p.planned.takes, ask))]
    facts: Facts = [ParcelCancelled(parcel.planned.parcel, name, SHORTAGE) for parcel in short]
    end = PromiseBroken(name, SHORTAGE, failure=Failure.SHORT_PICK.value)
    broken = [end] if open_promise(promises, name) is not None else []
    if whole:
        facts += rules.release(parts.stock, order.placed.reservation, SHORTAGE)
        facts += capacities.give_back(parts.capacity, name, SHORTAGE)
        return [*facts, *broken, OrderCancelled(name, SHORTAGE, by_customer=False)]
    rest = [parcel for parcel in parcels if parcel not in short]
    if any(parcel.status in STAYING for parcel in rest):
        left = rules.minus(
            questions.reserved_by(parts.stock, order.placed.reservation),
            tuple(take for parcel in short for take in parcel.planned.takes),
        )
        return [*facts, StockReserved(order.placed.reservation, left, None, SHORTAGE), *broken]
    facts += [*rules.release(parts.stock, order.placed.reservation, SHORTAGE), *broken]
    return facts if any(p.status not in ENDED for p in rest) else [*facts, OrderClosed(name)]


def _takes_from(takes: tuple[Take, ...], ask: ResolveShortage) -> bool:
    return any((take.sku, take.location) == (ask.sku, ask.location) for take in takes)
