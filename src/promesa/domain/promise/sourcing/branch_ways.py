"""Which carriers' branches a customer may come to from a place, and which services bring a parcel there.

A carrier's file may name the branch of a postal code. Where it does not, the carrier's branch nearest to the place
counts: by distance where both positions are known, else in the same municipality; and where the carrier says that it
comes only as far as its branch, the one in the same state whose postal code is closest.
"""

from typing import NamedTuple

from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers import coverage as coverages
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.carriers.coverage import Terms
from promesa.domain.network.carriers.state import Carriers, Reach, Service
from promesa.domain.network.carriers.words import NONE, OCURRE, AboutBranch
from promesa.domain.network.customs import country_of
from promesa.domain.network.places import Place, Places
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.values.ids import BranchId, CarrierId
from promesa.domain.values.place import distance_km

TO_BRANCH = Terms(OCURRE)
FAR_KM = 1e6


class BranchWay(NamedTuple):
    """A branch with the services that bring parcels there for customers of one place."""

    branch: AboutBranch
    place: Place
    """Where the branch is."""
    km: float | None
    """From the customer's place, where it is known."""
    reaches: tuple[Reach, ...]


class _Nearby(NamedTuple):
    km: float
    branch: AboutBranch
    place: Place


def ways(parts: Parts, place: Place) -> tuple[BranchWay, ...]:
    """The branches for customers of the place, the nearest first, at most `policy.branches_max`."""
    found: dict[BranchId, tuple[_Nearby, list[Reach]]] = {}
    for name in sorted(parts.carriers.services):
        service = parts.carriers.services[name]
        if not service.is_offered:
            continue
        one = _way(parts, service, place)
        if one is not None:
            found.setdefault(one[0].branch.branch, (one[0], []))[1].append(one[1])
    ranked = sorted(found.values(), key=lambda way: (way[0].km, way[0].branch.branch))
    return tuple(
        BranchWay(near.branch, near.place, None if near.km >= FAR_KM else near.km, tuple(reaches))
        for near, reaches in ranked[: parts.policy.branches_max]
    )


def way_to(parts: Parts, place: Place, branch: BranchId) -> BranchWay | None:
    """The way to that branch by every service of its carrier, also where it is not among the nearest any more."""
    about = carriers.find_branch(parts.carriers, branch)
    there = None if about is None else gazetteer.find(parts.places, about.postal_code)
    if about is None or there is None:
        return None
    reaches = []
    for name in sorted(parts.carriers.services):
        service = parts.carriers.services[name]
        if service.is_offered and service.carrier == about.carrier:
            terms = _terms(parts.carriers, service, place, there)
            if terms is not None:
                reaches.append(_reach(parts.carriers, service, there, terms))
    return BranchWay(about, there, _km(place, about, there), tuple(reaches)) if reaches else None


def _way(parts: Parts, service: Service, place: Place) -> tuple[_Nearby, Reach] | None:
    """The branch of the service for the place, and how the service comes there."""
    coverage = parts.carriers.coverage[service.service]
    said = coverages.terms_of(coverage, coverages.terms_at(coverage, place.area, place.postal_code))
    is_ocurre = said is not None and said.reach == OCURRE
    near = None
    if said is not None and is_ocurre and said.branch is not None:
        near = _named(parts, said.branch, place)
    if near is None:
        near = _nearest(parts, service.carrier, place, is_ocurre)
    if near is None:
        return None
    terms = _terms(parts.carriers, service, place, near.place)
    return None if terms is None else (near, _reach(parts.carriers, service, near.place, terms))


def _terms(known: Carriers, service: Service, place: Place, there: Place) -> Terms | None:
    """On which terms the service brings parcels of the place's customers to the branch: those said of the place where
    it says that it comes only to the branch, else none, if it comes to the branch's own place in any way."""
    if carriers.is_paused(known, service.service, there):
        return None
    coverage = known.coverage[service.service]
    said = coverages.terms_of(coverage, coverages.terms_at(coverage, place.area, place.postal_code))
    if said is not None and said.reach == OCURRE:
        return said if carriers.comes(service, said) else None
    at_branch = coverages.terms_of(coverage, coverages.terms_at(coverage, there.area, there.postal_code))
    return None if at_branch is None or at_branch.reach == NONE else TO_BRANCH


def _reach(known: Carriers, service: Service, there: Place, terms: Terms) -> Reach:
    clearances = known.clearances.get(country_of(there.area), ())
    return Reach(service, there.area, False, True, terms, clearances, *carriers.perils(known, service, there))


def _named(parts: Parts, branch: BranchId, place: Place) -> _Nearby | None:
    about = carriers.find_branch(parts.carriers, branch)
    there = None if about is None else gazetteer.find(parts.places, about.postal_code)
    if about is None or there is None:
        return None
    km = _km(place, about, there)
    return _Nearby(FAR_KM if km is None else km, about, there)


def _nearest(parts: Parts, carrier: CarrierId, place: Place, is_ocurre: bool) -> _Nearby | None:
    """The carrier's branch for the place: near enough, or the closest by postal code where there is only `ocurre`."""
    found = []
    for about, there in _of_carrier(parts.carriers, parts.places, carrier):
        km = _km(place, about, there)
        if km is None and (place.area, place.municipality) == (there.area, there.municipality) and place.municipality:
            km = 0.0
        if km is not None and (km <= parts.policy.branch_km_max or is_ocurre):
            found.append(_Nearby(km, about, there))
        elif km is None and is_ocurre and place.area == there.area:
            found.append(_Nearby(FAR_KM + _apart(place.postal_code, there.postal_code), about, there))
    return min(found, key=lambda near: (near.km, near.branch.branch), default=None)


def _of_carrier(known: Carriers, places: Places, carrier: CarrierId) -> list[tuple[AboutBranch, Place]]:
    found = []
    for about in known.branches.values():
        if about.carrier == carrier and about.branch not in known.closed_branches:
            there = gazetteer.find(places, about.postal_code)
            if there is not None:
                found.append((about, there))
    return found


def _km(place: Place, about: AboutBranch, there: Place) -> float | None:
    """The branch's own position, else its postal code's."""
    lat, lon = (there.lat, there.lon) if about.lat is None else (about.lat, about.lon)
    if place.lat is None or place.lon is None or lat is None or lon is None:
        return None
    return distance_km(place.lat, place.lon, lat, lon)


def _apart(one: str, other: str) -> int:
    both = coverages.is_five_digits(one) and coverages.is_five_digits(other)
    return abs(int(one) - int(other)) if both else coverages.FIVE_DIGITS
