"""Hours and weekdays are read as shops write them."""

from datetime import time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.gateways.files import clocks
from promesa.gateways.files.faults import Fault

SHORT = ("09:00", "21:00")


@pytest.mark.parametrize(
    ("written", "monday", "saturday", "sunday"),
    [
        ("9:00-21:00", SHORT, SHORT, SHORT),
        ("09:00 a 21:00 hrs", SHORT, SHORT, SHORT),
        ("9 a.m. - 9 p.m.", SHORT, SHORT, SHORT),
        ("9:00 a las 21:00", SHORT, SHORT, SHORT),
        ("L-V 9:00-21:00", SHORT, None, None),
        ("L-V 9:00-21:00; S 10:00-18:00; D cerrado", SHORT, ("10:00", "18:00"), None),
        ("Lunes a Viernes de 9:00 a 21:00, Sábado 10-14", SHORT, ("10:00", "14:00"), None),
        ("Mon-Fri 9am-9pm / Sat 10am-2pm", SHORT, ("10:00", "14:00"), None),
        ("24 horas", ("00:00", "24:00"), ("00:00", "24:00"), ("00:00", "24:00")),
        ("diario 9-21", SHORT, SHORT, SHORT),
        ("18:00-0:00", ("18:00", "24:00"), ("18:00", "24:00"), ("18:00", "24:00")),
        ("cerrado", None, None, None),
        ("-", None, None, None),
    ],
)
def test_hours_of_a_week(written: str, monday: Any, saturday: Any, sunday: Any) -> None:
    week = clocks.hours(written)
    assert not isinstance(week, Fault), week
    assert (week[0], week[5], week[6], len(week)) == (monday, saturday, sunday, 7)


@pytest.mark.parametrize(
    "written", ["21:00-9:00", "9:00", "9:00-25:00", "13 pm - 14 pm", "siempre", "L-V", "9:00-21:00 x"]
)
def test_what_are_no_hours(written: str) -> None:
    assert isinstance(clocks.hours(written), Fault)


@pytest.mark.parametrize(
    ("cell", "monday", "saturday"),
    [
        ("16:00", "16:00", None),
        ("4 pm", "16:00", None),
        ("L-V 16:00; S 12:00", "16:00", "12:00"),
        (time(16, 0), "16:00", None),
        (timedelta(hours=16), "16:00", None),
        (16 / 24, "16:00", None),
        ("sin corte", "fault", "fault"),
    ],
)
def test_cutoffs_of_a_week(cell: Any, monday: Any, saturday: Any) -> None:
    week = clocks.cutoffs(cell, range(5))
    assert (("fault", "fault") if isinstance(week, Fault) else (week[0], week[5])) == (monday, saturday)


@pytest.mark.parametrize(
    ("written", "want"),
    [
        ("L-V", (0, 1, 2, 3, 4)),
        ("lunes a sábado", (0, 1, 2, 3, 4, 5)),
        ("L, M, X", (0, 1, 2)),
        ("sábados y domingos", (5, 6)),
        ("1-5", (0, 1, 2, 3, 4)),
        ("V-L", (0, 4, 5, 6)),
        ("daily", (0, 1, 2, 3, 4, 5, 6)),
    ],
)
def test_weekdays(written: str, want: tuple[int, ...]) -> None:
    assert clocks.weekdays(written) == want


@given(st.text(max_size=40))
def test_no_text_crashes_the_clock(text: str) -> None:
    for reading in (clocks.hours, clocks.weekdays, clocks.clock, lambda cell: clocks.cutoffs(cell, range(5))):
        reading(text)
