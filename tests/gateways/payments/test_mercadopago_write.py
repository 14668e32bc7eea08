"""Our words in, Mercado Pago's requests out; its answers, errors and silences in, our words out."""

from collections.abc import Callable

import httpx2
import msgspec
import pytest

from promesa.domain.ledger.payments.words import (
    AskPayment,
    CapturePayment,
    DeclinePayment,
    PayRefund,
    ReceivePayment,
    RecordPaymentAsked,
    RecordRefund,
    VoidAuthorisation,
)
from promesa.domain.ledger.shipments.words import RecordUnknownWord
from promesa.domain.values.ids import OrderId, PaymentId, RefundId
from promesa.domain.values.moments import MINUTE, Instant, from_iso
from promesa.domain.values.money import Centavos
from promesa.gateways.payments.mercadopago import hand, read, write
from promesa.gateways.payments.mercadopago.wire import Wire
from promesa.gateways.payments.trouble import Garbled, Outage, TurnedDown
from tests.gateways.payments import sample

O1, P1, R1, TOTAL = OrderId("o1"), PaymentId("o1:1"), RefundId("o1:returned"), Centavos(850_00)
ORDER, TRANSACTION = "ORD01K2ZQ0M6V7W8X9Y0Z1A2B3C4D", "PAY01K2ZQ0M6V7W8X9Y0Z1A2B3C4D"
HANDLE = f"{ORDER}/{TRANSACTION}"
NOW = from_iso("2027-05-12T16:00:00Z")


def ask(rail: str, minutes: int = 15) -> AskPayment:
    return AskPayment(O1, P1, rail, TOTAL, Instant(NOW + minutes * MINUTE), NOW)


CAPTURE, CANCEL = CapturePayment(O1, P1, TOTAL, HANDLE), VoidAuthorisation(O1, P1, HANDLE)
PART, WHOLE = PayRefund(O1, R1, P1, Centavos(300_00), HANDLE), PayRefund(O1, R1, P1, TOTAL, HANDLE, True)


# --- words in, payload out ---


def test_a_card_is_paid_on_their_page() -> None:
    assert write.ask(ask("card"), "77", "") == write.Request(
        "POST",
        "/v1/orders",
        {
            "type": "online",
            "external_reference": "o1_3a1",
            "total_amount": "850.00",
            "processing_mode": "manual",
            "capture_mode": "manual",
            "expiration_time": "PT15M",
            "items": [{"title": "Pedido o1", "unit_price": "850.00", "quantity": 1}],
            "config": {"payment_method": {"not_allowed_types": ["ticket", "atm", "bank_transfer"]}},
        },
        "ask-o1:1-77",
    )


@pytest.mark.parametrize(
    ("rail", "minutes", "method", "open_for"),
    [
        ("oxxo", 3_719, {"id": "oxxo", "type": "ticket"}, "P2DT13H59M"),
        ("oxxo", 60 * 24 * 90, {"id": "oxxo", "type": "ticket"}, "P30D"),
        ("spei", 30, {"id": "clabe", "type": "bank_transfer"}, "P1D"),
    ],
)
def test_a_voucher_and_a_transfer_are_opened_at_once(
    rail: str, minutes: int, method: dict[str, str], open_for: str
) -> None:
    request = write.ask(ask(rail, minutes), "77", "k1@example.com")
    assert request.body == {
        "type": "online",
        "external_reference": "o1_3a1",
        "total_amount": "850.00",
        "payer": {"email": "k1@example.com"},
        "processing_mode": "automatic",
        "transactions": {"payments": [{"amount": "850.00", "payment_method": method, "expiration_time": open_for}]},
    }


@pytest.mark.parametrize(
    ("request_", "path", "body", "key"),
    [
        (write.capture(CAPTURE, "8"), "capture", None, "capture-o1:1-8"),
        (write.cancel(CANCEL, "9"), "cancel", None, "cancel-o1:1-9"),
        (write.refund(WHOLE, "5"), "refund", None, "refund-o1:returned-5"),
        (
            write.refund(PART, "5"),
            "refund",
            {"transactions": [{"id": TRANSACTION, "amount": "300.00"}]},
            "refund-o1:returned-5",
        ),
    ],
)
def test_what_is_asked_of_an_open_payment(
    request_: write.Request, path: str, body: dict[str, object] | None, key: str
) -> None:
    assert request_ == write.Request("POST", f"/v1/orders/{ORDER}/{path}", body, key)


def test_a_payment_that_the_shop_opened_bears_their_id() -> None:
    opened = VoidAuthorisation(O1, PaymentId(ORDER))
    assert write.cancel(opened, "1").path == f"/v1/orders/{ORDER}/cancel"


@pytest.mark.parametrize(
    "impossible",
    [
        lambda: write.ask(ask("bitcoin"), "1", ""),
        lambda: write.capture(CapturePayment(O1, P1, TOTAL), "1"),
        lambda: write.cancel(VoidAuthorisation(O1, P1, "../../x/y"), "1"),
        lambda: write.refund(PayRefund(O1, R1, P1, TOTAL, f"{ORDER}/"), "1"),
        lambda: write.look("ORD1?x=1"),
        lambda: write.ask(msgspec.structs.replace(ask("oxxo"), payment=PaymentId("x" * 65)), "1", ""),
    ],
)
def test_what_cannot_be_asked_is_turned_down_before_it_leaves(impossible: Callable[[], object]) -> None:
    with pytest.raises(TurnedDown):
        impossible()


def test_a_repetition_is_the_same_bytes_under_the_same_key() -> None:
    first, second = (write.ask(ask("oxxo"), "77", "k1@example.com") for _ in range(2))
    assert msgspec.json.encode(first) == msgspec.json.encode(second)
    assert write.ask(ask("oxxo"), "78", "").key != first.key
    long = PayRefund(O1, RefundId("r" * 200), P1, TOTAL, HANDLE, True)
    assert len(write.refund(long, "1").key) == 64


# --- the whole way ---


class Partner:
    """Answers from a list, and remembers what it was asked."""

    def __init__(self, *answers: tuple[int, bytes] | Exception) -> None:
        self.answers, self.asked = list(answers), list[httpx2.Request]()
        self.wire = Wire("TEST-token", transport=httpx2.MockTransport(self._answer))

    def _answer(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return httpx2.Response(answer[0], content=answer[1])

    def do(self, effect: object, key: str = "77") -> list[object]:
        found = hand.hands(self.wire, lambda order: f"{order}@example.com")[type(effect)](effect, key)
        assert not self.answers, "not everything was asked"
        return found

    @property
    def lines(self) -> list[str]:
        return [f"{request.method} {request.url.path}" for request in self.asked]


def ok(name: str, status: int = 200) -> tuple[int, bytes]:
    return status, sample.raw(name)


def no(code: str, status: int = 409) -> tuple[int, bytes]:
    return status, msgspec.json.encode({"errors": [{"code": code, "message": "..."}]})


LOOK = f"GET /v1/orders/{ORDER}"


def test_asking_sends_the_key_and_the_token_and_brings_back_the_voucher() -> None:
    partner = Partner(ok("oxxo_waiting", 201))
    (asked,) = partner.do(ask("oxxo"))
    assert isinstance(asked, RecordPaymentAsked)
    assert (asked.payment, asked.handle, asked.reference) == (P1, HANDLE, "6004835002")
    (request,) = partner.asked
    assert str(request.url) == "https://api.mercadopago.com/v1/orders"
    assert request.headers["x-idempotency-key"] == "ask-o1:1-77"
    assert request.headers["authorization"] == "Bearer TEST-token"
    assert request.headers["content-type"] == "application/json"
    assert msgspec.json.decode(request.content)["payer"] == {"email": "o1@example.com"}


def test_a_card_needs_no_address() -> None:
    partner = Partner(ok("card_page", 201))
    partner.do(ask("card"))
    assert b"example.com" not in partner.asked[0].content


def test_the_answer_to_another_question_is_not_believed() -> None:
    with pytest.raises(Garbled):
        Partner(ok("not_ours", 201)).do(ask("oxxo"))


@pytest.mark.parametrize("first", [ok("capture_answer"), no("cannot_capture_order")])
@pytest.mark.parametrize(("then", "kind"), [("card_paid", ReceivePayment), ("canceled", DeclinePayment)])
def test_capture_then_look(first: tuple[int, bytes], then: str, kind: type) -> None:
    partner = Partner(first, ok(then))
    assert [type(word) for word in partner.do(CAPTURE)] == [kind]
    assert partner.lines == [f"POST /v1/orders/{ORDER}/capture", LOOK]
    assert "x-idempotency-key" not in partner.asked[1].headers


def test_letting_go() -> None:
    partner = Partner(ok("canceled"))
    assert partner.do(CANCEL) == []
    assert partner.lines == [f"POST /v1/orders/{ORDER}/cancel"]


@pytest.mark.parametrize(
    ("code", "then", "kind"),
    [
        ("cannot_cancel_order", "oxxo_paid", ReceivePayment),
        ("order_already_canceled", "canceled", DeclinePayment),
        ("cannot_cancel_order", "oxxo_expired", DeclinePayment),
    ],
)
def test_what_cannot_be_let_go_any_more_has_moved_or_ended(code: str, then: str, kind: type) -> None:
    assert [type(word) for word in Partner(no(code), ok(then)).do(CANCEL)] == [kind]


def test_refunds() -> None:
    assert Partner(ok("refund_part", 201)).do(PART) == [RecordRefund(O1, R1)]
    assert Partner(ok("refund_whole", 201)).do(WHOLE) == [RecordRefund(O1, R1)]
    assert Partner(no("order_already_refunded"), ok("refunded")).do(WHOLE) == [RecordRefund(O1, R1)]


@pytest.mark.parametrize(
    ("effect", "answers"),
    [
        (PART, [no("order_already_refunded")]),
        (PART, [no("refund_amount_exceeds", 400)]),
        (WHOLE, [no("cannot_refund_order"), ok("card_paid")]),
        (WHOLE, [no("order_not_found", 404)]),
        (CAPTURE, [no("order_not_found", 404)]),
        (CANCEL, [no("forbidden", 403)]),
        (ask("oxxo"), [no("idempotency_key_already_used")]),
        (ask("oxxo"), [no("property_value", 400)]),
        (ask("oxxo"), [(402, b"")]),
    ],
)
def test_a_no_is_a_no(effect: object, answers: list[tuple[int, bytes]]) -> None:
    with pytest.raises(TurnedDown):
        Partner(*answers).do(effect)


@pytest.mark.parametrize(
    "answer",
    [
        (500, b"{}"),
        (503, b"<html>"),
        (429, b"{}"),
        (423, b"{}"),
        httpx2.ConnectError("no route"),
        httpx2.ReadTimeout("slow"),
        httpx2.RemoteProtocolError("cut"),
    ],
)
def test_an_outage_is_tried_again_by_the_outbox(answer: tuple[int, bytes] | Exception) -> None:
    with pytest.raises(Outage) as trouble:
        Partner(answer).do(PART)
    assert "TEST-token" not in str(trouble.value)


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b'{"errors": []}', b'{"errors": [7]}', b'{"error": "bad_request"}'])
def test_an_error_in_any_shape_is_still_a_no(body: bytes) -> None:
    with pytest.raises(TurnedDown) as trouble:
        Partner((400, body)).do(PART)
    assert trouble.value.status == 400
    assert trouble.value.code in ("", "bad_request")


def test_an_answer_that_cannot_be_read_is_not_read() -> None:
    with pytest.raises(Garbled):
        Partner((200, b"<html>")).do(PART)


# --- what comes by itself ---


def test_a_notice_leads_to_a_look_and_its_own_figures_to_nothing() -> None:
    partner = Partner(ok("oxxo_paid"))
    (word,) = hand.hear(partner.wire, read.Notice("order", ORDER))
    assert isinstance(word, ReceivePayment)
    assert word.amount == TOTAL
    assert partner.lines == [LOOK]


def test_reordered_and_repeated_notices_mean_the_order_as_it_is_now() -> None:
    partner = Partner(*[ok("oxxo_paid")] * 3)
    words = [hand.hear(partner.wire, read.Notice("order", ORDER)) for _ in range(3)]
    assert words[0] == words[1] == words[2]


def test_a_notice_about_something_else_is_shown_to_a_person() -> None:
    words = hand.hear(Partner().wire, read.Notice("topic_claims_integration_wh", "123"))
    assert words == [RecordUnknownWord("mercadopago", "topic topic_claims_integration_wh", "123")]
