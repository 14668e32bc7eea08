"""Rates by zone and weight: which zone a lane lies in, what a bracket of weight costs there, and what is added to it.

A parcel's *step* says all that its price depends on besides the zone and its value: the bracket of the weight charged,
started kilograms above the last bracket, and whether it is oversize. Prices never fall from one step to the next.
"""

from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeVar

import msgspec
import numpy as np
from numpy.typing import NDArray

from promesa.domain.network.carriers.words import EVERYWHERE
from promesa.domain.values.ids import ServiceId
from promesa.domain.values.money import MAX_CENTAVOS, Centavos

Amount = TypeVar("Amount", int, NDArray[np.int64])

HUNDREDTHS_OF_PERCENT = 10_000
GRAMS_MAX = 100_000_000
ZONES_MAX, BRACKETS_MAX, LANES_MAX = 200, 500, 5_000


class RateTable(msgspec.Struct, frozen=True):
    """What a service costs us, as a carrier's rate sheet has it; percentages in hundredths of one percent.

    The weight charged is the larger of the real one and the volume / `volumetric_cm3_per_kg` (0: real only).
    """

    origins: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    zones: tuple[str, ...] = ()
    """The zone of each lane, as columns of equal length; the area "*" is everywhere, the more exact lane counts."""
    limits_grams: tuple[int, ...] = ()
    """The brackets: up to so many grams each, ascending."""
    names: tuple[str, ...] = ()
    prices: tuple[tuple[Centavos, ...], ...] = ()
    """By zone of `names` and bracket."""
    extra_kg: tuple[Centavos, ...] = ()
    """By zone, each started kilogram above the last bracket."""
    volumetric_cm3_per_kg: int = 5_000
    fuel: int = 0
    """Of the freight."""
    oversize_grams: int = 0
    oversize_cm3: int = 0
    """A parcel above either is oversize; 0: none is for that."""
    oversize: Centavos = Centavos(0)
    insurance: int = 0
    """Of the value of what is in the parcel."""


class SetRateTable(msgspec.Struct, frozen=True):
    """The service's rates are this table from now on; None: they are its plain `Rates` again."""

    service: ServiceId
    table: RateTable | None = None


class RateTableSet(msgspec.Struct, frozen=True):
    service: ServiceId
    table: RateTable | None = None


def zone_of(table: RateTable, origin: str, destination: str) -> int | None:
    """The number of the lane's zone; None: the carrier does not go there from there."""
    lanes = _lanes(table.origins, table.destinations, table.zones, table.names)
    for lane in ((origin, destination), (origin, EVERYWHERE), (EVERYWHERE, destination), (EVERYWHERE, EVERYWHERE)):
        if lane in lanes:
            return lanes[lane]
    return None


@lru_cache(maxsize=4_096)
def _lanes(
    origins: tuple[str, ...], destinations: tuple[str, ...], zones: tuple[str, ...], names: tuple[str, ...]
) -> dict[tuple[str, str], int]:
    numbers = {name: number for number, name in enumerate(names)}
    return {(o, d): numbers[zone] for o, d, zone in zip(origins, destinations, zones, strict=True)}


def charged_grams(volumetric_cm3_per_kg: int, grams: int, volume_cm3: int) -> int:
    """The larger of the real and the volumetric weight."""
    if not volumetric_cm3_per_kg:
        return grams
    return max(grams, -(-volume_cm3 * 1_000 // volumetric_cm3_per_kg))


def step(table: RateTable, grams: int, volume_cm3: int) -> int:
    """Twice the bracket with the started kilograms above the last one, and one more for an oversize parcel."""
    charged = charged_grams(table.volumetric_cm3_per_kg, grams, volume_cm3)
    last = table.limits_grams[-1]
    bracket = bisect_left(table.limits_grams, charged)
    if charged > last:
        bracket = len(table.limits_grams) - 1 - (last - charged) // 1_000
    return 2 * bracket + _is_oversize(table, grams, volume_cm3)


def _is_oversize(table: RateTable, grams: int, volume_cm3: int) -> bool:
    heavy = 0 < table.oversize_grams < grams
    return heavy or 0 < table.oversize_cm3 < volume_cm3


def parts(table: RateTable, zone: int, at_step: int, value: int = 0) -> tuple[tuple[str, Centavos], ...]:
    """The named parts of the price: "freight", "fuel", "oversize", "insurance"; each rounded half up to the centavo."""
    bracket, is_oversize = divmod(at_step, 2)
    over = max(0, bracket - (len(table.limits_grams) - 1))
    freight = table.prices[zone][bracket - over] + over * table.extra_kg[zone]
    named = (
        ("freight", freight),
        ("fuel", share(freight, table.fuel)),
        ("oversize", table.oversize if is_oversize else 0),
        ("insurance", share(value, table.insurance)),
    )
    return tuple([(name, Centavos(amount)) for name, amount in named if amount or name == "freight"])


def price(table: RateTable, zone: int, at_step: int, value: int = 0) -> int:
    """The sum of the parts."""
    return sum(amount for _, amount in parts(table, zone, at_step, value))


def share(amount: Amount, hundredths: int) -> Amount:
    """So many hundredths of one percent of the amount (or of each of them), rounded half up to the centavo."""
    return (amount * hundredths + HUNDREDTHS_OF_PERCENT // 2) // HUNDREDTHS_OF_PERCENT


# --- what is refused ---


def fault(table: RateTable) -> str | None:
    """The first thing that is wrong with the table, or None."""
    return next(_faults(table), None)


def _faults(table: RateTable) -> Iterator[str]:
    limits, names = table.limits_grams, table.names
    if not limits or len(limits) > BRACKETS_MAX or list(limits) != sorted(set(limits)) or not limits[0] > 0:
        yield "limits"
    if limits and limits[-1] > GRAMS_MAX:
        yield "limits"
    if not names or len(names) > ZONES_MAX or len(set(names)) != len(names):
        yield "zones"
    if not len(names) == len(table.prices) == len(table.extra_kg):
        yield "prices"
    if any(len(row) != len(limits) or list(row) != sorted(row) for row in table.prices):
        yield "prices"
    money = (*(amount for row in table.prices for amount in row), *table.extra_kg, table.oversize)
    if any(not 0 <= amount <= MAX_CENTAVOS for amount in money):
        yield "prices"
    if not len(table.origins) == len(table.destinations) == len(table.zones) <= LANES_MAX:
        yield "lanes"
    if len(set(zip(table.origins, table.destinations, strict=False))) != len(table.origins):
        yield "lanes"
    if not set(table.zones) <= set(names):
        yield "lanes"
    if not all(0 <= amount <= 10 * HUNDREDTHS_OF_PERCENT for amount in (table.fuel, table.insurance)):
        yield "percent"
    if min(table.oversize_grams, table.oversize_cm3, table.volumetric_cm3_per_kg) < 0:
        yield "oversize"
