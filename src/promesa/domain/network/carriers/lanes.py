"""What a service does with a parcel: when it collects, when it delivers, what it costs."""

from datetime import date, timedelta

from promesa.domain.network.carriers import rate_tables
from promesa.domain.network.carriers.state import Reach, Service
from promesa.domain.network.carriers.words import Rates
from promesa.domain.values import calendars
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.money import Centavos

WORKING = "working"
ARRIVALS_KEPT = 16_384


def pickup_day(service: Service, working: Calendar, ready_on: date) -> date | None:
    """The first day on or after `ready_on` on which the location works (`location.working`) and the service collects;
    None: their days never meet, so the service is not offered from there (R17)."""
    return calendars.next_open(calendars.meet(working, service.pickups), ready_on)


def transit_days(reach: Reach, origin_area: str) -> int:
    """Days from hand-over to delivery: the lane's, else the service's, more where the place is far off, and those at
    customs where a border lies between."""
    service = reach.service
    agreed = service.days_of_lane.get((origin_area, reach.area), service.transit_days)
    if reach.clearances:
        agreed += reach.clearance_of(origin_area)[0]
    if reach.terms.more_days is not None:
        return agreed + reach.terms.more_days
    return agreed + service.extended_days if reach.extended else agreed


def arrival(reach: Reach, origin_area: str, hand_over_on: date, days: int | None = None) -> date | None:
    """The day of delivery of a parcel handed over then; `days` replaces the agreed transit (a learned quantile).

    Transit counts in the service's kind of days from the first pickup day on or after `hand_over_on`, then moves on
    to a day on which the service delivers and comes to the place. None: the service has no such days.
    """
    if not is_priced(reach, origin_area):
        return None
    arrivals = reach.service.arrivals
    days = transit_days(reach, origin_area) if days is None else days
    key = (hand_over_on, days, reach.terms.visits)
    if key not in arrivals:
        if len(arrivals) >= ARRIVALS_KEPT:
            arrivals.clear()
        arrivals[key] = _delivered(reach, hand_over_on, days)
    return arrivals[key]


def _delivered(reach: Reach, hand_over_on: date, days: int) -> date | None:
    service = reach.service
    collected = calendars.next_open(service.pickups, hand_over_on)
    if collected is None:
        return None
    if service.counts == WORKING:
        there = calendars.add_working_days(service.calendar, collected, days)
    else:
        there = collected + timedelta(days=days)
    return None if there is None else calendars.next_open(reach.deliveries, there)


def delivery_days(service: Service, earliest: date, horizon_days: int) -> tuple[date, ...]:
    """The days that may be offered as slots: from the earliest feasible one (not from today), so many days the
    service delivers on (R17)."""
    days = (calendars.add_working_days(service.deliveries, earliest, further) for further in range(horizon_days))
    return tuple(day for day in days if day is not None)


def freight(
    reach: Reach, origin_area: str, grams: int, volume_cm3: int = 0, value: int = 0
) -> tuple[tuple[str, Centavos], ...] | None:
    """The named parts of what the parcel costs us ("freight", "fuel", "extended_zone"...); None: too heavy for the
    service, or its rates have no price from there. `value`: of what is in it, in centavos, where it is insured."""
    if grams > reach.service.max_grams:
        return None
    parts = _tabled(reach, origin_area, grams, volume_cm3, value)
    if reach.service.table is None:
        rates = reach.service.rates
        base = rates.same_area_centavos if origin_area == reach.area else rates.other_area_centavos
        amount = Centavos(base + _started_kilograms(rates, grams, volume_cm3) * rates.per_kg_centavos)
        parts = (("freight", amount),)
    more = surcharge(reach)
    return (*parts, ("extended_zone", more)) if parts and more else parts


def _tabled(
    reach: Reach, origin_area: str, grams: int, volume_cm3: int, value: int
) -> tuple[tuple[str, Centavos], ...] | None:
    """By the service's table of rates; None where it has none, or none for that lane."""
    table = reach.service.table
    zone = None if table is None else rate_tables.zone_of(table, origin_area, reach.area)
    if table is None or zone is None:
        return None
    return rate_tables.parts(table, zone, rate_tables.step(table, grams, volume_cm3), value)


def surcharge(reach: Reach) -> Centavos:
    """What is added for the place: what the carrier says of it, else the service's own for an extended zone."""
    if reach.terms.surcharge is not None:
        return reach.terms.surcharge
    return reach.service.rates.extended_centavos if reach.extended else Centavos(0)


def is_priced(reach: Reach, origin_area: str) -> bool:
    """Whether the service's rates know the lane at all."""
    table = reach.service.table
    return table is None or rate_tables.zone_of(table, origin_area, reach.area) is not None


def _started_kilograms(rates: Rates, grams: int, volume_cm3: int) -> int:
    """Kilograms begun above the first grams, of the larger of real and volumetric weight."""
    charged = grams
    if rates.volumetric_cm3_per_kg:
        charged = max(grams, -(-volume_cm3 * 1_000 // rates.volumetric_cm3_per_kg))
    return max(0, -((rates.first_grams - charged) // 1_000))
