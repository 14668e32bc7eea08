"""Where the demo retailer's stock lies: three distribution centres and sixty stores, with their real hours."""

from functools import lru_cache

from promesa.domain.network.locations.words import AboutLocation, Hours, LoadLocations, week
from promesa.domain.values.ids import LocationId
from promesa.domain.values.money import Centavos
from promesa.lab.retailer import cities

BRAND = "Casa Alondra"

# location | city | name | orders a day | latitude | longitude
_CENTRES = """
CEDIS-TUL|tultitlan|CEDIS Tultitlán|260|19.651|-99.163
CEDIS-APO|apodaca|CEDIS Apodaca|150|25.772|-100.170
CEDIS-SAL|el-salto|CEDIS El Salto|150|20.528|-103.190
"""

# location | city | name | kind of street | orders a day that it can prepare for a carrier; 0: only pickups
_STORES = """
T001|cuauhtemoc|Reforma|plaza|18
T002|cuauhtemoc|Roma Norte|calle|12
T003|del-valle|Del Valle|plaza|16
T004|polanco|Polanco|plaza|16
T005|coyoacan|Coyoacán|calle|10
T006|san-angel|Santa Fe|plaza|14
T007|tlalpan|Tlalpan|calle|12
T008|iztapalapa|Iztapalapa|barrio|12
T009|lindavista|Lindavista|plaza|14
T010|venustiano|Jardín Balbuena|barrio|0
T011|toluca|Toluca Centro|calle|12
T012|metepec|Metepec|plaza|14
T013|naucalpan|Satélite|plaza|16
T014|ecatepec|Ecatepec|barrio|12
T015|neza|Ciudad Neza|barrio|0
T016|interlomas|Interlomas|plaza|12
T017|monterrey|Monterrey Centro|calle|14
T018|san-pedro|San Pedro|plaza|16
T019|san-nicolas|San Nicolás|plaza|12
T020|guadalupe-nl|Guadalupe|barrio|0
T021|guadalajara|Guadalajara Centro|calle|14
T022|zapopan|Zapopan|plaza|16
T023|tlaquepaque|Tlaquepaque|calle|10
T024|tlajomulco|Tlajomulco|barrio|0
T025|vallarta|Puerto Vallarta|plaza|10
T026|aguascalientes|Aguascalientes|plaza|12
T027|tijuana|Tijuana Zona Río|plaza|14
T028|tijuana|Tijuana Otay|barrio|0
T029|mexicali|Mexicali|plaza|12
T030|la-paz|La Paz|calle|8
T031|los-cabos|Cabo San Lucas|plaza|8
T032|campeche|Campeche|calle|8
T033|saltillo|Saltillo|plaza|10
T034|torreon|Torreón|plaza|12
T035|colima|Colima|calle|0
T036|tuxtla|Tuxtla Gutiérrez|plaza|10
T037|chihuahua|Chihuahua|plaza|12
T038|juarez|Ciudad Juárez|plaza|12
T039|durango|Durango|calle|8
T040|leon|León|plaza|14
T041|celaya|Celaya|calle|0
T042|acapulco|Acapulco|plaza|8
T043|pachuca|Pachuca|plaza|10
T044|morelia|Morelia|plaza|12
T045|cuernavaca|Cuernavaca|calle|10
T046|tepic|Tepic|calle|0
T047|oaxaca|Oaxaca|calle|10
T048|puebla|Puebla Angelópolis|plaza|16
T049|puebla|Puebla Centro|calle|10
T050|queretaro|Querétaro|plaza|14
T051|cancun|Cancún|plaza|14
T052|playa-del-carmen|Playa del Carmen|calle|8
T053|san-luis-potosi|San Luis Potosí|plaza|12
T054|culiacan|Culiacán|plaza|12
T055|hermosillo|Hermosillo|plaza|12
T056|villahermosa|Villahermosa|plaza|10
T057|tampico|Tampico|plaza|10
T058|boca-del-rio|Boca del Río|plaza|12
T059|merida|Mérida Norte|plaza|16
T060|merida|Mérida Centro|calle|10
"""

_HOURS: dict[str, tuple[Hours | None, ...]] = {
    "plaza": week(("11:00", "21:00"), ("11:00", "21:00"), ("11:00", "21:00")),
    "calle": week(("10:00", "20:00"), ("10:00", "20:00"), ("11:00", "18:00")),
    "barrio": week(("09:00", "21:00"), ("09:00", "21:00"), ("10:00", "19:00")),
}
_STORE_CUTOFFS = week("15:00", "13:00")
_CENTRE_HOURS: tuple[Hours | None, ...] = week(("07:00", "20:00"), ("07:00", "15:00"))
_CENTRE_CUTOFFS = week("16:00", "11:00")


def _centre(location: str, city_key: str, name: str, _: str, lat: str, lon: str) -> AboutLocation:
    city = cities.by_key()[city_key]
    return AboutLocation(
        location=LocationId(location),
        name=name,
        kind="dc",
        zone=city.zone,
        postal_code=city.postal_codes[0],
        area=city.state,
        lat=float(lat),
        lon=float(lon),
        hours=_CENTRE_HOURS,
        cutoffs=_CENTRE_CUTOFFS,
        handling_centavos=Centavos(900),
    )


def _store(location: str, city_key: str, name: str, street: str, orders: str) -> AboutLocation:
    city = cities.by_key()[city_key]
    return AboutLocation(
        location=LocationId(location),
        name=f"{BRAND} {name}",
        zone=city.zone,
        postal_code=city.postal_codes[-1],
        area=city.state,
        lat=city.lat,
        lon=city.lon,
        hours=_HOURS[street],
        cutoffs=_STORE_CUTOFFS,
        opens_on_holidays=True,
        handling_centavos=Centavos(2_200),
        ships=int(orders) > 0,
        pickup=True,
        pickup_prep_minutes=120 if street == "plaza" else 180,
        asks=street == "plaza",
        pool="own",
    )


@lru_cache(maxsize=1)
def centres() -> tuple[AboutLocation, ...]:
    return tuple(_centre(*line.split("|")) for line in _CENTRES.strip().splitlines())


@lru_cache(maxsize=1)
def stores() -> tuple[AboutLocation, ...]:
    return tuple(_store(*line.split("|")) for line in _STORES.strip().splitlines())


@lru_cache(maxsize=1)
def orders_a_day() -> dict[LocationId, int]:
    """How many orders each location's people can prepare on a usual day."""
    of_centres = (line.split("|") for line in _CENTRES.strip().splitlines())
    of_stores = (line.split("|") for line in _STORES.strip().splitlines())
    found = {LocationId(row[0]): int(row[3]) for row in of_centres}
    return {**found, **{LocationId(row[0]): int(row[4]) + 8 for row in of_stores}}


def load_locations() -> LoadLocations:
    return LoadLocations((*centres(), *stores()), "lab")
