"""R01: the last units go to as many buyers as there are units, and nobody ever sees less than nothing."""

import pytest

from promesa.domain.ledger.orders.words import CheckoutRefused, OrderConfirmed
from promesa.domain.ledger.payments.words import PaymentCaptured, VoidAuthorisation
from promesa.domain.people.messages.words import MessageWanted
from tests.regressions import truths
from tests.regressions.rush import RushHour
from tests.regressions.shop import place_order

UNITS, BUYERS, QUICK, ALL = 3, 50, 25, 100


@pytest.mark.parametrize("times", [QUICK, pytest.param(ALL, marks=pytest.mark.slow)])
def test_r01_last_units_many_buyers(rush_hour: RushHour, times: int) -> None:
    """Fifty checkouts with an authorisation in hand from four processes for three units."""
    for _ in range(times):
        sku = rush_hour.new_sku(UNITS)
        carts = [place_order(f"{sku}-{n}", {sku: 1}, authorised=f"pay-{sku}-{n}") for n in range(BUYERS)]
        with rush_hour.watched(sku):
            answers = rush_hour.crowd.rush(carts)
        rush_hour.machine.catch_up()
        assert sum("OrderConfirmed" in answer.kinds for answer in answers) == UNITS
        assert sum("CheckoutRefused" in answer.kinds for answer in answers) == BUYERS - UNITS
        assert len(rush_hour.facts(OrderConfirmed)) == UNITS
        assert {fact.reason for fact in rush_hour.facts(CheckoutRefused)} == {"not_enough_stock"}
        assert not rush_hour.facts(PaymentCaptured)
        assert len({effect.payment for effect in rush_hour.wanted(VoidAuthorisation)}) == BUYERS - UNITS
        assert len(rush_hour.wanted(VoidAuthorisation)) == BUYERS - UNITS
        assert [message.template for message in rush_hour.facts(MessageWanted)] == ["confirmed"] * UNITS
        assert rush_hour.shelf(sku) == (UNITS, UNITS, 0)
    truths.hold(rush_hour.world)
