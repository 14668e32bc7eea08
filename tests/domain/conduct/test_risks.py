"""Which promises are at risk: each cause as facts and the clock say it, and nothing where all goes well."""

from datetime import date

import pytest

from promesa.domain import world as worlds
from promesa.domain.conduct import risks
from promesa.domain.conduct.risks import RiskBooks, RiskCause
from promesa.domain.ledger.orders.halts import Halt, HaltOrder
from promesa.domain.ledger.shipments.pick_words import NoPick, RejectPick
from promesa.domain.ledger.shipments.words import HandOver
from promesa.domain.network.locations.words import PauseLocation, ResumeLocation
from promesa.domain.values.moments import DAY, HOUR, Instant
from tests.domain.conduct.mandates.agency import Agency


@pytest.fixture
def shop() -> Agency:
    shop = Agency()
    shop.sells_one()
    return shop


def causes(shop: Agency, order: str = "o1", after: int = 0) -> tuple[RiskCause, ...]:
    w, now = shop.world, Instant(shop.now + after)
    books = RiskBooks(worlds.parts(w), w.orders, w.shipments, w.promises, w.picks, w.choices)
    watch = risks.watch(books, order, Instant(shop.now))
    assert watch is not None
    return risks.causes(watch, now)


def test_what_goes_well_is_at_no_risk(shop: Agency) -> None:
    assert causes(shop) == ()


def test_the_clock_alone_says_that_it_should_have_left_and_that_its_day_is_over(shop: Agency) -> None:
    assert causes(shop, after=12 * HOUR) == (RiskCause.LATE_OUT,)
    assert causes(shop, after=30 * DAY)[0] is RiskCause.OVERDUE


def test_a_paused_location_puts_what_waits_there_at_risk(shop: Agency) -> None:
    shop.has("N2", A=0)
    shop.put(PauseLocation("N1", "flood"))
    assert RiskCause.CLOSED in causes(shop)
    shop.put(ResumeLocation("N1"))
    assert causes(shop) == ()


def test_people_who_say_that_they_are_shut_put_the_others_at_risk_until_somebody_pauses_them(shop: Agency) -> None:
    shop.sells_one("o2")
    shop.put(RejectPick("o1-1", NoPick.NO_POWER))
    assert shop.parcels("o1")[-1][0] == "N2"
    assert causes(shop, "o2") == (RiskCause.SHUT,)
    assert causes(shop, "o1") == ()
    shop.put(PauseLocation("N1", "no power"))
    assert causes(shop, "o2") == (), "it left from elsewhere"


def test_their_word_is_forgotten_after_half_a_day(shop: Agency) -> None:
    shop.sells_one("o2")
    shop.put(RejectPick("o1-1", NoPick.NO_POWER))
    shop.now = shop.now + 13 * HOUR
    assert RiskCause.SHUT not in causes(shop, "o2")


def test_a_carrier_that_names_a_later_day_than_the_customer_knows(shop: Agency) -> None:
    shop.packs("o1-1")
    shop.put(HandOver("o1-1", shop.now))
    shop.world.shipments.by_id["o1-1"].eta = date(2027, 4, 1)
    assert causes(shop) == (RiskCause.ETA,)


def test_what_a_person_has_to_let_go_on(shop: Agency) -> None:
    shop.put(HaltOrder("o1", Halt.REVIEW, "odd address"))
    assert RiskCause.REVIEW in causes(shop)


def test_what_has_arrived_or_ended_is_not_watched(shop: Agency) -> None:
    shop.packs("o1-1")
    shop.hands_over("o1-1")
    shop.delivers("o1-1")
    w = shop.world
    books = RiskBooks(worlds.parts(w), w.orders, w.shipments, w.promises, w.picks, w.choices)
    assert risks.watch(books, "o1", Instant(shop.now)) is None


def test_the_money_behind_it_is_what_its_customer_pays_and_what_a_broken_word_costs(shop: Agency) -> None:
    w = shop.world
    books = RiskBooks(worlds.parts(w), w.orders, w.shipments, w.promises, w.picks, w.choices)
    watch = risks.watch(books, "o1", Instant(shop.now))
    assert watch is not None
    assert watch.value == w.orders.by_id["o1"].placed.total > 0
    assert watch.cost == w.policies.now.late_price + w.policies.now.late_day_cost
    assert risks.act_by(watch, Instant(shop.now)) == watch.leaves_by
    assert risks.act_by(watch, Instant(watch.leaves_by + 1)) == watch.told_by
    assert risks.changes_at(watch, Instant(shop.now)) == watch.leaves_by + 1
