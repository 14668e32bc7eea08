"""Whatever happens in whatever order: money is conserved, refunds never pass captures, repeats change nothing."""

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from promesa.domain.ledger.orders import state as orders_state
from promesa.domain.ledger.orders.state import Orders, Stage
from promesa.domain.ledger.orders.words import OrderCancelled, OrderConfirmed, OrderLine, OrderPlaced
from promesa.domain.ledger.payments import rules, state
from promesa.domain.ledger.payments.state import Payments, Status
from promesa.domain.ledger.payments.words import (
    AuthorisePayment,
    DeclinePayment,
    LapsePayment,
    PaymentCaptured,
    PaymentLapsed,
    ReceivePayment,
    RecordRefund,
    Refund,
    RefundLine,
    RefundOwed,
    VoidPayment,
)
from promesa.domain.values.ids import CartId, ChannelId, CustomerId, OrderId, PaymentId, RefundId, ReservationId, Sku
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.money import Centavos, shares
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Refused

ORDERS = ("o1", "o2")
DISCOUNTS = shares(Centavos(100_01), [3, 2])
LINES = tuple(OrderLine(n, Sku("A"), u, Centavos(99_99), d) for n, u, d in zip((1, 2), (3, 2), DISCOUNTS, strict=True))
ITEMS = 5 * 99_99
TOTAL = Centavos(ITEMS - 100_01 + 35_00)

names = st.sampled_from(ORDERS)
attempts = st.sampled_from(["p1", "p2", "p3"])
keys = st.sampled_from(["k1", "k2", "k3", "k4"])
amounts = st.sampled_from([TOTAL, TOTAL, TOTAL, TOTAL - 1, 1, 0, -5])


class Ledger(RuleBasedStateMachine):
    """The provider tells the truth about `came`, the money that really moved; the ledger hears of it in any order."""

    sent = Bundle("sent")

    def __init__(self) -> None:
        super().__init__()
        self.orders, self.payments, self.now = Orders(), Payments(), Instant(0)
        self.came: dict[str, int] = {}
        self.messages: list[str] = []
        for name in ORDERS:
            self.place(OrderId(name))

    @initialize(paid=st.lists(names, unique=True))
    def begin(self, paid: list[str]) -> None:
        for name in paid:
            self.pay(name, "p1", TOTAL, 0)

    def place(self, name: OrderId) -> None:
        sums = [Centavos(n) for n in (ITEMS, 100_01, 0, 35_00, TOTAL)]
        who = (name, CustomerId("k"), ChannelId("web"), LINES)
        order = OrderPlaced(*who, *sums, "MXN", "spei", ReservationId(name), "America/Mexico_City", cart=CartId(name))
        awaited = rules.await_payment(Policy(), name, PaymentId(f"{name}:p1"), "spei", TOTAL, self.now)
        assert isinstance(awaited, list)
        self.fold([order, *awaited])

    def fold(self, facts: list[object]) -> None:
        """As the machine: all facts of a decision first, then the story that follows each."""
        for fact in facts:
            fold = state.FOLD.get(type(fact)) or orders_state.FOLD[type(fact)]
            fold(self.payments if type(fact) in state.FOLD else self.orders, fact, self.now)
        for fact in facts:
            if isinstance(fact, PaymentCaptured) and not fact.surplus:
                self.fold([OrderConfirmed(fact.order)])
            if isinstance(fact, PaymentLapsed):
                self.cancel(fact.order)

    def put(self, command: object) -> list[object]:
        outcome = rules.RULES[type(command)](self.payments, self.orders, command, self.now)
        facts = [] if isinstance(outcome, Refused) else outcome
        self.fold(facts)
        return facts

    @rule(minutes=st.integers(0, 25))
    def time_passes(self, minutes: int) -> None:
        self.now = Instant(self.now + minutes * MINUTE)

    @rule(target=sent, name=names, attempt=attempts, amount=amounts, ago=st.integers(-10, 30))
    def pay(self, name: str, attempt: str, amount: int, ago: int) -> object:
        payment = f"{name}:{attempt}"
        if payment in self.came:
            return multiple()
        ask = ReceivePayment(
            PaymentId(payment), Centavos(amount), Instant(self.now - ago * MINUTE), "spei", OrderId(name)
        )
        facts = self.put(ask)
        if not facts:
            return multiple()
        self.came[payment] = amount
        return ask

    @rule(target=sent, name=names, attempt=attempts, amount=st.sampled_from([TOTAL, TOTAL - 1]))
    def authorise(self, name: str, attempt: str, amount: int) -> object:
        ask = AuthorisePayment(OrderId(name), PaymentId(f"{name}:{attempt}"), Centavos(amount))
        self.put(ask)
        return ask

    @rule(name=names, attempt=attempts)
    def decline(self, name: str, attempt: str) -> None:
        self.put(DeclinePayment(OrderId(name), PaymentId(f"{name}:{attempt}"), "no"))

    @rule(name=names, attempt=attempts)
    def void(self, name: str, attempt: str) -> None:
        self.put(VoidPayment(OrderId(name), PaymentId(f"{name}:{attempt}"), "why"))

    @rule(name=names)
    def lapse(self, name: str) -> None:
        self.put(LapsePayment(OrderId(name)))

    @rule(name=names)
    def cancel(self, name: str) -> None:
        order = OrderId(name)
        if orders_state.open_order(self.orders, order) is None:
            return
        self.fold([OrderCancelled(order, "why", True)])
        for attempt in rules.open_attempts(self.payments, order):
            self.put(VoidPayment(order, attempt, "cancelled"))
        left = state.refundable(self.payments, order)
        if left:
            assert self.put(Refund(order, RefundId(f"{order}:cancelled"), left, "cancelled"))
        assert state.refundable(self.payments, order) == 0

    @rule(target=sent, name=names, key=keys, half=st.booleans(), more=st.sampled_from([-1, 0, 0, 1]))
    def refund(self, name: str, key: str, half: bool, more: int) -> object:
        amount = state.refundable(self.payments, OrderId(name)) // (1 + half) + more
        ask = Refund(OrderId(name), RefundId(f"{name}:{key}"), Centavos(amount), "why")
        return ask if self.put(ask) else multiple()

    @rule(target=sent, name=names, key=keys, line=st.integers(1, 2), units=st.integers(1, 3))
    def refund_line(self, name: str, key: str, line: int, units: int) -> object:
        ask = RefundLine(OrderId(name), RefundId(f"{name}:{key}"), line, units, "why")
        return ask if self.put(ask) else multiple()

    @rule(target=sent, name=names, key=keys)
    def pay_back(self, name: str, key: str) -> object:
        ask = RecordRefund(OrderId(name), RefundId(f"{name}:{key}"))
        self.put(ask)
        return ask

    @rule(command=sent)
    def repeat(self, command: object) -> None:
        before = msgspec.json.encode((self.payments, self.orders))
        if not isinstance(command, AuthorisePayment | RecordRefund):
            assert self.put(command) == []
            assert msgspec.json.encode((self.payments, self.orders)) == before

    @invariant()
    def no_money_is_lost_or_made(self) -> None:
        known = {p: payment.captured for p, payment in self.payments.by_id.items() if payment.captured}
        known |= {p: waiting.amount for p, waiting in self.payments.unmatched.items()}
        assert known == self.came

    @invariant()
    def sums_agree(self) -> None:
        for name, account in self.payments.by_order.items():
            mine = [self.payments.by_id[p] for p in account.payments]
            owed = [self.payments.refunds[r] for r in account.refunds]
            assert account.captured == sum(p.captured for p in mine)
            assert account.refunded == sum(p.refunded for p in mine) == sum(r.owed.amount for r in owed)
            assert account.paid_back == sum(r.owed.amount for r in owed if r.paid)
            assert 0 <= account.paid_back <= account.refunded <= account.captured
            assert all(0 <= p.refunded <= p.captured for p in mine)
            assert rules.balance(self.payments, self.orders.by_id[name]) >= 0

    @invariant()
    def only_a_paid_order_is_confirmed_and_a_cancelled_one_has_none_of_our_money(self) -> None:
        for name, order in self.orders.by_id.items():
            if order.stage is Stage.CONFIRMED:
                assert self.payments.by_order[name].captured >= TOTAL
            if order.stage is Stage.CANCELLED:
                assert state.refundable(self.payments, name) == 0
                mine = [self.payments.by_id[p] for p in self.payments.by_order[name].payments]
                assert not [p for p in mine if p.status is Status.AUTHORISED]

    @invariant()
    def lines_never_give_back_more_than_was_paid_for_them(self) -> None:
        for name in self.payments.by_order:
            for line in LINES:
                owed = [
                    r.owed for r in self.payments.refunds.values() if (r.owed.order, r.owed.line) == (name, line.line)
                ]
                paid = line.price * line.units - line.discount
                units = sum(fact.units for fact in owed)
                assert units <= line.units
                assert sum(fact.amount for fact in owed) <= paid
                assert units < line.units or sum(fact.amount for fact in owed) == paid

    @invariant()
    def surplus_is_owed_back_in_full(self) -> None:
        for waiting in self.payments.refunds.values():
            if isinstance(waiting.owed, RefundOwed) and waiting.owed.reason in ("late", "twice"):
                assert waiting.owed.amount == self.payments.by_id[waiting.owed.payment].captured


Ledger.TestCase.settings = settings(stateful_step_count=30)
TestLedger = Ledger.TestCase
