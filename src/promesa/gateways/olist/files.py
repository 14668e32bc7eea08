"""Reads the folder of Olist's files, gzipped or not."""

import csv
import gzip
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from statistics import median
from typing import IO, TypeVar

from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.engine.log import Trouble
from promesa.gateways.olist.rows import (
    ZONE,
    Fault,
    OlistData,
    OlistOrder,
    Product,
    Seller,
    SoldItem,
    Status,
    ZipPlace,
)

COLUMNS = {
    "orders": (
        *("order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at"),
        *("order_delivered_carrier_date", "order_delivered_customer_date", "order_estimated_delivery_date"),
    ),
    "order_items": ("order_id", "product_id", "seller_id", "price", "freight_value"),
    "order_payments": ("order_id", "payment_value"),
    "customers": (
        *("customer_id", "customer_unique_id", "customer_zip_code_prefix", "customer_city", "customer_state"),
    ),
    "sellers": ("seller_id", "seller_zip_code_prefix", "seller_city", "seller_state"),
    "products": (
        *("product_id", "product_category_name", "product_weight_g"),
        *("product_length_cm", "product_height_cm", "product_width_cm"),
    ),
    "geolocation": (
        *("geolocation_zip_code_prefix", "geolocation_lat", "geolocation_lng"),
        *("geolocation_city", "geolocation_state"),
    ),
}
"""The files that are read and the columns of each that are used; further columns and files do not matter."""

BRAZIL = (-34.0, 5.3, -74.0, -34.7)
"""Bounding box: south, north, west, east (IBGE's extreme points, rounded outwards)."""

Row = Mapping[str, str]
T = TypeVar("T")


class NoOlistFile(Trouble):
    english = "{folder} does not hold {name} (or {name}.gz): is it the folder of Olist's public files?"
    spanish = "{folder} no contiene {name} (ni {name}.gz): ¿es la carpeta de los archivos públicos de Olist?"


class NotOlistFile(Trouble):
    english = "{name} is not Olist's file: it has no column {column}."
    spanish = "{name} no es el archivo de Olist: no tiene la columna {column}."


class Unreadable(Trouble):
    english = "{name} cannot be read: {why}"
    spanish = "{name} no se puede leer: {why}"


class _Faulty(Exception):
    """The column and the value of a row that cannot be read."""


class _Reader:
    """The folder while it is read; owns the list of faults."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.faults: list[Fault] = []

    def each(self, table: str, read: Callable[[Row], T]) -> Iterator[T]:
        """What `read` makes of each row; a row at fault is noted and left out."""
        path = find(self.folder, table)
        try:
            with _opened(path) as file:
                rows = csv.DictReader(file)
                _check_columns(path.name, rows.fieldnames or (), COLUMNS[table])
                for row in rows:
                    try:
                        yield read(row)
                    except _Faulty as fault:
                        column, value = fault.args
                        self.faults.append(Fault(path.name, rows.line_num, column, value[:100]))
        except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
            raise Unreadable(name=path.name, why=str(error)) from error


def read(folder: Path) -> OlistData:
    """All orders with their items, payments and people. Raises NoOlistFile, NotOlistFile, Unreadable."""
    reader = _Reader(folder)
    for table in COLUMNS:
        find(folder, table)
    people = dict(reader.each("customers", _customer))
    items: dict[str, list[SoldItem]] = defaultdict(list)
    for order, item in reader.each("order_items", _item):
        items[order].append(item)
    paid: dict[str, int] = defaultdict(int)
    for order, amount in reader.each("order_payments", _payment):
        paid[order] += amount
    orders = [order for order in reader.each("orders", _order_reader(people, items, paid)) if order is not None]
    sellers = tuple(reader.each("sellers", _seller))
    products = tuple(reader.each("products", _product))
    places = _places(reader, list(people.values()), sellers)
    orders.sort(key=lambda order: (order.purchased_at, order.order))
    return OlistData(tuple(orders), sellers, products, places, tuple(reader.faults))


def find(folder: Path, table: str) -> Path:
    """The file of a table, plain before gzipped. Raises NoOlistFile."""
    name = f"olist_{table}_dataset.csv"
    for path in (folder / name, folder / f"{name}.gz"):
        if path.is_file():
            return path
    raise NoOlistFile(folder=folder, name=name)


def _opened(path: Path) -> IO[str]:
    """Text of the file; Kaggle's copies begin with a byte order mark or do not."""
    if path.suffix == ".gz":
        return gzip.open(path, "rt", encoding="utf-8-sig", newline="")
    return path.open(encoding="utf-8-sig", newline="")


def _check_columns(name: str, found: object, wanted: tuple[str, ...]) -> None:
    assert isinstance(found, list | tuple)
    missing = next((column for column in wanted if column not in found), None)
    if missing is not None:
        raise NotOlistFile(name=name, column=missing)


# --- rows ---

_Person = tuple[str, str, str, str]
"""Unique id, zip prefix, city, state."""


def _customer(row: Row) -> tuple[str, _Person]:
    prefix, state = _filled(row, "customer_zip_code_prefix"), _filled(row, "customer_state")
    person = (_filled(row, "customer_unique_id"), prefix, row["customer_city"], state)
    return _filled(row, "customer_id"), person


def _item(row: Row) -> tuple[str, SoldItem]:
    product, seller = _filled(row, "product_id"), _filled(row, "seller_id")
    return _filled(row, "order_id"), SoldItem(product, seller, _money(row, "price"), _money(row, "freight_value"))


def _payment(row: Row) -> tuple[str, int]:
    return _filled(row, "order_id"), _money(row, "payment_value")


def _seller(row: Row) -> Seller:
    prefix, state = _filled(row, "seller_zip_code_prefix"), _filled(row, "seller_state")
    return Seller(_filled(row, "seller_id"), prefix, row["seller_city"], state)


def _product(row: Row) -> Product:
    grams = _whole(row, "product_weight_g")
    sides = [_whole(row, f"product_{side}_cm") for side in ("length", "height", "width")]
    volume_cm3 = sides[0] * sides[1] * sides[2]
    return Product(_filled(row, "product_id"), row["product_category_name"], grams, volume_cm3)


def _order_reader(
    people: Mapping[str, _Person], items: Mapping[str, list[SoldItem]], paid: Mapping[str, int]
) -> Callable[[Row], OlistOrder]:
    def order(row: Row) -> OlistOrder:
        person = people.get(row["customer_id"])
        if person is None:
            raise _Faulty("customer_id", row["customer_id"])
        promised_at = _moment(row, "order_estimated_delivery_date")
        purchased_at = _instant(row, "order_purchase_timestamp")
        if purchased_at is None or promised_at is None:
            raise _Faulty("order_purchase_timestamp, order_estimated_delivery_date", "")
        name = _filled(row, "order_id")
        return OlistOrder(
            order=name,
            customer=person[0],
            zip_prefix=person[1],
            state=person[3],
            status=_status(row),
            purchased_at=purchased_at,
            approved_at=_instant(row, "order_approved_at"),
            handed_at=_instant(row, "order_delivered_carrier_date"),
            delivered_at=_instant(row, "order_delivered_customer_date"),
            platform_promised_on=promised_at.date(),
            items=tuple(items.get(name, ())),
            paid_centavos=paid.get(name, 0),
        )

    return order


def _status(row: Row) -> Status:
    """A word of theirs that we do not know is a fault, never a guess."""
    try:
        return Status(row["order_status"])
    except ValueError:
        raise _Faulty("order_status", row["order_status"]) from None


def _filled(row: Row, column: str) -> str:
    text = (row[column] or "").strip()
    if not text:
        raise _Faulty(column, "")
    return text


def _money(row: Row, column: str) -> int:
    """Centavos; their figures have at most two decimals."""
    try:
        centavos = float(row[column]) * 100
        whole = round(centavos)
    except (ValueError, OverflowError):
        raise _Faulty(column, row[column]) from None
    if whole < 0 or abs(centavos - whole) > 0.01:
        raise _Faulty(column, row[column])
    return whole


def _whole(row: Row, column: str) -> int:
    """A whole number, 0 where it is blank."""
    text = row[column]
    if not text:
        return 0
    try:
        number = round(float(text))
    except (ValueError, OverflowError):
        raise _Faulty(column, text) from None
    if number < 0:
        raise _Faulty(column, text)
    return number


def _moment(row: Row, column: str) -> datetime | None:
    text = row[column]
    if not text:
        return None
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise _Faulty(column, text) from None


def _instant(row: Row, column: str) -> Instant | None:
    moment = _moment(row, column)
    return None if moment is None else moments.of(moment.replace(tzinfo=moments.zone(ZONE)))


# --- places ---


def _places(reader: _Reader, people: list[_Person], sellers: tuple[Seller, ...]) -> tuple[ZipPlace, ...]:
    """Every zip prefix that any file names, with the state and city that are named most often, ordered by prefix."""
    named: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    points: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for _, prefix, city, state in people:
        named[prefix][state, city] += 1
    for seller in sellers:
        named[seller.zip_prefix][seller.state, seller.city] += 1
    for prefix, state, city, point in reader.each("geolocation", _point):
        if prefix not in named:
            named[prefix][state, city] += 1
        if point is not None:
            points[prefix].append(point)
    return tuple(_place(prefix, named[prefix], points.get(prefix, [])) for prefix in sorted(named))


def _point(row: Row) -> tuple[str, str, str, tuple[float, float] | None]:
    prefix, state = _filled(row, "geolocation_zip_code_prefix"), _filled(row, "geolocation_state")
    try:
        lat, lon = float(row["geolocation_lat"]), float(row["geolocation_lng"])
    except ValueError:
        raise _Faulty("geolocation_lat, geolocation_lng", row["geolocation_lat"]) from None
    south, north, west, east = BRAZIL
    inside = south <= lat <= north and west <= lon <= east
    return prefix, state, row["geolocation_city"], (lat, lon) if inside else None


def _place(prefix: str, named: Counter[tuple[str, str]], points: list[tuple[float, float]]) -> ZipPlace:
    """Of names as frequent as each other the first in the alphabet."""
    state, city = min(named, key=lambda name: (-named[name], name))
    if not points:
        return ZipPlace(prefix, state, city, None, None)
    lat, lon = median(point[0] for point in points), median(point[1] for point in points)
    return ZipPlace(prefix, state, city, round(lat, 5), round(lon, 5))
