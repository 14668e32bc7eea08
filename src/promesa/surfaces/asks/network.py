"""The network as its owner describes it: places, locations, products, and carriers' services with their reach."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, structs

from promesa.domain.network.carriers import coverage as coverages
from promesa.domain.network.carriers.coverage import Terms
from promesa.domain.network.carriers.words import Lanes, OfferService, Rates, SetCoverage
from promesa.domain.network.catalog import LoadProducts, Product
from promesa.domain.network.locations.words import AboutLocation, LoadLocations
from promesa.domain.network.places import LoadPlaces
from promesa.domain.values.calendars import CARRIER_WEEK, WORKING_WEEK, Calendar
from promesa.domain.values.ids import PostalCode, ServiceId, Sku
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, Shape, receipt

ROWS_MAX = 5_000

Days = Annotated[int, Meta(ge=0, le=365)]
Weekday = Annotated[int, Meta(ge=0, le=6, description="Monday is 0.")]
Weekdays = Annotated[tuple[Weekday, ...], Meta(max_length=7)]
Latitude = Annotated[float, Meta(ge=-90, le=90)]
Longitude = Annotated[float, Meta(ge=-180, le=180)]
FiveDigits = Annotated[PostalCode, Meta(pattern=r"^[0-9]{5}$(?!\n)")]
Grams = Annotated[int, Meta(ge=0, le=10_000_000)]
Holidays = Literal["", "mx", "mx_bank", "mx_carriers", "br"]
Closures = Annotated[tuple[date, ...], Meta(max_length=1_000)]


class LocationBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A location as you describe it, the whole of it; all clocks are its own zone's, weeks begin on Monday."""

    location: fields.Location
    name: fields.Text = ""
    kind: Literal["store", "dc", "vendor", "dark_store"] = "store"
    zone: fields.Zone = "America/Mexico_City"
    postal_code: fields.Postal | None = None
    area: fields.Area | Literal[""] = ""
    lat: Latitude | None = None
    lon: Longitude | None = None
    hours: Annotated[tuple[tuple[fields.Clock, fields.Clock] | None, ...], Meta(max_length=7)] = ()
    cutoffs: Annotated[tuple[fields.Clock | None, ...], Meta(max_length=7)] = ()
    holidays: Holidays = "mx"
    opens_on_holidays: bool = False
    closures: Closures = ()
    handling_days: Days = 0
    handling_centavos: fields.CostAmount = Centavos(0)
    orders_per_day: Annotated[int, Meta(ge=0, le=1_000_000_000)] | None = None
    ships: bool = True
    pickup: bool = False
    pickup_prep_minutes: Annotated[int, Meta(ge=0, le=43_200)] | None = None
    channels: Annotated[tuple[fields.Channel, ...], Meta(max_length=100)] = ()
    pool: Annotated[str, Meta(max_length=100)] = ""
    """Whose it is, or what it is for; rules of sending speak of pools."""
    asks: bool = False
    """Its people are asked for each parcel, and may say no."""

    def __post_init__(self) -> None:
        fields.zone(self.zone)
        for closure in self.closures:
            fields.day(closure)


class Locations(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """New locations open, known ones become what is said here: all or none."""

    locations: Annotated[tuple[LocationBody, ...], Meta(min_length=1, max_length=ROWS_MAX)]
    source: fields.Source = "api"


class ProductBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One SKU, the whole of it."""

    sku: fields.StockSku
    name: fields.Text = ""
    price_centavos: fields.Amount = Centavos(0)
    grams: Grams = 0
    volume_cm3: Annotated[int, Meta(ge=0, le=1_000_000_000)] = 0
    category: fields.Text = ""


class Products(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """New products are listed, known ones become what is said here: all or none."""

    products: Annotated[tuple[ProductBody, ...], Meta(min_length=1, max_length=ROWS_MAX)]
    source: fields.Source = "api"


class PlaceBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A postal code that exists; `area` is a state's two-digit INEGI code, or any key that carriers' lanes use too."""

    postal_code: fields.Postal
    area: fields.Area
    municipality: fields.Text = ""
    city: fields.Text = ""
    zone: fields.Zone = "America/Mexico_City"
    lat: Latitude | None = None
    lon: Longitude | None = None

    def __post_init__(self) -> None:
        fields.zone(self.zone)


class PlacesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    places: Annotated[tuple[PlaceBody, ...], Meta(min_length=1, max_length=ROWS_MAX)]
    source: fields.Source = "api"


class CalendarBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The days on which somebody works."""

    weekdays: Weekdays = CARRIER_WEEK
    holidays: Annotated[tuple[Holidays, ...], Meta(max_length=5)] = ("mx_carriers",)
    closures: Closures = ()

    def __post_init__(self) -> None:
        for closure in self.closures:
            fields.day(closure)


class LaneBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Transit days from one area to another."""

    origin: fields.Area
    destination: fields.Area
    days: Days


class RatesBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What a parcel costs us."""

    same_area_centavos: fields.CostAmount = Centavos(0)
    other_area_centavos: fields.CostAmount = Centavos(0)
    per_kg_centavos: fields.KiloCost = Centavos(0)
    first_grams: Grams = 1_000
    extended_centavos: fields.CostAmount = Centavos(0)
    volumetric_cm3_per_kg: Annotated[int, Meta(ge=0, le=1_000_000)] = 5_000


class ServiceBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A carrier's service as agreed; said again, it replaces what was agreed, but for its coverage."""

    service: fields.Service
    carrier: fields.Carrier
    name: fields.Text = ""
    calendar: CalendarBody = CalendarBody()
    pickup_weekdays: Weekdays = WORKING_WEEK
    delivery_weekdays: Weekdays = WORKING_WEEK
    counts: Literal["working", "calendar"] = "working"
    transit_days: Days = 3
    lanes: Annotated[tuple[LaneBody, ...], Meta(max_length=ROWS_MAX)] = ()
    extended_days: Days = 0
    max_grams: Grams = 70_000
    rates: RatesBody = RatesBody()
    learned: bool = False
    label_days: Days = 0
    """A label is void so many days after it was made; 0: never."""
    redelivery_days: Days = 0
    """After a failed attempt the customer may choose among so many delivery days for the next one; 0: among none."""
    redelivery_places: bool = False
    """And another door of the same municipality."""
    redelivery_centavos: fields.CostAmount = Centavos(0)
    """What the carrier charges us for it."""


class Coverage(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """These postal codes, prefixes and areas are reached in this way; the area "*" is everywhere."""

    reach: Literal["none", "door", "extended", "ocurre"] = "door"
    postal_codes: Annotated[tuple[fields.Postal, ...], Meta(max_length=40_000)] = ()
    prefixes: Annotated[tuple[fields.Prefix, ...], Meta(max_length=ROWS_MAX)] = ()
    areas: Annotated[tuple[fields.Area, ...], Meta(max_length=ROWS_MAX)] = ()
    replace: bool = False
    ranges: Annotated[tuple[tuple[FiveDigits, FiveDigits], ...], Meta(max_length=ROWS_MAX)] = ()
    """First and last code of five digits of each, both in it."""
    surcharge_centavos: fields.CostAmount | None = None
    more_days: Days | None = None
    visit_weekdays: Weekdays = ()
    """The only weekdays on which the service comes there; none: all on which it delivers."""
    branch: fields.Branch | None = None
    """The carrier's branch where parcels for these places wait."""


class LocationTold(msgspec.Struct, frozen=True):
    location: str
    name: str
    kind: str
    status: str
    zone: str
    postal_code: str | None
    ships: bool
    pickup: bool


class LocationsTold(msgspec.Struct, frozen=True):
    locations: tuple[LocationTold, ...]


class ServiceTold(msgspec.Struct, frozen=True):
    service: str
    carrier: str
    name: str
    transit_days: int
    withdrawn: bool


class ServicesTold(msgspec.Struct, frozen=True):
    services: tuple[ServiceTold, ...]


def locations(asked: Locations, _: Call) -> LoadLocations:
    return LoadLocations(tuple(AboutLocation(**structs.asdict(body)) for body in asked.locations), asked.source)


def products(asked: Products, _: Call) -> LoadProducts:
    rows = asked.products
    return LoadProducts(
        source=asked.source,
        skus=tuple(row.sku for row in rows),
        names=tuple(row.name for row in rows),
        prices=tuple(row.price_centavos for row in rows),
        grams=tuple(row.grams for row in rows),
        volumes_cm3=tuple(row.volume_cm3 for row in rows),
        categories=tuple(row.category for row in rows),
    )


def places(asked: PlacesBody, _: Call) -> LoadPlaces:
    rows = asked.places
    return LoadPlaces(
        source=asked.source,
        postal_codes=tuple(row.postal_code for row in rows),
        areas=tuple(row.area for row in rows),
        municipalities=tuple(row.municipality for row in rows),
        cities=tuple(row.city for row in rows),
        zones=tuple(row.zone for row in rows),
        lats=tuple(row.lat for row in rows),
        lons=tuple(row.lon for row in rows),
    )


def service(asked: ServiceBody, _: Call) -> OfferService:
    lanes = Lanes(
        tuple(lane.origin for lane in asked.lanes),
        tuple(lane.destination for lane in asked.lanes),
        tuple(lane.days for lane in asked.lanes),
    )
    calendar = Calendar(
        tuple(sorted(set(asked.calendar.weekdays))),
        tuple(name for name in asked.calendar.holidays if name),
        tuple(sorted(set(asked.calendar.closures))),
    )
    told = {name: getattr(asked, name) for name in ServiceBody.__struct_fields__}
    return OfferService(**{**told, "lanes": lanes, "calendar": calendar, "rates": Rates(**structs.asdict(asked.rates))})


def coverage(asked: Coverage, call: Call) -> SetCoverage:
    name = ServiceId(call.path["service"])
    terms = Terms(
        asked.reach, asked.surcharge_centavos, asked.more_days, tuple(sorted(set(asked.visit_weekdays))), asked.branch
    )
    return coverages.says(
        name, terms, asked.postal_codes, asked.prefixes, asked.areas, asked.ranges, replace=asked.replace
    )


def show_locations(world: World, _: Nothing, __: Call) -> LocationsTold:
    known = world.locations.by_id.values()
    return LocationsTold(
        tuple(
            LocationTold(at.location, at.name, at.kind, at.status, at.zone, at.postal_code, at.ships, at.pickup)
            for at in known
        )
    )


def show_services(world: World, _: Nothing, __: Call) -> ServicesTold:
    known = world.carriers.services.values()
    return ServicesTold(tuple(ServiceTold(s.service, s.carrier, s.name, s.transit_days, s.withdrawn) for s in known))


def show_product(world: World, _: Nothing, call: Call) -> Product | Refused:
    sku = Sku(call.path["sku"])
    found = world.catalog.products.get(sku)
    return Refused(Reason.UNKNOWN_SKU, sku) if found is None else found


def _by_source(_: World, asked: Any, __: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(asked.source, facts)


def _describe(name: str, path: str, summary: str, takes: Shape, command: Any, reply: Any = _by_source) -> Command:
    return Command(
        name=name,
        method="POST",
        path=path,
        scope="network",
        group="Network",
        summary=summary,
        takes=takes,
        gives=Receipt,
        command=command,
        reply=reply,
    )


def _read(name: str, path: str, summary: str, gives: Shape, answer: Any) -> Question:
    return Question(
        name=name,
        method="GET",
        path=path,
        scope="read",
        group="Network",
        summary=summary,
        gives=gives,
        answer=answer,
    )


OPERATIONS = (
    _describe("load_places", "/v1/places", "Postal codes that exist: area, zone, position.", PlacesBody, places),
    _describe("load_locations", "/v1/locations", "Locations, new and known.", Locations, locations),
    _describe("load_products", "/v1/products", "Products, new and known.", Products, products),
    _describe(
        "offer_service",
        "/v1/services",
        "A carrier's service: its days, rates, transit and lanes.",
        ServiceBody,
        service,
        lambda _, asked, __, facts: receipt(asked.service, facts),
    ),
    _describe(
        "set_coverage",
        "/v1/services/{service}/coverage",
        "Where a service reaches, and how.",
        Coverage,
        coverage,
        lambda _, __, call, facts: receipt(call.path["service"], facts),
    ),
    _read("show_locations", "/v1/locations", "All locations and their status.", LocationsTold, show_locations),
    _read("show_services", "/v1/services", "All services of all carriers.", ServicesTold, show_services),
    _read("show_product", "/v1/products/{sku:path}", "One product.", Product, show_product),
)
