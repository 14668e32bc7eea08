"""The counter: a ready parcel is given to whoever shows its code, and codes that are only guessed are counted."""

from collections.abc import Container
from enum import StrEnum

import msgspec
from msgspec.structs import replace

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.shipments import rules
from promesa.domain.ledger.shipments.state import Parcel, Shipments, Status
from promesa.domain.ledger.shipments.words import CollectParcel, ParcelDelivered, WrongCodeShown
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.values.ids import OrderId, ParcelId
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from promesa.domain.values.refusal import Reason, Refused

WRONG_CODES_MAX = 5
"""Wrong codes within an hour: then none is looked at for a while, so that six digits are not guessed."""
COUNTED_FOR, LOCKED_FOR = HOUR, 15 * MINUTE


class CodeProof(StrEnum):
    """What whoever gave the parcel away has seen; a code is compared by whoever holds the key behind it."""

    CODE = "code"
    WRONG = "wrong"
    IDENTITY = "identity"
    """No code: an official identification, and the order's name."""


class GiveParcel(msgspec.Struct, frozen=True):
    """Hand a ready parcel to whoever stands at the counter."""

    parcel: ParcelId
    proof: CodeProof


def give(
    orders: Orders, shipments: Shipments, stock: Stock, ask: GiveParcel, now: Instant, choosing: Container[OrderId] = ()
) -> rules.Facts | Refused:
    """Collected, with what was seen; a wrong code gives nothing away and is counted. `choosing`: as to `collect`."""
    parcel = shipments.by_id.get(ask.parcel)
    if parcel is None:
        return Refused(Reason.UNKNOWN_PARCEL, ask.parcel)
    if parcel.status not in (Status.READY, Status.DELIVERED) or parcel.planned.kind != "pickup":
        return Refused(Reason.WRONG_STATE, ask.parcel)
    if ask.proof is not CodeProof.IDENTITY and is_locked(parcel, now):
        return Refused(Reason.CODE_LOCKED, ask.parcel)
    if ask.proof is CodeProof.WRONG:
        return [WrongCodeShown(ask.parcel, parcel.planned.order)]
    facts = rules.collect(orders, shipments, stock, CollectParcel(ask.parcel), now, choosing)
    assert isinstance(facts, list), facts
    return [replace(fact, proof=ask.proof) if isinstance(fact, ParcelDelivered) else fact for fact in facts]


def is_locked(parcel: Parcel, now: Instant) -> bool:
    """Whether too many wrong codes were shown for it lately."""
    last = parcel.wrong_codes[-WRONG_CODES_MAX:]
    return len(last) == WRONG_CODES_MAX and last[-1] - last[0] <= COUNTED_FOR and now < last[-1] + LOCKED_FOR


def tries_left(parcel: Parcel, now: Instant) -> int:
    """Codes that may still be shown before it is locked."""
    lately = sum(now - at <= COUNTED_FOR for at in parcel.wrong_codes)
    return 0 if is_locked(parcel, now) else max(1, WRONG_CODES_MAX - lately)
