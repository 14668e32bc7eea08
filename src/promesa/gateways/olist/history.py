"""What happened to each order, in the order in which it happened, and how it is said in our commands."""

from collections.abc import Iterator, Sequence
from enum import IntEnum
from typing import NamedTuple

from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments.words import ReceivePayment
from promesa.domain.ledger.shipments.words import HandOver, RecordScan, Scan
from promesa.domain.ledger.stock.words import AdjustStock
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.values.ids import CustomerId, LocationId, OrderId, ParcelId, PaymentId, PostalCode, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.gateways.olist.network import CHANNEL, RAIL, SOURCE
from promesa.gateways.olist.rows import OlistOrder, Status


class What(IntEnum):
    """Happenings of one order at one instant happen in this order."""

    PURCHASED = 1
    APPROVED = 2
    HANDED = 3
    DELIVERED = 4
    CANCELLED = 5


class Happening(NamedTuple):
    """One thing that the file says of one order, at the instant at which it can first be heard.

    `number` is the order's place in `OlistData.orders`; `told_at` is the instant that the file gives, which a few
    orders place before their own purchase.
    """

    at: Instant
    number: int
    what: What
    told_at: Instant


def happenings(orders: Sequence[OlistOrder]) -> list[Happening]:
    """Everything that the file says, by instant; ties by purchase and then as `What` orders them."""
    return sorted(happening for number, order in enumerate(orders) for happening in of_order(number, order))


def of_order(number: int, order: OlistOrder) -> Iterator[Happening]:
    """What happened to one order.

    A delivery told before its hand-over is heard when it is told (and doubted), and again once the parcel is known to
    have left; a delivery without any hand-over says that it left, at the latest then. The file gives no moment to a
    cancellation: it is heard right after the last moment that the order has.
    """
    bought = order.purchased_at
    yield Happening(bought, number, What.PURCHASED, bought)
    if order.approved_at is not None:
        yield Happening(max(bought, order.approved_at), number, What.APPROVED, order.approved_at)
    handed_at = order.delivered_at if order.handed_at is None else order.handed_at
    if handed_at is not None:
        yield Happening(max(bought, handed_at), number, What.HANDED, handed_at)
    if order.delivered_at is not None:
        assert handed_at is not None
        yield Happening(max(bought, order.delivered_at), number, What.DELIVERED, order.delivered_at)
        if order.delivered_at < handed_at:
            yield Happening(max(bought, handed_at), number, What.DELIVERED, order.delivered_at)
    if order.status in (Status.CANCELED, Status.UNAVAILABLE):
        named = (order.purchased_at, order.approved_at, handed_at, order.delivered_at)
        last = max(moment for moment in named if moment is not None)
        yield Happening(last, number, What.CANCELLED, last)


# --- in our words ---


def purchase(order: OlistOrder) -> PlaceOrder:
    """The order at the prices that the marketplace charged; what was paid beyond them is interest, below them discount.

    Freight is the customer's fee for delivery; items of one product at one price are one line.
    """
    units: dict[tuple[str, int], int] = {}
    for item in order.items:
        key = (item.product, item.price_centavos)
        units[key] = units.get(key, 0) + 1
    goods, freight = _sums(order)
    beyond = order.paid_centavos - goods - freight if order.paid_centavos else 0
    return PlaceOrder(
        order=OrderId(order.order),
        customer=CustomerId(order.customer),
        channel=CHANNEL,
        items=tuple(Item(Sku(sku), count, Centavos(price)) for (sku, price), count in units.items()),
        rail=RAIL,
        postal_code=PostalCode(order.zip_prefix),
        discount=Centavos(min(goods, max(0, -beyond))),
        interest=Centavos(max(0, beyond)),
        fee=Centavos(freight),
        platform_promised_on=order.platform_promised_on,
    )


def _sums(order: OlistOrder) -> tuple[int, int]:
    """Goods and freight in centavos."""
    return sum(item.price_centavos for item in order.items), sum(item.freight_centavos for item in order.items)


def units_sold(order: OlistOrder, sign: int = 1) -> list[AdjustStock]:
    """That it was sold shows that the seller had it (`sign` 1); that it was not, takes that back (-1)."""
    sold: dict[tuple[str, str], int] = {}
    for item in order.items:
        sold[item.product, item.seller] = sold.get((item.product, item.seller), 0) + sign
    reason = "sold" if sign > 0 else "not sold after all"
    return [
        AdjustStock(Sku(product), LocationId(seller), units, SOURCE, reason)
        for (product, seller), units in sold.items()
    ]


def payment(order: OlistOrder, paid_at: Instant) -> ReceivePayment:
    """The marketplace answers for the money from its approval on."""
    name = PaymentId(f"{order.order}:1")
    return ReceivePayment(name, Centavos(order.paid_centavos), paid_at, RAIL, OrderId(order.order))


def parcels_news(what: What, parcels: Sequence[ParcelId], told_at: Instant) -> list[HandOver | RecordScan]:
    """Olist tells of an order, not of its parcels: what it tells is true of each of them."""
    if what is What.HANDED:
        return [HandOver(parcel, told_at) for parcel in parcels]
    assert what is What.DELIVERED, what
    return [RecordScan(parcel, Scan.DELIVERED, told_at) for parcel in parcels]


def cancellation(order: OlistOrder) -> CancelOrder:
    """An "unavailable" order is the seller's doing; who gave up a "canceled" one is not said: we take the customer, but
    for one that had left, of which nothing says that it came back."""
    by_customer = order.status is Status.CANCELED and order.handed_at is None
    return CancelOrder(OrderId(order.order), str(order.status), by_customer)
