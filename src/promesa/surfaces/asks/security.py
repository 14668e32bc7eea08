"""Security of what is carried: how much a parcel may be worth, by service and area."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.network.carriers.caps import CAPS_MAX
from promesa.domain.network.carriers.words import SetCaps, ValueCap
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt

NAMED_MAX = 500


class CapBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """No parcel worth more (at the catalog's prices) goes by these services (none: all) to these areas (none: all)."""

    parcel_centavos: fields.Amount
    services: Annotated[tuple[fields.Service, ...], Meta(max_length=NAMED_MAX)] = ()
    areas: Annotated[tuple[fields.Area, ...], Meta(max_length=NAMED_MAX)] = ()
    reason: fields.Reason = ""


class CapsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All caps from now on; none: nothing is capped."""

    caps: Annotated[tuple[CapBody, ...], Meta(max_length=CAPS_MAX)]


class CapTold(msgspec.Struct, frozen=True):
    parcel_centavos: int
    services: tuple[str, ...]
    areas: tuple[str, ...]
    reason: str


class CapsTold(msgspec.Struct, frozen=True):
    caps: tuple[CapTold, ...]


def command(asked: CapsBody, _: Call) -> SetCaps:
    caps = tuple(ValueCap(one.parcel_centavos, one.services, one.areas, one.reason) for one in asked.caps)
    return SetCaps(caps)


def show(world: World, _: Nothing, __: Call) -> CapsTold:
    return CapsTold(tuple(CapTold(c.parcel_centavos, c.services, c.areas, c.reason) for c in world.carriers.caps))


def _reply(_: World, __: CapsBody, ___: Call, facts: Sequence[Any]) -> Receipt:
    return receipt("caps", facts)


OPERATIONS = (
    Command(
        name="set_caps",
        method="POST",
        path="/v1/caps",
        scope="network",
        group="Contingencies",
        summary="How much a parcel may be worth, by service and area: all caps at once.",
        takes=CapsBody,
        gives=Receipt,
        command=command,
        reply=_reply,
    ),
    Question(
        name="show_caps",
        method="GET",
        path="/v1/caps",
        scope="read",
        group="Contingencies",
        summary="The caps on what a parcel may be worth.",
        gives=CapsTold,
        answer=show,
    ),
)
