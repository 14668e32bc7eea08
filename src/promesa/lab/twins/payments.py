"""Mercado Pago's twin: opens, captures, lets go and gives back as its Orders API does, and customers pay in it."""

import hashlib
import hmac
import random
from collections.abc import Callable
from typing import Any

import msgspec

from promesa.domain.values import moments
from promesa.domain.values.moments import DAY, HOUR, MINUTE, SECOND, Instant
from promesa.domain.values.money import Centavos
from promesa.gateways.payments.mercadopago import read
from promesa.gateways.payments.mercadopago.spelling import pesos
from promesa.gateways.payments.mercadopago.wire import Wire
from promesa.gateways.payments.mercadopago.write import Request
from promesa.gateways.payments.trouble import TurnedDown
from promesa.lab.clock import Agenda, Clock
from promesa.lab.outages import Outage, Outages
from promesa.lab.scenario import Scenario

SECRET = "lab"
CONFLICT = 409
Hear = Callable[[read.Notice], list[Any]]
"""Hears a signed notice; the requests that it leads to."""


class Account(msgspec.Struct):
    """One of Mercado Pago's orders and the one payment in it that counts."""

    id: str
    reference: str | None
    amount: str
    rail: str
    status: str
    detail: str
    at: int
    expires_at: int | None = None
    declines: int = 0


class PaymentTwin(Wire):
    """Owns accounts; speaks through the same connection object that gateways use."""

    def __init__(
        self, agenda: Agenda, clock: Clock, dice: random.Random, outages: Outages, scenario: Scenario, hear: Hear
    ) -> None:
        self._agenda, self._clock, self._dice, self._outages, self._scenario = agenda, clock, dice, outages, scenario
        self._hear = hear
        self._answers: dict[str, bytes] = {}
        self.accounts: dict[str, Account] = {}

    def close(self) -> None:
        """There is no connection to let go."""

    # --- what gateways ask ---

    def send(self, request: Request) -> bytes:
        """An answer's body; raises Outage or TurnedDown. The same key again gets the same answer."""
        self._outages.check(self._clock())
        if request.key in self._answers:
            return self._answers[request.key]
        path = request.path.split("/")[3:]
        if not path:
            answer = self._open(request.body or {})
        elif request.method == "GET":
            answer = _body(self.accounts[path[0]])
        else:
            answer = self._change(self.accounts[path[0]], path[1])
        if request.key:
            self._answers[request.key] = answer
        return answer

    def open_outside(self, amount: Centavos) -> str:
        """A marketplace has authorised the whole amount on its own page; the order's id."""
        account = self._new(None, pesos(amount), "card", "action_required", "waiting_capture")
        return account.id

    def _new(self, reference: str | None, amount: str, rail: str, status: str, detail: str) -> Account:
        account = Account(f"ORD01LAB{len(self.accounts) + 1:018d}", reference, amount, rail, status, detail, self._now)
        self.accounts[account.id] = account
        return account

    @property
    def _now(self) -> Instant:
        return self._clock.at

    def _open(self, body: dict[str, Any]) -> bytes:
        reference, amount = body["external_reference"], body["total_amount"]
        if "config" in body:
            account = self._new(reference, amount, "card", "created", "created")
            self._come(account, self._dice.uniform(0.6, 4.5) * MINUTE, self._try_card)
            return _body(account)
        payment = body["transactions"]["payments"][0]
        rail = "oxxo" if payment["payment_method"]["id"] == "oxxo" else "spei"
        detail = "waiting_payment" if rail == "oxxo" else "waiting_transfer"
        account = self._new(reference, amount, rail, "action_required", detail)
        account.expires_at = self._now + _microseconds(payment["expiration_time"])
        self._plan_payment(account)
        return _body(account)

    def _change(self, account: Account, verb: str) -> bytes:
        ways = {
            "capture": (("waiting_capture",), "processed", "accredited"),
            "cancel": (
                ("created", "waiting_retry", "waiting_payment", "waiting_transfer", "waiting_capture"),
                "canceled",
                "canceled_transaction",
            ),
            "refund": (("accredited",), "refunded", "refunded"),
        }
        since, status, detail = ways[verb]
        if account.detail not in since:
            raise TurnedDown(CONFLICT, "order_status_not_allowed", f"{account.id} is {account.detail}")
        self._become(account, status, detail)
        return _body(account)

    def _become(self, account: Account, status: str, detail: str) -> None:
        account.status, account.detail, account.at = status, detail, self._now

    # --- what customers do ---

    def _come(self, account: Account, wait: float, act: Callable[[Account], None]) -> None:
        def doing(at: Instant) -> list[Any]:
            act(account)
            return []

        self._agenda.note(self._now + int(wait), doing)

    def _try_card(self, account: Account) -> None:
        if account.detail not in ("created", "waiting_retry"):
            return
        if self._dice.random() >= self._scenario.card_declined_share:
            self._become(account, "action_required", "waiting_capture")
            self._notify(account)
        elif account.declines or self._dice.random() < 0.35:
            self._become(account, "failed", "insufficient_amount")
            self._notify(account)
        else:
            account.declines += 1
            self._become(account, "action_required", "waiting_retry")
            self._come(account, self._dice.uniform(0.5, 3.0) * MINUTE, self._try_card)

    def _plan_payment(self, account: Account) -> None:
        """OXXO: at the counter hours or days later, or never; SPEI: within minutes, rarely hours later."""
        dice, throw = self._dice, self._dice.random()
        if account.rail == "oxxo":
            if throw >= self._scenario.oxxo_never_share:
                self._come(account, min(dice.lognormvariate(1.9, 1.0), 80.0) * HOUR, self._pay)
        elif throw >= self._scenario.spei_never_share:
            late = dice.random() < 0.03
            wait = dice.uniform(0.7, 6.0) * HOUR if late else dice.uniform(1.5, 24.0) * MINUTE
            self._come(account, wait, self._pay)

    def _pay(self, account: Account) -> None:
        """A voucher that ran out is not taken at the counter; one that was closed is returned by Mercado Pago."""
        assert account.expires_at is not None
        if account.status == "action_required" and self._now <= account.expires_at:
            self._become(account, "processed", "accredited")
            self._notify(account)

    # --- what it tells ---

    def _notify(self, account: Account) -> None:
        """A notice within a minute, now and then an hour or a day later, sometimes twice."""
        throw = self._dice.random()
        wait = self._dice.uniform(2.0, 40.0) * SECOND
        if throw < 0.004:
            wait = self._dice.uniform(6.0, 20.0) * HOUR
        elif throw < 0.03:
            wait = self._dice.uniform(5.0, 50.0) * MINUTE
        for extra in (0, 15 * MINUTE) if throw > 0.96 else (0,):
            self._agenda.note(self._now + int(wait) + extra, lambda at: self._told(account, at))

    def _told(self, account: Account, at: Instant) -> list[Any]:
        """The notice as it would come in, signed; told again later while nobody can look the order up."""
        try:
            self._outages.check(self._now)
        except Outage:
            self._agenda.note(self._now + 15 * MINUTE, lambda later: self._told(account, later))
            return []
        raw = msgspec.json.encode({"action": "order.updated", "type": "order", "data": {"id": account.id}})
        request, stamp = f"lab-{at}", str(at // SECOND)
        said = f"id:{account.id.lower()};request-id:{request};ts:{stamp};"
        signature = hmac.new(SECRET.encode(), said.encode(), hashlib.sha256).hexdigest()
        notice = read.notice(raw, account.id, request, f"ts={stamp},v1={signature}", SECRET)
        assert notice is not None, account.id
        return self._hear(notice)


def _microseconds(duration: str) -> int:
    """`P2DT13H59M59S` as Mercado Pago reads it."""
    days, _, clock = duration.removeprefix("P").partition("T")
    total = int(days.removesuffix("D") or 0) * DAY
    for unit, size in (("H", HOUR), ("M", MINUTE), ("S", SECOND)):
        number, found, rest = clock.partition(unit)
        if found:
            total += int(number) * size
            clock = rest
    return total


_METHODS = {
    "card": {"id": "visa", "type": "credit_card"},
    "oxxo": {"id": "oxxo", "type": "ticket"},
    "spei": {"id": "clabe", "type": "bank_transfer"},
}


def _body(account: Account) -> bytes:
    """The order as the API shows it."""
    shown: dict[str, Any] = {
        "id": account.id,
        "external_reference": account.reference,
        "total_amount": account.amount,
        "currency": "MXN",
        "status": account.status,
        "status_detail": account.detail,
        "last_updated_date": moments.to_iso(Instant(account.at)),
    }
    if account.status == "created":
        return msgspec.json.encode(shown | {"checkout_url": f"https://mercadopago.invalid/{account.id}"})
    number = account.id.removeprefix("ORD")
    payment: dict[str, Any] = {
        "id": f"PAY{number}",
        "amount": account.amount,
        "status": account.status,
        "status_detail": account.detail,
        "payment_method": {**_METHODS[account.rail], "reference": number[-10:]},
    }
    if account.expires_at is not None:
        payment["date_of_expiration"] = moments.to_iso(Instant(account.expires_at))
    transactions: dict[str, Any] = {"payments": [payment]}
    if account.status == "processed":
        payment["paid_amount"] = shown["total_paid_amount"] = account.amount
    if account.status == "refunded":
        transactions["refunds"] = [{"id": f"REF{number}", "amount": account.amount, "status": "processed"}]
    return msgspec.json.encode(shown | {"transactions": transactions})
