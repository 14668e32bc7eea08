"""What the page of an order shows; what only its customer may see is shown to the browser that has proved it."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from promesa.domain.conduct.conversations import customer_acts, on_page, sayings, speaking, state
from promesa.domain.conduct.conversations.state import PageStand
from promesa.domain.conduct.conversations.words import Browser, Reply
from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.payments.state import account_of, refundable
from promesa.domain.ledger.shipments.state import Parcel, Status, live
from promesa.domain.ledger.shipments.words import Scan
from promesa.domain.network.locations import state as locations
from promesa.domain.people.cases import state as cases
from promesa.domain.people.messages import state as messages
from promesa.domain.people.messages.words import Status as Arrived
from promesa.domain.promise import failures
from promesa.domain.promise.promises import Outcome, Promise
from promesa.domain.rules import talk_sight
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World

SURE = ((0.97, "almost_sure"), (0.88, "very_likely"), (0.70, "likely"))
"""How likely it was when it was promised, in words; below the last: it may change."""
TOLD = (Arrived.DELIVERED, Arrived.READ)
TOLD_MAX = 8
STEPS = {
    "delivery": ("bought", "paid", "preparing", "moving", "delivered"),
    "pickup": ("bought", "paid", "preparing", "ready", "collected"),
    "ocurre": ("bought", "paid", "preparing", "moving", "at_branch", "collected"),
}
THERE = (Status.DELIVERED, Status.READY, Status.AT_BRANCH)
REACHED = {
    Status.PLANNED: 2,
    Status.PACKED: 2,
    Status.READY: 3,
    Status.MOVING: 3,
    Status.AT_BRANCH: 4,
}
"""Which step of its kind a parcel is at."""
GUIDE_SHOWN = 4
"""Digits of a guide that whoever has the link may see: enough to compare, too few to ask a carrier with."""


class Step(NamedTuple):
    """One of the line from bought to there; `how`: "done", "now" or "next"."""

    name: str
    how: str
    at: Instant | None = None


class When(NamedTuple):
    """The day that stands now, or the days between which it comes, and how sure that is."""

    day: date
    earliest: date | None
    slot: str
    sure: str
    """A name of words; empty once it is there."""
    was: date | None = None
    why: str = ""
    """What moved it, as the failure is named."""


class Counter(NamedTuple):
    """Where it is fetched; `until`: how long it is kept, where that is known."""

    name: str
    postal_code: str
    hours: tuple[tuple[int, str, str], ...]
    until: date | None = None


class ParcelShown(NamedTuple):
    parcel: str
    status: str
    units: int
    arrives_on: date | None
    carrier: str
    guide: str
    at: Instant | None
    attempted_on: date | None
    items: tuple[tuple[int, str], ...]
    is_ready: bool
    """At our own counter, so that its code may be shown."""


class Card(NamedTuple):
    """What was answered in this browser, the buttons under it, and what is awaited ("" nothing)."""

    texts: tuple[str, ...]
    buttons: tuple[tuple[str, str], ...]
    step: str


class CaseShown(NamedTuple):
    answer_by: Instant | None


class Money(NamedTuple):
    total: int
    paid: int
    returned: int


class Tracked(NamedTuple):
    """All of the page. `is_known`: this browser has proved who it is."""

    order: str
    zone: str
    kind: str
    state: str
    steps: tuple[Step, ...]
    when: When | None
    counter: Counter | None
    parcels: tuple[ParcelShown, ...]
    offered: tuple[str, ...]
    told: tuple[tuple[Instant, str], ...]
    case: CaseShown | None
    card: Card | None
    is_known: bool
    money: Money | None
    waiting_until: Instant | None
    """Of an order that waits for its money: the end of its window."""


def track(world: World, name: OrderId, browser: Browser | None, now: Instant, language: str) -> Tracked | None:
    """None for an order that is not there, or whose customer asked to be forgotten."""
    if not is_there(world, name):
        return None
    order = world.orders.by_id[name]
    promise = world.promises.by_order.get(name)
    kind = promise.made.kind if promise is not None else "delivery" if order.placed.postal_code else "pickup"
    parcels = live(world.shipments, name)
    stand = stand_of(world, browser, now)
    is_known = stand is not None and stand.session.level >= customer_acts.PROVED and now < stand.session.level_until
    return Tracked(
        order=name,
        zone=order.placed.zone,
        kind=kind,
        state=state_of(order, promise, parcels, now),
        steps=tuple(_steps(world, order, kind, parcels)),
        when=_when(order, promise, parcels, now),
        counter=_counter(world, order, promise, parcels),
        parcels=tuple(_parcel(world, order, one, is_known) for one in parcels),
        offered=on_page.offered(talk_sight(world, now), order, now),
        told=tuple(_told(world, name)),
        case=_case(world, order),
        card=None if stand is None else _card(stand, order, language),
        is_known=is_known,
        money=_money(world, order) if is_known else None,
        waiting_until=account_of(world.payments, name).until if order.stage is Stage.PLACED else None,
    )


def is_there(world: World, name: OrderId) -> bool:
    """Whether there is such an order, of a customer who did not ask to be forgotten."""
    order = world.orders.by_id.get(name)
    known = None if order is None else world.customers.by_id.get(order.placed.customer)
    return order is not None and (known is None or known.forgotten_at is None)


def stand_of(world: World, browser: Browser | None, now: Instant) -> PageStand | None:
    """Where the browser stands, if it has moved lately, on this very page."""
    known = None if browser is None else world.conversations.browsers.get(browser.mark)
    if known is None or browser is None or known.order != browser.order or now - known.at > state.STAND_FOR:
        return None
    return known


# --- where it is ---


def state_of(order: Order, promise: Promise | None, parcels: list[Parcel], now: Instant) -> str:
    """The whole order in one word, for the head of the page and for its picture."""
    if order.stage is Stage.CANCELLED:
        return "cancelled"
    if order.stage is Stage.PLACED:
        return "to_pay"
    if order.return_reason is not None and any(one.status in on_page.LEFT for one in parcels):
        return "returning"
    left = [one for one in parcels if one.status is not Status.DELIVERED]
    if parcels and not left:
        return "collected" if parcels[0].planned.kind == "pickup" else "delivered"
    if any(one.status is Status.LOST for one in left):
        return "lost"
    if promise is not None and promise.outcome is Outcome.OPEN and _is_overdue(order, promise, now):
        waits = any(one.status in (Status.READY, Status.AT_BRANCH) for one in left)
        if not waits:
            return "overdue"
    if not left:
        return "confirmed"
    if len(left) < len(parcels):
        return "part_delivered"
    slowest = min(left, key=lambda one: REACHED.get(one.status, 0))
    return {Status.PLANNED: "preparing", Status.PACKED: "preparing"}.get(slowest.status, slowest.status.value)


def _is_overdue(order: Order, promise: Promise, now: Instant) -> bool:
    return moments.local_date(now, order.placed.zone) > promise.told_on


def _steps(world: World, order: Order, kind: str, parcels: list[Parcel]) -> Iterator[Step]:
    """Done up to where the slowest parcel is; of a cancelled order only what happened."""
    names = STEPS[kind]
    at = {"bought": order.placed_at, "paid": order.confirmed_at, **_moments(parcels)}
    reached = _reached(order, names, parcels)
    if order.stage is Stage.CANCELLED:
        done = [name for name in names[:2] if at.get(name) is not None]
        yield from (Step(name, "done", at[name]) for name in done)
        yield Step("cancelled", "now")
        return
    for number, name in enumerate(names):
        last = number == len(names) - 1
        how = "done" if number < reached or (number == reached and last) else "now" if number == reached else "next"
        yield Step(name, how, at.get(name) if how != "next" else None)


def _reached(order: Order, names: tuple[str, ...], parcels: list[Parcel]) -> int:
    if order.stage is Stage.PLACED:
        return 1
    if not parcels:
        return len(names) - 1 if order.stage is Stage.CLOSED else 2
    last = len(names) - 1
    found = [last if one.status is Status.DELIVERED else min(REACHED.get(one.status, 3), last) for one in parcels]
    return min(found)


def _moments(parcels: list[Parcel]) -> dict[str, Instant | None]:
    """The latest of each, once all parcels have come so far."""

    def latest(found: list[Instant | None]) -> Instant | None:
        known = [one for one in found if one is not None]
        return max(known) if known and len(known) == len(found) else None

    there = latest([one.delivered_at for one in parcels])
    return {
        "moving": latest([one.handed_at for one in parcels]),
        "ready": latest([one.ready_at for one in parcels]),
        "at_branch": latest([one.at_branch_at for one in parcels]),
        "delivered": there,
        "collected": there,
    }


def _parcel(world: World, order: Order, parcel: Parcel, is_known: bool) -> ParcelShown:
    plan = parcel.planned
    attempt = next((at for scan, at in reversed(parcel.scans) if scan is Scan.ATTEMPT_FAILED), None)
    is_last = bool(parcel.scans) and parcel.scans[-1][0] is Scan.ATTEMPT_FAILED and parcel.status is Status.MOVING
    service = world.carriers.services.get(plan.service)
    return ParcelShown(
        parcel=plan.parcel,
        status=parcel.status.value,
        units=sum(take.units for take in plan.takes),
        arrives_on=None if parcel.status in (Status.DELIVERED, Status.LOST) else parcel.eta or plan.arrives_on,
        carrier="" if plan.kind == "pickup" or service is None else service.name or str(service.carrier),
        guide=parcel.tracking if is_known else masked(parcel.tracking),
        at=parcel.delivered_at or parcel.ready_at or parcel.handed_at,
        attempted_on=moments.local_date(attempt, order.placed.zone) if attempt is not None and is_last else None,
        items=tuple((take.units, _name(world, take.sku)) for take in plan.takes) if is_known else (),
        is_ready=parcel.status is Status.READY and plan.kind == "pickup",
    )


def masked(guide: str) -> str:
    """The end of a guide's number."""
    return f"···{guide[-GUIDE_SHOWN:]}" if len(guide) > 2 * GUIDE_SHOWN else ""


def _name(world: World, sku: str) -> str:
    found = world.catalog.products.get(sku)  # type: ignore[call-overload]  # a SKU is a text
    return (found.name if found is not None else "") or sku


# --- when it comes ---


def _when(order: Order, promise: Promise | None, parcels: list[Parcel], now: Instant) -> When | None:
    """The day last told; once it is where they get it, or nothing comes any more, none."""
    if promise is None or order.stage is Stage.CANCELLED or order.return_reason is not None:
        return None
    made = promise.made
    if parcels and all(one.status in THERE for one in parcels):
        return None
    moved = promise.told[-1] if promise.told else None
    was = None if moved is None else (promise.told[-2].promised_on if len(promise.told) > 1 else made.promised_on)
    failure = None if moved is None else failures.said_by(moved.cause)
    return When(
        day=promise.told_on,
        earliest=made.earliest_on if moved is None and made.earliest_on != promise.told_on else None,
        slot=made.slot.partition(" ")[2] if moved is None else "",
        sure=sureness(order, promise, parcels, now),
        was=was if was != promise.told_on else None,
        why="" if moved is None else failures.Failure.UNKNOWN.value if failure is None else failure.value,
    )


def sureness(order: Order, promise: Promise, parcels: list[Parcel], now: Instant) -> str:
    """What was foreseen, less whatever has been seen since: nothing is called sure that is not."""
    if promise.outcome is not Outcome.OPEN:
        return ""
    if any(one.status in (Status.READY, Status.AT_BRANCH) for one in parcels):
        return ""
    if _is_overdue(order, promise, now):
        return "looking"
    if any(one.eta is not None and one.eta > promise.told_on for one in parcels if one.status is not Status.DELIVERED):
        return "may_change"
    chance = promise.made.keep_probability
    word = next((name for least, name in SURE if chance >= least), "may_change")
    return "likely" if promise.signs and not promise.moves and word != "may_change" else word


# --- where it is fetched ---


def _counter(world: World, order: Order, promise: Promise | None, parcels: list[Parcel]) -> Counter | None:
    if promise is not None and promise.made.kind == "ocurre":
        return _branch(world, order, promise, parcels)
    name = parcels[0].planned.location if parcels else order.placed.pickup_location
    is_fetched = promise.made.kind == "pickup" if promise is not None else order.placed.pickup_location is not None
    at = locations.find(world.locations, LocationId(name)) if is_fetched and name else None
    if at is None:
        return None
    hours = tuple((day, *span) for day, span in enumerate(at.hours) if span is not None)
    return Counter(at.name or at.location, str(at.postal_code or ""), hours)


def _branch(world: World, order: Order, promise: Promise, parcels: list[Parcel]) -> Counter | None:
    branch = None if promise.made.branch is None else world.carriers.branches.get(promise.made.branch)
    if branch is None:
        return None
    since = next((one.at_branch_at for one in parcels if one.status is Status.AT_BRANCH), None)
    kept = timedelta(days=branch.keeps_days)
    until = None if since is None else moments.local_date(since, order.placed.zone) + kept
    hours = tuple((day, *span) for day, span in enumerate(branch.hours) if span is not None)
    return Counter(branch.name or str(branch.branch), str(branch.postal_code), hours, until)


# --- what was said and what is asked ---


def _told(world: World, name: OrderId) -> Iterator[tuple[Instant, str]]:
    """What has reached them of us, newest first, by what it was about."""
    found = [world.messages.by_name[one] for one in world.messages.by_order.get(name, ())]
    ours = [one for one in found if messages.reached(one) in TOLD and not speaking.is_reply(one.wanted.template)]
    for one in ours[::-1][:TOLD_MAX]:
        at = min(moment for attempt in one.attempts for moment in attempt.times.values())
        yield at, one.wanted.template


def _case(world: World, order: Order) -> CaseShown | None:
    case = cases.about(world.cases, order.placed.customer, order.placed.order)
    if case is None or case.stage not in cases.LIVING:
        return None
    return CaseShown(cases.answer_due(case, world.policies.now.care))


def _money(world: World, order: Order) -> Money:
    account = account_of(world.payments, order.placed.order)
    return Money(order.placed.total, refundable(world.payments, order.placed.order), account.refunded)


def _card(stand: PageStand, order: Order, language: str) -> Card | None:
    spoken = [sayings.say(reply, order.placed.zone, language) for reply in stand.replies]
    if not spoken:
        return None
    buttons = tuple(
        (one[0], one[1]) for reply, said in zip(stand.replies, spoken, strict=True) for one in _taps(reply, said)
    )
    return Card(tuple(said.body for said in spoken), buttons, stand.session.step)


def _taps(reply: Reply, said: sayings.SpokenReply) -> Iterator[tuple[str, str]]:
    """The menu of a chat is not shown: the page has its own."""
    if any(button.id.startswith("go:more") for button in reply.buttons):
        return
    yield from ((one[0], one[1]) for one in (*said.buttons, *said.rows))
