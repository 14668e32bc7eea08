"""An order that waits is not picked, its date allows for the wait, and what is added meanwhile leaves with it."""

from datetime import date

import pytest

from promesa.domain.ledger.orders.awaited import EditAwaited, EditEnd, EditEnded
from promesa.domain.ledger.orders.halts import Halt, HaltOrder, OrderHalted, OrderReleased, ReleaseOrder
from promesa.domain.ledger.payments.words import PaymentAwaited, ReceivePayment, RefundOwed
from promesa.domain.ledger.shipments.pick_words import PickAsked
from promesa.domain.ledger.shipments.state import Status, live
from promesa.domain.ledger.shipments.words import PackParcel
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import AddToOrder
from promesa.domain.promise.words import PromiseMade, PromiseMoved
from promesa.domain.values.refusal import Reason
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.shop import Shop, at


def shop(now: str = "2027-03-01 10:00", **policy: object) -> Shop:
    """N1 has A and B and hands over by 16:00; N2 has C."""
    here = Shop(now, **{"cool_down_minutes": 30, "flat_fee": 99_00, **policy}).sells("A", "B", "C")
    here.opens("N1", asks=True).opens("N2").carries("P", 2, 0)
    return here.has("N1", A=9, B=9).has("N2", C=9)


def well(here: Shop) -> None:
    truths.hold(here.world)
    truths.each_reservation_ended_once(here.machine)
    assert auditor.audit(here.log).violations == ()


def parcels(here: Shop, order: str = "o1") -> list[tuple[str, dict[str, int]]]:
    alive = live(here.world.shipments, order)
    return [(one.planned.location, {take.sku: take.units for take in one.planned.takes}) for one in alive]


def bought(here: Shop, order: str = "o1", rail: str = "card", **units: int) -> Shop:
    here.places(order, units or {"A": 1}, rail=rail)
    if rail != "cod":
        here.pays(order)
    return here


def test_nothing_is_picked_in_the_minutes_after_buying() -> None:
    here = bought(shop())
    (halted,) = here.facts(OrderHalted)
    assert (halted.kind, halted.until) == (Halt.COOL_DOWN, at("2027-03-01 10:30"))
    assert here.reason(PackParcel("o1-1")) is Reason.ORDER_HALTED
    assert here.facts(PickAsked) == []
    here.passes_to("2027-03-01 10:30")
    assert [one.reason for one in here.facts(OrderReleased)] == ["over"]
    assert [one.parcel for one in here.facts(PickAsked)] == ["o1-1"]
    here.packs("o1-1")
    well(here)


@pytest.mark.parametrize(("now", "day"), [("2027-03-01 15:20", 3), ("2027-03-01 15:40", 4)])
def test_the_wait_is_inside_the_promise(now: str, day: int) -> None:
    """Bought at 15:40 it cannot leave by 16:00: the quote says so before anybody pays."""
    here = shop(now)
    quoted = here.offers({"A": 1})[0].promised_on
    bought(here)
    (made,) = here.facts(PromiseMade)
    assert made.promised_on == quoted == date(2027, 3, day)
    here.passes_to(at(now) + 31 * 60_000_000)
    here.packs("o1-1")
    here.hands_over("o1-1")
    assert here.facts(PromiseMoved) == []
    well(here)


@pytest.mark.parametrize("rail", ["card", "cod"])
def test_what_is_added_leaves_in_the_same_parcel_for_the_same_fee(rail: str) -> None:
    here = bought(shop(), rail=rail)
    here.put(AddToOrder("o1", "more", (Item("B", 2),)))
    if rail == "card":
        (waits,) = here.facts(EditAwaited)
        assert (waits.difference, here.reserved("B"), parcels(here)) == (200_00, 2, [("N1", {"A": 1})])
        here.put(ReceivePayment(waits.payment, 200_00, here.now, "card"))
        assert [one.ending for one in here.facts(EditEnded)] == [EditEnd.TAKEN]
    assert parcels(here) == [("N1", {"A": 1, "B": 2})]
    order = here.world.orders.by_id["o1"].placed
    assert (order.fee, order.total) == (99_00, 399_00)
    assert list(here.world.orders.by_id) == ["o1"], "it is no order of its own"
    assert len(here.facts(PromiseMade)) == 1
    assert here.put(AddToOrder("o1", "more", (Item("B", 2),))) == [], "said again"
    here.passes_to("2027-03-01 10:31")
    assert [one.parcel for one in here.facts(PickAsked)] == ["o1-2"]
    well(here)


def test_what_nobody_pays_in_time_stays_out() -> None:
    here = bought(shop())
    here.put(AddToOrder("o1", "more", (Item("B", 1),)))
    here.passes_to("2027-03-01 10:31")
    assert [one.ending for one in here.facts(EditEnded)] == [EditEnd.LAPSED]
    assert (here.reserved("B"), parcels(here)) == (0, [("N1", {"A": 1})])
    (payment,) = [one.payment for one in here.facts(PaymentAwaited) if one.edit]
    here.put(ReceivePayment(payment, 100_00, here.now, "card"))
    assert [one.amount for one in here.facts(RefundOwed)] == [100_00], "too late: it goes back"
    well(here)


def test_an_order_that_ends_meanwhile_takes_nothing_with_it() -> None:
    here = bought(shop())
    here.put(AddToOrder("o1", "more", (Item("B", 1),)))
    here.cancels("o1")
    assert [one.ending for one in here.facts(EditEnded)] == [EditEnd.GONE]
    assert (here.reserved("A"), here.reserved("B")) == (0, 0)
    here.passes_to("2027-03-01 12:00")
    well(here)


@pytest.mark.parametrize("case", ["elsewhere", "slow to pay", "after the minutes"])
def test_what_cannot_leave_with_it_is_an_order_of_its_own(case: str) -> None:
    here = bought(shop())
    rail = "oxxo" if case == "slow to pay" else "card"
    if case == "after the minutes":
        here.passes_to("2027-03-01 10:31")
    here.put(AddToOrder("o1", "more", (Item("C" if case == "elsewhere" else "B", 1),), rail))
    assert here.world.orders.by_id["more"].placed.part_of == "o1"
    assert here.facts(EditAwaited) == []
    well(here)


def test_a_review_waits_for_a_person_and_its_customer_has_an_honest_date() -> None:
    here = bought(shop(cool_down_minutes=0, review_hours=24.0))
    here.put(HaltOrder("o1", Halt.REVIEW, "odd card", "ana"))
    assert here.reason(PackParcel("o1-2")) is Reason.ORDER_HALTED
    (moved,) = here.facts(PromiseMoved)
    assert moved.promised_on == date(2027, 3, 4), "it may leave tomorrow at 10:00"
    here.passes_to("2027-03-02 10:01")
    assert [one.extended for one in here.facts(OrderHalted)] == [False, True]
    assert here.facts(PromiseMoved)[-1].promised_on == date(2027, 3, 5)
    assert "o1:review_overdue" in str(here.messages())
    here.put(ReleaseOrder("o1", Halt.REVIEW, "the card is fine"))
    (parcel,) = live(here.world.shipments, "o1")
    here.packs(parcel.planned.parcel)
    assert here.put(ReleaseOrder("o1", Halt.REVIEW)) == []
    well(here)


def test_what_is_packed_is_not_halted() -> None:
    here = bought(shop(cool_down_minutes=0))
    here.packs("o1-1")
    assert here.reason(HaltOrder("o1", Halt.REVIEW, "odd")) is Reason.ALREADY_PICKED
    assert here.reason(HaltOrder("nobody", Halt.REVIEW, "odd")) is Reason.UNKNOWN_ORDER
    assert here.reason(HaltOrder("o1", Halt.DATE, "later")) is Reason.ALREADY_PICKED
    well(here)


def test_an_order_under_review_that_is_paid_is_promised_from_its_end() -> None:
    here = shop(cool_down_minutes=0)
    here.places("o1", {"A": 1})
    here.put(HaltOrder("o1", Halt.PAYMENT, "odd payer", "ana", at("2027-03-02 12:00")))
    here.pays("o1")
    (made,) = here.facts(PromiseMade)
    assert made.promised_on == date(2027, 3, 4)
    (parcel,) = live(here.world.shipments, "o1")
    assert (parcel.status, here.reason(PackParcel(parcel.planned.parcel))) == (Status.PLANNED, Reason.ORDER_HALTED)
    well(here)
