"""Small folders of Olist files that tell what a test wants told, in the columns and quoting of the published ones."""

import csv
import gzip
import io
from collections.abc import Sequence
from pathlib import Path

HEADERS = {
    "orders": (
        *("order_id", "customer_id", "order_status", "order_purchase_timestamp", "order_approved_at"),
        *("order_delivered_carrier_date", "order_delivered_customer_date", "order_estimated_delivery_date"),
    ),
    "order_items": (
        *("order_id", "order_item_id", "product_id", "seller_id", "shipping_limit_date", "price", "freight_value"),
    ),
    "order_payments": ("order_id", "payment_sequential", "payment_type", "payment_installments", "payment_value"),
    "customers": (
        *("customer_id", "customer_unique_id", "customer_zip_code_prefix", "customer_city", "customer_state"),
    ),
    "sellers": ("seller_id", "seller_zip_code_prefix", "seller_city", "seller_state"),
    "products": (
        *("product_id", "product_category_name", "product_name_lenght", "product_description_lenght"),
        *("product_photos_qty", "product_weight_g", "product_length_cm", "product_height_cm", "product_width_cm"),
    ),
    "geolocation": (
        *("geolocation_zip_code_prefix", "geolocation_lat", "geolocation_lng"),
        *("geolocation_city", "geolocation_state"),
    ),
}

SELLERS = (("s-sp", "01001", "sao paulo", "SP"), ("s-mg", "30110", "belo horizonte", "MG"))
PRODUCTS = (
    ("p-book", "livros", "40", "100", "1", "500", "20", "3", "15"),
    ("p-lamp", "", "30", "90", "2", "", "", "", ""),
)
POINTS = (
    ("01001", "-23.55", "-46.63", "sao paulo", "SP"),
    ("01001", "-23.57", "-46.65", "sao paulo", "SP"),
    ("01001", "42.0", "-8.6", "sao paulo", "SP"),  # in Portugal
    ("30110", "-19.9", "-43.9", "belo horizonte", "MG"),
    ("20000", "-22.9", "-43.2", "rio de janeiro", "RJ"),
    ("99999", "52.0", "13.4", "nowhere", "RS"),
)

Row = Sequence[str]


class Told:
    """Rows of the files, added order by order."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {name: [] for name in HEADERS}
        self.rows["sellers"] += SELLERS
        self.rows["products"] += PRODUCTS
        self.rows["geolocation"] += POINTS

    def order(
        self,
        name: str,
        bought: str,
        *,
        approved: str = "",
        handed: str = "",
        delivered: str = "",
        estimated: str = "2017-12-31 00:00:00",
        status: str = "delivered",
        items: Sequence[tuple[str, str]] = (("p-book", "s-sp"),),
        price: str = "100.0",
        freight: str = "10.5",
        paid: str | None = None,
        prefix: str = "20000",
        state: str = "RJ",
    ) -> "Told":
        """An order of one person; each item is (product, seller), all at one price and freight."""
        self.rows["orders"].append((name, f"c-{name}", status, bought, approved, handed, delivered, estimated))
        self.rows["customers"].append((f"c-{name}", f"u-{name}", prefix, "rio de janeiro", state))
        for number, (product, seller) in enumerate(items, 1):
            self.rows["order_items"].append((name, str(number), product, seller, bought, price, freight))
        total = len(items) * (float(price) + float(freight))
        if paid != "":
            self.rows["order_payments"].append((name, "1", "credit_card", "1", paid or f"{total:.2f}"))
        return self

    def write(self, folder: Path, *, zipped: bool = True, without: str = "", bom: bool = False) -> Path:
        """The files, gzipped or not."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in self.rows.items():
            if name != without:
                _write(folder / f"olist_{name}_dataset.csv", HEADERS[name], rows, zipped=zipped, bom=bom)
        return folder


def _write(path: Path, header: Row, rows: Sequence[Row], *, zipped: bool, bom: bool) -> None:
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_MINIMAL).writerows([header, *rows])
    data = text.getvalue().encode("utf-8-sig" if bom else "utf-8")
    if zipped:
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(data))
    else:
        path.write_bytes(data)


def a_year(orders: int = 120) -> Told:
    """Orders one a day from January 2017, delivered after 5 to 14 days, every tenth much later; some go wrong."""
    told = Told()
    for number in range(orders):
        wait = 5 + number % 10 + (20 if number % 10 == 7 else 0)
        told.order(
            f"o{number:03}",
            day(number, "10:00:00"),
            approved=day(number, "11:00:00"),
            handed=day(number + 2, "15:00:00"),
            delivered=day(number + wait, "18:30:00"),
            estimated=day(number + 20, "00:00:00"),
            items=(("p-book", "s-sp"), ("p-lamp", "s-mg")) if number % 9 == 0 else (("p-book", "s-sp"),),
        )
    last = day(orders, "12:00:00")
    told.order("empty", last, status="unavailable", items=(), paid="50.00")
    told.order("gone", last, status="canceled", approved=last)
    told.order("sent-then-gone", last, status="canceled", approved=last, handed=day(orders + 1, "09:00:00"))
    told.order("no-seller", last, status="unavailable", approved=last)
    told.order("waiting", last, status="processing", approved=last)
    told.order(
        "backwards", last, handed=day(orders + 9, "09:00:00"), delivered=day(orders + 5, "09:00:00"), approved=last
    )
    told.order("unsent", last, delivered=day(orders + 5, "09:00:00"))
    told.order("too-early", last, handed=day(orders - 1, "09:00:00"), delivered=day(orders + 5, "09:00:00"))
    return told


def day(number: int, clock: str) -> str:
    """The `number`-th day of 2017, from 0."""
    months = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    month, left = 0, number
    while left >= months[month % 12]:
        left -= months[month % 12]
        month += 1
    return f"{2017 + month // 12}-{month % 12 + 1:02}-{left + 1:02} {clock}"
