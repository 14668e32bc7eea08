"""What a kit is made of, as a cell of a catalog file says it: "A-1 x 2; B-7"."""

import re
from typing import Any

from promesa.domain.network.kits import COMPONENTS_MAX, UNITS_MAX, Component, Components
from promesa.domain.values.ids import Sku
from promesa.gateways.files import cells
from promesa.gateways.files.faults import Fault

_PARTS = re.compile(r"[;|\n+]")
_UNITS = re.compile(r"^(?P<sku>.+?)\s*(?:[:*=]|\s[xX×])\s*(?P<units>\d{1,4})$")
NOTHING = "-"
"""The product is no kit any more."""


def components(cell: Any) -> Components | Fault:
    """SKUs between semicolons, each with its units after `x`, `*` or `:` (one where nothing is said)."""
    said = cells.text(cell)
    if isinstance(said, Fault):
        return said
    if said == NOTHING:
        return ()
    found: list[Component] = []
    for part in filter(None, (one.strip() for one in _PARTS.split(said))):
        match = _UNITS.match(part)
        sku = cells.code(match["sku"] if match else part)
        if isinstance(sku, Fault):
            return sku
        units = int(match["units"]) if match else 1
        if not 0 < units <= UNITS_MAX or any(one.sku == sku for one in found):
            return Fault("bad_components", part)
        found.append(Component(Sku(sku), units))
    return tuple(found) if 0 < len(found) <= COMPONENTS_MAX else Fault("bad_components", said)
