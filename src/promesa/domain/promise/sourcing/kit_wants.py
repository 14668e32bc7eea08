"""Kits among what is asked for: a location counts for their components only as far as it can make whole kits."""

from collections.abc import Mapping

import msgspec
import numpy as np

from promesa.domain.network import kits
from promesa.domain.network.kits import NO_KIT, Kits
from promesa.domain.promise.sourcing.origins import Numbers
from promesa.domain.values.ids import Sku


class KitWant(msgspec.Struct, frozen=True, gc=False):
    """The lines of one kit's components, and how many units of each a kit is made of."""

    lines: tuple[int, ...]
    each: tuple[int, ...]


class OpenedWants(msgspec.Struct, frozen=True):
    """What is asked for from shelves: units by SKU, kits opened and all demand for a SKU summed (R40)."""

    units: dict[Sku, int]
    kits: tuple[KitWant, ...]
    plain: tuple[int, ...]
    """Units of each line, in the order of the SKUs' names, that are asked for outside of kits."""


def opened(known: Kits, units: Mapping[Sku, int]) -> OpenedWants:
    """`units`: what was asked for, kits by their own names."""
    total: dict[Sku, int] = {}
    for sku, wanted in units.items():
        for part, n in kits.opened(known.get(sku, NO_KIT), sku, wanted):
            total[part] = total.get(part, 0) + n
    place = {sku: number for number, sku in enumerate(sorted(total))}
    found = [
        KitWant(tuple(place[one.sku] for one in known[sku]), tuple(one.units for one in known[sku]))
        for sku in units
        if sku in known
    ]
    plain = tuple(units.get(sku, 0) if sku not in known else 0 for sku in place)
    return OpenedWants(total, tuple(found), plain)


def in_whole_kits(wanted: tuple[KitWant, ...], plain: tuple[int, ...], available: Numbers) -> Numbers:
    """Units [locations, lines] that each location may give: what lies there beyond its whole kits is of no use to
    them; what is asked for outside of kits as well it may give all the same."""
    useful = np.minimum(available, np.array(plain, dtype=np.int64))
    for kit in wanted:
        columns, each = list(kit.lines), np.array(kit.each, dtype=np.int64)
        useful[:, columns] += (available[:, columns] // each).min(axis=1)[:, None] * each
    found: Numbers = np.minimum(available, useful)
    return found


def whole_kits(kit: KitWant, available: Numbers) -> Numbers:
    """Kits that each location [locations, lines] can make: the least over its components."""
    found: Numbers = (available[:, list(kit.lines)] // np.array(kit.each, dtype=np.int64)).min(axis=1)
    return found
