"""R08: what is released was taken, and what is undone is as it was before."""

from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.shipments.words import PackParcel, UnpackParcel
from promesa.domain.ledger.stock.words import ReserveStock, StockPicked, StockReserved, StockUnpicked
from promesa.domain.values.refusal import Reason, Refused
from tests.regressions import truths
from tests.regressions.shop import Shop, place_order
from tests.regressions.truths import takes_of


def test_r08_release_only_what_was_taken() -> None:
    """Units are taken at payment; each command comes twice; a reservation that cannot grow stays what it was."""
    here = Shop(reserve_at="payment").sells("A").opens("N1").carries("P", 2).has("N1", A=20)
    here.places("x", {"A": 5})
    for _ in range(2):
        here.put(CancelOrder("x", "changed my mind"))
    assert here.shelf("A") == (20, 0, 20)
    assert here.story().count("ReservationReleased") == 0, "nothing was taken, so nothing is given back"
    here.places("y", {"A": 4})
    assert here.shelf("A") == (20, 0, 20)
    for _ in range(2):
        here.put(here.payment("y"))
    for command in (PackParcel("y-1"), UnpackParcel("y-1", "wrong box")):
        here.put(command)
        here.put(command)
        assert here.shelf("A") in ((16, 0, 16), (20, 4, 16))
    assert here.shelf("A") == (20, 4, 16)
    here.put(PackParcel("y-1"))
    assert here.shelf("A") == (16, 0, 16)
    here.put(UnpackParcel("y-1", "wrong box"))
    for _ in range(2):
        here.put(ReserveStock("z", takes_of(("A", "N1", 16))))
    assert here.refuses(ReserveStock("z", takes_of(("A", "N1", 17)))) == Refused(Reason.NOT_ENOUGH_STOCK, "A", 16)
    assert here.world.stock.reservations["z"].takes == takes_of(("A", "N1", 16))
    assert here.shelf("A") == (20, 20, 0)
    assert len(here.facts(StockPicked)) == 2
    assert len(here.facts(StockUnpicked)) == 2
    assert [fact.reservation for fact in here.facts(StockReserved)] == ["y", "z", "z"]
    assert here.messages() == ["x:payment_pending", "y:payment_pending", "y:confirmed"]
    truths.hold(here.world)


def test_r08_what_an_order_holds_is_the_orders_own() -> None:
    """Nobody changes or releases it from outside; it goes back when the order is cancelled."""
    here = Shop().sells("A").opens("N1").carries("P", 2).has("N1", A=5)
    here.places("y", {"A": 4})
    from_outside = ReserveStock("y", takes_of(("A", "N1", 1)))
    assert here.refuses(from_outside) == Refused(Reason.ALREADY_EXISTS, "y")
    here.cancels("y")
    assert here.shelf("A") == (5, 0, 5)
    assert here.refuses(place_order("y", {"A": 1})).reason is Reason.ALREADY_EXISTS
    truths.hold(here.world)


def test_r08_paid_when_the_units_are_gone_ends_with_the_money_back() -> None:
    """Units taken at payment may be taken by somebody else first: cancelled by us, paid back whole, told once."""
    here = Shop(reserve_at="payment").sells("A").opens("N1").carries("P", 2).has("N1", A=5)
    here.places("x", {"A": 4})
    here.places("y", {"A": 4})
    here.pays("y")
    here.pays("x")
    assert here.stages() == {"confirmed": 1, "cancelled": 1}
    assert here.messages("x") == ["x:payment_pending", "x:order_cancelled"]
    assert [type(effect).__name__ for effect in here.wanted() if effect.order == "x"] == [
        "AskPayment",
        "Transmit",
        "Transmit",
        "PayRefund",
    ]
    truths.hold(here.world)
