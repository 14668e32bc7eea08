"""What can be said about money: awaited, authorised, captured, lapsed, owed back, paid back."""

import msgspec

from promesa.domain.values.ids import CartId, OrderId, PaymentId, RefundId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos

# --- facts ---


class PaymentAwaited(msgspec.Struct, frozen=True):
    """An order waits for money by a rail. `until`: the customer may pay up to here (shown to them);
    `grace_until`: news of a payment made in time is still accepted up to here (settlement lag, R59)."""

    order: OrderId
    payment: PaymentId
    rail: str
    amount: Centavos
    until: Instant
    grace_until: Instant


class PaymentAuthorised(msgspec.Struct, frozen=True):
    """A card issuer holds the amount for us; it has not moved yet."""

    order: OrderId
    payment: PaymentId
    amount: Centavos


class PaymentCaptured(msgspec.Struct, frozen=True):
    """The money is ours. `paid_at` is the provider's word on when it was paid: it decides, not when we heard of it."""

    order: OrderId
    payment: PaymentId
    rail: str
    amount: Centavos
    paid_at: Instant


class PaymentDeclined(msgspec.Struct, frozen=True):
    order: OrderId
    payment: PaymentId
    reason: str


class PaymentLapsed(msgspec.Struct, frozen=True):
    """Nobody paid in time."""

    order: OrderId
    payment: PaymentId
    rail: str


class PaymentUnmatched(msgspec.Struct, frozen=True):
    """Money came for something we do not know (yet): kept for a person, or for the cart when it appears (R60)."""

    payment: PaymentId
    amount: Centavos
    paid_at: Instant
    rail: str
    reference: str


class AuthorisationVoided(msgspec.Struct, frozen=True):
    """The authorised money is to be let go; the gateway is told."""

    order: OrderId
    payment: PaymentId
    reason: str


class RefundOwed(msgspec.Struct, frozen=True):
    order: OrderId
    refund: RefundId
    payment: PaymentId
    amount: Centavos
    reason: str


class RefundPaid(msgspec.Struct, frozen=True):
    order: OrderId
    refund: RefundId
    amount: Centavos


# --- commands ---


class ReceivePayment(msgspec.Struct, frozen=True):
    """The provider says that money was paid (webhook, poll, return page or bank file)."""

    payment: PaymentId
    amount: Centavos
    paid_at: Instant
    rail: str
    order: OrderId | None = None
    cart: CartId | None = None


class AuthorisePayment(msgspec.Struct, frozen=True):
    order: OrderId
    payment: PaymentId
    amount: Centavos


class DeclinePayment(msgspec.Struct, frozen=True):
    order: OrderId
    payment: PaymentId
    reason: str


class LapsePayment(msgspec.Struct, frozen=True):
    """Sent by the clock at `grace_until`; a payment that came in time simply does not lapse."""

    order: OrderId


class Refund(msgspec.Struct, frozen=True):
    """Give back an amount; `refund` is its identity: the same id again pays nothing more."""

    order: OrderId
    refund: RefundId
    amount: Centavos
    reason: str


class RefundLine(msgspec.Struct, frozen=True):
    """Give back what was paid for units of one line: its price minus its share of the discount (R54)."""

    order: OrderId
    refund: RefundId
    line: int
    units: int
    reason: str


class RecordRefund(msgspec.Struct, frozen=True):
    """The provider says that a refund went out."""

    order: OrderId
    refund: RefundId


# --- effects ---


class AskPayment(msgspec.Struct, frozen=True):
    """Ask the provider for a voucher, a CLABE to transfer to, or a charge."""

    order: OrderId
    payment: PaymentId
    rail: str
    amount: Centavos
    until: Instant


class CapturePayment(msgspec.Struct, frozen=True):
    order: OrderId
    payment: PaymentId
    amount: Centavos


class VoidAuthorisation(msgspec.Struct, frozen=True):
    order: OrderId
    payment: PaymentId


class PayRefund(msgspec.Struct, frozen=True):
    order: OrderId
    refund: RefundId
    payment: PaymentId
    amount: Centavos
