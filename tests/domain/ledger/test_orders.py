"""How far an order may come, and whose a reservation is."""

import pytest

from promesa.domain.ledger.orders import state
from promesa.domain.ledger.orders.state import Orders, Stage, open_order, owner_of
from promesa.domain.ledger.orders.words import CheckoutRefused, OrderCancelled, OrderClosed, OrderConfirmed
from promesa.domain.values.ids import OrderId, ReservationId
from tests.domain.ledger.till import CART, NOON, O1, placed

CONFIRM, CANCEL, CLOSE = OrderConfirmed(O1), OrderCancelled(O1, "x", by_customer=True), OrderClosed(O1)


def told(*facts: object) -> Orders:
    orders = Orders()
    for fact in (placed(), *facts):
        state.FOLD[type(fact)](orders, fact, NOON)
    return orders


@pytest.mark.parametrize(
    ("facts", "stage", "is_open"),
    [
        ((), Stage.PLACED, True),
        ((CONFIRM,), Stage.CONFIRMED, True),
        ((CANCEL,), Stage.CANCELLED, False),
        ((CONFIRM, CANCEL), Stage.CANCELLED, False),
        ((CONFIRM, CLOSE), Stage.CLOSED, False),
        ((CheckoutRefused(O1, CART, "not_enough_stock", "A"),), Stage.PLACED, True),
    ],
)
def test_stages(facts: tuple[object, ...], stage: Stage, is_open: bool) -> None:
    orders = told(*facts)
    assert orders.by_id[O1].stage is stage
    assert (open_order(orders, O1) is not None) is is_open


@pytest.mark.parametrize(
    "facts",
    [(placed(),), (CONFIRM, CONFIRM), (CANCEL, CONFIRM), (CANCEL, CANCEL), (CLOSE,), (CONFIRM, CLOSE, CANCEL)],
    ids=["placed twice", "confirmed twice", "revived", "cancelled twice", "closed unconfirmed", "cancelled closed"],
)
def test_what_can_never_be_is_a_bug_and_not_a_state(facts: tuple[object, ...]) -> None:
    with pytest.raises(AssertionError):
        told(*facts)


def test_a_reservation_is_its_carts_until_an_order_takes_it_over() -> None:
    assert owner_of(Orders(), ReservationId(CART)) is None
    for orders in (told(), told(CANCEL), told(CONFIRM, CLOSE)):
        assert owner_of(orders, ReservationId(CART)) == O1
        assert owner_of(orders, ReservationId("c2")) is None
    assert owner_of(told(), ReservationId(O1)) is None, "it came with a cart, so it goes by the cart's name"


def test_no_order_no_stage() -> None:
    assert open_order(Orders(), OrderId("o7")) is None
