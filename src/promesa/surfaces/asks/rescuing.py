"""Rescuing one promise: what can be done with its price, another plan as it was shown, or a later date said now."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain import rules
from promesa.domain.conduct import rescues
from promesa.domain.conduct.rescues import Rescue, RescuePlan, Rescues
from promesa.domain.ledger.shipments import picks
from promesa.domain.ledger.stock.words import Take
from promesa.domain.promise.keeping.given_dates import MovePromise
from promesa.domain.promise.keeping.given_plans import GivenParcel, RerouteOrder
from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.boards.risks import AtRisk, RiskBoard, chosen, summed
from promesa.surfaces.operations import Call, Command, Errand, Nothing, Question, Receipt, Room, receipt

PARCELS_MAX = 50
SKUS_MAX = 200
RISKS_MAX = 500


class PlannedUnits(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    sku: fields.StockSku
    units: fields.Units


class PlannedParcel(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One parcel of a plan: from where, by which service, with which units."""

    location: fields.Location
    service: fields.Service
    units: Annotated[tuple[PlannedUnits, ...], Meta(min_length=1, max_length=SKUS_MAX)]


class RerouteBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """All that is not packed, by this plan. `extra_centavos`: what it was shown to cost more; dearer is refused."""

    parcels: Annotated[tuple[PlannedParcel, ...], Meta(min_length=1, max_length=PARCELS_MAX)]
    extra_centavos: fields.Amount | None = None


class DateBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """The day that is told instead of the one told last: never before what is expected."""

    promised_on: date


class PlanTold(msgspec.Struct, frozen=True):
    """A way to send what is not packed, as of now."""

    parcels: tuple[PlannedParcel, ...]
    cost_centavos: int
    arrives_on: date
    keep_probability: float


class RescueTold(msgspec.Struct, frozen=True):
    """One thing that may be done: `operation` with `body`. `acting` and `leaving`: what we expect to pay in all, the
    chance of a broken promise included, if it is done and if nothing is."""

    name: str
    operation: str
    body: Any
    extra_centavos: int
    acting_centavos: int
    leaving_centavos: int
    promised_on: date
    sentence_es: str
    sentence_en: str
    plan: PlanTold | None


class RescuesTold(msgspec.Struct, frozen=True):
    """`plan`: as it stands, null where nothing waits to be packed or it can no longer be done."""

    order: str
    plan: PlanTold | None
    expected_on: date | None
    options: tuple[RescueTold, ...]
    refused: tuple[str, ...]


def show(world: World, _: Nothing, call: Call) -> RescuesTold | Refused:
    order = OrderId(call.path["order"])
    found = options(world, order, call.now)
    return found if isinstance(found, Refused) else told(order, found)


def options(world: World, order: OrderId, now: Instant) -> Rescues | Refused:
    return rescues.options(rules.sight(world, now), order, now, picks.shut(world.picks, now))


def told(order: OrderId, found: Rescues) -> RescuesTold:
    return RescuesTold(
        order=order,
        plan=_plan(found.now),
        expected_on=found.expected_on,
        options=tuple(map(_option, found.options)),
        refused=tuple(dict.fromkeys(str(one.reason) for one in found.refused)),
    )


def _plan(plan: RescuePlan | None) -> PlanTold | None:
    if plan is None:
        return None
    return PlanTold(_parcels(plan), plan.cost, plan.arrives_on, round(plan.keep_probability, 4))


def _parcels(plan: RescuePlan) -> tuple[PlannedParcel, ...]:
    return tuple(
        PlannedParcel(
            location=one.location,
            service=one.service,
            units=tuple(PlannedUnits(sku=take.sku, units=take.units) for take in one.takes),
        )
        for one in plan.parcels
    )


def _option(one: Rescue) -> RescueTold:
    operation, body = "move_promise", dict[str, Any](promised_on=one.promised_on.isoformat())
    if one.plan is not None:
        operation = "reroute_order"
        body = {"parcels": msgspec.to_builtins(_parcels(one.plan)), "extra_centavos": one.centavos}
    return RescueTold(
        name=one.name,
        operation=operation,
        body=body,
        extra_centavos=one.centavos,
        acting_centavos=one.acting,
        leaving_centavos=one.leaving,
        promised_on=one.promised_on,
        sentence_es=one.spanish,
        sentence_en=one.english,
        plan=_plan(one.plan),
    )


def reroute(asked: RerouteBody, call: Call) -> RerouteOrder:
    parcels = tuple(
        GivenParcel(one.location, one.service, tuple(Take(each.sku, one.location, each.units) for each in one.units))
        for one in asked.parcels
    )
    extra = None if asked.extra_centavos is None else Centavos(asked.extra_centavos)
    return RerouteOrder(OrderId(call.path["order"]), parcels, rescues.BY_HAND, extra)


def _receipt(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["order"], facts)


class RisksAsked(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Of one cause or one location; empty: of all."""

    cause: Annotated[str, Meta(max_length=32, examples=["shut"])] = ""
    location: Annotated[str, Meta(max_length=200)] = ""
    limit: Annotated[int, Meta(ge=1, le=RISKS_MAX)] = 50


class RiskTold(msgspec.Struct, frozen=True):
    """An open promise at risk. `causes`: the gravest first; `act_by`: until when something can be done about it.

    `value_centavos`: what its customer pays; `breaking_centavos`: what a broken promise costs us.
    """

    order: str
    causes: tuple[str, ...]
    is_savable: bool
    act_by: datetime
    told_on: date
    promised_on: date
    keep_probability: float
    location: str
    area: str
    service: str
    value_centavos: int
    breaking_centavos: int


class RisksTold(msgspec.Struct, frozen=True):
    """What can still be saved first, by how soon it is too late. `total`: of those asked for; `open`: promises."""

    total: int
    open: int
    value_centavos: int
    breaking_centavos: int
    risks: tuple[RiskTold, ...]


def list_risks(room: Room, asked: RisksAsked, call: Call) -> RisksTold:
    seen = room.boards.of(RiskBoard).seen(call.now)
    found = chosen(seen.rows, asked.cause, asked.location)
    sums = summed(found)
    rows = tuple(map(_risk, found[: asked.limit]))
    return RisksTold(len(found), seen.watched, sums.value_centavos, sums.cost_centavos, rows)


def _risk(row: AtRisk) -> RiskTold:
    watch = row.watch
    return RiskTold(
        order=watch.order,
        causes=tuple(map(str, row.causes)),
        is_savable=row.is_savable,
        act_by=moments.utc(row.act_by),
        told_on=watch.told_on,
        promised_on=watch.promised_on,
        keep_probability=watch.keep_probability,
        location=watch.location,
        area=watch.area,
        service=watch.service,
        value_centavos=watch.value,
        breaking_centavos=watch.cost,
    )


OPERATIONS = (
    Errand(
        name="list_risks",
        method="GET",
        path="/v1/risks",
        scope="read",
        group="Promises",
        summary="Open promises at risk, why, the money behind them, and until when something can be done.",
        takes=RisksAsked,
        gives=RisksTold,
        run=list_risks,
    ),
    Question(
        name="show_rescues",
        method="GET",
        path="/v1/orders/{order}/rescues",
        scope="read",
        group="Promises",
        summary="What can be done for a promise as it stands, each with its price before anybody does it.",
        gives=RescuesTold,
        answer=show,
        in_state=True,
    ),
    Command(
        name="reroute_order",
        method="POST",
        path="/v1/orders/{order}/reroute",
        scope="operate",
        group="Promises",
        summary="Send what is not packed by this plan, by the day last told, at no more than it was shown to cost.",
        takes=RerouteBody,
        gives=Receipt,
        command=reroute,
        reply=_receipt,
    ),
    Command(
        name="move_promise",
        method="POST",
        path="/v1/orders/{order}/date",
        scope="operate",
        group="Promises",
        summary="Tell the customer a later day, where no plan of ours keeps the one last told.",
        takes=DateBody,
        gives=Receipt,
        command=lambda asked, call: MovePromise(OrderId(call.path["order"]), asked.promised_on, rescues.BY_HAND),
        reply=_receipt,
    ),
)
