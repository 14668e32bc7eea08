"""A location says no, or nothing: the next best place does it, or the date is moved once, or the customer chooses."""

from typing import NamedTuple

from msgspec.structs import replace

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger.orders.state import Order, Orders, Stage
from promesa.domain.ledger.orders.words import OrderCancelled, OrderClosed
from promesa.domain.ledger.shipments import pick_rules
from promesa.domain.ledger.shipments import picks as tasks
from promesa.domain.ledger.shipments.pick_words import (
    DELIVERY,
    PASSING,
    LapsePick,
    LeaveLocation,
    NoPick,
    PickLapsed,
    PickRejected,
    PickShort,
    RejectPick,
    cause_of,
)
from promesa.domain.ledger.shipments.picks import Picks, TaskStatus
from promesa.domain.ledger.shipments.state import ENDED, STAYING, Parcel, Shipments, Status, live, of_order, refused_by
from promesa.domain.ledger.shipments.words import ParcelCancelled
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import ReserveStock, StockReserved, Take
from promesa.domain.network.locations import days
from promesa.domain.network.locations import state as locations
from promesa.domain.promise.choices import ChoiceAwaited, Choices
from promesa.domain.promise.commit import place, settle, workdays
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.commit.words import SaveFailed, ShortageEased
from promesa.domain.promise.failures import Failure
from promesa.domain.promise.keeping import asking, rerouting
from promesa.domain.promise.promises import Outcome, Promise, Promises
from promesa.domain.promise.quoting import renewals
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Offer, PromiseBroken
from promesa.domain.values.ids import ParcelId
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.refusal import Reason, Refused

NO_ANSWER, NOT_OPEN = "no answer", "location paused"


class RefusedPick(NamedTuple):
    """A planned parcel of which some units will not be packed where they are planned."""

    parts: Parts
    orders: Orders
    shipments: Shipments
    promises: Promises
    picks: Picks
    parcel: Parcel
    gone: tuple[Take, ...]
    cause: str
    now: Instant

    @property
    def order(self) -> Order:
        return self.orders.by_id[self.parcel.planned.order]

    @property
    def promise(self) -> Promise:
        return self.promises.by_order[self.parcel.planned.order]

    @property
    def rest(self) -> tuple[Take, ...]:
        return rules.minus(self.parcel.planned.takes, self.gone)

    @property
    def others(self) -> list[Parcel]:
        return [one for one in live(self.shipments, self.parcel.planned.order) if one is not self.parcel]

    @property
    def still_reserved(self) -> tuple[Take, ...]:
        """What the order holds without the units that are refused."""
        return rules.minus(questions.reserved_by(self.parts.stock, self.order.placed.reservation), self.gone)

    def new_name(self, further: int = 1) -> ParcelId:
        name = self.parcel.planned.order
        return ParcelId(f"{name}-{len(of_order(self.shipments, name)) + further}")

    def rest_planned(self, further: int = 1) -> Facts:
        """The parcel goes; its other units stay where they are, as a parcel of their own."""
        plan = self.parcel.planned
        rest = [replace(plan, parcel=self.new_name(further), takes=self.rest)] if self.rest else []
        return [ParcelCancelled(plan.parcel, plan.order, self.cause), *rest]


def reject(
    parts: Parts,
    orders: Orders,
    shipments: Shipments,
    promises: Promises,
    picks: Picks,
    choices: Choices,
    ask: RejectPick,
    now: Instant,
) -> Facts | Refused:
    """The location's no to a parcel or to units of it: what becomes of them, and what the reason says of the shelf.

    In this order: another place that keeps the date last told, of those the one with which asking costs least; another
    place on a later date, told once; for a reason that passes, the same place another day, but only once; the
    customer's choice, for what is fetched at a counter and for what would take more parcels than the policy permits;
    the honest end: cancelled by us, or the rest goes on and the price of the others goes back.
    """
    parcel, task = shipments.by_id.get(ask.parcel), picks.tasks.get(ask.parcel)
    if parcel is None:
        return Refused(Reason.UNKNOWN_PARCEL, ask.parcel)
    plan = parcel.planned
    again = parcel.status is Status.CANCELLED and plan.location in refused_by(shipments, plan.order)
    if again or (task is not None and task.status is TaskStatus.REJECTED):
        return []
    if orders.by_id[parcel.planned.order].stage is Stage.PLACED:
        return Refused(Reason.ORDER_NOT_CONFIRMED, parcel.planned.order)
    if parcel.status is not Status.PLANNED:
        return Refused(Reason.WRONG_STATE, ask.parcel)
    gone = pick_rules.units_of(parcel, ask.units)
    if isinstance(gone, Refused):
        return gone
    refused = RefusedPick(parts, orders, shipments, promises, picks, parcel, gone, cause_of(ask.reason.value), now)
    then, rest = _what_then(refused, choices, ask.reason)
    fact = PickShort if tasks.open_task(picks, ask.parcel) is None else PickRejected
    said = fact(plan.parcel, plan.order, plan.location, ask.reason, gone, rest)
    return [said, *then, *pick_rules.shelf_facts(parts.stock, parcel, gone, ask.reason, now)]


def lapse(
    parts: Parts,
    orders: Orders,
    shipments: Shipments,
    promises: Promises,
    picks: Picks,
    ask: LapsePick,
    now: Instant,
) -> Facts:
    """Nobody answered: another place that keeps the date does it; where there is none it may still be packed here."""
    task = tasks.open_task(picks, ask.parcel)
    if task is None or now < task.asked.answer_by:
        return []
    parcel = shipments.by_id[ask.parcel]
    plan = parcel.planned
    refused = RefusedPick(parts, orders, shipments, promises, picks, parcel, plan.takes, cause_of(NO_ANSWER), now)
    moved = _elsewhere(refused, in_time=True) if plan.kind != "pickup" else None
    return [PickLapsed(plan.parcel, plan.order, plan.location, moved is not None), *(moved or [])]


def leave(
    parts: Parts,
    orders: Orders,
    shipments: Shipments,
    promises: Promises,
    picks: Picks,
    ask: LeaveLocation,
    now: Instant,
) -> Facts:
    """A planned delivery of a location that is not open leaves from the place to be asked next, later if it must be and
    then it is told; where nobody else has the units it waits there, and a person is told."""
    parcel = shipments.by_id.get(ask.parcel)
    if parcel is None or parcel.status is not Status.PLANNED or parcel.planned.kind == "pickup":
        return []
    plan = parcel.planned
    at = locations.find(parts.locations, plan.location)
    if orders.by_id[plan.order].stage is not Stage.CONFIRMED or at is None or locations.is_active(at):
        return []
    moving = RefusedPick(parts, orders, shipments, promises, picks, parcel, plan.takes, NOT_OPEN, now)
    return _elsewhere(moving) or [SaveFailed(plan.order, NOT_OPEN)]


def _what_then(refused: RefusedPick, choices: Choices, reason: NoPick) -> tuple[Facts, ParcelId | None]:
    """What becomes of the units, and the name of the parcel with the rest where one stays."""
    if refused.parcel.planned.kind == "pickup":
        return _choice(refused, choices, reason), refused.new_name() if refused.rest else None
    whole = refused._replace(gone=refused.parcel.planned.takes)
    for asked in (refused, whole) if refused.rest else (refused,):
        moved = _elsewhere(asked)
        if moved is not None:
            return moved, _rest_of(moved, asked)
    again = _another_day(refused) if reason in PASSING else None
    if again is not None:
        return again, None
    if _is_elsewhere(refused):
        return _choice(refused, choices, reason), refused.new_name() if refused.rest else None
    return _left_out(refused, reason), refused.new_name() if refused.rest else None


def _rest_of(moved: Facts, refused: RefusedPick) -> ParcelId | None:
    """The name under which the rest was planned: the last one."""
    names = [fact.parcel for fact in moved if isinstance(fact, type(refused.parcel.planned))]
    return names[-1] if refused.rest else None


# --- another place ---


def _parcels_left(refused: RefusedPick) -> int:
    """How many parcels the policy still permits, beside those that the order has."""
    return refused.parts.policy.parcels_max - len(refused.others) - bool(refused.rest)


def _elsewhere(refused: RefusedPick, in_time: bool = False) -> Facts | None:
    """The units from the place to be asked next; None where there is none (`in_time`: that keeps the date told)."""
    parts, promise, now = refused.parts, refused.promise, refused.now
    offer = asking.first_to_ask(
        parts,
        refused.orders,
        refused.shipments,
        refused.picks,
        promise,
        refused.parcel.planned,
        refused.gone,
        _parcels_left(refused),
        now,
    )
    if offer is None or (offer.promised_on > promise.told_on and (in_time or not _may_move(promise))):
        return None
    return _moved(refused, offer)


def _may_move(promise: Promise) -> bool:
    return promise.outcome is not Outcome.OPEN or promise.moves < rerouting.MOVES_MAX


def _is_elsewhere(refused: RefusedPick) -> bool:
    """Whether other places have the units after all, in more parcels than the policy permits."""
    plan, promise = refused.parcel.planned, refused.promise
    offer = asking.next_best(
        refused.parts,
        refused.orders,
        refused.shipments,
        promise,
        plan,
        refused.gone,
        (plan.location,),
        refused.now,
    )
    return offer is not None


def _moved(refused: RefusedPick, offer: Offer) -> Facts | None:
    parts, shipments, plan = refused.parts, refused.shipments, refused.parcel.planned
    takes = (*refused.still_reserved, *place.offer_takes(offer))
    reserved = rules.reserve(parts.stock, ReserveStock(refused.order.placed.reservation, takes, None, "rerouted"))
    if isinstance(reserved, Refused):
        return None
    staying = {one.planned.location for one in refused.others} | ({plan.location} if refused.rest else set())
    places = workdays.move(parts, plan.order, offer.legs, staying, refused.cause, refused.now)
    cancelled, *rest = refused.rest_planned(len(offer.legs) + 1)
    planned = settle.parcels_for(shipments, plan.order, plan.kind, offer.legs)
    return [cancelled, *reserved, *places, *planned, *rest, *_later(refused, offer)]


def _later(refused: RefusedPick, offer: Offer) -> Facts:
    if refused.promise.outcome is not Outcome.OPEN:
        return []
    return rerouting.say_if_later(refused.promise, offer.promised_on, refused.cause, refused.now)


# --- the same place, another day ---


def _another_day(refused: RefusedPick) -> Facts | None:
    """From its next working day on, if it has not refused the order before; the later date is told."""
    parts, plan, promise = refused.parts, refused.parcel.planned, refused.promise
    at = locations.find(parts.locations, plan.location)
    if plan.kind != DELIVERY:
        return None
    if (
        at is not None
        and not locations.is_active(at)
        and plan.location not in refused_by(refused.shipments, plan.order)
    ):
        return _when_it_is_back(refused)
    if at is None or plan.location in refused_by(refused.shipments, plan.order) or not _may_move(promise):
        return None
    next_day = days.process_until(at, refused.now)[1]
    legs = renewals.replan(parts, (rerouting.as_leg(refused.parcel),), promise.made.postal_code, next_day)
    if isinstance(legs, Refused):
        return None
    staying = {one.planned.location for one in refused.others}
    places = workdays.move(parts, plan.order, legs, staying, refused.cause, refused.now)
    planned = settle.parcels_for(refused.shipments, plan.order, plan.kind, legs)
    later = []
    if promise.outcome is Outcome.OPEN:
        later = rerouting.say_if_later(promise, legs[0].arrives_on, refused.cause, refused.now)
    return [ParcelCancelled(plan.parcel, plan.order, refused.cause), *places, *planned, *later]


def _when_it_is_back(refused: RefusedPick) -> Facts:
    """A paused location that nobody can stand in for: the parcel waits there, and its date is told when it resumes."""
    plan = refused.parcel.planned
    gone = ParcelCancelled(plan.parcel, plan.order, refused.cause)
    return [gone, replace(plan, parcel=refused.new_name()), SaveFailed(plan.order, refused.cause)]


# --- the customer's choice, or the end ---


def _broken(refused: RefusedPick, reason: NoPick) -> Facts:
    if refused.promise.outcome is not Outcome.OPEN:
        return []
    failure = Failure.STORE_REJECTED if reason in PASSING else Failure.SHORT_PICK
    return [PromiseBroken(refused.order.placed.order, refused.cause, failure=failure.value)]


def _choice(refused: RefusedPick, choices: Choices, reason: NoPick) -> Facts:
    """The rest stays; what becomes of the units is the customer's to say (R23)."""
    placed = refused.order.placed
    waiting = choices.awaited.get(placed.order)
    until = Instant(refused.now + round(refused.parts.policy.choice_hours * HOUR)) if waiting is None else waiting.until
    takes = () if waiting is None else waiting.takes
    asked = []
    for take in refused.gone:
        takes = (*takes, take)
        asked.append(ChoiceAwaited(placed.order, takes, until))
    reserved = StockReserved(placed.reservation, refused.still_reserved, None, "shortage")
    return [*refused.rest_planned(), reserved, *_broken(refused, reason), *asked]


def _left_out(refused: RefusedPick, reason: NoPick) -> Facts:
    """No place has the units: the order is cancelled by us or, where some of it is left, goes on without."""
    placed, stock = refused.order.placed, refused.parts.stock
    facts = [*refused.rest_planned(), *_broken(refused, reason)]
    if not refused.rest and not refused.others:
        facts += rules.release(stock, placed.reservation, refused.cause)
        facts += capacities.give_back(refused.parts.capacity, placed.order, refused.cause)
        return [*facts, OrderCancelled(placed.order, refused.cause, by_customer=False)]
    gone = refused.gone[0]
    eased = ShortageEased(gone.sku, gone.location, placed.reservation, moved=False)
    if refused.rest or any(one.status in STAYING for one in refused.others):
        return [*facts, StockReserved(placed.reservation, refused.still_reserved, None, "shortage"), eased]
    facts += rules.release(stock, placed.reservation, refused.cause)
    over = [] if any(one.status not in ENDED for one in refused.others) else [OrderClosed(placed.order)]
    return [*facts, *over, eased]
