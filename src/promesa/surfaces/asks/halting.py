"""Orders that wait, and orders that go elsewhere or on another day."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from promesa.domain import world as worlds
from promesa.domain.ledger.orders.halts import Halt, HaltOrder, ReleaseOrder
from promesa.domain.ledger.payments.words import PaymentAwaited
from promesa.domain.promise.editing import redirecting
from promesa.domain.promise.editing.words import ChangeDelivery
from promesa.domain.promise.words import PromiseRedirected
from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.asks.editing import Edit
from promesa.surfaces.operations import Call, Command, Question, Receipt, first, receipt

Owner = Annotated[str, Meta(max_length=100), Meta(description="Who looks at it.")]
Difference = Annotated[int, Meta(ge=-1_000_000_000_000, le=1_000_000_000_000)]


class HaltBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Why it waits, who looks at it, and until when (a review: the policy's hours where nothing is said)."""

    kind: Halt
    reason: fields.Reason
    owner: Owner = ""
    until: fields.Moment | None = None

    def __post_init__(self) -> None:
        fields.instant_or_none(self.until)


class ReleaseBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    kind: Halt
    reason: fields.Reason = ""


class Delivery(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Where it goes, the day on which it is to be there, or both."""

    postal_code: fields.Postal | None = None
    arrives_on: date | None = None


class DeliveryBody(Delivery, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`difference_centavos`: what was shown that it costs more (below zero: less); another one is refused."""

    edit: Edit
    difference_centavos: Difference | None = None


class DeliveryTold(msgspec.Struct, frozen=True):
    """What the change would be: its day, its fee, what is charged (above zero) or given back; or why it cannot be."""

    order: str
    possible: bool
    reason: str | None = None
    postal_code: str | None = None
    promised_on: date | None = None
    keep_probability: float | None = None
    fee_centavos: int | None = None
    total_centavos: int | None = None
    difference_centavos: int | None = None


class DeliveryChanged(msgspec.Struct, frozen=True):
    """The new day; or the payment that the change waits for."""

    about: str
    changed: bool
    recorded: tuple[str, ...]
    promised_on: date | None = None
    payment: str | None = None
    due_centavos: int | None = None
    until: datetime | None = None


def halt(asked: HaltBody, call: Call) -> HaltOrder:
    until = fields.instant_or_none(asked.until)
    return HaltOrder(OrderId(call.path["order"]), asked.kind, asked.reason, asked.owner, until)


def release(asked: ReleaseBody, call: Call) -> ReleaseOrder:
    return ReleaseOrder(OrderId(call.path["order"]), asked.kind, asked.reason)


def preview(world: World, asked: Delivery, call: Call) -> DeliveryTold | Refused:
    if asked.postal_code is None and asked.arrives_on is None:
        return Refused(Reason.INVALID, "postal_code")
    name = OrderId(call.path["order"])
    ask = ChangeDelivery(name, "", asked.postal_code, asked.arrives_on)
    found = redirecting.preview(worlds.parts(world), worlds.open_books(world), ask, call.now)
    if isinstance(found, Refused):
        return found if found.reason is Reason.UNKNOWN_ORDER else DeliveryTold(name, False, found.reason.value)
    offer, fact = found.offer, found.fact
    return DeliveryTold(
        name,
        True,
        None,
        fact.postal_code,
        offer.promised_on,
        offer.keep_probability,
        fact.fee,
        fact.total,
        found.difference,
    )


def change(asked: DeliveryBody, call: Call) -> ChangeDelivery | Refused:
    if asked.postal_code is None and asked.arrives_on is None:
        return Refused(Reason.INVALID, "postal_code")
    name = OrderId(call.path["order"])
    difference = None if asked.difference_centavos is None else Centavos(asked.difference_centavos)
    return ChangeDelivery(name, asked.edit, asked.postal_code, asked.arrives_on, difference)


def changed(_: World, __: DeliveryBody, call: Call, facts: Sequence[Any]) -> DeliveryChanged:
    said = receipt(call.path["order"], facts)
    moved, awaited = first(PromiseRedirected, facts), first(PaymentAwaited, facts)
    return DeliveryChanged(
        said.about,
        said.changed,
        said.recorded,
        None if moved is None else moved.promised_on,
        None if awaited is None else awaited.payment,
        None if awaited is None else awaited.amount,
        None if awaited is None else moments.utc(awaited.until),
    )


def _order(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["order"], facts)


OPERATIONS = (
    Command(
        name="halt_order",
        method="POST",
        path="/v1/orders/{order}/halt",
        scope="order",
        group="Orders",
        summary="Nobody picks the order before a moment or a person's word; its date is planned anew and told.",
        takes=HaltBody,
        gives=Receipt,
        command=halt,
        reply=_order,
    ),
    Command(
        name="release_order",
        method="POST",
        path="/v1/orders/{order}/release",
        scope="order",
        group="Orders",
        summary="The order goes on.",
        takes=ReleaseBody,
        gives=Receipt,
        command=release,
        reply=_order,
    ),
    Question(
        name="preview_delivery",
        method="GET",
        path="/v1/orders/{order}/delivery",
        scope="order",
        group="Orders",
        summary="What it would cost, and when it would be there, if a paid order went elsewhere or on another day.",
        takes=Delivery,
        gives=DeliveryTold,
        answer=preview,
    ),
    Command(
        name="change_delivery",
        method="POST",
        path="/v1/orders/{order}/delivery",
        scope="order",
        group="Orders",
        summary="A paid order goes elsewhere or on another day, at the difference that was shown, until it is packed.",
        takes=DeliveryBody,
        gives=DeliveryChanged,
        command=change,
        reply=changed,
    ),
)
