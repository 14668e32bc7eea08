"""What messages cost: both regimes to the millionth, tiers, allowances, months by the account's clock, disputes."""

from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.people.messages import billing, state, tariffs
from promesa.domain.people.messages.words import (
    HearCustomer,
    Pricing,
    RecordAccepted,
    RecordFailed,
    RecordStatus,
    Status,
    StatusTold,
)
from promesa.domain.values.message_policy import REGIMES, MessagePolicy, MessageRate
from promesa.domain.values.moments import HOUR, MINUTE, Instant, from_iso
from tests.domain.people.spoken import ANA, Spoken

POLICY = MessagePolicy()
BEFORE, AFTER = from_iso("2026-09-30T18:00:00Z"), from_iso("2026-10-01T18:00:00Z")
# category       in window   free entry   before 1 October 2026    from then on
CHARGED = [
    ("service", True, False, "free_customer_service", "regular"),
    ("utility", True, False, "free_customer_service", "regular"),
    ("utility", False, False, "regular", "regular"),
    ("marketing", True, False, "regular", "regular"),
    ("authentication", True, False, "regular", "regular"),
    ("service", True, True, "free_entry_point", "free_entry_point"),
    ("marketing", False, True, "free_entry_point", "free_entry_point"),
]


@pytest.mark.parametrize(("category", "in_window", "entry", "before", "after"), CHARGED)
def test_what_is_charged(category: str, in_window: bool, entry: bool, before: str, after: str) -> None:
    for day, kind in ((date(2026, 9, 1), before), (date(2026, 10, 1), after)):
        regime = tariffs.regime_on(day, REGIMES)
        assert tariffs.kind_of(regime, category, in_window, entry) == kind


def delivered(here: Spoken, name: str, template: str = "payment_pending", **about: Any) -> None:
    price = about.pop("pricing", None)
    here.wants(name, template, **about)
    here.put(RecordStatus((StatusTold(name, 1, Status.DELIVERED, here.now, pricing=price),)))


@pytest.mark.parametrize(("now", "micros"), [(BEFORE, 0), (AFTER, 8_600)])
def test_a_notice_inside_the_window_costs_since_october(now: Instant, micros: int) -> None:
    here = Spoken(now)
    here.put(HearCustomer(ANA, "w1", now))
    delivered(here, "m1")
    (bill,) = billing.bills(here.world.messages, POLICY)
    assert (bill.messages, bill.micros) == (1, micros)


def test_a_text_is_charged_when_it_is_taken_each_part_of_it_and_also_where_it_never_arrived() -> None:
    here = Spoken(from_iso("2026-12-31T23:00:00Z"))
    here.wants("m1", "delayed")
    here.put(RecordFailed("m1", 1, "131026"))
    here.put(RecordFailed("m1", 2, "no address"))
    here.put(RecordAccepted("m1", 3, "s2"))
    here.now = Instant(here.now + 12 * HOUR)
    first = StatusTold("m1", 3, Status.SENT, here.now, "s1", part=1)
    last = StatusTold("m1", 3, Status.FAILED, here.now, "s2", "30003")
    here.put(RecordStatus((first, last)))
    found = {(line.month, line.channel, line.messages) for line in billing.lines(here.world.messages, POLICY)}
    assert found == {("2026-12-01", "sms", 1), ("2027-01-01", "sms", 1)}


def test_the_first_thousand_texts_of_a_month_are_free() -> None:
    regime = REGIMES[-1]
    costs = [
        tariffs.month_cost(regime, POLICY.rates, "MX", "service", date(2026, 11, 1), n) for n in (999, 1_000, 1_001)
    ]
    assert costs == [0, 0, 8_600]


def test_tiers_are_paid_each_for_its_own() -> None:
    rate = MessageRate("MX", "utility", date(2026, 10, 1), ((0, 100), (10, 80), (20, 50)))
    assert [tariffs.cost(rate, n) for n in (0, 1, 10, 11, 20, 25)] == [0, 100, 1_000, 1_080, 1_800, 2_050]


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(0, 100)), max_size=4), st.integers(0, 300))
def test_one_more_message_never_makes_a_bill_smaller(steps: list[tuple[int, int]], messages: int) -> None:
    bounds, since = [(0, 100)], 0
    for width, micros in steps:
        since += width
        bounds.append((since, micros))
    rate = MessageRate("MX", "utility", date(2026, 10, 1), tuple(bounds))
    assert tariffs.cost(rate, messages) <= tariffs.cost(rate, messages + 1)


def test_a_month_ends_by_the_accounts_own_clock() -> None:
    """Five in the morning of 1 October in UTC is still September in Mexico City."""
    here = Spoken(from_iso("2026-10-01T05:30:00Z"))
    delivered(here, "m1")
    here.now = Instant(here.now + HOUR)
    delivered(here, "m2")
    assert [bill.month for bill in billing.bills(here.world.messages, POLICY)] == ["2026-09-01", "2026-10-01"]


def test_what_was_not_delivered_costs_nothing_and_what_was_read_was_delivered() -> None:
    here = Spoken(AFTER)
    here.wants("m1", "payment_pending")
    here.put(RecordStatus((StatusTold("m1", 1, Status.SENT, here.now),)))
    assert billing.bills(here.world.messages, POLICY) == []
    here.put(RecordStatus((StatusTold("m1", 1, Status.READ, Instant(here.now + MINUTE)),)))
    assert [bill.messages for bill in billing.bills(here.world.messages, POLICY)] == [1]


def test_every_part_of_what_was_said_in_several_is_charged_and_only_the_last_says_that_it_arrived() -> None:
    here = Spoken(AFTER)
    here.wants("m1", "payment_pending")
    price = Pricing(True, "utility")
    first = StatusTold("m1", 1, Status.READ, here.now, "w1", pricing=price, part=1)
    here.put(RecordStatus((first, msgspec.structs.replace(first, status=Status.DELIVERED))))
    message = here.world.messages.by_name["m1"]
    assert state.reached(message) is not Status.READ
    assert message.attempts[0].provider_id != "w1", "an answer names the last part"
    assert here.put(RecordStatus((first,))) == []
    here.put(RecordStatus((msgspec.structs.replace(first, status=Status.FAILED, part=2, code="131026"),)))
    assert len(message.attempts) == 1, "the rest may still arrive"
    assert [bill.messages for bill in billing.bills(here.world.messages, POLICY)] == [1]
    here.put(RecordStatus((StatusTold("m1", 1, Status.DELIVERED, here.now, "w3", pricing=price),)))
    assert state.reached(message) is Status.DELIVERED
    (bill,) = billing.bills(here.world.messages, POLICY)
    assert (bill.messages, bill.micros) == (2, 2 * 8_600)


def test_the_partners_word_counts_and_ours_is_held_against_it() -> None:
    here = Spoken(AFTER)
    delivered(here, "m1")
    delivered(here, "m2", pricing=Pricing(True, "marketing"))
    lines = billing.lines(here.world.messages, POLICY)
    assert [(one.category, one.micros) for one in lines] == [("marketing", 36_200), ("utility", 8_600)]
    (dispute,) = billing.disputes(here.world.messages)
    assert (dispute.ours, dispute.theirs, dispute.messages) == ("utility/regular", "marketing/regular", 1)


@given(st.dictionaries(st.sampled_from(("operations", "service", "marketing")), st.integers(1, 3_000), min_size=1))
def test_a_bill_is_the_sum_of_its_lines_to_the_millionth(areas: dict[str, int]) -> None:
    here = Spoken(AFTER)
    for area, count in areas.items():
        here.world.messages.counts[f"2026-11-01|whatsapp|{area}|service|regular|service|regular"] = count
    lines = billing.lines(here.world.messages, POLICY)
    (bill,) = billing.bills(here.world.messages, POLICY)
    assert sum(line.micros for line in lines) == bill.micros == 8_600 * max(0, sum(areas.values()) - 1_000)
    assert bill.centavos == round(bill.micros * 18.5 / 10_000 + 1e-9)


def test_what_one_more_would_cost_is_what_it_then_costs() -> None:
    here = Spoken(AFTER)
    assert billing.next_cost(here.world.messages, POLICY, "utility", False, False, AFTER) == 16
    assert billing.next_cost(here.world.messages, POLICY, "service", True, False, AFTER) == 0
    assert billing.next_cost(here.world.messages, POLICY, "utility", True, False, BEFORE) == 0
