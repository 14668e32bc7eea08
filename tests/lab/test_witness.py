"""Who looks over customers' shoulders finds what is planted, and nothing where all is well."""

from datetime import date, time

import pytest

from promesa.domain.people.messages.words import MARKETING, UTILITY
from promesa.domain.people.templates import library
from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import DAY, HOUR, MEXICO_CITY, Instant
from promesa.lab.month.habits import Habits
from promesa.lab.month.witness import Sight, Witness
from promesa.lab.twins.whatsapp import rates
from promesa.lab.twins.whatsapp.approvals import Template
from promesa.lab.twins.whatsapp.people import Person
from promesa.lab.twins.whatsapp.world import Message

TUESDAY = date(2026, 5, 26)
BEGINS = moments.at_local(date(2026, 5, 6), time(0), MEXICO_CITY)


def habits(agreed: str = "yes") -> Habits:
    return Habits(reads="at once", phone="52", leaves="", stands=3, agreed=agreed, asks=0.0, taps=0.0)


def said(meaning: str, hour: int, category: str = UTILITY, day: date = TUESDAY) -> Message:
    """One template as it was taken; its key tells nothing of what it is about."""
    copy = library.of(meaning)[0]
    at = moments.at_local(day, time(hour, 30), MEXICO_CITY)
    price = rates.Price(False, "free_customer_service", category)
    return Message(
        "1", Person("MX.1", "525512345678"), at, category, price, "k#1", Template(copy.name, "es_MX", category)
    )


def seen(message: Message, agreed: str = "yes", left_at: Instant | None = None) -> dict[str, int]:
    witness = Witness(BEGINS)
    witness.saw(message, Sight(CustomerId("c1"), habits(agreed), MEXICO_CITY, left_at))
    return dict(witness.wrong)


@pytest.mark.parametrize(
    ("meaning", "hour", "is_wrong"),
    [
        ("on_its_way", 19, False),
        ("on_its_way", 21, True),
        ("on_its_way", 7, True),
        ("choice_wanted", 21, False),
        ("choice_wanted", 22, True),
        ("units_missing", 7, False),
        ("units_missing", 6, True),
        ("confirmed_pickup", 3, False),
        ("delivered_part", 21, True),
    ],
)
def test_hours_are_those_of_what_a_template_is_about(meaning: str, hour: int, is_wrong: bool) -> None:
    assert bool(seen(said(meaning, hour))) is is_wrong


def test_offers_are_for_who_agreed_on_weekdays_and_until_they_stop_them() -> None:
    offer = said("offer", 12, MARKETING)
    assert seen(offer) == {}
    assert seen(offer, "opposed") == {"an advertisement without consent": 1}
    assert seen(said("offer", 12, MARKETING, date(2026, 5, 15)), "listed lately") == {}
    assert seen(offer, "listed lately") == {"an advertisement without consent": 1}
    late = moments.local_date(Instant(BEGINS + 11 * DAY), MEXICO_CITY)
    assert late.weekday() == 6
    assert seen(said("offer", 12, MARKETING, late), "listed lately") == {
        "an advertisement without consent": 1,
        "an advertisement on a Sunday": 1,
    }
    assert seen(offer, left_at=Instant(offer.taken_at - HOUR)) == {"an advertisement after they stopped it": 1}
    assert seen(offer, left_at=Instant(offer.taken_at + HOUR)) == {}
