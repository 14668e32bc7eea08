"""Carts that are paying, and offers that were accepted but whose promise waits for the money."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.ledger.orders.words import OrderCancelled
from promesa.domain.promise.commit.words import (
    CheckoutClosed,
    CheckoutOpened,
    OfferAccepted,
    PlaceOrder,
    SaveFailed,
    ShortageEased,
)
from promesa.domain.promise.words import Offer, PromiseMade
from promesa.domain.values.ids import CartId, OrderId
from promesa.domain.values.moments import Instant


class Checkouts(msgspec.Struct):
    """Open checkouts by cart with the end of their minutes, the cart of each order to be, and accepted offers."""

    by_cart: dict[CartId, PlaceOrder] = {}
    until: dict[CartId, Instant] = {}
    cart_of: dict[OrderId, CartId] = {}
    accepted: dict[OrderId, Offer] = {}


def open_cart(checkouts: Checkouts, name: str) -> CartId | None:
    """The cart of an open checkout by its own name or by that of the order it is to become."""
    cart = CartId(name)
    return cart if cart in checkouts.by_cart else checkouts.cart_of.get(OrderId(name))


def _opened(checkouts: Checkouts, fact: CheckoutOpened, _: Instant) -> None:
    if fact.cart in checkouts.by_cart:
        _forget(checkouts, fact.cart)
    checkouts.by_cart[fact.cart], checkouts.until[fact.cart] = fact.place, fact.until
    checkouts.cart_of[fact.place.order] = fact.cart


def _closed(checkouts: Checkouts, fact: CheckoutClosed, _: Instant) -> None:
    _forget(checkouts, fact.cart)


def _forget(checkouts: Checkouts, cart: CartId) -> None:
    order = checkouts.by_cart.pop(cart).order
    del checkouts.until[cart]
    if checkouts.cart_of.get(order) == cart:
        del checkouts.cart_of[order]


def _accepted(checkouts: Checkouts, fact: OfferAccepted, _: Instant) -> None:
    checkouts.accepted[fact.order] = fact.offer


def forget_offer(checkouts: Checkouts, fact: PromiseMade | OrderCancelled, _: Instant) -> None:
    """The promise was made from it, or never will be."""
    checkouts.accepted.pop(fact.order, None)


def _noted(_: Checkouts, __: ShortageEased | SaveFailed, ___: Instant) -> None:
    """Recorded for stories and people."""


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    CheckoutOpened: _opened,
    CheckoutClosed: _closed,
    OfferAccepted: _accepted,
    PromiseMade: forget_offer,
    OrderCancelled: forget_offer,
    ShortageEased: _noted,
    SaveFailed: _noted,
}
