"""A label lives so many days: a new one is made when it is void before hand-over, and there is never a second one."""

from promesa.domain.ledger.shipments.words import (
    BookParcel,
    CancelBooking,
    LabelVoided,
    ParcelBooked,
    RecordBooking,
    UnpackParcel,
)
from promesa.domain.network.carriers.words import SetCoverage
from tests.regressions import truths
from tests.regressions.shop import Shop, offer_service


def packed(days: int = 5) -> Shop:
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").has("N1", A=9)
    here.put(offer_service("P", 2, 50, label_days=days))
    here.put(SetCoverage("P", areas=("*",)))
    here.places("o1", {"A": 1}, rail="cod")
    here.packs("o1-1")
    here.put(RecordBooking("o1-1", "c", "T1"))
    return here


def labels(here: Shop) -> set[str]:
    """The labels that are made and neither void nor given back: at most one."""
    made = {fact.tracking for fact in here.facts(ParcelBooked)}
    live = made - {fact.tracking for fact in here.facts(LabelVoided)}
    assert live <= made - {effect.tracking for effect in here.wanted(CancelBooking)}
    assert len(live) <= 1
    return live


def test_a_label_that_is_void_before_the_van_comes_is_replaced() -> None:
    here = packed()
    here.passes_to("2027-03-06 09:59")
    assert (labels(here), len(here.wanted(BookParcel))) == ({"T1"}, 1)
    here.passes_to("2027-03-06 10:01")
    assert [fact.reason for fact in here.facts(LabelVoided)] == ["expired"]
    assert [effect.tracking for effect in here.wanted(CancelBooking)] == ["T1"]
    assert (labels(here), len(here.wanted(BookParcel))) == (set(), 2)
    assert here.put(RecordBooking("o1-1", "c", "T1")) == []
    here.put(RecordBooking("o1-1", "c", "T2"))
    assert labels(here) == {"T2"}
    here.hands_over("o1-1")
    here.passes_to("2027-03-30 10:00")
    assert len(here.facts(LabelVoided)) == 1, "what has left keeps its label"
    truths.hold(here.world)


def test_what_left_in_time_keeps_its_label_and_a_service_may_have_no_limit() -> None:
    here = packed()
    here.hands_over("o1-1")
    here.passes_to("2027-03-20 10:00")
    assert (labels(here), here.facts(LabelVoided)) == ({"T1"}, [])
    here = packed(days=0)
    here.passes_to("2027-03-20 10:00")
    assert here.facts(LabelVoided) == []


def test_a_second_label_makes_the_first_one_void() -> None:
    here = packed()
    here.put(RecordBooking("o1-1", "c", "T2"))
    assert labels(here) == {"T2"}
    assert [(fact.tracking, fact.reason) for fact in here.facts(LabelVoided)] == [("T1", "replaced")]
    here.passes_to("2027-03-06 10:01")
    assert labels(here) == set(), "the second one ends in its turn"


def test_an_unpacked_parcel_gets_its_new_label_when_it_is_packed_again() -> None:
    here = packed()
    here.put(UnpackParcel("o1-1", "wrong box"))
    here.passes_to("2027-03-06 10:01")
    assert (labels(here), len(here.wanted(BookParcel))) == (set(), 1)
    here.packs("o1-1")
    assert len(here.wanted(BookParcel)) == 2
