"""A message says what is so when it is sent: told by stories, refused when the story has gone on."""

import pytest

from promesa.domain.conduct.telling import saying
from promesa.domain.ledger.payments.words import RecordRefund, RefundOwed
from promesa.domain.ledger.shipments.words import RecordScan, Scan
from promesa.domain.people.cases.words import CaseKind, CaseOpener, OpenCase
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.people.templates.words import RenderedTemplate
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.refusal import Reason, Refused
from tests.regressions.shop import Shop


def shop() -> Shop:
    here = Shop("2027-03-01 10:00").sells("A", "B").opens("N1").opens("N2", "09")
    return here.carries("slow", 4, 40).carries("fast", 1, 90, to=("14",)).has("N1", A=5, B=5).has("N2", A=1)


def says(here: Shop, template: str, order: str = "o1", **words: str) -> RenderedTemplate | Refused:
    """What the message would say now, with the words that its story gave it (or these)."""
    told = [one for one in here.facts(MessageWanted) if one.template == template and one.order == order]
    about = (f"{order}:{template}", OrderId(order), CustomerId("c"), template, tuple(words.items()))
    wanted = told[-1] if told and not words else MessageWanted(*about)
    return saying.render(here.world, wanted, here.now)


def text(here: Shop, template: str, **words: str) -> str:
    found = says(here, template, **words)
    assert isinstance(found, RenderedTemplate), found
    return found.text


def reason(here: Shop, template: str, **words: str) -> str:
    found = says(here, template, **words)
    assert isinstance(found, Refused), found
    assert found.reason in (Reason.CONTRADICTS_FACTS, Reason.NOT_BACKED), found
    return found.about.split(": ", 1)[1]


def test_an_order_is_told_from_its_payment_to_the_door() -> None:
    here = shop()
    here.places("o1", {"A": 2}, rail="oxxo")
    assert "Falta tu pago de $" in text(here, "payment_pending")
    assert "por OXXO" in text(here, "payment_pending")
    assert reason(here, "payment_received") == "no payment is with us"
    assert reason(here, "confirmed") == "placed"
    here.pays("o1")
    assert reason(here, "payment_pending") == "no such payment is awaited"
    assert "Ya tenemos tu pago" in text(here, "payment_received")
    assert "Llega a más tardar el " in text(here, "confirmed")
    assert reason(here, "on_its_way", parcel="o1-1") == "confirmed, planned"
    assert reason(here, "delivered", parcel="o1-1") == "confirmed, planned"
    here.packs("o1-1")
    here.hands_over("o1-1")
    assert "ya salió y va en camino" in text(here, "on_its_way")
    assert reason(here, "delivered", parcel="o1-1") == "confirmed, moving"
    assert reason(here, "address_check", x="") == "it has left"
    here.delivers("o1-1")
    assert "ya entregó tu pedido o1" in text(here, "delivered")
    assert reason(here, "on_its_way") == "closed, delivered"
    assert reason(here, "confirmed") == "closed"


def test_nothing_is_on_its_way_for_an_order_that_is_no_more() -> None:
    here = shop()
    here.places("o1", {"A": 2}, rail="card")
    here.pays("o1")
    wanted = "confirmed"
    assert "Llega a más tardar" in text(here, wanted)
    here.cancels("o1")
    for template in ("confirmed", "delay_apology", "we_are_looking_into_it", "thanks_for_waiting"):
        assert reason(here, template, x="") == "cancelled"
    assert isinstance(says(here, "on_its_way", parcel="o1-1"), Refused)


def test_an_old_promised_date_is_not_said() -> None:
    here = shop().has("N2", A=0)
    here.places("o1", {"A": 2}, rail="cod")
    before = text(here, "confirmed")
    here.passes_to("2027-03-01 16:00")
    assert reason(here, "confirmed") == "promised_on"
    later = text(here, "delayed")
    assert "Era para el viernes 5 de marzo; ahora llega a más tardar el sábado 6 de marzo" in later
    assert "viernes 5 de marzo" in before
    assert reason(here, "delayed", was_on="2027-03-05", promised_on="2027-03-07") == "promised_on"


@pytest.mark.parametrize(
    ("template", "words"),
    [
        ("payment_pending", {"amount": "1.00"}),
        ("confirmed", {"promised_on": "2027-03-02"}),
        ("delayed", {"promised_on": "2027-03-09"}),
        ("refund_paid", {"amount": "200.00"}),
        ("payment_returned", {"amount": "200.00", "reason": "late"}),
        ("order_cancelled", {"refund": "200.00"}),
        ("units_missing", {"sku": "A", "units": "1"}),
        ("lost", {"parcel": "o1-1"}),
        ("ready_for_pickup", {"parcel": "o1-1"}),
        ("at_branch", {"parcel": "o1-1"}),
        ("failed_attempt", {"parcel": "o1-1"}),
        ("return_on_arrival", {}),
        ("choice_wanted", {}),
        ("choice_made", {"choice": "ship", "location": "N9"}),
        ("substitute_wanted", {}),
        ("order_edited", {}),
        ("date_confirmed", {}),
        ("pickup_reminder", {}),
        ("delay_apology", {}),
    ],
)
def test_a_date_an_amount_or_a_remedy_that_nobody_gave_is_blocked(template: str, words: dict[str, str]) -> None:
    here = shop()
    here.places("o1", {"A": 2}, rail="card")
    here.pays("o1")
    assert reason(here, template, x="", **words)


def test_a_failed_attempt_is_told_each_time_while_it_is_the_last_we_know() -> None:
    here = shop()
    here.places("o1", {"A": 2}, rail="card")
    here.pays("o1")
    here.packs("o1-1")
    here.hands_over("o1-1")
    for day in ("2027-03-04 12:00", "2027-03-05 12:00"):
        here.passes_to(day)
        here.put(RecordScan("o1-1", Scan.ATTEMPT_FAILED, here.now))
    names = [one.message for one in here.facts(MessageWanted) if one.template == "failed_attempt"]
    assert names == ["o1-1:failed_attempt:1", "o1-1:failed_attempt:2"]
    assert "el viernes 5 de marzo y no pudo entregarlo" in text(here, "failed_attempt")
    here.delivers("o1-1")
    assert reason(here, "failed_attempt") == "closed, delivered"


def test_a_refund_is_told_when_it_has_gone_out() -> None:
    here = shop()
    here.places("o1", {"A": 2}, rail="card")
    here.pays("o1")
    here.cancels("o1")
    assert reason(here, "refund_paid") == "amount"
    (owed,) = here.facts(RefundOwed)
    here.put(RecordRefund(OrderId("o1"), owed.refund))
    assert "Ya salió tu reembolso de $" in text(here, "refund_paid")


def test_an_order_that_nobody_paid_is_closed_with_one_sentence() -> None:
    here = shop()
    here.places("o1", {"A": 1}, rail="spei")
    here.passes_to("2027-03-06 10:00")
    assert "No nos llegó a tiempo el pago de tu pedido o1" in text(here, "order_lapsed")
    assert reason(here, "order_cancelled", x="") == "cancelled"
    assert reason(here, "payment_pending") == "no such payment is awaited"


def test_a_claim_has_its_number_and_its_hour() -> None:
    here = shop()
    here.places("o1", {"A": 1}, rail="card")
    customer = here.world.orders.by_id[OrderId("o1")].placed.customer
    here.put(OpenCase("k1", customer, CaseKind.DAMAGED, CaseOpener.CUSTOMER, OrderId("o1"), message="m1"))
    said = text(here, "case_opened")
    assert said.startswith("Tu reclamo quedó registrado con el número k1")
    assert reason(here, "case_closed", case="k1") == "it is not closed"


def test_an_offer_is_for_sale_at_that_price_and_there_are_units() -> None:
    here = shop()
    assert "tenemos A a $100.00, y hay piezas hoy" in text(here, "offer", sku="A")
    assert reason(here, "offer", sku="A", price="90.00") == "price"
    assert reason(here, "offer", sku="Z") == "it is not for sale"
    here.has("N1", B=0)
    assert reason(here, "offer", sku="B") == "there are no units"


def test_our_own_people_read_the_words_of_the_fact() -> None:
    here = shop()
    words = {"contingency": "k", "answered": "7"}
    assert "contingencia k. Pedidos que recibieron su respuesta: 7" in text(here, "contingency_closed", **words)
    assert isinstance(says(here, "contingency_closed", contingency="k"), Refused)


def test_what_nobody_wrote_is_not_said() -> None:
    found = says(shop(), "no_such_template", x="")
    assert isinstance(found, Refused)
    assert found.reason is Reason.UNKNOWN_TEMPLATE
