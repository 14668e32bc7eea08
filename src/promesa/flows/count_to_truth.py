"""A count that finds less than was reserved moves or ends reservations until the shelf can honour what it owes."""

from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.words import StockCounted, StockLoaded
from promesa.domain.promise.commit.words import ResolveShortage, ShortageEased
from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Steps


def look(world: World, fact: StockCounted | ShortageEased, _: Instant) -> Steps:
    if _short(world, fact.sku, fact.location):
        yield Do(ResolveShortage(fact.sku, fact.location))


def look_at_all(world: World, fact: StockLoaded, _: Instant) -> Steps:
    for sku, location in questions.short_shelves(world.stock):
        yield Do(ResolveShortage(sku, location))


def _short(world: World, sku: Sku, location: LocationId) -> bool:
    return questions.on_hand(world.stock, sku, location) < questions.reserved(world.stock, sku, location)


WHEN = {StockCounted: (look,), ShortageEased: (look,), StockLoaded: (look_at_all,)}
