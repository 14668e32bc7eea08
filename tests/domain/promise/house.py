"""The whole world and its rules without stories, clock or log: what a command alone decides."""

from collections.abc import Mapping
from typing import Any

from promesa.domain import rules as house_rules
from promesa.domain import world as worlds
from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.ledger.payments.words import ReceivePayment
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network.carriers.words import SetCoverage
from promesa.domain.network.catalog import ListProduct
from promesa.domain.promise.commit.words import ConfirmOrder, PlaceOrder
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import Ask, Offer, Quote, Want
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from tests.regressions.shop import GUADALAJARA, at, load_places, offer_service, open_location, place_order

FOLDS = worlds.folds()


class House:
    """N1 next door and N2 far away, both with A and B; a slow service everywhere, a fast one next door."""

    def __init__(self, now: str = "2027-03-01 10:00", units: int = 10, **policy: Any) -> None:
        self.world, self.now = World(), at(now)
        if policy:
            self.put(SetPolicy(Policy(**policy)))
        self.put(load_places())
        self.put(open_location("N1"))
        self.put(open_location("N2", "09"))
        self.carries("slow", 4, 40)
        self.carries("fast", 1, 90, to=("14",))
        for sku in "AB":
            self.put(ListProduct(sku, price=100_00, grams=500))
        self.has("N1", A=units, B=units)
        self.has("N2", A=units, B=units)

    def carries(self, name: str, days: int, pesos: float, to: tuple[str, ...] = ("*",)) -> None:
        self.put(offer_service(name, days, pesos))
        self.put(SetCoverage(name, areas=to))

    def has(self, location: str, **units: int) -> None:
        for sku, n in units.items():
            self.put(CountStock(sku, location, n, "test"))

    def fold(self, *facts: object) -> None:
        for fact in facts:
            FOLDS[type(fact)](self.world, fact, self.now)

    def decide(self, command: object) -> Any:
        return house_rules.RULES[type(command)](self.world, command, self.now)

    def put(self, command: object) -> list[Any]:
        """The facts of a command that must be accepted, folded."""
        outcome = self.decide(command)
        assert not isinstance(outcome, Refused), (command, outcome)
        self.fold(*outcome)
        return list(outcome)

    def refusal(self, command: object) -> Refused:
        outcome = self.decide(command)
        assert isinstance(outcome, Refused), outcome
        return outcome

    def places(self, order: str, units: Mapping[str, int], **about: Any) -> list[Any]:
        return self.put(place_order(order, units, **about))

    def pays(self, order: str) -> list[Any]:
        """The money comes and the order is confirmed, as the story of its cash has it."""
        placed = self.world.orders.by_id[order].placed
        paid = ReceivePayment(f"{order}:1", placed.total, self.now, placed.rail, order)
        return [*self.put(paid), *self.put(ConfirmOrder(order))]

    def passes_to(self, moment: str) -> None:
        self.now = at(moment)

    def offers(self, units: Mapping[str, int], to: str | None = GUADALAJARA, **about: Any) -> tuple[Offer, ...]:
        wants = tuple(Want(sku, n) for sku, n in units.items())
        ask = Ask(wants, about.pop("channel", "web"), to, **about)
        quote = quotes.quote(*worlds.parts(self.world), ask, self.now, 0)
        assert isinstance(quote, Quote), quote
        return quote.offers

    def shelf(self, sku: str = "A", location: str = "N1") -> tuple[int, int]:
        """(on hand, reserved)."""
        stock = self.world.stock
        return questions.on_hand(stock, sku, location), questions.reserved(stock, sku, location)


def kinds(facts: list[Any]) -> list[str]:
    return [type(fact).__name__ for fact in facts]


def moment(text: str) -> Instant:
    return at(text)


__all__ = ["GUADALAJARA", "House", "PlaceOrder", "kinds", "moment", "place_order"]
