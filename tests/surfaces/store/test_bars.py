"""Bars that a scanner reads: drawn, measured as a scanner would, and read back."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.surfaces.store import bars

PRINTABLE = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=bars.LENGTH_MAX)


def scan(svg: str) -> str:
    """Widths of bars and gaps back to symbols, the check verified; nothing of the encoder but its table is used."""
    edges = [(int(x), int(width)) for x, width in re.findall(r"M(\d+) 0h(\d+)v", svg)]
    widths = []
    for (x, width), following in zip(edges, [*edges[1:], None], strict=True):
        widths += [width] if following is None else [width, following[0] - x - width]
    assert sum(widths[-7:]) == 13
    rows = ["".join(map(str, widths[at : at + 6])) for at in range(0, len(widths) - 7, 6)]
    values = [bars._WIDTHS.index(row) for row in rows]
    start, *data, check = values
    assert start == 104
    assert (start + sum(place * value for place, value in enumerate(data, 1))) % 103 == check
    return "".join(chr(value + 32) for value in data)


@given(PRINTABLE)
def test_what_is_drawn_is_read_back(text: str) -> None:
    assert scan(str(bars.drawn(text)).partition("<path")[2]) == text


def test_the_standards_own_figure() -> None:
    """Every symbol is eleven modules, stop thirteen, no two alike; "Wikipedia"'s check symbol is 88."""
    assert len(set(bars._WIDTHS)) == 107
    assert {sum(map(int, row)) for row in bars._WIDTHS[:-1]} == {11}
    assert bars.symbols("Wikipedia")[-2] == 88


@pytest.mark.parametrize("text", ["", "ñ", "x" * 49, "\n"])
def test_what_cannot_be_bars_is_not_drawn(text: str) -> None:
    assert bars.drawn(text) == ""
