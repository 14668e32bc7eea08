"""A number is what its column says it is, or it is refused; never a guess."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.gateways.files import numerals
from promesa.gateways.files.faults import Fault
from promesa.gateways.files.numerals import Marks


def units(cell: Any, decimal: str | None = None) -> Any:
    found = numerals.whole(cell, decimal)
    return found.code if isinstance(found, Fault) else found


@pytest.mark.parametrize(
    ("cell", "without", "dot", "comma"),
    [
        ("12", 12, 12, 12),
        (" 12 ", 12, 12, 12),
        ("1,234", "ambiguous_number", 1234, "fraction"),
        ("1.234", "ambiguous_number", "fraction", 1234),
        ("1,234,567", 1234567, 1234567, 1234567),
        ("1.234.567", 1234567, 1234567, 1234567),
        ("1,234.00", 1234, 1234, 1234),
        ("1.234,00", 1234, 1234, 1234),
        ("12.00", 12, 12, 12),
        ("12,0", 12, 12, 12),
        ("12.5", "fraction", "fraction", "fraction"),
        ("12.000", "ambiguous_number", 12, 12000),
        ("1234.000", 1234, 1234, 1234),
        ("0.000", 0, 0, 0),
        ("1 234", 1234, 1234, 1234),
        ("1\u00a0234", 1234, 1234, 1234),
        ("1E+05", 100000, 100000, 100000),
        ("-5", "negative", "negative", "negative"),
        ("(5)", "negative", "negative", "negative"),
        ("5-", "negative", "negative", "negative"),
        ("2147483647", 2147483647, 2147483647, 2147483647),
        ("2147483648", "too_large", "too_large", "too_large"),
        ("9" * 39, "too_large", "too_large", "too_large"),
        ("9" * 99, "not_a_number", "not_a_number", "not_a_number"),
        ("", "missing", "missing", "missing"),
        ("doce", "not_a_number", "not_a_number", "not_a_number"),
        ("12 pzas", "not_a_number", "not_a_number", "not_a_number"),
        ("1,23,456", "not_a_number", "not_a_number", "not_a_number"),
        ("1.2.3", "not_a_number", "not_a_number", "not_a_number"),
        ("٣", "not_a_number", "not_a_number", "not_a_number"),
        ("²", "not_a_number", "not_a_number", "not_a_number"),
        (12.0, 12, 12, 12),
        (12.5, "fraction", "fraction", "fraction"),
        (-1.0, "negative", "negative", "negative"),
        (1e15, "digits_lost", "digits_lost", "digits_lost"),
        (float("nan"), "not_a_number", "not_a_number", "not_a_number"),
        (True, "not_a_number", "not_a_number", "not_a_number"),
    ],
)
def test_a_count_of_units(cell: Any, without: Any, dot: Any, comma: Any) -> None:
    assert [units(cell), units(cell, "."), units(cell, ",")] == [without, dot, comma]


@pytest.mark.parametrize(
    ("cell", "want"),
    [
        ("$1,234.50", 123450),
        ("1.234,50 MXN", 123450),
        ("12", 1200),
        ("12.5", 1250),
        ("12.505", "too_precise"),
        ("12.5000", 1250),
        (0.1 + 0.2, 30),
        (1234.1, 123410),
        (99.999, "too_precise"),
        ("-3", "negative"),
        ("gratis", "not_a_number"),
    ],
)
def test_pesos_become_centavos_exactly(cell: Any, want: Any) -> None:
    found = numerals.hundredths(cell, ".", 10**15)
    assert (found.code if isinstance(found, Fault) else found) == want


@pytest.mark.parametrize(
    ("column", "want"),
    [
        (["1", "2"], None),
        (["1,234", "5"], None),
        (["1,234", "1,234.5"], "."),
        (["1.234", "0,5"], ","),
        (["1,234", "1,234,567"], "."),
        (["1.5", "1,5"], None),
    ],
)
def test_the_column_says_its_decimal_mark(column: list[str], want: str | None) -> None:
    marks = Marks()
    for cell in column:
        marks.learn(cell)
    assert marks.decimal == want


def test_a_silent_column_hears_its_neighbours_but_not_over_its_own_word() -> None:
    dot, comma, silent, torn = Marks(dot=True), Marks(comma=True), Marks(), Marks(dot=True, comma=True)
    assert numerals.settled(silent, [silent, dot]) == "."
    assert numerals.settled(silent, [silent, dot, comma]) is None
    assert numerals.settled(comma, [comma, dot]) == ","
    assert numerals.settled(torn, [torn, dot]) is None


@given(st.integers(0, 2**31 - 1), st.integers(0, 3), st.sampled_from([".", ","]))
def test_a_number_written_with_known_marks_comes_back(value: int, places: int, decimal: str) -> None:
    thousands = numerals.OTHER[decimal]
    written = f"{value:,}".replace(",", thousands) + (decimal + "0" * places if places else "")
    assert units(written, decimal) == value


@given(st.text(max_size=50), st.sampled_from([".", ",", None]))
def test_no_text_crashes_the_reader(text: str, decimal: str | None) -> None:
    found = numerals.number(text, decimal)
    assert isinstance(found, Decimal | Fault)


@given(st.floats())
def test_no_float_crashes_the_reader(value: float) -> None:
    assert isinstance(numerals.whole(value, None), int | Fault)
