"""Kits: SKUs that are sold as one and are made of others; a kit is a view, only its components lie on shelves."""

from collections.abc import Iterable, Mapping

import msgspec

from promesa.domain.values.ids import Sku
from promesa.domain.values.refusal import Reason, Refused

COMPONENTS_MAX, UNITS_MAX = 50, 1_000


class Component(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Units of one SKU that one unit of a kit is made of."""

    sku: Sku
    units: int


Components = tuple[Component, ...]
Kits = Mapping[Sku, Components]
NO_KIT: Components = ()


class SetKit(msgspec.Struct, frozen=True):
    """A product is made of these from now on; of none: it is a product of its own again.

    What was sold before keeps what it was made of then.
    """

    sku: Sku
    components: Components


class KitSet(msgspec.Struct, frozen=True):
    sku: Sku
    components: Components


def fault(kits: Kits, known: Iterable[Sku], ask: SetKit) -> Refused | None:
    """Why this is no kit: something unknown, nothing or twice the same in it, or a kit within a kit."""
    parts = [one.sku for one in ask.components]
    unknown = next((sku for sku in (ask.sku, *parts) if sku not in known), None)
    if unknown is not None:
        return Refused(Reason.UNKNOWN_SKU, unknown)
    bad = next((one.sku for one in ask.components if not 0 < one.units <= UNITS_MAX), None)
    if bad is not None:
        return Refused(Reason.BAD_QUANTITY, bad)
    within = next((sku for sku in parts if sku in kits or sku == ask.sku), None)
    whose = next((kit for kit, made_of in kits.items() if parts and any(one.sku == ask.sku for one in made_of)), None)
    if within or whose or len(set(parts)) < len(parts) or len(parts) > COMPONENTS_MAX:
        return Refused(Reason.INVALID, within or whose or ask.sku)
    return None


def opened(components: Components, sku: Sku, units: int) -> list[tuple[Sku, int]]:
    """What so many units take from shelves: a kit its components, another SKU itself."""
    return [(one.sku, one.units * units) for one in components] if components else [(sku, units)]


def whole(components: Components, free: Mapping[Sku, int]) -> int:
    """How many units of a kit can be made of what is there: the least over its components."""
    return max(0, min(free.get(one.sku, 0) // one.units for one in components))
