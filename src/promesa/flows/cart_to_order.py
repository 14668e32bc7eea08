"""A cart that pays has its units for its minutes; an order that promises watches the day it promised."""

from promesa.domain.ledger.shipments.words import CheckArrival
from promesa.domain.ledger.stock.words import ExpireReservation, StockReserved
from promesa.domain.promise.words import PromiseMade
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.world import World
from promesa.flows.steps import Later, Steps

NEWS_LAG_HOURS = 18
"""Carriers tell of a delivery hours later: the promised day is over for us this long after its end."""


def mind_the_end(world: World, fact: StockReserved, _: Instant) -> Steps:
    """A cart's reservation ends by the clock; an order's end is its payment's (`order_to_cash`)."""
    if fact.until is not None and fact.stage == "cart":
        yield Later(fact.until, ExpireReservation(fact.reservation))


def mind_the_day(world: World, fact: PromiseMade, _: Instant) -> Steps:
    yield Later(fact.promised_by + NEWS_LAG_HOURS * HOUR, CheckArrival(fact.order))


WHEN = {StockReserved: (mind_the_end,), PromiseMade: (mind_the_day,)}
