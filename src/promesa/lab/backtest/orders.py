"""Olist's orders as columns, in days of São Paulo's wall clock."""

import csv
import gzip
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.gateways.olist import files
from promesa.gateways.olist.rows import ZONE, OlistData, OlistOrder, Product, Seller, Status, ZipPlace

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Flags = NDArray[np.bool_]

NEVER = 1_000_000
"""The day of what has not happened."""
EARTH_KM = 6_371.0
MIDDLE_OF_BRAZIL = (-15.8, -47.9)
"""Where a prefix lies whose place nobody knows: Brasília."""
EPOCH_DAY = date(1970, 1, 1).toordinal()


class Paid(NamedTuple):
    """How an order was paid: the kind of its largest payment and the most instalments of any."""

    kind: str
    instalments: int


class Times(NamedTuple):
    """Days since 1970-01-01 on the wall clock, a fraction for the hour; inf for what has not happened. All (n,)."""

    bought: Floats
    handed: Floats
    delivered: Floats
    bought_day: Whole
    delivered_day: Whole
    """`NEVER` while it is not delivered."""
    counted: Flags
    """Whether Olist calls it delivered: only these are scored."""
    platform_day: Whole


class Places(NamedTuple):
    """From where to where: whole numbers are codes, positions are (n, 2) latitude and longitude."""

    state: Whole
    """Of the customer, in `states`."""
    states: tuple[str, ...]
    lane: Whole
    """First seller's state and customer's state."""
    area: Whole
    """The customer's zip prefix, its first three figures."""
    zip_prefix: Whole
    same_state: Flags
    same_city: Flags
    customer_at: Floats
    seller_at: Floats
    distance_km: Floats


class Goods(NamedTuple):
    """What was bought and how it was paid: codes of the first item, sums over all; all (n,)."""

    seller: Whole
    product: Whole
    category: Whole
    price: Floats
    freight: Floats
    grams: Floats
    volume_cm3: Floats
    items: Floats
    sellers: Floats
    boleto: Floats
    instalments: Floats


class Orders(NamedTuple):
    """One row per order that has items, by purchase."""

    times: Times
    places: Places
    goods: Goods


def read_payments(folder: Path) -> dict[str, Paid]:
    """How each order was paid, by order id. Raises files.NoOlistFile."""
    path = files.find(folder, "order_payments")
    most: dict[str, tuple[float, Paid]] = {}
    plain = path.suffix != ".gz"
    with path.open(encoding="utf-8-sig") if plain else gzip.open(path, "rt", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            value, kind = _amount(row, "value"), row.get("payment_type", "")
            before, known = most.get(row["order_id"], (-1.0, Paid("", 1)))
            instalments = max(int(_amount(row, "installments")), known.instalments)
            most[row["order_id"]] = (max(value, before), Paid(kind if value > before else known.kind, instalments))
    return {order: paid for order, (_, paid) in most.items()}


def _amount(row: Mapping[str, str], what: str) -> float:
    """A payment's figure, 0 where it cannot be read: it is a hint about the order, not money."""
    try:
        return float(row.get(f"payment_{what}", ""))
    except ValueError:
        return 0.0


def columns(olist: OlistData, payments: Mapping[str, Paid]) -> Orders:
    """The orders with items; an order of which no payment is told counts as paid at once."""
    orders = [order for order in olist.orders if order.items]
    seller = {one.seller: one for one in olist.sellers}
    first = [seller[order.items[0].seller] for order in orders]
    return Orders(
        _times(orders),
        _places(orders, first, {one.zip_prefix: one for one in olist.places}),
        _goods(orders, {one.product: one for one in olist.products}, payments),
    )


def _times(orders: Sequence[OlistOrder]) -> Times:
    bought = _days(order.purchased_at for order in orders)
    delivered = np.maximum(_days(order.delivered_at for order in orders), bought)
    over = np.isfinite(delivered)
    delivered_day = np.full(bought.size, NEVER)
    delivered_day[over] = np.floor(delivered[over])
    return Times(
        bought=bought,
        handed=np.maximum(_days(order.handed_at for order in orders), bought),
        delivered=delivered,
        bought_day=np.floor(bought).astype(np.int64),
        delivered_day=delivered_day,
        counted=over & np.array([order.status is Status.DELIVERED for order in orders], bool),
        platform_day=np.array([order.platform_promised_on.toordinal() - EPOCH_DAY for order in orders], np.int64),
    )


def _days(instants: Iterable[Instant | None]) -> Floats:
    return np.array([np.inf if instant is None else _wall_days(instant) for instant in instants])


def _wall_days(instant: Instant) -> float:
    clock = moments.local(instant, ZONE)
    seconds = 3_600 * clock.hour + 60 * clock.minute + clock.second + clock.microsecond / 1e6
    return clock.toordinal() - EPOCH_DAY + seconds / 86_400


def _places(orders: Sequence[OlistOrder], first: Sequence[Seller], place: Mapping[str, ZipPlace]) -> Places:
    states = tuple(sorted({order.state for order in orders}))
    code = {state: number for number, state in enumerate(states)}
    customer_at = np.array([_position(place.get(order.zip_prefix)) for order in orders]).reshape(-1, 2)
    seller_at = np.array([_position(place.get(seller.zip_prefix)) for seller in first]).reshape(-1, 2)
    pairs = list(zip(orders, first, strict=True))
    return Places(
        state=np.array([code[order.state] for order in orders], np.int64),
        states=states,
        lane=_codes([f"{seller.state} {order.state}" for order, seller in pairs]),
        area=_codes([order.zip_prefix[:3] for order in orders]),
        zip_prefix=_codes([order.zip_prefix for order in orders]),
        same_state=np.array([seller.state == order.state for order, seller in pairs], bool),
        same_city=np.array([_city(place, order.zip_prefix) == seller.city for order, seller in pairs], bool),
        customer_at=customer_at,
        seller_at=seller_at,
        distance_km=_distance_km(customer_at, seller_at),
    )


def _city(place: Mapping[str, ZipPlace], zip_prefix: str) -> str:
    known = place.get(zip_prefix)
    return "" if known is None else known.city


def _position(place: ZipPlace | None) -> tuple[float, float]:
    if place is None or place.lat is None or place.lon is None:
        return MIDDLE_OF_BRAZIL
    return place.lat, place.lon


def _distance_km(one: Floats, other: Floats) -> Floats:
    """Great circle between (n, 2) positions in degrees, by the haversine."""
    here, there = np.radians(one), np.radians(other)
    half = np.sin((here - there) / 2.0) ** 2
    chord = half[:, 0] + np.cos(here[:, 0]) * np.cos(there[:, 0]) * half[:, 1]
    distance: Floats = 2.0 * EARTH_KM * np.arcsin(np.sqrt(np.clip(chord, 0.0, 1.0)))
    return distance


def _goods(orders: Sequence[OlistOrder], products: Mapping[str, Product], payments: Mapping[str, Paid]) -> Goods:
    paid = [payments.get(order.order, Paid("", 1)) for order in orders]

    def total(of: str) -> Floats:
        return np.array([sum(getattr(item, of) for item in order.items) for order in orders], float)

    def size(of: str) -> Floats:
        return np.array([sum(getattr(products[item.product], of) for item in order.items) for order in orders], float)

    return Goods(
        seller=_codes([order.items[0].seller for order in orders]),
        product=_codes([order.items[0].product for order in orders]),
        category=_codes([products[order.items[0].product].category for order in orders]),
        price=total("price_centavos") / 100.0,
        freight=total("freight_centavos") / 100.0,
        grams=size("grams"),
        volume_cm3=size("volume_cm3"),
        items=np.array([len(order.items) for order in orders], float),
        sellers=np.array([len({item.seller for item in order.items}) for order in orders], float),
        boleto=np.array([one.kind == "boleto" for one in paid], float),
        instalments=np.array([one.instalments for one in paid], float),
    )


def _codes(names: list[str]) -> Whole:
    """A whole number for each name, in the order in which they are met: what comes later changes none before it."""
    known: dict[str, int] = {}
    return np.array([known.setdefault(name, len(known)) for name in names], np.int64)
