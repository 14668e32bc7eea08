"""A source that says nothing: found out by its rhythm or by policy, told once, a margin kept until it speaks."""

import pytest

from promesa.domain.ledger.stock import questions, rhythms
from promesa.domain.ledger.stock.rhythms import SourceRhythm
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.domain.values.policy import Policy
from promesa.lab import auditor
from tests.regressions.shop import Shop


@pytest.fixture
def shop() -> Shop:
    made = Shop("2027-03-01 10:00", silence_hours={"erp": 6.0})
    return made.sells("A").opens("N1").carries("slow", 4, 40)


def counts(shop: Shop, units: int, source: str = "erp") -> None:
    assert shop.machine.submit(CountStock("A", "N1", units, source), "erp").refusal is None


def told(shop: Shop) -> list[str]:
    kinds = ("SourceFellSilent", "SourceSpoke")
    return [entry.kind for entry in shop.machine.log.read() if entry.kind in kinds]


def available(shop: Shop) -> int:
    return questions.available(shop.world.stock, "A", "N1")


def messages(shop: Shop) -> list[str]:
    wanted = [entry.body.decode() for entry in shop.machine.log.read() if entry.kind == "MessageWanted"]
    return [name for body in wanted for name in ("source_silent", "source_spoke") if f'"template":"{name}"' in body]


def test_a_margin_is_kept_while_it_is_silent_and_lifted_when_it_speaks(shop: Shop) -> None:
    counts(shop, 100)
    shop.passes_to("2027-03-01 15:59")
    assert available(shop) == 100
    shop.passes_to("2027-03-01 16:01")
    first = available(shop)
    assert 90 <= first < 100
    shop.passes_to("2027-03-03 16:00")
    assert available(shop) < first, "the longer the silence, the more is held back"
    assert told(shop).count("SourceFellSilent") > 1
    assert messages(shop) == ["source_silent"], "told once"
    counts(shop, 100)
    assert available(shop) == 100
    assert messages(shop) == ["source_silent", "source_spoke"]
    assert auditor.audit(shop.machine).clean


def test_nothing_is_sold_out_of_the_margin(shop: Shop) -> None:
    counts(shop, 100)
    shop.passes_to("2027-03-03 16:00")
    left = available(shop)
    shop.places("o1", {"A": left})
    assert available(shop) == 0
    assert shop.world.stock.shelves.margin.sum() == 100 - left
    assert auditor.audit(shop.machine).clean


def test_never_more_than_half_is_held_back(shop: Shop) -> None:
    counts(shop, 9)
    shop.passes_to("2027-06-03 16:00")
    assert available(shop) == 4


def test_another_sources_shelves_are_not_touched(shop: Shop) -> None:
    shop.sells("B")
    counts(shop, 100)
    assert shop.machine.submit(CountStock("B", "N1", 10, "store"), "store").refusal is None
    shop.passes_to("2027-03-03 16:00")
    assert questions.available(shop.world.stock, "B", "N1") == 10
    counts(shop, 80, "store")
    assert available(shop) == 80, "who else has counted it knows"


def test_nobody_is_watched_unless_the_policy_says_so() -> None:
    shop = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("slow", 4, 40)
    counts(shop, 100)
    shop.passes_to("2027-04-01 10:00")
    assert available(shop) == 100
    assert told(shop) == []


def test_a_rhythm_is_learned_and_the_longest_pause_of_late_counts() -> None:
    known: dict[str, SourceRhythm] = {}
    policy = Policy(silence_factor=1.5)
    at = 10 * DAY
    for day in range(6):
        for hour in (9, 13, 17):
            rhythms.heard(known, "erp", 1.0, 50.0, Instant(at + day * DAY + hour * HOUR))
    night = 16 * HOUR
    allowed = rhythms.allowed(policy, known["erp"], "erp")
    assert allowed is not None
    assert 1.2 * night < allowed <= 1.5 * night
    assert rhythms.allowed(policy, known["erp"], "other") == allowed, "the name is only for hours that are said"
    assert rhythms.allowed(Policy(), known["erp"], "erp") is None
    assert rhythms.allowed(policy, SourceRhythm(heard=2), "erp") is None


def test_what_drifts_faster_is_held_back_more() -> None:
    calm, wild = SourceRhythm(last_at=Instant(DAY), lost=1.0, unit_days=10_000.0), SourceRhythm(last_at=Instant(DAY))
    wild.lost, wild.unit_days = 2_000.0, 10_000.0
    now = Instant(DAY + 12 * HOUR)
    assert rhythms.share_of(calm, 6 * HOUR, now) < 0.01 < rhythms.share_of(wild, 6 * HOUR, now) <= rhythms.SHARE_MAX


def test_words_at_once_are_one_word() -> None:
    known: dict[str, SourceRhythm] = {}
    for second in range(50):
        rhythms.heard(known, "erp", 0.0, 0.0, Instant(DAY + second * 1_000_000))
    assert known["erp"].heard == 1
