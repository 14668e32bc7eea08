"""Nobody was at home: the customer says when, or at which door, the carrier tries again, if its terms allow it."""

from datetime import date

import pytest

from promesa.domain.ledger.shipments.state import Status
from promesa.domain.ledger.shipments.words import EtaMoved, RecordScan, RedeliveryAsked, Scan
from promesa.domain.network.carriers.words import SetCoverage
from promesa.domain.network.places import LoadPlaces
from promesa.domain.people.messages.words import OPERATIONS, MessageWanted
from promesa.domain.promise.editing.words import ChangeDelivery
from promesa.domain.promise.words import PromiseBroken, PromiseKept, PromiseMoved, PromiseRedirected
from promesa.domain.values.refusal import Reason
from promesa.lab import auditor
from tests.regressions.shop import CDMX, GUADALAJARA, MEXICO_CITY, Shop, offer_service

NEXT_DOOR = "44160"


def shop(attempt: str = "2027-03-03 12:00", **terms: object) -> Shop:
    """Promised for Wednesday 3 March; the carrier stands at the door in vain."""
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").has("N1", A=9)
    near = LoadPlaces(
        source="near",
        postal_codes=(NEXT_DOOR,),
        areas=("14",),
        municipalities=("Guadalajara",),
        cities=("Guadalajara",),
        zones=(MEXICO_CITY,),
    )
    here.put(near)
    about = {"redelivery_days": 3, "redelivery_places": True, "redelivery_centavos": 35_00, **terms}
    here.put(offer_service("P", 2, 50, **about))
    here.put(SetCoverage("P", areas=("*",)))
    here.places("o1", {"A": 1})
    here.pays("o1")
    here.hands_over("o1-1")
    here.passes_to(attempt)
    here.put(RecordScan("o1-1", Scan.ATTEMPT_FAILED, here.now))
    return here


def wish(day: str | None = None, code: str | None = None, edit: str = "e1") -> ChangeDelivery:
    return ChangeDelivery("o1", edit, code, None if day is None else date.fromisoformat(day))


def test_another_day_is_what_was_promised_from_here_on() -> None:
    here = shop()
    here.put(wish("2027-03-05"))
    (asked,) = here.facts(RedeliveryAsked)
    assert (asked.parcel, asked.arrives_on, asked.postal_code, asked.cost) == ("o1-1", date(2027, 3, 5), None, 35_00)
    (said,) = here.facts(PromiseRedirected)
    assert (said.was_on, said.promised_on) == (date(2027, 3, 3), date(2027, 3, 5))
    assert here.world.shipments.by_id["o1-1"].eta == date(2027, 3, 5)
    assert here.facts(PromiseMoved) == [], "their own wish is no delay of ours"
    (told,) = [one for one in here.facts(MessageWanted) if one.customer == OPERATIONS]
    assert (told.template, dict(told.words)["arrives_on"]) == ("redelivery_wanted", "2027-03-05")
    here.passes_to("2027-03-05 13:00")
    here.delivers("o1-1")
    assert len(here.facts(PromiseKept)) == 1
    report = auditor.audit(here.machine)
    assert report.clean, report.violations


def test_another_door_of_the_same_municipality_on_the_next_day_it_comes() -> None:
    here = shop()
    here.put(wish(code=NEXT_DOOR))
    (asked,) = here.facts(RedeliveryAsked)
    assert (asked.postal_code, asked.arrives_on) == (NEXT_DOOR, date(2027, 3, 4))
    assert here.world.orders.by_id["o1"].placed.postal_code == NEXT_DOOR
    assert here.world.shipments.by_id["o1-1"].status is Status.MOVING
    assert auditor.audit(here.machine).clean


@pytest.mark.parametrize(
    ("asked", "reason"),
    [
        (wish("2027-03-03"), Reason.NO_PROMISE),
        (wish("2027-03-09"), Reason.NO_PROMISE),
        (wish(code=CDMX), Reason.NO_SERVICE),
    ],
)
def test_what_the_terms_do_not_allow_is_refused(asked: ChangeDelivery, reason: Reason) -> None:
    assert shop().reason(asked) is reason


def test_a_carrier_that_takes_no_wishes_is_not_asked() -> None:
    assert shop(redelivery_days=0).reason(wish("2027-03-05")) is Reason.ALREADY_PICKED
    assert shop(redelivery_places=False).reason(wish(code=NEXT_DOOR)) is Reason.NO_SERVICE


def test_once_for_each_attempt_and_not_while_it_is_on_its_way_again() -> None:
    here = shop()
    here.put(wish("2027-03-04"))
    assert here.put(wish("2027-03-04")) == [], "said twice is said once"
    assert here.reason(wish("2027-03-05", edit="e2")) is Reason.ALREADY_PICKED
    here.passes_to("2027-03-04 09:00")
    here.put(RecordScan("o1-1", Scan.OUT_FOR_DELIVERY, here.now))
    assert here.reason(wish("2027-03-05", edit="e3")) is Reason.ALREADY_PICKED
    here.passes_to("2027-03-04 15:00")
    here.put(RecordScan("o1-1", Scan.ATTEMPT_FAILED, here.now))
    here.put(wish("2027-03-06", edit="e4"))
    assert [one.arrives_on.day for one in here.facts(RedeliveryAsked)] == [4, 6]
    assert auditor.audit(here.machine).clean


def test_a_promise_that_was_late_already_stays_late_and_the_new_day_is_told_once() -> None:
    here = shop("2027-03-04 12:00")
    here.put(wish("2027-03-06"))
    assert here.facts(PromiseRedirected) == []
    assert [one.arrives_on for one in here.facts(EtaMoved)] == [date(2027, 3, 6)]
    assert here.facts(PromiseMoved)[-1].promised_on == date(2027, 3, 6)
    here.passes_to("2027-03-06 12:00")
    here.delivers("o1-1")
    assert len(here.facts(PromiseBroken)) == 1
    assert auditor.audit(here.machine).clean


def test_where_it_still_waits_at_home_nothing_is_changed() -> None:
    here = shop()
    assert here.reason(ChangeDelivery("o1", "e1", GUADALAJARA, date(2027, 3, 30))) is Reason.NO_PROMISE
    assert here.world.promises.by_order["o1"].told_on == date(2027, 3, 3)
