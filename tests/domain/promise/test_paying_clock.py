"""A promise starts when its money clears: what is shown before paying holds for whoever pays at the last moment."""

import pytest

from promesa.domain.promise.words import PromiseMade
from promesa.domain.values.moments import MINUTE
from promesa.domain.values.refusal import Reason, Refused
from tests.regressions.shop import GUADALAJARA, Shop, at

MONDAY = "2027-03-01 10:00"


def shop(now: str = MONDAY) -> Shop:
    """Cut-off 16:00 every day, two days on the road."""
    return Shop(now).sells("A").opens("N1").carries("P", 2, 50).has("N1", A=9)


@pytest.mark.parametrize(
    ("rail", "starts_on", "pay_by", "comes"),
    [
        (None, "now", None, "2027-03-03"),
        ("card", "now", None, "2027-03-03"),
        ("cod", "now", None, "2027-03-03"),
        ("spei", "payment", "2027-03-01 10:30", "2027-03-03"),
        ("oxxo", "payment", "2027-03-03 23:59:59", "2027-03-06"),
    ],
)
def test_the_date_by_way_of_paying(rail: str | None, starts_on: str, pay_by: str | None, comes: str) -> None:
    (offer,) = shop().offers({"A": 1}, rail=rail)
    assert (offer.starts_on, offer.promised_on.isoformat()) == (starts_on, comes)
    if pay_by is None:
        assert offer.pay_by is offer.starts_by is None
    else:
        assert offer.pay_by is not None
        assert offer.pay_by // 1_000_000 == at(pay_by) // 1_000_000


def test_a_transfer_close_to_the_cut_off_counts_for_the_day_on_which_it_is_heard_of() -> None:
    here = shop("2027-03-01 15:40")
    assert here.offers({"A": 1})[0].promised_on.isoformat() == "2027-03-03"
    assert here.offers({"A": 1}, rail="spei")[0].promised_on.isoformat() == "2027-03-04"


def test_an_unknown_way_of_paying_is_refused_and_one_that_makes_no_difference_is_the_same_question() -> None:
    here = shop()
    assert here.quote({"A": 1}, rail="cheque") == Refused(Reason.RAIL_NOT_OFFERED, "cheque")
    plain, card, voucher = (here.offers({"A": 1}, rail=rail)[0].fingerprint for rail in (None, "card", "oxxo"))
    assert plain == card != voucher


def promised(here: Shop) -> list[str]:
    return [fact.promised_on.isoformat() for fact in here.facts(PromiseMade)]


@pytest.mark.parametrize(
    ("paid_at", "comes"),
    [
        ("2027-03-01 12:00", "2027-03-03"),
        ("2027-03-02 17:00", "2027-03-05"),
        ("2027-03-03 23:50", "2027-03-06"),
        ("2027-03-04 11:59", "2027-03-06"),
    ],
    ids=["at once", "a day later", "at the last moment", "told at the last moment"],
)
def test_paid_in_time_it_is_never_later_than_shown(paid_at: str, comes: str) -> None:
    here = shop()
    (offer,) = here.offers({"A": 1}, rail="oxxo")
    assert offer.promised_on.isoformat() == "2027-03-06"
    here.places("o1", {"A": 1}, rail="oxxo", offer=offer)
    here.passes_to(paid_at)
    here.pays("o1", at=min(here.now, at("2027-03-03 23:59")))
    assert promised(here) == [comes]


def test_a_voucher_takes_its_capacity_on_the_day_it_may_need_it() -> None:
    here = Shop(MONDAY).sells("A").opens("N1", orders_per_day=1).carries("P", 2, 50).has("N1", A=9)
    here.places("o1", {"A": 1}, rail="oxxo")
    assert {one.bucket for one in here.world.capacity.taken_by["o1"]} == {"2027-03-04"}
    assert here.offers({"A": 1})[0].promised_on.isoformat() == "2027-03-03", "today is free for whoever pays today"
    here.passes_to("2027-03-01 11:00")
    here.pays("o1")
    assert {one.bucket for one in here.world.capacity.taken_by["o1"]} == {"2027-03-01"}
    assert promised(here) == ["2027-03-03"]


def test_a_quote_for_a_rail_ends_before_its_clock_changes() -> None:
    here = shop("2027-03-01 23:55")
    answer = here.quote({"A": 1}, GUADALAJARA, rail="oxxo")
    assert not isinstance(answer, Refused)
    assert answer.expires_at == at("2027-03-02 00:00")
    here = shop("2027-03-01 15:25")
    answer = here.quote({"A": 1}, GUADALAJARA, rail="spei")
    assert not isinstance(answer, Refused)
    assert answer.expires_at == at("2027-03-01 15:30")
    here.now = at("2027-03-01 15:29") + MINUTE
    assert here.offers({"A": 1}, rail="spei")[0].promised_on.isoformat() == "2027-03-04"
