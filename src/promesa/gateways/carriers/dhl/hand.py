"""Does our carrier effects at DHL."""

from collections.abc import Callable, Mapping

from promesa.domain.ledger.shipments.words import BookParcel, CancelBooking
from promesa.engine.outbox import Hand
from promesa.gateways.carriers.dhl import read, write

Send = Callable[[write.Request], bytes]
"""Sends one request and returns the body of a good answer; an exception means: try again, in the end a person looks."""
LabelOf = Callable[[BookParcel], write.Label]
"""Opens the sealed contact of a parcel's customer, at the moment of asking."""


def hands(send: Send, label_of: LabelOf, account: str) -> Mapping[type, Hand]:
    """What the outbox calls, by effect."""
    return {
        BookParcel: lambda effect, key: [
            read.booked(send(write.book(effect, key, label_of(effect), account)), effect.parcel)
        ],
        CancelBooking: cancel,
    }


def cancel(effect: CancelBooking, _: str) -> list[object]:
    """Nothing to ask: a waybill that DHL never collects is never charged, and no collection of its own was booked."""
    return []
