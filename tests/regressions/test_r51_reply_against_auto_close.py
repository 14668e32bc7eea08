"""R51: a case is never closed over an unread reply, and a late reply finds the same case."""

import random

import pytest

from promesa.domain.people.cases.state import Case, CaseStage
from promesa.domain.people.cases.words import (
    AnswerCase,
    CaseClosed,
    CaseKind,
    CaseOpener,
    CaseRemedy,
    CaseReopened,
    CaseReplied,
    CloseCase,
    OpenCase,
    ResolveCase,
)
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import DAY, HOUR, SECOND, Instant
from promesa.domain.values.policy import CarePolicy
from tests.regressions.shop import Shop

CLOSES_AFTER = CarePolicy(close_hours=8.0, reopen_days=7, at_risk_from=None)


def shop_with_orders() -> Shop:
    shop = Shop("2027-03-01 08:00", care=CLOSES_AFTER).sells("A").opens("N1").carries("P", 2).has("N1", A=10)
    for order in ("o1", "o2"):
        shop.places(order, {"A": 1}, customer="ana")
        shop.pays(order)
    return shop


def says(shop: Shop, message: str, order: str = "o1", case: str | None = None) -> list[object]:
    told = OpenCase(case or f"c-{message}", "ana", CaseKind.LATE, CaseOpener.CUSTOMER, OrderId(order), message=message)
    return shop.put(told)


def resolved(shop: Shop) -> Case:
    """Opened, answered, and resolved at 10:00, so that the clock closes it at 18:00."""
    says(shop, "m1", case="c1")
    shop.put(AnswerCase("c1", "ours"))
    shop.passes_to("2027-03-01 10:00")
    shop.put(ResolveCase("c1", CaseRemedy.EXPLAINED))
    return shop.world.cases.by_id["c1"]


def closing_texts(shop: Shop) -> list[str]:
    return [message for message in shop.messages() if ":closed:" in message]


@pytest.mark.parametrize("throw", range(20))
def test_r51_the_reply_and_the_clock_in_any_order(throw: int) -> None:
    """1,000 meetings in all: the reply lands a moment before, with or after the timer's own moment, or twice."""
    dice = random.Random(throw)
    for _ in range(50):
        shop = shop_with_orders()
        case = resolved(shop)
        assert case.resolved_at is not None
        closes_at = case.resolved_at + 8 * HOUR
        lands_at = Instant(closes_at + dice.choice((-100_000, -1, 0, 1, 100_000)))
        if lands_at <= closes_at and dice.random() < 0.5:
            shop.passes_to(Instant(closes_at - SECOND))
            shop.now = lands_at
            said = says(shop, "m2")
            shop.passes_to(Instant(closes_at + SECOND))
        else:
            shop.passes_to(lands_at)
            said = says(shop, "m2")
        again = says(shop, "m2")
        shop.passes_to(Instant(closes_at + DAY))
        assert any(type(fact) is CaseReopened for fact in said)
        assert again == []
        assert case.unread == 1
        assert case.stage is CaseStage.OPEN, "closed over an unread reply"
        assert case.closed_at is None
        assert len(closing_texts(shop)) <= 1


def test_r51_an_old_clock_closes_nothing_newer() -> None:
    shop = shop_with_orders()
    case = resolved(shop)
    turn = case.turn
    says(shop, "m2")
    shop.put(AnswerCase("c1", "again"))
    shop.passes_to("2027-03-01 17:00")
    shop.put(ResolveCase("c1", CaseRemedy.EXPLAINED))
    assert shop.put(CloseCase("c1", turn)) == []
    shop.passes_to("2027-03-01 18:30")
    assert case.stage is CaseStage.RESOLVED, "the first resolution's clock closed the second"
    shop.passes_to("2027-03-02 02:00")
    assert case.stage is CaseStage.CLOSED
    assert len(closing_texts(shop)) == 1


def test_r51_a_late_reply_reopens_the_same_case_with_its_first_opening() -> None:
    shop = shop_with_orders()
    case = resolved(shop)
    opened_at = case.opened_at
    shop.passes_to("2027-03-01 19:00")
    assert case.stage is CaseStage.CLOSED
    shop.passes_to("2027-03-04 19:00")
    said = says(shop, "m2")
    assert [type(fact) for fact in said] == [CaseReopened]
    assert (case.stage, case.opened_at) == (CaseStage.OPEN, opened_at)

    other = says(shop, "m3", order="o2")
    assert shop.world.cases.by_id["c-m3"].opened.order == "o2"
    assert not any(isinstance(fact, CaseReopened | CaseReplied) for fact in other)

    shop.put(AnswerCase("c1", "a last word"))
    shop.put(ResolveCase("c1", CaseRemedy.EXPLAINED))
    shop.passes_to("2027-03-05 20:00")
    assert len(closing_texts(shop)) == len(set(closing_texts(shop))) == 2


def test_r51_after_the_policys_days_it_is_a_new_case() -> None:
    shop = shop_with_orders()
    resolved(shop)
    shop.passes_to("2027-03-09 19:00")
    says(shop, "m2")
    assert set(shop.world.cases.by_id) == {"c1", "c-m2"}


def test_r51_nothing_is_closed_twice() -> None:
    shop = shop_with_orders()
    case = resolved(shop)
    shop.passes_to("2027-03-01 19:00")
    assert shop.put(CloseCase("c1", case.turn)) == []
    closed = [fact for fact in shop.facts() if isinstance(fact, CaseClosed)]
    assert len(closed) == 1
