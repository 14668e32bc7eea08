"""Where things are: postal codes, Mexican states and their time zones, distances."""

from promesa.domain.values.ids import PostalCode


def postal_code(text: str) -> PostalCode | None:
    """A Mexican postal code as it is kept: five digits with their leading zeros; None for anything else."""
    raise NotImplementedError


def state_code(name: str) -> str | None:
    """The two-digit INEGI code of a state by any of its usual names or the code itself, or None."""
    raise NotImplementedError


def zone_of(state: str, municipality: str = "") -> str | None:
    """The IANA zone of a municipality (by INEGI state code and three-digit municipality code), or None."""
    raise NotImplementedError


def distance_km(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance (haversine, mean Earth radius 6,371.0088 km)."""
    raise NotImplementedError
