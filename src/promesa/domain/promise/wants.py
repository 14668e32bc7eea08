"""What is asked for, as columns, and whether there is enough of it."""

from typing import NamedTuple

import numpy as np

from promesa.domain.network import catalog as catalogs
from promesa.domain.network.catalog import Catalog
from promesa.domain.promise.origins import Numbers
from promesa.domain.promise.words import Ask
from promesa.domain.values.ids import Sku
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused


class WantColumns(NamedTuple):
    """What is asked for, SKU by SKU, each once, in the order of their names."""

    skus: tuple[Sku, ...]
    units: Numbers
    grams: Numbers
    """Of one unit."""
    volumes_cm3: Numbers
    goods: int
    """Centavos of all units at the catalog's prices."""


def read(catalog: Catalog, policy: Policy, ask: Ask) -> WantColumns | Refused:
    """The units asked for, a SKU that is said twice summed (R40); or what is wrong with the question."""
    if not ask.wants:
        return Refused(Reason.EMPTY_ORDER)
    if len(ask.wants) > policy.lines_max:
        return Refused(Reason.TOO_MANY_LINES, str(len(ask.wants)), policy.lines_max)
    units: dict[Sku, int] = {}
    for want in ask.wants:
        units[want.sku] = units.get(want.sku, 0) + want.units
        if want.units < 1 or units[want.sku] > policy.units_max:
            return Refused(Reason.BAD_QUANTITY, want.sku)
    products = []
    for sku in units:
        product = catalogs.find(catalog, sku)
        if product is None:
            return Refused(Reason.UNKNOWN_SKU, sku)
        products.append(product)
    products.sort(key=lambda product: product.sku)
    return WantColumns(
        tuple(product.sku for product in products),
        np.array([units[product.sku] for product in products], dtype=np.int64),
        np.array([product.grams for product in products], dtype=np.int64),
        np.array([product.volume_cm3 for product in products], dtype=np.int64),
        sum(units[product.sku] * product.price for product in products),
    )


def missing(available: Numbers, wanted: WantColumns) -> Refused | None:
    """The first line of which all rows [rows, lines] together have fewer units than wanted, with what they have."""
    left = available.sum(axis=0)
    for sku, units, wants in zip(wanted.skus, left.tolist(), wanted.units.tolist(), strict=True):
        if units < wants:
            return Refused(Reason.NOT_ENOUGH_STOCK, sku, units)
    return None
