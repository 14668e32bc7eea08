"""A paused location offers nothing, what it has not packed leaves from elsewhere, and it comes back in time."""

from promesa.domain.ledger.shipments.pick_words import LeaveLocation, NoPick, RejectPick
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.network.locations.words import (
    LocationPaused,
    LocationResumed,
    PauseLocation,
    ResumeLocation,
    week,
)
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.commit.words import SaveFailed
from promesa.domain.promise.words import PromiseMoved
from promesa.domain.values.refusal import Reason
from promesa.flows import paused_to_resumed
from promesa.lab import auditor
from tests.regressions.shop import GUADALAJARA, Shop, at

DAYS = week(("09:00", "21:00"), ("09:00", "21:00"), ("09:00", "21:00"))


def shop() -> Shop:
    here = Shop("2027-03-01 10:00").sells("A", "B", price=100)
    for name, pesos in (("S1", 0), ("S2", 20)):
        here.opens(name, asks=True, pickup=True, hours=DAYS, postal_code=GUADALAJARA, handling_centavos=pesos * 100)
    return here.carries("P", 2, 50).has("S1", A=5, B=5).has("S2", A=5)


def sold(here: Shop, order: str = "o1", **units: int) -> Shop:
    here.places(order, units or {"A": 2})
    here.pays(order)
    return here


def where(here: Shop) -> list[str]:
    return [fact.location for fact in here.facts(ParcelPlanned)]


def told(here: Shop, template: str) -> list[dict[str, str]]:
    return [dict(message.words) for message in here.facts(MessageWanted) if message.template == template]


def pauses(here: Shop, location: str = "S1", until: str | None = None) -> None:
    here.put(PauseLocation(location, "no light", None if until is None else at(until)))


def sound(here: Shop) -> None:
    report = auditor.audit(here.machine)
    assert report.clean, report.violations


def test_what_is_not_packed_leaves_from_elsewhere_by_the_same_date() -> None:
    here = sold(sold(shop()), "o2")
    here.packs("o2-1")
    pauses(here)
    assert where(here) == ["S1", "S1", "S2"]
    assert here.facts(PromiseMoved) == []
    assert {leg.location for offer in here.offers({"A": 1}) for leg in offer.legs} == {"S2"}
    here.hands_over("o2-1")
    sound(here)


def test_operations_hear_what_nobody_else_has() -> None:
    here = sold(shop(), B=1)
    pauses(here)
    (message,) = told(here, "location_paused")
    assert (message["only_here"], message["deliveries"], message["reason"]) == ("1", "1", "no light")
    assert [fact.cause for fact in here.facts(SaveFailed)] == ["location paused"]
    assert here.put(PauseLocation("S1", "again")) == [], "paused is paused"
    here.passes_to("2027-03-02 10:00")
    here.put(ResumeLocation("S1"))
    assert where(here) == ["S1"]
    assert [str(fact.promised_on) for fact in here.facts(PromiseMoved)] == ["2027-03-04"], "told once, when it is known"
    sound(here)


def test_a_pause_ends_by_itself() -> None:
    here = shop()
    pauses(here, until="2027-03-01 12:00")
    here.passes_to("2027-03-01 12:00")
    assert len(here.facts(LocationResumed)) == 1
    pauses(here, until="2027-03-01 14:00")
    pauses(here, until="2027-03-01 18:00")
    here.passes_to("2027-03-01 15:00")
    assert len(here.facts(LocationResumed)) == 1, "the end said last counts"
    here.put(ResumeLocation("S1"))
    here.passes_to("2027-03-01 19:00")
    assert len(here.facts(LocationResumed)) == 2
    assert here.reason(PauseLocation("S1", "", here.now)) is Reason.INVALID


def test_what_is_due_after_a_short_pause_waits_for_it() -> None:
    here = sold(shop())
    pauses(here, until="2027-03-01 12:00")
    assert where(here) == ["S1"]
    here.passes_to("2027-03-01 12:30")
    here.packs("o1-1")
    sound(here)


def test_a_store_whose_noes_are_far_from_usual_is_paused_until_it_opens_again() -> None:
    here = shop()
    here.has("S1", A=900, B=900).has("S2", A=900, B=900)
    number = 0
    while not here.facts(LocationPaused) and number < 60:
        number += 1
        sold(here, f"x{number}", A=1)
        here.submit(RejectPick(f"x{number}-1", NoPick.NO_POWER))
        here.now += 60_000_000
    assert 3 <= number <= 20, number
    (fact,) = here.facts(LocationPaused)
    assert (fact.location, fact.until) == ("S1", at("2027-03-02 09:00"))
    assert len(told(here, "pause_suggested")) == number
    here.passes_to("2027-03-02 09:00")
    assert [fact.location for fact in here.facts(LocationResumed)] == ["S1"]
    sound(here)


def test_many_parcels_leave_in_steps() -> None:
    here = shop()
    here.has("S1", A=90).has("S2", A=90)
    for number in range(paused_to_resumed.AT_ONCE + 3):
        sold(here, f"x{number}", A=1)
    pauses(here)
    assert where(here).count("S2") == paused_to_resumed.AT_ONCE
    here.passes_to("2027-03-01 10:01")
    assert where(here).count("S2") == paused_to_resumed.AT_ONCE + 3
    sound(here)


def test_nobody_leaves_an_open_location() -> None:
    here = sold(shop())
    assert here.put(LeaveLocation("o1-1")) == []


def test_a_paused_store_that_says_no_and_has_the_only_units_gets_its_parcel_back() -> None:
    here = sold(shop(), B=1)
    pauses(here)
    here.put(RejectPick("o1-1", NoPick.NO_POWER))
    assert (where(here), here.stage("o1")) == (["S1", "S1"], "confirmed")
    here.passes_to("2027-03-02 10:00")
    here.put(ResumeLocation("S1"))
    assert [str(fact.promised_on) for fact in here.facts(PromiseMoved)] == ["2027-03-04"]
    here.packs("o1-2")
    sound(here)
