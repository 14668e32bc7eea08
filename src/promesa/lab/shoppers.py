"""Customers: they come when people buy, ask for a date, choose, pay or walk away, and sometimes change their mind."""

import random
from datetime import date, timedelta
from functools import partial
from typing import Any

from msgspec.structs import replace

from promesa.domain import world as worlds
from promesa.domain.ledger.orders.words import CancelOrder, OrderConfirmed
from promesa.domain.promise.commit.words import CompleteCheckout, Item, OpenCheckout, PlaceOrder
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import Ask, Offer, Quote, Want
from promesa.domain.values import moments
from promesa.domain.values.ids import CartId, OrderId, PaymentId
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Refused
from promesa.engine.machine import Request
from promesa.lab.play import Play
from promesa.lab.retailer import customers, demand
from promesa.lab.retailer.catalogue import Article
from promesa.lab.retailer.customers import Crowd, Customer
from promesa.lab.scenario import Scenario, chance, poisson
from promesa.lab.twins.payments import PaymentTwin

LINES = (0.57, 0.83, 0.93, 1.0)
UNITS = (0.84, 0.96, 0.99, 1.0)
"""Of baskets with up to so many lines, and of lines with up to so many units: 2.02 units an order (decision 0017)."""
ZONE = moments.MEXICO_CITY

BRANCH_SHARE = 0.3
"""So many customers go to a carrier's branch where that is clearly better than the door."""


class Shoppers:
    """Owns the crowd, its dice and the numbers of its orders."""

    def __init__(self, play: Play, scenario: Scenario, payments: PaymentTwin) -> None:
        self._play, self._scenario, self._payments = play, scenario, payments
        self._dice = self._days_dice = chance(scenario.seed, "shoppers")
        """`_dice`: of the customer in hand, so that what one is told moves no other's throws."""
        self._crowd: Crowd = customers.crowd(chance(scenario.seed, "crowd"), scenario.customers)
        self._visits = 0
        self._visit = 0
        """Of the customer in hand: their order goes by it."""
        play.listen({OrderConfirmed: self._confirmed})

    def come(self, day: date) -> None:
        """Note everybody who comes on a day."""
        opens = moments.end_of_day(day - timedelta(days=1), ZONE) + 1
        expected = demand.orders_on(day, self._scenario.orders_per_day, self._scenario.hot_sale)
        dice = self._days_dice
        seconds = sorted(demand.minute_of_day(dice) * 60 + dice.randrange(60) for _ in range(poisson(dice, expected)))
        for visit, second in enumerate(seconds, start=self._visits + 1):
            self._play.agenda.note(opens + second * moments.SECOND, partial(self._shop, visit=visit))
        self._visits += len(seconds)

    # --- one customer ---

    def _shop(self, at: Instant, visit: int) -> list[Any]:
        self._visit = visit
        self._dice = dice = chance(self._scenario.seed, f"visit {visit}")
        customer = self._crowd.draw(dice)
        basket = _basket(dice, moments.local_date(at, ZONE).month)
        quote = self._ask(customer, basket)
        offer = None if quote is None else self._choose(customer, quote)
        if quote is None or offer is None:
            return []
        order = self._order(customer, basket, offer, quote.expires_at)
        by = f"customer:{customer.channel}"
        if customer.channel == "marketplace":
            return [Request(self._authorised(order, basket, offer), by, key=f"place-{order.order}")]
        if customer.channel == "store":
            return [Request(order, by, key=f"place-{order.order}")]
        cart = CartId(f"C{self._visit:06d}")
        if dice.random() >= self._scenario.abandoned_share:
            later = at + int(dice.uniform(1.0, 7.5) * MINUTE)
            complete = Request(CompleteCheckout(cart, order.rail), by, key=f"complete-{cart}")
            self._play.agenda.note(later, lambda _: [complete])
        return [Request(OpenCheckout(cart, replace(order, cart=cart)), by)]

    def _order(
        self, customer: Customer, basket: list[tuple[Article, int]], offer: Offer, expires_at: Instant
    ) -> PlaceOrder:
        pickup = offer.kind == "pickup"
        goods = sum(article.price * units for article, units in basket)
        coupon = self._dice.random() < 0.08
        return PlaceOrder(
            order=OrderId(f"P{self._visit:06d}"),
            customer=customer.customer,
            channel=customer.channel,
            items=tuple(Item(article.sku, units) for article, units in basket),
            rail="card" if customer.channel == "marketplace" else customer.rail,
            postal_code=None if pickup else customer.postal_code,
            pickup_location=offer.legs[0].location if pickup else None,
            offer=offer,
            offer_expires_at=expires_at,
            discount=Centavos(goods // 10 if coupon else 0),
        )

    def _authorised(self, order: PlaceOrder, basket: list[tuple[Article, int]], offer: Offer) -> PlaceOrder:
        """The marketplace has the customer's money already, and names the authorisation."""
        goods = sum(article.price * units for article, units in basket)
        total = Centavos(goods - order.discount + offer.fee)
        return replace(order, authorised=PaymentId(self._payments.open_outside(total)))

    def _ask(self, customer: Customer, basket: list[tuple[Article, int]]) -> Quote | None:
        """What can be promised, or None: the sale is lost."""
        machine = self._play.machine
        wants = tuple(Want(article.sku, units) for article, units in basket)
        ask = Ask(wants, customer.channel, customer.postal_code)
        quote = quotes.quote(*worlds.parts(machine.world), ask, Instant(machine.now()), machine.seen)
        if isinstance(quote, Refused):
            self._play.tally[f"lost: {quote.reason}"] += 1
            return None
        return quote

    def _choose(self, customer: Customer, quote: Quote) -> Offer | None:
        """The offer that this customer takes: a counter nearby, the cheapest delivery or the fastest; or none."""
        wishes_pickup = customer.store is not None and self._dice.random() < self._scenario.pickup_share
        deliveries = [offer for offer in quote.offers if offer.kind == "delivery"]
        pickups = [offer for offer in quote.offers if offer.kind == "pickup"]
        if pickups and (wishes_pickup or not deliveries) and customer.channel != "marketplace":
            return pickups[0]
        at_branch = [offer for offer in quote.offers if offer.kind == "ocurre"]
        if at_branch and (not deliveries or self._dice.random() < BRANCH_SHARE):
            self._play.tally["to a branch"] += 1
            return at_branch[0]
        if not deliveries:
            self._play.tally["lost: no delivery"] += 1
            return None
        return deliveries[-1] if self._dice.random() < 0.25 else deliveries[0]

    # --- second thoughts ---

    def _confirmed(self, fact: OrderConfirmed, at: Instant) -> None:
        dice = chance(self._scenario.seed, f"{fact.order} again")
        if dice.random() < self._scenario.changed_mind_share:
            cancel = Request(CancelOrder(fact.order, "changed my mind"), "customer:web")
            self._play.agenda.note(at + int(dice.uniform(0.2, 5.0) * HOUR), lambda _: [cancel])


def _basket(dice: random.Random, month: int) -> list[tuple[Article, int]]:
    """One to four different things of the month."""
    lines = 1 + _steps(dice, LINES)
    shelf = demand.shelf_of(month)
    found: dict[str, tuple[Article, int]] = {}
    for _ in range(lines):
        article = shelf.draw(dice)
        found[article.sku] = (article, 1 + _steps(dice, UNITS))
    return list(found.values())


def _steps(dice: random.Random, upto: tuple[float, ...]) -> int:
    throw = dice.random()
    return sum(throw >= share for share in upto[:-1])
