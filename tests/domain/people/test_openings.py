"""Personal data are opened for a reason, by name, for ten minutes."""

from promesa.domain.people import openings
from promesa.domain.people.openings import OpenContact, OpeningReason, Openings
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused

ANA, EVA, NOW = CustomerId("ana"), "person:eva", Instant(1_000_000_000)


def opened(held: Openings, viewer: str = EVA, now: Instant = NOW) -> None:
    facts = openings.open_contact(held, OpenContact(ANA, viewer, OpeningReason.CALL_BACK), now)
    assert not isinstance(facts, Refused)
    for fact in facts:
        openings.FOLD[type(fact)](held, fact, now)


def test_it_is_open_to_who_said_why_and_to_nobody_else_and_not_for_long() -> None:
    held = Openings()
    assert not openings.is_open(held, ANA, EVA, NOW)
    opened(held)
    assert openings.is_open(held, ANA, EVA, NOW)
    assert not openings.is_open(held, ANA, "person:raul", NOW)
    assert not openings.is_open(held, CustomerId("luis"), EVA, NOW)
    assert not openings.is_open(held, ANA, EVA, Instant(NOW + openings.OPEN_FOR))


def test_each_time_is_a_fact_and_what_is_over_is_forgotten() -> None:
    held = Openings()
    opened(held)
    opened(held, "person:raul", Instant(NOW + openings.OPEN_FOR))
    assert len(held.until) == 1
    opened(held, EVA, Instant(NOW + openings.OPEN_FOR))
    assert len(held.until) == 2


def test_nobody_is_no_viewer() -> None:
    assert isinstance(openings.open_contact(Openings(), OpenContact(ANA, "", OpeningReason.LEGAL), NOW), Refused)
