"""What the outside can be said to have said, where a past is lived again."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from promesa.domain.conduct.policies import PolicySet
from promesa.domain.ledger.orders.words import OrderLine
from promesa.domain.ledger.stock import words as shelves
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.words import Ask, Offer
from promesa.domain.values.ids import OrderId, ParcelId
from promesa.lab.race.past import Past, Told


class AsTold(NamedTuple):
    """A fact that is so whatever the policy: the network, the prices, what is on its way."""

    fact: Any


class PolicyTold(NamedTuple):
    """A policy that came into force: for worlds that follow the log's own."""

    fact: PolicySet


class OnShelves(NamedTuple):
    """A count, a load or an adjustment: by how many units each shelf was found to differ, and whose word it is."""

    fact: Any
    differences: tuple[int, ...]
    parcel: ParcelId | None = None
    """Of the log: a world with one like it hears of the shelf from there."""


class OfParcel(NamedTuple):
    """News of a parcel of the log: for a world's parcel that is alike."""

    parcel: ParcelId
    command: Callable[[ParcelId], Any]


class Wish(NamedTuple):
    """What a customer wanted, and what a quote offered them in the world that was.

    `taken`: the offer they took; `asked_again`: the same wish asked again at the moment of placing; where the two
    differ the offer was older than the order.
    """

    ask: Ask
    kind: str
    branch: str | None
    is_fast: bool
    taken: Offer
    asked_again: Offer | None


class Bought(NamedTuple):
    """An order as it was asked; `command` puts it with an offer."""

    order: OrderId
    wish: Callable[[], Wish]
    """Worked out in the world that was, before the order is folded into it."""
    command: Callable[[Offer], Any]


class Thought(NamedTuple):
    """What a program of ours proposed: for worlds that follow the log; others think for themselves."""

    command: Any


class Fired(NamedTuple):
    """The clock let timers fire up to this one's moment."""

    due: int


Retold = Any
"""One of the above, or a command for every world."""
Reader = Callable[[Past, Sequence[Told], int], Iterator[Retold]]


def same(beat: Sequence[Told], kind: type, field: str, value: object) -> Any:
    """The fact of that kind of the same instant about the same thing."""
    return next((t.fact for t in beat if type(t.fact) is kind and getattr(t.fact, field) == value), None)


def asked(past: Past, line: OrderLine) -> Item:
    """The line as it was asked for. Whatever its price came from, it is retold as stated, so that each world sells it
    for as much; only the catalog's own price is nobody's word."""
    product = past.world.catalog.products.get(line.sku)
    is_catalogs = line.price_from == "" and product is not None and product.price == line.price
    return Item(line.sku, line.units, None if is_catalogs else line.price)


def rows_of(fact: shelves.StockLoaded) -> Iterator[tuple[Any, Any, int]]:
    """(SKU, location, units) of a batch."""
    columns = (memoryview(column).cast("i") for column in (fact.sku_index, fact.location_index, fact.on_hand))
    for sku, location, units in zip(*columns, strict=True):
        yield fact.skus[sku], fact.locations[location], units
