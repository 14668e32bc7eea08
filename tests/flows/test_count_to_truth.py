"""The story of a count that finds less than is owed: in one append the shelf can honour what it still owes."""

from promesa.domain.ledger.orders.words import OrderCancelled
from promesa.domain.ledger.payments.state import refundable
from promesa.domain.ledger.payments.words import PayRefund, ReceivePayment, RefundOwed
from promesa.domain.ledger.stock.words import CountStock, LoadStock
from promesa.domain.people.messages.words import MessageWanted
from promesa.engine.words import StepRefused
from tests.regressions import truths
from tests.regressions.shop import Shop

MANY = 200


def shop(n2: int = 0) -> Shop:
    here = Shop("2027-03-01 10:00").sells("A", "B").opens("N1").opens("N2", "09").carries("P", 2, 50)
    return here.has("N1", A=9, B=9).has("N2", A=n2)


def test_the_newest_order_ends_told_and_paid_back_in_the_same_append() -> None:
    here = shop()
    for name in ("o1", "o2"):
        here.places(name, {"A": 2})
        here.pays(name)
    before = here.machine.seen
    here.put(CountStock("A", "N1", 3, "cycle count"))
    assert here.story(since=before) == [
        "StockCounted",
        "ParcelCancelled",
        "ReservationReleased",
        "CapacityReturned",
        "PromiseBroken",
        "OrderCancelled",
        "ShortageEased",
        "RefundOwed",
    ]
    assert here.messages("o2")[-1] == "o2:order_cancelled"
    assert [refund.amount for refund in here.wanted(PayRefund)] == [250_00]
    assert refundable(here.world.payments, "o2") == 0
    assert here.shelf("A") == (3, 2, 1)
    truths.hold(here.world)


def test_a_count_that_finds_enough_sets_nothing_in_motion() -> None:
    here = shop()
    here.places("o1", {"A": 2}, rail="cod")
    before = here.machine.seen
    here.put(CountStock("A", "N1", 2, "cycle count"))
    assert here.story(since=before) == ["StockCounted"]


def test_moved_in_silence_where_the_day_is_kept() -> None:
    here = shop(n2=5)
    here.places("o1", {"A": 2}, rail="cod")
    here.put(CountStock("A", "N1", 0, "cycle count"))
    assert here.messages() == ["o1:confirmed"]
    assert here.shelf("A", "N2") == (5, 2, 3)
    truths.hold(here.world)


def test_a_load_looks_at_every_shelf() -> None:
    here = shop()
    here.places("o1", {"A": 2}, rail="cod")
    here.places("o2", {"B": 2}, rail="cod")
    here.put(LoadStock("erp", "b1", ("A", "B"), ("N1", "N1"), (1, 1)))
    assert [fact.order for fact in here.facts(OrderCancelled)] == ["o1", "o2"]
    truths.hold(here.world)


def test_units_that_never_come_are_paid_back_and_said() -> None:
    """One parcel is packed, the other's shelf is empty: the order goes on without it, its price goes back."""
    here = shop()
    here.put(CountStock("B", "N1", 0, "cycle count"))
    here.put(CountStock("B", "N2", 3, "cycle count"))
    here.places("o1", {"A": 2, "B": 3})
    here.pays("o1")
    (of_a,) = [p for p, parcel in here.world.shipments.by_id.items() if parcel.planned.takes[0].sku == "A"]
    here.packs(of_a)
    here.put(CountStock("B", "N2", 1, "cycle count"))
    assert str(here.stage("o1")) == "confirmed"
    assert [(refund.refund, refund.amount) for refund in here.wanted(PayRefund)] == [("o1:missing:2:0:1", 300_00)]
    told = [message for message in here.facts(MessageWanted) if message.template == "units_missing"]
    assert [dict(message.words) for message in told] == [{"sku": "B", "units": "3"}]
    here.hands_over(of_a)
    here.delivers(of_a)
    assert str(here.stage("o1")) == "closed"
    assert here.world.promises.by_order["o1"].cause == "shortage"
    truths.hold(here.world)


def test_at_the_door_there_is_nothing_to_pay_back() -> None:
    here = shop()
    here.put(CountStock("B", "N1", 0, "cycle count"))
    here.put(CountStock("B", "N2", 3, "cycle count"))
    here.places("o1", {"A": 2, "B": 3}, rail="cod")
    (of_a,) = [p for p, parcel in here.world.shipments.by_id.items() if parcel.planned.takes[0].sku == "A"]
    here.packs(of_a)
    here.put(CountStock("B", "N2", 1, "cycle count"))
    assert not here.wanted(PayRefund)
    assert not here.facts(StepRefused)
    assert here.messages()[-1] == "o1:missing:2:0:1"


def test_money_that_was_only_set_aside_gives_back_the_missing_once_it_has_come() -> None:
    """Units are missing before the capture: the whole is captured, and their price goes back, once."""
    here = Shop("2027-03-01 10:00").sells("A", "B").opens("N1").opens("N2", "09").carries("P", 2, 50)
    here.has("N1", A=1).has("N2", B=2)
    here.places("o1", {"A": 1, "B": 2}, authorised="p1")
    (of_a,) = [p for p, parcel in here.world.shipments.by_id.items() if parcel.planned.takes[0].sku == "A"]
    here.packs(of_a)
    here.put(CountStock("B", "N2", 0, "cycle count"))
    assert not here.facts(RefundOwed)
    total = here.world.orders.by_id["o1"].placed.total
    for _ in range(2):
        here.put(ReceivePayment("p1", total, here.now, "card", "o1"))
    assert [fact.amount for fact in here.facts(RefundOwed)] == [200_00]
    assert [one for one in here.messages("o1") if "missing" in one] == ["o1:missing:2:0:1"]
    truths.hold(here.world)


def test_hundreds_of_orders_on_one_shelf_end_in_one_append() -> None:
    """A flash sale counted away: no order is left without its end."""
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("P", 2, 50).has("N1", A=MANY)
    for n in range(MANY):
        here.places(f"o{n}", {"A": 1}, rail="cod")
    here.put(CountStock("A", "N1", 1, "cycle count"))
    assert here.stages() == {"confirmed": 1, "cancelled": MANY - 1}
    assert str(here.stage("o0")) == "confirmed", "the oldest keeps its unit"
    truths.hold(here.world)
