"""R15: one cut-off function for every door, evaluated when the order is accepted."""

from datetime import date

import pytest

from promesa.domain.network.locations.words import week
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.words import PromiseMade
from promesa.domain.values.calendars import CARRIER_WEEK, Calendar
from promesa.domain.values.refusal import Reason, Refused
from tests.regressions.shop import CDMX, Shop, place_order

DOORS = ("web", "api", "chat", "store")
SIX_DAYS = Calendar(CARRIER_WEEK, ("mx",))


def shop(now: str) -> Shop:
    """16:00 from Monday to Friday, 11:00 on Saturdays, closed on Sundays and on Monday 1 February 2027."""
    here = Shop(now).sells("A").opens("N1", "09", cutoffs=week("16:00", "11:00"), holidays="mx")
    here.carries("P", 1, 50, calendar=SIX_DAYS, pickup_weekdays=CARRIER_WEEK, delivery_weekdays=CARRIER_WEEK)
    return here.has("N1", A=50)


@pytest.mark.parametrize(
    ("moment", "processed", "delivered"),
    [
        ("2027-01-30 10:59:59", date(2027, 1, 30), date(2027, 2, 2)),
        ("2027-01-30 11:00:00", date(2027, 2, 2), date(2027, 2, 3)),
    ],
)
def test_r15_cutoff_by_weekday_the_same_through_every_door(moment: str, processed: date, delivered: date) -> None:
    """A second before eleven on Saturday it is that day's work and arrives on Tuesday; at eleven, Tuesday's."""
    here = shop(moment)
    for door in DOORS:
        offer = here.offers({"A": 1}, CDMX, channel=door)[0]
        assert (offer.legs[0].process_on, offer.promised_on) == (processed, delivered), door
        here.places(f"o-{door}", {"A": 1}, channel=door, postal_code=CDMX, offer=offer)
        here.pays(f"o-{door}")
    made = here.facts(PromiseMade)
    assert {(fact.legs[0].process_on, fact.promised_on) for fact in made} == {(processed, delivered)}
    assert len(made) == len(DOORS)
    confirmed = [message for message in here.facts(MessageWanted) if message.template == "confirmed"]
    said = {dict(message.words)["promised_on"] for message in confirmed}
    assert said == {delivered.isoformat()}


def test_r15_the_cutoff_is_judged_when_the_order_is_accepted() -> None:
    """Quoted a second before, placed a second after: not the day that was quoted, unless it can still be kept."""
    here = shop("2027-01-30 10:59:59")
    offer = here.offers({"A": 1}, CDMX)[0]
    here.passes_to("2027-01-30 11:00:00")
    late = place_order("o1", {"A": 1}, postal_code=CDMX, offer=offer)
    assert here.refuses(late) == Refused(Reason.QUOTE_CHANGED)
    assert here.shelf("A") == (50, 0, 50)


def test_r15_a_slot_whose_cutoff_has_passed_is_refused() -> None:
    here = shop("2027-01-30 10:00:00").slot("N1", "sat 17-18", 5, closes="2027-01-30 12:00:00")
    here.places("o1", {"A": 1}, postal_code=CDMX, slot="sat 17-18", rail="cod")
    assert here.free("N1", "sat 17-18") == 4
    here.passes_to("2027-01-30 12:00:00")
    late = place_order("o2", {"A": 1}, postal_code=CDMX, slot="sat 17-18")
    assert here.refuses(late) == Refused(Reason.CUTOFF_PASSED, "sat 17-18")
    unknown = place_order("o3", {"A": 1}, postal_code=CDMX, slot="sun 9-10")
    assert here.refuses(unknown) == Refused(Reason.UNKNOWN_SLOT, "sun 9-10")
    assert here.free("N1", "sat 17-18") == 4
