"""Parcels: packed, ready, handed over, scanned, collected, each step told by whoever did it."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from promesa.domain.ledger.shipments import words
from promesa.domain.ledger.shipments.words import Scan
from promesa.domain.values.ids import ParcelId
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Nothing, Receipt, Shape, receipt


class Unpack(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    reason: fields.Reason = ""


class Missing(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What whoever was to pack the parcel could not find, or would not give to anybody."""

    sku: fields.StockSku
    units: fields.Units
    reason: Literal["not_found", "damaged"] = "not_found"


class InHand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units by SKU that were picked, where whoever presses says so: a parcel not packed yet is packed by it."""

    in_hand: Annotated[tuple[tuple[fields.StockSku, fields.Units], ...], Meta(max_length=200)] | None = None


class Handed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """When the carrier took it; now, where nothing is said. `tracking`: the label read off the box, checked if said."""

    handed_at: fields.Moment | None = None
    tracking: Annotated[str, Meta(max_length=200)] = ""

    def __post_init__(self) -> None:
        fields.instant_or_none(self.handed_at)


class Scanned(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the carrier says; `eta` is the date it now names, where it names one."""

    scan: Scan
    scanned_at: fields.Moment
    eta: date | None = None

    def __post_init__(self) -> None:
        fields.instant(self.scanned_at)
        if self.eta is not None:
            fields.day(self.eta)


class Booked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    carrier: fields.Carrier
    tracking: fields.Carrier


def _name(call: Call) -> ParcelId:
    return ParcelId(call.path["parcel"])


def _receipt(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(_name(call), facts)


def _step(step: str, summary: str, command: Callable[[Any, Call], Any], takes: Shape = Nothing) -> Command:
    return Command(
        name=step.replace("-", "_") + "_parcel",
        method="POST",
        path=f"/v1/parcels/{{parcel}}/{step}",
        scope="parcel",
        group="Parcels",
        summary=summary,
        takes=takes,
        gives=Receipt,
        command=command,
        reply=_receipt,
    )


OPERATIONS = (
    _step("pack", "Units leave their shelves into the parcel.", lambda _, call: words.PackParcel(_name(call))),
    _step(
        "unpack",
        "Undo a packing: the units are on their shelves and still reserved for the order.",
        lambda asked, call: words.UnpackParcel(_name(call), asked.reason),
        Unpack,
    ),
    _step(
        "put-back",
        "What was in a cancelled parcel's box stands on its shelves again.",
        lambda _, call: words.PutUnitsBack(_name(call)),
    ),
    _step(
        "missing",
        "Units of the parcel are not there: the shelf shows it at once, and whoever is owed them is seen to.",
        lambda asked, call: words.ReportMissing(_name(call), asked.sku, asked.units, asked.reason),
        Missing,
    ),
    _step(
        "ready",
        "A pickup parcel waits at its counter; the customer is told once.",
        lambda asked, call: words.MarkReady(_name(call), asked.in_hand),
        InHand,
    ),
    _step(
        "book",
        "The carrier gave the parcel a tracking number.",
        lambda asked, call: words.RecordBooking(_name(call), asked.carrier, asked.tracking),
        Booked,
    ),
    _step(
        "hand-over",
        "The carrier took the parcel.",
        lambda asked, call: words.HandOver(_name(call), fields.instant_or_none(asked.handed_at), asked.tracking),
        Handed,
    ),
    _step("collect", "The customer came to the counter.", lambda _, call: words.CollectParcel(_name(call))),
    _step(
        "scans",
        "A carrier's scan; late, repeated and impossible ones do no harm.",
        lambda asked, call: words.RecordScan(_name(call), asked.scan, fields.instant(asked.scanned_at), asked.eta),
        Scanned,
    ),
)
