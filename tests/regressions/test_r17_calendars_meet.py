"""R17: calendars meet; where no day is left there is no offer, and one calculation counts one kind of day."""

from datetime import date

from promesa.domain.network.locations.words import week
from promesa.domain.values.calendars import WORKING_WEEK, Calendar
from promesa.domain.values.refusal import Reason, Refused
from tests.regressions.shop import CDMX, Shop

MON_TO_FRI = Calendar(WORKING_WEEK, ("mx",))
SATURDAYS = Calendar((5,), ("mx",))


def shop(handling_days: int) -> Shop:
    """Thursday before Christmas, noon, before the cut-off."""
    here = Shop("2026-12-24 12:00", horizon_days=200).sells("A")
    here.opens("N1", "09", cutoffs=week("16:00"), holidays="mx", handling_days=handling_days)
    here.carries("S1", 1, 10, calendar=SATURDAYS, pickup_weekdays=(5,), delivery_weekdays=WORKING_WEEK)
    here.carries("S2", 3, 90, calendar=MON_TO_FRI, pickup_weekdays=WORKING_WEEK, delivery_weekdays=WORKING_WEEK)
    return here.has("N1", A=5)


def test_r17_calendars_intersect() -> None:
    """S1 works on Saturdays and may not deliver on them: it is not offered at all. S2 comes on Thursday the 31st."""
    here = shop(handling_days=1)
    offers = here.offers({"A": 1}, CDMX)
    assert {leg.service for offer in offers for leg in offer.legs} == {"S2"}
    assert [offer.promised_on for offer in offers] == [date(2026, 12, 31)]


def test_r17_sixty_working_days_later_there_are_days_again() -> None:
    """Holidays and weekends of the same calendar, from the earliest feasible day on."""
    offers = shop(handling_days=60).offers({"A": 1}, CDMX)
    assert {leg.service for offer in offers for leg in offer.legs} == {"S2"}
    assert [offer.promised_on for offer in offers] == [date(2027, 3, 29)]


def test_r17_nothing_but_s1_is_no_offer() -> None:
    here = Shop("2026-12-24 12:00").sells("A").opens("N1", "09", cutoffs=week("16:00"), holidays="mx")
    here.carries("S1", 1, 10, calendar=SATURDAYS, pickup_weekdays=(5,), delivery_weekdays=WORKING_WEEK)
    here.has("N1", A=5)
    assert here.quote({"A": 1}, CDMX) == Refused(Reason.NO_SERVICE, CDMX)
