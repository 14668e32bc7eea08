"""R44 · Silence is an event."""

from collections import Counter
from datetime import date

import pytest

from promesa.domain.conduct import risks
from promesa.domain.conduct.risks import RiskCause
from promesa.domain.ledger.shipments.tidings_words import CarrierHeard, CarrierUnheard, ParcelUnheard
from promesa.domain.ledger.shipments.words import RecordScan, Scan
from promesa.domain.people.cases.words import CaseOpened
from promesa.domain.people.messages.words import OPERATIONS, MessageWanted
from promesa.domain.promise.words import PromiseMoved
from promesa.domain.world import parts
from promesa.lab import auditor
from tests.regressions.shop import Shop, at

PARCELS = 500
LEARNED, DEAD, BACK = "2027-02-15", "2027-03-01 12:00", "2027-03-04 12:00"


@pytest.fixture(name="learned")
def _learned() -> Shop:
    """A carrier that has scanned each of its parcels within 24 hours for a week."""
    here = Shop(f"{LEARNED} 10:00", unheard_share=0.01).sells("A").opens("N1").carries("P", 3, 50).has("N1", A=2_000)
    due: list[tuple[str, str, Scan]] = []
    for n in range(40):
        day, minute = 15 + n // 10, n % 10 * 5
        due.append((f"2027-02-{day} 10:{minute:02}", f"before-{n}", Scan.PICKED_UP))
        due.append((f"2027-02-{day + 1} 07:{minute:02}", f"before-{n}", Scan.IN_TRANSIT))
        due.append((f"2027-02-{day + 2} 06:{minute:02}", f"before-{n}", Scan.OUT_FOR_DELIVERY))
        due.append((f"2027-02-{day + 2} 19:{minute:02}", f"before-{n}", Scan.DELIVERED))
    for when, order, scan in sorted(due):
        here.passes_to(when)
        if scan is Scan.PICKED_UP:
            leaves(here, order)
        else:
            here.put(RecordScan(f"{order}-1", scan, here.now))
    assert here.facts(ParcelUnheard) == []
    return here


def leaves(here: Shop, order: str) -> None:
    here.places(order, {"A": 1})
    here.pays(order)
    here.packs(f"{order}-1")
    here.hands_over(f"{order}-1")


def on_the_road(here: Shop, parcels: int) -> Shop:
    here.passes_to("2027-03-01 10:00")
    for n in range(parcels):
        leaves(here, f"o{n}")
    here.passes_to(DEAD)
    for n in range(parcels):
        here.put(RecordScan(f"o{n}-1", Scan.PICKED_UP, here.now))
    return here


def told(here: Shop, since: int) -> list[MessageWanted]:
    return [one for one in here.facts(MessageWanted, since=since) if one.customer != OPERATIONS]


def causes(here: Shop, order: str) -> tuple[RiskCause, ...]:
    world = here.world
    books = risks.RiskBooks(parts(world), world.orders, world.shipments, world.promises, world.picks, world.choices)
    watched = risks.watch(books, order, here.now)
    return () if watched is None else risks.causes(watched, here.now)


def test_r44_a_carrier_falls_silent_and_tells_all_of_it_three_days_later(learned: Shop) -> None:
    here = on_the_road(learned, PARCELS)
    assert here.world.promises.by_order["o0"].told_on == date(2027, 3, 4)
    since = here.machine.seen
    here.passes_to("2027-03-02 11:59")
    assert here.facts(ParcelUnheard, since=since) == []
    here.passes_to("2027-03-02 12:00")
    silent = here.facts(ParcelUnheard, since=since)
    assert {one.parcel for one in silent} == {f"o{n}-1" for n in range(PARCELS)}
    (incident,) = here.facts(CarrierUnheard, since=since)
    assert {one.incident for one in silent} == {incident.incident}
    assert incident.parcels == PARCELS
    made = here.world.promises.by_order["o0"].made.keep_probability
    assert all(0.0 < one.keep_probability < made for one in silent), "missing data lowers confidence"
    assert RiskCause.UNHEARD in causes(here, "o7")
    here.passes_to("2027-03-03 23:59")
    assert told(here, since) == [], "customers hear nothing of a silence that is the carrier's"
    assert len(here.facts(CarrierUnheard, since=since)) == 1
    assert here.facts(CaseOpened, since=since) == [], "one incident, no cases by the hundred"

    here.passes_to(BACK)
    for n in range(PARCELS):
        backlog(here, n)
    here.passes_to("2027-03-04 12:14")
    here.passes_to("2027-03-04 12:20")
    (heard,) = here.facts(CarrierHeard, since=since)
    assert (heard.incident, heard.left) == (incident.incident, 0)
    said = Counter(message.template for message in told(here, since))
    share = PARCELS // 5
    assert said == {"delivered": 3 * share, "failed_attempt": share, "delayed": share}, said
    assert max(Counter(message.order for message in told(here, since)).values()) == 1
    assert {one.promised_on for one in here.facts(PromiseMoved, since=since)} == {date(2027, 3, 5)}
    assert RiskCause.UNHEARD not in causes(here, "o4")
    report = auditor.audit(here.machine)
    assert report.clean, report.violations


def backlog(here: Shop, n: int) -> None:
    """All that was missed of one parcel, in the order in which it happened: five kinds of it."""
    parcel = f"o{n}-1"

    def scan(what: Scan, when: str, eta: str | None = None) -> None:
        here.put(RecordScan(parcel, what, at(f"2027-03-{when}"), date.fromisoformat(eta) if eta else None))

    kind = n % 5
    scan(Scan.IN_TRANSIT, "02 02:00", "2027-03-05" if kind in (1, 4) else None)
    if kind in (2, 3):
        scan(Scan.ATTEMPT_FAILED, "03 15:00")
    scan(Scan.IN_TRANSIT, "04 01:00", "2027-03-04" if kind == 1 else None)
    if kind == 4:
        return
    scan(Scan.OUT_FOR_DELIVERY, "04 08:00")
    scan(Scan.ATTEMPT_FAILED if kind == 3 else Scan.DELIVERED, "04 11:00")


def test_r44_one_parcel_alone_is_looked_into_by_a_person_and_its_customer_is_left_in_peace(learned: Shop) -> None:
    here = on_the_road(learned, 10)
    since = here.machine.seen
    for hours in range(12, 96, 12):
        here.passes_to(f"2027-03-{1 + (12 + hours) // 24:02} {(12 + hours) % 24:02}:00")
        for n in range(1, 10):
            if hours < 60:
                here.put(RecordScan(f"o{n}-1", Scan.IN_TRANSIT, here.now))
            elif hours == 60:
                here.put(RecordScan(f"o{n}-1", Scan.DELIVERED, here.now))
    (silent,) = here.facts(ParcelUnheard, since=since)
    assert (silent.parcel, silent.alone, silent.since) == ("o0-1", True, at(DEAD))
    assert here.facts(CarrierUnheard, since=since) == []
    (case,) = here.facts(CaseOpened, since=since)
    assert (case.order, case.parcel) == ("o0", "o0-1")


def test_r44_nobody_is_watched_where_the_policy_says_nothing() -> None:
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("P", 3, 50).has("N1", A=9)
    leaves(here, "o1")
    here.passes_to("2027-03-04 20:00")
    assert here.facts(ParcelUnheard) == []


def test_r44_hours_that_the_policy_names_for_a_carrier_count_from_the_first_parcel_on() -> None:
    here = Shop("2027-03-01 10:00", unheard_hours={"c": 24}).sells("A").opens("N1").carries("P", 3, 50).has("N1", A=9)
    leaves(here, "o1")
    here.passes_to("2027-03-02 09:59")
    assert here.facts(ParcelUnheard) == []
    here.passes_to("2027-03-02 10:00")
    (silent,) = here.facts(ParcelUnheard)
    assert silent.hours == 24
    here.put(RecordScan("o1-1", Scan.DELIVERED, here.now))
    assert here.world.shipments.by_id["o1-1"].doubt is None
