"""What an order that nobody has picked is planned as now: its legs at today's prices, its day, and how sure that is."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.orders.state import Order, Orders, Stage
from promesa.domain.ledger.shipments.picks import Picks, TaskStatus
from promesa.domain.ledger.shipments.state import Parcel, Shipments, Status, live, refused_by
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import Take
from promesa.domain.promise.keeping.rethinking import destinations
from promesa.domain.promise.keeping.rethinking.destinations import DeliveryPlace, LegChance
from promesa.domain.promise.promises import Promise, Promises, open_promise
from promesa.domain.promise.quoting.ocurre import KIND as OCURRE
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused

SENT = ("delivery", OCURRE)
"""Kinds of promises that may be kept from anywhere; a pickup stays where it was chosen."""


class OrderBooks(NamedTuple):
    """What is known of orders and their parcels."""

    orders: Orders
    shipments: Shipments
    picks: Picks
    promises: Promises


class PresentPlan(NamedTuple):
    """The order with its promise, where it goes, and its plan: parcels and legs side by side.

    `counts_on`: the working day in which it counts at each location; `due_on`: the day by which it must be there;
    `refused_by`: locations that have said no to it.
    """

    order: Order
    promise: Promise
    to: DeliveryPlace
    parcels: tuple[Parcel, ...]
    legs: tuple[LegChance, ...]
    """Without the cost of the split."""
    cost: Centavos
    counts_on: dict[LocationId, date]
    due_on: date
    refused_by: tuple[LocationId, ...]

    @property
    def name(self) -> OrderId:
        return self.order.placed.order

    @property
    def takes(self) -> tuple[Take, ...]:
        return takes_of(self.parcels)


def read(parts: Parts, books: OrderBooks, name: OrderId, now: Instant) -> PresentPlan | Refused:
    """The plan of an order that may be thought over again, or why it may not.

    UNKNOWN_ORDER, ORDER_NOT_CONFIRMED, ORDER_CLOSED; ALREADY_PICKED once anybody has begun; WRONG_STATE without an open
    promise to send it; ORDER_HALTED while it waits; CUTOFF_PASSED where
    it should have left by now (that is another story); NO_SERVICE where what it was planned by does not go there any
    more.
    """
    order = books.orders.by_id.get(name)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, name)
    if order.stage is not Stage.CONFIRMED:
        return Refused(Reason.ORDER_NOT_CONFIRMED if order.stage is Stage.PLACED else Reason.ORDER_CLOSED, name)
    if order.halts:
        return Refused(Reason.ORDER_HALTED, name)
    promise, parcels = open_promise(books.promises, name), tuple(live(books.shipments, name))
    if any(_is_begun(parts.policy, books.picks, parcel, now) for parcel in parcels):
        return Refused(Reason.ALREADY_PICKED, name)
    if promise is None or promise.made.kind not in SENT or not parcels:
        return Refused(Reason.WRONG_STATE, name)
    held = rules.add_up(questions.reserved_by(parts.stock, order.placed.reservation))
    if held != rules.add_up(takes_of(parcels)):
        return Refused(Reason.WRONG_STATE, name)
    if any(parcel.planned.hand_over_by <= now for parcel in parcels):
        return Refused(Reason.CUTOFF_PASSED, name)
    to = destinations.find(parts, promise, now)
    if to is None:
        return Refused(Reason.NO_SERVICE, name)
    return _priced(parts, order, promise, to, parcels, refused_by(books.shipments, name))


def _is_begun(policy: Policy, picks: Picks, parcel: Parcel, now: Instant) -> bool:
    """Whether somebody has packed it, has a label for it, or has said yes to it and may be at the shelf by now."""
    if parcel.status is not Status.PLANNED or parcel.tracking:
        return True
    task, lead_hours = picks.tasks.get(parcel.planned.parcel), policy.pick_lead_hours
    if task is None or task.status is not TaskStatus.ACCEPTED:
        return False
    return lead_hours is None or now >= parcel.planned.hand_over_by - lead_hours * HOUR


def _priced(
    parts: Parts,
    order: Order,
    promise: Promise,
    to: DeliveryPlace,
    parcels: tuple[Parcel, ...],
    refused: tuple[LocationId, ...],
) -> PresentPlan | Refused:
    counts_on = {
        taken.location: date.fromisoformat(taken.bucket)
        for taken in capacities.taken_by(parts.capacity, order.placed.order)
        if not taken.minutes and capacities.is_day(taken.bucket)
    }
    due_on = due(promise, parcels)
    legs: list[LegChance] = []
    for parcel in parcels:
        leg = destinations.standing(parts, to, parcel, counts_on.get(parcel.planned.location), due_on)
        if isinstance(leg, Refused):
            return leg
        legs.append(leg)
    cost = sum(part.amount for one in legs for part in one.leg.cost) + parts.policy.split_cost * (len(legs) - 1)
    return PresentPlan(order, promise, to, parcels, tuple(legs), Centavos(cost), counts_on, due_on, refused)


def due(promise: Promise, parcels: Sequence[Parcel]) -> date:
    """The promised day; where the plan misses it already and a later one was told, that one."""
    comes_on = max(parcel.planned.arrives_on for parcel in parcels)
    return promise.made.promised_on if comes_on <= promise.made.promised_on else promise.told_on


def chance(legs: Sequence[LegChance]) -> float:
    """How likely all of it is there by the day that counts."""
    likely = 1.0
    for one in legs:
        likely *= one.chance
    return likely


def takes_of(parcels: Sequence[Parcel]) -> tuple[Take, ...]:
    """What the parcels have in them."""
    return tuple([take for parcel in parcels for take in parcel.planned.takes])
