"""Changing an order that was placed: its parcels put together or parted, units taken out, more added to it."""

from typing import Annotated

import msgspec
from msgspec import Meta

from promesa.domain.ledger.shipments.words import RegroupParcels
from promesa.domain.values.ids import OrderId
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Receipt, receipt

UnitsOfSku = tuple[fields.StockSku, fields.Units]


class Regroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Parcels of one location, and the units by SKU of each parcel that they become; no groups: one parcel."""

    parcels: Annotated[tuple[fields.Parcel, ...], Meta(min_length=1, max_length=50)]
    groups: Annotated[tuple[Annotated[tuple[UnitsOfSku, ...], Meta(max_length=200)], ...], Meta(max_length=50)] = ()


def regroup(asked: Regroup, call: Call) -> RegroupParcels:
    return RegroupParcels(OrderId(call.path["order"]), asked.parcels, asked.groups)


OPERATIONS = (
    Command(
        name="regroup_parcels",
        method="POST",
        path="/v1/orders/{order}/regroup",
        scope="parcel",
        group="Orders",
        summary="Put parcels of one location that are not packed together, or part them; units and fee stay.",
        takes=Regroup,
        gives=Receipt,
        command=regroup,
        reply=lambda _, __, call, facts: receipt(call.path["order"], facts),
    ),
)
