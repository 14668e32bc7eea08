"""Olist's files as they are downloaded: read whole, gzipped or not, with every row that cannot be read named."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from promesa.domain.values import moments
from promesa.gateways.olist import files
from promesa.gateways.olist.rows import Fault, Product, Status
from tests.gateways.olist.folders import Told, a_year

BOUGHT, LATER = "2017-06-01 10:00:00", "2017-06-09 18:30:00"


@pytest.mark.parametrize("bom", [False, True])
def test_gzipped_or_not_it_says_the_same(tmp_path: Path, bom: bool) -> None:
    told = a_year(10)
    zipped = files.read(told.write(tmp_path / "zipped", bom=bom))
    assert zipped == files.read(told.write(tmp_path / "plain", zipped=False, bom=bom))
    assert len(zipped.orders) == 18
    assert not zipped.faults


def test_an_order_carries_its_items_its_money_and_its_moments(tmp_path: Path) -> None:
    told = Told().order(
        "o1",
        BOUGHT,
        approved="2017-06-01 10:20:00",
        handed="2017-06-03 09:00:00",
        delivered=LATER,
        estimated="2017-06-20 00:00:00",
        items=(("p-book", "s-sp"), ("p-lamp", "s-mg")),
        price="58.9",
        freight="13.29",
        paid="150.00",
    )
    (order,) = files.read(told.write(tmp_path)).orders
    assert (order.customer, order.zip_prefix, order.state) == ("u-o1", "20000", "RJ")
    assert [(i.product, i.seller, i.price_centavos, i.freight_centavos) for i in order.items] == [
        ("p-book", "s-sp", 5890, 1329),
        ("p-lamp", "s-mg", 5890, 1329),
    ]
    assert order.paid_centavos == 15_000
    assert order.platform_promised_on == date(2017, 6, 20)
    assert order.purchased_at == moments.from_iso("2017-06-01T10:00:00-03:00")


def test_sao_paulo_had_summer_time(tmp_path: Path) -> None:
    told = Told().order("winter", "2017-07-01 12:00:00").order("summer", "2017-12-01 12:00:00")
    winter, summer = files.read(told.write(tmp_path)).orders
    assert moments.utc(winter.purchased_at).hour == 15
    assert moments.utc(summer.purchased_at).hour == 14


def test_orders_come_by_purchase(tmp_path: Path) -> None:
    told = Told().order("b", LATER).order("z", BOUGHT).order("a", BOUGHT)
    assert [order.order for order in files.read(told.write(tmp_path)).orders] == ["a", "z", "b"]


def test_places_take_the_name_that_is_said_most_and_the_middle_of_their_points(tmp_path: Path) -> None:
    told = Told()
    for name in ("o1", "o2", "o3"):
        told.order(name, BOUGHT, prefix="88888", state="SC" if name == "o2" else "RJ")
    places = {place.zip_prefix: place for place in files.read(told.write(tmp_path)).places}
    assert places["88888"].state == "RJ"
    assert (places["88888"].lat, places["88888"].lon) == (None, None)
    assert (places["01001"].lat, places["01001"].lon) == (-23.56, -46.64), "the point in Portugal does not count"
    assert (places["99999"].lat, places["99999"].state) == (None, "RS")


def test_blank_sizes_are_zero(tmp_path: Path) -> None:
    book, lamp = files.read(Told().write(tmp_path)).products
    assert book == Product("p-book", "livros", 500, 20 * 3 * 15)
    assert lamp == Product("p-lamp", "", 0, 0)


@pytest.mark.parametrize(
    ("table", "column", "value", "names"),
    [
        ("orders", 2, "lost_in_space", "order_status"),
        ("orders", 3, "yesterday", "order_purchase_timestamp"),
        ("orders", 3, "", "order_purchase_timestamp, order_estimated_delivery_date"),
        ("orders", 4, "2017-02-30 10:00:00", "order_approved_at"),
        ("orders", 1, "nobody", "customer_id"),
        ("order_items", 5, "12,50", "price"),
        ("order_items", 5, "-1.00", "price"),
        ("order_items", 5, "1.005", "price"),
        ("order_items", 5, "nan", "price"),
        ("order_items", 2, "", "product_id"),
        ("order_payments", 4, "inf", "payment_value"),
        ("sellers", 3, "", "seller_state"),
        ("geolocation", 1, "north", "geolocation_lat, geolocation_lng"),
        ("products", 5, "-5", "product_weight_g"),
    ],
)
def test_a_row_that_cannot_be_read_is_named_and_left_out(
    tmp_path: Path, table: str, column: int, value: str, names: str
) -> None:
    told = Told().order("o1", BOUGHT).order("o2", LATER)
    row = list(told.rows[table][-1])
    row[column] = value
    told.rows[table][-1] = row
    olist = files.read(told.write(tmp_path))
    line = len(told.rows[table]) + 1
    assert [(f.file, f.line, f.column) for f in olist.faults] == [(f"olist_{table}_dataset.csv.gz", line, names)]
    assert isinstance(olist.faults[0], Fault)


@pytest.mark.parametrize("missing", ["orders", "geolocation"])
def test_a_missing_file_is_said_in_both_languages(tmp_path: Path, missing: str) -> None:
    folder = Told().write(tmp_path, without=missing)
    with pytest.raises(files.NoOlistFile) as caught:
        files.read(folder)
    assert f"olist_{missing}_dataset.csv" in caught.value.say("es")
    assert f"olist_{missing}_dataset.csv" in caught.value.say("en")


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    folder = Told().write(tmp_path, zipped=False)
    (folder / "olist_sellers_dataset.csv").write_text("a,b\n1,2\n")
    with pytest.raises(files.NotOlistFile, match="seller_id"):
        files.read(folder)


@pytest.mark.parametrize("data", [b"not gzip at all", b"\x1f\x8b\x08"])
def test_a_damaged_file_is_a_sentence(tmp_path: Path, data: bytes) -> None:
    folder = Told().write(tmp_path)
    (folder / "olist_orders_dataset.csv.gz").write_bytes(data)
    with pytest.raises(files.Unreadable, match="olist_orders_dataset"):
        files.read(folder)


def test_a_truncated_file_is_a_sentence(tmp_path: Path) -> None:
    folder = a_year().write(tmp_path)
    path = folder / "olist_orders_dataset.csv.gz"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(files.Unreadable):
        files.read(folder)


def test_a_file_in_another_encoding_is_a_sentence(tmp_path: Path) -> None:
    folder = Told().write(tmp_path, zipped=False)
    with (folder / "olist_sellers_dataset.csv").open("ab") as file:
        file.write("s9,01001,são paulo,SP\n".encode("latin-1"))
    with pytest.raises(files.Unreadable):
        files.read(folder)


def test_the_published_files_count_as_they_should(shared_data: Callable[[str], Path]) -> None:
    folder = shared_data("olist/olist_orders_dataset.csv.gz").parent
    olist = files.read(folder)
    assert not olist.faults
    assert (len(olist.orders), len(olist.sellers), len(olist.products), len(olist.places)) == (
        80_450,
        3_095,
        32_951,
        19_177,
    )
    assert sum(len(order.items) for order in olist.orders) == 91_231
    assert sum(order.status is Status.DELIVERED for order in olist.orders) == 77_869
    assert sum(not order.items for order in olist.orders) == 670
    assert sum(order.paid_centavos == 0 for order in olist.orders) == 1
    late = [
        order.delivered_at is not None
        and moments.local_date(order.delivered_at, "America/Sao_Paulo") > order.platform_promised_on
        for order in olist.orders
        if order.status is Status.DELIVERED and order.delivered_at is not None
    ]
    assert round(100 * sum(late) / len(late), 2) == 7.53
