"""How each fact about stock changes the shelves; what must be true of stock is asserted here, on every fact."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from promesa.domain.ledger.stock import findings, rhythms, scarce
from promesa.domain.ledger.stock.rhythms import SourceFellSilent, SourceSpoke, SourceWatched
from promesa.domain.ledger.stock.rules import minus, version_key
from promesa.domain.ledger.stock.scarce import ShelvesPriced
from promesa.domain.ledger.stock.state import Reservation, Shelves, Stock
from promesa.domain.ledger.stock.words import (
    SALE,
    ReservationConsumed,
    ReservationExtended,
    ReservationReleased,
    SafetyStockSet,
    StockAdjusted,
    StockCounted,
    StockCountSuperseded,
    StockLoaded,
    StockMissing,
    StockPicked,
    StockReserved,
    StockUnpicked,
    Take,
)
from promesa.domain.values.moments import DAY, Instant

DAYS_MAX = 30 * DAY
"""A shelf that nobody counted for longer says no more of how fast its source drifts."""


def _reserved(stock: Stock, fact: StockReserved, _: Instant) -> None:
    old = stock.reservations.get(fact.reservation)
    if old is not None:
        _unreserve(stock.shelves, old.takes)
    for take in fact.takes:
        row = stock.shelves.row(take.sku, take.location)
        assert row >= 0 and take.units > 0, take
        stock.shelves.reserved[row] += take.units
        stock.shelves.settle_row(row)
        fits = stock.shelves.reserved[row] <= stock.shelves.on_hand[row]
        assert fits or (old is not None and _had(old, take)), f"oversold: {take}"
    if old is None:
        stock.reservations[fact.reservation] = Reservation(fact.takes, fact.until, fact.stage)
    else:
        old.takes, old.until, old.stage = fact.takes, fact.until, fact.stage


def _had(old: Reservation, take: Take) -> bool:
    """Whether no more is taken of the shelf than before: a count may leave it short of what it owes for a moment."""
    shelf = (take.sku, take.location)
    return take.units <= sum(one.units for one in old.takes if (one.sku, one.location) == shelf)


def _unreserve(shelves: Shelves, takes: tuple[Take, ...]) -> None:
    for take in takes:
        row = shelves.row(take.sku, take.location)
        shelves.reserved[row] -= take.units
        shelves.settle_row(row)
        assert shelves.reserved[row] >= 0, f"released more than was taken: {take}"


def _extended(stock: Stock, fact: ReservationExtended, _: Instant) -> None:
    live = stock.reservations[fact.reservation]
    live.until, live.stage = fact.until, fact.stage


def _released(stock: Stock, fact: ReservationReleased, _: Instant) -> None:
    _unreserve(stock.shelves, stock.reservations.pop(fact.reservation).takes)


def _consumed(stock: Stock, fact: ReservationConsumed, _: Instant) -> None:
    assert not stock.reservations.pop(fact.reservation).takes, fact


def _picked(stock: Stock, fact: StockPicked, at: Instant) -> None:
    live = stock.reservations[fact.reservation]
    live.takes = minus(live.takes, fact.takes)
    _unreserve(stock.shelves, fact.takes)
    for take in fact.takes:
        row = stock.shelves.row(take.sku, take.location)
        record = int(stock.shelves.on_hand[row])
        findings.saw(stock.findings, take.sku, take.location, take.units, record, at, there=True)
        stock.shelves.on_hand[row] -= take.units
        stock.shelves.settle_row(row)
        assert stock.shelves.on_hand[row] >= 0, f"picked what was not there: {take}"


def _unpicked(stock: Stock, fact: StockUnpicked, _: Instant) -> None:
    live = stock.reservations[fact.reservation]
    live.takes = (*live.takes, *fact.takes)
    for take in fact.takes:
        row = stock.shelves.row(take.sku, take.location)
        stock.shelves.on_hand[row] += take.units
        stock.shelves.reserved[row] += take.units
        stock.shelves.settle_row(row)


def _counted(stock: Stock, fact: StockCounted, at: Instant) -> None:
    shelves = stock.shelves
    row = shelves.row_or_new(fact.sku, fact.location)
    if not fact.by_hand:
        believed, since = shelves.on_hand.item(row), shelves.counted_at.item(row)
        unit_days = believed * min(at - since, DAYS_MAX) / DAY if since else 0.0
        rhythms.heard(stock.rhythms, fact.source, max(0, believed - fact.on_hand), unit_days, at)
    shelves.on_hand[row] = fact.on_hand
    shelves.margin[row] = 0
    shelves.settle_row(row)
    shelves.counted_at[row] = at if fact.counted_at is None else fact.counted_at
    shelves.source_of[row] = shelves.number_of_source(fact.source)
    if fact.version is not None:
        stock.versions[version_key(fact.source, fact.sku, fact.location)] = fact.version
    if fact.by_hand:
        findings.looked(stock.findings, fact.sku, fact.location, fact.difference, at)


def _missing(stock: Stock, fact: StockMissing, at: Instant) -> None:
    record = int(stock.shelves.on_hand[stock.shelves.row(fact.sku, fact.location)])
    findings.saw(stock.findings, fact.sku, fact.location, fact.units, record, at, there=False)


def _superseded(_: Stock, __: StockCountSuperseded, ___: Instant) -> None:
    """Recorded, without effect."""


def _adjusted(stock: Stock, fact: StockAdjusted, at: Instant) -> None:
    shelves = stock.shelves
    row = shelves.row_or_new(fact.sku, fact.location)
    if fact.units < 0 and fact.reason == SALE:
        record = int(shelves.on_hand[row])
        findings.saw(stock.findings, fact.sku, fact.location, -fact.units, record, at, there=True)
    shelves.on_hand[row] += fact.units
    shelves.settle_row(row)
    shelves.counted_at[row] = at
    shelves.source_of[row] = shelves.number_of_source(fact.source)


def _loaded(stock: Stock, fact: StockLoaded, at: Instant) -> None:
    shelves = stock.shelves
    skus = np.array([shelves.number_of_sku(sku) for sku in fact.skus], dtype="i4")
    locations = np.array([shelves.number_of_location(location) for location in fact.locations], dtype="i4")
    sku_numbers = skus[np.frombuffer(fact.sku_index, "<i4")]
    location_numbers = locations[np.frombuffer(fact.location_index, "<i4")]
    rows = shelves.rows_or_new(sku_numbers, location_numbers)
    on_hand = np.frombuffer(fact.on_hand, "<i4")
    believed, since = shelves.on_hand[rows].astype("i8"), shelves.counted_at[rows]
    spans = np.where(since > 0, np.minimum(at - since, DAYS_MAX), 0)
    lost, unit_days = np.maximum(believed - on_hand, 0)[since > 0].sum(), (believed * (spans / DAY)).sum()
    rhythms.heard(stock.rhythms, fact.source, float(lost), float(unit_days), at)
    shelves.on_hand[rows] = on_hand
    shelves.margin[rows] = 0
    shelves.settle(rows)
    shelves.counted_at[rows] = at
    shelves.source_of[rows] = shelves.number_of_source(fact.source)
    stock.batches[fact.batch] = len(rows)


def _watched(stock: Stock, fact: SourceWatched, _: Instant) -> None:
    rhythms.watched(stock.rhythms, fact)


def _silent(stock: Stock, fact: SourceFellSilent, at: Instant) -> None:
    """A share of each of its shelves, rounded up."""
    rhythms.silent(stock.rhythms, fact, at)
    rows = _rows_of(stock.shelves, fact.source)
    stock.shelves.margin[rows] = np.ceil(stock.shelves.on_hand[rows] * fact.share).astype("<i4")
    stock.shelves.settle(rows)


def _spoke(stock: Stock, fact: SourceSpoke, _: Instant) -> None:
    rhythms.spoke(stock.rhythms, fact)
    rows = _rows_of(stock.shelves, fact.source)
    stock.shelves.margin[rows] = 0
    stock.shelves.settle(rows)


def _rows_of(shelves: Shelves, source: str) -> NDArray[np.int32]:
    """Shelves of which the source has spoken last."""
    number = shelves.number_of_source(source)
    return np.flatnonzero(shelves.source_of[: shelves.size] == number).astype("<i4")


def _safety(stock: Stock, fact: SafetyStockSet, _: Instant) -> None:
    row = stock.shelves.row_or_new(fact.sku, fact.location)  # first: a new row may make the columns anew
    stock.shelves.safety_stock[row] = fact.units
    stock.shelves.settle_row(row)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    StockReserved: _reserved,
    ReservationExtended: _extended,
    ReservationReleased: _released,
    ReservationConsumed: _consumed,
    StockPicked: _picked,
    StockUnpicked: _unpicked,
    StockCounted: _counted,
    StockMissing: _missing,
    StockCountSuperseded: _superseded,
    StockAdjusted: _adjusted,
    StockLoaded: _loaded,
    SafetyStockSet: _safety,
    SourceWatched: _watched,
    SourceFellSilent: _silent,
    SourceSpoke: _spoke,
    ShelvesPriced: lambda stock, fact, at: scarce.priced(stock.scarce, fact, at),
}
