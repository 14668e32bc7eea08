"""Units that go from one location to another: off the first shelf at once, on their way as supply, then received."""

from datetime import date

import msgspec

from promesa.domain.ledger import supply as supplies
from promesa.domain.ledger.stock import questions, rules
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.ledger.stock.words import AdjustStock
from promesa.domain.ledger.supply import AnnounceSupply, Supply, SupplyClosed
from promesa.domain.values.ids import LocationId, Sku, SupplyId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

SOURCE, BACK = "transfer", "transfer cancelled"
Facts = list[object]


class TransferUnits(msgspec.Struct, frozen=True):
    """Send so many units of a product from where nobody needs them to another location, to be there that day."""

    transfer: SupplyId
    sku: Sku
    origin: LocationId
    location: LocationId
    units: int
    expected_on: date


class CancelTransfer(msgspec.Struct, frozen=True):
    """They have not left after all: back on the shelf, and nothing will come of it."""

    transfer: SupplyId


def transfer(stock: Stock, supply: Supply, ask: TransferUnits, now: Instant) -> Facts | Refused:
    """Only units that could be promised: none that is reserved, none of the safety stock."""
    if ask.origin == ask.location:
        return Refused(Reason.INVALID, "origin")
    if ask.units < 1:
        return Refused(Reason.BAD_QUANTITY, ask.sku)
    free = questions.available(stock, ask.sku, ask.origin)
    if ask.units > free:
        return Refused(Reason.NOT_ENOUGH_STOCK, ask.sku, free)
    source = f"{SOURCE} {ask.origin}"
    announced = supplies.announce(
        supply, AnnounceSupply(ask.transfer, ask.location, ask.sku, ask.units, ask.expected_on, source), now
    )
    if isinstance(announced, Refused):
        return announced
    taken = rules.adjust(stock, AdjustStock(ask.sku, ask.origin, -ask.units, SOURCE, ask.transfer))
    return taken if isinstance(taken, Refused) else [*taken, *announced]


def cancel(stock: Stock, supply: Supply, ask: CancelTransfer, now: Instant) -> Facts | Refused:
    """While nothing of it has been received. UNKNOWN_SUPPLY; WRONG_STATE where it is no transfer, or some came."""
    inbound = supply.by_id.get(ask.transfer)
    if inbound is None:
        return Refused(Reason.UNKNOWN_SUPPLY, ask.transfer)
    said = inbound.announced
    word, _, origin = said.source.partition(" ")
    if word != SOURCE or not origin or inbound.arrived:
        return Refused(Reason.WRONG_STATE, ask.transfer)
    back = rules.adjust(stock, AdjustStock(said.sku, LocationId(origin), said.units, BACK, ask.transfer))
    return back if isinstance(back, Refused) else [*back, SupplyClosed(ask.transfer, said.units)]
