"""What is allowed with pick tasks: accept what is asked, and what a no does to the shelf."""

from promesa.domain.ledger.shipments.pick_words import FEWER, AcceptPick, NoPick, PickAccepted
from promesa.domain.ledger.shipments.picks import Picks, TaskStatus
from promesa.domain.ledger.shipments.rules import AT_PICKING
from promesa.domain.ledger.shipments.state import Parcel, Shipments
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.stock.words import StockCounted, StockMissing, Take
from promesa.domain.values.ids import Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused


def accept(shipments: Shipments, picks: Picks, ask: AcceptPick) -> list[PickAccepted] | Refused:
    """Yes, once; a yes that comes when it was rejected, or given to another location, is too late."""
    parcel, task = shipments.by_id.get(ask.parcel), picks.tasks.get(ask.parcel)
    if parcel is None:
        return Refused(Reason.UNKNOWN_PARCEL, ask.parcel)
    if task is None:
        return Refused(Reason.WRONG_STATE, ask.parcel)
    if task.status is TaskStatus.ASKED:
        return [PickAccepted(ask.parcel, parcel.planned.order, parcel.planned.location)]
    ended = task.status in (TaskStatus.REJECTED, TaskStatus.WITHDRAWN) or parcel.status == "cancelled"
    return Refused(Reason.WRONG_STATE, ask.parcel) if ended else []


def units_of(parcel: Parcel, units: tuple[tuple[Sku, int], ...]) -> tuple[Take, ...] | Refused:
    """The takes of the parcel that are meant; all of them where none are named."""
    takes = parcel.planned.takes
    if not units:
        return takes
    left = {take.sku: take.units for take in takes}
    for sku, gone in units:
        if sku not in left:
            return Refused(Reason.UNKNOWN_SKU, sku)
        if not 0 < gone <= left[sku]:
            return Refused(Reason.BAD_QUANTITY, sku, left[sku])
        left[sku] -= gone
    gone_of = {take.sku: take.units - left[take.sku] for take in takes}
    return tuple(Take(take.sku, take.location, gone_of[take.sku]) for take in takes if gone_of[take.sku])


def shelf_facts(
    stock: Stock, parcel: Parcel, gone: tuple[Take, ...], reason: NoPick, now: Instant
) -> list[StockMissing | StockCounted]:
    """What the reason says of the shelves, at once and on every surface (R23)."""
    facts: list[StockMissing | StockCounted] = []
    for take in gone if reason is NoPick.NOT_FOUND or reason in FEWER else ():
        sku, location = take.sku, take.location
        on_hand = questions.on_hand(stock, sku, location)
        left = max(0, on_hand - take.units)
        if reason is NoPick.NOT_FOUND:
            left = sum(one.units for one in parcel.planned.takes if one.sku == sku) - take.units
            facts.append(StockMissing(sku, location, take.units, parcel.planned.parcel, reason.value))
        facts.append(StockCounted(sku, location, left, left - on_hand, AT_PICKING, counted_at=now))
    return facts
