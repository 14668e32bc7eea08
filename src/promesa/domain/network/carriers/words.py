"""What can be said about carriers' services: their days, their reach, their rates and their transit."""

import msgspec

from promesa.domain.values.calendars import CARRIER_WEEK, WORKING_WEEK, Calendar
from promesa.domain.values.ids import BranchId, CarrierId, LocationId, PostalCode, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos

Hours = tuple[str, str]
"""Opening and closing hour of a day on the branch's wall clock: ("09:00", "18:00")."""

DOOR, EXTENDED, OCURRE, NONE = "door", "extended", "ocurre", "none"
REACHES = (NONE, DOOR, EXTENDED, OCURRE)
"""How a service reaches a place: not, to the door, to the door as an extended zone, only to the carrier's branch."""

EVERYWHERE = "*"
"""The area that stands for all areas not named."""


class Rates(msgspec.Struct, frozen=True):
    """What a parcel costs us: a base by distance, each started kilogram above the first grams, and the extended zone.

    The weight that counts is the larger of the real one and the volume / `volumetric_cm3_per_kg` (0: real only),
    5,000 cm3 to the kilogram as Mexican parcel carriers' contracts have it.
    """

    same_area_centavos: Centavos = Centavos(0)
    other_area_centavos: Centavos = Centavos(0)
    per_kg_centavos: Centavos = Centavos(0)
    first_grams: int = 1_000
    extended_centavos: Centavos = Centavos(0)
    volumetric_cm3_per_kg: int = 5_000


class Lanes(msgspec.Struct, frozen=True):
    """Transit days from area to area, as columns of equal length."""

    origins: tuple[str, ...] = ()
    destinations: tuple[str, ...] = ()
    days: tuple[int, ...] = ()


# --- commands ---


class OfferService(msgspec.Struct, frozen=True, kw_only=True):
    """A carrier's service as agreed; said again, it replaces what was agreed, but for its coverage.

    It picks up on `pickup_weekdays` and delivers on `delivery_weekdays` (Monday is 0), each only on days of its
    `calendar`; if one of the two has no day left, the service is never offered (R17).
    """

    service: ServiceId
    carrier: CarrierId
    name: str = ""
    calendar: Calendar = Calendar(weekdays=CARRIER_WEEK, holidays=("mx_carriers",))
    pickup_weekdays: tuple[int, ...] = WORKING_WEEK
    delivery_weekdays: tuple[int, ...] = WORKING_WEEK
    counts: str = "working"
    """Transit days are "working" days of the calendar or "calendar" days; one kind in one calculation."""
    transit_days: int = 3
    """Days from hand-over to delivery where no lane says otherwise."""
    lanes: Lanes = Lanes()
    extended_days: int = 0
    """More transit days of the same kind in an extended zone."""
    max_grams: int = 70_000
    rates: Rates = Rates()
    learned: bool = False
    """Dates come from what its deliveries have taught us once there are enough, not from the agreed transit."""
    label_days: int = 0
    """A label is void so many days after it was made, and a parcel then needs a new one; 0: never."""
    redelivery_days: int = 0
    """After a failed attempt the customer may say on which of its next so many delivery days the carrier tries again;
    0: the carrier takes no wishes."""
    redelivery_places: bool = False
    """And at which other door of the same municipality."""
    redelivery_centavos: Centavos = Centavos(0)
    """What the carrier charges us for such a wish."""


class WithdrawService(msgspec.Struct, frozen=True):
    """Nothing new goes by it; again, it changes nothing."""

    service: ServiceId
    reason: str = ""


class SetCoverage(msgspec.Struct, frozen=True):
    """These postal codes, ranges of them, prefixes and areas are reached by the service in this way (one batch, one
    way).

    For a place the most exact word counts: its postal code, else a range that has it (the last one told), else its
    longest prefix, else its area, else the area "*" (everywhere), else it is not reached. `replace` forgets all earlier
    words about the service first.
    """

    service: ServiceId
    reach: str = DOOR
    postal_codes: tuple[PostalCode, ...] = ()
    prefixes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    replace: bool = False
    ranges: tuple[tuple[PostalCode, PostalCode], ...] = ()
    """First and last code of five digits of each, both in it."""
    surcharge: Centavos | None = None
    """Of a parcel to these places; None: the service's own for an extended zone, else nothing."""
    more_days: int | None = None
    """Transit days more than elsewhere; None: the service's own for an extended zone, else none."""
    visits: tuple[int, ...] = ()
    """The only weekdays on which the service comes there, Monday is 0; none: every day on which it delivers."""
    branch: BranchId | None = None
    """The carrier's branch where parcels for these places wait, where the carrier names one."""


class SetRates(msgspec.Struct, frozen=True):
    service: ServiceId
    rates: Rates


class SetTransit(msgspec.Struct, frozen=True):
    """Transit days agreed for the service: its default and all of its lanes."""

    service: ServiceId
    transit_days: int
    lanes: Lanes = Lanes()


class AboutBranch(msgspec.Struct, frozen=True, kw_only=True):
    """A carrier's own counter, where a parcel waits `keeps_days` for its customer (ocurre), the whole of it."""

    branch: BranchId
    carrier: CarrierId
    postal_code: PostalCode
    name: str = ""
    lat: float | None = None
    lon: float | None = None
    hours: tuple[Hours | None, ...] = ()
    """Seven entries, Monday first, None where it is closed; or none at all: unknown."""
    keeps_days: int = 10


class LoadBranches(msgspec.Struct, frozen=True):
    """Many branches at once: new ones open, known ones become what is said here."""

    branches: tuple[AboutBranch, ...]
    source: str = ""


class CloseBranch(msgspec.Struct, frozen=True):
    """Nothing new goes there; loaded again, it opens again."""

    branch: BranchId
    reason: str = ""


class ValueCap(msgspec.Struct, frozen=True, array_like=True):
    """No parcel worth more goes by these services (none named: all) to these areas (none: anywhere)."""

    parcel_centavos: Centavos
    services: tuple[ServiceId, ...] = ()
    areas: tuple[str, ...] = ()
    reason: str = ""


class CollectionCap(msgspec.Struct, frozen=True, array_like=True):
    """Parcels that one van of these carriers (none named: any) takes at these locations (none: at any) on one day are
    together worth no more."""

    collection_centavos: Centavos
    carriers: tuple[CarrierId, ...] = ()
    locations: tuple[LocationId, ...] = ()
    reason: str = ""


class RouteRisk(msgspec.Struct, frozen=True, array_like=True):
    """Of what is carried by these carriers and services from these areas to those (none named: any), so many millionths
    of its value are expected to be lost, where it leaves between two hours of its location's clock and is worth so
    much at least. Of several that speak of a parcel the highest counts."""

    per_million: int
    origins: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    carriers: tuple[CarrierId, ...] = ()
    services: tuple[ServiceId, ...] = ()
    since_hour: int = 0
    until_hour: int = 24
    value_min: Centavos = Centavos(0)
    reason: str = ""


class SetCaps(msgspec.Struct, frozen=True):
    """All that is known of security from now on: caps of a parcel's value (the lowest that speaks of it counts), of
    a collection's, and risks of routes."""

    caps: tuple[ValueCap, ...] = ()
    collections: tuple[CollectionCap, ...] = ()
    risks: tuple[RouteRisk, ...] = ()


class SetClearance(msgspec.Struct, frozen=True):
    """How long customs keep what comes from one country into another: within `days[i]` with chance `chances[i]`, both
    ascending. None: nothing is known of it."""

    origin: str
    country: str = "MX"
    chances: tuple[float, ...] = ()
    days: tuple[int, ...] = ()
    source: str = ""


# --- facts ---


class CapsSet(msgspec.Struct, frozen=True):
    caps: tuple[ValueCap, ...]
    collections: tuple[CollectionCap, ...] = ()
    risks: tuple[RouteRisk, ...] = ()


class CarriagePaused(msgspec.Struct, frozen=True):
    """Nothing new goes by these services (none named: all) from these areas and locations (none: anywhere) to those
    areas and postal codes (none: anywhere).

    Named `pause`; said again under the same name it is what is said last.
    """

    pause: str
    services: tuple[ServiceId, ...] = ()
    origins: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    until: Instant | None = None
    """When it is expected to run again; it resumes when that is said."""
    locations: tuple[LocationId, ...] = ()
    postal_codes: tuple[PostalCode, ...] = ()


class CarriageResumed(msgspec.Struct, frozen=True):
    pause: str


class ClearanceSet(msgspec.Struct, frozen=True):
    origin: str
    country: str = "MX"
    chances: tuple[float, ...] = ()
    days: tuple[int, ...] = ()
    source: str = ""


class BranchesLoaded(msgspec.Struct, frozen=True):
    """New and changed branches."""

    branches: tuple[AboutBranch, ...]
    source: str = ""


class BranchClosed(msgspec.Struct, frozen=True):
    branch: BranchId
    reason: str = ""


class ServiceOffered(OfferService, frozen=True, kw_only=True):
    """A service is open to parcels, with these days, rates and transit."""


class ServiceWithdrawn(msgspec.Struct, frozen=True):
    service: ServiceId
    reason: str = ""


class CoverageSet(msgspec.Struct, frozen=True):
    """The words of a SetCoverage, as columns."""

    service: ServiceId
    reach: str = DOOR
    postal_codes: tuple[PostalCode, ...] = ()
    prefixes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    replace: bool = False
    ranges: tuple[tuple[PostalCode, PostalCode], ...] = ()
    surcharge: Centavos | None = None
    more_days: int | None = None
    visits: tuple[int, ...] = ()
    branch: BranchId | None = None


class RatesSet(msgspec.Struct, frozen=True):
    service: ServiceId
    rates: Rates


class TransitSet(msgspec.Struct, frozen=True):
    service: ServiceId
    transit_days: int
    lanes: Lanes = Lanes()
