"""One SKU: every shelf that has it, how old and how true each figure is, and what is on its way."""

from collections.abc import Sequence
from heapq import nsmallest
from typing import Any, NamedTuple

from promesa.domain.ledger.stock import findings, questions
from promesa.domain.network import catalog
from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces.asks import counting, stocking
from promesa.surfaces.console import doing, inventory, inventory_words, naming
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import STAFF, Asked, Page, Told

ROWS = 30
ACTS = (*stocking.OPERATIONS, *counting.OPERATIONS)
INCOMING_SHOWN = 40


class ShownShelf(NamedTuple):
    """One shelf of the SKU; `chance`: that the next unit to be promised is really there."""

    location: str
    location_name: str
    address: str
    on_hand: int
    reserved: int
    safety: int
    held_back: int
    available: int
    counted_at: Instant | None
    source: str
    chance: float | None
    asked: bool


def view(room: Room, asked: Asked) -> Told:
    found: dict[str, Any] | Refused = room.machine.ask(_look, asked)
    return found


def _look(world: World, asked: Asked) -> dict[str, Any] | Refused:
    sku = Sku(asked.path["sku"])
    product, stock = world.catalog.products.get(sku), world.stock
    rows = questions.rows_of(stock, sku)
    if product is None and not len(rows):
        return Refused(Reason.UNKNOWN_SKU, sku)
    after = inventory.cursor(asked.query.get("after", ""))
    ordered = _fullest(world, rows.tolist())
    shelves, columns = ordered[after : after + ROWS], stock.shelves
    totals = {
        name: int(getattr(columns, name)[rows].sum()) for name in ("on_hand", "reserved", "safety_stock", "available")
    }
    return {
        "may": doing.may(asked, ACTS),
        "sku": str(sku),
        "name": inventory.name_of(world, sku) or str(sku),
        "product": product,
        "is_sold": catalog.find(world.catalog, sku) is not None,
        "components": world.catalog.kits.get(sku, ()),
        "totals": totals,
        "count": len(ordered),
        "shelves": [_shelf(world, sku, columns.locations[columns.location_of[row]], asked.now) for row in shelves],
        "incoming": _incoming(world, sku, asked.now),
        "newer": _link(sku, max(0, after - ROWS)) if after else "",
        "older": _link(sku, after + ROWS) if after + ROWS < len(ordered) else "",
    }


def _fullest(world: World, rows: Sequence[int]) -> list[int]:
    """Shelves that owe units first, then those that have most."""
    columns = world.stock.shelves
    return sorted(rows, key=lambda row: (-int(columns.reserved[row]), -int(columns.on_hand[row]), row))


def _link(sku: str, after: int) -> str:
    return f"{inventory.sku_page(sku)}?after={after}" if after else inventory.sku_page(sku)


def _shelf(world: World, sku: Sku, location: LocationId, now: Instant) -> ShownShelf:
    stock, row = world.stock, world.stock.shelves.row(sku, location)
    on_hand, reserved = int(stock.shelves.on_hand[row]), int(stock.shelves.reserved[row])
    seen = questions.counted(stock, sku, location)
    free = on_hand - reserved
    chance = findings.chance(stock.findings, sku, location, 1, free, now) if free > 0 else None
    return ShownShelf(
        location,
        naming.location(world, location),
        inventory.location_page(location),
        on_hand,
        reserved,
        int(stock.shelves.safety_stock[row]),
        int(stock.shelves.margin[row]),
        questions.available(stock, sku, location),
        None if seen is None else seen[0],
        "" if seen is None else seen[1],
        chance,
        sku in world.count_asks.by_location.get(location, {}),
    )


def _incoming(world: World, sku: Sku, now: Instant) -> list[inventory.ShownIncoming]:
    mine = (one for one in world.supply.by_id.values() if one.announced.sku == sku)
    return inventory.incoming(world, now, nsmallest(INCOMING_SHOWN, mine, key=lambda one: one.expected_on))


PAGES = (
    Page(
        "/inventory/skus/{sku:path}",
        "sku",
        "console/inventory_sku.html",
        STAFF,
        view,
        inventory_words.WORDS,
        "inventory",
    ),
)
