"""Where things are: postal codes, Mexican states and their time zones, distances."""

import math
import unicodedata
from types import MappingProxyType

import msgspec

from promesa.domain.values.ids import PostalCode

EARTH_RADIUS_KM = 6_371.0088
"""Mean radius of the Earth (IUGG)."""


def postal_code(text: str) -> PostalCode | None:
    """A Mexican postal code as it is kept: five digits with their leading zeros; None for anything else."""
    digits = text.strip()
    sound = len(digits) == 5 and digits.isascii() and digits.isdigit() and digits != "00000"
    return PostalCode(digits) if sound else None


def postal_code_of_number(number: int) -> PostalCode | None:
    """The postal code that a spreadsheet kept as a number and so robbed of its leading zeros."""
    return postal_code(f"{number:05d}") if number >= 0 else None


class State(msgspec.Struct, frozen=True):
    """A Mexican state: INEGI's two-digit code, the name on a label, SEPOMEX's name, the other names it goes by."""

    code: str
    name: str
    sepomex: str
    aliases: tuple[str, ...]


_STATES = (
    ("01", "Aguascalientes", "", "Ags", "AGU"),
    ("02", "Baja California", "", "BC", "BCN", "Baja California Norte"),
    ("03", "Baja California Sur", "", "BCS"),
    ("04", "Campeche", "", "Camp", "CAM"),
    ("05", "Coahuila", "Coahuila de Zaragoza", "Coah", "COA"),
    ("06", "Colima", "", "Col"),
    ("07", "Chiapas", "", "Chis", "CHP"),
    ("08", "Chihuahua", "", "Chih", "CHH"),
    ("09", "Ciudad de México", "", "CDMX", "CMX", "DF", "Distrito Federal", "México D.F."),
    ("10", "Durango", "", "Dgo", "DUR"),
    ("11", "Guanajuato", "", "Gto", "GUA"),
    ("12", "Guerrero", "", "Gro"),
    ("13", "Hidalgo", "", "Hgo", "HID"),
    ("14", "Jalisco", "", "Jal"),
    ("15", "Estado de México", "México", "Edomex", "Edo. de México", "Mex"),
    ("16", "Michoacán", "Michoacán de Ocampo", "Mich", "MIC"),
    ("17", "Morelos", "", "Mor"),
    ("18", "Nayarit", "", "Nay"),
    ("19", "Nuevo León", "", "NL", "NLE"),
    ("20", "Oaxaca", "", "Oax"),
    ("21", "Puebla", "", "Pue"),
    ("22", "Querétaro", "", "Qro", "QUE", "Querétaro de Arteaga"),
    ("23", "Quintana Roo", "", "Q. Roo", "QR", "ROO"),
    ("24", "San Luis Potosí", "", "SLP"),
    ("25", "Sinaloa", "", "Sin"),
    ("26", "Sonora", "", "Son"),
    ("27", "Tabasco", "", "Tab"),
    ("28", "Tamaulipas", "", "Tamps", "TAM"),
    ("29", "Tlaxcala", "", "Tlax", "TLA"),
    ("30", "Veracruz", "Veracruz de Ignacio de la Llave", "Ver"),
    ("31", "Yucatán", "", "Yuc"),
    ("32", "Zacatecas", "", "Zac"),
)
"""INEGI, Marco Geoestadístico; SEPOMEX, Catálogo Nacional de Códigos Postales; ISO 3166-2:MX; customary short forms."""

STATES: MappingProxyType[str, State] = MappingProxyType(
    {code: State(code, name, sepomex or name, tuple(aliases)) for code, name, sepomex, *aliases in _STATES}
)
"""The 32 states by INEGI code."""


def _plain(name: str) -> str:
    """Letters and digits only, lower case and without accents: how names are compared."""
    decomposed = unicodedata.normalize("NFD", name)
    return "".join(letter for letter in decomposed if letter.isalnum()).casefold()


_CODE_OF_NAME: MappingProxyType[str, str] = MappingProxyType(
    {
        _plain(name): state.code
        for state in STATES.values()
        for name in (state.code, state.name, state.sepomex, *state.aliases)
    }
)


def state_code(name: str) -> str | None:
    """The two-digit INEGI code of a state by any of its usual names or the code itself, or None.

    "México" alone is the state, as SEPOMEX and INEGI have it; accents, case, dots and spaces do not matter.
    """
    return _CODE_OF_NAME.get(_plain(name))


_ZONE_OF_STATE: MappingProxyType[str, str] = MappingProxyType(
    {
        "02": "America/Tijuana",
        "03": "America/Mazatlan",
        "08": "America/Chihuahua",
        "18": "America/Mazatlan",
        "23": "America/Cancun",
        "25": "America/Mazatlan",
        "26": "America/Hermosillo",
    }
)

_BORDER = MappingProxyType(
    {
        "America/Ciudad_Juarez": ("08005", "08028", "08035", "08037", "08053"),
        "America/Ojinaga": ("08015", "08042", "08052"),
        "America/Matamoros": (
            *("05002", "05003", "05012", "05013", "05014", "05019", "05022", "05023", "05025", "05037", "05038"),
            *("19005", "28007", "28014", "28015", "28022", "28024", "28025", "28027", "28032", "28033", "28040"),
        ),
        "America/Bahia_Banderas": ("18020",),
    }
)

_ZONE_OF_MUNICIPALITY: MappingProxyType[str, str] = MappingProxyType(
    {municipality: zone for zone, municipalities in _BORDER.items() for municipality in municipalities}
)


def zone_of(state: str, municipality: str = "") -> str | None:
    """The IANA zone of a municipality (by INEGI state code and three-digit municipality code), or None.

    Source: Ley de los Husos Horarios en los Estados Unidos Mexicanos (DOF 28 October 2022; article 5 as amended on 29
    November 2022): no summer time but for Baja California and the border municipalities of Chihuahua, Coahuila, Nuevo
    León and Tamaulipas; Chihuahua on central time; Bahía de Banderas in Nayarit with the centre. Names of the zones:
    IANA tz database, 2022g or later.
    """
    if state not in STATES:
        return None
    return _ZONE_OF_MUNICIPALITY.get(state + municipality) or _ZONE_OF_STATE.get(state, "America/Mexico_City")


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance by the haversine formula; degrees in, kilometres out."""
    phi_a, phi_b = math.radians(lat_a), math.radians(lat_b)
    half_lat, half_lon = (phi_b - phi_a) / 2, math.radians(lon_b - lon_a) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(phi_a) * math.cos(phi_b) * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))
