"""Placing orders: a cart reserves, an offer becomes an order, an order that has not left is cancelled."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta, structs

from promesa.domain.ledger.orders.words import CancelOrder, CheckoutRefused
from promesa.domain.promise.choices import Choice, MakeChoice
from promesa.domain.promise.commit.words import CheckoutOpened, CompleteCheckout, Item, OpenCheckout, PlaceOrder
from promesa.domain.values import moments
from promesa.domain.values.ids import CartId, LocationId, OrderId
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields, tokens
from promesa.surfaces.asks import contacts, order_views
from promesa.surfaces.asks.contacts import Contact
from promesa.surfaces.asks.order_views import OrderAccepted, PromiseTold
from promesa.surfaces.asks.quoting import Token
from promesa.surfaces.operations import Call, Command, Receipt, Room, first, receipt


class OrderLine(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A line asked for; without a price the catalog's is taken."""

    sku: fields.StockSku
    units: fields.Units
    price_centavos: fields.Amount | None = None


class _Wish(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    order: fields.Order | None = None
    customer: fields.Customer
    offer: Token | None = None
    lines: Annotated[tuple[OrderLine, ...], Meta(max_length=500)] = ()
    channel: fields.Channel | None = None
    postal_code: fields.Postal | None = None
    pickup_location: fields.Location | None = None
    discount_centavos: fields.Amount = Centavos(0)
    interest_centavos: fields.Amount = Centavos(0)
    slot: fields.Bucket | None = None
    contact: Contact | None = None


class Place(_Wish, frozen=True, kw_only=True):
    """An order by the offer of a quote (which brings its lines, channel and place), or directly.

    Directly, `lines` and `channel` are needed, and a `postal_code` or a `pickup_location`; the best offer is taken.
    Without an `order` a name is made. `authorised` names a card authorisation that you already hold.
    """

    rail: fields.Rail
    cart: fields.Cart | None = None
    authorised: fields.NewPayment | None = None


class OpenCart(_Wish, frozen=True, kw_only=True):
    """Reserve a cart's units for the minutes in which its customer pays."""

    cart: fields.Cart
    rail: fields.Rail = "card"


class Complete(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The shop says that this cart is done; the same cart always becomes the same order."""

    rail: fields.Rail
    payment: fields.NewPayment | None = None


class Cancel(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """End the whole order, if nothing of it has left."""

    reason: fields.Reason = "customer"
    by_customer: bool = True


class Chosen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The customer's answer about units that their store could not find.

    `location`: the other store; `postal_code`: where to ship, where the order does not say it; `branch`: the carrier's
    branch, where it is not the one that was offered.
    """

    choice: Choice
    location: fields.Location | None = None
    postal_code: fields.Postal | None = None
    branch: fields.Branch | None = None


class CartTold(msgspec.Struct, frozen=True):
    """What the cart may become until then, its units reserved meanwhile if policy reserves at the checkout."""

    cart: str
    order: str
    until: datetime
    fee_centavos: int
    promise: PromiseTold


class CartCompleted(msgspec.Struct, frozen=True):
    cart: str
    order: str


def place_order(asked: Place, call: Call) -> PlaceOrder | Refused:
    wish = _wish(asked, call, asked.order or OrderId(f"o-{call.seed}"))
    if isinstance(wish, Refused):
        return wish
    return structs.replace(wish, rail=asked.rail, cart=asked.cart, authorised=asked.authorised)


def open_cart(asked: OpenCart, call: Call) -> OpenCheckout | Refused:
    wish = _wish(asked, call, asked.order or OrderId(f"o-{asked.cart}"))
    if isinstance(wish, Refused):
        return wish
    return OpenCheckout(asked.cart, structs.replace(wish, rail=asked.rail, cart=asked.cart))


def _wish(asked: _Wish, call: Call, order: OrderId) -> PlaceOrder | Refused:
    signed = None
    if asked.offer is not None:
        signed = tokens.read(call.ring, asked.offer)
        if signed is None or _contradicts(asked, signed):
            return Refused(Reason.INVALID, "offer")
    elif not asked.lines:
        return Refused(Reason.EMPTY_ORDER)
    elif asked.channel is None:
        return Refused(Reason.INVALID, "channel")
    elif asked.postal_code is None and asked.pickup_location is None:
        return Refused(Reason.INVALID, "postal_code")
    return _directly(asked, order) if signed is None else _by_offer(asked, order, signed)


def _contradicts(asked: _Wish, signed: tokens.SignedOffer) -> bool:
    """What is said beside an offer must be what the offer says: it is good for its own question only."""
    said = (asked.channel, asked.postal_code, asked.pickup_location)
    quoted = (signed.ask.channel, signed.ask.postal_code, _counter(signed))
    return any(a is not None and a != b for a, b in zip(said, quoted, strict=True))


def _counter(signed: tokens.SignedOffer) -> LocationId | None:
    """Where the customer picks up; an offer of pickup may answer a question that named a postal code."""
    return signed.offer.legs[0].location if signed.offer.kind == "pickup" else None


def _by_offer(asked: _Wish, order: OrderId, signed: tokens.SignedOffer) -> PlaceOrder:
    ask, offer, pickup = signed.ask, signed.offer, _counter(signed)
    return PlaceOrder(
        order=order,
        customer=asked.customer,
        channel=ask.channel,
        items=_items(asked.lines) or tuple(Item(want.sku, want.units) for want in ask.wants),
        rail="",
        postal_code=ask.postal_code if pickup is None else None,
        pickup_location=pickup,
        offer=offer,
        offer_expires_at=signed.expires_at,
        discount=asked.discount_centavos,
        interest=asked.interest_centavos,
        slot=asked.slot,
    )


def _directly(asked: _Wish, order: OrderId) -> PlaceOrder:
    assert asked.channel is not None
    return PlaceOrder(
        order=order,
        customer=asked.customer,
        channel=asked.channel,
        items=_items(asked.lines),
        rail="",
        postal_code=asked.postal_code,
        pickup_location=asked.pickup_location,
        discount=asked.discount_centavos,
        interest=asked.interest_centavos,
        slot=asked.slot,
    )


def _items(lines: Sequence[OrderLine]) -> tuple[Item, ...]:
    return tuple(Item(line.sku, line.units, line.price_centavos) for line in lines)


def placed(_: World, __: Place, ___: Call, facts: Sequence[Any]) -> OrderAccepted | Refused:
    refused = first(CheckoutRefused, facts)
    if refused is not None:
        return Refused(Reason(refused.reason), refused.about)
    return order_views.accepted(facts)


def cart_opened(_: World, __: OpenCart, ___: Call, facts: Sequence[Any]) -> CartTold:
    opened = first(CheckoutOpened, facts)
    place, until = opened.place, moments.utc(opened.until)
    return CartTold(opened.cart, place.order, until, place.offer.fee, order_views.offered(place.offer))


def cart_completed(world: World, _: Complete, call: Call, facts: Sequence[Any]) -> CartCompleted | Refused:
    cart = CartId(call.path["cart"])
    refused = first(CheckoutRefused, facts)
    if refused is not None:
        return Refused(Reason(refused.reason), refused.about)
    return CartCompleted(cart, world.orders.by_cart[cart])


def contact_of_order(room: Room, asked: Place, call: Call) -> Any:
    if asked.contact is None:
        return None
    return contacts.seal(room, asked.customer, asked.contact, asked.order or OrderId(f"o-{call.seed}"))


def contact_of_cart(room: Room, asked: OpenCart, _: Call) -> Any:
    return None if asked.contact is None else contacts.seal(room, asked.customer, asked.contact, None)


def cancelled(_: World, __: Cancel, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["order"], facts)


def choose(asked: Chosen, call: Call) -> MakeChoice:
    return MakeChoice(OrderId(call.path["order"]), asked.choice, asked.location, asked.postal_code, asked.branch)


OPERATIONS = (
    Command(
        name="place_order",
        method="POST",
        path="/v1/orders",
        scope="order",
        group="Orders",
        summary="Commit stock, capacity and the payment window in one step, or refuse and change nothing.",
        takes=Place,
        gives=OrderAccepted,
        status=201,
        command=place_order,
        reply=placed,
        after=contact_of_order,
    ),
    Command(
        name="open_checkout",
        method="POST",
        path="/v1/checkouts",
        scope="order",
        group="Orders",
        summary="Reserve a cart's units while its customer pays; again with the same cart, for what it holds now.",
        takes=OpenCart,
        gives=CartTold,
        status=201,
        command=open_cart,
        reply=cart_opened,
        after=contact_of_cart,
    ),
    Command(
        name="complete_checkout",
        method="POST",
        path="/v1/checkouts/{cart}/complete",
        scope="order",
        group="Orders",
        summary="The cart becomes its order, once, however often it is said.",
        takes=Complete,
        gives=CartCompleted,
        command=lambda asked, call: CompleteCheckout(CartId(call.path["cart"]), asked.rail, asked.payment),
        reply=cart_completed,
    ),
    Command(
        name="cancel_order",
        method="POST",
        path="/v1/orders/{order}/cancel",
        scope="order",
        group="Orders",
        summary="End the whole order, if nothing of it has left; what is on its way comes back on arrival.",
        takes=Cancel,
        gives=Receipt,
        command=lambda asked, call: CancelOrder(OrderId(call.path["order"]), asked.reason, asked.by_customer),
        reply=cancelled,
    ),
    Command(
        name="choose_for_order",
        method="POST",
        path="/v1/orders/{order}/choice",
        scope="order",
        group="Orders",
        summary="The customer says what becomes of units that their store could not find.",
        takes=Chosen,
        gives=Receipt,
        command=choose,
        reply=lambda _, __, call, facts: receipt(call.path["order"], facts),
    ),
)
