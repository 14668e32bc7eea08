"""Money: what providers and trusted channels report, and what is given back."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import UNSET, Meta, UnsetType

from promesa.domain.ledger.payments.words import (
    AuthorisePayment,
    DeclinePayment,
    PaymentCaptured,
    PaymentUnmatched,
    ReceivePayment,
    Refund,
    RefundLine,
    RefundOwed,
    VoidPayment,
)
from promesa.domain.values.ids import OrderId, PaymentId
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Receipt, first, receipt


class PaymentReceived(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Money was paid at `paid_at`: that decides, not the moment when you tell us. Name the order or cart it is for."""

    payment: fields.Payment
    amount_centavos: fields.PaidAmount
    paid_at: fields.Moment
    rail: fields.Rail
    order: fields.Order | None = None
    cart: fields.Cart | None = None
    handle: fields.Handle = ""

    def __post_init__(self) -> None:
        fields.instant(self.paid_at)


class PaymentOutcome(msgspec.Struct, frozen=True, omit_defaults=True):
    """captured: it pays the order; returned: it came too late or twice and goes back in full; unmatched: it waits for
    its order or for a person; known: it was told before."""

    payment: str
    outcome: str
    order: str | None = None
    reason: str | None = None


class PaymentAuthorised(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A card issuer has set the amount aside."""

    amount_centavos: fields.Amount
    order: fields.Order | None = None
    handle: fields.Handle = ""


class PaymentDeclined(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    reason: fields.Reason
    order: fields.Order | None = None


class PaymentVoided(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Let an authorisation, or a payment that nobody has made yet, go."""

    order: fields.Order
    reason: fields.Reason


class RefundWanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """An amount, or the price of some units of one line: one or the other."""

    refund: fields.Refund
    reason: fields.Reason
    amount_centavos: fields.PaidAmount | UnsetType = UNSET
    line: Annotated[int, Meta(ge=1, le=1000)] | UnsetType = UNSET
    units: fields.Units | UnsetType = UNSET


class RefundTold(msgspec.Struct, frozen=True):
    """What is owed back; zero where a gift is returned."""

    order: str
    refund: str
    amount_centavos: int


def receive(asked: PaymentReceived, _: Call) -> ReceivePayment:
    return ReceivePayment(
        asked.payment,
        asked.amount_centavos,
        fields.instant(asked.paid_at),
        asked.rail,
        asked.order,
        asked.cart,
        asked.handle,
    )


def received(_: World, asked: PaymentReceived, __: Call, facts: Sequence[Any]) -> PaymentOutcome:
    unmatched, captured = first(PaymentUnmatched, facts), first(PaymentCaptured, facts)
    if unmatched is not None:
        return PaymentOutcome(asked.payment, "unmatched", None, unmatched.reason)
    if captured is None:
        return PaymentOutcome(asked.payment, "known")
    if captured.surplus:
        return PaymentOutcome(asked.payment, "returned", captured.order, captured.surplus)
    return PaymentOutcome(asked.payment, "captured", captured.order)


def refund(asked: RefundWanted, call: Call) -> Refund | RefundLine | Refused:
    order = OrderId(call.path["order"])
    if asked.amount_centavos is not UNSET and asked.line is UNSET and asked.units is UNSET:
        return Refund(order, asked.refund, asked.amount_centavos, asked.reason)
    if asked.amount_centavos is UNSET and asked.line is not UNSET and asked.units is not UNSET:
        return RefundLine(order, asked.refund, asked.line, asked.units, asked.reason)
    return Refused(Reason.INVALID, "amount_centavos")


def refunded(world: World, asked: RefundWanted, call: Call, facts: Sequence[Any]) -> RefundTold:
    owed = first(RefundOwed, facts)
    if owed is None and asked.refund in world.payments.refunds:  # told before: its identity says what it was
        owed = world.payments.refunds[asked.refund].owed
    return RefundTold(call.path["order"], asked.refund, 0 if owed is None else owed.amount)


def payment_receipt(_: World, __: Any, call: Call, facts: Sequence[Any]) -> Receipt:
    return receipt(call.path["payment"], facts)


OPERATIONS = (
    Command(
        name="receive_payment",
        method="POST",
        path="/v1/payments",
        scope="pay",
        group="Payments",
        summary="Money was paid: it pays its order, goes back, or waits for a person; never lost, never taken twice.",
        takes=PaymentReceived,
        gives=PaymentOutcome,
        command=receive,
        reply=received,
    ),
    Command(
        name="authorise_payment",
        method="POST",
        path="/v1/payments/{payment}/authorise",
        scope="pay",
        group="Payments",
        summary="A card issuer has set the amount aside; where nobody waits for it any more it is let go at once.",
        takes=PaymentAuthorised,
        gives=Receipt,
        command=lambda asked, call: AuthorisePayment(
            asked.order, PaymentId(call.path["payment"]), asked.amount_centavos, asked.handle
        ),
        reply=payment_receipt,
    ),
    Command(
        name="decline_payment",
        method="POST",
        path="/v1/payments/{payment}/decline",
        scope="pay",
        group="Payments",
        summary="The provider said no; the reservation stays until its end, so that the customer may try again.",
        takes=PaymentDeclined,
        gives=Receipt,
        command=lambda asked, call: DeclinePayment(asked.order, PaymentId(call.path["payment"]), asked.reason),
        reply=payment_receipt,
    ),
    Command(
        name="void_payment",
        method="POST",
        path="/v1/payments/{payment}/void",
        scope="pay",
        group="Payments",
        summary="Let an authorisation, or a payment that nobody has made yet, go.",
        takes=PaymentVoided,
        gives=Receipt,
        command=lambda asked, call: VoidPayment(asked.order, PaymentId(call.path["payment"]), asked.reason),
        reply=payment_receipt,
    ),
    Command(
        name="refund_order",
        method="POST",
        path="/v1/orders/{order}/refunds",
        scope="pay",
        group="Payments",
        summary="Give back an amount, or what was paid for units of one line; never more than was captured.",
        takes=RefundWanted,
        gives=RefundTold,
        status=201,
        command=refund,
        reply=refunded,
    ),
)
