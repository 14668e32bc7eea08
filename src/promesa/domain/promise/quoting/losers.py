"""Why nothing else was offered: the other locations and services with their day and price, shortly, for `why`.

Each is said without a language: "location · service · day · pesos", "location · units it has / units wanted", or the
location with its status.
"""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from promesa.domain.ledger.stock import scarce
from promesa.domain.network.locations.state import OPEN, Location, may_sell
from promesa.domain.promise.quoting.deliveries import DeliveryAsk
from promesa.domain.promise.sourcing import wants
from promesa.domain.promise.sourcing.cost_board import CostBoards
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.service_columns import FAR
from promesa.domain.promise.sourcing.tables import QuoteTables
from promesa.domain.promise.words import Offer, Want
from promesa.domain.values.ids import LocationId, ServiceId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, pesos

SAID_MAX = 12


class OtherParcel(NamedTuple):
    """Everything from one location by one service; `worth`: what its units are worth to others there, which ranks it
    besides its cost."""

    cost: Centavos
    day: date
    who: tuple[LocationId, ServiceId]
    worth: Centavos = Centavos(0)


class PartLocation(NamedTuple):
    """A location that may send, with a part of what is wanted: how many units it has, of which SKU it lacks how many,
    and what everything would have cost from there."""

    location: LocationId
    has: int
    missing: tuple[Want, ...]
    parcels: tuple[OtherParcel, ...]


class OtherLocations(NamedTuple):
    """All locations with something of what is wanted: whole parcels, parts, and those who may not send (said)."""

    whole: tuple[OtherParcel, ...]
    part: tuple[PartLocation, ...]
    barred: tuple[str, ...]


def others(parts: Parts, tables: QuoteTables, ask: DeliveryAsk, now: Instant) -> OtherLocations:
    """What each location could have sent, the chosen ones too; cheapest first."""
    boards = tables.boards(parts, ask.place, now)
    available = wants.by_location(ask.lines, len(tables.columns.names))
    whole: list[OtherParcel] = []
    part: list[PartLocation] = []
    barred: list[str] = []
    for number in np.flatnonzero(np.any(available > 0, axis=1)).tolist():
        at, has = tables.columns.known[number], available[number].tolist()
        if at is None or not may_sell(at, ask.channel) or not at.ships:
            barred.append(_why_not(tables.columns.names[number], at))
            continue
        lacks = zip(ask.wanted.skus, has, ask.lines, strict=True)
        missing = tuple(Want(sku, line.units - units) for sku, units, line in lacks if units < line.units)
        parcels = _options(boards, ask, number, worth_of(parts, ask.wanted.skus, ask.wanted.units, at.location, now))
        if not missing:
            whole += parcels
        else:
            units = sum(min(one, line.units) for one, line in zip(has, ask.lines, strict=True))
            part.append(PartLocation(at.location, units, missing, tuple(sorted(parcels))))
    return OtherLocations(tuple(sorted(whole)), tuple(sorted(part)), tuple(sorted(barred)))


def of_delivery(
    parts: Parts, tables: QuoteTables, ask: DeliveryAsk, offered: list[Offer], now: Instant
) -> tuple[str, ...]:
    """The cheapest of what was not offered for the whole cart, then those who have but a part, then those who may not
    sell; at most `SAID_MAX`."""
    chosen = {(leg.location, leg.service) for offer in offered for leg in offer.legs}
    found, wanted = others(parts, tables, ask, now), sum(ask.wanted.units)
    said = [
        *(
            f"{one.who[0]} · {one.who[1]} · {one.day.isoformat()} · {pesos(one.cost)}"
            for one in found.whole
            if one.who not in chosen
        ),
        *(f"{one.location} · {one.has}/{wanted}" for one in found.part),
        *found.barred,
    ]
    return tuple(said[:SAID_MAX])


def worth_of(parts: Parts, skus: Sequence[Sku], units: Sequence[int], location: LocationId, now: Instant) -> Centavos:
    """What those units are worth to others at the location, as far as the policy heeds it."""
    known, share = parts.stock.scarce, parts.policy.shelf_price_share
    pairs = zip(skus, units, strict=True)
    return Centavos(sum(scarce.of_units(known, sku, location, sent, share, now) for sku, sent in pairs))


def _options(boards: CostBoards, ask: DeliveryAsk, number: int, worth: Centavos) -> list[OtherParcel]:
    """A parcel with everything from the location, by each service that brings it."""
    table = boards.table
    at = table.columns.known[number]
    assert at is not None
    prices = table.price_of_parcel(number, *wants.weight(ask.wanted, ask.wanted.units), ask.wanted.goods)
    arrives = table.arrives[table.columns.group_of_number[number]].tolist()
    found = []
    for reach, price, ordinal in zip(table.reaches, prices, arrives, strict=True):
        if price is not None and ordinal < FAR:
            cost = Centavos(price + int(table.columns.own_cost[number]))
            found.append(OtherParcel(cost, date.fromordinal(ordinal), (at.location, reach.service.service), worth))
    return found


def _why_not(name: str, at: Location | None) -> str:
    if at is None:
        return f"{name} · unknown"
    if at.status != OPEN:
        return f"{name} · {at.status}"
    return f"{name} · channel" if at.ships else f"{name} · pickup"
