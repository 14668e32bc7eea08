"""Nothing comes to the door any more, and a carrier's branch is near: the customer is asked, and fetches it there."""

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.shipments.words import BookParcel, ParcelPlanned, RecordScan, Scan
from promesa.domain.network.carriers.words import AboutBranch, LoadBranches, SetCoverage
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.choices import Choice, ChoiceAwaited, ChoiceMade, MakeChoice
from promesa.domain.promise.keeping.contingency.words import (
    ContingencyAnswer,
    ContingencyKind,
    OpenContingency,
    OrderAnswered,
)
from promesa.domain.values.refusal import Reason
from promesa.lab import auditor
from tests.regressions.shop import GUADALAJARA, Shop, at, offer_service

BRANCH = AboutBranch(branch="b1", carrier="c", postal_code=GUADALAJARA, name="Oficina Centro", keeps_days=5)


def shop(branch: bool = True) -> Shop:
    """One service comes to the door; another goes to a branch in the same place, and costs more."""
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("door", 2, 50).has("N1", A=9)
    here.put(offer_service("counter", 2, 90))
    here.put(SetCoverage("counter", "ocurre", areas=("*",)))
    if branch:
        here.put(LoadBranches((BRANCH,), "test"))
    here.places("o1", {"A": 1})
    here.pays("o1")
    assert [fact.kind for fact in here.facts(ParcelPlanned)] == ["delivery"]
    return here


def stops(here: Shop) -> OrderAnswered:
    here.put(OpenContingency(contingency="paro", kind=ContingencyKind.CARRIER_OUTAGE, services=("door",)))
    here.passes_to("2027-03-01 10:05")
    (answered,) = here.facts(OrderAnswered)
    return answered


def test_nothing_goes_to_a_branch_before_its_customer_says_yes() -> None:
    here = shop()
    assert stops(here).answer is ContingencyAnswer.CHOICE
    (awaited,) = here.facts(ChoiceAwaited)
    assert awaited.branch == "b1"
    assert [fact.kind for fact in here.facts(ParcelPlanned)] == ["delivery"]
    (asked,) = [one for one in here.facts(MessageWanted) if one.template == "choice_wanted"]
    assert dict(asked.words)["branch"] == "b1"
    assert dict(asked.words)["branch_on"] == "2027-03-03"


def test_their_yes_sends_it_there_and_they_hear_when_it_waits() -> None:
    here = shop()
    stops(here)
    here.put(MakeChoice("o1", Choice.BRANCH))
    (made,) = here.facts(ChoiceMade)
    assert (made.choice, made.branch, made.by_customer) == (Choice.BRANCH, "b1", True)
    plan = here.facts(ParcelPlanned)[-1]
    assert (plan.kind, plan.service, plan.location) == ("ocurre", "counter", "N1")
    here.packs(plan.parcel)
    assert here.wanted(BookParcel)[-1].branch == "b1"
    here.hands_over(plan.parcel)
    here.passes_to("2027-03-03 12:00")
    here.put(RecordScan(plan.parcel, Scan.AT_BRANCH, here.now))
    said = [one.template for one in here.facts(MessageWanted)]
    assert said.count("at_branch") == 1
    assert said.count("choice_made") == 1
    here.passes_to("2027-03-04 12:00")
    here.delivers(plan.parcel)
    assert here.stage("o1") is Stage.CLOSED
    report = auditor.audit(here.machine)
    assert report.clean, report.violations


def test_whoever_would_rather_not_has_the_money_back() -> None:
    here = shop()
    stops(here)
    here.put(MakeChoice("o1", Choice.LEAVE_OUT))
    assert here.stage("o1") is Stage.CANCELLED
    assert auditor.audit(here.machine).clean


def test_whoever_says_nothing_is_not_sent_to_a_branch() -> None:
    here = shop()
    stops(here)
    here.passes_to(at("2027-03-04 12:00"))
    assert [fact.kind for fact in here.facts(ParcelPlanned)] == ["delivery"]
    assert here.stage("o1") is Stage.CANCELLED


def test_a_branch_that_was_not_offered_is_not_theirs_to_choose() -> None:
    here = shop()
    stops(here)
    assert here.reason(MakeChoice("o1", Choice.BRANCH, branch="b9")) is Reason.NO_PROMISE


def test_where_no_branch_is_near_the_money_goes_back_at_once() -> None:
    assert stops(shop(branch=False)).answer is ContingencyAnswer.REFUNDED
