"""A cart that pays has its units for its minutes; an order that promises watches the day it promised."""

from promesa.domain.ledger.orders.state import owner_of
from promesa.domain.ledger.payments import rules
from promesa.domain.ledger.payments.words import PaymentUnmatched
from promesa.domain.ledger.shipments.words import CheckArrival
from promesa.domain.ledger.stock.words import ExpireReservation, ReservationExtended, StockReserved
from promesa.domain.promise.commit import place
from promesa.domain.promise.commit.state import open_cart
from promesa.domain.promise.commit.words import CheckoutOpened, CloseCheckout, CompleteCheckout
from promesa.domain.promise.words import PromiseMade, PromiseMoved, PromiseRedirected
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Later, Steps

NEWS_LAG_HOURS = 18
"""Carriers tell of a delivery hours later: the promised day is over for us this long after its end."""


def mind_the_end(world: World, fact: StockReserved | ReservationExtended, _: Instant) -> Steps:
    """A cart's reservation ends by the clock; an order's end is its payment's (`order_to_cash`)."""
    if fact.until is not None and owner_of(world.orders, fact.reservation) is None:
        yield Later(fact.until, ExpireReservation(fact.reservation))


def forget_the_cart(_: World, fact: CheckoutOpened, __: Instant) -> Steps:
    yield Later(fact.until + place.CHECKOUT_KEPT, CloseCheckout(fact.cart))


def finish_what_is_paid(world: World, fact: PaymentUnmatched, _: Instant) -> Steps:
    """The money was faster than the shop's return page: the cart becomes its order now, and claims it (R60)."""
    cart = open_cart(world.checkouts, fact.reference)
    if cart is not None and fact.reason == rules.UNKNOWN:
        rail = fact.rail if fact.rail in world.policies.now.rails else world.checkouts.by_cart[cart].rail
        yield Do(CompleteCheckout(cart, rail, fact.payment))


def mind_the_day(_: World, fact: PromiseMade | PromiseMoved | PromiseRedirected, __: Instant) -> Steps:
    yield Later(fact.promised_by + NEWS_LAG_HOURS * HOUR, CheckArrival(fact.order))


WHEN = {
    CheckoutOpened: (forget_the_cart,),
    StockReserved: (mind_the_end,),
    ReservationExtended: (mind_the_end,),
    PaymentUnmatched: (finish_what_is_paid,),
    PromiseMade: (mind_the_day,),
    PromiseMoved: (mind_the_day,),
    PromiseRedirected: (mind_the_day,),
}
