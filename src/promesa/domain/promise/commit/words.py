"""The commands that turn an offer into an order: open a checkout, place, complete."""

from datetime import date

import msgspec

from promesa.domain.promise.words import Offer
from promesa.domain.values.ids import (
    CartId,
    ChannelId,
    CustomerId,
    LocationId,
    OrderId,
    PaymentId,
    PostalCode,
    ReservationId,
    Sku,
)
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos


class Item(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A line asked for; `price` of one unit where the channel fixed it, else the catalog's."""

    sku: Sku
    units: int
    price: Centavos | None = None


class PlaceOrder(msgspec.Struct, frozen=True, gc=False):
    """Commit stock, capacity and the payment window together: all or nothing.

    With an `offer` (from a signed quote) that offer is what is committed, or a plan as good for the customer; without
    one the rule quotes by itself. `authorised` names a card authorisation already obtained: if the order is then
    refused, the authorisation is voided in the same append (R02).
    """

    order: OrderId
    customer: CustomerId
    channel: ChannelId
    items: tuple[Item, ...]
    rail: str
    postal_code: PostalCode | None = None
    pickup_location: LocationId | None = None
    cart: CartId | None = None
    offer: Offer | None = None
    offer_expires_at: Instant | None = None
    discount: Centavos = Centavos(0)
    interest: Centavos = Centavos(0)
    authorised: PaymentId | None = None
    slot: str | None = None
    fee: Centavos | None = None
    """What the customer pays for delivery where the channel fixed it, else the offer's."""
    platform_promised_on: date | None = None
    """What another system promised for the same order, where it is known."""


class OpenCheckout(msgspec.Struct, frozen=True):
    """Reserve a cart's units for the cart's minutes while the customer chooses how to pay."""

    cart: CartId
    place: PlaceOrder


class CloseCheckout(msgspec.Struct, frozen=True):
    """Sent by the clock: forget a cart that nobody came back to."""

    cart: CartId


class CompleteCheckout(msgspec.Struct, frozen=True):
    """The shop's return page, or money for the cart, says: this cart is done. The same cart always becomes the same
    order (R60). `payment`: the attempt that the shop has already opened with its provider, where it did."""

    cart: CartId
    rail: str
    payment: PaymentId | None = None


class CheckoutOpened(msgspec.Struct, frozen=True):
    cart: CartId
    place: PlaceOrder
    until: Instant


class CheckoutClosed(msgspec.Struct, frozen=True):
    """The cart became an order, or nobody came back to it."""

    cart: CartId
    reason: str


class OfferAccepted(msgspec.Struct, frozen=True, gc=False):
    """The customer took this offer; its promise starts when the money is certain."""

    order: OrderId
    offer: Offer


class SavePromise(msgspec.Struct, frozen=True):
    """A promise will not be kept as planned: find another plan that keeps it, or tell a new date."""

    order: OrderId
    cause: str


class ConfirmPromise(msgspec.Struct, frozen=True):
    """Sent by the clock when a date was given with little knowledge: look at it again, and say so."""

    order: OrderId


class SettlePromise(msgspec.Struct, frozen=True):
    """All parcels have arrived (or the order ended): say how the promise ended."""

    order: OrderId


class ConfirmOrder(msgspec.Struct, frozen=True):
    """The money is certain: the promise starts (or stands), operations may begin."""

    order: OrderId


class ResolveShortage(msgspec.Struct, frozen=True):
    """A shelf has less than is reserved there: move or end one reservation."""

    sku: Sku
    location: LocationId


class ShortageEased(msgspec.Struct, frozen=True):
    """One reservation left the short shelf: moved to other shelves, or ended."""

    sku: Sku
    location: LocationId
    reservation: ReservationId
    moved: bool


class SaveFailed(msgspec.Struct, frozen=True):
    """No other plan keeps the promise and no later date could be named yet: a person should look."""

    order: OrderId
    cause: str
