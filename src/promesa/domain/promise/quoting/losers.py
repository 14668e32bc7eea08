"""Why nothing else was offered: the other locations and services with their day and price, shortly, for `why`.

Each is said without a language: "location · service · day · pesos", "location · units it has / units wanted", or the
location with its status.
"""

from datetime import date
from typing import NamedTuple

import numpy as np

from promesa.domain.network.locations.state import OPEN, Location, may_sell
from promesa.domain.promise.quoting.deliveries import DeliveryAsk
from promesa.domain.promise.sourcing import wants
from promesa.domain.promise.sourcing.cost_board import CostBoards
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.service_columns import FAR
from promesa.domain.promise.sourcing.tables import QuoteTables
from promesa.domain.promise.words import Offer
from promesa.domain.values.ids import LocationId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, pesos

SAID_MAX = 12


def of_delivery(
    parts: Parts, tables: QuoteTables, ask: DeliveryAsk, offered: list[Offer], now: Instant
) -> tuple[str, ...]:
    """The cheapest of what was not offered for the whole cart, then those who have but a part, then those who may not
    sell; at most `SAID_MAX`."""
    boards = tables.boards(parts, ask.place, now)
    chosen = {(leg.location, leg.service) for offer in offered for leg in offer.legs}
    available = wants.by_location(ask.lines, len(tables.columns.names))
    whole: list[_OtherParcel] = []
    rest: list[tuple[int, str]] = []
    for number in np.flatnonzero(np.any(available > 0, axis=1)).tolist():
        at = tables.columns.known[number]
        units = sum(min(has, line.units) for has, line in zip(available[number].tolist(), ask.lines, strict=True))
        wanted = sum(ask.wanted.units)
        if at is None or not may_sell(at, ask.channel) or not at.ships:
            rest.append((1, _why_not(tables.columns.names[number], at)))
        elif units < wanted:
            rest.append((0, f"{at.location} · {units}/{wanted}"))
        else:
            whole += [one for one in _options(boards, ask, number) if one.who not in chosen]
    said = [f"{one.who[0]} · {one.who[1]} · {one.day.isoformat()} · {pesos(one.cost)}" for one in sorted(whole)] + [
        text for _, text in sorted(rest)
    ]
    return tuple(said[:SAID_MAX])


class _OtherParcel(NamedTuple):
    """Everything from one location by one service."""

    cost: Centavos
    day: date
    who: tuple[LocationId, ServiceId]


def _options(boards: CostBoards, ask: DeliveryAsk, number: int) -> list[_OtherParcel]:
    """A parcel with everything from the location, by each service that brings it."""
    table = boards.table
    at = table.columns.known[number]
    assert at is not None
    prices = table.price_of_parcel(number, *wants.weight(ask.wanted, ask.wanted.units), ask.wanted.goods)
    arrives = table.arrives[table.columns.group_of_number[number]].tolist()
    found = []
    for reach, price, ordinal in zip(table.reaches, prices, arrives, strict=True):
        if price is not None and ordinal < FAR:
            cost = Centavos(price + at.handling_centavos)
            found.append(_OtherParcel(cost, date.fromordinal(ordinal), (at.location, reach.service.service)))
    return found


def _why_not(name: str, at: Location | None) -> str:
    if at is None:
        return f"{name} · unknown"
    if at.status != OPEN:
        return f"{name} · {at.status}"
    return f"{name} · channel" if at.ships else f"{name} · pickup"
