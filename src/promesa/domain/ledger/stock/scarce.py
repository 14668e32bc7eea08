"""What one unit of a scarce shelf is worth to others: its price in the last second thoughts, until they are too old.

A price is no cost: nobody is charged for it, and no saving is counted in it. It only ranks plans, so that the last
unit near many who may want it is not sent to one who could as well have it from elsewhere.
"""

from collections.abc import Mapping, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.kernels import shadow_prices
from promesa.kernels.reassign import Prices

RUNS = 8
"""A shelf's price is its mean over so many second thoughts: one of them alone knows too little."""


class ScarceShelf(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """What one unit more of the SKU at the location would have saved."""

    sku: Sku
    location: LocationId
    centavos: Centavos


class ShelvesPriced(msgspec.Struct, frozen=True):
    """One second thought's prices of scarce shelves, all others at nothing; they count until that moment."""

    run: str
    shelves: tuple[ScarceShelf, ...]
    until: Instant


class Scarce(msgspec.Struct):
    """The last second thoughts' prices, and their mean by SKU and location in centavos, in force until a moment."""

    runs: list[ShelvesPriced] = []
    prices: dict[Sku, dict[LocationId, int]] = {}
    until: Instant = Instant(0)


def priced(scarce: Scarce, fact: ShelvesPriced, at: Instant) -> None:
    """The fold: the oldest run goes, and whatever is past; the mean is worked out anew."""
    scarce.runs = [*(run for run in scarce.runs if run.until > at), fact][-RUNS:]
    scarce.prices, scarce.until = {}, fact.until
    shelves = [one for run in scarce.runs for one in run.shelves]
    skus, locations = sorted({one.sku for one in shelves}), sorted({one.location for one in shelves})
    mean = shadow_prices.mean([_as_prices(run.shelves, skus, locations) for run in scarce.runs])
    for item, place, centavos in zip(*(column.tolist() for column in mean), strict=True):
        scarce.prices.setdefault(skus[item], {})[locations[place]] = centavos


def _as_prices(shelves: Sequence[ScarceShelf], skus: list[Sku], locations: list[LocationId]) -> Prices:
    sku_of, place_of = {sku: n for n, sku in enumerate(skus)}, {place: n for n, place in enumerate(locations)}
    rows = [(sku_of[one.sku], place_of[one.location], one.centavos) for one in shelves]
    return Prices(*np.array(rows, dtype=np.int64).reshape(len(rows), 3).T)


def concern(scarce: Scarce, skus: Sequence[Sku], now: Instant) -> bool:
    """Whether any of these is scarce anywhere now."""
    return now < scarce.until and any(sku in scarce.prices for sku in skus)


def worth(
    scarce: Scarce, skus: Sequence[Sku], numbers: Mapping[LocationId, int], locations: int, share: float
) -> NDArray[np.int64]:
    """That share of the price of a unit by location number and SKU, (locations, SKUs) in centavos."""
    found = np.zeros((locations, len(skus)), dtype=np.int64)
    for column, sku in enumerate(skus):
        for location, centavos in scarce.prices.get(sku, {}).items():
            number = numbers.get(location)
            if number is not None and number < locations:
                found[number, column] = round(share * centavos)
    return found


def of_units(scarce: Scarce, sku: Sku, location: LocationId, units: int, share: float, now: Instant) -> int:
    """The same of so many units of one shelf, in centavos."""
    price = scarce.prices.get(sku, {}).get(location, 0) if now < scarce.until else 0
    return units * round(share * price)
