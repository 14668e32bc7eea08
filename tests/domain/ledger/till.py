"""One order and its money, folded as the machine folds them."""

from promesa.domain.ledger.orders import state as orders_state
from promesa.domain.ledger.orders.state import Orders
from promesa.domain.ledger.orders.words import OrderConfirmed, OrderLine, OrderPlaced
from promesa.domain.ledger.payments import rules, state
from promesa.domain.ledger.payments.state import Payments
from promesa.domain.ledger.payments.words import ReceivePayment
from promesa.domain.values import moments
from promesa.domain.values.ids import CartId, ChannelId, CustomerId, OrderId, PaymentId, ReservationId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Refused

O1, P1, P2, CART = OrderId("o1"), PaymentId("o1:1"), PaymentId("o1:2"), CartId("c1")
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
