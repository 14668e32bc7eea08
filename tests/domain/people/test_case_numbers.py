"""Numbers of cases: the same for the same words, unlike each other, and readable aloud."""

import re

from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.people.cases import numbers
from promesa.domain.values import ids
from promesa.domain.values.ids import OrderId


@given(st.text(min_size=1, max_size=300))
def test_a_number_can_be_read_aloud_and_is_always_the_same(heard: str) -> None:
    number = numbers.of_talk(heard)
    assert re.fullmatch(r"C-[0-9A-HJKMNP-TV-Z]{5}-[0-9A-HJKMNP-TV-Z]{5}", number)
    assert number == numbers.of_talk(heard)
    assert ids.is_plain(number)


def test_many_messages_have_as_many_numbers() -> None:
    many = 200_000
    assert len({numbers.of_talk(f"wamid.{one}") for one in range(many)}) == many


def test_what_opened_a_case_about_an_order_is_in_its_number() -> None:
    assert {numbers.of_risk(OrderId("P1")), numbers.of_doubt(OrderId("P1"))} == {"P1-R", "P1-D"}
