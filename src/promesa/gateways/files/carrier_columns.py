"""The columns of a carrier file, and what one of its rows says: a service, a lane of it, or a place that it reaches."""

import re
from typing import Any

import msgspec

from promesa.domain.network.carriers import rules
from promesa.domain.network.carriers.coverage import PLAIN, Terms
from promesa.domain.network.carriers.words import DOOR, EVERYWHERE, EXTENDED, NONE, OCURRE
from promesa.domain.values.calendars import HOLIDAYS
from promesa.domain.values.ids import BranchId, ServiceId
from promesa.gateways.files import cells, clocks, headers
from promesa.gateways.files.cells import Cursor
from promesa.gateways.files.faults import Fault
from promesa.gateways.files.headers import CODE, NUMBER

POSTAL_CODE, RANGE, PREFIX, AREA = "postal_code", "range", "prefix", "area"
Word = tuple[str, str]
"""(one of the four above, the code, range ("44100-44990"), prefix or area itself)."""

FIELDS = (
    headers.field(
        "service",
        "clave servicio, id servicio, código servicio, service id, service code, servicio, service",
        CODE,
        True,
    ),
    headers.field(
        "carrier", "paquetería, paqueteria, transportista, mensajería, clave transportista, carrier id", CODE
    ),
    headers.field("name", "nombre, nombre del servicio, nombre servicio, descripción, service name, description"),
    headers.field(
        "transit_days", "días de tránsito, días tránsito, tiempo de tránsito, días, transit days, days", NUMBER
    ),
    headers.field("counts", "tipo de días, días hábiles o naturales, day type"),
    headers.field("weekdays", "días de operación, días hábiles, opera, días que opera, operating days"),
    headers.field("pickup_weekdays", "días de recolección, recolecta, pickup days, collection days"),
    headers.field("delivery_weekdays", "días de entrega, entrega, delivery days"),
    headers.field("holidays", "calendario, calendario de festivos, festivos, holiday calendar"),
    headers.field("extended_days", "días zona extendida, días extra, días adicionales, extended days", NUMBER),
    headers.field(
        "max_kilograms", "peso máximo, peso máximo kg, kg máximo, max kg, max weight, maximum weight", NUMBER
    ),
    headers.field("label_days", "vigencia de guía, días de vigencia, vigencia guía, label days", NUMBER),
    headers.field(
        "same_area_price",
        "tarifa local, costo local, precio local, tarifa mismo estado, local rate, same state",
        NUMBER,
    ),
    headers.field(
        "other_area_price",
        "tarifa, costo, precio, tarifa nacional, costo nacional, tarifa foránea, rate, price, cost, national rate",
        NUMBER,
    ),
    headers.field(
        "per_kilogram_price", "kg adicional, kilo adicional, costo kg adicional, tarifa kg adicional, extra kg", NUMBER
    ),
    headers.field("first_kilograms", "kg incluidos, kilos incluidos, peso incluido, included kg, first kg", NUMBER),
    headers.field(
        "extended_price", "cargo zona extendida, costo zona extendida, recargo zona extendida, extended fee", NUMBER
    ),
    headers.field("volumetric_cm3_per_kg", "factor volumétrico, cm3 por kg, volumetric factor, dim factor", NUMBER),
    headers.field(
        "postal_code", "código postal, cp, c.p., cp destino, d_codigo, postal code, postcode, zip, zip code", CODE
    ),
    headers.field(
        "postal_code_from",
        "cp inicial, cp inicio, cp desde, desde cp, código postal inicial, rango inicial, from postal code, zip from",
        CODE,
    ),
    headers.field(
        "postal_code_to",
        "cp final, cp fin, cp hasta, hasta cp, código postal final, rango final, to postal code, zip to",
        CODE,
    ),
    headers.field(
        "postal_code_range", "rango, rango cp, rango de cp, rango postal, rango de códigos postales, zip range"
    ),
    headers.field("prefix", "prefijo, prefijo cp, prefijo postal, zip prefix, postal prefix", CODE),
    headers.field("state", "estado, entidad, entidad federativa, estado destino, state"),
    headers.field("reach", "cobertura, alcance, tipo de cobertura, tipo de entrega, coverage"),
    headers.field("extended", "zona extendida, extendida, es zona extendida, extended zone, reexpedición"),
    headers.field("ocurre", "ocurre forzoso, entrega en sucursal, es ocurre, branch only"),
    headers.field(
        "surcharge",
        "recargo, cargo adicional, sobrecargo, cargo por zona, costo reexpedición, recargo de la zona, zone surcharge",
        NUMBER,
    ),
    headers.field("more_days", "días más, días extra de la zona, días adicionales de la zona, more days", NUMBER),
    headers.field(
        "visits",
        "días de visita, frecuencia, frecuencia de entrega, frecuencia de visita, visita, visit days, visit weekdays",
    ),
    headers.field(
        "branch", "sucursal ocurre, clave sucursal, oficina ocurre, sucursal de entrega, branch id, branch code", CODE
    ),
    headers.field("origin", "origen, estado origen, origin, origin state, from"),
    headers.field("destination", "destino, estado de destino, destination, destination state, to"),
)

REACH_OF_WORD = {
    headers.plain(word): reach
    for reach, words in {
        DOOR: "door, domicilio, a domicilio, puerta, puerta a puerta, sí, si, yes, normal, cobertura, directa, 1",
        EXTENDED: "extended, extendida, zona extendida, extended zone, foránea, reexpedición",
        OCURRE: "ocurre, ocurre forzoso, sucursal, entrega en sucursal, branch",
        NONE: "none, no, sin cobertura, no cubre, sin servicio, no coverage, 0, no aplica",
    }.items()
    for word in words.split(",")
}
COUNTS_OF_WORD = {
    headers.plain(word): counts
    for counts, words in {
        "working": "working, hábiles, hábil, días hábiles, laborables, business, business days",
        "calendar": "calendar, naturales, natural, días naturales, corridos, calendar days",
    }.items()
    for word in words.split(",")
}
PLAIN_OF_REACH = {terms.reach: terms for terms in PLAIN}
DOOR_TERMS = PLAIN_OF_REACH[DOOR]
ALL_PLACES = frozenset(map(headers.plain, ("todo", "todos", "nacional", "toda la república", "todo el país", "all")))
GRAMS = 1_000


class Says(msgspec.Struct, frozen=True):
    """What one row says about a service."""

    service: ServiceId
    told: dict[str, Any]
    """Fields of the offer, of its rates and of its calendar; only those said."""
    place: Word | None
    terms: Terms
    lane: tuple[str, str, int] | None


def read(row: Cursor) -> Says | None:
    """The row; None where it is bad."""
    service = row.code("service", required=True)
    told = _offer(row) | _rates(row)
    place = _place(row)
    terms = _terms(row, place, told)
    lane = _lane(row, told)
    if row.fault is not None or service is None:
        return None
    return Says(ServiceId(service), told, place, terms, lane)


def _offer(row: Cursor) -> dict[str, Any]:
    holidays = row.choice("holidays", {headers.plain(table): table for table in HOLIDAYS})
    told = {
        "carrier": row.code("carrier"),
        "name": row.text("name"),
        "transit_days": row.whole("transit_days", rules.TRANSIT_DAYS_MAX),
        "counts": row.choice("counts", COUNTS_OF_WORD),
        "weekdays": row.read("weekdays", clocks.weekdays),
        "pickup_weekdays": row.read("pickup_weekdays", clocks.weekdays),
        "delivery_weekdays": row.read("delivery_weekdays", clocks.weekdays),
        "holidays": None if holidays is None else (holidays,),
        "extended_days": row.whole("extended_days", rules.TRANSIT_DAYS_MAX),
        "label_days": row.whole("label_days", rules.TRANSIT_DAYS_MAX),
        "max_grams": row.scaled("max_kilograms", GRAMS, rules.GRAMS_MAX),
    }
    return {name: value for name, value in told.items() if value is not None}


def _rates(row: Cursor) -> dict[str, Any]:
    told = {
        "same_area_centavos": row.centavos("same_area_price"),
        "other_area_centavos": row.centavos("other_area_price"),
        "per_kg_centavos": row.centavos("per_kilogram_price"),
        "extended_centavos": row.centavos("extended_price"),
        "first_grams": row.scaled("first_kilograms", GRAMS, rules.GRAMS_MAX),
        "volumetric_cm3_per_kg": row.whole("volumetric_cm3_per_kg", rules.CM3_PER_KG_MAX),
    }
    return {name: value for name, value in told.items() if value is not None}


def _place(row: Cursor) -> Word | None:
    """The most exact place that the row names: a postal code with its state beside it is that code."""
    code, prefix = row.read("postal_code", cells.postal_code), row.read("prefix", _prefix)
    span, area = _range(row), row.read("state", _area)
    if code is not None:
        return POSTAL_CODE, code
    if span is not None:
        return (RANGE, span) if span[:5] != span[6:] else (POSTAL_CODE, span[:5])
    if prefix is not None:
        return PREFIX, prefix
    return None if area is None else (AREA, area)


def _range(row: Cursor) -> str | None:
    """ "44100-44990" from one column or from two; the first code is not after the last one."""
    span = row.read("postal_code_range", _span)
    first, last = row.read("postal_code_from", cells.postal_code), row.read("postal_code_to", cells.postal_code)
    if first is None and last is None:
        return span
    for field, code in (("postal_code_from", first), ("postal_code_to", last)):
        if code is None:
            row.blame(field, Fault("missing"))
            return None
    if str(first) > str(last):
        row.blame("postal_code_to", Fault("bad_range", f"{first}-{last}"))
        return None
    return f"{first}-{last}"


def _span(cell: Any) -> str | Fault:
    ends = [cells.postal_code(word) for word in re.split(r"\s*[-–—]\s*|\s+(?:a|al|to)\s+", cells.as_text(cell))]
    sound = 1 <= len(ends) <= 2 and not any(isinstance(end, Fault) for end in ends) and str(ends[0]) <= str(ends[-1])
    return f"{ends[0]}-{ends[-1]}" if sound else Fault("bad_range", str(cell))


def _prefix(cell: Any) -> str | Fault:
    digits = cells.as_text(cell).rstrip("*xX")
    sound = digits.isascii() and digits.isdigit() and len(digits) <= 5
    return digits if sound else Fault("bad_postal_code", str(cell))


def _area(cell: Any) -> str | Fault:
    if cells.as_text(cell) == EVERYWHERE or headers.plain(cells.as_text(cell)) in ALL_PLACES:
        return EVERYWHERE
    return cells.state(cell)


def _reach(row: Cursor) -> str:
    """One word, or the answers to "ocurre?" and "extended zone?"; a place named without more is reached at the door."""
    reach = row.choice("reach", REACH_OF_WORD)
    extended, ocurre = row.yes_no("extended"), row.yes_no("ocurre")
    if reach == NONE:
        return NONE
    if ocurre:
        return OCURRE
    return EXTENDED if extended else reach or DOOR


def _terms(row: Cursor, place: Word | None, told: dict[str, Any]) -> Terms:
    """How the place is reached. The surcharge and the days of an extended zone are those of the place that the row
    names by its code, range or prefix; of a row that names none, or a state, they are the service's own."""
    reach = _reach(row)
    surcharge, more_days = row.centavos("surcharge"), row.whole("more_days", rules.TRANSIT_DAYS_MAX)
    visits, branch = row.read("visits", clocks.weekdays), row.code("branch")
    if place is None:
        for field, value in (("surcharge", surcharge), ("more_days", more_days), ("visits", visits)):
            if value is not None:
                row.blame(field, Fault("place_missing"))
        return DOOR_TERMS
    if reach == EXTENDED and place[0] != AREA:
        own_surcharge, own_days = told.pop("extended_centavos", None), told.pop("extended_days", None)
        surcharge = own_surcharge if surcharge is None else surcharge
        more_days = own_days if more_days is None else more_days
    if surcharge is None and more_days is None and visits is None and branch is None:
        return PLAIN_OF_REACH[reach]
    return Terms(reach, surcharge, more_days, visits or (), None if branch is None else BranchId(branch))


def _lane(row: Cursor, told: dict[str, Any]) -> tuple[str, str, int] | None:
    """Days from state to state; the days of such a row are the lane's, not the service's."""
    origin, destination = row.read("origin", cells.state), row.read("destination", cells.state)
    if origin is None and destination is None:
        return None
    days = told.pop("transit_days", None)
    for field, value in (("origin", origin), ("destination", destination), ("transit_days", days)):
        if value is None:
            row.blame(field, Fault("missing"))
            return None
    return str(origin), str(destination), int(days)
