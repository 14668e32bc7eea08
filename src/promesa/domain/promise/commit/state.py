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
    by_cart: dict[CartId, PlaceOrder] = {}
    accepted: dict[OrderId, Offer] = {}


def _opened(checkouts: Checkouts, fact: CheckoutOpened, _: Instant) -> None:
    checkouts.by_cart[fact.cart] = fact.place


def _closed(checkouts: Checkouts, fact: CheckoutClosed, _: Instant) -> None:
    del checkouts.by_cart[fact.cart]


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
