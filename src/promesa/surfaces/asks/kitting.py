"""Kits: what they are made of, and the shelves that a kit would have if it had any."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.ledger.stock import questions
from promesa.domain.network import catalog
from promesa.domain.network.kits import COMPONENTS_MAX, UNITS_MAX, Component, SetKit
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.values.moments import SECOND
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.asks.shelf_told import ShelfTold
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt


class ComponentBody(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """[sku, units] of one unit of the kit."""

    sku: fields.StockSku
    units: Annotated[int, Meta(ge=1, le=UNITS_MAX)]


class KitBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A product and what one unit of it is made of; of nothing: it is a product of its own again."""

    sku: fields.StockSku
    components: Annotated[tuple[ComponentBody, ...], Meta(max_length=COMPONENTS_MAX)] = ()


class KitTold(msgspec.Struct, frozen=True):
    sku: str
    components: tuple[Component, ...]


class KitsTold(msgspec.Struct, frozen=True):
    kits: tuple[KitTold, ...]


def set_kit(asked: KitBody, _: Call) -> SetKit:
    return SetKit(asked.sku, tuple(Component(one.sku, one.units) for one in asked.components))


def show_kits(world: World, _: Nothing, __: Call) -> KitsTold:
    return KitsTold(tuple(KitTold(sku, components) for sku, components in world.catalog.kits.items()))


def shelves(world: World, sku: Sku, call: Call) -> tuple[ShelfTold, ...]:
    """Whole kits by location: each figure the least over the components, as old as the oldest of them."""
    components, known = world.catalog.kits[sku], world.stock.shelves
    places = [
        {known.locations[number] for number in known.location_of[questions.rows_of(world.stock, one.sku)].tolist()}
        for one in components
    ]
    return tuple(_shelf(world, sku, location, call) for location in sorted(set.intersection(*places)))


def _shelf(world: World, sku: Sku, location: LocationId, call: Call) -> ShelfTold:
    components, stock = world.catalog.kits[sku], world.stock

    def least(figure: Any) -> int:
        return min(int(figure(stock, one.sku, location)) // one.units for one in components)

    on_hand, free = least(questions.on_hand), least(questions.available)
    seen = [questions.counted(stock, one.sku, location) for one in components]
    oldest = None if None in seen else min(one for one in seen if one is not None)
    sold = catalog.find(world.catalog, sku) is not None
    return ShelfTold(
        location,
        on_hand,
        max(0, on_hand - free),
        0,
        free if sold else 0,
        None if oldest is None else moments.utc(oldest[0]),
        None if oldest is None else oldest[1],
        None if oldest is None else max(0, (call.now - oldest[0]) // SECOND),
    )


OPERATIONS = (
    Command(
        name="set_kit",
        method="POST",
        path="/v1/kits",
        scope="network",
        group="Network",
        summary="What a kit is made of: only its components are in stock, and it is sold as far as they reach.",
        takes=KitBody,
        gives=Receipt,
        command=set_kit,
        reply=lambda _, asked, __, facts: receipt(asked.sku, facts),
    ),
    Question(
        name="show_kits",
        method="GET",
        path="/v1/kits",
        scope="read",
        group="Network",
        summary="All kits and what they are made of.",
        gives=KitsTold,
        answer=show_kits,
    ),
)
