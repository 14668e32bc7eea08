"""What was learned of time, as it is kept: waits against their plans, by location and by lane, and what was foreseen.

A lane is (service, origin area, destination area). Everything is counted twice: in `fresh` at once, and at the next
*edition* in `records`, from which promises are made. An edition comes with the first fact after `edition_minutes` of
the log's own time, so what is worked out from the records holds for as long as an edition, however many parcels arrive
meanwhile, and is the same in every process and after every restart. Counts are weighed forward (Cormode, Shkapenyuk,
Srivastava and Xu, ICDE 2009): a day's parcels count twice as much as those of a half-life before, and nothing has to
be faded.
"""

from datetime import date
from functools import cached_property
from typing import Any

import msgspec

from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId, ParcelId, PostalCode
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy
from promesa.kernels import waits

HANDLING, TRANSIT, ATTEMPT, ANY = "handling", "transit", "attempt", "*"
PICKUP = "pickup"
KEPT_BEFORE = 0.95
"""What is believed of a counter of which nothing is known yet, with the weight of `BELIEF_WEIGHT` parcels."""
BELIEF_WEIGHT = 20.0


class Record(msgspec.Struct, array_like=True):
    """Waits of one kind against their plans, each with the weight of the day on which it was planned to end."""

    ended: dict[int, float] = {}
    """By slip in days."""
    never: float = 0.0
    waited: dict[int, float] = {}
    """Waits under way as of the edition, by the slip that they are known to have outlasted."""
    under_way: dict[int, int] = {}
    """How many are under way, by the ordinal of the planned day."""


class Foreseen(msgspec.Struct, array_like=True):
    """Promises whose day is over: how many, how many of them late, and how many were foreseen to be; weights."""

    cases: float = 0.0
    late: float = 0.0
    foreseen: float = 0.0


class DuePromises(msgspec.Struct, array_like=True):
    """Promises of one way for one day, and how many of them have not arrived."""

    cases: int = 0
    late: int = 0


class Counter(msgspec.Struct, array_like=True):
    """Pickups that were ready, and those ready in time."""

    seen: int = 0
    kept: int = 0


class Fading(msgspec.Struct, frozen=True, array_like=True):
    """How much a day's parcels weigh: doubled every half-life since a day (an ordinal) on which it was 2 ** `base`.

    The day is that of the first edition, or of the last change; 0 before.
    """

    day: int = 0
    base: float = 0.0
    half_life_days: float = 60.0


class PromiseStart(msgspec.Struct, frozen=True, array_like=True):
    """Where an order goes."""

    postal_code: PostalCode | None
    zone: str


class OpenParcel(msgspec.Struct, frozen=True, array_like=True):
    """A parcel whose ends will be counted; days are civil days, of the location until hand-over, then of the place."""

    location: LocationId
    service: str
    origin: str
    area: str
    start: PromiseStart
    band: int
    """How much time there was until the cut-off (see `laws.BANDS`)."""
    hand_over_on: date
    hand_over_by: Instant
    arrives_on: date
    name: str
    """Its way and the place of its day in the law (see `laws.name_of`)."""
    agreed_on: date | None = None
    """The planned day as of the real hand-over; None before it."""
    attempted_on: date | None = None


class Lanes(msgspec.Struct, dict=True):
    """All that was learned, and what is needed to learn from the parcels that are under way."""

    records: dict[str, Record] = {}
    """As of the edition: kind of wait and whose, with tabs between (see `keys_of_transit` and its like)."""
    fresh: dict[str, Record] = {}
    """Since the edition."""
    outcomes: dict[str, Foreseen] = {}
    """As of the edition, by leaf (service, season, weekday) and its parents."""
    due: dict[int, dict[str, DuePromises]] = {}
    """By the ordinal of the promised day, then `laws.name_of`; a parcel under way is late until it has arrived."""
    paces: dict[LocationId, tuple[int, ...]] = {}
    """How much slower than all a location hands over, by band, in steps (see `laws.PACE_STEP`); 0 is not said."""
    paces_version: int = 0
    acceptances: dict[LocationId, float] = {}
    """How likely a location that is asked says yes to a delivery, as of the edition (see `answers`)."""
    acceptances_version: int = 0
    counters: dict[LocationId, Counter] = {}
    orders: dict[OrderId, PromiseStart] = {}
    parcels: dict[ParcelId, OpenParcel] = {}
    version: int = 0
    """Of the edition."""
    learned_at: Instant = Instant(0)
    learned_on: int = 0
    """The edition's civil day, as an ordinal."""
    over_on: int = 0
    """The last day that was over then, news of it included, as an ordinal."""
    late_share: float | None = None
    """The policy's target, where it names one."""
    level: float | None = None
    """The chance of being late that a date may have at most, so that all together meet the target; None: the target."""
    edition_minutes: int = 240
    fading: Fading = Fading()
    outcome_fading: Fading = Fading(half_life_days=14.0)

    @cached_property
    def laws(self) -> dict[Any, Any]:
        """Laws worked out from the edition: no part of the state, never written down."""
        return {}

    @cached_property
    def memo(self) -> dict[str, Any]:
        """What sourcing has worked out from the lanes and the network: no part of the state, never written down."""
        return {}


def weight_on(fading: Fading, day: int) -> float:
    """What a parcel of that day (an ordinal) counts."""
    return float(2.0 ** (fading.base + (day - fading.day) / fading.half_life_days))


def heed(lanes: Lanes, policy: Policy, at: Instant) -> None:
    """Learn as the policy says from then on."""
    day = moments.local_date(at, policy.zone).toordinal()
    lanes.edition_minutes = policy.edition_minutes
    lanes.late_share, lanes.level = policy.late_share, None
    lanes.fading = _fading_from(lanes.fading, policy.half_life_days, day)
    lanes.outcome_fading = _fading_from(lanes.outcome_fading, policy.outcome_half_life_days, day)


def _fading_from(fading: Fading, half_life_days: float, day: int) -> Fading:
    if half_life_days == fading.half_life_days:
        return fading
    if not fading.day:
        return Fading(0, 0.0, half_life_days)
    return Fading(day, fading.base + (day - fading.day) / fading.half_life_days, half_life_days)


def keys_of_transit(kind: str, service: str, origin: str, area: str) -> tuple[str, ...]:
    """All services, the service, its destination area, the lane: each the parent of the next."""
    return (
        f"{kind}\t{ANY}",
        f"{kind}\t{service}",
        f"{kind}\t{service}\t{ANY}\t{area}",
        f"{kind}\t{service}\t{origin}\t{area}",
    )


def keys_of_handling(location: str, band: int) -> tuple[str, ...]:
    """All locations, the location, the location with so much time left: each the parent of the next."""
    return (f"{HANDLING}\t{ANY}", f"{HANDLING}\t{location}", f"{HANDLING}\t{location}\t{band}")


def pickup_probability(lanes: Lanes, location: LocationId) -> float:
    """How likely a pickup is ready at the location by the moment promised: the mean of a Beta belief."""
    counter = lanes.counters.get(location)
    if counter is None:
        return KEPT_BEFORE
    return waits.believed_share(counter.kept, counter.seen, KEPT_BEFORE, BELIEF_WEIGHT)
