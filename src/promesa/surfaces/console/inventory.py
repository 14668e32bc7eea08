"""All shelves as one stock: what there is, how old and how true that is, and where a count is worth most."""

from collections.abc import Mapping, Sequence
from datetime import date
from heapq import nsmallest
from typing import Any, NamedTuple
from urllib.parse import quote

from promesa.domain.ledger.stock import rhythms
from promesa.domain.ledger.stock.doubts import FindingShare, ShelfWorth
from promesa.domain.ledger.stock.rhythms import SourceRhythm
from promesa.domain.ledger.supply import InboundSupply
from promesa.domain.values.ids import Sku
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.world import World
from promesa.surfaces.asks import counting, stocking
from promesa.surfaces.boards.shelf_board import ShelfBoard, SkuStock
from promesa.surfaces.console import doing, inventory_words, naming
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import STAFF, Asked, Page

ROWS = 40
ACTS = (*stocking.OPERATIONS, *counting.OPERATIONS)
COUNTS = 12
LOCATIONS_SHOWN = 12
INCOMING_SHOWN = 20
CURSOR_DIGITS = 9


class ShownSku(NamedTuple):
    """One SKU over all locations."""

    sku: str
    name: str
    address: str
    shelves: int
    on_hand: int
    reserved: int
    safety: int
    available: int
    counted_at: Instant | None
    at_stake: int


class ShownSource(NamedTuple):
    """Whoever sends figures: when it spoke last, how long it may be silent, and how fast its figures go wrong."""

    source: str
    last_at: Instant
    allowed_hours: float | None
    silent_since: Instant | None
    held_back: float
    lost_share: float | None
    """Of what it said, the share found missing per day; None where nothing was compared yet."""


class ShownCount(NamedTuple):
    """A shelf that is worth a count."""

    sku: str
    name: str
    address: str
    location: str
    location_name: str
    on_hand: int
    reserved: int
    missing: float
    stake: int
    asked: bool


class ShownFinding(NamedTuple):
    """What hands found."""

    location: str
    location_name: str
    sku: str
    name: str
    there: float
    missing: float
    share: float


class ShownIncoming(NamedTuple):
    """Units on their way to a shelf."""

    supply: str
    sku: str
    name: str
    location_name: str
    units: int
    arrived: int
    expected_on: date
    source: str
    is_late: bool


def board_of(room: Room) -> ShelfBoard:
    """The board of shelves, its sums not older than some seconds."""
    board = room.boards.of(ShelfBoard)
    board.settle(room.machine)
    return board


def sku_page(sku: str) -> str:
    return f"/inventory/skus/{quote(sku)}"


def location_page(location: str) -> str:
    return f"/inventory/locations/{quote(location, safe='')}"


def view(room: Room, asked: Asked) -> Mapping[str, Any]:
    board = board_of(room)
    after = cursor(asked.query.get("after", ""))
    found, more = board.page(after, ROWS)
    return {
        "may": doing.may(asked, ACTS),
        "totals": board.held.totals,
        "as_of": Instant(board.held.at),
        **room.machine.ask(_look, board, found, asked),
        "newer": _link(max(0, after - ROWS)) if after else "",
        "older": _link(more) if more else "",
    }


def cursor(text: str) -> int:
    """How many are passed over, as an address says it; anything else is none."""
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= CURSOR_DIGITS else 0


def _link(after: int) -> str:
    return f"/inventory?after={after}#skus" if after else "/inventory#skus"


def _look(world: World, board: ShelfBoard, found: Sequence[SkuStock], asked: Asked) -> dict[str, Any]:
    held = board.held
    return {
        "rows": [_sku(world, one) for one in found],
        "sources": sources(world),
        "counts": [shown_count(world, one) for one in board.counts(limit=COUNTS)],
        "findings": [_finding(world, one) for one in held.found if one.missing > 0][:LOCATIONS_SHOWN],
        "missed": [_finding(world, one) for one in held.missed[:LOCATIONS_SHOWN]],
        "incoming": incoming(world, asked.now, _next(world)),
    }


def _next(world: World) -> list[InboundSupply]:
    return nsmallest(INCOMING_SHOWN, world.supply.by_id.values(), key=lambda one: one.expected_on)


def _sku(world: World, one: SkuStock) -> ShownSku:
    return ShownSku(
        one.sku,
        name_of(world, one.sku),
        sku_page(one.sku),
        one.shelves,
        one.on_hand,
        one.reserved,
        one.safety,
        one.available,
        Instant(one.counted_at) if one.counted_at else None,
        one.at_stake,
    )


def name_of(world: World, sku: str) -> str:
    product = world.catalog.products.get(Sku(sku))
    return "" if product is None else product.name


def sources(world: World) -> list[ShownSource]:
    """Every source of figures, silent ones first."""
    found = [_source(world, name, known) for name, known in world.stock.rhythms.items()]
    return sorted(found, key=lambda one: (one.silent_since is None, one.source))


def _source(world: World, name: str, known: SourceRhythm) -> ShownSource:
    pause = rhythms.allowed(world.policies.now, known, name)
    return ShownSource(
        name,
        known.last_at,
        None if pause is None else pause / HOUR,
        known.silent_since,
        known.share,
        known.lost / known.unit_days if known.unit_days >= 1 else None,
    )


def shown_count(world: World, one: ShelfWorth) -> ShownCount:
    asks = world.count_asks.by_location.get(one.location, {})
    return ShownCount(
        one.sku,
        name_of(world, one.sku),
        sku_page(one.sku),
        one.location,
        naming.location(world, one.location),
        one.on_hand,
        one.reserved,
        one.missing,
        one.stake,
        one.sku in asks,
    )


def _finding(world: World, one: FindingShare) -> ShownFinding:
    sku = "" if one.sku is None else str(one.sku)
    hands = one.there + one.missing
    return ShownFinding(
        one.location,
        naming.location(world, one.location),
        sku,
        name_of(world, sku) if sku else "",
        one.there,
        one.missing,
        one.missing / hands if hands else 0.0,
    )


def incoming(world: World, now: Instant, supplies: Sequence[InboundSupply]) -> list[ShownIncoming]:
    """What has not arrived in full, the next first."""
    today = naming.today(world, now)
    found = [_incoming(world, one, today) for one in supplies if one.arrived < one.announced.units]
    return sorted(found, key=lambda one: (one.expected_on, one.supply))


def _incoming(world: World, one: InboundSupply, today: date) -> ShownIncoming:
    said = one.announced
    return ShownIncoming(
        said.supply,
        said.sku,
        name_of(world, said.sku),
        naming.location(world, said.location),
        said.units,
        one.arrived,
        one.expected_on,
        said.source,
        one.expected_on < today,
    )


PAGES = (Page("/inventory", "inventory", "console/inventory.html", STAFF, view, inventory_words.WORDS, "inventory"),)
