"""Mercado Pago's saved words in, ours out: known, unknown, broken, forged and reordered."""

import hashlib
import hmac

import pytest

from promesa.domain.ledger.payments.words import (
    AuthorisePayment,
    DeclinePayment,
    PayRefund,
    ReceivePayment,
    RecordPaymentAsked,
    RecordRefund,
)
from promesa.domain.ledger.shipments.words import RecordUnknownWord
from promesa.domain.values.ids import OrderId, PaymentId, RefundId
from promesa.domain.values.moments import from_iso
from promesa.domain.values.money import Centavos
from promesa.gateways.payments.mercadopago import read, spelling
from promesa.gateways.payments.trouble import Garbled, TurnedDown
from tests.gateways.payments import sample

ORDER, TRANSACTION = "ORD01K2ZQ0M6V7W8X9Y0Z1A2B3C4D", "PAY01K2ZQ0M6V7W8X9Y0Z1A2B3C4D"
HANDLE = f"{ORDER}/{TRANSACTION}"
P1, TOTAL = PaymentId("o1:1"), Centavos(850_00)


def paid(rail: str, at: str, payment: str = P1) -> ReceivePayment:
    return ReceivePayment(PaymentId(payment), TOTAL, from_iso(at), rail, handle=HANDLE)


def unknown(word: str) -> RecordUnknownWord:
    return RecordUnknownWord("mercadopago", word, ORDER)


TICKET = "https://www.mercadopago.com.mx/payments/10529242505"
PAGE = f"https://www.mercadopago.com.mx/checkout/v1/redirect?order-id={ORDER}"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("oxxo_waiting", [RecordPaymentAsked(P1, HANDLE, "6004835002", f"{TICKET}5/ticket")]),
        ("spei_waiting", [RecordPaymentAsked(P1, HANDLE, "646010349353743569", f"{TICKET}6/ticket")]),
        ("card_page", [RecordPaymentAsked(P1, f"{ORDER}/", "", PAGE)]),
        ("card_authorised", [AuthorisePayment(None, P1, TOTAL, HANDLE)]),
        ("card_authorised_at_the_second_try", [AuthorisePayment(None, P1, TOTAL, HANDLE)]),
        ("card_paid", [paid("card", "2027-05-12T16:05:00Z")]),
        ("card_paid_at_the_second_try", [paid("card", "2027-05-12T16:07:00Z")]),
        ("oxxo_paid", [paid("oxxo", "2027-05-14T22:51:12.101-06:00")]),
        ("spei_paid", [paid("spei", "2027-05-12T16:20:00.5Z")]),
        ("partially_refunded", [paid("card", "2027-05-12T16:05:00Z")]),
        ("refunded", []),
        ("card_failed", [DeclinePayment(None, P1, "insufficient_amount")]),
        ("canceled", [DeclinePayment(None, P1, "canceled_transaction")]),
        ("oxxo_expired", [DeclinePayment(None, P1, "expired")]),
    ],
)
def test_each_status_is_one_word_of_ours(name: str, words: list[object]) -> None:
    assert read.order(read.parse(sample.raw(name))) == words


def test_told_on_monday_it_was_paid_before_the_voucher_ended() -> None:
    """What comes after the voucher's end, Mercado Pago returns by itself."""
    told_late = read.order(read.parse(sample.raw("oxxo_paid_told_late")))
    assert told_late == [paid("oxxo", "2027-05-14T23:59:59-06:00")]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("unknown_status", "status teleported/somewhere"),
        ("charged_back", "status charged_back/in_process"),
        ("another_currency", "currency USD"),
    ],
)
def test_an_unknown_word_is_recorded_and_nothing_is_guessed(name: str, word: str) -> None:
    assert read.order(read.parse(sample.raw(name))) == [unknown(word)]


def test_an_unknown_reason_of_a_known_no() -> None:
    words = read.order(read.parse(sample.raw("card_failed_for_an_unknown_reason")))
    declined = DeclinePayment(None, P1, "declined_by_the_moon")
    assert words == [declined, unknown("status failed/declined_by_the_moon")]


@pytest.mark.parametrize(("name", "payment"), [("not_ours", "ext_ref_1234"), ("without_reference", ORDER)])
def test_money_that_is_not_ours_is_still_told(name: str, payment: str) -> None:
    assert read.order(read.parse(sample.raw(name))) == [paid("oxxo", "2027-05-12T16:00:04.429289Z", payment)]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b'{"id": 7, "status": "processed"}',
        b'{"status": "processed"}',
        sample.changed("card_paid", total_paid_amount="850.001"),
        sample.changed("card_paid", total_paid_amount="-850.00"),
        sample.changed("card_paid", total_paid_amount="8.5e2"),
        sample.changed("card_paid", last_updated_date=None),
        sample.changed("card_paid", last_updated_date="2027-05-12T16:05:00"),
        sample.changed("card_paid", last_updated_date="yesterday"),
        sample.changed("card_paid", transactions={"payments": "none"}),
    ],
)
def test_broken_words_are_not_read(raw: bytes) -> None:
    with pytest.raises(Garbled):
        read.order(read.parse(raw))


# --- refunds ---


def refund(amount: int, whole: bool = False) -> PayRefund:
    return PayRefund(OrderId("o1"), RefundId("r1"), P1, Centavos(amount), HANDLE, whole)


@pytest.mark.parametrize(("name", "amount"), [("refund_part", 300_00), ("refund_whole", 850_00)])
def test_a_refund_that_went_out(name: str, amount: int) -> None:
    assert read.refund(read.parse(sample.raw(name)), refund(amount)) == [RecordRefund(OrderId("o1"), RefundId("r1"))]


@pytest.mark.parametrize(
    ("name", "amount", "word"),
    [
        ("refund_not_yet", 300_00, "refund r1 processing:300.00"),
        ("refund_part", 850_00, "refund r1 processed:300.00"),
        ("capture_answer", 300_00, "refund r1"),
    ],
)
def test_a_refund_that_did_not_is_shown_to_a_person(name: str, amount: int, word: str) -> None:
    assert read.refund(read.parse(sample.raw(name)), refund(amount)) == [unknown(word)]


# --- notices ---

SECRET, REQUEST, STAMP = "not-a-real-secret", "2066ca19-c6f1-498a-be75-1923005edd06", "1742505638683"


def sign(manifest: str, secret: str = SECRET, stamp: str = STAMP) -> str:
    return f"ts={stamp},v1={hmac.new(secret.encode(), manifest.encode(), hashlib.sha256).hexdigest()}"


MANIFEST = f"id:{ORDER.lower()};request-id:{REQUEST};ts:{STAMP};"


def test_a_signed_notice_names_an_order_and_nothing_else_of_it_is_believed() -> None:
    heard = read.notice(sample.raw("notice"), ORDER, REQUEST, sign(MANIFEST), SECRET)
    assert heard == read.Notice("order", ORDER)


@pytest.mark.parametrize(
    "signature",
    [
        "",
        "nonsense",
        "ts=1,v1=",
        f"ts={STAMP}",
        sign(MANIFEST, "another secret"),
        sign(MANIFEST).replace(STAMP, "1742505638684"),
        sign(f"id:{ORDER};request-id:{REQUEST};ts:{STAMP};"),
        sign(f"id:ord02;request-id:{REQUEST};ts:{STAMP};"),
        sign(MANIFEST).replace("v1=", "v1=ñ"),
    ],
)
def test_a_forged_notice_is_not_heard(signature: str) -> None:
    assert read.notice(sample.raw("notice"), ORDER, REQUEST, signature, SECRET) is None


def test_without_a_secret_nothing_is_signed() -> None:
    assert read.notice(sample.raw("notice"), ORDER, REQUEST, sign(MANIFEST, ""), "") is None


def test_parts_that_did_not_come_are_not_in_what_is_signed() -> None:
    assert read.signed(ORDER, "", sign(f"id:{ORDER.lower()};ts:{STAMP};"), SECRET)
    assert read.signed(ORDER, REQUEST, sign(MANIFEST).replace(",", ", "), SECRET)


@pytest.mark.parametrize("raw", [b"", b"{}", b"[1]", b'{"type": 5}'])
def test_a_signed_notice_that_cannot_be_read_names_no_topic(raw: bytes) -> None:
    assert read.notice(raw, ORDER, REQUEST, sign(MANIFEST), SECRET) == read.Notice("", ORDER)


# --- spelling ---


@pytest.mark.parametrize("payment", ["o1:1", "a_b", "web-000123:2", "ORD 7/8", "_3a", "__"])
def test_our_ids_come_back_as_they_went(payment: str) -> None:
    spelled = spelling.reference(payment)
    assert spelled.replace("_", "").replace("-", "").isalnum()
    assert spelling.from_reference(spelled) == payment


@pytest.mark.parametrize("payment", ["x" * 65, "pedido:ñ", "a\nb", "日本"])
def test_an_id_that_cannot_be_spelled_is_turned_down(payment: str) -> None:
    with pytest.raises(TurnedDown):
        spelling.reference(payment)


@pytest.mark.parametrize("foreign", ["ext_ref_1234", "order_pro_123", "_1f", "_zz"])
def test_a_reference_that_is_not_ours_stays(foreign: str) -> None:
    assert spelling.from_reference(foreign) == foreign


@pytest.mark.parametrize(
    ("text", "amount"), [("850.00", 850_00), ("850", 850_00), ("0.5", 50), ("12345678.91", 12_345_678_91)]
)
def test_amounts_are_exact(text: str, amount: int) -> None:
    assert spelling.centavos(text) == amount
    assert spelling.centavos(spelling.pesos(Centavos(amount))) == amount


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(900, "PT15M"), (86_400, "P1D"), (2 * 86_400 + 8_999, "P2DT2H29M59S"), (1, "PT1S"), (3_661, "PT1H1M1S")],
)
def test_durations(seconds: int, text: str) -> None:
    start = from_iso("2027-05-12T16:00:01Z")
    assert spelling.duration(start, start + seconds * 1_000_000) == text
