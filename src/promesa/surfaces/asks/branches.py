"""Carriers' branches, where parcels wait for their customers (ocurre): loading, closing, reading them."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta, structs

from promesa.domain.network.carriers.words import AboutBranch, CloseBranch, LoadBranches
from promesa.domain.values.ids import BranchId
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.asks.network import ROWS_MAX, Latitude, Longitude
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt


class BranchBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A carrier's branch, the whole of it; parcels wait there `keeps_days` for their customers."""

    branch: fields.Branch
    carrier: fields.Carrier
    postal_code: fields.Postal
    name: fields.Text = ""
    lat: Latitude | None = None
    lon: Longitude | None = None
    hours: Annotated[tuple[tuple[fields.Clock, fields.Clock] | None, ...], Meta(max_length=7)] = ()
    keeps_days: Annotated[int, Meta(ge=1, le=365)] = 10


class Branches(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """New branches open, known ones become what is said here: all or none."""

    branches: Annotated[tuple[BranchBody, ...], Meta(min_length=1, max_length=ROWS_MAX)]
    source: fields.Source = "api"


class Closing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Why nothing new goes there."""

    reason: fields.Reason = ""


class BranchShown(msgspec.Struct, frozen=True):
    branch: str
    carrier: str
    name: str
    postal_code: str
    keeps_days: int
    closed: bool


class BranchesShown(msgspec.Struct, frozen=True):
    branches: tuple[BranchShown, ...]


def load(asked: Branches, _: Call) -> LoadBranches:
    return LoadBranches(tuple(AboutBranch(**structs.asdict(body)) for body in asked.branches), asked.source)


def close(asked: Closing, call: Call) -> CloseBranch:
    return CloseBranch(BranchId(call.path["branch"]), asked.reason)


def show(world: World, _: Nothing, __: Call) -> BranchesShown:
    known, closed = world.carriers.branches.values(), world.carriers.closed_branches
    return BranchesShown(
        tuple(BranchShown(b.branch, b.carrier, b.name, b.postal_code, b.keeps_days, b.branch in closed) for b in known)
    )


def _by_source(_: World, asked: Branches, __: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(asked.source, facts)


OPERATIONS = (
    Command(
        name="load_branches",
        method="POST",
        path="/v1/branches",
        scope="network",
        group="Network",
        summary="Carriers' branches where parcels wait for customers, new and known.",
        takes=Branches,
        gives=Receipt,
        command=load,
        reply=_by_source,
    ),
    Command(
        name="close_branch",
        method="POST",
        path="/v1/branches/{branch}/close",
        scope="network",
        group="Network",
        summary="Nothing new goes to a carrier's branch.",
        takes=Closing,
        gives=Receipt,
        command=close,
        reply=lambda _, __, call, facts: receipt(call.path["branch"], facts),
    ),
    Question(
        name="show_branches",
        method="GET",
        path="/v1/branches",
        scope="read",
        group="Network",
        summary="All branches of all carriers.",
        gives=BranchesShown,
        answer=show,
    ),
)
