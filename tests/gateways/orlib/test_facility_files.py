"""OR-Library's format: read as published, and told by line where it is not whole."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from promesa.engine.log import Trouble
from promesa.gateways.orlib import facility_files
from promesa.kernels import facility
from promesa.kernels.programs import Ended

TOLERANCE = 0.01
SMALL = """ 2 3
 10 100.
 12 50.5
 4
 1.0 2.0
 5
 3.0 4.5
 6
 7 8
"""


def test_a_case_is_read_wherever_its_lines_break() -> None:
    for text in (SMALL, " ".join(SMALL.split()), SMALL.replace("\n", "\r\n"), "\n".join(SMALL.split())):
        case = facility_files.parse(text).case
        assert case.capacity.tolist() == [10, 12]
        assert case.fixed.tolist() == [100, 50.5]
        assert case.demand.tolist() == [4, 5, 6]
        assert case.cost.tolist() == [[1, 2], [3, 4.5], [7, 8]]


def test_the_word_capacity_is_what_was_given() -> None:
    text = SMALL.replace(" 10 ", " capacity ").replace(" 12 ", " Capacity ")
    read = facility_files.parse(text, 8_000)
    assert read.case.capacity.tolist() == [8_000, 8_000]
    assert read.capacity_used
    assert not facility_files.parse(SMALL, 8_000).capacity_used
    with pytest.raises(facility_files.NeedsCapacity, match="Line 2") as raised:
        facility_files.parse(text)
    assert "--capacity" in raised.value.say("es")


@pytest.mark.parametrize(
    ("old", "new", "line", "what"),
    [
        (" 5\n", "", 6, "customer 2"),  # a demand is missing: the next customer's stands in the middle of a line
        (" 4\n 1.0 2.0\n", " 1.0 2.0\n", 4, "demand"),
        (" 7 8\n", " 7\n", 9, "customer 3 from facility 2"),
        (" 7 8\n", "", 8, "customer 3 from facility 1"),
        (" 6\n 7 8\n", "", 7, "demand of customer 3"),
        (" 7 8\n", " 7 8 9\n", 9, "9"),
        (" 5\n", " five\n", 6, "demand of customer 2"),
        (" 5\n", " -5\n", 6, "demand of customer 2"),
        (" 4.5\n", " nan\n", 7, "customer 2 from facility 2"),
        (" 12 ", " 1_2 ", 3, "capacity of facility 2"),
        (" 10 ", " inf ", 2, "capacity of facility 1"),
        (" 50.5\n", " capacity\n", 3, "fixed cost of facility 2"),
        (" 2 3\n", " 2.5 3\n", 1, "facilities"),
        (" 2 3\n", " 2 0\n", 1, "customers"),
        (SMALL, "", 1, "facilities"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, line: int, what: str) -> None:
    with pytest.raises(Trouble) as raised:
        facility_files.parse(SMALL.replace(old, new, 1))
    english, spanish = raised.value.say("en"), raised.value.say("es")
    assert f"ine {line}" in english, english
    assert f"englón {line}" in spanish
    assert what in english, english


def test_every_case_of_the_library_has_its_published_optimum(shared_data: Callable[[str], Path]) -> None:
    with shared_data("orlib_cap/optima.csv").open() as lines:
        optima = {row["instance"]: float(row["published_optimum"]) for row in csv.DictReader(lines)}
    assert len(optima) == 37
    for name, optimum in optima.items():
        found = facility.solve(facility_files.read(shared_data(f"orlib_cap/{name}.txt")).case)
        assert found.ended is Ended.PROVEN, name
        assert found.objective == pytest.approx(optimum, abs=TOLERANCE), name
        assert found.objective == pytest.approx(found.bound, abs=TOLERANCE), name
