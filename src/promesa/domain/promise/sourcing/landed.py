"""What crosses a border: its duties and taxes, exact by parcel, its time at customs, and what may not cross at all.

Such prices depend on the value of each line, so plans with units abroad are compared the long way.
"""

from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from promesa.domain.network import customs as customs_rules
from promesa.domain.network.carriers.rate_tables import share
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.customs import CustomsRules
from promesa.domain.network.places import Place
from promesa.domain.promise.sourcing.origins import NOWHERE, Numbers
from promesa.domain.promise.sourcing.reach_table import ReachTable
from promesa.domain.promise.sourcing.wants import ShelfLine, WantLines
from promesa.domain.promise.words import CostPart, Leg, TimePart
from promesa.domain.values.ids import Sku
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused

DUTY, TAX, SIMPLIFIED = "duty", "import_tax", "simplified_tax"
NAMES = (DUTY, TAX, SIMPLIFIED)


class LandedPrices(NamedTuple):
    """What customs take of the lines of one question, where some of their units are abroad."""

    rules: CustomsRules
    tax: int
    values: Numbers
    """Centavos of one unit, by line."""
    duties: Numbers
    """Of one unit, by line."""

    def of(self, loads: Numbers) -> Numbers:
        """Duties and taxes of parcels with those loads [P, lines]."""
        value, duty = loads @ self.values, loads @ self.duties
        general = duty + share(value + duty, self.tax)
        simplified = share(value, self.rules.simplified)
        taxed = np.where(value <= self.rules.simplified_up_to, simplified, general)
        return np.where(value <= self.rules.free_up_to, 0, taxed)

    def parts(self, units: tuple[int, ...]) -> tuple[CostPart, ...]:
        """The same of one parcel, part by part."""
        return _parts(self.rules, self.tax, *(int(np.array(units) @ each) for each in (self.values, self.duties)))


def _parts(rules: CustomsRules, tax: int, value: int, duty: int) -> tuple[CostPart, ...]:
    if value <= rules.free_up_to:
        return ()
    if value <= rules.simplified_up_to:
        named = [(SIMPLIFIED, share(value, rules.simplified))]
    else:
        named = [(DUTY, duty), (TAX, share(value + duty, tax))]
    return tuple(CostPart(name, Centavos(amount)) for name, amount in named if amount)


def abroad(table: ReachTable, numbers: Numbers) -> Numbers:
    """Which of those locations (by number) lie in another country than the place."""
    groups = table.columns.group_of[numbers]
    found: Numbers = np.where(groups == NOWHERE, False, table.abroad[groups])
    return found


def prepare(
    catalog: Catalog, table: ReachTable, wanted: WantLines, lines: tuple[ShelfLine, ...], place: Place
) -> tuple[LandedPrices | None, tuple[ShelfLine, ...], Refused | None]:
    """Prices at the border, the shelves without what may not cross it, and why the first such line may not.

    No prices where no unit is abroad: then nothing changes.
    """
    if not table.crosses_border:
        return None, lines, None
    outside = [abroad(table, line.numbers) & (line.available > 0) for line in lines]
    if not any(one.any() for one in outside):
        return None, lines, None
    rules = catalog.customs.rules.get(customs_rules.country_of(place.area))
    duties, kept, refused = [], [], None
    for sku, price, line, is_out in zip(wanted.skus, wanted.prices, lines, outside, strict=True):
        duty = _duty(catalog, rules, sku)
        if isinstance(duty, Refused) and is_out.any():
            refused = refused or duty
            line = _without(line, is_out)
        kept.append(line)
        duties.append(0 if isinstance(duty, Refused) else share(price, duty))
    if rules is None:
        return None, tuple(kept), refused
    tax = customs_rules.tax_at(rules, place.postal_code)
    prices = LandedPrices(rules, tax, np.array(wanted.prices, dtype=np.int64), np.array(duties, dtype=np.int64))
    return prices, tuple(kept), refused


def _duty(catalog: Catalog, rules: CustomsRules | None, sku: Sku) -> int | Refused:
    if rules is None:
        return Refused(Reason.NO_CUSTOMS_RULES, sku)
    return customs_rules.duty_of(rules, catalog.customs, sku)


def _without(line: ShelfLine, hidden: Numbers) -> ShelfLine:
    available = np.where(hidden, 0, line.available)
    return replace(line, available=available, whole=line.numbers[available >= line.units])


def at_customs(table: ReachTable, number: int, k: int, leg: Leg, parts: tuple[CostPart, ...]) -> Leg:
    """The leg with its duties, its time at customs said apart, and the chance that customs keep to it."""
    at = table.columns.known[number]
    assert at is not None, number
    days, chance = table.reaches[k].clearance_of(at.area)
    time = tuple(replace(part, days=part.days - days) if part.name == "transit" else part for part in leg.time)
    waits = (TimePart("customs", float(days)),) if days else ()
    return replace(leg, cost=(*leg.cost, *parts), keep_probability=leg.keep_probability * chance, time=(*time, *waits))


def again(catalog: Catalog, table: ReachTable, number: int, leg: Leg, place: Place) -> Leg | Refused:
    """A leg whose units are fixed at that location, with its duties of today where it crosses the border."""
    if not is_abroad(table, number):
        return leg
    parts = parts_of_leg(catalog, place, leg)
    if isinstance(parts, Refused):
        return parts
    k = next(k for k, reach in enumerate(table.reaches) if reach.service.service == leg.service)
    return at_customs(table, number, k, leg, parts)


def parts_of_leg(catalog: Catalog, place: Place, leg: Leg) -> tuple[CostPart, ...] | Refused:
    """Duties and taxes of a leg whose units are fixed abroad."""
    rules = catalog.customs.rules.get(customs_rules.country_of(place.area))
    value = duties = 0
    for take in leg.takes:
        duty = _duty(catalog, rules, take.sku)
        if isinstance(duty, Refused):
            return duty
        price = catalog.products[take.sku].price
        value, duties = value + take.units * price, duties + take.units * share(price, duty)
    assert rules is not None
    return _parts(rules, customs_rules.tax_at(rules, place.postal_code), value, duties)


def duties(legs: tuple[Leg, ...]) -> Centavos:
    """What customs take of the whole plan."""
    return Centavos(sum(part.amount for leg in legs for part in leg.cost if part.name in NAMES))


def is_abroad(table: ReachTable, number: int) -> bool:
    """Whether the location lies in another country than the place."""
    return table.crosses_border and bool(abroad(table, np.array([number]))[0])
