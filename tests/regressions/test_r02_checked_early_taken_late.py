"""R02: a cart that holds nothing may lose its unit while its buyer is at the bank; then it ends refused, uncharged."""

from promesa.domain.ledger.orders.words import CheckoutRefused
from promesa.domain.ledger.payments.state import refundable
from promesa.domain.ledger.payments.words import AuthorisationVoided, PaymentCaptured, VoidAuthorisation
from promesa.domain.ledger.shipments.words import ParcelPlanned
from tests.regressions import truths
from tests.regressions.shop import Shop, at, place_order


def shop() -> Shop:
    return Shop("2027-03-01 10:00:00", reserve_at="order").sells("A").opens("N1").carries("P", 2, 50).has("N1", A=1)


def test_r02_checked_early_taken_late() -> None:
    """X's check passed before Y bought the only unit: X is refused and its authorisation let go in the same step."""
    here = shop()
    here.checks_out("X", {"A": 1}, order="x")
    assert here.shelf("A") == (1, 0, 1), "this flow holds nothing in the cart"
    here.passes_to("2027-03-01 10:00:05")
    here.places("y", {"A": 1})
    here.pays("y")
    here.passes_to("2027-03-01 10:00:20")
    before = here.machine.seen
    facts = here.put(place_order("x", {"A": 1}, cart="X", authorised="bank-7"))
    assert facts == [
        CheckoutRefused("x", "X", "not_enough_stock", "A"),
        AuthorisationVoided("x", "bank-7", "not_enough_stock"),
    ]
    appended = here.facts(since=before)
    assert appended == facts
    assert here.wanted(VoidAuthorisation) == [VoidAuthorisation("x", "bank-7")]
    assert here.machine.last_at == at("2027-03-01 10:00:20")
    assert set(here.world.orders.by_id) == {"y"}
    assert here.shelf("A") == (1, 1, 0)
    assert [fact.order for fact in here.facts(PaymentCaptured)] == ["y"]
    assert [sum(take.units for take in fact.takes) for fact in here.facts(ParcelPlanned)] == [1]
    assert here.messages() == ["y:payment_pending", "y:confirmed"]
    truths.hold(here.world)


def test_r02_told_again_it_is_let_go_once() -> None:
    here = shop()
    here.places("y", {"A": 1})
    late = place_order("x", {"A": 1}, authorised="bank-7")
    here.put(late)
    here.refuses(late)
    assert len(here.wanted(VoidAuthorisation)) == 1


def test_r02_a_second_authorisation_for_a_cart_that_is_an_order_is_let_go() -> None:
    """Two tabs pay the same cart: one order, one authorisation kept, the other one let go."""
    here = shop()
    here.put(place_order("x", {"A": 1}, cart="X", authorised="bank-1"))
    here.put(place_order("x2", {"A": 1}, cart="X", authorised="bank-2"))
    assert set(here.world.orders.by_id) == {"x"}
    assert here.wanted(VoidAuthorisation) == [VoidAuthorisation("x2", "bank-2")]
    assert refundable(here.world.payments, "x") == 0
    assert here.story()[-2:] == ["CheckoutRefused", "AuthorisationVoided"]
    truths.hold(here.world)
