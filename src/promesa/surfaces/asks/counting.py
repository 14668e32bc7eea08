"""Counts: which shelves are worth one, what a location was asked to count, and where things stand on its floor."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.ledger.stock import counting
from promesa.domain.ledger.stock.counting import AskCounts
from promesa.domain.network import shelf_places
from promesa.domain.network.shelf_places import PLACE_LENGTH, SetShelfPlaces
from promesa.domain.values.ids import LocationId
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Question, Receipt, receipt

ROWS_MAX = 20_000
HowMany = Annotated[int, Meta(ge=1, le=counting.ASKED_AT_ONCE_MAX)]
ShelfPlace = Annotated[
    str,
    Meta(
        max_length=PLACE_LENGTH,
        pattern=r"^([^\x00-\x20\x7f-\xa0]([^\x00-\x1f\x7f-\x9f]*[^\x00-\x20\x7f-\xa0])?)?$(?!\n)",
    ),
    Meta(description="Aisle first, as its people write it; empty: unknown.", examples=["A-03-2"]),
]


class ShelfPlaceRow(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One SKU and where it stands: [sku, place]."""

    sku: fields.StockSku
    place: ShelfPlace


class PlaceRows(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """New and changed places: all or none; pick lists follow them up one aisle and down the next."""

    rows: Annotated[tuple[ShelfPlaceRow, ...], Meta(min_length=1, max_length=ROWS_MAX)]
    source: fields.Source = "api"


class CountsWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """These SKUs; none named, the `most` shelves that are worth it most."""

    skus: Annotated[tuple[fields.StockSku, ...], Meta(max_length=counting.ASKED_AT_ONCE_MAX)] = ()
    most: HowMany = 5


class HowManyShelves(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    most: HowMany = 10


class CountTold(msgspec.Struct, frozen=True):
    """A shelf that is worth a count; `stake_centavos`: the price of the units that we believe are not there."""

    sku: str
    name: str
    place: str
    stake_centavos: int
    is_asked: bool


class CountsTold(msgspec.Struct, frozen=True):
    location: str
    counts: tuple[CountTold, ...]


def set_places(asked: PlaceRows, call: Call) -> SetShelfPlaces:
    skus, places = tuple(row.sku for row in asked.rows), tuple(row.place for row in asked.rows)
    return SetShelfPlaces(LocationId(call.path["location"]), asked.source, skus, places)


def told(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["location"], facts)


def show_counts(world: World, asked: HowManyShelves, call: Call) -> CountsTold | Refused:
    """What was asked for first, then what else is worth most; never how many there should be, which misleads eyes."""
    name = LocationId(call.path["location"])
    if name not in world.locations.by_id:
        return Refused(Reason.UNKNOWN_LOCATION, name)
    known = counting.asked_at(world.count_asks, name)
    rows = [(one.sku, one.stake, True) for one in known][: asked.most]
    if len(rows) < asked.most:
        but = {one.sku for one in known}
        more = counting.worth(world.catalog, world.stock, name, call.now, asked.most - len(rows), but)
        rows += [(one.sku, one.stake, False) for one in more]
    products = world.catalog.products
    places = [shelf_places.place_of(world.shelf_places, name, sku) for sku, _, _ in rows]
    found = [
        CountTold(sku, products[sku].name, place, stake, is_asked)
        for (sku, stake, is_asked), place in zip(rows, places, strict=True)
    ]
    return CountsTold(name, tuple(found))


OPERATIONS = (
    Command(
        name="set_shelf_places",
        method="POST",
        path="/v1/locations/{location}/shelf-places",
        scope="stock",
        group="Stores",
        summary="Where on a location's floor each SKU stands: its pick lists follow the way past them.",
        takes=PlaceRows,
        gives=Receipt,
        command=set_places,
        reply=told,
    ),
    Command(
        name="ask_counts",
        method="POST",
        path="/v1/locations/{location}/counts",
        scope="stock",
        group="Stores",
        summary="Ask a location's people to count shelves: those named, or those that are worth it most.",
        takes=CountsWanted,
        gives=Receipt,
        command=lambda asked, call: AskCounts(LocationId(call.path["location"]), asked.skus, asked.most),
        reply=told,
    ),
    Question(
        name="show_counts",
        method="GET",
        path="/v1/locations/{location}/counts",
        scope="read",
        group="Stores",
        summary="Shelves of a location that are worth a count: asked for first, then by pesos at stake times doubt.",
        takes=HowManyShelves,
        gives=CountsTold,
        answer=show_counts,
    ),
)
