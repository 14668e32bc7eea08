"""What becomes of one affected promise: another way by its day, else the sooner of another way and waiting, else money.

One append for one order, decided on the world as it is then; its customer hears of it once, or not at all.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from msgspec.structs import replace

from promesa.domain.ledger.orders.state import Order, Stage
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.shipments import rules as shipping
from promesa.domain.ledger.shipments.state import STAYING, Parcel, Status, live, refused_by
from promesa.domain.ledger.shipments.words import ParcelCancelled
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import StockReserved
from promesa.domain.promise.choices import ChoiceAwaited
from promesa.domain.promise.commit import settle
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.failures import Failure
from promesa.domain.promise.keeping import rerouting
from promesa.domain.promise.keeping.contingency import reach, waiting
from promesa.domain.promise.keeping.contingency.waiting import UNKNOWN_DAYS, LaterPlan
from promesa.domain.promise.keeping.contingency.words import (
    CAUSE,
    AnswerOrder,
    Contingencies,
    ContingencyAnswer,
    ContingencyOpened,
    OrderAnswered,
)
from promesa.domain.promise.keeping.rethinking.present import OrderBooks
from promesa.domain.promise.promises import Promise, open_promise
from promesa.domain.promise.quoting import ocurre, quotes
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Ask, Offer, PromiseBroken, PromiseMoved, Want
from promesa.domain.values.ids import BranchId, LocationId
from promesa.domain.values.moments import DAY, HOUR, Instant, end_of_day
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused


class AffectedOrder(NamedTuple):
    """One affected order as it is now; `hit`: its parcels that cannot go on."""

    parts: Parts
    books: OrderBooks
    opened: ContingencyOpened
    order: Order
    promise: Promise
    hit: list[Parcel]
    now: Instant

    @property
    def cause(self) -> str:
        return CAUSE + self.opened.contingency

    def of(self, *statuses: Status) -> list[Parcel]:
        return [parcel for parcel in self.hit if parcel.status in statuses]


class Way(NamedTuple):
    """What is done with what has not left, and by which day it comes (None: as told)."""

    facts: Facts
    day: date | None
    answer: ContingencyAnswer
    cost: int = 0


def answer(parts: Parts, books: OrderBooks, known: Contingencies, ask: AnswerOrder, now: Instant) -> Facts | Refused:
    """Once for each affected order. What is packed is unpacked first: the playbook then asks again."""
    one = known.by_name.get(ask.contingency)
    if one is None or ask.order not in one.opened.affected:
        return Refused(Reason.UNKNOWN_CONTINGENCY, ask.contingency)
    if ask.order in one.answered:
        return []
    order, promise = books.orders.by_id[ask.order], open_promise(books.promises, ask.order)
    if promise is None or order.stage is not Stage.CONFIRMED:
        return [OrderAnswered(ask.contingency, ask.order, ContingencyAnswer.ENDED)]
    hit = [] if one.closed_at is not None else reach.hit(parts, books.shipments, one.opened, promise)
    asked = AffectedOrder(parts, books, one.opened, order, promise, hit, now)
    packed = asked.of(Status.PACKED)
    if packed:
        return [fact for parcel in packed for fact in shipping.unpack_facts(books.orders, parcel, asked.cause)]
    return _answered(asked)


def _answered(asked: AffectedOrder) -> Facts:
    made, planned = asked.promise.made, asked.of(Status.PLANNED)
    if made.kind == "pickup" and planned:
        way = _at_counter(asked, planned)
    elif planned:
        way = _another_way(asked, planned)
    else:
        way = Way([], None, ContingencyAnswer.STANDS)
    if way.answer in (ContingencyAnswer.REFUNDED, ContingencyAnswer.CHOICE):
        return [*way.facts, _said(asked, way.answer, None, 0)]
    new = max((day for day in (way.day, *_under_way(asked)) if day is not None), default=asked.promise.told_on)
    if new <= asked.promise.told_on:
        return [*way.facts, _said(asked, way.answer, None, way.cost)]
    by = end_of_day(new, made.zone)
    moved = PromiseMoved(made.order, asked.promise.told_on, new, by, asked.cause)
    return [*way.facts, moved, _said(asked, ContingencyAnswer.REPROMISED, new, way.cost)]


def _said(asked: AffectedOrder, answer: ContingencyAnswer, new: date | None, cost: int) -> OrderAnswered:
    refund = asked.order.placed.total if answer is ContingencyAnswer.REFUNDED else Centavos(0)
    name, told_on = asked.promise.made.order, asked.promise.told_on
    return OrderAnswered(asked.opened.contingency, name, answer, told_on, new, Centavos(cost), refund)


def _under_way(asked: AffectedOrder) -> list[date | None]:
    zone, until = asked.promise.made.zone, asked.opened.until
    return [waiting.under_way(asked.parts, one, until, zone, asked.now) for one in asked.of(Status.MOVING)]


# --- what is still here ---


def _another_way(asked: AffectedOrder, planned: Sequence[Parcel]) -> Way:
    """By another plan within its day; else by what comes sooner, another plan or waiting; else its customer may fetch
    it at a counter that has it; else the money back."""
    offer = rerouting.best(_offers(asked), asked.promise)
    waits = waiting.waits(asked.parts, planned, asked.opened.until, asked.now)
    day = _last_day(waits)
    if offer is not None and (offer.promised_on <= asked.promise.told_on or day is None or offer.promised_on <= day):
        way = _rerouted(asked, offer)
        if way is not None:
            return way
    if day is not None:
        return _waiting(asked, planned, waits, day)
    refunded = _refunded(asked)
    if refunded is not None:
        near = _near(asked, planned)
        return refunded if near is None else _choice(asked, planned, near.branch)
    someday = Instant(asked.now + UNKNOWN_DAYS * DAY)
    waits = waiting.waits(asked.parts, planned, someday, asked.now)
    day = _last_day(waits)
    return Way([], None, ContingencyAnswer.STANDS) if day is None else _waiting(asked, planned, waits, day)


def _offers(asked: AffectedOrder) -> list[Offer]:
    """Plans for all that has not been packed of the order, in the way in which it was to come."""
    made, refused = asked.promise.made, refused_by(asked.books.shipments, asked.promise.made.order)
    found = _quoted(asked, refused)
    return [offer for offer in found if (offer.kind, offer.branch) == (made.kind, made.branch)]


def _quoted(asked: AffectedOrder, avoid: tuple[LocationId, ...]) -> Sequence[Offer]:
    """Any way to bring all that has not been packed, but from those locations."""
    placed, made = asked.order.placed, asked.promise.made
    wants = tuple(Want(take.sku, take.units) for parcel in _all_planned(asked) for take in parcel.planned.takes)
    question = Ask(wants, placed.channel, placed.postal_code or made.postal_code, None, placed.reservation, avoid)
    quote = quotes.quote(*asked.parts, question, asked.now, 0)
    return () if isinstance(quote, Refused) else quote.offers


def _near(asked: AffectedOrder, planned: Sequence[Parcel]) -> Offer | None:
    """Where its customer may fetch all of an order that nothing has left of: at a carrier's branch, of several the
    best, else at a counter of ours; None where nobody near them has it.

    Where they fetch it is theirs to say: nothing is sent to a branch that they have not chosen.
    """
    made = asked.promise.made
    if made.kind == "pickup" or len(planned) != len(live(asked.books.shipments, made.order)):
        return None
    refused = refused_by(asked.books.shipments, made.order)
    to_branch = [one for one in _quoted(asked, refused) if one.kind == ocurre.KIND and one.branch != made.branch]
    if to_branch:
        return min(to_branch, key=lambda one: (one.promised_on, one.cost))
    avoid = tuple(dict.fromkeys((*(parcel.planned.location for parcel in planned), *refused)))
    return next((one for one in _quoted(asked, avoid) if one.kind == "pickup"), None)


def _all_planned(asked: AffectedOrder) -> list[Parcel]:
    parcels = live(asked.books.shipments, asked.promise.made.order)
    return [parcel for parcel in parcels if parcel.status is Status.PLANNED]


def _rerouted(asked: AffectedOrder, offer: Offer) -> Way | None:
    planned = _all_planned(asked)
    facts = rerouting.reroute(
        asked.parts,
        asked.books.orders,
        asked.books.shipments,
        asked.promise,
        planned,
        offer,
        asked.cause,
        asked.now,
    )
    if facts is None:
        return None
    return Way(facts, offer.promised_on, ContingencyAnswer.REROUTED, offer.cost - _cost_now(asked, planned))


def _cost_now(asked: AffectedOrder, planned: Sequence[Parcel]) -> int:
    """What the plan cost as it was promised, of the legs that are still to leave."""
    here = {(one.planned.location, one.planned.service) for one in planned}
    legs = [leg for leg in asked.promise.made.legs if (leg.location, leg.service) in here]
    return sum(part.amount for leg in legs for part in leg.cost) if legs else asked.promise.made.cost


def _last_day(waits: Sequence[LaterPlan | None]) -> date | None:
    known = [one for one in waits if one is not None]
    return max(one.arrives_on for one in known) if known and len(known) == len(waits) else None


def _waiting(asked: AffectedOrder, planned: Sequence[Parcel], waits: Sequence[LaterPlan | None], day: date) -> Way:
    facts: Facts = []
    for number, (parcel, later) in enumerate(zip(planned, waits, strict=True)):
        assert later is not None, parcel
        facts += waiting.facts(asked.books.shipments, parcel, later, asked.cause, number)
    return Way(facts, day, ContingencyAnswer.STANDS)


def _at_counter(asked: AffectedOrder, planned: Sequence[Parcel]) -> Way:
    """A counter that opens again in time or on a day that can be named; else its customer chooses (R23)."""
    waits = [waiting.counter(asked.parts, parcel, asked.opened.until, asked.now) for parcel in planned]
    day = _last_day(waits)
    if day is not None:
        return _waiting(asked, planned, waits, day)
    return _choice(asked, planned)


def _choice(asked: AffectedOrder, planned: Sequence[Parcel], branch: BranchId | None = None) -> Way:
    """Its customer says what becomes of it; the promise as made is over."""
    placed = asked.order.placed
    gone = tuple(take for parcel in planned for take in parcel.planned.takes)
    held = rules.minus(questions.reserved_by(asked.parts.stock, placed.reservation), gone)
    until = Instant(asked.now + round(asked.parts.policy.choice_hours * HOUR))
    facts: Facts = [ParcelCancelled(parcel.planned.parcel, placed.order, asked.cause) for parcel in planned]
    facts.append(StockReserved(placed.reservation, held, None, "shortage"))
    failure = Failure.CARRIER_LATE if reach.carriage(asked.opened) is not None else Failure.CAPACITY
    facts.append(PromiseBroken(placed.order, asked.cause, failure=failure.value))
    return Way([*facts, ChoiceAwaited(placed.order, gone, until, branch)], None, ContingencyAnswer.CHOICE)


def _refunded(asked: AffectedOrder) -> Way | None:
    """The order is cancelled by us with all its money; None where some of it has left."""
    order = asked.promise.made.order
    if any(parcel.status not in STAYING for parcel in live(asked.books.shipments, order)):
        return None
    ask = CancelOrder(order, asked.cause, by_customer=False)
    books = asked.books
    facts = settle.cancel(asked.parts, books.orders, books.shipments, books.promises, ask, asked.now)
    if isinstance(facts, Refused):
        return None
    failure = Failure.CARRIER_LATE if reach.carriage(asked.opened) is not None else Failure.CAPACITY
    named = [replace(fact, failure=failure.value) if isinstance(fact, PromiseBroken) else fact for fact in facts]
    return Way(named, None, ContingencyAnswer.REFUNDED)
