"""The shop of the benches that write: locations, products and services in Mexico, told as commands."""

from collections.abc import Iterator

import msgspec
import numpy as np

from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.ledger.stock.words import LoadStock
from promesa.domain.network.carriers.words import EVERYWHERE, OfferService, Rates, SetCoverage
from promesa.domain.network.catalog import LoadProducts
from promesa.domain.network.locations.words import AboutLocation, LoadLocations, week
from promesa.domain.network.places import LoadPlaces
from promesa.domain.values.ids import CarrierId, ChannelId, LocationId, PostalCode, ServiceId, Sku
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy

ZONE = "America/Mexico_City"
WEB = ChannelId("web")
AREAS = 32
SERVICES = 5


class Shop(msgspec.Struct, frozen=True):
    """How large it is: each SKU lies at `shelves_per_sku` of the locations with `units_per_shelf`."""

    locations: int = 150
    skus: int = 2_000
    shelves_per_sku: int = 25
    units_per_shelf: int = 20
    postal_codes: int = 1_000


def sku(number: int) -> Sku:
    return Sku(f"S{number:06}")


def location(number: int) -> LocationId:
    return LocationId(f"L{number:04}")


def postal_code(number: int) -> PostalCode:
    return PostalCode(f"{number + 1_000:05}")


def commands(shop: Shop) -> Iterator[object]:
    """Everything that must be so before the first order."""
    yield SetPolicy(Policy(flat_fee=Centavos(9_900)))
    codes = range(shop.postal_codes)
    yield LoadPlaces(
        source="bench",
        postal_codes=tuple(postal_code(number) for number in codes),
        areas=tuple(_area(number) for number in codes),
        municipalities=tuple(f"M{number % 300}" for number in codes),
        cities=("",) * len(codes),
        zones=(ZONE,) * len(codes),
    )
    skus = range(shop.skus)
    yield LoadProducts(
        source="bench",
        skus=tuple(sku(number) for number in skus),
        names=("",) * len(skus),
        prices=tuple(Centavos(10_000 + number % 50 * 1_000) for number in skus),
        grams=tuple(200 + number % 40 * 50 for number in skus),
        volumes_cm3=(1_000,) * len(skus),
        categories=("",) * len(skus),
    )
    yield LoadLocations(tuple(_location(number) for number in range(shop.locations)), "bench")
    for number in range(SERVICES):
        yield _service(number)
        yield SetCoverage(ServiceId(f"P{number}"), areas=(EVERYWHERE,))
    yield _stock(shop)


def _area(number: int) -> str:
    return f"{number % AREAS + 1:02}"


def _location(number: int) -> AboutLocation:
    return AboutLocation(
        location=location(number),
        zone=ZONE,
        area=_area(number),
        hours=week(("09:00", "21:00"), ("09:00", "21:00"), ("10:00", "20:00")),
        cutoffs=week("16:00", "12:00"),
        handling_centavos=Centavos(number % 10 * 100),
    )


def _service(number: int) -> OfferService:
    return OfferService(
        service=ServiceId(f"P{number}"),
        carrier=CarrierId(f"c{number}"),
        transit_days=1 + number,
        rates=Rates(Centavos(9_000 - number * 1_000), Centavos(14_000 - number * 1_500), Centavos(1_200)),
    )


def _stock(shop: Shop) -> LoadStock:
    """Each SKU at a run of locations that begins elsewhere for each."""
    skus = np.repeat(np.arange(shop.skus), shop.shelves_per_sku)
    steps = np.tile(np.arange(shop.shelves_per_sku), shop.skus)
    places = (skus * 7 + steps * (shop.locations // shop.shelves_per_sku)) % shop.locations
    return LoadStock(
        source="bench",
        batch="bench:stock",
        skus=tuple(sku(number) for number in skus.tolist()),
        locations=tuple(location(number) for number in places.tolist()),
        units=(shop.units_per_shelf,) * len(skus),
    )
