"""A paid order goes elsewhere or on another day: its price is shown first, and everything moves in one step."""

from datetime import date

from promesa.domain.ledger.orders.awaited import EditEnd, EditEnded
from promesa.domain.ledger.payments.words import PaymentAwaited, ReceivePayment, RefundOwed
from promesa.domain.ledger.shipments.state import live
from promesa.domain.ledger.shipments.words import PackParcel
from promesa.domain.ledger.stock.words import AdjustStock
from promesa.domain.promise.editing import redirecting
from promesa.domain.promise.editing.words import ChangeDelivery
from promesa.domain.promise.words import PromiseKept, PromiseRedirected
from promesa.domain.values.policy import FeeRule
from promesa.domain.values.refusal import Reason
from promesa.domain.world import open_books, parts
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.shop import MERIDA, TIJUANA, Shop


def shop(rail: str = "card", to_merida: int = 149_00, units: int = 9) -> Shop:
    """A to Guadalajara in two days for 99.00; to Mérida for another fee."""
    fees = (FeeRule(areas=("31",), flat=to_merida), FeeRule(flat=99_00))
    here = Shop(fees=fees).sells("A").opens("N1").carries("P", 2, 0, to=("14", "31")).has("N1", A=units)
    here.places("o1", {"A": 2}, rail=rail)
    if rail != "cod":
        here.pays("o1")
    return here


def well(here: Shop) -> None:
    truths.hold(here.world)
    assert auditor.audit(here.log).violations == ()


def shown(here: Shop, **ask: object) -> redirecting.EditPreview:
    asked = ChangeDelivery("o1", "e1", **ask)
    found = redirecting.preview(parts(here.world), open_books(here.world), asked, here.now)
    assert isinstance(found, redirecting.EditPreview), found
    return found


def test_cheaper_elsewhere_gives_the_difference_back() -> None:
    here = shop(to_merida=49_00)
    found = shown(here, postal_code=MERIDA)
    assert (found.difference, found.offer.promised_on) == (-50_00, date(2027, 3, 3))
    here.put(ChangeDelivery("o1", "e1", MERIDA, difference=-50_00))
    order = here.world.orders.by_id["o1"].placed
    assert (order.postal_code, order.zone, order.fee, order.total) == (MERIDA, "America/Merida", 49_00, 249_00)
    assert [one.amount for one in here.facts(RefundOwed)] == [50_00]
    assert here.put(ChangeDelivery("o1", "e1", MERIDA)) == [], "said again"
    (parcel,) = live(here.world.shipments, "o1")
    here.packs(parcel.planned.parcel)
    assert here.reason(ChangeDelivery("o1", "e2", "44100")) is Reason.ALREADY_PICKED
    well(here)


def test_dearer_elsewhere_is_paid_first() -> None:
    here = shop()
    assert here.reason(ChangeDelivery("o1", "e1", MERIDA, difference=0)) is Reason.QUOTE_CHANGED
    here.put(ChangeDelivery("o1", "e1", MERIDA, difference=50_00))
    assert here.world.orders.by_id["o1"].placed.postal_code == "44100", "not before it is paid"
    (payment,) = [one for one in here.facts(PaymentAwaited) if one.edit]
    here.put(ReceivePayment(payment.payment, 50_00, here.now, "card"))
    assert here.world.orders.by_id["o1"].placed.postal_code == MERIDA
    assert here.world.orders.by_id["o1"].placed.total == 349_00
    (said,) = here.facts(PromiseRedirected)
    assert said.postal_code == MERIDA
    well(here)


def test_paid_when_it_is_packed_already_goes_back() -> None:
    here = shop()
    here.put(ChangeDelivery("o1", "e1", MERIDA))
    here.packs("o1-1")
    (payment,) = [one for one in here.facts(PaymentAwaited) if one.edit]
    here.put(ReceivePayment(payment.payment, 50_00, here.now, "card"))
    assert [one.ending for one in here.facts(EditEnded)] == [EditEnd.GONE]
    assert [one.amount for one in here.facts(RefundOwed)] == [50_00]
    well(here)


def test_at_the_door_the_new_total_is_due() -> None:
    here = shop(rail="cod")
    here.put(ChangeDelivery("o1", "e1", MERIDA))
    assert here.world.orders.by_id["o1"].placed.total == 349_00
    assert here.facts(RefundOwed) == []
    well(here)


def test_another_day_and_back() -> None:
    here = shop()
    here.put(ChangeDelivery("o1", "e1", arrives_on=date(2027, 3, 8)))
    (said,) = here.facts(PromiseRedirected)
    assert (said.was_on, said.promised_on) == (date(2027, 3, 3), date(2027, 3, 8))
    (parcel,) = live(here.world.shipments, "o1")
    assert here.reason(PackParcel(parcel.planned.parcel)) is Reason.ORDER_HALTED, "it does not leave too early"
    here.put(ChangeDelivery("o1", "e2", arrives_on=date(2027, 3, 4)))
    here.passes_to("2027-03-02 01:00")
    (parcel,) = live(here.world.shipments, "o1")
    here.packs(parcel.planned.parcel)
    here.hands_over(parcel.planned.parcel)
    here.passes_to("2027-03-04 12:00")
    here.delivers(parcel.planned.parcel)
    assert [one.arrived_on for one in here.facts(PromiseKept)] == [date(2027, 3, 4)]
    well(here)


def test_what_cannot_be_is_refused_and_changes_nothing() -> None:
    here = shop(units=2)
    assert here.reason(ChangeDelivery("o1", "e1", TIJUANA)) is Reason.NO_SERVICE
    assert here.reason(ChangeDelivery("o1", "e1", "99999")) is Reason.UNKNOWN_POSTAL_CODE
    assert here.reason(ChangeDelivery("o1", "e1", arrives_on=date(2027, 3, 2))) is Reason.NO_PROMISE
    assert here.reason(ChangeDelivery("o1", "e1", arrives_on=date(2028, 3, 2))) is Reason.NO_PROMISE
    assert here.reason(ChangeDelivery("o1", "e1", "44100")) is Reason.NOTHING_CHANGES
    assert here.reason(AdjustStock("A", "N1", -1, "till")) is Reason.NOT_ENOUGH_STOCK
    here.put(ChangeDelivery("o1", "e1", arrives_on=date(2027, 3, 5)))
    assert here.shelf("A") == (2, 2, 0), "its own units are its own"
    well(here)
