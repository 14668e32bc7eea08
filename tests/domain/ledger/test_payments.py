"""Tables of what money may do: windows, late money, cards, refunds to the centavo."""

from itertools import permutations

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.ledger.orders import state as orders_state
from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.orders.words import OrderCancelled, OrderClosed, OrderConfirmed, OrderLine, OrderPlaced
from promesa.domain.ledger.payments import rules, state
from promesa.domain.ledger.payments.state import Payments, Status
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
    RecordRefund,
    Refund,
    RefundLine,
    RefundOwed,
    VoidPayment,
)
from promesa.domain.values import moments, money
from promesa.domain.values.ids import CartId, ChannelId, CustomerId, OrderId, PaymentId, RefundId, ReservationId, Sku
from promesa.domain.values.moments import DAY, MINUTE, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason, Refused

O1, P1, P2, CART = OrderId("o1"), PaymentId("p1"), PaymentId("p2"), CartId("c1")
NOON = moments.from_iso("2027-05-14T12:00:00-06:00")
TOTAL = Centavos(1_000_00)


def placed(total: int = TOTAL, lines: tuple[OrderLine, ...] = (), interest: int = 0, rail: str = "card") -> OrderPlaced:
    lines = lines or (OrderLine(1, Sku("A"), 1, Centavos(total - interest)),)
    items = sum(line.price * line.units for line in lines)
    discount = sum(line.discount for line in lines)
    assert items - discount + interest == total
    sums = [Centavos(n) for n in (items, discount, 0, interest, total)]
    who = (O1, CustomerId("k1"), ChannelId("web"), lines)
    return OrderPlaced(*who, *sums, "MXN", rail, ReservationId("r1"), "America/Mexico_City", cart=CART)


class Till:
    """Orders and payments, folded as the machine folds them."""

    def __init__(self, order: OrderPlaced | None = None, rail: str = "card", now: Instant = NOON) -> None:
        self.orders, self.payments, self.now = Orders(), Payments(), now
        if order is not None:
            self.fold(order)
            self.accept(rules.await_payment(Policy(), O1, P1, rail, order.total, now))

    def fold(self, *facts: object) -> None:
        for fact in facts:
            if type(fact) in state.FOLD:
                state.FOLD[type(fact)](self.payments, fact, self.now)
            else:
                orders_state.FOLD[type(fact)](self.orders, fact, self.now)

    def accept(self, outcome: list[object] | Refused) -> list[object]:
        assert isinstance(outcome, list), outcome
        self.fold(*outcome)
        return outcome

    def ask(self, command: object, at: Instant | None = None) -> list[object] | Refused:
        self.now = at if at is not None else self.now
        outcome = rules.RULES[type(command)](self.payments, self.orders, command, self.now)
        if isinstance(outcome, list):
            self.fold(*outcome)
        return outcome

    @property
    def with_us(self) -> int:
        return state.refundable(self.payments, O1)


def pay(amount: int = TOTAL, at: Instant = NOON, payment: PaymentId = P1, order: OrderId | None = O1) -> ReceivePayment:
    return ReceivePayment(payment, Centavos(amount), at, "card", order)


def paid_till(order: OrderPlaced | None = None) -> Till:
    order = order or placed()
    till = Till(order)
    till.ask(pay(order.total))
    till.fold(OrderConfirmed(O1))
    return till


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
    assert owed == RefundOwed(O1, RefundId("p1:returned"), P1, TOTAL, "late")
    assert till.ask(pay()) == []
    assert till.with_us == 0


def test_a_second_payment_goes_back() -> None:
    till = paid_till()
    facts = till.ask(pay(payment=P2))
    assert isinstance(facts, list)
    assert facts[1] == RefundOwed(O1, RefundId("p2:returned"), P2, TOTAL, "twice")
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


# --- money goes back ---


def test_equal_refunds_are_told_apart_by_their_key() -> None:
    till = paid_till()
    three_hundred = Centavos(300_00)
    for key in ("k1", "k2", "k3"):
        assert till.ask(Refund(O1, RefundId(key), three_hundred, "return")) == [
            RefundOwed(O1, RefundId(key), P1, three_hundred, "return")
        ]
    refused = till.ask(Refund(O1, RefundId("k4"), three_hundred, "return"))
    assert refused == Refused(Reason.REFUND_TOO_LARGE, "100.00", 100_00)
    negative = till.ask(Refund(O1, RefundId("k5"), Centavos(-50_00), "return"))
    assert negative == Refused(Reason.BAD_AMOUNT, "k5")
    assert till.ask(Refund(O1, RefundId("k1"), three_hundred, "return")) == []
    assert till.ask(Refund(O1, RefundId("k1"), Centavos(1), "return")) == Refused(Reason.KEY_REUSED, "k1")
    assert till.payments.by_order[O1].refunded == 900_00


def thirds() -> OrderPlaced:
    discounts = money.shares(Centavos(100_00), [1, 1, 1])
    lines = tuple(OrderLine(n, Sku(f"S{n}"), 1, Centavos(100_00), d) for n, d in enumerate(discounts, 1))
    return placed(200_00, lines)


@pytest.mark.parametrize("order_of_return", list(permutations((1, 2, 3))))
def test_a_shared_discount_comes_back_to_the_centavo(order_of_return: tuple[int, ...]) -> None:
    till, back = paid_till(thirds()), {}
    for line in order_of_return:
        (owed,) = till.ask(RefundLine(O1, RefundId(f"r{line}"), line, 1, "return"))
        assert isinstance(owed, RefundOwed)
        back[line] = owed.amount
    assert back == {1: 66_67, 2: 66_67, 3: 66_66}
    assert till.with_us == 0


@given(
    st.integers(0, 10**7),
    st.lists(st.integers(1, 9), min_size=1, max_size=6),
    st.integers(0, 100),
)
def test_the_units_of_a_line_give_back_what_was_paid_for_it(price: int, returns: list[int], percent: int) -> None:
    units = sum(returns)
    line = OrderLine(1, Sku("A"), units, Centavos(price), Centavos(price * units * percent // 100))
    amounts = [rules.line_refund(line, sum(returns[:n]), more) for n, more in enumerate(returns)]
    assert min(amounts) >= 0
    assert sum(amounts) == line.price * units - line.discount


def test_units_of_a_line_are_counted() -> None:
    line = OrderLine(1, Sku("A"), 3, Centavos(100_00), Centavos(100_00))
    till = paid_till(placed(200_00, (line,)))
    asks = [RefundLine(O1, RefundId(f"r{n}"), 1, n, "return") for n in (2, 1)]
    amounts = [owed.amount for ask in asks for owed in till.ask(ask)]
    assert amounts == [133_34, 66_66]
    assert till.ask(RefundLine(O1, RefundId("r9"), 1, 1, "return")) == Refused(Reason.BAD_QUANTITY, "A", 0)
    assert till.ask(asks[0]) == []
    assert till.ask(msgspec.structs.replace(asks[0], units=1)) == Refused(Reason.KEY_REUSED, "r2")
    assert till.ask(RefundLine(O1, RefundId("r9"), 7, 1, "return")) == Refused(Reason.INVALID, "o1 7")
    assert till.ask(RefundLine(OrderId("x"), RefundId("r9"), 1, 1, "")) == Refused(Reason.UNKNOWN_ORDER, "x")


def test_interest_is_captured_and_refundable() -> None:
    till = paid_till(placed(1_080_00, interest=80_00))
    order = till.orders.by_id[O1]
    assert (till.with_us, rules.balance(till.payments, order)) == (1_080_00, 0)
    till.ask(Refund(O1, RefundId("all"), Centavos(1_080_00), "return"))
    assert till.with_us == 0
    assert till.ask(RecordRefund(O1, RefundId("all"))) != []
    assert till.ask(RecordRefund(O1, RefundId("all"))) == []
    assert till.payments.by_order[O1].paid_back == 1_080_00
    assert till.ask(RecordRefund(O1, RefundId("other"))) == Refused(Reason.UNKNOWN_PAYMENT, "other")


def test_no_refund_without_captured_money() -> None:
    till = Till(placed())
    assert rules.balance(till.payments, till.orders.by_id[O1]) == TOTAL
    refused = till.ask(Refund(O1, RefundId("k1"), Centavos(1), "return"))
    assert refused == Refused(Reason.REFUND_TOO_LARGE, "0.00", 0)


def test_a_gift_returned_owes_nothing() -> None:
    lines = (OrderLine(1, Sku("A"), 1, TOTAL), OrderLine(2, Sku("GIFT"), 1, Centavos(0)))
    till = paid_till(placed(TOTAL, lines))
    assert till.ask(RefundLine(O1, RefundId("g"), 2, 1, "return")) == []
