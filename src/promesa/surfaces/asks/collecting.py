"""Collections: when carriers' vans come to a location, as one service and one week."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.network.locations.rules import PREP_MINUTES_MAX
from promesa.domain.network.locations.words import SetCollection
from promesa.domain.values.ids import LocationId
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Receipt, receipt

VanHours = Annotated[
    tuple[fields.Clock | None, ...],
    Meta(
        max_length=7,
        description="Seven clocks, Monday first, null on days without a van; seven nulls: never; none: unknown.",
        examples=[["17:00", "17:00", "17:00", "17:00", "17:00", "13:00", None]],
    ),
]


class Van(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """When the van of one service comes; an order leaves with it if it comes `prep_minutes` before."""

    service: fields.Service
    hours: VanHours = ()
    prep_minutes: Annotated[int, Meta(ge=0, le=PREP_MINUTES_MAX)] = 60


def set_collection(asked: Van, call: Call) -> SetCollection:
    return SetCollection(LocationId(call.path["location"]), asked.service, asked.hours, asked.prep_minutes)


def told(_: World, asked: Van, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(f"{call.path['location']} {asked.service}", facts)


OPERATIONS = (
    Command(
        name="set_collection",
        method="POST",
        path="/v1/locations/{location}/collections",
        scope="network",
        group="Network",
        summary="When a carrier's van comes to a location: until then, less preparation, an order leaves with it.",
        takes=Van,
        gives=Receipt,
        command=set_collection,
        reply=told,
    ),
)
