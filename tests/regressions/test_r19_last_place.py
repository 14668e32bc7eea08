"""R19: every live order takes its place in a slot whatever its state, and gives it back once."""

from promesa.domain.ledger.capacity import CapacityReturned
from promesa.domain.values.moments import MINUTE
from promesa.domain.values.refusal import Reason, Refused
from tests.regressions import truths
from tests.regressions.rush import RushHour
from tests.regressions.shop import Shop, place_order

TIMES, CUSTOMERS = 100, 10


def test_r19_last_place_in_the_slot(rush_hour: RushHour) -> None:
    """Two places, one taken by an order that waits for its money, ten customers: one more is accepted."""
    sku = rush_hour.new_sku(10 * TIMES)
    for time in range(TIMES):
        slot = f"{time}: 19:00-20:00"
        rush_hour.slot("N1", slot, 2)
        rush_hour.since = rush_hour.machine.seen
        unpaid = f"{sku}-{time}-unpaid"
        rush_hour.places(unpaid, {sku: 1}, rail="spei", slot=slot)
        asked = [place_order(f"{sku}-{time}-{n}", {sku: 1}, rail="cod", slot=slot) for n in range(CUSTOMERS)]
        answers = rush_hour.crowd.rush(asked)
        rush_hour.machine.catch_up()
        assert sum("OrderConfirmed" in answer.kinds for answer in answers) == 1
        assert sum(answer.reason == "no_capacity" for answer in answers) == CUSTOMERS - 1
        assert rush_hour.free("N1", slot) == 0
        rush_hour.pass_to(rush_hour.now + 31 * MINUTE)
        assert rush_hour.facts(CapacityReturned) == [CapacityReturned(unpaid, "payment_lapsed")]
        assert rush_hour.free("N1", slot) == 1
        assert rush_hour.messages(unpaid) == [f"{unpaid}:payment_pending", f"{unpaid}:order_lapsed"]
        (sold,) = (one.order for one, answer in zip(asked, answers, strict=True) if answer.reason is None)
        rush_hour.cancels(sold)  # left on the shelf for days it would teach us that nothing leaves here in time
        assert rush_hour.free("N1", slot) == 2
    truths.hold(rush_hour.world)


def test_r19_a_reused_choice_is_checked_again() -> None:
    """A tab that has placed an order keeps the slot it had chosen: the next order is only accepted if there is room."""
    here = Shop().sells("A").opens("N1").carries("P", 2).has("N1", A=9).slot("N1", "19-20", 2)
    here.places("o1", {"A": 1}, rail="cod", slot="19-20")
    here.places("o2", {"A": 1}, rail="cod", slot="19-20")
    again = place_order("o3", {"A": 1}, rail="cod", slot="19-20")
    assert here.refuses(again) == Refused(Reason.NO_CAPACITY, "N1 19-20", 0)
    here.cancels("o1")
    assert here.free("N1", "19-20") == 1
    here.put(again)
    assert here.free("N1", "19-20") == 0
    truths.hold(here.world)


def test_r19_a_place_moves_with_its_day_and_the_slot_stays() -> None:
    """Paid after the cut-off: the order's day moves, its slot is still its own."""
    here = Shop("2027-03-01 15:50").sells("A").opens("N1", orders_per_day=1).carries("P", 2).has("N1", A=9)
    here.slot("N1", "tue 19-20", 1)
    here.places("o1", {"A": 1}, rail="spei", slot="tue 19-20")
    here.passes_to("2027-03-01 16:10")
    here.pays("o1")
    assert here.stages() == {"confirmed": 1}
    assert {one.bucket for one in here.world.capacity.taken_by["o1"]} == {"2027-03-02", "tue 19-20"}
    assert here.reason(place_order("o2", {"A": 1}, rail="cod", slot="tue 19-20")) is Reason.NO_CAPACITY
    truths.hold(here.world)
