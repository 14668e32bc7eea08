"""What would have flipped the choice of locations: how much cheaper, how much sooner, or how many units more.

The choice is by cost: of the cheapest plan, or of the cheapest that is there first. So another location would have
been chosen had it cost a centavo less than what was taken, had it been there as soon, or had it had the rest of the
units. The last is not worked out but asked: the question again, in the same world with those units on that shelf.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from promesa.domain import world as worlds
from promesa.domain.ledger.stock import folds as stock_folds
from promesa.domain.ledger.stock.words import StockAdjusted
from promesa.domain.network.locations.state import find
from promesa.domain.promise.quoting import losers, quotes
from promesa.domain.promise.quoting.losers import OtherParcel, PartLocation
from promesa.domain.promise.words import Ask, Leg, Offer, PromiseMade, Quote, Want
from promesa.domain.values.ids import LocationId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.surfaces.why_told import Flip, Money

SAID_MAX = 5
TRIED_MAX = 8
"""Locations with a part on whose shelves the rest is tried."""


class Taken(NamedTuple):
    """What was chosen at the order's own moment, whether speed decided before cost, and what its units were worth to
    others where they were taken, which ranked it besides its cost."""

    offer: Offer
    is_fast: bool
    worth: Centavos = Centavos(0)

    @property
    def ranked(self) -> int:
        return self.offer.cost + self.worth


def flips(world: World, ask: Ask, now: Instant, made: PromiseMade, base: Quote, currency: str) -> tuple[Flip, ...]:
    """What would have flipped it, the smallest change of each kind first; none for what comes to no door."""
    taken = _taken(made, base)
    if taken is not None:
        taken = taken._replace(worth=worth(world, taken.offer.legs, now))
    found = None if taken is None else quotes.other_locations(worlds.parts(world), ask, now)
    if taken is None or found is None:
        return ()
    chosen = {(leg.location, leg.service) for leg in taken.offer.legs} if len(taken.offer.legs) == 1 else set()
    others = [one for one in found.whole if one.who not in chosen]
    told = [*_cheaper(world, taken, others, currency), *_sooner(world, taken, others, currency)]
    return (*told, *_with_units(world, ask, now, taken, found.part, currency))


def worth(world: World, legs: Sequence[Leg], now: Instant) -> Centavos:
    """What the units of a plan are worth to others where they are taken."""
    parts = worlds.parts(world)
    takes = [take for leg in legs for take in leg.takes]
    return Centavos(sum(losers.worth_of(parts, [take.sku], [take.units], take.location, now) for take in takes))


def _taken(made: PromiseMade, base: Quote) -> Taken | None:
    """The offer of the question asked again that is the promise's plan."""
    doors = [offer for offer in base.offers if offer.kind == "delivery"]
    plan = [(leg.location, leg.service) for leg in made.legs]
    for number, offer in enumerate(doors):
        if made.kind == "delivery" and [(leg.location, leg.service) for leg in offer.legs] == plan:
            return Taken(offer, is_fast=number > 0)
    return None


def _cheaper(world: World, taken: Taken, others: Sequence[OtherParcel], currency: str) -> Iterator[Flip]:
    """From each location by its cheapest service: so much less. Where speed decided, of those that are as soon."""
    found: dict[LocationId, OtherParcel] = {}
    for one in others:
        if not taken.is_fast or one.day <= taken.offer.promised_on:
            found.setdefault(one.who[0], one)
    for one in list(found.values())[:SAID_MAX]:
        less = Centavos(max(0, one.cost + one.worth - taken.ranked) + 1)
        yield _flip("cheaper", world, one, currency, Money(less, currency))


def _sooner(world: World, taken: Taken, others: Sequence[OtherParcel], currency: str) -> Iterator[Flip]:
    """Where speed decided: cheaper parcels that would have had to come so many days sooner."""
    if not taken.is_fast:
        return
    late = [one for one in others if one.day > taken.offer.promised_on and one.cost + one.worth < taken.ranked]
    for one in sorted(late, key=lambda one: (one.day, one.cost))[:SAID_MAX]:
        yield _flip("sooner", world, one, currency, None, (one.day - taken.offer.promised_on).days)


def _with_units(
    world: World, ask: Ask, now: Instant, taken: Taken, part: Sequence[PartLocation], currency: str
) -> Iterator[Flip]:
    """Of locations with a part, those from which everything would have been sent had they had the rest."""
    promising = [(one.parcels[0].cost, one) for one in part if one.parcels]
    found = []
    for _, one in sorted(promising, key=lambda pair: (pair[0], pair[1].location))[:TRIED_MAX]:
        offer = _asked_with(world, ask, now, one.location, one.missing, taken.is_fast)
        if (
            offer is not None
            and offer.cost < taken.offer.cost
            and {leg.location for leg in offer.legs} == {one.location}
        ):
            found.append((offer.cost, one, offer))
    for cost, one, offer in sorted(found, key=lambda three: (three[0], three[1].location))[:SAID_MAX]:
        as_parcel = OtherParcel(cost, offer.promised_on, (one.location, offer.legs[0].service))
        saved = Money(Centavos(taken.offer.cost - cost), currency)
        yield _flip("units", world, as_parcel, currency, saved, missing=one.missing)


def _asked_with(
    world: World, ask: Ask, now: Instant, location: LocationId, missing: Sequence[Want], is_fast: bool
) -> Offer | None:
    """The same question with those units on that shelf; the world is as it was when this returns."""
    _put(world, now, location, missing, 1)
    answer = quotes.quote(*worlds.parts(world), ask, now, 0)
    _put(world, now, location, missing, -1)
    doors = [offer for offer in answer.offers if offer.kind == "delivery"] if isinstance(answer, Quote) else []
    return doors[-1 if is_fast else 0] if doors else None


def _put(world: World, now: Instant, location: LocationId, units: Sequence[Want], sign: int) -> None:
    for want in units:
        fact = StockAdjusted(want.sku, location, sign * want.units, "why")
        stock_folds.FOLD[StockAdjusted](world.stock, fact, now)


def _flip(
    name: str,
    world: World,
    one: OtherParcel,
    currency: str,
    needs: Money | None,
    days: int = 0,
    missing: Sequence[Want] = (),
) -> Flip:
    location, service = one.who
    at = find(world.locations, location)
    return Flip(
        name=name,
        location=location,
        location_name=location if at is None or not at.name else at.name,
        service=ServiceId(service),
        promised_on=one.day,
        cost=Money(one.cost, currency),
        needs=needs,
        days=days,
        missing=tuple((want.sku, want.units) for want in missing),
    )
