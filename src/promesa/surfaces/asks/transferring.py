"""Transfers: units that go from one location to another, and those that did not leave after all."""

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.ledger.transfers import CancelTransfer, TransferUnits
from promesa.domain.values.ids import SupplyId
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Nothing, Receipt, receipt

UNITS_MAX = 1_000_000


class TransferBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """So many units leave `origin` now, and should be at `location` that day; there they are received as a supply."""

    transfer: Annotated[str, Meta(min_length=1, max_length=64, pattern=fields.PLAIN_PATTERN)]
    sku: fields.StockSku
    origin: fields.Location
    location: fields.Location
    units: Annotated[int, Meta(ge=1, le=UNITS_MAX)]
    expected_on: date


def command(asked: TransferBody, _: Call) -> TransferUnits:
    return TransferUnits(
        SupplyId(asked.transfer), asked.sku, asked.origin, asked.location, asked.units, asked.expected_on
    )


def _reply(_: World, asked: TransferBody, __: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(asked.transfer, facts)


def _cancelled(_: World, __: Nothing, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["transfer"], facts)


OPERATIONS = (
    Command(
        name="transfer_units",
        method="POST",
        path="/v1/transfers",
        scope="stock",
        group="Stock",
        summary="Units that nobody has reserved leave one location for another; until they come they are expected.",
        takes=TransferBody,
        gives=Receipt,
        status=201,
        command=command,
        reply=_reply,
    ),
    Command(
        name="cancel_transfer",
        method="POST",
        path="/v1/transfers/{transfer}/cancel",
        scope="stock",
        group="Stock",
        summary="The units have not left after all: they are on their first shelf again.",
        gives=Receipt,
        command=lambda _, call: CancelTransfer(SupplyId(call.path["transfer"])),
        reply=_cancelled,
    ),
)
