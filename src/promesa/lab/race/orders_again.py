"""Orders of a log as they were asked, with what their customers wished."""

from collections.abc import Iterator, Mapping, Sequence

from msgspec.structs import replace

from promesa.domain import world as worlds
from promesa.domain.ledger.capacity import CapacityTaken
from promesa.domain.ledger.orders.words import CancelOrder, OrderCancelled, OrderPlaced
from promesa.domain.ledger.payments import words as money
from promesa.domain.ledger.shipments import words as parcels
from promesa.domain.promise.choices import ChoiceMade, MakeChoice
from promesa.domain.promise.commit.words import (
    CheckoutOpened,
    CompleteCheckout,
    OfferAccepted,
    OpenCheckout,
    PlaceOrder,
)
from promesa.domain.promise.editing.words import AddToOrder
from promesa.domain.promise.keeping import rerouting
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.quoting.paying_clock import PAYMENT
from promesa.domain.promise.words import Ask, Offer, PromiseMade, Quote, Want
from promesa.domain.values.ids import PaymentId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.lab.race import words
from promesa.lab.race.past import Past, Told
from promesa.lab.race.words import Bought, Reader, Retold, Wish, same


def _opened(past: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: CheckoutOpened = beat[number].fact
    asked, offer = fact.place, fact.place.offer
    if offer is None:
        yield OpenCheckout(fact.cart, asked)
        return
    fee = offer.fee if asked.fee is None else asked.fee
    kept = replace(asked, fee=fee, offer_expires_at=None)
    now = Instant(beat[number].entry.at)
    yield Bought(
        asked.order,
        lambda: _wish(past, asked, offer, now),
        lambda one: OpenCheckout(fact.cart, replace(kept, offer=one)),
    )


def _placed(past: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    placed: OrderPlaced = beat[number].fact
    awaited = same(beat, money.PaymentAwaited, "order", placed.order)
    if placed.cart is not None and placed.cart in past.world.checkouts.by_cart:
        opened = awaited.payment if awaited is not None and awaited.opened else None
        yield CompleteCheckout(placed.cart, placed.rail, opened)
        return
    accepted = same(beat, OfferAccepted, "order", placed.order)
    made = same(beat, PromiseMade, "order", placed.order)
    offer = accepted.offer if accepted is not None else None if made is None else _offer_of(made)
    if offer is None:
        return
    asked = _asked(past, placed, offer, None if awaited else _authorised(beat, placed), _slot(beat, placed, offer))
    now = Instant(beat[number].entry.at)
    yield Bought(placed.order, lambda: _wish(past, asked, offer, now), lambda one: _with(placed, asked, one))


def _with(placed: OrderPlaced, asked: PlaceOrder, offer: Offer) -> PlaceOrder | AddToOrder:
    """The order with an offer, as an addition where it was one."""
    if placed.part_of is None:
        return replace(asked, offer=offer)
    return AddToOrder(
        order=placed.part_of,
        addition=placed.order,
        items=asked.items,
        rail=asked.rail,
        offer=offer,
        authorised=asked.authorised,
        fee=asked.fee,
    )


def _slot(beat: Sequence[Told], placed: OrderPlaced, offer: Offer) -> str | None:
    """The slot that was chosen: of a delivery, or of a location's own (a pot that is named after no date)."""
    taken = (t.fact for t in beat if isinstance(t.fact, CapacityTaken) and t.fact.order == placed.order)
    return offer.slot or next((one.bucket for one in taken if not one.bucket[:1].isdigit()), None)


def _asked(past: Past, placed: OrderPlaced, offer: Offer, authorised: PaymentId | None, slot: str | None) -> PlaceOrder:
    return PlaceOrder(
        order=placed.order,
        customer=placed.customer,
        channel=placed.channel,
        items=tuple(words.asked(past, line) for line in placed.lines),
        rail=placed.rail,
        postal_code=placed.postal_code,
        pickup_location=placed.pickup_location,
        cart=placed.cart,
        discount=placed.discount,
        interest=placed.interest,
        authorised=authorised,
        slot=slot,
        fee=placed.fee,
        platform_promised_on=placed.platform_promised_on,
    )


def _authorised(beat: Sequence[Told], placed: OrderPlaced) -> PaymentId | None:
    """The authorisation that came with the order."""
    found = same(beat, money.PaymentAuthorised, "order", placed.order)
    gone = same(beat, money.AuthorisationVoided, "order", placed.order)
    if found is not None:
        return PaymentId(found.payment)
    return PaymentId(gone.payment) if gone is not None and gone.reason == "nothing_owed" else None


def _offer_of(made: PromiseMade) -> Offer:
    """All of it: also how its day was arrived at."""
    return replace(
        rerouting.as_offer(made),
        model=made.model,
        basis=made.basis,
        earliest_on=made.earliest_on,
        slot=made.slot,
        confirm_by=made.confirm_by,
    )


def _wish(past: Past, asked: PlaceOrder, taken: Offer, now: Instant) -> Wish:
    counter = taken.legs[0].location if taken.kind == "pickup" else None
    ask = Ask(
        tuple(Want(item.sku, item.units) for item in asked.items),
        asked.channel,
        None if counter else taken.postal_code or asked.postal_code,
        counter,
        rail=asked.rail if taken.starts_on == PAYMENT else None,
    )
    offers = offered(past.world, ask, now)
    doors = [offer for offer in offers if offer.kind == "delivery"]
    is_fast = taken.kind == "delivery" and len(doors) > 1 and taken.promised_on < doors[0].promised_on
    wish = Wish(ask, taken.kind, taken.branch, is_fast, taken, None)
    return wish._replace(asked_again=fulfil(wish, offers))


def offered(world: World, ask: Ask, now: Instant) -> tuple[Offer, ...]:
    """What the world offers for a question now; nothing where it refuses."""
    quote = quotes.quote(*worlds.parts(world), ask, now, 0)
    return quote.offers if isinstance(quote, Quote) else ()


def fulfil(wish: Wish, offers: Sequence[Offer]) -> Offer | None:
    """The offer that the customer would take of these."""
    alike = [offer for offer in offers if (offer.kind, offer.branch) == (wish.kind, wish.branch)]
    if not alike and wish.kind == "ocurre":
        alike = [offer for offer in offers if offer.kind in ("ocurre", "delivery")]
    return alike[-1 if wish.is_fast else 0] if alike else None


def _cancelled(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: OrderCancelled = beat[number].fact
    yield CancelOrder(fact.order, fact.reason, fact.by_customer)


def _chosen(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: ChoiceMade = beat[number].fact
    where = same(beat, parcels.ParcelPlanned, "order", fact.order)
    yield MakeChoice(fact.order, fact.choice, None if where is None else where.location, fact.postal_code, fact.branch)


ORDERS: Mapping[type, Reader] = {
    CheckoutOpened: _opened,
    OrderPlaced: _placed,
    OrderCancelled: _cancelled,
    ChoiceMade: _chosen,
}
