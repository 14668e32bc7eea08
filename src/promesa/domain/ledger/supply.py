"""What is on its way to our shelves: announced, moved, arrived; it is promised only once it is here."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.rules import UNITS_MAX
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.stock.words import StockAdjusted
from promesa.domain.network import catalog as catalogs
from promesa.domain.network import kits
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.kits import KitSet, SetKit
from promesa.domain.values import ids
from promesa.domain.values.ids import LocationId, Sku, SupplyId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused


class AnnounceSupply(msgspec.Struct, frozen=True):
    """A purchase order, an advance notice or a transfer: these units should arrive that day."""

    supply: SupplyId
    location: LocationId
    sku: Sku
    units: int
    expected_on: date
    source: str = ""


class MoveSupply(msgspec.Struct, frozen=True):
    supply: SupplyId
    expected_on: date


class ReceiveSupply(msgspec.Struct, frozen=True):
    """These units came in; a delivery in parts is received in parts."""

    supply: SupplyId
    units: int
    last: bool = False


class SupplyAnnounced(msgspec.Struct, frozen=True):
    supply: SupplyId
    location: LocationId
    sku: Sku
    units: int
    expected_on: date
    source: str


class SupplyMoved(msgspec.Struct, frozen=True):
    supply: SupplyId
    was_on: date
    expected_on: date


class SupplyArrived(msgspec.Struct, frozen=True):
    supply: SupplyId
    units: int


class SupplyClosed(msgspec.Struct, frozen=True):
    """Nothing more will come of it; `missing` units never did."""

    supply: SupplyId
    missing: int


class InboundSupply(msgspec.Struct):
    """One supply that is still open."""

    announced: SupplyAnnounced
    expected_on: date
    arrived: int = 0


class Supply(msgspec.Struct):
    by_id: dict[SupplyId, InboundSupply] = {}


def announce(supply: Supply, ask: AnnounceSupply, _: Instant) -> list[SupplyAnnounced] | Refused:
    if ask.supply in supply.by_id:
        return Refused(Reason.ALREADY_EXISTS, ask.supply)
    if not ids.is_sound(ask.supply):
        return Refused(Reason.INVALID, "supply")
    if not 0 < ask.units <= UNITS_MAX:
        return Refused(Reason.BAD_QUANTITY, ask.sku)
    return [SupplyAnnounced(ask.supply, ask.location, ask.sku, ask.units, ask.expected_on, ask.source)]


def move(supply: Supply, ask: MoveSupply, _: Instant) -> list[SupplyMoved] | Refused:
    inbound = supply.by_id.get(ask.supply)
    if inbound is None:
        return Refused(Reason.UNKNOWN_SUPPLY, ask.supply)
    if inbound.expected_on == ask.expected_on:
        return []
    return [SupplyMoved(ask.supply, inbound.expected_on, ask.expected_on)]


def receive(supply: Supply, stock: Stock, ask: ReceiveSupply) -> list[object] | Refused:
    """Units are on the shelf from the same append on; the supply closes when whole or when said to be the last."""
    inbound = supply.by_id.get(ask.supply)
    if inbound is None:
        return Refused(Reason.UNKNOWN_SUPPLY, ask.supply)
    if ask.units < 0 or (ask.units == 0 and not ask.last):
        return Refused(Reason.BAD_QUANTITY, inbound.announced.sku)
    said = inbound.announced
    if questions.on_hand(stock, said.sku, said.location) + ask.units > UNITS_MAX:
        return Refused(Reason.BAD_QUANTITY, said.sku)
    facts: list[object] = []
    if ask.units:
        facts.append(SupplyArrived(ask.supply, ask.units))
        facts.append(StockAdjusted(said.sku, said.location, ask.units, "supply", ask.supply))
    missing = said.units - inbound.arrived - ask.units
    if missing <= 0 or ask.last:
        facts.append(SupplyClosed(ask.supply, max(0, missing)))
    return facts


def open_to_become_a_kit(supply: Supply, ask: SetKit) -> Refused | None:
    """WRONG_STATE (about the supply) while units of it are on their way to a shelf of its own."""
    coming = next((name for name, one in supply.by_id.items() if one.announced.sku == ask.sku), None)
    return None if coming is None else Refused(Reason.WRONG_STATE, coming)


def set_kit(
    catalog: Catalog, supply: Supply, stock: Stock, orders: Orders, ask: SetKit, now: Instant
) -> list[KitSet] | Refused:
    """A SKU becomes a kit only where nothing of it lies on a shelf, is on its way, or is owed."""
    return (
        kits.fault(catalog.kits, catalog.products, ask)
        or open_to_become_a_kit(supply, ask)
        or rules.open_to_become_a_kit(stock, orders, ask)
        or catalogs.set_kit(catalog, ask, now)
    )


def expected(supply: Supply, sku: Sku, location: LocationId) -> list[tuple[date, int]]:
    """Units still to come for a shelf, by day."""
    coming = [
        (inbound.expected_on, inbound.announced.units - inbound.arrived)
        for inbound in supply.by_id.values()
        if inbound.announced.sku == sku and inbound.announced.location == location
    ]
    return sorted(coming)


def _announced(supply: Supply, fact: SupplyAnnounced, _: Instant) -> None:
    supply.by_id[fact.supply] = InboundSupply(fact, fact.expected_on)


def _moved(supply: Supply, fact: SupplyMoved, _: Instant) -> None:
    supply.by_id[fact.supply].expected_on = fact.expected_on


def _arrived(supply: Supply, fact: SupplyArrived, _: Instant) -> None:
    supply.by_id[fact.supply].arrived += fact.units


def _closed(supply: Supply, fact: SupplyClosed, _: Instant) -> None:
    del supply.by_id[fact.supply]


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    SupplyAnnounced: _announced,
    SupplyMoved: _moved,
    SupplyArrived: _arrived,
    SupplyClosed: _closed,
}
