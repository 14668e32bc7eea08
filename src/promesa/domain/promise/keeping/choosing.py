"""Units of a pickup that the store could not find: the customer chooses what becomes of them, or a stated policy does.

A pickup promise changes only by the customer's choice (R23): the rest stays at the counter, the missing units wait
for "ship it", "another store" or "leave it out"; whoever says nothing in time gets their price back.
"""

from msgspec.structs import replace

from promesa.domain.ledger.orders.state import Order, Orders, Stage
from promesa.domain.ledger.shipments.state import STAYING, Shipments, Status, live, of_order, refused_by
from promesa.domain.ledger.shipments.words import ParcelCancelled
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.words import ReservationConsumed, ReserveStock, StockReserved, Take
from promesa.domain.promise.choices import Choice, ChoiceAwaited, ChoiceMade, Choices, LapseChoice, MakeChoice
from promesa.domain.promise.commit import place, settle, workdays
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.failures import Failure
from promesa.domain.promise.promises import Promises, open_promise
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Ask, Offer, PromiseBroken, Quote, Want
from promesa.domain.values.ids import LocationId, ParcelId, PostalCode, Sku
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.refusal import Reason, Refused

SHORTAGE = "shortage"
KINDS = {Choice.SHIP: "delivery", Choice.OTHER_STORE: "pickup", Choice.BRANCH: "ocurre"}
"""How what was chosen comes."""

# --- asking ---


def waits_at_counter(order: Order, shipments: Shipments) -> bool:
    """Whether all that is still to be packed of a paid order waits for its customer at a counter."""
    planned = [p for p in live(shipments, order.placed.order) if p.status is Status.PLANNED]
    return order.stage is Stage.CONFIRMED and bool(planned) and all(p.planned.kind == "pickup" for p in planned)


def ask_customer(
    parts: Parts, choices: Choices, shipments: Shipments, promises: Promises, order: Order, gone: Take, now: Instant
) -> Facts:
    """Take the units out of the order's planned parcels and wait for its customer; the promise as made is broken."""
    name, reservation = order.placed.order, order.placed.reservation
    facts: Facts = []
    left = gone.units
    planned = len(of_order(shipments, name))
    for parcel in live(shipments, name):
        own = sum(t.units for t in parcel.planned.takes if (t.sku, t.location) == (gone.sku, gone.location))
        units = min(left, own) if parcel.status is Status.PLANNED else 0
        if not units:
            continue
        left -= units
        facts.append(ParcelCancelled(parcel.planned.parcel, name, SHORTAGE))
        rest = rules.minus(parcel.planned.takes, (replace(gone, units=units),))
        if rest:
            planned += 1
            facts.append(replace(parcel.planned, parcel=ParcelId(f"{name}-{planned}"), takes=rest))
    assert left == 0, (order, gone)
    held = rules.minus(questions.reserved_by(parts.stock, reservation), (gone,))
    facts.append(StockReserved(reservation, held, None, SHORTAGE))
    waiting = choices.awaited.get(name)
    takes = (gone,) if waiting is None else (*waiting.takes, gone)
    until = Instant(now + round(parts.policy.choice_hours * HOUR)) if waiting is None else waiting.until
    end = PromiseBroken(name, SHORTAGE, failure=Failure.SHORT_PICK.value)
    broken = [end] if open_promise(promises, name) is not None else []
    return [*facts, *broken, ChoiceAwaited(name, takes, until)]


# --- answering ---


def choose(
    parts: Parts, choices: Choices, orders: Orders, shipments: Shipments, ask: MakeChoice, now: Instant
) -> Facts | Refused:
    """The customer's answer: a plan for the missing units, or their price back. The order's fee does not change.

    UNKNOWN_ORDER; WRONG_STATE where nothing is to be chosen; INVALID for an answer without its store or its postal
    code; the quote's own refusal where that plan cannot be made (nothing has changed then).
    """
    order = orders.by_id.get(ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    waiting = choices.awaited.get(ask.order)
    if waiting is None:
        return Refused(Reason.WRONG_STATE, ask.order)
    if ask.choice is Choice.LEAVE_OUT:
        return [*_over(parts, shipments, order), ChoiceMade(ask.order, ask.choice, waiting.takes, by_customer=True)]
    to = ask.postal_code or order.placed.postal_code
    if ask.choice in (Choice.SHIP, Choice.BRANCH) and to is None:
        return Refused(Reason.INVALID, "postal_code")
    if ask.choice is Choice.OTHER_STORE and ask.location is None:
        return Refused(Reason.INVALID, "location")
    offer = _plan(parts, shipments, order, waiting, ask, to, now)
    if isinstance(offer, Refused):
        return offer
    planned = _planned(parts, shipments, order, offer, now)
    if isinstance(planned, Refused):
        return planned
    goes_to = to if ask.choice in (Choice.SHIP, Choice.BRANCH) else None
    made = ChoiceMade(ask.order, ask.choice, waiting.takes, by_customer=True, postal_code=goes_to, branch=offer.branch)
    return [*planned, made]


def _plan(
    parts: Parts,
    shipments: Shipments,
    order: Order,
    waiting: ChoiceAwaited,
    ask: MakeChoice,
    to: PostalCode | None,
    now: Instant,
) -> Offer | Refused:
    """The soonest plan for the missing units that the answer allows; never from the shelf that did not have them."""
    counter = ask.location if ask.choice is Choice.OTHER_STORE else None
    answer = quotes.quote(*parts, _question(shipments, order, waiting, None if counter else to, counter), now, 0)
    if isinstance(answer, Refused):
        return answer
    kind = KINDS[ask.choice]
    branch = (ask.branch or waiting.branch) if ask.choice is Choice.BRANCH else None
    fitting = [offer for offer in answer.offers if offer.kind == kind and branch in (None, offer.branch)]
    best = min(fitting, key=lambda offer: (offer.promised_by, offer.cost), default=None)
    return Refused(Reason.NO_PROMISE, ask.order) if best is None else best


def _planned(parts: Parts, shipments: Shipments, order: Order, offer: Offer, now: Instant) -> Facts | Refused:
    """The new plan's units, places and parcels, beside what the order still has."""
    name, reservation = order.placed.order, order.placed.reservation
    takes = (*questions.reserved_by(parts.stock, reservation), *place.offer_takes(offer))
    reserved = rules.reserve(parts.stock, ReserveStock(reservation, takes, None, SHORTAGE))
    if isinstance(reserved, Refused):
        return reserved
    places = workdays.take(parts, name, offer, None, now)
    if isinstance(places, Refused):
        return places
    return [*reserved, *places, *settle.parcels_for(shipments, name, offer.kind, offer.legs)]


def lapse(
    parts: Parts, choices: Choices, orders: Orders, shipments: Shipments, ask: LapseChoice, now: Instant
) -> Facts:
    """The stated policy for whoever says nothing: the units are left out and their price goes back."""
    waiting = choices.awaited.get(ask.order)
    if waiting is None or now < waiting.until:
        return []
    over = _over(parts, shipments, orders.by_id[ask.order])
    return [*over, ChoiceMade(ask.order, Choice.LEAVE_OUT, waiting.takes, by_customer=False)]


def _over(parts: Parts, shipments: Shipments, order: Order) -> list[ReservationConsumed]:
    """The closing event of a reservation that was only kept open for the choice: all else has left."""
    parcels = live(shipments, order.placed.order)
    left = bool(parcels) and not any(parcel.status in STAYING for parcel in parcels)
    reservation = order.placed.reservation
    return [ReservationConsumed(reservation)] if left and reservation in parts.stock.reservations else []


def options(parts: Parts, shipments: Shipments, order: Order, waiting: ChoiceAwaited, now: Instant) -> Quote | Refused:
    """What the customer may choose from, as a quote of the missing units alone."""
    store = parts.locations.by_id[waiting.takes[0].location]
    to = order.placed.postal_code or store.postal_code
    return quotes.quote(*parts, _question(shipments, order, waiting, to, None), now, 0)


def _question(
    shipments: Shipments, order: Order, waiting: ChoiceAwaited, to: PostalCode | None, counter: LocationId | None
) -> Ask:
    units: dict[Sku, int] = {}
    for take in waiting.takes:
        units[take.sku] = units.get(take.sku, 0) + take.units
    wants = tuple(Want(sku, n) for sku, n in units.items())
    refused = refused_by(shipments, order.placed.order)
    # Where a branch was offered nothing is missing: the units are there, and only the way to the door is not.
    without = () if waiting.branch is not None else (take.location for take in waiting.takes)
    avoid = tuple(dict.fromkeys((*without, *refused)))
    return Ask(wants, order.placed.channel, to, counter, order.placed.reservation, avoid, in_work=True)
