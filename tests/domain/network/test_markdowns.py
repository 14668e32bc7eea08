"""Markdowns: what is sold for less and when, what is refused, and that nothing sold becomes cheaper or dearer."""

from typing import Any

import pytest
from msgspec.structs import replace

from promesa.domain.network.catalog import SetPrice
from promesa.domain.network.kits import Component, SetKit
from promesa.domain.network.markdowns import (
    DelayMarkdown,
    EndMarkdown,
    MarkdownDelayed,
    MarkdownPlanned,
    MarkdownResumed,
    PlanMarkdown,
    ResumeMarkdown,
)
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import AddToOrder, ReduceLine, ReviseOrder
from promesa.domain.promise.substitutes import ProposeSubstitute
from promesa.domain.promise.words import Quote
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.policy import FeeRule
from promesa.domain.values.refusal import Reason, Refused
from promesa.lab import auditor
from tests.regressions.shop import Shop, at, place_order

NOON, EVENING = at("2027-03-01 12:00"), at("2027-03-01 18:00")


def shop(**policy: Any) -> Shop:
    """A at 100 pesos and B, plenty of both."""
    here = Shop(**policy).sells("A", "B").opens("N1").carries("P", 2, 0)
    here.has("N1", A=50, B=50)
    here.now = Instant(here.now + 1)
    return here


def plan(name: str = "m", **about: Any) -> PlanMarkdown:
    told = {"sku": "A", "price": 70_00, "starts_at": NOON, "ends_at": EVENING, **about}
    return PlanMarkdown(markdown=name, **told)


def sold(here: Shop, order: str, **about: Any) -> list[tuple[int, str]]:
    """An order of one A: its price in pesos and where it comes from."""
    here.places(order, {"A": 1}, rail="cod", **about)
    return lines(here, order)


def lines(here: Shop, order: str) -> list[tuple[int, str]]:
    return [(line.price // 100, line.price_from) for line in here.world.orders.by_id[order].placed.lines]


def is_clean(here: Shop) -> None:
    report = auditor.audit(here.machine)
    assert report.counts == {}, report.violations[:5]


def test_it_is_cheaper_from_its_beginning_until_before_its_end_and_what_was_sold_stays() -> None:
    here = shop()
    assert here.put(plan()) == [
        MarkdownPlanned(markdown="m", sku="A", price=70_00, starts_at=NOON, ends_at=EVENING, channels=())
    ]
    assert sold(here, "o1") == [(100, "")]
    here.passes_to(Instant(NOON - 1))
    assert sold(here, "o2") == [(100, "")]
    here.passes_to(NOON)
    assert sold(here, "o3") == [(70, "markdown:m")]
    here.passes_to(Instant(EVENING - 1))
    assert sold(here, "o4") == [(70, "markdown:m")]
    here.passes_to(EVENING)
    assert sold(here, "o5") == [(100, "")]
    assert lines(here, "o3") == [(70, "markdown:m")]
    assert here.world.orders.by_id["o3"].placed.items == 70_00
    is_clean(here)


def test_it_is_of_its_channels_and_a_stated_price_is_nobodys_else() -> None:
    here = shop()
    here.put(plan(channels=("app",)))
    here.passes_to(NOON)
    assert sold(here, "o1") == [(100, "")]
    assert sold(here, "o2", channel="app") == [(70, "markdown:m")]
    here.put(replace(place_order("o3", {"A": 1}, rail="cod", channel="app"), items=(Item("A", 1, 55_00),)))
    assert lines(here, "o3") == [(55, "stated")]
    is_clean(here)


def test_delayed_it_waits_until_its_moment_or_until_it_is_resumed() -> None:
    here = shop()
    here.put(plan())
    here.passes_to(NOON)
    assert here.put(DelayMarkdown("m", at("2027-03-01 14:00"), " few left ")) == [
        MarkdownDelayed("m", "A", at("2027-03-01 14:00"), "few left")
    ]
    assert sold(here, "o1") == [(100, "")]
    assert here.put(DelayMarkdown("m", at("2027-03-01 14:00"), "few left")) == []
    here.passes_to("2027-03-01 14:00")
    assert sold(here, "o2") == [(70, "markdown:m")]
    here.put(DelayMarkdown("m", EVENING, "again"))
    assert sold(here, "o3") == [(100, "")]
    assert here.put(ResumeMarkdown("m")) == [MarkdownResumed("m", "A")]
    assert sold(here, "o4") == [(70, "markdown:m")]
    assert here.put(ResumeMarkdown("m")) == []
    is_clean(here)


def test_ended_it_is_over() -> None:
    here = shop()
    here.put(plan())
    here.passes_to(NOON)
    here.put(EndMarkdown("m", "enough"))
    assert here.put(EndMarkdown("m")) == []
    assert sold(here, "o1") == [(100, "")]
    assert here.reason(DelayMarkdown("m", EVENING, "late")) is Reason.WRONG_STATE
    here.put(plan("n", starts_at=here.now))
    assert sold(here, "o2") == [(70, "markdown:n")]
    is_clean(here)


@pytest.mark.parametrize(
    ("about", "reason"),
    [
        ({"sku": "Z"}, Reason.UNKNOWN_SKU),
        ({"price": 100_00}, Reason.NOT_LOWER),
        ({"price": 0}, Reason.BAD_AMOUNT),
        ({"price": -1}, Reason.BAD_AMOUNT),
        ({"ends_at": NOON}, Reason.INVALID),
        ({"starts_at": Instant(0), "ends_at": Instant(1)}, Reason.INVALID),
        ({"ends_at": Instant(NOON + 367 * 24 * HOUR)}, Reason.INVALID),
        ({"channels": ("web", "web")}, Reason.INVALID),
        ({"name": "a b"}, Reason.INVALID),
    ],
)
def test_nonsense_is_refused(about: dict[str, Any], reason: Reason) -> None:
    here = shop()
    assert here.reason(plan(**about)) is reason


def test_two_of_one_product_do_not_meet() -> None:
    here = shop()
    here.put(plan(channels=("web",)))
    assert here.reason(plan("n")) is Reason.MARKDOWNS_MEET
    assert here.reason(plan("n", channels=("app", "web"))) is Reason.MARKDOWNS_MEET
    here.put(plan("n", channels=("app",)))
    here.put(plan("o", starts_at=EVENING, ends_at=Instant(EVENING + HOUR)))
    here.put(plan("p", sku="B"))
    assert here.put(plan("p", sku="B")) == []
    assert here.reason(plan("p", sku="B", price=60_00)) is Reason.ALREADY_EXISTS


def test_what_cannot_be_delayed() -> None:
    here = shop()
    here.put(plan())
    assert here.reason(DelayMarkdown("x", EVENING, "r")) is Reason.UNKNOWN_MARKDOWN
    assert here.reason(ResumeMarkdown("x")) is Reason.UNKNOWN_MARKDOWN
    assert here.reason(EndMarkdown("x")) is Reason.UNKNOWN_MARKDOWN
    assert here.reason(DelayMarkdown("m", EVENING, " ")) is Reason.INVALID
    assert here.reason(DelayMarkdown("m", here.now, "r")) is Reason.INVALID
    assert here.reason(DelayMarkdown("m", Instant(EVENING + 1), "r")) is Reason.INVALID
    assert here.reason(DelayMarkdown("m", NOON, "r")) is Reason.NOTHING_CHANGES


def test_a_markdown_never_makes_dearer() -> None:
    here = shop()
    here.put(plan())
    here.put(SetPrice("A", 60_00))
    here.passes_to(NOON)
    assert sold(here, "o1") == [(60, "")]
    is_clean(here)


def test_a_quote_reckons_with_it_and_ends_where_it_changes() -> None:
    here = shop(fees=(FeeRule(flat=99_00, free_from=90_00),))
    here.put(plan())
    here.passes_to(Instant(NOON - HOUR // 12))
    before = here.quote({"A": 1})
    assert isinstance(before, Quote)
    assert (before.offers[0].fee, before.expires_at) == (0, NOON)
    here.passes_to(NOON)
    after = here.quote({"A": 1})
    assert isinstance(after, Quote)
    assert (after.offers[0].fee, after.offers[0].missing_for_free) == (99_00, 20_00)
    here.put(DelayMarkdown("m", EVENING, "few left"))
    again = here.quote({"A": 1})
    assert isinstance(again, Quote)
    assert again.offers[0].fee == 0


def test_lines_that_come_later_are_priced_when_they_come_and_those_that_stay_stay() -> None:
    here = shop(waives_substitutes=False)
    here.put(plan())
    here.put(plan("n", sku="B", price=40_00))
    here.places("o1", {"A": 2}, rail="oxxo")
    here.places("o2", {"A": 2}, rail="cod")
    here.places("o3", {"A": 2}, rail="cod")
    here.passes_to(NOON)
    here.put(ReviseOrder("o1", "e0", (Item("A", 1), Item("B", 1))))
    assert lines(here, "o1") == [(100, ""), (40, "markdown:n")]
    here.put(AddToOrder("o2", "a1", (Item("B", 1),)))
    assert lines(here, "a1") == [(40, "markdown:n")]
    here.put(ReduceLine("o2", "e1", 1, sku="A"))
    assert lines(here, "o2") == [(100, "")]
    proposed = here.put(ProposeSubstitute("o3", "e2", "B", 1))
    assert (proposed[-1].now.price, proposed[-1].now.price_from) == (40_00, "markdown:n")
    is_clean(here)


def test_a_kit_has_its_own() -> None:
    here = shop().sells("K", price=150)
    here.put(SetKit("K", (Component("A", 1), Component("B", 1))))
    here.put(plan(sku="K", price=120_00))
    here.passes_to(NOON)
    here.places("o1", {"K": 1}, rail="cod")
    assert lines(here, "o1") == [(120, "markdown:m")]
    is_clean(here)


def test_the_no_is_said_in_both_languages() -> None:
    here = shop()
    no = here.refuses(plan(price=100_00))
    assert no == Refused(Reason.NOT_LOWER, "A", 100_00)
