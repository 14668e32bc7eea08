"""The story from a confirmed order to a carrier's branch: promised that it waits there, kept when it does."""

from promesa.domain.ledger.shipments.words import BookParcel, RecordScan, Scan
from promesa.domain.network.carriers.words import AboutBranch, CloseBranch, LoadBranches, SetCoverage
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.words import PromiseKept, PromiseMade
from promesa.domain.values.refusal import Reason
from tests.regressions import truths
from tests.regressions.shop import GUADALAJARA, Shop, at, offer_service, place_order

BRANCH = AboutBranch(branch="b1", carrier="c", postal_code=GUADALAJARA, name="Oficina Centro", keeps_days=5)


def shop() -> Shop:
    here = Shop("2027-03-01 10:00").sells("A", "B").opens("N1").has("N1", A=9, B=9)
    here.put(offer_service("P", 2, 50))
    here.put(SetCoverage("P", "ocurre", areas=("*",)))
    here.put(LoadBranches((BRANCH,), "test"))
    return here


def ordered() -> Shop:
    here = shop()
    (offer,) = here.offers({"A": 1})
    here.put(place_order("o1", {"A": 1}, offer=offer))
    here.pays("o1")
    return here


def waits(here: Shop, parcel: str = "o1-1") -> None:
    here.put(RecordScan(parcel, Scan.AT_BRANCH, here.now))


def test_from_a_quote_to_the_branch_and_into_the_customers_hands() -> None:
    here = ordered()
    (made,) = here.facts(PromiseMade)
    assert (made.kind, made.branch, made.promised_on.isoformat()) == ("ocurre", "b1", "2027-03-03")
    here.packs("o1-1")
    (book,) = here.wanted(BookParcel)
    assert book.branch == "b1"
    here.hands_over("o1-1")
    here.passes_to("2027-03-03 12:00")
    waits(here)
    waits(here)
    (message,) = [one for one in here.facts(MessageWanted) if one.template == "at_branch"]
    assert dict(message.words) == {
        "parcel": "o1-1",
        "branch": "b1",
        "name": "Oficina Centro",
        "collect_by": "2027-03-08",
    }
    (kept,) = here.facts(PromiseKept)
    assert kept.slack_days == 0
    here.passes_to("2027-03-06 17:00")
    here.delivers("o1-1")
    assert here.story()[-2:] == ["ParcelDelivered", "OrderClosed"]
    assert len(here.facts(PromiseKept)) == 1, "collected three days later, and kept all the same"
    truths.hold(here.world)


def test_handed_out_without_a_word_of_its_arrival_it_was_there_at_the_latest_then() -> None:
    here = ordered()
    here.hands_over("o1-1")
    here.passes_to("2027-03-03 18:00")
    here.delivers("o1-1")
    assert "ParcelAtBranch" in here.story()
    assert len(here.facts(PromiseKept)) == 1
    truths.hold(here.world)


def test_late_at_the_branch_is_broken() -> None:
    here = ordered()
    here.hands_over("o1-1")
    here.passes_to("2027-03-04 08:00")
    waits(here)
    assert "PromiseBroken" in here.story()
    truths.hold(here.world)


def test_a_branch_that_closes_takes_its_offer_with_it() -> None:
    here = shop()
    (offer,) = here.offers({"A": 1})
    here.put(CloseBranch("b1", "moved"))
    assert here.reason(place_order("o1", {"A": 1}, offer=offer)) in (Reason.QUOTE_CHANGED, Reason.NO_SERVICE)
    assert here.reason(CloseBranch("b9")) is Reason.UNKNOWN_BRANCH


def test_money_that_comes_later_renews_the_plan_to_the_same_branch() -> None:
    here = shop()
    here.put(LoadBranches((AboutBranch(branch="b0", carrier="c", postal_code=GUADALAJARA),), "test"))
    here.put(SetCoverage("P", "ocurre", areas=("*",), branch="b1"))
    (offer,) = here.offers({"A": 1})
    assert offer.branch == "b1"
    here.put(place_order("o1", {"A": 1}, offer=offer, rail="oxxo"))
    here.passes_to("2027-03-02 18:00")
    here.pays("o1", at("2027-03-02 17:00"))
    (made,) = here.facts(PromiseMade)
    assert (made.kind, made.branch) == ("ocurre", "b1")
    assert made.promised_on.isoformat() == "2027-03-05"
