"""Which shelves are worth counting, what a location was asked to count, and that somebody did.

A count costs a walk and minutes, so it is asked where it is worth most: the price of the units that could be promised
next, times how much their record is doubted (`findings`).
"""

from collections.abc import Callable, Container, Mapping
from heapq import nsmallest
from typing import Any

import msgspec
import numpy as np

from promesa.domain.ledger.stock import findings, questions
from promesa.domain.ledger.stock.findings import DEPTHS
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.stock.words import StockCounted
from promesa.domain.network import catalog as catalogs
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.locations.state import Locations
from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused

UNITS_AT_STAKE = 6
"""So many units may be promised before the next hand reaches for one and finds out; more are not at stake at once."""
ASKED_AT_ONCE_MAX = 50
_NO_SKU = Sku("")


# --- words ---


class AskCounts(msgspec.Struct, frozen=True):
    """Ask a location's people to count: these SKUs; none named, the `most` shelves that are worth it most."""

    location: LocationId
    skus: tuple[Sku, ...] = ()
    most: int = 5


class CountAsked(msgspec.Struct, frozen=True):
    """Somebody is to stand before the shelf and look; the ask ends with the next count by hand."""

    sku: Sku
    location: LocationId
    stake: Centavos
    """The price of the units that we believe are not there."""


class CountAsks(msgspec.Struct):
    """What is asked and was not counted yet, by location."""

    by_location: dict[LocationId, dict[Sku, CountAsked]] = {}


class CountWorth(msgspec.Struct, frozen=True):
    """What counting one shelf is worth: units that could be promised, how many of them we doubt, and their price."""

    sku: Sku
    units: int
    missing: float
    stake: Centavos


# --- questions ---


def worth(
    catalog: Catalog, stock: Stock, location: LocationId, now: Instant, most: int, but: Container[Sku] = ()
) -> list[CountWorth]:
    """The shelves of a location that are worth a count most, dearest first. Reads its whole shelf column once."""
    shelves = stock.shelves
    number = shelves.location_numbers.get(location)
    if number is None:
        return []
    column = slice(0, shelves.size)
    rows = np.flatnonzero((shelves.location_of[column] == number) & (shelves.available[column] > 0))
    usual = _doubts(stock, _NO_SKU, location, now)
    of_usual = [_missing(usual, units) for units in range(2 * UNITS_AT_STAKE)]
    found = []
    for number_of_sku, units in zip(shelves.sku_of[rows].tolist(), shelves.available[rows].tolist(), strict=True):
        sku = shelves.skus[number_of_sku]
        product = catalog.products.get(sku)
        if product is None or product.retired or sku in but:
            continue
        missing = of_usual[min(units, len(of_usual) - 1)]
        if findings.is_known(stock.findings, sku, location):
            missing = _missing(_doubts(stock, sku, location, now), units)
        found.append((-round(missing * product.price), sku, units, missing))
    return [CountWorth(sku, units, missing, Centavos(-less)) for less, sku, units, missing in nsmallest(most, found)]


def _doubts(stock: Stock, sku: Sku, location: LocationId, now: Instant) -> tuple[float, ...]:
    """How likely the k-th last unit on record is not there, k = 1..UNITS_AT_STAKE."""
    by_depth = [1.0 - findings.chance(stock.findings, sku, location, 1, record, now) for record in (1, *DEPTHS)]
    return tuple(by_depth[sum(unit >= bound for bound in DEPTHS)] for unit in range(1, UNITS_AT_STAKE + 1))


def _missing(doubts: tuple[float, ...], units: int) -> float:
    """Of the units that are promised next, those that we believe are not there: the last on record are doubted most,
    and they are promised last."""
    next_ones = range(max(1, units - UNITS_AT_STAKE + 1), units + 1)
    return sum(doubts[min(unit, UNITS_AT_STAKE) - 1] for unit in next_ones)


def asked_at(asks: CountAsks, location: LocationId) -> list[CountAsked]:
    """What the location was asked to count and has not, dearest first."""
    return sorted(asks.by_location.get(location, {}).values(), key=lambda one: (-one.stake, one.sku))


# --- the rule ---


def ask_counts(
    catalog: Catalog, locations: Locations, stock: Stock, asks: CountAsks, ask: AskCounts, now: Instant
) -> list[CountAsked] | Refused:
    """What is asked already is not asked again."""
    if ask.location not in locations.by_id:
        return Refused(Reason.UNKNOWN_LOCATION, ask.location)
    if not 0 < max(len(ask.skus), ask.most) <= ASKED_AT_ONCE_MAX:
        return Refused(Reason.BAD_QUANTITY, ask.location, ASKED_AT_ONCE_MAX)
    open_asks = asks.by_location.get(ask.location, {})
    if not ask.skus:
        found = worth(catalog, stock, ask.location, now, ask.most, open_asks)
        return [CountAsked(one.sku, ask.location, one.stake) for one in found]
    facts = []
    for sku in dict.fromkeys(ask.skus):
        product = catalogs.find(catalog, sku)
        if product is None or sku in catalog.kits:
            return Refused(Reason.UNKNOWN_SKU if product is None else Reason.IS_A_KIT, sku)
        if sku not in open_asks:
            units = questions.available(stock, sku, ask.location)
            missing = _missing(_doubts(stock, sku, ask.location, now), units)
            facts.append(CountAsked(sku, ask.location, Centavos(round(missing * product.price))))
    return facts


# --- the fold ---


def _asked(asks: CountAsks, fact: CountAsked, _: Instant) -> None:
    asks.by_location.setdefault(fact.location, {})[fact.sku] = fact


def _counted(asks: CountAsks, fact: StockCounted, _: Instant) -> None:
    if fact.by_hand and asks.by_location:
        asks.by_location.get(fact.location, {}).pop(fact.sku, None)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {CountAsked: _asked, StockCounted: _counted}
