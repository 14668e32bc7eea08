"""The carriers' services as they are now, and which of them reach a place."""

from collections.abc import Callable, Mapping
from datetime import date
from functools import cached_property
from typing import Any

import msgspec
from msgspec.structs import replace

from promesa.domain.network.carriers import coverage as coverages
from promesa.domain.network.carriers import pauses
from promesa.domain.network.carriers.coverage import Coverage, Terms
from promesa.domain.network.carriers.rate_tables import RateTable, RateTableSet
from promesa.domain.network.carriers.words import (
    DOOR,
    EXTENDED,
    OCURRE,
    AboutBranch,
    BranchClosed,
    BranchesLoaded,
    CapsSet,
    CarriagePaused,
    CarriageResumed,
    ClearanceSet,
    CollectionCap,
    CoverageSet,
    OfferService,
    RatesSet,
    RouteRisk,
    ServiceOffered,
    ServiceWithdrawn,
    TransitSet,
    ValueCap,
)
from promesa.domain.network.customs import country_of
from promesa.domain.network.locations.state import Location
from promesa.domain.network.places import Place
from promesa.domain.values.calendars import Calendar
from promesa.domain.values.ids import BranchId, LocationId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS

CLEARED_BY = 0.9
"""Dates across a border count on customs for so large a share of parcels."""


class Service(OfferService, frozen=True, kw_only=True, dict=True):
    """A service with its place in arrays; replaced, never changed."""

    index: int
    """Dense, by order of the first offer, for life."""
    withdrawn: bool = False
    table: RateTable | None = None
    """Its rates by zone and weight, where it has them: then the plain ones do not count."""

    @cached_property
    def pickups(self) -> Calendar:
        """The days on which it collects parcels."""
        return _only(self.calendar, self.pickup_weekdays)

    @cached_property
    def deliveries(self) -> Calendar:
        """The days on which it delivers."""
        return _only(self.calendar, self.delivery_weekdays)

    @cached_property
    def is_offered(self) -> bool:
        """Not withdrawn, and with a weekday left to collect and one to deliver (R17)."""
        return not self.withdrawn and bool(self.pickups.weekdays) and bool(self.deliveries.weekdays)

    @cached_property
    def days_of_lane(self) -> dict[tuple[str, str], int]:
        """Transit days by (origin area, destination area)."""
        columns = zip(self.lanes.origins, self.lanes.destinations, self.lanes.days, strict=True)
        return {(origin, destination): days for origin, destination, days in columns}

    @cached_property
    def arrivals(self) -> dict[tuple[date, int, tuple[int, ...]], date | None]:
        """Days of delivery worked out so far by (hand-over day, transit days, visits): no part of the state."""
        return {}


def _only(calendar: Calendar, weekdays: tuple[int, ...]) -> Calendar:
    both = tuple(day for day in calendar.weekdays if day in weekdays)
    return Calendar(both, calendar.holidays, calendar.closures)


class Clearance(msgspec.Struct, frozen=True):
    """The days after which goods from a country are out of customs, with that chance."""

    origin: str
    days: int
    chance: float


class Reach(msgspec.Struct, frozen=True):
    """A service as it reaches one kind of place: all places of an area that it reaches in the same way."""

    service: Service
    area: str
    extended: bool = False
    ocurre: bool = False
    """Only to the carrier's branch: the customer fetches it there."""
    terms: Terms = Terms()
    """What is special about these places, beyond the two above."""
    clearances: tuple[Clearance, ...] = ()
    """Customs on the way to these places, by country of origin."""
    blocked: tuple[str, ...] = ()
    """Areas from which nothing gets there for the time being,"""
    blocked_locations: tuple[LocationId, ...] = ()
    """and locations."""
    risks: tuple[RouteRisk, ...] = ()
    """Those that speak of the service on its way there."""
    value_max: int = MAX_CENTAVOS
    """No parcel worth more goes there by the service."""

    def clearance_of(self, origin_area: str) -> tuple[int, float]:
        """Days at customs of what comes from there, and how likely it is out by then; (0, 1) within the country."""
        origin = country_of(origin_area)
        if origin == country_of(self.area):
            return 0, 1.0
        return next(((one.days, one.chance) for one in self.clearances if one.origin == origin), (0, 1.0))

    @property
    def deliveries(self) -> Calendar:
        """The days on which the service comes to these places."""
        return _only(self.service.deliveries, self.terms.visits) if self.terms.visits else self.service.deliveries


class _Answers(msgspec.Struct):
    """What was worked out since the last fact: no part of the state, never written down."""

    by_place: dict[int, tuple[Place, tuple[Reach, ...]]] = {}
    """By the place's index; with the place itself, which a load of places replaces."""
    shared: dict[tuple[str, tuple[tuple[ServiceId, int], ...], tuple[str, ...]], tuple[Reach, ...]] = {}
    """By area, services, and the pauses that name the very postal code."""
    by_name: tuple[Service, ...] | None = None

    def offered(self, carriers: "Carriers") -> "tuple[Service, ...]":
        """Services on offer, ordered by service id."""
        if self.by_name is None:
            self.by_name = tuple(one for _, one in sorted(carriers.services.items()) if one.is_offered)
        return self.by_name


class Carriers(msgspec.Struct, dict=True):
    """All services ever offered; `version` grows with every fact about any of them."""

    services: dict[ServiceId, Service] = {}
    coverage: dict[ServiceId, Coverage] = {}
    version: int = 0
    branches: dict[BranchId, AboutBranch] = {}
    closed_branches: dict[BranchId, str] = {}
    """Why each of them is closed."""
    clearances: dict[str, tuple[Clearance, ...]] = {}
    """By country of destination, ordered by country of origin."""
    pauses: dict[str, CarriagePaused] = {}
    """What does not run for the time being, by name."""
    caps: tuple[ValueCap, ...] = ()
    """How much a parcel may be worth,"""
    collection_caps: tuple[CollectionCap, ...] = ()
    """and all that a van takes at once."""
    risks: tuple[RouteRisk, ...] = ()
    """What is expected to be lost of what is carried."""

    @cached_property
    def answers(self) -> _Answers:
        """Forgotten at each fact."""
        return _Answers()


def find(carriers: Carriers, service: ServiceId) -> Service | None:
    """The service, withdrawn or not, or None."""
    return carriers.services.get(service)


def find_branch(carriers: Carriers, branch: BranchId) -> AboutBranch | None:
    """The branch if it is open, else None."""
    return None if branch in carriers.closed_branches else carriers.branches.get(branch)


def reaching(carriers: Carriers, place: Place) -> tuple[Reach, ...]:
    """Services that deliver to the door there, ordered by service id; never one without days (R17) or withdrawn.

    Places of one area that are reached alike share the very same tuple until a carrier fact changes, so an answer
    may be kept by its identity together with `carriers.version`.
    """
    answers = carriers.answers
    kept = answers.by_place.get(place.index)
    if kept is not None and kept[0] is place:
        return kept[1]
    found = _shared(answers, carriers, place, _reached(carriers, place, (DOOR, EXTENDED)))
    answers.by_place[place.index] = (place, found)
    return found


def ocurre(carriers: Carriers, place: Place) -> tuple[Reach, ...]:
    """Services that come only as far as the carrier's branch there, ordered by service id."""
    return _shared(carriers.answers, carriers, place, _reached(carriers, place, (OCURRE,)))


def _reached(carriers: Carriers, place: Place, ways: tuple[str, ...]) -> tuple[tuple[ServiceId, int], ...]:
    """Services that come there in one of those ways, with the number of their terms."""
    found, code, pauses = [], coverages.code_of(place.postal_code), bool(carriers.pauses)
    for service in carriers.answers.offered(carriers):
        coverage = carriers.coverage[service.service]
        number = coverages.terms_at_code(coverage, place.area, place.postal_code, code)
        terms = coverages.terms_of(coverage, number)
        if terms is None or terms.reach not in ways:
            continue
        if comes(service, terms) and not (pauses and is_paused(carriers, service.service, place)):
            found.append((service.service, number))
    return tuple(found)


def is_paused(carriers: Carriers, service: ServiceId, to: Place, at: Location | None = None) -> bool:
    """Whether the service does not run to the place now: from that location, or (None) from anywhere at all."""
    return any(pauses.covers(pause, service, to, at) for pause in carriers.pauses.values())


def may_carry(carriers: Carriers, service: ServiceId, area: str, value: int) -> bool:
    """Whether no cap forbids a parcel worth so much, in centavos."""
    return value <= value_max(carriers, service, area)


def value_max(carriers: Carriers, service: ServiceId, area: str) -> int:
    """The lowest cap that speaks of a parcel by the service to the area."""
    spoken = [
        cap.parcel_centavos
        for cap in carriers.caps
        if (not cap.services or service in cap.services) and (not cap.areas or area in cap.areas)
    ]
    return min(spoken, default=MAX_CENTAVOS)


def perils(
    carriers: Carriers, service: Service, to: Place
) -> tuple[tuple[str, ...], tuple[LocationId, ...], tuple[RouteRisk, ...], int]:
    """What stands against the service on its way there: areas and locations from which it does not run, what is
    expected to be lost, and how much a parcel may be worth."""
    risks, most = _risks(carriers, service, to.area), value_max(carriers, service.service, to.area)
    return (*blocked_from(carriers, service.service, to), risks, most)


def _risks(carriers: Carriers, service: Service, area: str) -> tuple[RouteRisk, ...]:
    """The risks that speak of the service to that area, from wherever."""
    return tuple(
        one
        for one in carriers.risks
        if (not one.areas or area in one.areas)
        and (not one.services or service.service in one.services)
        and (not one.carriers or service.carrier in one.carriers)
    )


def blocked_from(carriers: Carriers, service: ServiceId, to: Place) -> tuple[tuple[str, ...], tuple[LocationId, ...]]:
    """Areas, and locations, from which the service does not get to the place now."""
    about = [pause for pause in carriers.pauses.values() if pauses.is_about(pause, service, to)]
    areas = {origin for pause in about for origin in pause.origins}
    return tuple(sorted(areas)), tuple(sorted({name for pause in about for name in pause.locations}))


def apart(carriers: Carriers) -> frozenset[LocationId]:
    """Locations from which some road is blocked: they are not like their neighbours."""
    return frozenset(name for pause in carriers.pauses.values() for name in pause.locations)


def comes(service: Service, terms: Terms) -> bool:
    """Whether a day of visit is a day on which the service delivers at all (R17)."""
    return not terms.visits or bool(set(terms.visits) & set(service.deliveries.weekdays))


def _shared(
    answers: _Answers, carriers: Carriers, place: Place, found: tuple[tuple[ServiceId, int], ...]
) -> tuple[Reach, ...]:
    """One tuple for all places of the area that are reached alike."""
    named = [name for name, pause in carriers.pauses.items() if place.postal_code in pause.postal_codes]
    key = (place.area, found, tuple(named))
    if key not in answers.shared:
        answers.shared[key] = tuple(_reach(carriers, name, place, number) for name, number in found)
    return answers.shared[key]


def _reach(carriers: Carriers, name: ServiceId, place: Place, number: int) -> Reach:
    area = place.area
    terms = coverages.terms_of(carriers.coverage[name], number)
    assert terms is not None, name
    clearances = carriers.clearances.get(country_of(area), ())
    is_extended, is_ocurre = terms.reach == EXTENDED, terms.reach == OCURRE
    service = carriers.services[name]
    return Reach(service, area, is_extended, is_ocurre, terms, clearances, *perils(carriers, service, place))


# --- the fold ---


def _put(carriers: Carriers, service: Service) -> None:
    carriers.services[service.service] = service
    _forget(carriers)


def _forget(carriers: Carriers) -> None:
    """Forget what was worked out; after the change, so that a reader never keeps an old answer."""
    carriers.version += 1
    vars(carriers).pop("answers", None)


def _fold_offered(carriers: Carriers, fact: ServiceOffered, _: Instant) -> None:
    known = carriers.services.get(fact.service)
    told = {name: getattr(fact, name) for name in OfferService.__struct_fields__}
    carriers.coverage.setdefault(fact.service, Coverage())
    table = None if known is None else known.table
    _put(carriers, Service(index=len(carriers.services) if known is None else known.index, table=table, **told))


def _fold_withdrawn(carriers: Carriers, fact: ServiceWithdrawn, _: Instant) -> None:
    _put(carriers, replace(carriers.services[fact.service], withdrawn=True))


def _fold_rates(carriers: Carriers, fact: RatesSet, _: Instant) -> None:
    _put(carriers, replace(carriers.services[fact.service], rates=fact.rates))


def _fold_rate_table(carriers: Carriers, fact: RateTableSet, _: Instant) -> None:
    _put(carriers, replace(carriers.services[fact.service], table=fact.table))


def _fold_transit(carriers: Carriers, fact: TransitSet, _: Instant) -> None:
    known = carriers.services[fact.service]
    _put(carriers, replace(known, transit_days=fact.transit_days, lanes=fact.lanes))


def _fold_coverage(carriers: Carriers, fact: CoverageSet, _: Instant) -> None:
    carriers.coverage[fact.service] = coverages.tell(carriers.coverage[fact.service], fact)
    _forget(carriers)


def _fold_branches(carriers: Carriers, fact: BranchesLoaded, _: Instant) -> None:
    for branch in fact.branches:
        carriers.branches[branch.branch] = branch
        carriers.closed_branches.pop(branch.branch, None)
    _forget(carriers)


def _fold_branch_closed(carriers: Carriers, fact: BranchClosed, _: Instant) -> None:
    carriers.closed_branches[fact.branch] = fact.reason
    _forget(carriers)


def _fold_clearance(carriers: Carriers, fact: ClearanceSet, _: Instant) -> None:
    """The first days whose chance is `CLEARED_BY` or more; where none is, the last."""
    others = [one for one in carriers.clearances.get(fact.country, ()) if one.origin != fact.origin]
    told = list(zip(fact.chances, fact.days, strict=True))
    sure = next(((chance, days) for chance, days in told if chance >= CLEARED_BY), told[-1] if told else None)
    if sure is not None:
        others.append(Clearance(fact.origin, sure[1], sure[0]))
    carriers.clearances[fact.country] = tuple(sorted(others, key=lambda one: one.origin))
    _forget(carriers)


def _fold_paused(carriers: Carriers, fact: CarriagePaused, _: Instant) -> None:
    carriers.pauses[fact.pause] = fact
    _forget(carriers)


def _fold_resumed(carriers: Carriers, fact: CarriageResumed, _: Instant) -> None:
    del carriers.pauses[fact.pause]
    _forget(carriers)


def _fold_caps(carriers: Carriers, fact: CapsSet, _: Instant) -> None:
    carriers.caps, carriers.collection_caps, carriers.risks = fact.caps, fact.collections, fact.risks
    _forget(carriers)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    ServiceOffered: _fold_offered,
    ServiceWithdrawn: _fold_withdrawn,
    RatesSet: _fold_rates,
    RateTableSet: _fold_rate_table,
    ClearanceSet: _fold_clearance,
    TransitSet: _fold_transit,
    CoverageSet: _fold_coverage,
    BranchesLoaded: _fold_branches,
    BranchClosed: _fold_branch_closed,
    CarriagePaused: _fold_paused,
    CapsSet: _fold_caps,
    CarriageResumed: _fold_resumed,
}
