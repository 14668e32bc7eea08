"""Locations: opening, changing, pausing and closing them (R12, R20)."""

from datetime import date
from typing import Any

import msgspec
import pytest

from promesa.domain.network.locations import days, rules, state
from promesa.domain.network.locations.state import Locations
from promesa.domain.network.locations.words import (
    AboutLocation,
    ChangeLocation,
    CloseLocation,
    LoadLocations,
    LocationClosed,
    OpenLocation,
    PauseLocation,
    ResumeLocation,
    SetClosures,
    week,
)
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.network import telling


def tell(known: Locations, *asks: Any) -> Any:
    return telling.tell(known, rules.RULES, state.FOLD, *asks)


def opened(*names: str, **about: Any) -> Locations:
    known = Locations()
    tell(known, *(OpenLocation(location=name, **about) for name in names))
    return known


def active(known: Locations) -> list[str]:
    return [location.location for location in state.active(known)]


def test_locations_are_counted_as_they_open_and_listed_by_id() -> None:
    known = opened("n2", "n1", "n3")
    assert active(known) == ["n1", "n2", "n3"]
    assert [state.at(known, row).location for row in range(3)] == ["n2", "n1", "n3"]
    assert state.find(known, "n1").index == 1
    assert state.find(known, "n9") is None
    assert state.active(known) is state.active(known)


def test_r12_a_closed_location_offers_nothing_from_its_one_fact_on() -> None:
    known = opened("n1", "n2", "n3")
    assert state.active(known)
    assert tell(known, CloseLocation("n3", "vendida")) == [LocationClosed("n3", "vendida")]
    assert active(known) == ["n1", "n2"]
    assert tell(known, CloseLocation("n3")) == [], "closing again completes, and changes nothing"
    tell(known, PauseLocation("n1"))
    assert active(known) == ["n2"]
    assert tell(known, PauseLocation("n1")) == []
    tell(known, ResumeLocation("n1"))
    assert active(known) == ["n1", "n2"]
    for ask in (PauseLocation("n3"), ResumeLocation("n3"), ChangeLocation(location="n3"), SetClosures("n3", ())):
        assert tell(known, ask) == Refused(Reason.WRONG_STATE, "n3")
    assert tell(known, CloseLocation("n9")) == Refused(Reason.UNKNOWN_LOCATION, "n9")


def test_a_closed_location_may_open_again_in_its_old_row() -> None:
    known = opened("n1", "n2")
    tell(known, CloseLocation("n1"), OpenLocation(location="n1", name="otra vez"))
    assert (state.find(known, "n1").index, active(known)) == (0, ["n1", "n2"])
    assert known.rows == ["n1", "n2"]


def test_r20_a_name_in_another_case_is_refused_by_the_name_that_exists() -> None:
    known = opened("TEST", "8", "835")
    assert tell(known, OpenLocation(location="test")) == Refused(Reason.ALREADY_EXISTS, "TEST")
    assert tell(known, OpenLocation(location=" TEST ")) == Refused(Reason.ALREADY_EXISTS, "TEST")
    assert tell(known, LoadLocations((AboutLocation(location="Test"),))) == Refused(
        Reason.ALREADY_EXISTS, "row 1: Test"
    )
    assert state.find(known, "test") is None
    assert state.find(known, "8").location == "8"
    assert state.find(known, "83") is None


def test_a_channel_sells_only_from_its_own_pool() -> None:
    known = opened("n1")
    tell(known, OpenLocation(location="n2", channels=("mercado", " web ")), OpenLocation(location="n3"))
    tell(known, PauseLocation("n3"))
    assert [one.location for one in state.selling(known, "web")] == ["n1", "n2"]
    assert [one.location for one in state.selling(known, "chat")] == ["n1"]
    tell(known, ResumeLocation("n3"))
    assert [one.location for one in state.selling(known, "chat")] == ["n1", "n3"]


def test_a_change_describes_the_whole_and_the_same_again_is_nothing() -> None:
    known = opened("n1", handling_days=2)
    before = state.find(known, "n1")
    assert tell(known, ChangeLocation(location="n1", handling_days=2)) == []
    assert len(tell(known, ChangeLocation(location="n1", cutoffs=week("16:00")))) == 1
    after = state.find(known, "n1")
    assert before is not None
    assert after is not None
    assert (after.handling_days, after.index) == (0, before.index)
    assert (before.working.weekdays, after.working.weekdays) == ((), (0, 1, 2, 3, 4))
    assert tell(known, ChangeLocation(location="n2")) == Refused(Reason.UNKNOWN_LOCATION, "n2")


def test_closures_replace_the_former_ones() -> None:
    known = opened("n1", cutoffs=week("16:00"), holidays="")
    tell(known, SetClosures("n1", (date(2027, 5, 11), date(2027, 5, 10), date(2027, 5, 10))))
    location = state.find(known, "n1")
    assert location is not None
    assert location.closures == (date(2027, 5, 10), date(2027, 5, 11))
    assert days.process_day(location, telling.at("2027-05-10T09:00")) == date(2027, 5, 12)
    assert tell(known, SetClosures("n1", location.closures)) == []


def test_a_batch_opens_and_changes_in_one_fact() -> None:
    known = opened("n1", "n2")
    tell(known, CloseLocation("n2"))
    rows = (AboutLocation(location="n1"), AboutLocation(location="n2", name="x"), AboutLocation(location=" n3 "))
    (fact,) = tell(known, LoadLocations(rows, "file"))
    assert [row.location for row in fact.locations] == ["n2", "n3"]
    assert active(known) == ["n1", "n3"], "what is closed stays closed"
    assert tell(known, LoadLocations(rows, "file")) == []
    twice = LoadLocations((AboutLocation(location="n4"), AboutLocation(location="n4")))
    assert tell(known, twice) == Refused(Reason.ALREADY_EXISTS, "row 2: n4")


@pytest.mark.parametrize(
    ("about", "field"),
    [
        ({"location": " "}, "location"),
        ({"kind": "warehouse"}, "kind"),
        ({"zone": "America/Atlantis"}, "zone"),
        ({"lat": 91.0, "lon": 0.0}, "lat, lon"),
        ({"lat": 1.0}, "lat, lon"),
        ({"hours": (("09:00", "21:00"),)}, "hours"),
        ({"hours": week(("21:00", "09:00"))}, "hours"),
        ({"hours": week(("09:00", "25:00"))}, "hours"),
        ({"cutoffs": week("4 pm")}, "cutoffs"),
        ({"cutoffs": week("00:00")}, "cutoffs"),
        ({"cutoffs": ("16:00",) * 6}, "cutoffs"),
        ({"holidays": "atlantis"}, "holidays"),
        ({"handling_days": -1}, "handling_days"),
        ({"handling_days": 366}, "handling_days"),
        ({"handling_centavos": -1}, "handling_centavos"),
        ({"orders_per_day": -1}, "orders_per_day"),
        ({"pickup_prep_minutes": -1}, "pickup_prep_minutes"),
        ({"channels": ("",)}, "channels"),
        ({"postal_code": " "}, "postal_code"),
    ],
)
def test_a_bad_description_is_refused_by_the_field_at_fault(about: dict[str, Any], field: str) -> None:
    known = Locations()
    answer = tell(known, OpenLocation(**{"location": "n1", **about}))
    assert isinstance(answer, Refused)
    assert answer.reason == Reason.INVALID
    assert answer.about.endswith(field)
    assert known == Locations()
    batch = tell(known, LoadLocations((AboutLocation(**{"location": "n1", **about}),)))
    assert batch == Refused(Reason.INVALID, f"row 1: {answer.about}")


@pytest.mark.parametrize("clock", ["9:00", "0900", "09:60", "24:01", "-1:00", "", "١٢:٠٠", "09:00 ", "+9:00"])
def test_a_clock_is_written_in_one_way(clock: str) -> None:
    assert state.clock_minutes(clock) is None


def test_hours_of_a_day_go_from_midnight_to_midnight() -> None:
    assert (state.clock_minutes("00:00"), state.clock_minutes("24:00")) == (0, 1440)


def test_r20_zero_orders_a_day_is_closed_and_none_is_no_limit() -> None:
    assert state.find(opened("n1", orders_per_day=0), "n1").orders_per_day == 0
    assert state.find(opened("n1"), "n1").orders_per_day is None


def test_the_state_goes_through_a_snapshot_without_what_was_worked_out() -> None:
    known = opened("n1", "n2", cutoffs=week("16:00", "11:00"), hours=week(("09:00", "21:00")))
    tell(known, SetClosures("n1", (date(2027, 5, 10),)), CloseLocation("n2"))
    assert state.active(known)[0].working.weekdays
    written = msgspec.msgpack.encode(known)
    assert b"memo" not in written
    again = msgspec.msgpack.decode(written, type=Locations)
    assert again == known
    assert active(again) == ["n1"]
