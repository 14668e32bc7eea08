"""R50: a case's deadline is a pure function of what was said and the calendar."""

from promesa.domain.people.cases import state
from promesa.domain.people.cases.words import AnswerCase, CaseKind, CaseOpener, CaseParty, OpenCase, WaitInCase
from promesa.domain.values import moments
from promesa.domain.values.policy import CarePolicy
from tests.regressions.shop import MEXICO_CITY, Shop, at

EIGHT_HOURS = CarePolicy(resolve_hours={"": 8.0})


def read(shop: Shop, case: str) -> str | None:
    due = state.resolve_due(shop.world.cases.by_id[case], EIGHT_HOURS)
    return None if due is None else moments.local(due, MEXICO_CITY).strftime("%a %d %b %H:%M")


def says(shop: Shop, moment: str, case: str, message: str) -> None:
    shop.passes_to(moment)
    customer = f"k-{case}"
    shop.put(OpenCase(case, customer, CaseKind.OTHER, CaseOpener.CUSTOMER, message=message))


def test_r50_a_holiday_a_weekend_and_a_pause() -> None:
    shop = Shop("2027-09-15 16:00", care=EIGHT_HOURS)
    says(shop, "2027-09-15 17:00", "one", "m1")
    assert read(shop, "one") == "Fri 17 Sep 16:00"

    shop.passes_to("2027-09-17 10:00")
    shop.put(AnswerCase("one", "ours"))
    shop.put(WaitInCase("one", CaseParty.CUSTOMER))
    assert read(shop, "one") is None
    assert shop.world.cases.by_id["one"].pauses == [(at("2027-09-17 10:00"), None)]

    says(shop, "2027-09-18 20:00", "two", "m2")
    assert read(shop, "two") == "Mon 20 Sep 17:00"

    says(shop, "2027-09-20 12:00", "one", "m3")
    assert read(shop, "one") == "Mon 20 Sep 18:00"
    assert read(shop, "two") == "Mon 20 Sep 17:00"


def test_r50_the_same_at_every_later_look() -> None:
    """Nothing ticks: a deadline read a week later, and by a fold from the log, is the same."""
    shop = Shop("2027-09-15 17:00", care=EIGHT_HOURS)
    says(shop, "2027-09-15 17:00", "one", "m1")
    shop.passes_to("2027-09-25 12:00")
    assert read(shop, "one") == "Fri 17 Sep 16:00"
    again = Shop("2027-09-25 12:00", log=shop.log)
    assert read(again, "one") == "Fri 17 Sep 16:00"
