"""Olist's rows as we read them: their orders with instants in UTC and money in centavos, their sellers and products."""

from datetime import date
from enum import StrEnum

import msgspec

from promesa.domain.values.moments import Instant

ZONE = "America/Sao_Paulo"
"""Every clock in the files is São Paulo's, without saying so."""


class Status(StrEnum):
    """Olist's own words for how far an order came."""

    CREATED = "created"
    APPROVED = "approved"
    INVOICED = "invoiced"
    PROCESSING = "processing"
    SHIPPED = "shipped"
    DELIVERED = "delivered"
    CANCELED = "canceled"
    UNAVAILABLE = "unavailable"


class SoldItem(msgspec.Struct, frozen=True, gc=False):
    """One unit of an order: Olist writes a row for each."""

    product: str
    seller: str
    price_centavos: int
    freight_centavos: int


class OlistOrder(msgspec.Struct, frozen=True, gc=False):
    """An order with all that its six files say of it; `paid_centavos` is the sum of its payments."""

    order: str
    customer: str
    """The person (`customer_unique_id`); Olist's `customer_id` is one per order."""
    zip_prefix: str
    state: str
    status: Status
    purchased_at: Instant
    approved_at: Instant | None
    handed_at: Instant | None
    delivered_at: Instant | None
    platform_promised_on: date
    items: tuple[SoldItem, ...]
    paid_centavos: int


class Seller(msgspec.Struct, frozen=True):
    seller: str
    zip_prefix: str
    city: str
    state: str


class Product(msgspec.Struct, frozen=True):
    """Sizes are 0 where the file leaves them blank."""

    product: str
    category: str
    grams: int
    volume_cm3: int


class ZipPlace(msgspec.Struct, frozen=True):
    """A zip prefix; the position is the middle of its points inside Brazil, None where there is none."""

    zip_prefix: str
    state: str
    city: str
    lat: float | None
    lon: float | None


class Fault(msgspec.Struct, frozen=True):
    """A row that could not be read: it is left out, counted and named."""

    file: str
    line: int
    column: str
    value: str


class OlistData(msgspec.Struct, frozen=True):
    """Everything the files say, orders by purchase (then by id), faults in the order in which they were met."""

    orders: tuple[OlistOrder, ...]
    sellers: tuple[Seller, ...]
    products: tuple[Product, ...]
    places: tuple[ZipPlace, ...]
    faults: tuple[Fault, ...]
