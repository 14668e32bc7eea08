"""Olist's marketplace as our network: sellers are locations, zip prefixes places, one learned service carries all."""

from collections.abc import Iterator
from itertools import islice
from typing import TypeVar

from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.ledger.stock.words import LoadStock
from promesa.domain.network.carriers.words import EVERYWHERE, OfferService, Rates, SetCoverage
from promesa.domain.network.catalog import LoadProducts
from promesa.domain.network.locations.words import AboutLocation, LoadLocations, week
from promesa.domain.network.places import LoadPlaces
from promesa.domain.values.calendars import EVERY_DAY, Calendar
from promesa.domain.values.ids import CarrierId, ChannelId, LocationId, PostalCode, ServiceId, Sku
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy, RailWindow
from promesa.gateways.olist.rows import ZONE, OlistData, OlistOrder, Product, Seller, ZipPlace

T = TypeVar("T")

SOURCE = "olist"
CHANNEL = ChannelId("olist")
SERVICE = ServiceId("olist")
CARRIER = CarrierId("olist")
RAIL = "olist"
"""The marketplace takes the money and answers for it: an order is certain when it is placed, its money comes later."""

CONFIDENCE = 0.93
"""The quantile that becomes a date: about as careful as Olist's own estimate was."""
TRANSIT_DAYS_AT_FIRST = 25
"""What is agreed with a carrier of whom nothing is known yet, in calendar days."""
HANDLING_DAYS = 2
"""Working days that a seller has to hand a parcel over: Olist's own shipping limit is 6 calendar days in the median."""
EDITION_MINUTES = 24 * 60
"""What was learned is used from the next day on: two years of one service are thousands of editions otherwise."""
BATCH_ROWS = 10_000


def policy() -> Policy:
    """A marketplace's policy: every order gets a promise, however many sellers it has; delivery is priced by Olist."""
    return Policy(
        currency="BRL",
        zone=ZONE,
        reserve_at="order",
        rails={RAIL: RailWindow(pays_at_door=True)},
        confidence=CONFIDENCE,
        keep_probability_min=0.0,
        split_cost=Centavos(0),
        parcels_max=20,
        horizon_days=400,
        flat_fee=Centavos(0),
        edition_minutes=EDITION_MINUTES,
    )


def commands(olist: OlistData) -> Iterator[object]:
    """What must be so before the first order, in an order in which it can be said."""
    yield SetPolicy(policy())
    yield from _places(olist.places)
    yield from _products(olist.products)
    yield from _locations(olist.sellers)
    yield _service()
    yield SetCoverage(SERVICE, areas=(EVERYWHERE,))
    yield _shelves(olist.orders)


def _places(places: tuple[ZipPlace, ...]) -> Iterator[LoadPlaces]:
    for batch in _batches(places):
        yield LoadPlaces(
            source=SOURCE,
            postal_codes=tuple(PostalCode(place.zip_prefix) for place in batch),
            areas=tuple(place.state for place in batch),
            municipalities=("",) * len(batch),
            cities=tuple(place.city for place in batch),
            zones=(ZONE,) * len(batch),
            lats=tuple(place.lat for place in batch),
            lons=tuple(place.lon for place in batch),
        )


def _products(products: tuple[Product, ...]) -> Iterator[LoadProducts]:
    """Without names and prices: Olist gives none, and each order brings its own prices."""
    for batch in _batches(products):
        yield LoadProducts(
            source=SOURCE,
            skus=tuple(Sku(product.product) for product in batch),
            names=("",) * len(batch),
            prices=(Centavos(0),) * len(batch),
            grams=tuple(product.grams for product in batch),
            volumes_cm3=tuple(product.volume_cm3 for product in batch),
            categories=tuple(product.category for product in batch),
        )


def _locations(sellers: tuple[Seller, ...]) -> Iterator[LoadLocations]:
    for batch in _batches(sellers):
        yield LoadLocations(tuple(_location(seller) for seller in batch), SOURCE)


def _location(seller: Seller) -> AboutLocation:
    return AboutLocation(
        location=LocationId(seller.seller),
        name=f"{seller.city} ({seller.state})",
        kind="vendor",
        zone=ZONE,
        postal_code=PostalCode(seller.zip_prefix),
        area=seller.state,
        cutoffs=week("24:00"),
        holidays="br",
        handling_days=HANDLING_DAYS,
    )


def _service() -> OfferService:
    """Whoever carried it: Olist does not say. Every day counts, as it does for the customer who waits."""
    return OfferService(
        service=SERVICE,
        carrier=CARRIER,
        calendar=Calendar(EVERY_DAY, ()),
        pickup_weekdays=EVERY_DAY,
        delivery_weekdays=EVERY_DAY,
        counts="calendar",
        transit_days=TRANSIT_DAYS_AT_FIRST,
        max_grams=100_000_000,
        rates=Rates(volumetric_cm3_per_kg=0),
        learned=True,
    )


def _shelves(orders: tuple[OlistOrder, ...]) -> LoadStock:
    """Who may sell what, with nothing on the shelf: Olist knows no stock, so units come with each sale."""
    pairs = sorted({(item.product, item.seller) for order in orders for item in order.items})
    return LoadStock(
        source=SOURCE,
        batch="olist:shelves",
        skus=tuple(Sku(product) for product, _ in pairs),
        locations=tuple(LocationId(seller) for _, seller in pairs),
        units=(0,) * len(pairs),
    )


def _batches(rows: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    left = iter(rows)
    while batch := tuple(islice(left, BATCH_ROWS)):
        yield batch
