"""Stock files: units on hand of each SKU at each location, compared as columns and loaded in batches."""

from collections.abc import Callable, Hashable, Iterator, Sequence
from itertools import pairwise
from typing import Any, Generic, TypeVar, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from promesa.domain.ledger.stock import folds, rules
from promesa.domain.ledger.stock.state import Shelves, Stock
from promesa.domain.ledger.stock.words import LoadStock, StockLoaded
from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.world import World
from promesa.gateways.files import cells, headers, numerals, plans
from promesa.gateways.files.faults import SHEET_SHIFT, Fault
from promesa.gateways.files.headers import CODE, NUMBER
from promesa.gateways.files.plans import CHANGED, NEW, SAMPLES, Applied, Ask, Change, Kind, Plan, Put, Step, Undoing
from promesa.gateways.files.reading import Reading, ReadSheet
from promesa.gateways.files.tables import Row

T = TypeVar("T", bound=Hashable)
Ints = NDArray[np.signedinteger[Any]]
"""int32 where there is one for each row of a file, but for the rows' own numbers."""

SOURCE = "file"
"""Who counted, on the shelves that a file fills."""
FEW = 20_000
"""Below this many rows shelves are looked up one by one: sorting millions of shelves for a few would be waste."""

FIELDS = (
    headers.field(
        "sku",
        "sku, clave sku, clave del producto, clave producto, clave de artículo, clave artículo, código de producto, "
        "código producto, código artículo, código sku, id producto, product code, product id, item code, item id, "
        "sku id, material, clave, código, no. de parte, número de parte, part number, upc, ean, código de barras, "
        "barcode, referencia, artículo, producto, item, product",
        CODE,
        True,
    ),
    headers.field(
        "location",
        "clave almacén, clave de almacén, código almacén, código de almacén, id almacén, clave sucursal, "
        "código sucursal, id sucursal, clave tienda, código tienda, código de tienda, id tienda, no. tienda, "
        "location id, location code, warehouse id, warehouse code, store id, store code, site id, node id, ubicación, "
        "almacén, sucursal, tienda, cedis, bodega, centro, planta, local, location, warehouse, store, site, node, "
        "plant",
        CODE,
        True,
    ),
    headers.field(
        "units",
        "existencia, existencias, existencia física, existencia actual, unidades, piezas, pzas, pza, cantidad, "
        "cantidad física, stock, stock físico, inventario, inventario físico, saldo, on hand, quantity on hand, "
        "qty on hand, qoh, onhand, quantity, qty, count, inventory",
        NUMBER,
        True,
    ),
)


class Rows(msgspec.Struct):
    """All good rows as columns: indexes into the names, units, and the rows' numbers, in the order of the file."""

    skus: list[str]
    locations: list[str]
    sku: Ints
    location: Ints
    units: Ints
    numbers: Ints

    def only(self, chosen: NDArray[Any]) -> "Rows":
        """The rows of a mask or of indexes."""
        columns = (self.sku[chosen], self.location[chosen], self.units[chosen], self.numbers[chosen])
        return Rows(self.skus, self.locations, *columns)


class Numbered(Generic[T]):
    """Cells as small numbers, each different cell read once; a class because it owns the table of cells seen.

    A cell that reads well is the index of its value; a bad one is -1 minus the index of its fault.
    """

    def __init__(self, resolve: Callable[[list[Any]], list[T | Fault]]) -> None:
        self.values: list[T] = []
        self.faults: list[Fault] = []
        self._resolve = resolve
        self._of_cell: dict[Any, int] = {}
        self._of_value: dict[T, int] = {}

    def numbers(self, column: list[Any]) -> Ints:
        """The number of each cell."""
        keys = column
        if set(map(type, column)) != {str}:
            keys = [cell if type(cell) is str else (type(cell), cell) for cell in column]  # 1, 1.0 and True are equal
        found = list(map(self._of_cell.get, keys))
        if None in found:
            self._learn(list(dict.fromkeys(key for key, number in zip(keys, found, strict=True) if number is None)))
            found = list(map(self._of_cell.get, keys))
        return np.array(found, dtype=np.int32)

    def _learn(self, keys: list[Any]) -> None:
        values = self._resolve([key if type(key) is str else key[1] for key in keys])
        for key, value in zip(keys, values, strict=True):
            if isinstance(value, Fault):
                self.faults.append(value)
                self._of_cell[key] = -len(self.faults)
            else:
                number = self._of_value.setdefault(value, len(self.values))
                if number == len(self.values):
                    self.values.append(value)
                self._of_cell[key] = number


def plan(file: Reading, ask: Ask, only: frozenset[int] | None) -> Plan:
    """Read, put aside what is bad or said twice, compare with the shelves."""
    made = Plan()
    rows = _one_word_each(_rows(file, ask), file, made)
    standing, made.gone = ask(_standing, rows)
    differs = standing != rows.units
    if only is not None:
        wanted = np.isin(rows.numbers, np.fromiter(only, dtype=np.int64, count=len(only)))
        made.moved = int((differs & ~wanted).sum())
        differs &= wanted
    made.new, made.changed = int((differs & (standing < 0)).sum()), int((differs & (standing >= 0)).sum())
    made.same = len(differs) - made.new - made.changed
    news, before = rows.only(differs), standing[differs]
    made.samples = [_change(news, before, at) for at in range(min(SAMPLES, len(before)))]
    made.steps = _steps(news, plans.step_rows(file.rows))
    return made


def _change(rows: Rows, before: Ints, at: int) -> Change:
    was = int(before[at])
    return Change(NEW if was < 0 else CHANGED, _about(rows, at), "" if was < 0 else str(was), str(int(rows.units[at])))


# --- reading ---


def _rows(file: Reading, ask: Ask) -> Rows:
    """Every row of every sheet as columns; bad rows are reported and left out."""
    skus = Numbered[str](lambda column: _known(column, lambda names: ask(_known_skus, names), "unknown_sku"))
    places = Numbered[str](lambda column: _known(column, lambda names: ask(_known_places, names), "unknown_location"))
    parts: list[tuple[Ints, ...]] = [(*(np.empty(0, dtype=np.int32),) * 3, np.empty(0, dtype=np.int64))]
    done = 0
    for index, one in enumerate(file.sheets):
        counts = Numbered[int](_counts(one.decimals.get("units")))
        units: list[Ints] = []
        for chunk in one.sheet.chunks():
            part = _columns(file, one, index << SHEET_SHIFT, chunk, (skus, places, counts))
            units.append(part[2])
            parts.append(part)
            done += len(chunk)
            file.progress("check", done, file.rows)
        values = np.array(counts.values, dtype=np.int32)
        for column in units:
            column[:] = values[column]
    return Rows(skus.values, places.values, *(np.concatenate(column) for column in zip(*parts, strict=True)))


def _counts(decimal: str | None) -> Callable[[list[Any]], list[int | Fault]]:
    return lambda column: [numerals.whole(cell, decimal, rules.UNITS_MAX) for cell in column]


def _columns(
    file: Reading, one: ReadSheet, first: int, chunk: list[Row], readers: Sequence[Numbered[Any]]
) -> tuple[Ints, ...]:
    """(sku, location, units, number) of the chunk's good rows."""
    at = one.columns.at
    kept = _whole_rows(file, one, first, chunk)
    numbers = np.array([first + line for line, _ in kept], dtype=np.int64)
    columns = []
    for name, reader in zip(("sku", "location", "units"), readers, strict=True):
        if name in at:
            columns.append(reader.numbers([row[at[name]] for _, row in kept]))
        else:
            columns.append(reader.numbers([one.columns.constants[name]] * len(kept)))
    wrong = np.flatnonzero((columns[0] < 0) | (columns[1] < 0) | (columns[2] < 0))
    if not len(wrong):
        return (*columns, numbers)

    def tell(row: int) -> tuple[str, Fault]:
        said = (("sku", 0), ("location", 1), ("units", 2))
        field, nth = next((field, nth) for field, nth in said if columns[nth][wrong[row]] < 0)
        return one.columns.said[field], readers[nth].faults[-1 - int(columns[nth][wrong[row]])]

    file.bad.add_many(numbers[wrong], tell)
    good = np.ones(len(numbers), dtype=bool)
    good[wrong] = False
    return (*(column[good] for column in columns), numbers[good])


def _whole_rows(file: Reading, one: ReadSheet, first: int, chunk: list[Row]) -> list[tuple[int, list[Any]]]:
    """Rows as wide as the header: short ones are filled up, broken and spilling ones are bad."""
    width = one.columns.width
    found = [row for _, row in chunk]
    if set(map(type, found)) == {list} and set(map(len, cast(list[list[Any]], found))) == {width}:
        return cast(list[tuple[int, list[Any]]], chunk)
    kept = []
    cursor = cells.Cursor(one.columns, one.decimals)
    for line, row in chunk:
        cursor.take(row)
        if cursor.fault is not None:
            file.bad.add(first + line, "", cursor.fault)
        elif isinstance(row, list):
            kept.append((line, row + [""] * (width - len(row))))
    return kept


def _known(column: list[Any], which: Callable[[list[str]], list[bool]], unknown: str) -> list[str | Fault]:
    """Codes that the world knows; the others are faults."""
    codes = [cells.code(cell) if str(cell).strip() else Fault("missing") for cell in column]
    names = [code for code in codes if isinstance(code, str)]
    known = dict(zip(names, which(names), strict=True))
    return [code if isinstance(code, Fault) or known[code] else Fault(unknown, code) for code in codes]


def _known_skus(world: World, names: list[str]) -> list[bool]:
    return [name in world.catalog.products for name in names]


def _known_places(world: World, names: list[str]) -> list[bool]:
    return [name in world.locations.by_id for name in names]


def _one_word_each(rows: Rows, file: Reading, made: Plan) -> Rows:
    """One row per shelf: the same figure again is counted, another figure makes all rows of the shelf ambiguous."""
    shelf = rows.sku.astype(np.int64) * max(1, len(rows.locations)) + rows.location
    order = np.argsort(shelf, kind="stable")
    arranged = shelf[order]
    starts = np.flatnonzero(np.diff(arranged, prepend=-1))
    if len(starts) == len(shelf):
        return rows
    group = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(shelf)))
    units = rows.units[order]
    clashing = np.logical_or.reduceat(units != units[starts][group], starts)[group]
    is_first = np.zeros(len(shelf), dtype=bool)
    is_first[starts] = True
    made.doubled = int((~is_first & ~clashing).sum())
    ambiguous = rows.only(np.sort(order[clashing]))

    def tell(at: int) -> tuple[str, Fault]:
        sheet = file.sheets[int(ambiguous.numbers[at]) >> SHEET_SHIFT]
        return sheet.columns.said["units"], Fault(
            "ambiguous_rows", str(int(ambiguous.units[at])), _about(ambiguous, at)
        )

    file.bad.add_many(ambiguous.numbers, tell)
    return rows.only(np.sort(order[is_first & ~clashing]))


# --- comparing ---


def _standing(world: World, rows: Rows) -> tuple[Ints, int]:
    """Units on hand at each row's shelf now, -1 where there is no shelf; and shelves with units that no row names,
    at the locations that the file speaks of."""
    shelves = world.stock.shelves
    at = _shelf_rows(shelves, rows)
    standing = np.where(at >= 0, shelves.on_hand[np.maximum(at, 0)], -1).astype(np.int64)
    spoken = np.unique(rows.location)
    numbers = [shelves.location_numbers.get(LocationId(rows.locations[place]), -1) for place in spoken.tolist()]
    filled = np.isin(shelves.location_of[: shelves.size], numbers) & (shelves.on_hand[: shelves.size] > 0)
    return standing, int(filled.sum()) - int((standing > 0).sum())


def _shelf_rows(shelves: Shelves, rows: Rows) -> Ints:
    """The shelf's row for each of ours, -1 where there is none."""
    if len(rows.sku) <= FEW:
        pairs = zip(rows.sku.tolist(), rows.location.tolist(), strict=True)
        found = [shelves.row(Sku(rows.skus[s]), LocationId(rows.locations[place])) for s, place in pairs]
        return np.array(found, dtype=np.int32)
    skus = np.array([shelves.sku_numbers.get(Sku(name), -1) for name in rows.skus], dtype=np.int64)
    places = np.array([shelves.location_numbers.get(LocationId(name), -1) for name in rows.locations], dtype=np.int64)
    sku, place = skus[rows.sku], places[rows.location]
    have = shelves.sku_of[: shelves.size].astype(np.int64) * (1 << 32) + shelves.location_of[: shelves.size]
    order = np.argsort(have, kind="stable")
    wanted = sku * (1 << 32) + place
    slot = np.minimum(np.searchsorted(have, wanted, sorter=order), max(0, len(have) - 1))
    if not len(have):
        return np.full(len(wanted), -1, dtype=np.int64)
    row = order[slot]
    return np.where((have[row] == wanted) & (sku >= 0) & (place >= 0), row, -1)


def _steps(rows: Rows, size: int) -> Iterator[Step]:
    """One batch for each stretch of the file that has something to say."""
    cut = rows.numbers // size
    starts = np.flatnonzero(np.diff(cut, prepend=-1)).tolist()
    for start, end in pairwise([*starts, len(cut)]):
        part = rows.only(np.arange(start, end))
        yield Step(int(cut[start]), (Put(_load(part), part.numbers.tolist()),))


def _load(rows: Rows) -> Callable[[str], LoadStock]:
    skus = tuple(Sku(rows.skus[number]) for number in rows.sku.tolist())
    places = tuple(LocationId(rows.locations[number]) for number in rows.location.tolist())
    units = tuple(rows.units.tolist())
    return lambda mark: LoadStock(SOURCE, mark, skus, places, units)


# --- undoing ---


def rows_of(fact: Any) -> int:
    return len(fact.on_hand) // 4 if isinstance(fact, StockLoaded) else 0


def undo(world: World, before: Stock, applied: list[Applied]) -> Undoing:
    """Load the counts of before where nobody has said anything since; a shelf that was new is counted empty."""
    made = Undoing()
    for number, (fact, at) in enumerate(applied):
        if isinstance(fact, StockLoaded):
            rows = _rows_of_fact(fact)
            shelves = world.stock.shelves
            shelf = _shelf_rows(shelves, rows)
            untouched = (shelves.on_hand[shelf] == rows.units) & (shelves.counted_at[shelf] == at)
            back = rows.only(untouched)
            was = _shelf_rows(before.shelves, back)
            back.units = np.where(was >= 0, before.shelves.on_hand[np.maximum(was, 0)], 0).astype(np.int64)
            made.left += [plans.changed_since(_about(rows, row)) for row in np.flatnonzero(~untouched).tolist()]
            if len(back.units):
                made.steps.append(Step(number, (Put(_load(back), back.numbers.tolist()),)))
    return made


def _rows_of_fact(fact: StockLoaded) -> Rows:
    columns = (fact.sku_index, fact.location_index, fact.on_hand)
    sku, location, units = (np.frombuffer(column, "<i4").astype(np.int64) for column in columns)
    return Rows(list(fact.skus), list(fact.locations), sku, location, units, np.arange(len(units)))


def _about(rows: Rows, row: int) -> str:
    return f"{rows.skus[rows.sku[row]]} · {rows.locations[rows.location[row]]}"


KIND = Kind(name="stock", fields=FIELDS, plan=plan, rows_of=rows_of, undo=undo, noun=Stock, folds=folds.FOLD)
