"""R04: reservations belong to the shelf and not to the channel that sold from it."""

from promesa.domain.values.refusal import Refused
from tests.regressions import truths
from tests.regressions.rush import RushHour
from tests.regressions.shop import place_order

TIMES = 100


def test_r04_one_shelf_behind_two_channels(rush_hour: RushHour) -> None:
    """Four web orders and three of a marketplace for five units: five are accepted, both channels then say 0."""
    for _ in range(TIMES):
        sku = rush_hour.new_sku(5)
        for channel in ("web", "market"):
            asked = rush_hour.quote({sku: 9}, channel=channel)
            assert isinstance(asked, Refused)
            assert asked.left == 5, channel
        orders = [place_order(f"{sku}-{n}", {sku: 1}, rail="cod", channel="web") for n in range(4)]
        orders += [place_order(f"{sku}-m{n}", {sku: 1}, rail="cod", channel="market") for n in range(3)]
        answers = rush_hour.crowd.rush(orders)
        assert sum("OrderConfirmed" in answer.kinds for answer in answers) == 5
        assert sum(answer.reason == "not_enough_stock" for answer in answers) == 2
        rush_hour.machine.catch_up()
        for channel in ("web", "market"):
            asked = rush_hour.quote({sku: 1}, channel=channel)
            assert isinstance(asked, Refused)
            assert asked.left == 0, channel
        assert rush_hour.shelf(sku) == (5, 5, 0)
        assert len(rush_hour.messages()) == 5
    truths.hold(rush_hour.world)
