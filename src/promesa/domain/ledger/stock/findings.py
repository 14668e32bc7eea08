"""Whether a unit on record is really on its shelf: learned from every hand that reached for one.

A pick found what the record said, a missing unit did not, a count shows by how far the record was off. What is
believed of a shelf leans on what is believed of its location at that depth (the last unit is missing far more often
than one of twenty), and that on all locations; all of it fades, so an old miss is forgiven (ECR Retail Loss 2019
found some 60 % of store records wrong, and a beta belief with decay is the plainest thing that learns which).
"""

from msgspec import Struct

from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.values.moments import DAY, Instant
from promesa.kernels import beliefs
from promesa.kernels.beliefs import NOTHING, Seen

DEPTHS = (2, 6)
"""The unit needed is the last on record, one of the last few (five), or there are more."""
FOUND_BEFORE = (0.90, 0.96, 0.99)
"""What is believed of a record of that depth before anything was seen."""
LOCATION_WEIGHT, SHELF_WEIGHT, EVERYWHERE_WEIGHT = 20.0, 4.0, 40.0
"""How many fresh sightings it takes to outweigh what is believed of the wider."""
LOCATION_HALF_LIFE_DAYS, SHELF_HALF_LIFE_DAYS = 60.0, 21.0
LOOKED_RIGHT_WEIGHT = 3.0
"""A count that agrees with the record speaks for the shelf like so many picks that found theirs."""
EVERYWHERE = "*"


class Findings(Struct):
    """Sightings by location and depth, and by location and SKU; keys have tabs between."""

    by_depth: dict[str, Seen] = {}
    by_shelf: dict[str, Seen] = {}


def chance(findings: Findings, sku: Sku, location: LocationId, units: int, on_record: int, now: Instant) -> float:
    """How likely `units` are really there where the record says `on_record` are owed to nobody, as of the UTC day."""
    day, depth = _day(now), _depth(units, on_record)
    everywhere = findings.by_depth.get(_key(EVERYWHERE, depth), NOTHING)
    here = findings.by_depth.get(_key(location, depth), NOTHING)
    shelf = findings.by_shelf.get(_key(location, sku), NOTHING)
    believed = beliefs.share(everywhere, day, LOCATION_HALF_LIFE_DAYS, FOUND_BEFORE[depth], EVERYWHERE_WEIGHT)
    believed = beliefs.share(here, day, LOCATION_HALF_LIFE_DAYS, believed, LOCATION_WEIGHT)
    return beliefs.share(shelf, day, SHELF_HALF_LIFE_DAYS, believed, SHELF_WEIGHT)


def is_known(findings: Findings, sku: Sku, location: LocationId) -> bool:
    """Whether the shelf has sightings of its own; one that has none is believed to be as its location."""
    return _key(location, sku) in findings.by_shelf


def saw(
    findings: Findings, sku: Sku, location: LocationId, units: int, on_record: int, at: Instant, *, there: bool
) -> None:
    """A hand reached for units where the record said that `on_record` were: they were there, or not all of them."""
    day, depth, good = _day(at), _depth(units, on_record), float(there)
    for key in (_key(EVERYWHERE, depth), _key(location, depth)):
        seen = findings.by_depth.get(key, NOTHING)
        findings.by_depth[key] = beliefs.add(seen, good, 1.0 - good, day, LOCATION_HALF_LIFE_DAYS)
    shelf = _key(location, sku)
    seen = findings.by_shelf.get(shelf, NOTHING)
    findings.by_shelf[shelf] = beliefs.add(seen, good, 1.0 - good, day, SHELF_HALF_LIFE_DAYS)


def looked(findings: Findings, sku: Sku, location: LocationId, difference: int, at: Instant) -> None:
    """Somebody counted the shelf by hand: what was believed of it is past; a record that was too high is a warning.

    The location learns nothing from it: hands count where something is amiss.
    """
    right = difference >= 0
    seen = Seen(LOOKED_RIGHT_WEIGHT, 0.0, _day(at)) if right else Seen(0.0, 1.0, _day(at))
    findings.by_shelf[_key(location, sku)] = seen


def _day(at: Instant) -> float:
    """Whole days, so that an answer does not change from one second to the next (R24)."""
    return float(at // DAY)


def _depth(units: int, on_record: int) -> int:
    """The depth of the last unit that is needed."""
    return sum(on_record - units + 1 >= bound for bound in DEPTHS)


def _key(location: str, of_what: object) -> str:
    return f"{location}\t{of_what}"
