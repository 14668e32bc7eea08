"""Our words into Mercado Pago's: each effect as the one request that asks for it.

A card is paid on Mercado Pago's own page (no card number passes through us), authorised first and captured after; an
OXXO voucher and a CLABE to transfer to are opened at once. The same effect is always the same bytes: an idempotency key
that comes back with another body is refused.
"""

from typing import Any

import msgspec

from promesa.domain.ledger.payments.words import AskPayment, CapturePayment, PayRefund, VoidAuthorisation
from promesa.domain.values.moments import DAY, Instant
from promesa.gateways.payments.mercadopago.spelling import duration, idempotency_key, pesos, plain_id, reference
from promesa.gateways.payments.trouble import TurnedDown

METHODS = {"oxxo": ("oxxo", "ticket"), "spei": ("clabe", "bank_transfer")}
NOT_CARDS = ["ticket", "atm", "bank_transfer"]
OPEN_MIN, OPEN_MAX = DAY, 30 * DAY
"""Vouchers and transfers stay open 1 to 30 days there; what comes after our own earlier end is returned by our rule."""


class Request(msgspec.Struct, frozen=True):
    """One HTTP request; `key` goes into the header `X-Idempotency-Key`, and a GET has none."""

    method: str
    path: str
    body: dict[str, Any] | None = None
    key: str = ""


def ask(effect: AskPayment, key: str, email: str) -> Request:
    """Open a payment. `email`: Mercado Pago demands the payer's for vouchers and transfers, and gets it only there."""
    body: dict[str, Any] = {
        "type": "online",
        "external_reference": reference(effect.payment),
        "total_amount": pesos(effect.amount),
    }
    if effect.rail == "card":
        body |= _page(effect)
    elif effect.rail in METHODS:
        body |= {"payer": {"email": email}, **_ticket(effect)}
    else:
        raise TurnedDown(0, "rail_not_offered", effect.rail)
    return Request("POST", "/v1/orders", body, idempotency_key("ask", effect.payment, key))


def _page(effect: AskPayment) -> dict[str, Any]:
    return {
        "processing_mode": "manual",
        "capture_mode": "manual",
        "expiration_time": duration(effect.asked_at, effect.until),
        "items": [{"title": f"Pedido {effect.order}", "unit_price": pesos(effect.amount), "quantity": 1}],
        "config": {"payment_method": {"not_allowed_types": NOT_CARDS}},
    }


def _ticket(effect: AskPayment) -> dict[str, Any]:
    name, kind = METHODS[effect.rail]
    open_for = min(max(effect.until - effect.asked_at, OPEN_MIN), OPEN_MAX)
    payment = {
        "amount": pesos(effect.amount),
        "payment_method": {"id": name, "type": kind},
        "expiration_time": duration(effect.asked_at, Instant(effect.asked_at + open_for)),
    }
    return {"processing_mode": "automatic", "transactions": {"payments": [payment]}}


def capture(effect: CapturePayment, key: str) -> Request:
    """Take all of what was authorised."""
    path = f"/v1/orders/{order_id(effect.handle, effect.payment)}/capture"
    return Request("POST", path, None, idempotency_key("capture", effect.payment, key))


def cancel(effect: VoidAuthorisation, key: str) -> Request:
    """Let go an authorisation, or close a voucher or transfer that nobody has paid."""
    path = f"/v1/orders/{order_id(effect.handle, effect.payment)}/cancel"
    return Request("POST", path, None, idempotency_key("cancel", effect.payment, key))


def refund(effect: PayRefund, key: str) -> Request:
    """Give back a part, or all at once: then, says the manual, no amount may be named."""
    path = f"/v1/orders/{order_id(effect.handle, effect.payment)}/refund"
    body = None if effect.whole else {"transactions": [{"id": _transaction(effect), "amount": pesos(effect.amount)}]}
    return Request("POST", path, body, idempotency_key("refund", effect.refund, key))


def look(order: str) -> Request:
    """The order as it is now."""
    return Request("GET", f"/v1/orders/{plain_id(order)}")


# --- whose it is ---


def order_id(handle: str, payment: str) -> str:
    """Mercado Pago's order; a payment that the shop opened there itself bears that order's id as its own."""
    found = handle.partition("/")[0] or (payment if payment.startswith("ORD") else "")
    if not found:
        raise TurnedDown(0, "never_opened", payment)
    return plain_id(found)


def _transaction(effect: PayRefund) -> str:
    found = effect.handle.partition("/")[2]
    if not found:
        raise TurnedDown(0, "transaction_not_known", effect.payment)
    return found
