"""What can be said about money: awaited, authorised, captured, lapsed, owed back, paid back."""

import msgspec

from promesa.domain.values.ids import CartId, OrderId, PaymentId, RefundId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos

# --- facts ---


class PaymentAwaited(msgspec.Struct, frozen=True):
    """An order waits for money by a rail. `until`: the customer may pay up to here (shown to them);
    `grace_until`: news of a payment made in time is still accepted up to here (settlement lag, R59);
    `opened`: the shop has opened the payment with its provider itself, so we do not ask for it (R60);
    `edit`: it is what that edit makes dearer, for an order that is paid: the order itself is not in question."""

    order: OrderId
    payment: PaymentId
    rail: str
    amount: Centavos
    until: Instant
    grace_until: Instant
    opened: bool = False
    edit: str = ""


class PaymentAsked(msgspec.Struct, frozen=True):
    """The provider opened the payment. `handle`: opaque to us, by it the gateway finds the payment again;
    `reference` and `url`: what the customer pays with (voucher number, CLABE, payment page)."""

    order: OrderId
    payment: PaymentId
    handle: str
    reference: str = ""
    url: str = ""


class PaymentAuthorised(msgspec.Struct, frozen=True):
    """A card issuer has set the amount aside for us; it has not moved yet."""

    order: OrderId
    payment: PaymentId
    amount: Centavos
    handle: str = ""


class PaymentCaptured(msgspec.Struct, frozen=True):
    """The money is with us. `paid_at` is the provider's word on when it was paid: it decides, not when we heard of it.

    `surplus` says why it goes straight back ("late", "twice"; a `RefundOwed` of all of it stands beside this fact);
    empty: it pays the order.
    """

    order: OrderId
    payment: PaymentId
    rail: str
    amount: Centavos
    paid_at: Instant
    handle: str = ""
    surplus: str = ""


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
    """Money came for something we do not know (yet), or another amount than asked: it waits for a person, or for the
    cart to become an order (R60). `reference`: the order or cart it names; `reason`: "unknown" or "amount_differs"."""

    payment: PaymentId
    amount: Centavos
    paid_at: Instant
    rail: str
    reference: str
    reason: str = "unknown"
    handle: str = ""


class AuthorisationVoided(msgspec.Struct, frozen=True):
    """The authorised money is to be let go, or an open payment closed; the gateway is told. Terminal (R35)."""

    order: OrderId
    payment: PaymentId
    reason: str
    handle: str = ""


class RefundOwed(msgspec.Struct, frozen=True):
    """We owe the customer this much of a captured payment; `line` and `units` where it is for units of one line."""

    order: OrderId
    refund: RefundId
    payment: PaymentId
    amount: Centavos
    reason: str
    line: int | None = None
    units: int = 0


class RefundPaid(msgspec.Struct, frozen=True):
    """The provider has sent the money back."""

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
    handle: str = ""


class RecordPaymentAsked(msgspec.Struct, frozen=True):
    """The provider's answer to `AskPayment`."""

    payment: PaymentId
    handle: str
    reference: str = ""
    url: str = ""


class AuthorisePayment(msgspec.Struct, frozen=True):
    """The provider says that the issuer has set the amount aside; without `order` the payment's own order is meant."""

    order: OrderId | None
    payment: PaymentId
    amount: Centavos
    handle: str = ""


class DeclinePayment(msgspec.Struct, frozen=True):
    """The provider says no, or that a voucher ran out; without `order` the payment's own order is meant."""

    order: OrderId | None
    payment: PaymentId
    reason: str


class VoidPayment(msgspec.Struct, frozen=True):
    """Let an authorisation, or a payment that nobody has made yet, go."""

    order: OrderId
    payment: PaymentId
    reason: str


class LapsePayment(msgspec.Struct, frozen=True):
    """Sent by the clock at `grace_until`; a payment that came in time simply does not lapse. `payment`: only what an
    edit made dearer."""

    order: OrderId
    payment: PaymentId | None = None


class Refund(msgspec.Struct, frozen=True):
    """Give back an amount; `refund` is its identity, not the amount: the same id again pays nothing more (R31)."""

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


class PaymentSuperseded(msgspec.Struct, frozen=True):
    """The order came to another amount while this attempt waited: it is asked for no more, but whoever pays it all the
    same (a voucher in a hand) has paid towards the order."""

    order: OrderId
    payment: PaymentId


# --- effects ---


class AskPayment(msgspec.Struct, frozen=True):
    """Ask the provider for a voucher, a CLABE to transfer to, or a charge."""

    order: OrderId
    payment: PaymentId
    rail: str
    amount: Centavos
    until: Instant
    asked_at: Instant
    """So that every repetition of the request has the same body."""


class CapturePayment(msgspec.Struct, frozen=True):
    order: OrderId
    payment: PaymentId
    amount: Centavos
    handle: str = ""


class VoidAuthorisation(msgspec.Struct, frozen=True):
    """Let go what was authorised, or close what nobody has paid yet."""

    order: OrderId
    payment: PaymentId
    handle: str = ""


class PayRefund(msgspec.Struct, frozen=True):
    """`whole`: this is all of what was captured, at once (providers tell that apart from a part)."""

    order: OrderId
    refund: RefundId
    payment: PaymentId
    amount: Centavos
    handle: str = ""
    whole: bool = False
