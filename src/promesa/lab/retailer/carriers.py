"""Five carriers of the demo, none of them real: how far each one goes, how fast and for how much."""

from functools import lru_cache

from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers import rules, state
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.words import (
    DOOR,
    EXTENDED,
    NONE,
    OCURRE,
    AboutBranch,
    Lanes,
    LoadBranches,
    OfferService,
    Rates,
    SetCoverage,
)
from promesa.domain.network.places import LoadPlaces, Places
from promesa.domain.values import place
from promesa.domain.values.calendars import CARRIER_WEEK, EVERY_DAY, WORKING_WEEK, Calendar
from promesa.domain.values.ids import BranchId, CarrierId, PostalCode, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.lab.retailer import cities, shops
from promesa.lab.retailer.cities import City

EXPRESS, GROUND, TODAY, SOUTHEAST, COUNTER = "vuelopronto", "tierra-firme", "cuadra-y-media", "ceiba", "mostrador"

_SOUTHEAST = ("04", "07", "23", "27", "31")
_METROPOLIS = {
    "09": tuple(f"{number:02d}" for number in range(1, 17)),
    "15": ("52", "53", "54", "55", "57"),
    "14": ("44", "451", "450", "455", "454"),
    "19": ("64", "66", "67100"),
}
"""Prefixes of postal codes in the three big cities, by state."""
_REMOTE = ("03", "07", "20", "12")
"""States where the express carrier charges an extended zone outside the capital."""
TOO_FAR_DAYS = 90
"""Beyond any horizon: a carrier of one city takes nothing to another."""
_SIX_DAYS = Calendar(CARRIER_WEEK, ("mx_carriers",))
_ALL_DAYS = Calendar(EVERY_DAY, ())


@lru_cache(maxsize=1)
def _centre_of() -> dict[str, tuple[float, float]]:
    """Where each state's biggest city of the demo lies."""
    found: dict[str, tuple[float, float]] = {}
    for city in sorted(cities.cities(), key=lambda city: city.weight):
        found[city.state] = (city.lat, city.lon)
    return found


def km_between(origin: str, destination: str) -> float:
    """Between the biggest cities of two states; 0 within one."""
    return place.distance_km(*_centre_of()[origin], *_centre_of()[destination])


def _lanes(per_day_km: float, least_days: int, most_days: int, states: tuple[str, ...] = ()) -> Lanes:
    """Agreed days from every state with a location to every state of the carrier: so many kilometres a day."""
    origins = sorted({about.area for about in (*shops.centres(), *shops.stores())})
    wanted = sorted(states or place.STATES)
    rows = [
        (origin, there, min(most_days, least_days + int(km_between(origin, there) / per_day_km)))
        for origin in origins
        for there in wanted
    ]
    return Lanes(tuple(row[0] for row in rows), tuple(row[1] for row in rows), tuple(row[2] for row in rows))


def _within_the_city() -> Lanes:
    """The same day within one of the three cities; the capital lies in two states."""
    pairs = [(state, state) for state in sorted(_METROPOLIS)] + [("09", "15"), ("15", "09")]
    return Lanes(tuple(pair[0] for pair in pairs), tuple(pair[1] for pair in pairs), (0,) * len(pairs))


def _pesos(same: int, other: int, kilogram: int, extended: int = 0) -> Rates:
    return Rates(
        same_area_centavos=Centavos(same * 100),
        other_area_centavos=Centavos(other * 100),
        per_kg_centavos=Centavos(kilogram * 100),
        extended_centavos=Centavos(extended * 100),
    )


@lru_cache(maxsize=1)
def services() -> tuple[OfferService, ...]:
    """The services as agreed with each carrier."""
    return (_express(), _ground(), _today(), _southeast(), _counter())


def _express() -> OfferService:
    return OfferService(
        service=ServiceId(EXPRESS),
        carrier=CarrierId("vuelopronto"),
        name="Vuelopronto Día Siguiente",
        calendar=_SIX_DAYS,
        pickup_weekdays=CARRIER_WEEK,
        delivery_weekdays=CARRIER_WEEK,
        transit_days=2,
        lanes=_lanes(1_150.0, 1, 3),
        extended_days=1,
        max_grams=30_000,
        label_days=5,
        rates=_pesos(98, 139, 14, 160),
    )


def _ground() -> OfferService:
    return OfferService(
        service=ServiceId(GROUND),
        carrier=CarrierId("tierra-firme"),
        name="Tierra Firme Terrestre",
        calendar=_SIX_DAYS,
        pickup_weekdays=WORKING_WEEK,
        delivery_weekdays=CARRIER_WEEK,
        transit_days=4,
        lanes=_lanes(420.0, 2, 7),
        extended_days=2,
        max_grams=68_000,
        label_days=30,
        rates=_pesos(69, 92, 6, 90),
    )


def _today() -> OfferService:
    return OfferService(
        service=ServiceId(TODAY),
        carrier=CarrierId("cuadra-y-media"),
        name="Cuadra y Media Hoy Mismo",
        calendar=_SIX_DAYS,
        pickup_weekdays=CARRIER_WEEK,
        delivery_weekdays=CARRIER_WEEK,
        transit_days=TOO_FAR_DAYS,
        lanes=_within_the_city(),
        max_grams=15_000,
        rates=_pesos(89, 99, 9),
    )


def _southeast() -> OfferService:
    return OfferService(
        service=ServiceId(SOUTHEAST),
        carrier=CarrierId("ceiba"),
        name="Ceiba Sureste",
        calendar=_SIX_DAYS,
        pickup_weekdays=CARRIER_WEEK,
        delivery_weekdays=CARRIER_WEEK,
        transit_days=4,
        lanes=_lanes(560.0, 1, 5, _SOUTHEAST),
        extended_days=1,
        max_grams=40_000,
        rates=_pesos(62, 108, 7, 70),
    )


def _counter() -> OfferService:
    return OfferService(
        service=ServiceId(COUNTER),
        carrier=CarrierId("mostrador"),
        name="Mostrador Nacional",
        calendar=_ALL_DAYS,
        pickup_weekdays=WORKING_WEEK,
        delivery_weekdays=WORKING_WEEK,
        counts="calendar",
        transit_days=6,
        lanes=_lanes(350.0, 4, 9),
        extended_days=2,
        max_grams=70_000,
        rates=_pesos(64, 79, 4, 40),
    )


def far_codes() -> frozenset[PostalCode]:
    """Small towns that carriers call an extended zone."""
    far = [city for city in cities.cities() if city.state in _REMOTE and city.weight < 8]
    return frozenset(code for city in far for code in city.postal_codes)


def _codes(*keys: str) -> tuple[PostalCode, ...]:
    return tuple(code for key in keys for code in cities.by_key()[key].postal_codes)


def visited_codes() -> tuple[PostalCode, ...]:
    """Where only the ground carrier goes to the door, on Tuesdays and Fridays, for more money and days."""
    return _codes("comitan", "los-cabos", "tuxtepec", "juchitan")


def branch_codes() -> tuple[PostalCode, ...]:
    """Where nobody goes to the door: customers come to a branch."""
    return _codes("puerto-escondido", "salina-cruz", "zihuatanejo")


@lru_cache(maxsize=1)
def branches() -> LoadBranches:
    """A counter of the national carrier in the biggest city of each state, and two of the southeast's own."""
    biggest: dict[str, City] = {}
    for city in sorted(cities.cities(), key=lambda city: city.weight):
        biggest[city.state] = city
    national = [_branch("mostrador", biggest[state], 10) for state in sorted(biggest)]
    own = [_branch("ceiba", cities.by_key()[key], 7) for key in ("salina-cruz", "tapachula")]
    return LoadBranches((*national, *own), "lab")


def _branch(carrier: str, city: City, keeps_days: int) -> AboutBranch:
    return AboutBranch(
        branch=BranchId(f"{carrier}-{city.key}"),
        carrier=CarrierId(carrier),
        postal_code=city.postal_codes[0],
        name=f"Oficina {city.name}",
        hours=(*((("09:00", "19:00"),) * 5), ("09:00", "14:00"), None),
        keeps_days=keeps_days,
    )


@lru_cache(maxsize=1)
def network() -> tuple[Carriers, Places]:
    """Services, coverage and places as the carriers themselves know them."""
    known, places = Carriers(), Places()
    for command in (*services(), branches(), *coverages()):
        for fact in rules.RULES[type(command)](known, command, Instant(0)):
            state.FOLD[type(fact)](known, fact, Instant(0))
    for fact in gazetteer.RULES[LoadPlaces](places, cities.load_places(), Instant(0)):
        gazetteer.FOLD[type(fact)](places, fact, Instant(0))
    return known, places


def coverages() -> tuple[SetCoverage, ...]:
    """Where each service goes."""
    metropolis = tuple(prefix for _, prefixes in sorted(_METROPOLIS.items()) for prefix in prefixes)
    far = tuple(sorted(far_codes()))
    return (
        SetCoverage(ServiceId(EXPRESS), DOOR, areas=("*",)),
        SetCoverage(ServiceId(EXPRESS), EXTENDED, postal_codes=far),
        SetCoverage(ServiceId(GROUND), DOOR, areas=("*",)),
        SetCoverage(ServiceId(GROUND), EXTENDED, areas=("03",), postal_codes=far),
        SetCoverage(ServiceId(TODAY), DOOR, prefixes=metropolis),
        SetCoverage(ServiceId(SOUTHEAST), DOOR, areas=_SOUTHEAST),
        SetCoverage(ServiceId(COUNTER), OCURRE, areas=("*",)),
        SetCoverage(ServiceId(COUNTER), EXTENDED, postal_codes=far),
        *_remote(),
    )


def _remote() -> tuple[SetCoverage, ...]:
    """What is special about the farthest places, said last."""
    visited, nowhere, southeast = visited_codes(), branch_codes(), ServiceId(SOUTHEAST)
    return (
        *(SetCoverage(ServiceId(name), NONE, postal_codes=(*visited, *nowhere)) for name in (EXPRESS, GROUND)),
        SetCoverage(southeast, NONE, postal_codes=(*visited, *nowhere)),
        SetCoverage(southeast, OCURRE, postal_codes=_codes("salina-cruz")),
        SetCoverage(ServiceId(COUNTER), NONE, postal_codes=visited),
        SetCoverage(ServiceId(COUNTER), OCURRE, postal_codes=nowhere),
        SetCoverage(
            ServiceId(GROUND),
            EXTENDED,
            postal_codes=visited,
            surcharge=Centavos(24_900),
            more_days=2,
            visits=(1, 4),
        ),
    )
