"""The twins behave as partners do: they answer in their formats, repeat themselves, fall silent and call back."""

from typing import Any

import pytest

from promesa.domain.ledger.payments.words import AskPayment, CapturePayment, PayRefund, RecordRefund, VoidAuthorisation
from promesa.domain.ledger.shipments.words import RecordScan, RecordUnknownWord, Scan
from promesa.domain.values.ids import OrderId, ParcelId, PaymentId, RefundId
from promesa.domain.values.moments import DAY, HOUR, MEXICO_CITY, MINUTE, Instant, from_iso
from promesa.domain.values.money import Centavos
from promesa.gateways.carriers.dhl import read as dhl
from promesa.gateways.carriers.dhl.write import Request as Booking
from promesa.gateways.payments.mercadopago import hand
from promesa.gateways.payments.trouble import TurnedDown
from promesa.lab.clock import Agenda, Clock
from promesa.lab.outages import Outage, Outages
from promesa.lab.retailer import carriers
from promesa.lab.scenario import Scenario, chance
from promesa.lab.twins.carrier import CarrierTwin
from promesa.lab.twins.payments import PaymentTwin

NOON = from_iso("2026-03-04T18:00:00Z")
ORDER, PAYMENT = OrderId("P1"), PaymentId("P1:1")


class Street:
    """A clock, an agenda, and everything that was heard."""

    def __init__(self, scenario: Scenario) -> None:
        self.clock, self.agenda, self.heard = Clock(NOON), Agenda(), list[Any]()
        self.scenario = scenario
        quiet = Outages(chance(1, "quiet"), NOON, 1, 0)
        self.payments = PaymentTwin(self.agenda, self.clock, chance(1, "p"), quiet, scenario, self._hear_payment)
        self.carrier = CarrierTwin(
            self.agenda,
            self.clock,
            chance(1, "c"),
            quiet,
            scenario,
            carriers.network(),
            self._hear_carrier,
            lambda *_: [],
        )

    def _hear_payment(self, notice: Any) -> list[Any]:
        self.heard += hand.hear(self.payments, notice)
        return []

    def _hear_carrier(self, raw: bytes, _: str) -> list[Any]:
        self.heard += dhl.push(raw, ParcelId, MEXICO_CITY)
        return []

    def live(self, until: int) -> list[Any]:
        while (at := self.agenda.next_at()) is not None and at <= until:
            self.clock.move_to(Instant(max(at, self.clock.at)))
            for moment, doing in self.agenda.take_until(self.clock.at):
                doing(moment)
        return self.heard


def ask(rail: str) -> AskPayment:
    return AskPayment(ORDER, PAYMENT, rail, Centavos(85_000), Instant(NOON + 2 * DAY), NOON)


def hands(street: Street) -> Any:
    return hand.hands(street.payments, lambda _: "c@example.com")


def names(commands: list[Any]) -> list[str]:
    return [type(command).__name__ for command in commands]


def test_a_card_is_authorised_on_its_page_then_captured_then_given_back() -> None:
    street = Street(Scenario(card_declined_share=0.0))
    asked = hands(street)[AskPayment](ask("card"), "1")
    assert names(asked) == ["RecordPaymentAsked"]
    heard = street.live(NOON + HOUR)
    assert set(names(heard)) == {"AuthorisePayment"}
    handle = heard[0].handle
    captured = hands(street)[CapturePayment](CapturePayment(ORDER, PAYMENT, Centavos(85_000), handle), "2")
    assert [(type(one).__name__, one.amount) for one in captured] == [("ReceivePayment", 85_000)]
    refund = PayRefund(ORDER, RefundId("r1"), PAYMENT, Centavos(85_000), captured[0].handle, whole=True)
    assert hands(street)[PayRefund](refund, "3") == [RecordRefund(ORDER, RefundId("r1"))]


def test_a_declined_card_is_said_to_be_declined() -> None:
    street = Street(Scenario(card_declined_share=1.0))
    hands(street)[AskPayment](ask("card"), "1")
    assert "DeclinePayment" in names(street.live(NOON + HOUR))


@pytest.mark.parametrize(("rail", "within"), [("oxxo", 2 * DAY), ("spei", 8 * HOUR)])
def test_a_voucher_and_a_transfer_are_paid_later(rail: str, within: int) -> None:
    street = Street(Scenario(oxxo_never_share=0.0, spei_never_share=0.0))
    hands(street)[AskPayment](ask(rail), "1")
    heard = street.live(NOON + within + DAY)
    assert set(names(heard)) <= {"ReceivePayment"}
    assert all(one.rail == rail and NOON < one.paid_at <= NOON + within for one in heard)


def test_what_is_closed_in_time_is_not_paid() -> None:
    street = Street(Scenario(oxxo_never_share=0.0))
    handle = hands(street)[AskPayment](ask("oxxo"), "1")[0].handle
    assert hands(street)[VoidAuthorisation](VoidAuthorisation(ORDER, PAYMENT, handle), "2") == []
    assert street.live(NOON + 3 * DAY) == []


def test_the_same_key_opens_one_account() -> None:
    street = Street(Scenario())
    first, again = (hands(street)[AskPayment](ask("oxxo"), "1") for _ in range(2))
    assert first == again
    assert len(street.payments.accounts) == 1


def test_what_was_never_authorised_cannot_be_captured() -> None:
    street = Street(Scenario())
    account = street.payments.open_outside(Centavos(100))
    street.payments.accounts[account].detail = "expired"
    with pytest.raises(TurnedDown):
        street.payments.send(hand.write.Request("POST", f"/v1/orders/{account}/capture", None, "k"))


def booked(street: Street, service: str, to: str) -> str:
    party = {"postalAddress": {"postalCode": "54900"}}
    body = {
        "customerDetails": {"shipperDetails": party, "receiverDetails": {"postalAddress": {"postalCode": to}}},
        "content": {"packages": [{"customerReferences": [{"value": service, "typeCode": "CU"}]}]},
    }
    raw = street.carrier.send(Booking("POST", "/mydhlapi/shipments", body, "k"))
    return dhl.booked(raw, ParcelId("x")).tracking


def test_every_parcel_that_is_not_lost_arrives_once_and_mostly_in_time() -> None:
    street = Street(Scenario(lost_share=0.0, unknown_word_share=0.0))
    numbers = [booked(street, service, to) for service in ("vuelopronto", "tierra-firme") for to in ("97000", "22000")]
    for number in numbers:
        street.carrier.collect(number, NOON)
    heard = street.live(NOON + 40 * DAY)
    delivered = {one.parcel: one.scanned_at for one in heard if one.scan is Scan.DELIVERED}
    assert set(delivered) == set(numbers)
    assert all(NOON < at < NOON + 20 * DAY for at in delivered.values())
    assert all(isinstance(one, RecordScan) for one in heard)


def test_now_and_then_it_uses_a_word_of_its_own() -> None:
    street = Street(Scenario(unknown_word_share=1.0))
    street.carrier.collect(booked(street, "vuelopronto", "97000"), NOON)
    assert any(isinstance(one, RecordUnknownWord) for one in street.live(NOON + 20 * DAY))


def test_a_lost_parcel_is_never_heard_of_again() -> None:
    street = Street(Scenario(lost_share=1.0, unknown_word_share=0.0))
    street.carrier.collect(booked(street, "vuelopronto", "97000"), NOON)
    scans = {one.scan for one in street.live(NOON + 40 * DAY)}
    assert scans <= {Scan.IN_TRANSIT}


def test_a_partner_falls_silent_for_hours_and_comes_back() -> None:
    spells = Outages(chance(3, "silence"), NOON, 30, 4)
    silent = [minute for minute in range(30 * 24 * 60) if _is_silent(spells, NOON + minute * MINUTE)]
    assert 4 * 60 <= len(silent) < 12 * 60


def _is_silent(spells: Outages, now: int) -> bool:
    try:
        spells.check(now)
    except Outage:
        return True
    return False
