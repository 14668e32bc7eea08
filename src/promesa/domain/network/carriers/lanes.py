"""What a service does with a parcel: when it collects, when it delivers, what it costs."""

from datetime import date

from promesa.domain.network.carriers.state import Reach, Service
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.money import Centavos


def pickup_day(service: Service, working: Calendar, ready_on: date) -> date | None:
    """The first day on or after `ready_on` on which the location works (`location.working`) and the service collects;
    None: their days never meet, so the service is not offered from there (R17)."""
    raise NotImplementedError


def transit_days(reach: Reach, origin_area: str) -> int:
    """Days from hand-over to delivery: the lane's, else the service's, and more in an extended zone."""
    raise NotImplementedError


def arrival(reach: Reach, origin_area: str, hand_over_on: date, days: int | None = None) -> date | None:
    """The day of delivery of a parcel handed over then; `days` replaces the agreed transit (a learned quantile).

    Transit counts in the service's kind of days from the first pickup day on or after `hand_over_on`, then moves on
    to a day on which the service delivers. None: the service has no such days.
    """
    raise NotImplementedError


def delivery_days(service: Service, earliest: date, horizon_days: int) -> tuple[date, ...]:
    """The days that may be offered as slots: from the earliest feasible one (not from today), so many days the
    service delivers on (R17)."""
    raise NotImplementedError


def freight(reach: Reach, origin_area: str, grams: int, volume_cm3: int = 0) -> tuple[tuple[str, Centavos], ...] | None:
    """The named parts of what the parcel costs us ("freight", "extended_zone"); None: too heavy for the service."""
    raise NotImplementedError
