"""The month of WhatsApp: its bill is our ledger's, and nobody got what they should not have, under either regime."""

import os

import pytest

from promesa.lab.month import playing
from promesa.lab.month.playing import MonthReport

ORDERS = int(os.environ.get("PROMESA_MONTH_ORDERS", "56000"))


def judged(report: MonthReport) -> None:
    assert report.violations == {}, report.first_violations
    assert report.wrong == {}, report.first_wrong
    assert (report.shown_twice, report.unread, report.untold) == (0, 0, 0)
    assert [line for line in report.bill if not line.is_equal] == []
    assert report.micros == report.billed_micros > 0
    assert report.is_good


def test_a_thousand_orders_cost_what_whatsapp_bills_for_them_over_the_turn_of_its_regimes() -> None:
    report = playing.play(1_000, "turn", 3, lambda _: None)
    judged(report)
    assert report.orders > 900
    assert report.silences.keys() >= {"no_consent", "refused_ads", "opposed", "registered", "budget", "stopped"}
    assert {line.category for line in report.bill} == {"marketing", "utility", "service"}
    assert {line.month for line in report.bill if line.category == "service"} == {"2026-06"}
    assert report.free["free_customer_service"] > 0
    left = {"left by button", "left by switch", "left by word", "tapped a list_reply", "wrote text"}
    assert report.people.keys() >= left, report.people


@pytest.mark.slow
@pytest.mark.parametrize("regime", ["2025", "2026"])
def test_fifty_thousand_orders_cost_what_whatsapp_bills_for_them(regime: str) -> None:
    report = playing.play(ORDERS, regime, 1, lambda _: None)
    judged(report)
    assert report.orders >= ORDERS * 50 / 56  # of 56,000 who come some find shelves empty: 50,000 orders
