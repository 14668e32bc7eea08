"""What can be had, for lists and product pages: the quote's own answer, under one stamp."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from promesa.domain import world as worlds
from promesa.domain.promise.quoting import availability
from promesa.domain.promise.quoting.availability import Availability
from promesa.domain.values import moments
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.asks.quoting import AsOf
from promesa.surfaces.operations import Call, Question

SKUS_MAX = 50


class AskAvailability(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Up to 50 SKUs (repeat `sku`) on one channel, at a postal code or wherever buyers may be."""

    sku: Annotated[tuple[fields.StockSku, ...], Meta(min_length=1, max_length=SKUS_MAX)]
    channel: fields.Channel
    postal_code: fields.Postal | None = None


class SkuTold(msgspec.Struct, frozen=True):
    """`units` can be promised; the date is the earliest on which one unit would be there."""

    sku: str
    status: Availability
    units: int
    promised_on: date | None


class AvailabilityTold(msgspec.Struct, frozen=True):
    as_of: AsOf
    channel: str
    postal_code: str | None
    skus: tuple[SkuTold, ...]


def ask_availability(world: World, asked: AskAvailability, call: Call) -> AvailabilityTold | Refused:
    """Every SKU as of the same moment and position."""
    parts = worlds.parts(world)
    told = []
    for sku in dict.fromkeys(asked.sku):
        found = availability.listing(*parts, sku, asked.channel, asked.postal_code, call.now, call.position)
        if isinstance(found, Refused):
            return found
        told.append(SkuTold(found.sku, found.status, found.units, found.promised_on))
    return AvailabilityTold(AsOf(moments.utc(call.now), call.position), asked.channel, asked.postal_code, tuple(told))


OPERATIONS = (
    Question(
        name="ask_availability",
        method="GET",
        path="/v1/availability",
        scope="quote",
        group="Quotes",
        summary="Whether SKUs can be had: only what some buyer of the channel can really get.",
        takes=AskAvailability,
        gives=AvailabilityTold,
        answer=ask_availability,
    ),
)
