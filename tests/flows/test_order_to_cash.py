"""The story of an order's money, told as what leaves the house: confirmations, messages, requests to the provider."""

from collections import Counter
from itertools import permutations

import pytest

from promesa.domain import world as worlds
from promesa.domain.ledger.orders.state import Stage, open_order
from promesa.domain.ledger.orders.words import CancelOrder, OrderCancelled, OrderConfirmed, OrderLine, OrderPlaced
from promesa.domain.ledger.payments import rules
from promesa.domain.ledger.payments.state import refundable
from promesa.domain.ledger.payments.words import (
    AskPayment,
    AuthorisationVoided,
    AuthorisePayment,
    CapturePayment,
    DeclinePayment,
    LapsePayment,
    PaymentAuthorised,
    PayRefund,
    ReceivePayment,
    RecordPaymentAsked,
    VoidAuthorisation,
)
from promesa.domain.people.messages.words import WantMessage
from promesa.domain.promise.commit.words import ConfirmOrder
from promesa.domain.values.ids import CartId, ChannelId, CustomerId, OrderId, PaymentId, RefundId, ReservationId, Sku
from promesa.domain.values.moments import DAY, MINUTE, SECOND, Instant, from_iso
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.flows.order_to_cash import WHEN
from promesa.flows.steps import Do, Later, Tell

O1, P1, CART = OrderId("o1"), PaymentId("o1:1"), CartId("c1")
NOON = from_iso("2027-05-14T12:00:00-06:00")
TOTAL = Centavos(850_00)
FOLDS = worlds.folds()


class Day:
    """A world, a clock and the story; the rest of the house answers ConfirmOrder and CancelOrder at once."""

    def __init__(self, rail: str = "card", now: Instant = NOON) -> None:
        self.world, self.now, self.rail = World(), now, rail
        self.told: list[object] = []
        self.timers: list[tuple[Instant, object]] = []

    def place(self) -> None:
        zero = Centavos(0)
        sums = (TOTAL, zero, zero, zero, TOTAL)
        lines = (OrderLine(1, Sku("A"), 1, TOTAL),)
        who = (O1, CustomerId("k1"), ChannelId("web"), lines)
        order = OrderPlaced(*who, *sums, "MXN", self.rail, ReservationId("c1"), "America/Mexico_City", cart=CART)
        awaited = rules.await_payment(Policy(), O1, P1, self.rail, TOTAL, self.now)
        assert isinstance(awaited, list)
        self.accept([order, *awaited])

    def accept(self, facts: list[object]) -> None:
        for fact in facts:
            FOLDS[type(fact)](self.world, fact, self.now)
        for fact in facts:
            for react in WHEN.get(type(fact), ()):
                for step in list(react(self.world, fact, self.now)):
                    self.step(step)

    def step(self, step: Do | Later | Tell) -> None:
        if isinstance(step, Later):
            self.timers.append((step.at, step.command))
        elif isinstance(step, Tell):
            self.told.append(step.effect)
        else:
            assert not isinstance(self.put(step.command), Refused), step

    def put(self, command: object) -> object:
        if isinstance(command, WantMessage):
            self.told.append(command)
            return []
        if isinstance(command, ConfirmOrder | CancelOrder):
            live = open_order(self.world.orders, command.order)
            facts: list[object] = []
            if live is not None and isinstance(command, CancelOrder):
                facts = [OrderCancelled(command.order, command.reason, command.by_customer)]
            elif live is not None and live.stage is Stage.PLACED:
                facts = [OrderConfirmed(command.order)]
            self.accept(facts)
            return facts
        outcome = rules.RULES[type(command)](self.world.payments, self.world.orders, command, self.now)
        if isinstance(outcome, list):
            self.accept(outcome)
        return outcome

    def pass_to(self, moment: Instant) -> None:
        due = sorted((timer for timer in self.timers if timer[0] <= moment), key=lambda timer: timer[0])
        self.timers = [timer for timer in self.timers if timer[0] > moment]
        for at, command in due:
            self.now = at
            self.put(command)
        self.now = moment

    @property
    def stage(self) -> Stage:
        return self.world.orders.by_id[O1].stage

    @property
    def said(self) -> list[str]:
        return [effect.message for effect in self.told if isinstance(effect, WantMessage)]

    def asked(self, kind: type) -> list[object]:
        return [effect for effect in self.told if isinstance(effect, kind)]


def pay(at: Instant, payment: PaymentId = P1) -> ReceivePayment:
    return ReceivePayment(payment, TOTAL, at, "card", O1)


def test_waiting_asks_says_and_sets_one_timer() -> None:
    day = Day("spei")
    day.place()
    until = Instant(NOON + 30 * MINUTE)
    assert day.told[0] == AskPayment(O1, P1, "spei", TOTAL, until, NOON)
    pending = day.told[1]
    assert isinstance(pending, WantMessage)
    assert (pending.message, pending.customer, pending.template) == ("o1:payment_pending", "k1", "payment_pending")
    assert dict(pending.words) == {"amount": "850.00", "rail": "spei", "until": "2027-05-14T18:30:00Z"}
    assert day.timers == [(until, LapsePayment(O1))]


def test_paid_in_time_is_confirmed_and_its_timer_does_nothing() -> None:
    day = Day()
    day.place()
    day.put(pay(NOON))
    assert day.stage is Stage.CONFIRMED
    day.pass_to(Instant(NOON + DAY))
    assert day.stage is Stage.CONFIRMED
    assert day.said == ["o1:payment_pending"]


def test_r06_the_end_of_the_latest_stage_ends_the_order_once() -> None:
    day = Day("spei", from_iso("2027-05-14T12:09:50-06:00"))
    day.place()
    day.pass_to(from_iso("2027-05-14T12:39:49-06:00"))
    assert day.stage is Stage.PLACED
    day.pass_to(from_iso("2027-05-14T12:39:50-06:00"))
    day.pass_to(Instant(day.now + DAY))
    assert day.stage is Stage.CANCELLED
    assert day.world.orders.by_id[O1].cancelled_reason == "payment_lapsed"
    assert day.said == ["o1:payment_pending", "o1:order_lapsed"]


@pytest.mark.parametrize(("hour", "confirmed"), [("10:00:00", True), ("12:01:00", False)])
def test_r59_paid_on_friday_told_on_monday(hour: str, confirmed: bool) -> None:
    day = Day("oxxo", from_iso("2027-05-12T10:00:00-06:00"))
    day.place()
    told = from_iso(f"2027-05-17T{hour}-06:00")
    day.pass_to(Instant(from_iso("2027-05-17T12:00:00-06:00") - SECOND) if confirmed else told)
    assert day.stage is (Stage.PLACED if confirmed else Stage.CANCELLED)
    day.now = told
    for _ in range(3):
        day.put(pay(from_iso("2027-05-14T22:50:00-06:00")))
    if confirmed:
        assert day.stage is Stage.CONFIRMED
        assert day.said == ["o1:payment_pending"]
        return
    assert day.asked(PayRefund) == [PayRefund(O1, RefundId("o1:1:returned"), P1, TOTAL, "", True)]
    assert day.said == ["o1:payment_pending", "o1:order_lapsed", "o1:payment_returned:o1:1"]
    assert refundable(day.world.payments, O1) == 0


@pytest.mark.parametrize("early", [0, 1, 5])
def test_r60_the_same_payment_five_times_before_and_after_its_order(early: int) -> None:
    day = Day()
    paid = ReceivePayment(P1, TOTAL, NOON, "card", cart=CART)
    for _ in range(early):
        day.put(paid)
    day.place()
    for _ in range(5 - early):
        day.put(paid)
    day.now = Instant(NOON + 2 * DAY)
    day.put(paid)
    assert day.stage is Stage.CONFIRMED
    assert refundable(day.world.payments, O1) == TOTAL
    assert not day.asked(PayRefund)
    assert not day.world.payments.unmatched


def test_a_card_is_authorised_then_captured() -> None:
    day = Day()
    day.place()
    day.put(RecordPaymentAsked(P1, "ORD1/PAY1"))
    day.put(AuthorisePayment(None, P1, TOTAL))
    assert day.stage is Stage.PLACED
    assert day.asked(CapturePayment) == [CapturePayment(O1, P1, TOTAL, "ORD1/PAY1")]
    day.pass_to(Instant(NOON + 20 * MINUTE))
    day.put(pay(day.now))
    assert day.stage is Stage.CONFIRMED


def test_an_authorisation_that_the_provider_never_captures_ends_the_order() -> None:
    day = Day()
    day.place()
    day.put(AuthorisePayment(None, P1, TOTAL))
    day.pass_to(Instant(NOON + DAY))
    assert day.stage is Stage.CANCELLED
    assert day.asked(VoidAuthorisation) == [VoidAuthorisation(O1, P1)]


def test_r05_declined_keeps_waiting() -> None:
    day = Day()
    day.place()
    day.put(DeclinePayment(O1, P1, "insufficient_amount"))
    assert day.stage is Stage.PLACED
    day.put(AuthorisePayment(O1, PaymentId("o1:2"), TOTAL))
    day.put(pay(NOON, PaymentId("o1:2")))
    assert day.stage is Stage.CONFIRMED


NEWS = {
    "cancel": CancelOrder(O1, "changed my mind"),
    "authorise": AuthorisePayment(O1, P1, TOTAL, "h"),
    "capture": pay(NOON),
}


@pytest.mark.parametrize("order_of_news", list(permutations(NEWS)))
def test_r35_cancel_against_authorise_against_capture(order_of_news: tuple[str, ...]) -> None:
    day = Day()
    day.place()
    for name in (*order_of_news, *reversed(order_of_news), *order_of_news):
        day.put(NEWS[name])
    assert day.stage is Stage.CANCELLED
    assert refundable(day.world.payments, O1) == 0
    refunds = [refund.amount for refund in day.asked(PayRefund)]
    voids = day.asked(VoidAuthorisation)
    captured = day.world.payments.by_order[O1].captured
    assert sum(refunds) == captured == TOTAL
    assert len(refunds) == 1
    assert len(voids) <= 1
    assert max(Counter(day.said).values()) == 1


def test_r35_authorised_ten_minutes_after_the_cancel() -> None:
    day = Day()
    day.place()
    day.put(NEWS["cancel"])
    day.now = Instant(NOON + 10 * MINUTE)
    assert day.put(NEWS["authorise"]) == [AuthorisationVoided(O1, P1, "late", "h")]
    assert day.asked(VoidAuthorisation) == [VoidAuthorisation(O1, P1, "h")]
    assert not day.asked(CapturePayment)


def test_r02_an_authorisation_without_an_order_is_let_go() -> None:
    day = Day()
    day.accept([AuthorisationVoided(O1, P1, "not_enough_stock")])
    assert day.told == [VoidAuthorisation(O1, P1)]
    day.put(RecordPaymentAsked(P1, "ORD1/PAY1"))
    assert len(day.told) == 1


def test_an_order_confirmed_on_an_authorisation_falls_with_it() -> None:
    day = Day("cod")
    day.place()
    day.accept([PaymentAuthorised(O1, P1, TOTAL), OrderConfirmed(O1)])
    assert day.asked(CapturePayment) == [CapturePayment(O1, P1, TOTAL)]
    assert not day.timers
    day.put(DeclinePayment(None, P1, "card_disabled"))
    assert day.stage is Stage.CANCELLED
    assert day.said == ["o1:order_cancelled"]


def test_what_the_provider_opens_after_the_end_is_closed_again() -> None:
    day = Day("spei")
    day.place()
    day.pass_to(Instant(NOON + DAY))
    assert not day.asked(VoidAuthorisation)
    day.put(RecordPaymentAsked(P1, "ORD1/PAY1", "646180111234567894"))
    assert day.asked(VoidAuthorisation) == [VoidAuthorisation(O1, P1, "ORD1/PAY1")]


def test_we_cancel_and_say_so_with_the_money() -> None:
    day = Day()
    day.place()
    day.put(pay(NOON))
    day.put(CancelOrder(O1, "not_enough_stock", by_customer=False))
    assert day.asked(PayRefund) == [PayRefund(O1, RefundId("o1:cancelled"), P1, TOTAL, "", True)]
    assert day.said == ["o1:payment_pending", "o1:order_cancelled"]
    last = day.asked(WantMessage)[-1]
    assert isinstance(last, WantMessage)
    assert dict(last.words) == {"reason": "not_enough_stock", "refund": "850.00"}
