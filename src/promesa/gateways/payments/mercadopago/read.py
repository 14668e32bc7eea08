"""Mercado Pago's words into ours: notices, orders and refunds as its Orders API documents them.

Sources (read November 2026): API reference "Create order", "Get order by ID", "Refund order"; guides "Otros medios de
pago" and "Transferencias SPEI" of Checkout API for Mexico; "Order status", "Payment status"; "Notificaciones".

- A notice is signed over its id alone, so its body is never believed: the order is fetched and that is read.
- The order has no instant of payment. It says when it last changed; and a voucher or transfer that comes after
  `date_of_expiration` is returned to the payer by Mercado Pago itself. So money that is there was paid no later than
  either: the earlier of the two is the instant of payment.
"""

import hashlib
import hmac

import msgspec

from promesa.domain.ledger.payments.words import (
    AuthorisePayment,
    DeclinePayment,
    PayRefund,
    ReceivePayment,
    RecordPaymentAsked,
    RecordRefund,
)
from promesa.domain.ledger.shipments.words import RecordUnknownWord
from promesa.domain.values.ids import PaymentId
from promesa.domain.values.moments import Instant, from_iso
from promesa.domain.values.money import Centavos
from promesa.gateways.payments.mercadopago.spelling import centavos, from_reference
from promesa.gateways.payments.trouble import Garbled

PARTNER = "mercadopago"
CURRENCY = "MXN"

WAITING = frozenset(
    {
        ("created", "created"),
        ("processing", "in_process"),
        ("processing", "in_review"),
        ("processing", "pending_review_manual"),
        ("action_required", "waiting_payment"),
        ("action_required", "pending_waiting_payment"),
        ("action_required", "waiting_transfer"),
        ("action_required", "waiting_retry"),
        ("action_required", "pending_challenge"),
    }
)
AUTHORISED = frozenset({("action_required", "waiting_capture")})
PAID = frozenset({("processed", "accredited"), ("processed", "partially_refunded")})
RETURNED = frozenset({("refunded", "refunded"), ("processed", "refunded")})
"""All of it went back; that our refund was paid is read from the answer to our own request."""
ENDINGS = {
    "canceled": frozenset({"canceled", "canceled_transaction", "canceled_by_api"}),
    "cancelled": frozenset({"cancelled", "cancelled_transaction", "cancelled_by_api"}),
    "expired": frozenset({"expired"}),
    "failed": frozenset(
        {
            "failed",
            "3ds_challenge_expired",
            "amount_limit_exceeded",
            "bad_filled_card_data",
            "card_disabled",
            "card_insufficient_amount",
            "high_risk",
            "insufficient_amount",
            "invalid_card_token",
            "invalid_installments",
            "max_attempts_exceeded",
            "pending_challenge",
            "processing_error",
            "rejected_by_issuer",
            "required_call_for_authorize",
        }
    ),
}
RAIL_OF_METHOD = {"oxxo": "oxxo", "clabe": "spei"}
CARDS = frozenset({"credit_card", "debit_card", "prepaid_card"})


class Method(msgspec.Struct, frozen=True):
    id: str | None = None
    type: str | None = None
    ticket_url: str | None = None
    reference: str | None = None


class Transaction(msgspec.Struct, frozen=True):
    """A payment or a refund within an order."""

    id: str = ""
    amount: str = ""
    paid_amount: str | None = None
    status: str = ""
    date_of_expiration: str | None = None
    payment_method: Method | None = None


class Transactions(msgspec.Struct, frozen=True):
    payments: tuple[Transaction, ...] | None = None
    refunds: tuple[Transaction, ...] | None = None


class Order(msgspec.Struct, frozen=True):
    """What we read of an order; amounts are texts in pesos."""

    id: str
    status: str
    status_detail: str = ""
    external_reference: str | None = None
    total_paid_amount: str | None = None
    last_updated_date: str | None = None
    currency: str | None = None
    checkout_url: str | None = None
    transactions: Transactions | None = None

    @property
    def payments(self) -> tuple[Transaction, ...]:
        return (self.transactions and self.transactions.payments) or ()


class Notice(msgspec.Struct, frozen=True):
    """A signed notice: something happened to `id`; `topic` is what it says it is."""

    topic: str
    id: str


class _NoticeBody(msgspec.Struct, frozen=True):
    type: str = ""


# --- notices ---


def notice(raw: bytes, data_id: str, request_id: str, signature: str, secret: str) -> Notice | None:
    """A notice as it came: raw body, `data.id` of the query, headers `x-request-id` and `x-signature`.

    None where the signature is not Mercado Pago's. Its time is not looked at: a repeated notice does no harm, because
    only what we fetch ourselves is read.
    """
    if not signed(data_id, request_id, signature, secret):
        return None
    try:
        topic = msgspec.json.decode(raw, type=_NoticeBody).type
    except msgspec.MsgspecError:
        topic = ""
    return Notice(topic, data_id)


def signed(data_id: str, request_id: str, signature: str, secret: str) -> bool:
    """`x-signature` is `ts=...,v1=...`: v1 is a HMAC-SHA256 in hex of `id:<data.id>;request-id:<...>;ts:<...>;`.

    The id is in lower case there, and parts that did not come are left out.
    """
    parts = dict(part.strip().partition("=")[::2] for part in signature.split(","))
    said = (("id", data_id.lower()), ("request-id", request_id), ("ts", parts.get("ts", "")))
    manifest = "".join(f"{name}:{value};" for name, value in said if value)
    ours = hmac.new(secret.encode(), manifest.encode(), hashlib.sha256).hexdigest()
    return bool(secret) and hmac.compare_digest(ours.encode(), parts.get("v1", "").encode())


# --- orders ---


def parse(raw: bytes) -> Order:
    """The order in an answer; raises Garbled."""
    try:
        return msgspec.json.decode(raw, type=Order)
    except msgspec.MsgspecError as error:
        raise Garbled(f"order: {error}") from error


def order(found: Order) -> list[object]:
    """The one command that an order's status means; none where nothing new is said; an unknown word is recorded."""
    state = (found.status, found.status_detail)
    if found.currency not in (None, CURRENCY):
        return [_unknown(found, f"currency {found.currency}")]
    if state in PAID:
        return [_received(found)]
    if state in AUTHORISED:
        waiting = [payment for payment in found.payments if payment.status == "action_required"]
        amount = sum(centavos(payment.amount) for payment in waiting)
        return [AuthorisePayment(None, payment_of(found), Centavos(amount), handle(found))]
    if state in WAITING:
        return [_asked(found)]
    if state in RETURNED:
        return []
    if found.status in ENDINGS:
        return _ended(found)
    return [_unknown(found, f"status {found.status}/{found.status_detail}")]


def refund(found: Order, ask: PayRefund) -> list[object]:
    """The answer to our request for a refund: paid, if it says so for this very amount."""
    refunds = (found.transactions and found.transactions.refunds) or ()
    if any(back.status == "processed" and centavos(back.amount) == ask.amount for back in refunds):
        return [RecordRefund(ask.order, ask.refund)]
    statuses = " ".join(f"{back.status}:{back.amount}" for back in refunds)
    return [_unknown(found, f"refund {ask.refund} {statuses}".strip())]


def payment_of(found: Order) -> PaymentId:
    """Our payment; an order that we did not open is a payment under its own id, which nothing of ours will match."""
    return PaymentId(from_reference(found.external_reference) if found.external_reference else found.id)


def handle(found: Order) -> str:
    """How this gateway finds the payment again: the order's id and that of the payment in it which counts."""
    counting = [payment for payment in found.payments if payment.status in ("processed", "action_required")]
    return f"{found.id}/{counting[0].id if counting else ''}"


def _received(found: Order) -> ReceivePayment:
    paid = [payment for payment in found.payments if payment.status == "processed"]
    amount = found.total_paid_amount
    total = centavos(amount) if amount else sum(centavos(payment.paid_amount or payment.amount) for payment in paid)
    method = (paid[0].payment_method if paid else None) or Method()
    rail = "card" if method.type in CARDS else RAIL_OF_METHOD.get(method.id or "", method.id or "")
    return ReceivePayment(payment_of(found), Centavos(total), _paid_at(found, paid), rail, handle=handle(found))


def _paid_at(found: Order, paid: list[Transaction]) -> Instant:
    ends = [payment.date_of_expiration for payment in paid if payment.date_of_expiration]
    try:
        return min(from_iso(moment) for moment in (found.last_updated_date or "", *ends))
    except ValueError as error:
        raise Garbled(f"order {found.id}: {error}") from error


def _asked(found: Order) -> RecordPaymentAsked:
    method = (found.payments[0].payment_method if found.payments else None) or Method()
    url = found.checkout_url or method.ticket_url or ""
    return RecordPaymentAsked(payment_of(found), handle(found), method.reference or "", url)


def _ended(found: Order) -> list[object]:
    detail = found.status_detail or found.status
    declined = DeclinePayment(None, payment_of(found), detail)
    known = detail in ENDINGS[found.status]
    return [declined] if known else [declined, _unknown(found, f"status {found.status}/{detail}")]


def _unknown(found: Order, word: str) -> RecordUnknownWord:
    return RecordUnknownWord(PARTNER, word, found.id)
