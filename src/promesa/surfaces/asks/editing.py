"""Changing an order that was placed: its parcels put together or parted, units taken out, more added to it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain.ledger.orders.words import CheckoutRefused, OrderRevised
from promesa.domain.ledger.payments.words import PaymentAwaited, PaymentSuperseded
from promesa.domain.ledger.shipments.words import RegroupParcels
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import AddToOrder, ReduceLine, ReviseOrder
from promesa.domain.promise.substitutes import AnswerSubstitute, ProposeSubstitute
from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.asks.ordering import OrderLine
from promesa.surfaces.operations import Call, Command, Receipt, first, receipt

Line = Annotated[int, Meta(ge=1, le=1000, description="The line's number, as the order shows it.")]
Edit = Annotated[
    str, Meta(min_length=1, max_length=64, pattern=fields.NAME_PATTERN), Meta(description="The change's own name.")
]
UnitsOfSku = tuple[fields.StockSku, fields.Units]


class Regroup(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Parcels of one location, and the units by SKU of each parcel that they become; no groups: one parcel."""

    parcels: Annotated[tuple[fields.Parcel, ...], Meta(min_length=1, max_length=50)]
    groups: Annotated[tuple[Annotated[tuple[UnitsOfSku, ...], Meta(max_length=200)], ...], Meta(max_length=50)] = ()


class Reduce(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Units to take out of a line, named by its number, or by a SKU that no other line has."""

    edit: Edit
    units: fields.Units
    line: Line | None = None
    sku: fields.StockSku | None = None
    reason: fields.Reason = "customer"


class Add(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What is added, as an order of its own (`addition`) that belongs to the first one; the first order's customer,
    channel and place, and its way of paying where no `rail` is said."""

    addition: fields.Order
    lines: Annotated[tuple[OrderLine, ...], Meta(min_length=1, max_length=500)]
    rail: fields.Rail | None = None
    authorised: fields.NewPayment | None = None


def reduce(asked: Reduce, call: Call) -> ReduceLine | Refused:
    if asked.line is None and asked.sku is None:
        return Refused(Reason.INVALID, "line")
    return ReduceLine(OrderId(call.path["order"]), asked.edit, asked.units, asked.line, asked.sku, asked.reason)


def add(asked: Add, call: Call) -> AddToOrder:
    items = tuple(Item(line.sku, line.units, line.price_centavos) for line in asked.lines)
    return AddToOrder(OrderId(call.path["order"]), asked.addition, items, asked.rail, authorised=asked.authorised)


class Propose(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Another SKU for a whole line, named by its number, or by a SKU that no other line has."""

    edit: Edit
    substitute: fields.StockSku
    line: Line | None = None
    sku: fields.StockSku | None = None
    price_centavos: fields.Amount | None = None


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What the customer says of a proposed substitute."""

    edit: Edit
    accept: bool


def propose(asked: Propose, call: Call) -> ProposeSubstitute | Refused:
    if asked.line is None and asked.sku is None:
        return Refused(Reason.INVALID, "line")
    name = OrderId(call.path["order"])
    return ProposeSubstitute(name, asked.edit, asked.substitute, asked.line, asked.sku, asked.price_centavos)


class Revise(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """What an order that nobody has paid yet becomes: all its lines (none said: as they are), and where it goes (where
    it did, if nothing is said). What is paid is asked for anew, by the same end."""

    edit: Edit
    lines: Annotated[tuple[OrderLine, ...], Meta(max_length=500)] = ()
    postal_code: fields.Postal | None = None
    pickup_location: fields.Location | None = None


class RevisedTold(msgspec.Struct, frozen=True):
    """What is asked for now; nothing where the order had been revised so before, or came to the same amount."""

    about: str
    changed: bool
    recorded: tuple[str, ...]
    total_centavos: int | None = None
    fee_centavos: int | None = None
    difference_centavos: int | None = None
    """Of what is asked for to what was."""
    payment: str | None = None
    until: datetime | None = None


def revise(asked: Revise, call: Call) -> ReviseOrder | Refused:
    if not (asked.lines or asked.postal_code or asked.pickup_location):
        return Refused(Reason.INVALID, "lines")
    if asked.postal_code and asked.pickup_location:
        return Refused(Reason.INVALID, "pickup_location")
    items = tuple(Item(line.sku, line.units, line.price_centavos) for line in asked.lines) or None
    return ReviseOrder(OrderId(call.path["order"]), asked.edit, items, asked.postal_code, asked.pickup_location)


def revised(world: World, _: Revise, call: Call, facts: Sequence[Any]) -> RevisedTold:
    said = receipt(call.path["order"], facts)
    fact, awaited = first(OrderRevised, facts), first(PaymentAwaited, facts)
    if fact is None:
        return RevisedTold(said.about, said.changed, said.recorded)
    gone = first(PaymentSuperseded, facts)
    was = fact.total if gone is None else world.payments.by_id[gone.payment].amount
    return RevisedTold(
        said.about,
        said.changed,
        said.recorded,
        fact.total,
        fact.fee,
        fact.total - was,
        None if awaited is None else awaited.payment,
        None if awaited is None else moments.utc(awaited.until),
    )


def regroup(asked: Regroup, call: Call) -> RegroupParcels:
    return RegroupParcels(OrderId(call.path["order"]), asked.parcels, asked.groups)


def added(_: World, asked: Add, __: Call, facts: Sequence[Any]) -> Receipt | Refused:
    refused = first(CheckoutRefused, facts)
    return receipt(asked.addition, facts) if refused is None else Refused(Reason(refused.reason), refused.about)


OPERATIONS = (
    Command(
        name="reduce_order",
        method="POST",
        path="/v1/orders/{order}/reduce",
        scope="order",
        group="Orders",
        summary="Take units out of one line: they are free again, and their price goes back; the promise stays.",
        takes=Reduce,
        gives=Receipt,
        command=reduce,
        reply=lambda _, __, call, facts: receipt(call.path["order"], facts),
    ),
    Command(
        name="add_to_order",
        method="POST",
        path="/v1/orders/{order}/additions",
        scope="order",
        group="Orders",
        summary="Add to a paid order: a promise, units and a payment of its own, in one step or not at all.",
        takes=Add,
        gives=Receipt,
        status=201,
        command=add,
        reply=added,
    ),
    Command(
        name="revise_order",
        method="POST",
        path="/v1/orders/{order}/revise",
        scope="order",
        group="Orders",
        summary="An order that waits for its money becomes other lines or goes elsewhere; the new amount is asked for.",
        takes=Revise,
        gives=RevisedTold,
        command=revise,
        reply=revised,
    ),
    Command(
        name="propose_substitute",
        method="POST",
        path="/v1/orders/{order}/substitutes",
        scope="parcel",
        group="Orders",
        summary="Whoever packs proposes another product for a line: it is reserved, and the customer is asked.",
        takes=Propose,
        gives=Receipt,
        command=propose,
        reply=lambda _, __, call, facts: receipt(call.path["order"], facts),
    ),
    Command(
        name="answer_substitute",
        method="POST",
        path="/v1/orders/{order}/substitute-answer",
        scope="order",
        group="Orders",
        summary="The customer takes a proposed substitute or not; a difference is due or goes back.",
        takes=Answer,
        gives=Receipt,
        command=lambda asked, call: AnswerSubstitute(OrderId(call.path["order"]), asked.edit, asked.accept),
        reply=lambda _, __, call, facts: receipt(call.path["order"], facts),
    ),
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
