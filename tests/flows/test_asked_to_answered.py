"""Stores that are asked: they say yes, no, a part of it, or nothing; each promise goes on from there."""

import pytest

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.shipments import picks
from promesa.domain.ledger.shipments.pick_words import (
    AcceptPick,
    NoPick,
    PickAccepted,
    PickAsked,
    PickLapsed,
    PickRejected,
    PickShort,
    RejectPick,
)
from promesa.domain.ledger.shipments.picks import TaskStatus
from promesa.domain.ledger.shipments.state import Status
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.network.locations.words import week
from promesa.domain.promise.choices import Choice, ChoiceAwaited, MakeChoice
from promesa.domain.promise.words import PromiseBroken, PromiseMoved
from promesa.domain.values.refusal import Reason
from promesa.lab import auditor
from tests.regressions.shop import GUADALAJARA, Shop, at

DAYS = week(("09:00", "21:00"), ("09:00", "21:00"), ("09:00", "21:00"))


def shop(**policy: object) -> Shop:
    """Two stores that are asked, the first cheaper, and a dear warehouse that is not."""
    here = Shop("2027-03-01 10:00", **policy).sells("A", "B", price=100)
    for name, pesos in (("S1", 0), ("S2", 20)):
        here.opens(name, asks=True, pickup=True, hours=DAYS, postal_code=GUADALAJARA, handling_centavos=pesos * 100)
    here.opens("W", handling_centavos=150_00).carries("P", 2, 50)
    return here.has("S1", A=5, B=5).has("S2", A=5, B=5).has("W", A=9, B=9)


def sold(here: Shop, order: str = "o1", **units: int) -> Shop:
    here.places(order, units or {"A": 2})
    here.pays(order)
    return here


def where(here: Shop) -> list[str]:
    return [fact.location for fact in here.facts(ParcelPlanned)]


def says_no(here: Shop, parcel: str, reason: NoPick, *units: tuple[str, int]) -> list[object]:
    return here.put(RejectPick(parcel, reason, units))


def sound(here: Shop) -> None:
    report = auditor.audit(here.machine)
    assert report.clean, report.violations


def test_a_store_is_asked_and_says_yes() -> None:
    here = sold(shop())
    (asked,) = here.facts(PickAsked)
    assert (asked.parcel, asked.location) == ("o1-1", "S1")
    here.put(AcceptPick("o1-1"))
    assert here.put(AcceptPick("o1-1")) == [], "said twice is said once"
    here.packs("o1-1")
    here.passes_to("2027-03-03 09:00")
    assert here.facts(PickLapsed) == []
    sound(here)


def test_whoever_is_not_asked_has_accepted() -> None:
    here = shop()
    here.has("S1", A=0).has("S2", A=0)
    sold(here)
    assert where(here) == ["W"]
    assert here.facts(PickAsked) == []
    here.packs("o1-1")
    sound(here)


def test_packing_is_a_yes() -> None:
    here = sold(shop())
    here.packs("o1-1")
    assert here.world.picks.tasks["o1-1"].status is TaskStatus.ACCEPTED
    here.passes_to("2027-03-02 20:00")
    assert here.facts(PickLapsed) == []


def test_the_time_to_answer_is_the_promises_slack() -> None:
    """S2 could still be asked until its cut-off at 16:00 less its own twenty minutes to answer."""
    here = sold(shop())
    assert here.facts(PickAsked)[0].answer_by == at("2027-03-01 15:40")
    late = Shop("2027-03-01 10:00").sells("A")
    late.opens("S1", asks=True, hours=DAYS).carries("P", 2, 50).has("S1", A=5)
    sold(late)
    (parcel,) = late.facts(ParcelPlanned)
    assert late.facts(PickAsked)[0].answer_by == parcel.hand_over_by - 20 * 60_000_000, "nobody else could do it"


def test_silence_moves_the_parcel_in_time() -> None:
    here = sold(shop())
    here.passes_to("2027-03-01 15:41")
    assert [fact.moved for fact in here.facts(PickLapsed)] == [True]
    assert where(here) == ["S1", "S2"]
    assert here.facts(PromiseMoved) == [], "the same date is kept"
    assert here.reason(AcceptPick("o1-1")) is Reason.WRONG_STATE, "too late"
    assert (here.reserved("A", "S1"), here.reserved("A", "S2")) == (0, 2)
    sound(here)


def test_silence_of_the_only_holder_harms_nobody() -> None:
    here = Shop("2027-03-01 10:00").sells("A")
    here.opens("S1", asks=True, hours=DAYS).carries("P", 2, 50).has("S1", A=5)
    sold(here)
    here.passes_to("2027-03-01 20:50")
    assert [fact.moved for fact in here.facts(PickLapsed)] == [False]
    here.packs("o1-1")
    sound(here)


STOCK = {
    NoPick.NOT_FOUND: (0, 0),
    NoPick.DAMAGED: (3, 0),
    NoPick.SOLD: (3, 0),
    NoPick.ON_DISPLAY: (3, 0),
    NoPick.TOO_BUSY: (5, 0),
    NoPick.CLOSED: (5, 0),
    NoPick.NO_POWER: (5, 0),
    NoPick.CANNOT_SHIP: (5, 0),
}


@pytest.mark.parametrize("reason", list(NoPick))
def test_each_reason_has_its_effect_on_the_shelf(reason: NoPick) -> None:
    here = sold(shop())
    says_no(here, "o1-1", reason)
    assert (here.on_hand("A", "S1"), here.reserved("A", "S1")) == STOCK[reason]
    assert where(here) == ["S1", "S2"]
    assert here.stage("o1") is Stage.CONFIRMED
    assert says_no(here, "o1-1", reason) == [], "said twice is said once"
    assert here.reason(AcceptPick("o1-1")) is Reason.WRONG_STATE
    sound(here)


def test_nobody_who_said_no_is_asked_again() -> None:
    here = sold(shop())
    says_no(here, "o1-1", NoPick.TOO_BUSY)
    says_no(here, "o1-2", NoPick.TOO_BUSY)
    assert where(here) == ["S1", "S2", "W"]
    here.passes_to("2027-03-01 17:00")  # W misses its hour: S1 and S2 would have the units
    here.passes_to("2027-03-04 17:00")
    assert set(where(here)[2:]) == {"W"}
    sound(here)


def test_a_part_is_packed_and_the_rest_goes_another_way() -> None:
    here = sold(shop(), A=2, B=1)
    says_no(here, "o1-1", NoPick.NOT_FOUND, ("A", 1))
    assert [(one.parcel, one.location, one.takes) for one in here.facts(ParcelPlanned)[1:]] == [
        ("o1-2", "S2", (("A", "S2", 1),)) if False else ("o1-2", "S2", here.facts(ParcelPlanned)[1].takes),
        ("o1-3", "S1", here.facts(ParcelPlanned)[2].takes),
    ]
    assert here.facts(PickRejected)[0].rest == "o1-3"
    assert here.world.picks.tasks["o1-3"].status is TaskStatus.ACCEPTED
    assert here.on_hand("A", "S1") == 1
    here.packs("o1-3")
    sound(here)


def test_a_split_that_is_not_permitted_moves_all_of_it() -> None:
    here = sold(shop(parcels_max=1), A=2, B=1)
    says_no(here, "o1-1", NoPick.NOT_FOUND, ("A", 1))
    assert where(here) == ["S1", "S2"]
    assert here.reserved("B", "S1") == 0
    sound(here)


def test_a_split_that_is_not_permitted_and_no_other_way_is_the_customers_choice() -> None:
    here = shop(parcels_max=1)
    here.has("S2", B=0).has("W", B=0)
    sold(here, A=1, B=1)
    says_no(here, "o1-1", NoPick.NOT_FOUND, ("A", 1))
    assert len(here.facts(ChoiceAwaited)) == 1
    here.put(MakeChoice("o1", Choice.LEAVE_OUT))
    assert where(here) == ["S1", "S1"]
    here.packs("o1-2")
    sound(here)


def test_short_after_a_yes() -> None:
    here = sold(shop())
    here.put(AcceptPick("o1-1"))
    says_no(here, "o1-1", NoPick.DAMAGED, ("A", 1))
    assert here.facts(PickRejected) == []
    assert [fact.reason for fact in here.facts(PickShort)] == [NoPick.DAMAGED]
    assert where(here) == ["S1", "S2", "S1"]
    assert says_no(here, "o1-1", NoPick.DAMAGED, ("A", 1)) == [], "said twice is said once"
    sound(here)


def test_the_only_holder_that_is_busy_is_asked_for_another_day_once() -> None:
    here = Shop("2027-03-01 10:00").sells("A")
    here.opens("S1", asks=True, hours=DAYS).carries("P", 2, 50).has("S1", A=5)
    sold(here)
    says_no(here, "o1-1", NoPick.TOO_BUSY)
    assert where(here) == ["S1", "S1"]
    assert [fact.parcel for fact in here.facts(PickAsked)] == ["o1-1", "o1-2"]
    assert [str(fact.promised_on) for fact in here.facts(PromiseMoved)] == ["2027-03-04"]
    says_no(here, "o1-2", NoPick.TOO_BUSY)
    assert here.stage("o1") is Stage.CANCELLED
    assert [fact.failure for fact in here.facts(PromiseBroken)] == ["store_rejected"]
    assert here.shelf("A", "S1") == (5, 0, 5)
    sound(here)


def test_what_nobody_else_has_is_left_out_and_paid_back() -> None:
    here = shop()
    here.has("S2", A=0).has("W", A=0)
    sold(here, A=1, B=1)
    says_no(here, "o1-1", NoPick.SOLD, ("A", 1))
    assert here.stage("o1") is Stage.CONFIRMED
    assert [one for one in here.messages("o1") if ":missing:" in one] == ["o1:missing:1:0:1"]
    here.packs("o1-2")
    sound(here)


def test_a_pickup_that_is_refused_is_the_customers_choice() -> None:
    here = shop()
    here.places("o1", {"A": 1, "B": 1}, pickup_location="S1", postal_code=None)
    here.pays("o1")
    says_no(here, "o1-1", NoPick.NOT_FOUND)
    assert len(here.facts(ChoiceAwaited)) == 2
    here.put(MakeChoice("o1", Choice.OTHER_STORE, "S2"))
    assert where(here) == ["S1", "S2"]
    assert [fact.location for fact in here.facts(PickAsked)] == ["S1", "S2"]
    sound(here)


def test_what_is_refused_of_a_no() -> None:
    here = sold(shop())
    assert here.reason(RejectPick("o1-1", NoPick.DAMAGED, (("Z", 1),))) is Reason.UNKNOWN_SKU
    assert here.reason(RejectPick("o1-1", NoPick.DAMAGED, (("A", 3),))) is Reason.BAD_QUANTITY
    assert here.reason(RejectPick("none", NoPick.DAMAGED)) is Reason.UNKNOWN_PARCEL
    here.packs("o1-1")
    assert here.reason(RejectPick("o1-1", NoPick.DAMAGED)) is Reason.WRONG_STATE


def test_who_says_yes_more_often_is_asked_first() -> None:
    """S2 is twenty pesos dearer than S3 and never says no; S3 nearly always does."""
    here = shop(ask_again_cost=30_00)
    here.opens("S3", asks=True, hours=DAYS, handling_centavos=0).has("S3", A=50)
    here.has("S1", A=50, B=50).has("S2", A=50)
    for number in range(12):
        name = f"x{number}"
        sold(here, name, A=1)
        for fact in list(here.facts(PickAsked)):
            if here.world.picks.tasks[fact.parcel].status is TaskStatus.ASKED:
                if fact.location == "S3":
                    says_no(here, fact.parcel, NoPick.TOO_BUSY)
                elif fact.location == "S2":
                    here.put(AcceptPick(fact.parcel))
                elif number % 2:
                    says_no(here, fact.parcel, NoPick.TOO_BUSY)
    likely = {name: picks.acceptance(here.world.picks, name, here.now) for name in ("S2", "S3")}
    assert likely["S3"] < 0.5 < likely["S2"], likely
    sound(here)


def test_a_cancelled_order_withdraws_its_task() -> None:
    here = sold(shop())
    here.cancels("o1")
    assert here.world.picks.tasks["o1-1"].status is TaskStatus.WITHDRAWN
    assert here.facts(PickAccepted) == []
    assert here.world.shipments.by_id["o1-1"].status is Status.CANCELLED
    sound(here)


def test_what_is_learned_of_pickups_says_nothing_of_deliveries() -> None:
    here = shop()
    here.has("S1", A=50)
    for number in range(9):
        here.places(f"x{number}", {"A": 1}, pickup_location="S1", postal_code=None)
        here.pays(f"x{number}")
        here.put(AcceptPick(f"x{number}-1"))
    world, now = here.world, here.now
    assert picks.acceptance(world.picks, "S1", now, "pickup") > 0.93
    assert picks.acceptance(world.picks, "S1", now) == picks.CHAIN_BEFORE
