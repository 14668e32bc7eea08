"""A confirmed order becomes parcels, and the parcels reach the customer or wait at the counter."""

from datetime import timedelta

from promesa.domain.ledger.orders.words import OrderConfirmed, ReturnAwaited
from promesa.domain.ledger.shipments import tidings
from promesa.domain.ledger.shipments.rules import EXPIRED
from promesa.domain.ledger.shipments.state import Parcel, Status
from promesa.domain.ledger.shipments.tidings_words import ParcelCaughtUp
from promesa.domain.ledger.shipments.words import (
    BookParcel,
    CancelBooking,
    CheckHandOver,
    CheckLabel,
    LabelVoided,
    ParcelAtBranch,
    ParcelBooked,
    ParcelCancelled,
    ParcelDelivered,
    ParcelHandedOver,
    ParcelLost,
    ParcelPacked,
    ParcelPlanned,
    ParcelReady,
    ParcelScanned,
    PlanParcels,
    RedeliveryAsked,
    Scan,
)
from promesa.domain.people.messages.words import OPERATIONS, WantMessage
from promesa.domain.promise.commit.words import SettlePromise
from promesa.domain.values.ids import OrderId, ParcelId
from promesa.domain.values.moments import DAY, Instant, local_date
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps, Tell


def start(world: World, fact: OrderConfirmed, _: Instant) -> Steps:
    yield Do(PlanParcels(fact.order))
    promise = world.promises.by_order[fact.order].made
    yield _tell(world, fact.order, "confirmed", ("promised_on", promise.promised_on.isoformat()))


def watch(_: World, fact: ParcelPlanned, now: Instant) -> Steps:
    """What is left of a parcel that was late already is looked at at once."""
    yield Later(max(now, fact.hand_over_by), CheckHandOver(fact.parcel))


def mind_the_label(world: World, fact: ParcelBooked, at: Instant) -> Steps:
    """A carrier takes nothing under a label that is too old."""
    service = world.carriers.services.get(world.shipments.by_id[fact.parcel].planned.service)
    if service is not None and service.label_days:
        yield Later(Instant(at + service.label_days * DAY), CheckLabel(fact.parcel, fact.tracking))


def make_another_label(world: World, fact: LabelVoided, _: Instant) -> Steps:
    """The old one is given back; a packed parcel gets its new one at once, another one when it is packed."""
    yield Tell(CancelBooking(fact.parcel, fact.order, fact.tracking))
    parcel = world.shipments.by_id[fact.parcel]
    if fact.reason == EXPIRED and parcel.status is Status.PACKED:
        yield _book(world, parcel)


def ask_the_carrier(world: World, fact: ParcelPacked, _: Instant) -> Steps:
    """Once: what was packed by leaving is with the carrier, what is packed again has its label."""
    parcel = world.shipments.by_id[fact.parcel]
    planned = parcel.planned
    if planned.kind != "pickup" and parcel.status is Status.PACKED and not parcel.tracking:
        yield _book(world, parcel)


def _book(world: World, parcel: Parcel) -> Tell:
    plan = parcel.planned
    branch = world.promises.by_order[plan.order].made.branch
    return Tell(BookParcel(plan.parcel, plan.order, plan.service, plan.location, plan.hand_over_by, branch))


def say_on_its_way(world: World, fact: ParcelHandedOver, _: Instant) -> Steps:
    parcel = world.shipments.by_id[fact.parcel]
    day = (parcel.eta or parcel.planned.arrives_on).isoformat()
    yield _tell(world, fact.order, "on_its_way", ("parcel", fact.parcel), ("arrives_on", day))


def say_ready(world: World, fact: ParcelReady, _: Instant) -> Steps:
    """Said once, also where it was unpacked and made ready again (R21)."""
    parcel = world.shipments.by_id[fact.parcel]
    if parcel.ready_at == fact.ready_at:
        items = ", ".join(f"{take.units} {take.sku}" for take in parcel.planned.takes)
        words = (("parcel", fact.parcel), ("location", parcel.planned.location), ("items", items))
        yield _tell(world, fact.order, "ready_for_pickup", *words)
    yield Do(SettlePromise(fact.order))


def say_at_branch(world: World, fact: ParcelAtBranch, _: Instant) -> Steps:
    """It waits where the customer comes for it, so long: this is what was promised."""
    if not tidings.is_catching_up(world.tidings, fact.parcel):
        yield from _at_branch(world, world.shipments.by_id[fact.parcel])
    yield Do(SettlePromise(fact.order))


def _at_branch(world: World, parcel: Parcel) -> Steps:
    plan = parcel.planned
    made = world.promises.by_order[plan.order].made
    about = None if made.branch is None else world.carriers.branches.get(made.branch)
    if about is not None and parcel.at_branch_at is not None:
        until = local_date(parcel.at_branch_at, made.zone) + timedelta(days=about.keeps_days)
        words = (("branch", about.branch), ("name", about.name), ("collect_by", until.isoformat()))
        yield _tell(world, plan.order, "at_branch", ("parcel", plan.parcel), *words)


def say_delivered(world: World, fact: ParcelDelivered, _: Instant) -> Steps:
    if world.shipments.by_id[fact.parcel].planned.kind == "delivery":
        yield _tell(world, fact.order, "delivered", ("parcel", fact.parcel))
    yield Do(SettlePromise(fact.order))


def say_attempt_failed(world: World, fact: ParcelScanned, _: Instant) -> Steps:
    """Each failed attempt, while the customer can still say what suits them."""
    if fact.scan is Scan.ATTEMPT_FAILED and not tidings.is_catching_up(world.tidings, fact.parcel):
        yield _attempt_failed(world, fact.parcel)


def _attempt_failed(world: World, name: ParcelId) -> Do:
    parcel = world.shipments.by_id[name]
    order, number = parcel.planned.order, sum(scan is Scan.ATTEMPT_FAILED for scan, _ in parcel.scans)
    customer = world.orders.by_id[order].placed.customer
    return Do(WantMessage(f"{name}:failed_attempt:{number}", order, customer, "failed_attempt", (("parcel", name),)))


def say_what_is_so(world: World, fact: ParcelCaughtUp, _: Instant) -> Steps:
    """Of a parcel that was silent: where it is now, and nothing of what was told late and is over."""
    parcel = world.shipments.by_id[fact.parcel]
    if parcel.status is Status.AT_BRANCH:
        yield from _at_branch(world, parcel)
    if parcel.status is Status.MOVING and parcel.scans and parcel.scans[-1][0] is Scan.ATTEMPT_FAILED:
        yield _attempt_failed(world, fact.parcel)


def tell_the_carrier(world: World, fact: RedeliveryAsked, _: Instant) -> Steps:
    """None of our carriers' gateways takes such a wish: a person tells the carrier, before its next attempt."""
    parcel = world.shipments.by_id[fact.parcel]
    service = world.carriers.services[parcel.planned.service]
    words = (
        ("carrier", service.carrier),
        ("parcel", fact.parcel),
        ("tracking", parcel.tracking or "-"),
        ("arrives_on", fact.arrives_on.isoformat()),
        ("postal_code", fact.postal_code or "-"),
    )
    name = f"{fact.parcel}:redelivery:{fact.edit}"
    yield Do(WantMessage(name, fact.order, OPERATIONS, "redelivery_wanted", words))


def say_lost(world: World, fact: ParcelLost, _: Instant) -> Steps:
    """Nobody learns from silence that nothing will come; what becomes of it is a person's to settle with them."""
    items = ", ".join(f"{take.units} {take.sku}" for take in world.shipments.by_id[fact.parcel].planned.takes)
    yield _tell(world, fact.order, "lost", ("parcel", fact.parcel), ("items", items))
    yield Do(SettlePromise(fact.order))


def say_it_can_come_back(world: World, fact: ReturnAwaited, _: Instant) -> Steps:
    """It left before the customer changed their mind: they are told once what happens now."""
    yield _tell(world, fact.order, "return_on_arrival")


def unbook(world: World, fact: ParcelCancelled | ParcelBooked, _: Instant) -> Steps:
    """A label for what will not leave is given back, also one that the carrier sends when it is too late."""
    parcel = world.shipments.by_id[fact.parcel]
    if parcel.tracking and parcel.status is Status.CANCELLED:
        yield Tell(CancelBooking(fact.parcel, fact.order, parcel.tracking))


def _tell(world: World, order: OrderId, template: str, *words: tuple[str, str]) -> Do:
    """One message for one state of one thing: its business key says which."""
    about = dict(words).get("parcel", order)
    customer = world.orders.by_id[order].placed.customer
    return Do(WantMessage(f"{about}:{template}", order, customer, template, words))


WHEN = {
    OrderConfirmed: (start,),
    ParcelPlanned: (watch,),
    ParcelPacked: (ask_the_carrier,),
    ParcelHandedOver: (say_on_its_way,),
    ParcelReady: (say_ready,),
    ParcelAtBranch: (say_at_branch,),
    ParcelDelivered: (say_delivered,),
    RedeliveryAsked: (tell_the_carrier,),
    ParcelLost: (say_lost,),
    ParcelScanned: (say_attempt_failed,),
    ParcelCaughtUp: (say_what_is_so,),
    ReturnAwaited: (say_it_can_come_back,),
    ParcelBooked: (unbook, mind_the_label),
    LabelVoided: (make_another_label,),
    ParcelCancelled: (unbook,),
}
