"""What is asked for, and on which shelves it is."""

from typing import Any

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from promesa.domain.ledger.stock import questions as stock
from promesa.domain.ledger.stock.state import Shelves, Stock
from promesa.domain.network import catalog as catalogs
from promesa.domain.network import markdowns
from promesa.domain.network.catalog import Catalog, Product
from promesa.domain.promise.sourcing import barring, kit_wants
from promesa.domain.promise.sourcing.barring import LocationRules
from promesa.domain.promise.sourcing.kit_wants import KitWant
from promesa.domain.promise.sourcing.origins import Numbers
from promesa.domain.promise.words import Ask
from promesa.domain.values.ids import ChannelId, LocationId, ReservationId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused

_NOWHERE = np.empty(0, dtype=np.intp)


class WantLines(msgspec.Struct, frozen=True, gc=False):
    """What is asked for, SKU by SKU, each once, in the order of their names."""

    skus: tuple[Sku, ...]
    units: tuple[int, ...]
    grams: tuple[int, ...]
    """Of one unit."""
    volumes_cm3: tuple[int, ...]
    goods: int
    """Centavos of all units at what they are sold for now."""
    prices: tuple[int, ...] = ()
    """Of one unit."""
    kits: tuple[KitWant, ...] = ()
    """Kits among what is asked for: the lines are of their components."""
    plain: tuple[int, ...] = ()
    """Units of each line that are asked for outside of kits, where there are kits."""
    landed: Any = None
    """What customs take (`landed.LandedPrices`), where units are abroad."""


class ShelfLine(msgspec.Struct, frozen=True, gc=False):
    """One SKU's shelves: location numbers, units that this asker may have at each, how many are wanted, and which
    locations have them all."""

    numbers: NDArray[Any]
    available: NDArray[Any]
    units: int
    whole: NDArray[Any]


def read(catalog: Catalog, policy: Policy, ask: Ask, now: Instant) -> WantLines | Refused:
    """The units asked for, a SKU that is said twice summed (R40); or what is wrong with the question. `now`: whose
    markdowns count."""
    if not ask.wants:
        return Refused(Reason.EMPTY_ORDER)
    if len(ask.wants) > policy.lines_max:
        return Refused(Reason.TOO_MANY_LINES, str(len(ask.wants)), policy.lines_max)
    if len(ask.wants) == 1:
        return _only_line(catalog, policy, ask, now)
    units: dict[Sku, int] = {}
    for want in ask.wants:
        units[want.sku] = units.get(want.sku, 0) + want.units
        if want.units < 1 or units[want.sku] > policy.units_max:
            return Refused(Reason.BAD_QUANTITY, want.sku)
    products: list[Product] = []
    for sku in sorted(units):
        product = catalogs.find(catalog, sku)
        if product is None:
            return Refused(Reason.UNKNOWN_SKU, sku)
        products.append(product)
    if catalog.markdowns.by_sku:
        products = [_sold_for(catalog, product, ask.channel, now) for product in products]
    if catalog.kits and not catalog.kits.keys().isdisjoint(units):
        return _with_kits(catalog, policy, units, products)
    return _lines(products, units)


def _with_kits(catalog: Catalog, policy: Policy, units: dict[Sku, int], asked: list[Product]) -> WantLines | Refused:
    """The lines that are on shelves, kits opened; the goods are worth what was asked for, at the kits' own prices."""
    found = kit_wants.opened(catalog.kits, units)
    large = next((sku for sku, n in found.units.items() if n > policy.units_max), None)
    if large is not None:
        return Refused(Reason.BAD_QUANTITY, large)
    lines = _lines([catalog.products[sku] for sku in sorted(found.units)], found.units)
    goods = sum(units[product.sku] * product.price for product in asked)
    return replace(lines, goods=goods, kits=found.kits, plain=found.plain)


def _sold_for(catalog: Catalog, product: Product, channel: ChannelId, now: Instant) -> Product:
    return catalogs.priced(product, markdowns.in_force(catalog.markdowns, product.sku, channel, now))


def _only_line(catalog: Catalog, policy: Policy, ask: Ask, now: Instant) -> WantLines | Refused:
    want = ask.wants[0]
    units = want.units
    if not 1 <= units <= policy.units_max:
        return Refused(Reason.BAD_QUANTITY, want.sku)
    only = catalogs.find(catalog, want.sku)
    if only is None:
        return Refused(Reason.UNKNOWN_SKU, want.sku)
    if catalog.markdowns.by_sku:
        only = _sold_for(catalog, only, ask.channel, now)
    if catalog.kits and only.sku in catalog.kits:
        return _with_kits(catalog, policy, {only.sku: units}, [only])
    return WantLines((only.sku,), (units,), (only.grams,), (only.volume_cm3,), units * only.price, (only.price,))


def _lines(products: list[Product], units: dict[Sku, int]) -> WantLines:
    return WantLines(
        tuple([product.sku for product in products]),
        tuple([units[product.sku] for product in products]),
        tuple([product.grams for product in products]),
        tuple([product.volume_cm3 for product in products]),
        sum([units[product.sku] * product.price for product in products]),
        tuple([product.price for product in products]),
    )


def weight(wanted: WantLines, units: tuple[int, ...]) -> tuple[int, int]:
    """Grams and cubic centimetres of so many units of each line."""
    if len(units) == 1:
        return units[0] * wanted.grams[0], units[0] * wanted.volumes_cm3[0]
    grams = volume_cm3 = 0
    for sent, each_grams, each_cm3 in zip(units, wanted.grams, wanted.volumes_cm3, strict=True):
        grams += sent * each_grams
        volume_cm3 += sent * each_cm3
    return grams, volume_cm3


def value(wanted: WantLines, units: tuple[int, ...]) -> int:
    """Centavos of so many units of each line."""
    return sum([sent * each for sent, each in zip(units, wanted.prices, strict=True)])


def shelf_lines(shelves: Stock, wanted: WantLines, ask: Ask, rules: LocationRules | None) -> tuple[ShelfLine, ...]:
    """Where the units are; the asker's own reservation does not count against it (R05), what to avoid has none, and
    neither has who may not send them (`rules`)."""
    if len(wanted.skus) == 1:
        lines = [_shelf_line(shelves.shelves, wanted.skus[0], wanted.units[0])]
    else:
        pairs = zip(wanted.skus, wanted.units, strict=True)
        lines = [_shelf_line(shelves.shelves, sku, units) for sku, units in pairs]
    if ask.reservation is not None:
        own = stock.reserved_by(shelves, ReservationId(ask.reservation))
        for place in {(take.sku, take.location) for take in own if take.sku in wanted.skus}:
            lines[wanted.skus.index(place[0])] = _with_own(shelves, lines, wanted, ask.reservation, *place)
    if ask.avoid:
        avoided = [shelves.shelves.location_numbers.get(location, -1) for location in ask.avoid]
        lines = [_without(line, np.array(avoided, dtype=np.intp)) for line in lines]
    if rules is not None:
        masks = [barring.open_to(rules, shelves, sku, ask.channel) for sku in wanted.skus]
        lines = [_open_of(line, mask) for line, mask in zip(lines, masks, strict=True)]
    return _in_whole_kits(shelves, wanted, lines) if wanted.kits else tuple(lines)


def _in_whole_kits(shelves: Stock, wanted: WantLines, lines: list[ShelfLine]) -> tuple[ShelfLine, ...]:
    """Without the units of components that their location cannot make whole kits of."""
    available = by_location(tuple(lines), len(shelves.shelves.locations))
    useful = kit_wants.in_whole_kits(wanted.kits, wanted.plain, available)
    return tuple(_line(line.numbers, useful[line.numbers, n], line.units) for n, line in enumerate(lines))


def _open_of(line: ShelfLine, mask: NDArray[np.bool_] | None) -> ShelfLine:
    if mask is None:
        return line
    return _line(line.numbers, np.where(mask[line.numbers], line.available, 0), line.units)


def _without(line: ShelfLine, numbers: NDArray[Any]) -> ShelfLine:
    return _line(line.numbers, np.where(np.isin(line.numbers, numbers), 0, line.available), line.units)


def _shelf_line(shelves: Shelves, sku: Sku, units: int) -> ShelfLine:
    """Shelves of one load lie side by side: they are read as a slice. Numbers are of the machine's own index type:
    numpy looks up by those three times faster than by others."""
    number = shelves.sku_numbers.get(sku)
    if number is None:
        return ShelfLine(_NOWHERE, _NOWHERE, units, _NOWHERE)
    rows: Any = shelves.rows_by_sku[number]
    count = len(rows)
    if count:
        first = rows.item(0)
        after = rows.item(-1) + 1
        rows = slice(first, after) if after - first == count else rows.astype(np.intp)
    return _line(shelves.location_of[rows].astype(np.intp), shelves.available[rows], units)


def _line(numbers: NDArray[Any], available: NDArray[Any], units: int) -> ShelfLine:
    if units > 1:
        return ShelfLine(numbers, available, units, numbers[available >= units])
    some = available.nonzero()[0]
    whole = numbers if len(some) == len(numbers) else numbers.take(some)
    return ShelfLine(numbers, available, units, whole)


def _with_own(
    shelves: Stock, lines: list[ShelfLine], wanted: WantLines, reservation: str, sku: Sku, location: LocationId
) -> ShelfLine:
    """The line with the asker's own units at the location available to it."""
    line = lines[wanted.skus.index(sku)]
    takes = stock.reserved_by(shelves, ReservationId(reservation))
    own = sum(take.units for take in takes if take.sku == sku and take.location == location)
    left = max(0, stock.unreserved(shelves, sku, location) + own)
    here = line.numbers == shelves.shelves.location_numbers[location]
    return _line(line.numbers, np.where(here, left, line.available), line.units)


def with_everything(lines: tuple[ShelfLine, ...], locations: int) -> Numbers:
    """Numbers of the locations that have all units of all lines; `locations`: how many there are at most."""
    full = lines[0].whole
    for line in lines[1:]:
        if not len(full):
            break
        has = np.zeros(locations, dtype=bool)
        has[full] = True
        full = line.whole[has[line.whole]]
    return full


def by_location(lines: tuple[ShelfLine, ...], locations: int) -> Numbers:
    """Units available by location number and line [L, lines]."""
    available = np.zeros((locations, len(lines)), dtype=np.int64)
    for column, line in enumerate(lines):
        available[line.numbers, column] = line.available
    return available


def missing(available: Numbers, wanted: WantLines) -> Refused | None:
    """The first line of which all rows [rows, lines] together have fewer units than wanted, with what they have."""
    left = available.sum(axis=0)
    for sku, units, wants in zip(wanted.skus, left.tolist(), wanted.units, strict=True):
        if units < wants:
            return Refused(Reason.NOT_ENOUGH_STOCK, sku, units)
    return None
