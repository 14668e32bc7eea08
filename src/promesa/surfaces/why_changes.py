"""What would have brought another date: the order's own question asked again in its own world, with one thing changed.

The world is as it was when the order was placed; each change is tried alone: asked before the cut-off, units nearer, a
faster service, a counter, money at once. A change is told where it would have brought an earlier date, with what it
would have cost; where none would, that is told.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from promesa.domain import world as worlds
from promesa.domain.ledger.orders.words import OrderPlaced, shelf_units
from promesa.domain.ledger.stock import folds as stock_folds
from promesa.domain.ledger.stock.words import StockAdjusted
from promesa.domain.network.locations import days
from promesa.domain.network.locations.state import Location, find, may_sell
from promesa.domain.network.places import Place
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import Ask, Offer, PromiseMade, Quote
from promesa.domain.values import moments
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from promesa.domain.values.place import distance_km
from promesa.domain.world import World
from promesa.surfaces.why_told import Change, Money, Said

NEAREST = 10
"""Locations at which more units are tried: the nearest that sell on the channel."""
EARLIER_MAX = 8 * HOUR
"""No cut-off longer ago than this is tried."""
TRIED = ("earlier", "nearer_unit", "next_service", "counter", "paid_at_once")
"""All changes, in the order in which they are told."""


class Asked(NamedTuple):
    """The order as it was placed, the moment, the question, and what was promised in the end."""

    placed: OrderPlaced
    at: Instant
    ask: Ask
    made: PromiseMade
    made_at: Instant


class Standing(NamedTuple):
    """What a change must beat: the promise, or the same plan at the order's own moment where that was sooner."""

    promised_on: date
    cost: int


def changes(world: World, asked: Asked, base: Quote) -> tuple[Change, ...]:
    """The best of each kind of change; `base`: the question answered in this world at its own moment."""
    beaten = _standing(asked, base)
    found = (
        _earlier(world, asked, base, beaten),
        _nearer_unit(world, asked, base, beaten),
        _next_service(asked, base, beaten),
        _counter(world, asked, base, beaten),
        _paid_at_once(asked, base),
    )
    return tuple(change for change in found if change is not None)


def _standing(asked: Asked, base: Quote) -> Standing:
    offer = _alike(base, asked, base)
    made = Standing(asked.made.promised_on, asked.made.cost)
    return made if offer is None else min(made, Standing(offer.promised_on, offer.cost))


# --- one change each ---


def _earlier(world: World, asked: Asked, base: Quote, beaten: Standing) -> Change | None:
    """An hour before, or before the last cut-off that was missed: the smallest step that brings an earlier date."""
    for before in sorted({Instant(asked.at - HOUR), *_missed_cutoffs(world, asked)}, reverse=True):
        quote = _quote(world, asked.ask, Instant(before - 1))
        offer = None if quote is None else _alike(quote, asked, base)
        if offer is not None and offer.promised_on < beaten.promised_on:
            minutes = -((before - asked.at) // MINUTE)
            words: dict[str, Said] = {"minutes": minutes, "before": moments.local(before, asked.placed.zone)}
            return _change("earlier", asked, offer, words)
    return None


def _missed_cutoffs(world: World, asked: Asked) -> Iterator[Instant]:
    """The last cut-off, before the order, of each location that it was promised from."""
    for name in dict.fromkeys(leg.location for leg in asked.made.legs):
        at = find(world.locations, name)
        if at is not None:
            _, since, _ = days.process_window(at, asked.at)
            if asked.at - since < EARLIER_MAX:
                yield since


def _nearer_unit(world: World, asked: Asked, base: Quote, beaten: Standing) -> Change | None:
    """All that was ordered on the shelves of one more location: the nearest ones are tried, each alone."""
    place = None if asked.ask.postal_code is None else world.places.by_code.get(asked.ask.postal_code)
    if asked.made.kind != "delivery" or place is None:
        return None
    best: tuple[Standing, Offer, Location] | None = None
    for at in _nearest(world, asked, place):
        offer = _with_units(world, asked, base, at)
        if offer is not None and any(leg.location == at.location for leg in offer.legs):
            rank = Standing(offer.promised_on, offer.cost)
            if rank < beaten and (best is None or rank < best[0]):
                best = (rank, offer, at)
    if best is None:
        return None
    return _change("nearer_unit", asked, best[1], {"location": best[2].name or best[2].location})


def _with_units(world: World, asked: Asked, base: Quote, at: Location) -> Offer | None:
    """The answer if the location had all units more; the world is as it was when this returns."""
    units_of = shelf_units(asked.placed.lines)
    for sign in (1, -1):
        if sign < 0:
            quote = _quote(world, asked.ask, asked.at)
        for sku, units in units_of.items():
            fact = StockAdjusted(sku, at.location, sign * units, "why")
            stock_folds.FOLD[StockAdjusted](world.stock, fact, asked.at)
    return None if quote is None else _alike(quote, asked, base)


def _next_service(asked: Asked, base: Quote, beaten: Standing) -> Change | None:
    """The earliest other delivery that was on offer."""
    sooner = [offer for offer in base.offers if offer.kind == "delivery" and offer.promised_on < beaten.promised_on]
    offer = min(sooner, key=lambda one: (one.promised_on, one.cost), default=None)
    if offer is None or asked.made.kind != "delivery":
        return None
    services = ", ".join(dict.fromkeys(leg.service for leg in offer.legs))
    return _change("next_service", asked, offer, {"service": services})


def _counter(world: World, asked: Asked, base: Quote, beaten: Standing) -> Change | None:
    """The earliest counter, for what was sent to a door."""
    sooner = [offer for offer in base.offers if offer.kind == "pickup" and offer.promised_on < beaten.promised_on]
    offer = min(sooner, key=lambda one: one.promised_by, default=None)
    if offer is None or asked.made.kind == "pickup":
        return None
    at = find(world.locations, offer.legs[0].location)
    return _change("counter", asked, offer, {"location": offer.legs[0].location if at is None else at.name})


def _paid_at_once(asked: Asked, base: Quote) -> Change | None:
    """The promise began when the money came: what the same plan would have been worth by card."""
    if asked.made_at - asked.at < MINUTE:
        return None
    offer = _alike(base, asked, base)
    if offer is None or offer.promised_on >= asked.made.promised_on:
        return None
    hours = round((asked.made_at - asked.at) / HOUR)
    return _change("paid_at_once", asked, offer, {"rail": asked.placed.rail, "hours": hours})


# --- asking ---


def _quote(world: World, ask: Ask, now: Instant) -> Quote | None:
    answer = quotes.quote(*worlds.parts(world), ask, now, 0)
    return answer if isinstance(answer, Quote) else None


def _alike(quote: Quote, asked: Asked, base: Quote) -> Offer | None:
    """The offer that stands where the one that was taken stood: same kind, same rank among its kind."""
    kind = asked.made.kind
    same = [offer for offer in quote.offers if offer.kind == kind]
    return same[min(_rank(asked.made, base), len(same) - 1)] if same else None


def _rank(made: PromiseMade, base: Quote) -> int:
    """Which of the offers of its kind was taken; the first where it is none of them."""
    same = [offer for offer in base.offers if offer.kind == made.kind]
    plan = [(leg.location, leg.service) for leg in made.legs]
    found = (n for n, offer in enumerate(same) if [(leg.location, leg.service) for leg in offer.legs] == plan)
    return next(found, 0)


def _nearest(world: World, asked: Asked, place: Place) -> Sequence[Location]:
    """Locations that sell on the channel and send, the nearest first."""
    known = [at for at in world.locations.by_id.values() if at.ships and may_sell(at, asked.ask.channel)]
    return sorted(known, key=lambda at: (_km(world, at, place), at.location))[:NEAREST]


def _km(world: World, at: Location, place: Place) -> float:
    """From the location to the place; where that is not known: 0 within its area, far beyond."""
    own = None if at.postal_code is None else world.places.by_code.get(at.postal_code)
    if own is None or own.lat is None or own.lon is None or place.lat is None or place.lon is None:
        return 0.0 if at.area == place.area else 10_000.0
    return distance_km(own.lat, own.lon, place.lat, place.lon)


def _change(name: str, asked: Asked, offer: Offer, words: Mapping[str, Said]) -> Change:
    currency = asked.placed.currency
    return Change(
        name=name,
        promised_on=offer.promised_on,
        days=(asked.made.promised_on - offer.promised_on).days,
        cost=Money(offer.cost - asked.made.cost, currency),
        fee=Money(offer.fee - asked.made.fee, currency),
        keep_probability=offer.keep_probability,
        words=words,
    )
