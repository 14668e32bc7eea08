"""Security of what is carried: what a parcel and a van may be worth, and what is expected to be lost on a route."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta, structs

from promesa.domain.network.carriers.caps import CAPS_MAX
from promesa.domain.network.carriers.risks import MILLION
from promesa.domain.network.carriers.words import CollectionCap, RouteRisk, SetCaps, ValueCap
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt

NAMED_MAX = 500
VANS_MAX = 1_000


class CapBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """No parcel worth more (at the catalog's prices) goes by these services (none: all) to these areas (none: all)."""

    parcel_centavos: fields.Amount
    services: Annotated[tuple[fields.Service, ...], Meta(max_length=NAMED_MAX)] = ()
    areas: Annotated[tuple[fields.Area, ...], Meta(max_length=NAMED_MAX)] = ()
    reason: fields.Reason = ""


class CollectionCapBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What one van of these carriers (none: any) takes at these locations (none: at any) on a day is worth no more."""

    collection_centavos: fields.Amount
    carriers: Annotated[tuple[fields.Carrier, ...], Meta(max_length=NAMED_MAX)] = ()
    locations: Annotated[tuple[fields.Location, ...], Meta(max_length=NAMED_MAX)] = ()
    reason: fields.Reason = ""


class RiskBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of what goes by these carriers and services from `origins` to `areas` (none: any), handed over between two hours
    of the location's clock and worth `value_min_centavos` or more, so many millionths are expected to be lost."""

    per_million: Annotated[int, Meta(ge=0, le=MILLION)]
    origins: Annotated[tuple[fields.Area, ...], Meta(max_length=NAMED_MAX)] = ()
    areas: Annotated[tuple[fields.Area, ...], Meta(max_length=NAMED_MAX)] = ()
    carriers: Annotated[tuple[fields.Carrier, ...], Meta(max_length=NAMED_MAX)] = ()
    services: Annotated[tuple[fields.Service, ...], Meta(max_length=NAMED_MAX)] = ()
    since_hour: Annotated[int, Meta(ge=0, le=23)] = 0
    until_hour: Annotated[int, Meta(ge=0, le=24)] = 24
    value_min_centavos: fields.Amount = Centavos(0)
    reason: fields.Reason = ""


class CapsBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All caps and risks from now on; what is not said is no longer so."""

    caps: Annotated[tuple[CapBody, ...], Meta(max_length=CAPS_MAX)] = ()
    collections: Annotated[tuple[CollectionCapBody, ...], Meta(max_length=CAPS_MAX)] = ()
    risks: Annotated[tuple[RiskBody, ...], Meta(max_length=CAPS_MAX)] = ()


class CapTold(msgspec.Struct, frozen=True):
    parcel_centavos: int
    services: tuple[str, ...]
    areas: tuple[str, ...]
    reason: str


class CollectionCapTold(msgspec.Struct, frozen=True):
    collection_centavos: int
    carriers: tuple[str, ...]
    locations: tuple[str, ...]
    reason: str


class RiskTold(msgspec.Struct, frozen=True):
    per_million: int
    origins: tuple[str, ...]
    areas: tuple[str, ...]
    carriers: tuple[str, ...]
    services: tuple[str, ...]
    since_hour: int
    until_hour: int
    value_min_centavos: int
    reason: str


class CapsTold(msgspec.Struct, frozen=True):
    caps: tuple[CapTold, ...]
    collections: tuple[CollectionCapTold, ...]
    risks: tuple[RiskTold, ...]


class VanTold(msgspec.Struct, frozen=True):
    """What a capped collection is to take: `collection` is its day and its carrier."""

    location: str
    collection: str
    planned_centavos: int
    handed_centavos: int


class VansTold(msgspec.Struct, frozen=True):
    """By location, then day."""

    vans: tuple[VanTold, ...]


def command(asked: CapsBody, _: Call) -> SetCaps:
    """The bodies' fields stand in the order of the words."""
    return SetCaps(
        tuple(ValueCap(*structs.astuple(one)) for one in asked.caps),
        tuple(CollectionCap(*structs.astuple(one)) for one in asked.collections),
        tuple(RouteRisk(*structs.astuple(one)) for one in asked.risks),
    )


def show(world: World, _: Nothing, __: Call) -> CapsTold:
    known = world.carriers
    return CapsTold(
        tuple(CapTold(*structs.astuple(one)) for one in known.caps),
        tuple(CollectionCapTold(*structs.astuple(one)) for one in known.collection_caps),
        tuple(RiskTold(*structs.astuple(one)) for one in known.risks),
    )


def show_vans(world: World, _: Nothing, __: Call) -> VansTold:
    cargo = world.capacity.cargo
    rows = sorted((at, name, planned) for at, own in cargo.planned.items() for name, planned in own.items())
    return VansTold(
        tuple(
            VanTold(at, name, planned, cargo.handed.get(at, {}).get(name, 0)) for at, name, planned in rows[-VANS_MAX:]
        )
    )


def _reply(_: World, __: CapsBody, ___: Call, facts: Sequence[Any]) -> Receipt:
    return receipt("caps", facts)


OPERATIONS = (
    Command(
        name="set_caps",
        method="POST",
        path="/v1/caps",
        scope="network",
        group="Contingencies",
        summary="How much a parcel and a van may be worth, and the risk of each route: all of it at once.",
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
        summary="The caps on what a parcel and a van may be worth, and the risks of routes.",
        gives=CapsTold,
        answer=show,
    ),
    Question(
        name="show_capped_vans",
        method="GET",
        path="/v1/caps/vans",
        scope="read",
        group="Contingencies",
        summary="What each capped collection is to take, and has taken.",
        gives=VansTold,
        answer=show_vans,
    ),
)
