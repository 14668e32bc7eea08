"""What happened to an order: when it is heard, in which order, and in which of our words."""

from pathlib import Path

import pytest

from promesa.domain.ledger.shipments.words import HandOver, RecordScan, Scan
from promesa.domain.values import moments
from promesa.domain.values.ids import ParcelId
from promesa.domain.values.moments import Instant
from promesa.gateways.olist import files, history
from promesa.gateways.olist.history import What
from promesa.gateways.olist.rows import OlistOrder
from tests.gateways.olist.folders import Told

NOON = "2017-06-01 12:00:00"


def at(text: str) -> Instant:
    return moments.from_iso(f"{text.replace(' ', 'T')}-03:00")


def one(tmp_path: Path, **told: str) -> OlistOrder:
    (order,) = files.read(Told().order("o1", NOON, **told).write(tmp_path)).orders
    return order


# (what the file says) -> [(what, heard on the day of June, told for the day of June)]
STORIES = {
    "bought, paid, handed over, delivered": (
        {"approved": "2017-06-01 13:00:00", "handed": "2017-06-03 09:00:00", "delivered": "2017-06-09 18:00:00"},
        [(What.PURCHASED, 1, 1), (What.APPROVED, 1, 1), (What.HANDED, 3, 3), (What.DELIVERED, 9, 9)],
    ),
    "still waiting": ({"status": "processing", "approved": NOON}, [(What.PURCHASED, 1, 1), (What.APPROVED, 1, 1)]),
    "handed over before it was bought": (
        {"handed": "2017-05-30 09:00:00", "delivered": "2017-06-04 09:00:00"},
        [(What.PURCHASED, 1, 1), (What.HANDED, 1, 30), (What.DELIVERED, 4, 4)],
    ),
    "paid before it was bought": (
        {"approved": "2017-05-31 09:00:00", "status": "approved"},
        [(What.PURCHASED, 1, 1), (What.APPROVED, 1, 31)],
    ),
    "delivered before it left": (
        {"handed": "2017-06-08 09:00:00", "delivered": "2017-06-05 09:00:00"},
        [(What.PURCHASED, 1, 1), (What.DELIVERED, 5, 5), (What.HANDED, 8, 8), (What.DELIVERED, 8, 5)],
    ),
    "delivered and nobody says that it left": (
        {"delivered": "2017-06-05 09:00:00"},
        [(What.PURCHASED, 1, 1), (What.HANDED, 5, 5), (What.DELIVERED, 5, 5)],
    ),
    "cancelled at once": ({"status": "canceled"}, [(What.PURCHASED, 1, 1), (What.CANCELLED, 1, 1)]),
    "cancelled after it was paid": (
        {"status": "canceled", "approved": "2017-06-02 09:00:00"},
        [(What.PURCHASED, 1, 1), (What.APPROVED, 2, 2), (What.CANCELLED, 2, 2)],
    ),
    "cancelled after it left": (
        {"status": "canceled", "handed": "2017-06-04 09:00:00"},
        [(What.PURCHASED, 1, 1), (What.HANDED, 4, 4), (What.CANCELLED, 4, 4)],
    ),
}


@pytest.mark.parametrize("story", STORIES)
def test_what_happened_is_heard_in_order(tmp_path: Path, story: str) -> None:
    told, expected = STORIES[story]
    happened = history.happenings([one(tmp_path, **told)])
    assert [(h.what, moments.utc(h.at).day, moments.utc(h.told_at).day) for h in happened] == expected


def test_happenings_of_all_orders_are_merged_by_their_instant(tmp_path: Path) -> None:
    told = Told().order("o1", NOON, delivered="2017-06-09 18:00:00").order("o2", "2017-06-02 12:00:00")
    happened = history.happenings(files.read(told.write(tmp_path)).orders)
    assert [h.at for h in happened] == sorted(h.at for h in happened)
    assert [h.number for h in happened] == [0, 1, 0, 0]


@pytest.mark.parametrize(
    ("paid", "interest", "discount"),
    [("110.50", 0, 0), ("120.50", 1_000, 0), ("100.50", 0, 1_000), ("", 0, 0)],
)
def test_the_order_costs_what_was_paid(tmp_path: Path, paid: str, interest: int, discount: int) -> None:
    """Goods 100.00 and freight 10.50; what was paid beyond is interest, what was not is discount."""
    command = history.purchase(one(tmp_path, paid=paid))
    assert (command.fee, command.interest, command.discount) == (1_050, interest, discount)
    assert command.platform_promised_on is not None


def test_items_of_one_product_at_one_price_are_one_line(tmp_path: Path) -> None:
    told = Told().order("o1", NOON, items=(("p-book", "s-sp"), ("p-book", "s-sp"), ("p-lamp", "s-mg")))
    (order,) = files.read(told.write(tmp_path)).orders
    assert [(i.sku, i.units, i.price) for i in history.purchase(order).items] == [
        ("p-book", 2, 10_000),
        ("p-lamp", 1, 10_000),
    ]
    assert [(s.sku, s.location, s.units) for s in history.units_sold(order)] == [
        ("p-book", "s-sp", 2),
        ("p-lamp", "s-mg", 1),
    ]
    assert [s.units for s in history.units_sold(order, -1)] == [-2, -1]


def test_what_is_told_of_an_order_is_true_of_each_of_its_parcels() -> None:
    parcels, then = [ParcelId("o1-1"), ParcelId("o1-2")], at("2017-06-03 09:00:00")
    assert history.parcels_news(What.HANDED, parcels, then) == [HandOver(parcel, then) for parcel in parcels]
    assert history.parcels_news(What.DELIVERED, parcels, then) == [
        RecordScan(parcel, Scan.DELIVERED, then) for parcel in parcels
    ]


def test_who_cancelled(tmp_path: Path) -> None:
    assert history.cancellation(one(tmp_path, status="canceled")).by_customer
    assert not history.cancellation(one(tmp_path, status="unavailable")).by_customer
