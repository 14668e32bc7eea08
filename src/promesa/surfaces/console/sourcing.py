"""Sourcing: what second thoughts saved and moved, which shelves run short, and how it would have been otherwise."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, get_args

from promesa.domain.promise.words import Leg
from promesa.domain.values.ids import OrderId
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.surfaces.asks import replaying, rescuing, rethinking
from promesa.surfaces.asks.rescuing import PlanTold
from promesa.surfaces.console import naming, policies, risk_rows
from promesa.surfaces.console.policies_words import WORDS as REPLAY_WORDS
from promesa.surfaces.console.sourcing_words import WORDS
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import AUDITOR, DIRECTOR, OPERATIONS, Asked, Page

RUNS, STANDING, SCARCE = 20, 20, 12
ORDER_MAX = 64


class MovedOrder(NamedTuple):
    """An order that leaves otherwise since a thought, and may still go back."""

    order: str
    run: str
    was: str
    now: str
    saved_centavos: int
    due_on: date


class ScarceSeen(NamedTuple):
    sku: str
    location: str
    centavos: int


class PlanSeen(NamedTuple):
    """A way to send an order; the first is as it stands."""

    name: str
    what: str
    told: PlanTold


def sourcing(room: Room, asked: Asked) -> Mapping[str, Any]:
    order = asked.query.get("order", "").strip()[:ORDER_MAX]

    def look(world: World) -> Mapping[str, Any]:
        told = rethinking.all_told(world)
        newest = next((one for one in told.rethinks if one.scarce), None)
        return {
            "told": told,
            "runs": told.rethinks[:RUNS],
            "standing": _standing(world),
            "scarce": [] if newest is None else _scarce(world, newest),
            "standing_runs": {one.run for one in world.rethinks.standing.values()},
        }

    found: dict[str, Any] = dict(room.machine.ask(look))
    plans = room.machine.ask(_plans, OrderId(order), asked) if order else None
    ways = get_args(replaying.Sourcing)
    return {**found, **policies.replays_alone(room, asked), "order": order, "plans": plans, "ways": ways}


def _standing(world: World) -> list[MovedOrder]:
    """The newest first."""
    newest = list(world.rethinks.standing.values())[-STANDING:][::-1]
    return [
        MovedOrder(
            one.order,
            one.run,
            _from(world, one.was),
            _from(world, one.legs),
            one.cost_before - one.cost,
            one.due_on,
        )
        for one in newest
    ]


def _from(world: World, legs: Sequence[Leg]) -> str:
    return ", ".join(dict.fromkeys(naming.location(world, leg.location) for leg in legs))


def _scarce(world: World, one: rethinking.RethinkTold) -> list[ScarceSeen]:
    products = world.catalog.products
    return [
        ScarceSeen(
            products[shelf.sku].name or shelf.sku if shelf.sku in products else shelf.sku,
            naming.location(world, shelf.location),
            shelf.centavos,
        )
        for shelf in one.scarce[:SCARCE]
    ]


def _plans(world: World, order: OrderId, asked: Asked) -> list[PlanSeen]:
    """As it stands, then what could be instead, the best first."""
    found = rescuing.options(world, order, asked.now)
    if isinstance(found, Refused):
        return []
    told = rescuing.told(order, found)
    plans = [] if told.plan is None else [PlanSeen("now", _what(world, told.plan), told.plan)]
    return plans + [
        PlanSeen(one.name, _what(world, one.plan), one.plan) for one in told.options if one.plan is not None
    ]


def _what(world: World, plan: PlanTold) -> str:
    return ", ".join(
        f"{naming.location(world, one.location)} · {risk_rows.service_name(world, one.service)}" for one in plan.parcels
    )


BOTH = {language: {**REPLAY_WORDS[language], **words} for language, words in WORDS.items()}
"""Trials on the past are shown in the words of policies."""
SEES = frozenset({DIRECTOR, OPERATIONS, AUDITOR})
PAGES = (Page("/sourcing", "sourcing", "console/sourcing.html", SEES, sourcing, BOTH, "sourcing"),)
