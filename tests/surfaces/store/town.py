"""Two stores and a warehouse in a town with every kind of work on the floor: to answer, to pick, to give, to count."""

from collections.abc import Iterator
from typing import Any

from promesa import app
from promesa.domain.ledger.shipments.pick_words import AcceptPick
from promesa.domain.ledger.shipments.words import MarkReady, PackParcel, RecordBooking
from promesa.domain.ledger.stock.counting import AskCounts
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network.carriers.words import OfferService, Rates, SetCoverage
from promesa.domain.network.catalog import ListProduct
from promesa.domain.network.locations.words import OpenLocation, week
from promesa.domain.network.places import LoadPlaces
from promesa.domain.network.shelf_places import SetShelfPlaces
from promesa.domain.promise.commit.words import Item, PlaceOrder
from promesa.domain.values.calendars import EVERY_DAY, Calendar
from promesa.domain.values.ids import CarrierId, LocationId, PostalCode, ServiceId, Sku
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.engine.log import Log
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.settings import Settings

SETTINGS = Settings(store=":memory:", secret="a secret of the town", open=True, port=0)
ROMA, CONDESA, CEDIS = LocationId("roma"), LocationId("condesa"), LocationId("cedis")
ALWAYS = Calendar(weekdays=EVERY_DAY, holidays=())
GOODS = (
    ("TAZA-01", "Taza de barro negro", 189_00, "A-01-2"),
    ("REBOZO-7", "Rebozo de Santa María", 1_450_00, "B-04-1"),
    ("VELA-33", "Vela de cera de abeja", 129_00, "A-02-1"),
    ("JABON-5", "Jabón de lavanda, caja de 5", 240_00, ""),
    ("LIBRO-9", "Recetario de Oaxaca", 390_00, "B-01-3"),
)


def network() -> Iterator[object]:
    """Roma is nearest and cheapest, Condesa can stand in for it; both are asked and open around the clock."""
    yield LoadPlaces(
        source="test",
        postal_codes=(PostalCode("06700"),),
        areas=("09",),
        municipalities=("Cuauhtémoc",),
        cities=("",),
        zones=("America/Mexico_City",),
        lats=(19.42,),
        lons=(-99.16,),
    )
    for location, name, handling in ((ROMA, "Casa Alondra Roma", 0), (CONDESA, "Casa Alondra Condesa", 500)):
        yield OpenLocation(
            location=location,
            name=name,
            postal_code=PostalCode("06700"),
            area="09",
            lat=19.42,
            lon=-99.16,
            hours=week(("00:00", "24:00"), ("00:00", "24:00"), ("00:00", "24:00")),
            cutoffs=week("23:59", "23:59", "23:59"),
            holidays="",
            opens_on_holidays=True,
            pickup=True,
            asks=True,
            handling_centavos=Centavos(handling),
        )
    yield OfferService(
        service=ServiceId("ceiba-dia"),
        carrier=CarrierId("ceiba"),
        transit_days=1,
        rates=Rates(same_area_centavos=Centavos(5_900), other_area_centavos=Centavos(8_900)),
        calendar=ALWAYS,
        pickup_weekdays=EVERY_DAY,
        delivery_weekdays=EVERY_DAY,
    )
    yield SetCoverage(ServiceId("ceiba-dia"), areas=("*",))
    for sku, name, price, _ in GOODS:
        yield ListProduct(Sku(sku), name=name, price=Centavos(price), grams=400, category="hogar")
        for location in (ROMA, CONDESA):
            yield CountStock(Sku(sku), location, 8, "erp")
    skus, places = tuple(Sku(row[0]) for row in GOODS if row[3]), tuple(row[3] for row in GOODS if row[3])
    yield SetShelfPlaces(ROMA, "planograma", skus, places)


def order(name: str, pickup: bool = False, **units: int) -> PlaceOrder:
    items = tuple(Item(Sku(sku.replace("_", "-")), n) for sku, n in units.items())
    where: dict[str, Any] = {"pickup_location": ROMA} if pickup else {"postal_code": PostalCode("06700")}
    return PlaceOrder(order=name, customer=f"k-{name}", channel="web", rail="cod", items=items, **where)


def work() -> Iterator[object]:
    """W-1 to answer, W-2 and W-3 to pick, W-4 at the counter, W-5 with its guide for the van, one count asked."""
    yield order("W-1", TAZA_01=2, VELA_33=1)
    yield order("W-2", LIBRO_9=1, TAZA_01=1)
    yield AcceptPick("W-2-1")
    yield order("W-3", pickup=True, REBOZO_7=1)
    yield AcceptPick("W-3-1")
    yield order("W-4", pickup=True, JABON_5=1)
    yield MarkReady("W-4-1", ((Sku("JABON-5"), 1),))
    yield order("W-5", LIBRO_9=2)
    yield PackParcel("W-5-1")
    yield RecordBooking("W-5-1", CarrierId("ceiba"), "CE80551234MX")
    yield AskCounts(ROMA, (Sku("REBOZO-7"),))


def machine(log: Log | None = None, clock: Any = app.system_clock) -> Machine[World]:
    made = app.build(log or MemoryLog(), clock)
    for command in (*network(), *work()):
        verdict = made.submit(command, "test")
        assert verdict.accepted, (command, verdict.refusal)
    return made
