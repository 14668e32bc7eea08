"""Stock: counts, movements and bulk counts from those who see the shelves, and what we believe is there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.ledger.capacity import SetCapacity
from promesa.domain.ledger.labour import SLOT_MINUTES_MAX
from promesa.domain.ledger.stock import questions, rhythms
from promesa.domain.ledger.stock.words import (
    AdjustStock,
    CountStock,
    LoadStock,
    SetSafetyStock,
    StockCounted,
)
from promesa.domain.network import catalog
from promesa.domain.values import moments
from promesa.domain.values.ids import Sku
from promesa.domain.values.moments import SECOND
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.asks import kitting
from promesa.surfaces.asks.shelf_told import ShelfTold
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt

ROWS_MAX = 20_000


class Count(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A source's absolute figure. `includes` names our orders that it has already subtracted (or all of them)."""

    sku: fields.StockSku
    location: fields.Location
    units: fields.ShelfUnits
    source: fields.Source
    version: fields.Version | None = None
    counted_at: fields.Moment | None = None
    includes: Annotated[tuple[fields.Order, ...], Meta(max_length=10_000)] = ()
    includes_all_sales: bool = False
    by_hand: bool = False
    """Somebody stood before the shelf and looked; a system that sends its figure did not."""

    def __post_init__(self) -> None:
        fields.instant_or_none(self.counted_at)


class Counted(msgspec.Struct, frozen=True):
    """What the shelf has now; `superseded` where a newer version of the same source was known, and nothing changed."""

    sku: str
    location: str
    on_hand: int | None
    difference: int
    superseded: bool


class Adjustment(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Units added (or taken away) for a reason that is not one of our orders."""

    sku: fields.StockSku
    location: fields.Location
    units: fields.SignedUnits
    source: fields.Source
    reason: fields.Reason = ""


class Adjusted(msgspec.Struct, frozen=True):
    sku: str
    location: str
    units: int


class SafetyStock(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Units that are never promised."""

    sku: fields.StockSku
    location: fields.Location
    units: fields.ShelfUnits


class ShelfRow(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One shelf of a bulk count: [sku, location, units]."""

    sku: fields.StockSku
    location: fields.Location
    units: fields.ShelfUnits


class Load(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Many absolute figures in one step: all or none; the same batch again changes nothing."""

    source: fields.Source
    batch: fields.Source
    rows: Annotated[tuple[ShelfRow, ...], Meta(min_length=1, max_length=ROWS_MAX)]


class SetPlaces(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How many orders a location takes on a day or in a slot; zero means closed, null without limit.

    Or `minutes` of labour, of one slot ("2027-07-08 09:00-13:00") or of a whole date ("2027-07-08": shared out to its
    slots): a peak, an absence. Neither: the location's own figures again.
    """

    location: fields.Location
    bucket: fields.Bucket
    places: Annotated[int, Meta(ge=0, le=1_000_000_000)] | None = None
    closes_at: fields.Moment | None = None
    minutes: Annotated[int, Meta(ge=0, le=SLOT_MINUTES_MAX)] | None = None

    def __post_init__(self) -> None:
        fields.instant_or_none(self.closes_at)


class StockTold(msgspec.Struct, frozen=True):
    sku: str
    as_of: datetime
    position: int
    shelves: tuple[ShelfTold, ...]


def count(asked: Count, _: Call) -> CountStock:
    return CountStock(
        asked.sku,
        asked.location,
        asked.units,
        asked.source,
        asked.version,
        fields.instant_or_none(asked.counted_at),
        asked.includes,
        asked.includes_all_sales,
        asked.by_hand,
    )


def counted(_: World, asked: Count, __: Call, facts: Sequence[Any]) -> Counted:
    fact = facts[0]
    if isinstance(fact, StockCounted):
        return Counted(fact.sku, fact.location, fact.on_hand, fact.difference, superseded=False)
    return Counted(asked.sku, asked.location, None, 0, superseded=True)


def adjusted(_: World, asked: Adjustment, __: Call, ___: Sequence[Any]) -> Adjusted:
    return Adjusted(asked.sku, asked.location, asked.units)


def load(asked: Load, _: Call) -> LoadStock:
    return LoadStock(
        asked.source,
        asked.batch,
        tuple(row.sku for row in asked.rows),
        tuple(row.location for row in asked.rows),
        tuple(row.units for row in asked.rows),
    )


def show(world: World, _: Nothing, call: Call) -> StockTold | Refused:
    """Every shelf of a SKU, a retired one's too."""
    sku = Sku(call.path["sku"])
    if sku in world.catalog.kits:
        return StockTold(sku, moments.utc(call.now), call.position, kitting.shelves(world, sku, call))
    shelves = world.stock.shelves
    rows = questions.rows_of(world.stock, sku)
    if not len(rows) and sku not in world.catalog.products:
        return Refused(Reason.UNKNOWN_SKU, sku)
    told = tuple(_shelf(world, sku, shelves.locations[number], call) for number in shelves.location_of[rows].tolist())
    return StockTold(sku, moments.utc(call.now), call.position, told)


def _shelf(world: World, sku: Sku, location: Any, call: Call) -> ShelfTold:
    stock = world.stock
    on_hand, reserved = questions.on_hand(stock, sku, location), questions.reserved(stock, sku, location)
    safety = int(stock.shelves.safety_stock[stock.shelves.row(sku, location)])
    seen = questions.counted(stock, sku, location)
    sold = catalog.find(world.catalog, sku) is not None
    return ShelfTold(
        location,
        on_hand,
        reserved,
        safety,
        questions.available(stock, sku, location) if sold else 0,
        None if seen is None else moments.utc(seen[0]),
        None if seen is None else seen[1],
        None if seen is None else max(0, (call.now - seen[0]) // SECOND),
    )


def _about_shelf(_: World, asked: Any, __: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(f"{asked.sku} {asked.location}", facts)


class SourceTold(msgspec.Struct, frozen=True):
    """A source of figures: when it spoke last, how long it may say nothing (None: nobody watches it), since when it has
    been silent, and the share of its shelves that is held back meanwhile."""

    source: str
    last_at: datetime
    allowed_hours: float | None
    silent_since: datetime | None
    margin_share: float


class SourcesTold(msgspec.Struct, frozen=True):
    sources: tuple[SourceTold, ...]


def show_sources(world: World, _: Nothing, __: Call) -> SourcesTold:
    told = []
    for name, known in sorted(world.stock.rhythms.items()):
        pause = rhythms.allowed(world.policies.now, known, name)
        hours = None if pause is None else round(pause / moments.HOUR, 2)
        since = None if known.silent_since is None else moments.utc(known.silent_since)
        told.append(SourceTold(name, moments.utc(known.last_at), hours, since, known.share))
    return SourcesTold(tuple(told))


OPERATIONS = (
    Command(
        name="count_stock",
        method="POST",
        path="/v1/stock/counts",
        scope="stock",
        group="Stock",
        summary="A source says how many units there are; the highest version wins, sold units are subtracted once.",
        takes=Count,
        gives=Counted,
        status=201,
        command=count,
        reply=counted,
    ),
    Command(
        name="adjust_stock",
        method="POST",
        path="/v1/stock/adjustments",
        scope="stock",
        group="Stock",
        summary="Add or take away units, of a kit its components'; never below what is reserved.",
        takes=Adjustment,
        gives=Adjusted,
        status=201,
        command=lambda a, _: AdjustStock(a.sku, a.location, a.units, a.source, a.reason),
        reply=adjusted,
    ),
    Command(
        name="load_stock",
        method="POST",
        path="/v1/stock/loads",
        scope="stock",
        group="Stock",
        summary="Many counts in one step.",
        takes=Load,
        gives=Receipt,
        command=load,
        reply=lambda _, asked, __, facts: receipt(asked.batch, facts),
    ),
    Command(
        name="set_safety_stock",
        method="POST",
        path="/v1/stock/safety",
        scope="stock",
        group="Stock",
        summary="Units of a SKU at a location that are never promised.",
        takes=SafetyStock,
        gives=Receipt,
        command=lambda a, _: SetSafetyStock(a.sku, a.location, a.units),
        reply=_about_shelf,
    ),
    Command(
        name="set_capacity",
        method="POST",
        path="/v1/capacity",
        scope="stock",
        group="Stock",
        summary="How many orders a location takes on a day or in a slot, or how many minutes of labour it has.",
        takes=SetPlaces,
        gives=Receipt,
        command=lambda a, _: SetCapacity(
            a.location, a.bucket, a.places, fields.instant_or_none(a.closes_at), a.minutes
        ),
        reply=lambda _, asked, __, facts: receipt(f"{asked.location} {asked.bucket}", facts),
    ),
    Question(
        name="show_sources",
        method="GET",
        path="/v1/sources",
        scope="read",
        group="Stock",
        summary="Sources of figures: when each spoke last, and which are silent, with what is held back meanwhile.",
        gives=SourcesTold,
        answer=show_sources,
    ),
    Question(
        name="show_stock",
        method="GET",
        path="/v1/stock/{sku:path}",
        scope="read",
        group="Stock",
        summary="Every shelf of a SKU: on hand, reserved, available, and how old each figure is.",
        gives=StockTold,
        answer=show,
    ),
)
