"""The demo retailer stands in the real Mexico: its codes, its clocks, its calendar."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from promesa.domain.values import place
from promesa.lab.retailer import carriers, catalogue, cities, customers, demand, shops
from promesa.lab.scenario import chance


def test_its_size() -> None:
    assert len(shops.centres()) == 3
    assert len(shops.stores()) == 60
    assert len({offer.carrier for offer in carriers.services()}) == 5
    assert len({article.sku for article in catalogue.articles()}) == catalogue.SKUS_MAX == 4_000
    assert len({article.name for article in catalogue.articles()}) == catalogue.SKUS_MAX


def test_the_gazetteer_is_small_and_covers_the_country() -> None:
    codes = [code for city in cities.cities() for code in city.postal_codes]
    assert len(codes) == len(set(codes)) <= 300
    assert {city.state for city in cities.cities()} == set(place.STATES)


@pytest.mark.parametrize(
    ("key", "zone"),
    [
        ("tijuana", "America/Tijuana"),
        ("juarez", "America/Ciudad_Juarez"),
        ("chihuahua", "America/Chihuahua"),
        ("hermosillo", "America/Hermosillo"),
        ("cancun", "America/Cancun"),
        ("merida", "America/Mexico_City"),
        ("bucerias", "America/Bahia_Banderas"),
        ("reynosa", "America/Matamoros"),
    ],
)
def test_its_clocks(key: str, zone: str) -> None:
    assert cities.by_key()[key].zone == zone


def test_every_code_is_one_of_sepomex_in_its_municipality(shared_data: Callable[[str], Path]) -> None:
    with zipfile.ZipFile(shared_data("sepomex/CPdescargatxt.zip")) as archive:
        text = io.TextIOWrapper(archive.open("CPdescarga.txt"), "latin-1")
        rows = [line.split("|") for line in text]
    known = {(row[0], row[7], row[3]) for row in rows if len(row) > 11}
    ours = {(code, city.state, city.municipality) for city in cities.cities() for code in city.postal_codes}
    assert ours <= known, ours - known


def test_the_peaks_of_the_mexican_year() -> None:
    days = {peak.name: (peak.first, peak.last) for peak in demand.peaks(2026, 8.0)}
    assert days["Hot Sale"] == (date(2026, 5, 25), date(2026, 5, 31))
    assert days["Buen Fin"] == (date(2026, 11, 12), date(2026, 11, 16))
    assert {"Navidad", "Reyes", "10 de mayo"} <= set(days)
    ordinary = demand.orders_on(date(2026, 5, 20), 20.0, 8.0)
    assert demand.orders_on(date(2026, 5, 27), 20.0, 8.0) == pytest.approx(8 * ordinary)


def test_toys_sell_at_christmas_and_notebooks_in_august() -> None:
    dice = chance(1, "test")

    def share(month: int, department: str) -> float:
        drawn = [demand.shelf_of(month).draw(dice).department for _ in range(3_000)]
        return drawn.count(department) / len(drawn)

    assert share(12, "juguetes") > 2 * share(6, "juguetes")
    assert share(8, "escolar") > 2 * share(12, "escolar")


def test_customers_live_where_there_are_codes_and_have_numbers_that_nobody_has() -> None:
    crowd = customers.crowd(chance(1, "crowd"), 500)
    codes = set(cities.by_postal_code())
    assert all(one.postal_code in codes for one in crowd.customers)
    phones = {customers.phone_of(one.customer) for one in crowd.customers}
    assert len(phones) == 500
    assert all(phone.startswith("+52550") and len(phone) == 13 for phone in phones)


def test_a_carrier_of_one_city_takes_nothing_to_another() -> None:
    today = next(offer for offer in carriers.services() if offer.service == carriers.TODAY)
    lanes = dict(zip(zip(today.lanes.origins, today.lanes.destinations, strict=True), today.lanes.days, strict=True))
    assert lanes["09", "15"] == 0
    assert ("19", "09") not in lanes
    assert today.transit_days > 60
