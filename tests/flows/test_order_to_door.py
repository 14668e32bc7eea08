"""The story from a confirmed order to the customer's door, told as what leaves the house."""

import pytest

from promesa.domain.ledger.shipments.words import (
    BookParcel,
    CancelBooking,
    CheckHandOver,
    CollectParcel,
    MarkReady,
    RecordBooking,
    RecordScan,
    Scan,
    UnpackParcel,
)
from promesa.domain.network.locations.words import week
from promesa.domain.people.messages.words import MessageWanted
from promesa.engine.words import TimerSet
from tests.regressions import truths
from tests.regressions.shop import GUADALAJARA, Shop, at

DAYS = week(("09:00", "21:00"), ("09:00", "21:00"), ("09:00", "21:00"))


def shop() -> Shop:
    here = Shop("2027-03-01 10:00").sells("A", "B").opens("N1").carries("P", 2, 50).has("N1", A=9, B=9)
    return here.opens("S1", pickup=True, hours=DAYS, postal_code=GUADALAJARA).has("S1", A=2)


def confirmed(**about: object) -> Shop:
    here = shop()
    here.places("o1", {"A": 1}, rail="cod", **about)
    return here


def words(here: Shop, template: str) -> dict[str, str]:
    (message,) = [message for message in here.facts(MessageWanted) if message.template == template]
    return dict(message.words)


def test_from_confirmed_to_the_door() -> None:
    here = confirmed()
    assert words(here, "confirmed") == {"promised_on": "2027-03-03"}
    watched = [fact.due for fact in here.facts(TimerSet) if fact.kind == CheckHandOver.__name__]
    assert watched == [at("2027-03-01 16:00")]
    here.packs("o1-1")
    assert here.wanted(BookParcel) == [BookParcel("o1-1", "o1", "P", "N1", at("2027-03-01 16:00"))]
    here.hands_over("o1-1")
    assert words(here, "on_its_way") == {"parcel": "o1-1", "arrives_on": "2027-03-03"}
    here.passes_to("2027-03-03 12:00")
    here.delivers("o1-1")
    assert words(here, "delivered") == {"parcel": "o1-1"}
    assert here.story()[-3:] == ["ParcelDelivered", "PromiseKept", "OrderClosed"]
    assert here.messages() == ["o1:confirmed", "o1-1:on_its_way", "o1-1:delivered"]
    here.passes_to("2027-03-20 12:00")
    assert here.story()[-1] == "OrderClosed", "no timer has anything left to do"
    truths.hold(here.world)


def test_what_is_packed_by_leaving_needs_no_label_any_more() -> None:
    here = confirmed()
    here.hands_over("o1-1")
    assert here.story()[-4:] == ["StockPicked", "ParcelPacked", "ParcelHandedOver", "ReservationConsumed"]
    assert not here.wanted(BookParcel)


def test_what_is_packed_again_keeps_its_label() -> None:
    here = confirmed()
    here.packs("o1-1")
    here.put(RecordBooking("o1-1", "c", "T1"))
    here.put(UnpackParcel("o1-1", "wrong box"))
    here.packs("o1-1")
    assert len(here.wanted(BookParcel)) == 1
    assert not here.wanted(CancelBooking)


@pytest.mark.parametrize("booked_first", [True, False], ids=["booked, then cancelled", "cancelled, then booked"])
def test_a_label_for_what_will_not_leave_is_given_back(booked_first: bool) -> None:
    here = confirmed()
    here.packs("o1-1")
    booking = RecordBooking("o1-1", "c", "T1")
    if booked_first:
        here.put(booking)
    here.cancels("o1")
    if not booked_first:
        assert not here.wanted(CancelBooking)
        here.put(booking)
    assert here.wanted(CancelBooking) == [CancelBooking("o1-1", "o1", "T1")]


def test_a_pickup_is_ready_once_and_closed_when_it_is_collected() -> None:
    here = confirmed(pickup_location="S1", postal_code=None)
    here.packs("o1-1")
    assert not here.wanted(BookParcel), "no carrier comes for it"
    for _ in range(3):
        here.put(MarkReady("o1-1"))
    assert here.story()[-2:] == ["ParcelReady", "PromiseKept"]
    assert words(here, "ready_for_pickup") == {"parcel": "o1-1", "location": "S1", "items": "1 A"}
    here.put(UnpackParcel("o1-1", "checked again"))
    here.passes_to("2027-03-01 11:00")
    here.packs("o1-1")
    here.put(MarkReady("o1-1"))
    assert here.messages() == ["o1:confirmed", "o1-1:ready_for_pickup"]
    here.put(CollectParcel("o1-1"))
    assert here.story()[-3:] == ["ParcelDelivered", "ReservationConsumed", "OrderClosed"]
    assert here.shelf("A", "S1") == (1, 0, 1)
    truths.hold(here.world)


def test_lost_on_the_way_the_promise_is_broken_and_the_customer_told() -> None:
    here = confirmed()
    here.hands_over("o1-1")
    here.put(RecordScan("o1-1", Scan.LOST, here.now))
    assert here.story()[-3:] == ["ParcelLost", "PromiseBroken", "OrderClosed"]
    here.put(RecordScan("o1-1", Scan.LOST, here.now + 1))
    assert here.messages() == ["o1:confirmed", "o1-1:on_its_way", "o1-1:lost"]
    assert words(here, "lost") == {"parcel": "o1-1", "items": "1 A"}
    assert here.world.promises.by_order["o1"].cause == "lost"
