"""What becomes of a placed order: confirmed when paid, cancelled whole, its promise settled when it arrives."""

from collections.abc import Iterator

from msgspec.structs import replace

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.orders.halts import Halt, OrderHalted
from promesa.domain.ledger.orders.state import Orders, Stage, starts_at
from promesa.domain.ledger.orders.words import (
    CancelOrder,
    OrderCancelled,
    OrderClosed,
    OrderConfirmed,
    OrderPlaced,
    ReturnAwaited,
    shelf_units,
)
from promesa.domain.ledger.payments.state import Payments, refundable
from promesa.domain.ledger.shipments import rules as shipping
from promesa.domain.ledger.shipments.state import (
    ENDED,
    STAYING,
    Parcel,
    Shipments,
    Status,
    arrived_at,
    live,
    of_order,
)
from promesa.domain.ledger.shipments.words import (
    ArrivalOverdue,
    CheckArrival,
    ParcelCancelled,
    ParcelPlanned,
    PlanParcels,
)
from promesa.domain.ledger.stock import rules
from promesa.domain.promise import failures
from promesa.domain.promise.choices import Choices
from promesa.domain.promise.commit import place, workdays
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.commit.state import Checkouts
from promesa.domain.promise.commit.words import CompleteCheckout, ConfirmOrder, SettlePromise
from promesa.domain.promise.promises import Promises, open_promise
from promesa.domain.promise.quoting import quotes, renewals, slotting
from promesa.domain.promise.quoting.paying_clock import PAYMENT
from promesa.domain.promise.sourcing import barring, cargo_room, workload
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import (
    Ask,
    Leg,
    Offer,
    PromiseBroken,
    PromiseKept,
    PromiseMade,
    PromiseWithdrawn,
    Want,
)
from promesa.domain.values.ids import OrderId, ParcelId
from promesa.domain.values.moments import MINUTE, Instant, local_date
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused

ANYTHING_ELSE = "anything_else"
NOT_OUR_FAULT = ("payment_declined", "payment_lapsed")
"""An order that ends because its money did not come breaks no promise of ours."""


def complete(
    parts: Parts, orders: Orders, checkouts: Checkouts, payments: Payments, ask: CompleteCheckout, now: Instant
) -> Facts | Refused:
    """The cart becomes its order; a cart that already did changes nothing, however often it is said (R60)."""
    if ask.cart in orders.by_cart:
        return []
    opened = checkouts.by_cart.get(ask.cart)
    if opened is None:
        return Refused(Reason.UNKNOWN_CART, ask.cart)
    return place.place(parts, orders, checkouts, payments, replace(opened, rail=ask.rail), now, ask.payment)


def confirm(
    parts: Parts, orders: Orders, checkouts: Checkouts, payments: Payments, ask: ConfirmOrder, now: Instant
) -> Facts | Refused:
    """The money is here: the promise starts now, from the accepted offer if it still stands, else from a new plan.

    An order whose units are gone (they were not reserved while it waited) is cancelled by us.
    """
    order = orders.by_id.get(ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    if order.stage is Stage.CONFIRMED:
        return []
    if order.stage is not Stage.PLACED:
        return Refused(Reason.ORDER_CLOSED, ask.order)
    if refundable(payments, ask.order) < order.placed.total:
        return Refused(Reason.WRONG_STATE, ask.order)
    refused = Refused(Reason.NO_PROMISE, ask.order)
    accepted = checkouts.accepted[ask.order]
    start = starts_at(orders, ask.order, Instant(now + parts.policy.cool_down_minutes * MINUTE))
    for offer in _plans(parts, order.placed, accepted, start):
        if offer is not accepted and parts.capacity.cargo.caps and not cargo_room.stands(parts, offer.legs):
            continue
        reserved = place.reserve_offer(parts, order.placed.reservation, offer, None, "paid")
        if not isinstance(reserved, Refused):
            moved = workdays.move(parts, ask.order, offer.legs, (), "payment moved the day", start)
            return [*reserved, *moved, place.promise_of(order.placed, offer), OrderConfirmed(ask.order)]
        refused = reserved
    return _give_up(parts, order.placed, str(refused.reason))


def _plans(parts: Parts, placed: OrderPlaced, accepted: Offer, now: Instant) -> Iterator[Offer]:
    """What was accepted if it still stands (sooner, where its money came before the last moment), else the same units
    planned anew, else any plan of the same kind; what was shown to hold for this payment is not given up for less."""
    lawful, shown = barring.is_lawful(parts, placed.channel, accepted), accepted.starts_on == PAYMENT
    stands = lawful and renewals.legs_still_good(parts, accepted, now)
    as_is = not lawful or (stands and (not shown or accepted.slot))
    renewed = None if as_is else renewals.renew(parts, accepted, now)
    anew = None if renewed is None or isinstance(renewed, Refused) else slotting.kept(renewed, accepted)
    if stands:
        if anew is not None and _is_sooner(parts, anew, accepted, now):
            yield anew
        yield accepted
    elif anew is not None and (not shown or anew.promised_by <= accepted.promised_by):
        yield anew
    quote = quotes.quote(*parts, question(placed), now, 0)
    others = () if isinstance(quote, Refused) else quote.offers
    same = [offer for offer in others if (offer.kind, offer.branch) == (accepted.kind, accepted.branch)]
    if shown:
        yield from (offer for offer in same if offer.promised_by <= accepted.promised_by)
    if anew is not None and not stands:
        yield anew
    yield from same


def _is_sooner(parts: Parts, renewed: Offer, accepted: Offer, now: Instant) -> bool:
    """Whether the money came early enough for an earlier date that the locations can also prepare."""
    return renewed.promised_by < accepted.promised_by and workload.stands(parts, renewed.legs, now)


def question(placed: OrderPlaced) -> Ask:
    """The placed order as a question: its units, for its place, its own reservation not counted against it.

    Of kits their components, as they were when it was sold.
    """
    wants = tuple(Want(sku, units) for sku, units in shelf_units(placed.lines).items())
    return Ask(wants, placed.channel, placed.postal_code, placed.pickup_location, placed.reservation, in_work=True)


def _give_up(parts: Parts, placed: OrderPlaced, reason: str) -> Facts:
    return [
        *rules.release(parts.stock, placed.reservation, reason),
        *capacities.give_back(parts.capacity, placed.order, reason),
        OrderCancelled(placed.order, reason, by_customer=False),
    ]


def cancel(
    parts: Parts, orders: Orders, shipments: Shipments, promises: Promises, ask: CancelOrder, now: Instant
) -> Facts | Refused:
    """The whole order ends, if nothing of it has left: units, places and parcels go back in the same append.

    What its customer cancels while it is on its way is to come back on arrival (R34).
    """
    order = orders.by_id.get(ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    if order.stage is Stage.CANCELLED:
        return []
    if order.stage is Stage.CLOSED:
        return Refused(Reason.ORDER_CLOSED, ask.order)
    parcels = live(shipments, ask.order)
    if any(parcel.status not in STAYING for parcel in parcels):
        under_way = any(parcel.status in (Status.MOVING, Status.AT_BRANCH) for parcel in parcels)
        if not ask.by_customer or not under_way:
            return Refused(Reason.ALREADY_SHIPPED, ask.order)
        return [] if order.return_reason is not None else [ReturnAwaited(ask.order, ask.reason)]
    facts: Facts = []
    for parcel in parcels:
        if parcel.status is not Status.PLANNED:
            facts += shipping.unpack_facts(orders, parcel, ask.reason)
        facts.append(ParcelCancelled(parcel.planned.parcel, ask.order, ask.reason))
    facts += rules.release(parts.stock, order.placed.reservation, ask.reason)
    facts += capacities.give_back(parts.capacity, ask.order, ask.reason)
    promise = open_promise(promises, ask.order)
    if promise is not None:
        ours = not ask.by_customer and ask.reason not in NOT_OUR_FAULT
        if ours:
            facts.append(failures.named(promise, parcels, PromiseBroken(ask.order, ask.reason)))
        else:
            facts.append(PromiseWithdrawn(ask.order, ask.reason))
    return [*facts, OrderCancelled(ask.order, ask.reason, ask.by_customer)]


def plan_parcels(
    policy: Policy, orders: Orders, shipments: Shipments, promises: Promises, ask: PlanParcels, now: Instant
) -> Facts | Refused:
    """The promise's legs become parcels, once: the allocation. What becomes of them later is planned anew elsewhere.

    Where the policy gives customers minutes to add to what they have bought, nobody is asked for them before.
    """
    order = orders.by_id.get(ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    if order.stage is not Stage.CONFIRMED:
        return Refused(Reason.ORDER_NOT_CONFIRMED, ask.order)
    if of_order(shipments, ask.order):
        return []
    made = promises.by_order[ask.order].made
    parcels = parcels_for(shipments, ask.order, made.kind, made.legs)
    if not policy.cool_down_minutes or order.placed.part_of is not None:
        return parcels
    until = Instant(now + policy.cool_down_minutes * MINUTE)
    return [OrderHalted(ask.order, Halt.COOL_DOWN, until, ANYTHING_ELSE), *parcels]


def parcels_for(shipments: Shipments, order: OrderId, kind: str, legs: tuple[Leg, ...]) -> Facts:
    """One planned parcel for each leg, numbered after those that the order already had."""
    first = len(of_order(shipments, order)) + 1
    return [
        ParcelPlanned(
            parcel=ParcelId(f"{order}-{number}"),
            order=order,
            kind=kind,
            location=leg.location,
            service=leg.service,
            takes=leg.takes,
            hand_over_by=leg.hand_over_by,
            arrives_on=leg.arrives_on,
        )
        for number, leg in enumerate(legs, start=first)
    ]


def settle(
    orders: Orders, shipments: Shipments, promises: Promises, choices: Choices, ask: SettlePromise, now: Instant
) -> Facts:
    """Once every live parcel has ended: kept or broken, by how many days, and why; then the order closes.

    It stays open while its customer chooses what becomes of units that were not found.
    """
    parcels = live(shipments, ask.order)
    promise = open_promise(promises, ask.order)
    facts: Facts = []
    if promise is not None:
        ends = _outcome(promise.made, parcels)
        whole = of_order(shipments, ask.order)
        facts += [failures.named(promise, whole, end) if isinstance(end, PromiseBroken) else end for end in ends]
    ended = all(parcel.status in (Status.DELIVERED, Status.LOST) for parcel in parcels)
    if parcels and ended and ask.order not in choices.awaited and orders.by_id[ask.order].stage is Stage.CONFIRMED:
        facts.append(OrderClosed(ask.order))
    return facts


def check_arrival(
    orders: Orders, shipments: Shipments, promises: Promises, ask: CheckArrival, now: Instant
) -> list[ArrivalOverdue]:
    """After the day last told: say so if a parcel has not arrived. A timer of an earlier day finds nothing to say."""
    order, promise = orders.by_id.get(ask.order), open_promise(promises, ask.order)
    if order is None or promise is None or order.stage is not Stage.CONFIRMED:
        return []
    if local_date(now, promise.made.zone) <= promise.told_on:
        return []
    waiting = [p for p in live(shipments, ask.order) if p.status not in (*ENDED, Status.READY)]
    return [ArrivalOverdue(ask.order)] if waiting else []


def _outcome(made: PromiseMade, parcels: list[Parcel]) -> Facts:
    """A pickup is kept when it is ready in time, a delivery when its last parcel arrives by the promised day, at a door
    or at the branch where it waits."""
    if any(parcel.status is Status.LOST for parcel in parcels):
        return [PromiseBroken(made.order, "lost")]
    arrivals = [arrived_at(parcel) for parcel in parcels]
    known = [arrival for arrival in arrivals if arrival is not None]
    if not parcels or len(known) < len(parcels):
        return []
    last = max(known)
    arrived_on = local_date(last, made.zone)
    days = (made.promised_on - arrived_on).days
    late = last > made.promised_by if made.kind == "pickup" else days < 0
    if not late:
        return [PromiseKept(made.order, arrived_on, days)]
    return [PromiseBroken(made.order, _cause(parcels), max(1, -days), arrived_on)]


def _cause(parcels: list[Parcel]) -> str:
    """Whose delay it was: the location's, if a parcel left after its hour; else the carrier's."""
    late_out = any(p.handed_at is not None and p.handed_at > p.planned.hand_over_by for p in parcels)
    pickup = any(p.planned.kind == "pickup" for p in parcels)
    return "location" if late_out or pickup else "carrier"
