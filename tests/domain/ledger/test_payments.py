"""Tables of what money may do: windows, late and early money, cards."""

import msgspec
import pytest

from promesa.domain.ledger.orders.words import OrderCancelled, OrderClosed, OrderConfirmed
from promesa.domain.ledger.payments import rules
from promesa.domain.ledger.payments.state import Status
from promesa.domain.ledger.payments.words import (
    AuthorisationVoided,
    AuthorisePayment,
    DeclinePayment,
    LapsePayment,
    PaymentAuthorised,
    PaymentAwaited,
    PaymentCaptured,
    PaymentDeclined,
    PaymentLapsed,
    PaymentUnmatched,
    ReceivePayment,
    RecordPaymentAsked,
    RefundOwed,
    VoidPayment,
)
from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId, RefundId
from promesa.domain.values.moments import DAY, MINUTE, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.ledger.till import CART, NOON, O1, P1, P2, TOTAL, Till, paid_till, pay, placed

# --- waiting ---


@pytest.mark.parametrize(
    ("rail", "chosen", "until", "grace_until"),
    [
        ("card", "2027-05-14T12:00:00-06:00", "2027-05-14T12:15:00-06:00", "2027-05-14T12:15:00-06:00"),
        ("spei", "2027-05-14T12:09:50-06:00", "2027-05-14T12:39:50-06:00", "2027-05-14T12:39:50-06:00"),
        ("oxxo", "2027-05-10T21:30:00-06:00", "2027-05-12T23:59:59-06:00", "2027-05-13T12:00:00-06:00"),
        ("oxxo", "2027-05-12T10:00:00-06:00", "2027-05-14T23:59:59-06:00", "2027-05-17T12:00:00-06:00"),
    ],
)
def test_each_rail_has_its_own_clock(rail: str, chosen: str, until: str, grace_until: str) -> None:
    facts = rules.await_payment(Policy(), O1, P1, rail, TOTAL, moments.from_iso(chosen))
    ends = moments.from_iso(until), moments.from_iso(grace_until)
    assert facts == [PaymentAwaited(O1, P1, rail, TOTAL, *ends)]


@pytest.mark.parametrize(("rail", "amount"), [("cod", TOTAL), ("card", 0)])
def test_nothing_is_awaited_at_the_door_or_for_nothing(rail: str, amount: int) -> None:
    assert rules.await_payment(Policy(), O1, P1, rail, Centavos(amount), NOON) == []


@pytest.mark.parametrize(
    ("rail", "amount", "reason"),
    [
        ("bitcoin", TOTAL, Reason.RAIL_NOT_OFFERED),
        ("card", -1, Reason.BAD_AMOUNT),
        ("card", 10**15 + 1, Reason.BAD_AMOUNT),
    ],
)
def test_what_cannot_be_awaited(rail: str, amount: int, reason: Reason) -> None:
    refused = rules.await_payment(Policy(), O1, P1, rail, Centavos(amount), NOON)
    assert isinstance(refused, Refused)
    assert refused.reason is reason


def test_it_lapses_at_its_end_and_once() -> None:
    till = Till(placed())
    end = Instant(NOON + 15 * MINUTE)
    assert till.ask(LapsePayment(O1), Instant(end - 1)) == []
    assert till.ask(LapsePayment(O1), end) == [PaymentLapsed(O1, P1, "card")]
    assert till.payments.by_id[P1].status is Status.LAPSED
    assert till.ask(LapsePayment(O1), Instant(end + DAY)) == []


def test_an_older_timer_finds_a_later_end() -> None:
    till = Till(placed(), "spei")
    till.accept(rules.await_payment(Policy(), O1, P2, "oxxo", TOTAL, NOON))
    assert till.ask(LapsePayment(O1), Instant(NOON + 30 * MINUTE)) == []


@pytest.mark.parametrize("ended", [(), (OrderConfirmed(O1),), (OrderCancelled(O1, "changed my mind", True),)])
def test_a_paid_or_ended_order_does_not_lapse(ended: tuple[object, ...]) -> None:
    till = Till(placed())
    if not ended:
        till.ask(pay())
    till.fold(*ended)
    assert till.ask(LapsePayment(O1), Instant(NOON + DAY)) == []
    assert till.ask(LapsePayment(OrderId("nobody's")), NOON) == []


# --- money comes ---


def test_the_same_payment_told_again_changes_nothing() -> None:
    till = Till(placed())
    assert till.ask(pay()) == [PaymentCaptured(O1, P1, "card", TOTAL, NOON)]
    assert [till.ask(pay(), Instant(NOON + days * DAY)) for days in range(3)] == [[], [], []]
    assert till.with_us == TOTAL
    assert till.ask(pay(TOTAL - 1)) == Refused(Reason.AMOUNT_DIFFERS, P1, TOTAL)


WEDNESDAY = moments.from_iso("2027-05-12T10:00:00-06:00")
MONDAY_10 = moments.from_iso("2027-05-17T10:00:00-06:00")
MONDAY_NOON = moments.from_iso("2027-05-17T12:00:00-06:00")


@pytest.mark.parametrize(
    ("paid_at", "told_at", "why_back"),
    [
        ("2027-05-14T22:50:00-06:00", MONDAY_10, ""),
        ("2027-05-14T23:59:59-06:00", MONDAY_NOON, ""),
        ("2027-05-14T22:50:00-06:00", Instant(MONDAY_NOON + MINUTE), "late"),
        ("2027-05-15T00:00:00-06:00", MONDAY_10, "late"),
    ],
)
def test_paid_at_decides_within_the_grace(paid_at: str, told_at: Instant, why_back: str) -> None:
    till = Till(placed(rail="oxxo"), "oxxo", WEDNESDAY)
    facts = till.ask(pay(at=moments.from_iso(paid_at)), told_at)
    assert isinstance(facts, list)
    assert [getattr(fact, "surplus", None) or getattr(fact, "reason", None) for fact in facts] == (
        [why_back, why_back] if why_back else [None]
    )
    assert till.with_us == (0 if why_back else TOTAL)
    assert till.ask(pay(at=moments.from_iso(paid_at))) == []


def test_late_money_goes_back_whole_and_once() -> None:
    till = Till(placed())
    till.ask(LapsePayment(O1), Instant(NOON + DAY))
    till.fold(OrderCancelled(O1, "payment_lapsed", False))
    captured, owed = till.ask(pay())
    assert captured == PaymentCaptured(O1, P1, "card", TOTAL, NOON, surplus="late")
    assert owed == RefundOwed(O1, RefundId("o1:1:returned"), P1, TOTAL, "late")
    assert till.ask(pay()) == []
    assert till.with_us == 0


def test_a_second_payment_goes_back() -> None:
    till = paid_till()
    facts = till.ask(pay(payment=P2))
    assert isinstance(facts, list)
    assert facts[1] == RefundOwed(O1, RefundId("o1:2:returned"), P2, TOTAL, "twice")
    assert till.with_us == TOTAL


def test_another_amount_is_kept_for_a_person_and_the_right_one_still_pays() -> None:
    till = Till(placed())
    facts = [PaymentUnmatched(P1, Centavos(TOTAL - 1), NOON, "card", "o1", "amount_differs")]
    assert till.ask(pay(TOTAL - 1)) == facts
    assert till.ask(pay(TOTAL - 1)) == []
    assert till.payments.unmatched[P1].amount == TOTAL - 1
    assert till.ask(pay()) == [PaymentCaptured(O1, P1, "card", TOTAL, NOON)]
    assert not till.payments.unmatched


def test_money_that_comes_before_its_order_waits_for_it() -> None:
    till = Till()
    early = ReceivePayment(P1, TOTAL, NOON, "card", cart=CART)
    assert till.ask(early) == [PaymentUnmatched(P1, TOTAL, NOON, "card", "c1")]
    assert till.ask(early) == []
    till.fold(placed())
    till.accept(rules.await_payment(Policy(), O1, P2, "card", TOTAL, NOON))
    order = till.orders.by_id[O1]
    assert [waiting.payment for waiting in rules.early_money(till.payments, order, P2)] == [P1]
    assert till.ask(early) == [PaymentCaptured(O1, P1, "card", TOTAL, NOON)]
    assert not rules.early_money(till.payments, order, P2)


def test_cash_at_the_door_has_no_window() -> None:
    till = Till(placed(rail="cod"), "cod")
    till.fold(OrderConfirmed(O1), OrderClosed(O1))
    assert till.ask(pay(), Instant(NOON + 9 * DAY)) == [PaymentCaptured(O1, P1, "card", TOTAL, NOON)]
    assert rules.balance(till.payments, till.orders.by_id[O1]) == 0


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        (pay(0), Reason.BAD_AMOUNT),
        (pay(-TOTAL), Reason.BAD_AMOUNT),
        (pay(10**18), Reason.BAD_AMOUNT),
        (pay(at=Instant(NOON + 5 * MINUTE + 1)), Reason.CLOCK_SKEW),
    ],
)
def test_impossible_news_is_refused(command: ReceivePayment, reason: Reason) -> None:
    till = Till(placed())
    refused = till.ask(command)
    assert isinstance(refused, Refused)
    assert refused.reason is reason
    assert till.ask(pay(at=Instant(NOON + 5 * MINUTE)), NOON) != []


# --- cards ---


def test_declined_and_paid_with_another_card() -> None:
    till = Till(placed())
    assert till.ask(DeclinePayment(O1, P1, "insufficient_amount")) == [PaymentDeclined(O1, P1, "insufficient_amount")]
    assert till.ask(DeclinePayment(O1, P1, "insufficient_amount")) == []
    assert till.ask(AuthorisePayment(O1, P2, TOTAL)) == [PaymentAuthorised(O1, P2, TOTAL)]
    assert till.ask(AuthorisePayment(O1, P2, TOTAL)) == []
    assert till.ask(pay(payment=P2)) == [PaymentCaptured(O1, P2, "card", TOTAL, NOON)]
    assert till.payments.by_order[O1].payments == [P1, P2]


@pytest.mark.parametrize(
    ("before", "amount", "why"),
    [
        ((OrderCancelled(O1, "changed my mind", True),), TOTAL, "late"),
        ((PaymentLapsed(O1, P1, "card"),), TOTAL, "late"),
        ((PaymentAuthorised(O1, P1, TOTAL),), TOTAL, "twice"),
        ((PaymentCaptured(O1, P1, "card", TOTAL, NOON),), TOTAL, "twice"),
        ((), TOTAL - 1, "amount_differs"),
    ],
)
def test_an_authorisation_that_nobody_waits_for_is_let_go(before: tuple[object, ...], amount: int, why: str) -> None:
    till = Till(placed())
    till.fold(*before)
    voided = [AuthorisationVoided(O1, P2, why, "h")]
    assert till.ask(AuthorisePayment(None, P2, Centavos(amount), "h")) == Refused(Reason.UNKNOWN_ORDER, P2)
    assert till.ask(AuthorisePayment(O1, P2, Centavos(amount), "h")) == voided
    assert till.ask(AuthorisePayment(O1, P2, Centavos(amount), "h")) == []


@pytest.mark.parametrize(("minutes", "why_back"), [(16, ""), (75, ""), (76, "late")])
def test_what_was_authorised_in_time_has_an_hour_to_be_captured(minutes: int, why_back: str) -> None:
    till = Till(placed())
    till.ask(AuthorisePayment(None, P1, TOTAL), Instant(NOON + 14 * MINUTE))
    assert till.ask(LapsePayment(O1), Instant(NOON + 15 * MINUTE)) == []
    at = Instant(NOON + minutes * MINUTE)
    captured, *_ = till.ask(pay(at=at), at)
    assert captured == PaymentCaptured(O1, P1, "card", TOTAL, at, surplus=why_back)


def test_an_authorisation_that_is_never_captured_lapses_too() -> None:
    till = Till(placed())
    till.ask(AuthorisePayment(None, P1, TOTAL))
    assert till.ask(LapsePayment(O1), Instant(NOON + 75 * MINUTE)) == [PaymentLapsed(O1, P1, "card")]
    assert rules.open_attempts(till.payments, O1) == [P1]


def test_voided_is_terminal_and_its_money_goes_back() -> None:
    till = Till(placed())
    till.ask(AuthorisePayment(O1, P1, TOTAL, "h"))
    assert till.ask(VoidPayment(O1, P1, "cancelled")) == [AuthorisationVoided(O1, P1, "cancelled", "h")]
    assert till.ask(VoidPayment(O1, P1, "cancelled")) == []
    assert till.ask(AuthorisePayment(O1, P1, TOTAL)) == []
    assert till.ask(DeclinePayment(O1, P1, "canceled")) == []
    facts = till.ask(pay())
    assert isinstance(facts, list)
    assert facts[0].surplus == "late"
    assert till.with_us == 0
    assert till.ask(VoidPayment(O1, P1, "cancelled")) == Refused(Reason.WRONG_STATE, P1)
    assert till.ask(VoidPayment(O1, P2, "cancelled")) == Refused(Reason.UNKNOWN_PAYMENT, P2)


def test_what_the_provider_must_let_go() -> None:
    till = Till(placed())
    assert rules.open_attempts(till.payments, O1) == []
    asked = RecordPaymentAsked(P1, "ORD1/PAY1", "9876", "https://pay.example/1")
    assert till.ask(asked) != []
    assert till.ask(asked) == []
    assert till.ask(msgspec.structs.replace(asked, payment=P2)) == Refused(Reason.UNKNOWN_PAYMENT, P2)
    assert rules.open_attempts(till.payments, O1) == [P1]
    till.ask(AuthorisePayment(O1, P2, TOTAL))
    assert rules.open_attempts(till.payments, O1) == [P1, P2]
    till.ask(pay())
    assert rules.open_attempts(till.payments, O1) == [P2]
