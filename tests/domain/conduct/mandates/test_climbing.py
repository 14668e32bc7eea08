"""Autonomy grows by what was measured against people, and shrinks by itself where decisions drift."""

import pytest
from msgspec.structs import replace

from promesa.domain.conduct.mandates import measures
from promesa.domain.conduct.mandates.measures import MandateRecord
from promesa.domain.conduct.mandates.words import (
    ActUndone,
    Autonomy,
    DemoteMandate,
    GrantMandate,
    Mandate,
    MandateDemoted,
    PromoteMandate,
)
from promesa.domain.ledger.payments.words import Refund
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.values.refusal import Reason
from tests.domain.conduct.mandates.agency import BOSS, CAPS, LIMITS, PESO, Agency

PROMOTE = PromoteMandate("robot", "refund", BOSS)


@pytest.fixture
def shop() -> Agency:
    shop = Agency()
    shop.places("o1", {"A": 40})
    shop.pays("o1")
    return shop


def suggests(shop: Agency, times: int, yes: bool = True, pesos: int = 1) -> None:
    for _ in range(times):
        name, _ = shop.act(shop.refund("o1", pesos))
        (shop.approves if yes else shop.declines)(name)


def test_it_climbs_after_enough_agreed_decisions(shop: Agency) -> None:
    shop.grants("refund", "suggest", decisions_min=30, regret_max=10_000)
    suggests(shop, 29, pesos=30)
    assert shop.refused(BOSS, PROMOTE) is Reason.NOT_MEASURED
    suggests(shop, 1, pesos=30)
    (fact,) = shop.orders_by(BOSS, PROMOTE)
    assert (fact.autonomy, fact.measure.decisions, fact.measure.agreed) == ("bounded", 30, 30)
    assert shop.mandate("refund").record.decisions == 0, "each rung is measured anew"
    assert shop.refused(BOSS, PROMOTE) is Reason.NOT_MEASURED
    assert shop.is_clean()


def test_a_short_record_without_a_mistake_is_not_certain(shop: Agency) -> None:
    """Five yeses bound the regret by what the worst next decision could cost."""
    shop.grants("refund", "suggest", decisions_min=5)
    suggests(shop, 5)
    assert shop.refused(BOSS, PROMOTE) is Reason.NOT_MEASURED


def test_trust_is_not_earned_with_trifles(shop: Agency) -> None:
    """Sixty approved refunds of one peso say nothing of one of five hundred; a limit of a hundred is small."""
    shop.grants("refund", "suggest", decisions_min=30, regret_max=10_000)
    suggests(shop, 60)
    assert shop.refused(BOSS, PROMOTE) is Reason.NOT_MEASURED
    small = replace(LIMITS, act_centavos=100 * PESO)
    shop.orders_by(BOSS, GrantMandate(replace(shop.mandate("refund").mandate, limits=small), BOSS))
    shop.orders_by(BOSS, PROMOTE)


def test_declines_count_at_least_what_the_act_takes(shop: Agency) -> None:
    shop.grants("refund", "suggest", decisions_min=5, regret_max=100 * PESO, bad_share_max=0.9)
    suggests(shop, 9, yes=False, pesos=300)
    measure = measures.measured(shop.mandate("refund").record, LIMITS.act_centavos)
    assert (measure.agreed, measure.regret_mean) == (0, 300 * PESO)
    assert shop.refused(BOSS, PROMOTE) is Reason.NOT_MEASURED


def test_declined_too_often_it_goes_down_by_itself_and_operations_hear_of_it(shop: Agency) -> None:
    shop.grants("refund", "suggest")
    waiting, act = shop.act(shop.refund("o1", 7))
    suggests(shop, 8)
    suggests(shop, 3, yes=False)
    (fact,) = shop.facts(MandateDemoted)
    assert (fact.autonomy, fact.reason, fact.by) == ("shadow", "declined_or_undone", "")
    assert act.stage == "dropped", waiting
    assert [one.template for one in shop.facts(MessageWanted) if one.template == "mandate_demoted"]
    assert shop.act(shop.refund("o1", 1))[1].stage == "shadowed"
    assert shop.is_clean()


def test_undone_too_often_a_bounded_one_asks_again(shop: Agency) -> None:
    shop.grants("refund", "bounded", bad_share_max=0.3)
    for undone in range(12):
        name, _ = shop.act(shop.refund("o1", 1))
        if undone % 2:
            shop.undoes(name)
        if shop.mandate("refund").mandate.autonomy is Autonomy.SUGGEST:
            break
        shop.passes_to(shop.now + 61 * 60_000_000)
    assert shop.mandate("refund").mandate.autonomy is Autonomy.SUGGEST
    assert len(shop.facts(ActUndone)) >= 4
    assert shop.is_clean()


def test_a_person_takes_a_rung_away(shop: Agency) -> None:
    shop.grants("refund", "act")
    _, act = shop.act(shop.refund("o1", 1))
    shop.orders_by(BOSS, DemoteMandate("robot", "refund", BOSS, "too bold"))
    assert (shop.mandate("refund").mandate.autonomy, act.stage) == ("bounded", "allowed")
    shop.orders_by(BOSS, DemoteMandate("robot", "refund", BOSS, "still"))
    assert (shop.mandate("refund").mandate.autonomy, act.stage) == ("suggest", "dropped")


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [
        ({"agent": "a b"}, Reason.INVALID),
        ({"kind": "root"}, Reason.INVALID),
        ({"limits": CAPS, "caps": LIMITS}, Reason.INVALID),
        ({"caps": replace(CAPS, act_centavos=-1)}, Reason.BAD_AMOUNT),
        ({"undo_minutes": 0}, Reason.INVALID),
        ({"decisions_min": -1}, Reason.INVALID),
        ({"autonomy": Autonomy.BOUNDED}, Reason.NOT_MEASURED),
        ({"autonomy": Autonomy.ACT}, Reason.NOT_MEASURED),
    ],
)
def test_no_mandate_is_granted_that_no_rule_could_keep_to(
    shop: Agency, wrong: dict[str, object], reason: Reason
) -> None:
    told = {"agent": "robot", "kind": "refund", "limits": LIMITS, "caps": CAPS, **wrong}
    assert shop.refused(BOSS, GrantMandate(Mandate(**told), BOSS)) is reason


def test_a_new_grant_may_change_figures_and_never_raises(shop: Agency) -> None:
    shop.grants("refund", "bounded")
    known = shop.mandate("refund").mandate
    shop.orders_by(BOSS, GrantMandate(replace(known, undo_minutes=5), BOSS))
    assert shop.mandate("refund").mandate.autonomy is Autonomy.BOUNDED
    assert shop.refused(BOSS, GrantMandate(replace(known, autonomy=Autonomy.ACT), BOSS)) is Reason.NOT_MEASURED
    shop.orders_by(BOSS, GrantMandate(replace(known, autonomy=Autonomy.SHADOW), BOSS))
    assert shop.act(shop.refund("o1", 1))[1].stage == "shadowed"


def test_the_shadow_is_judged_by_what_people_did(shop: Agency) -> None:
    """It would have given 50 back; people gave 50 back for one, 20 for another, and nothing for the third."""
    for order in ("o2", "o3", "o4"):
        shop.sells_one(order)
    shop.grants("refund", "shadow")
    for order in ("o2", "o3", "o4"):
        shop.act(shop.refund(order, 50))
    for order, amount in (("o2", 50), ("o3", 20)):
        shop.orders_by(BOSS, Refund(order, f"r-{order}", amount * PESO, "sorry"))
    shop.passes_to("2027-03-03 10:01")
    record = shop.mandate("refund").record
    assert (record.decisions, record.agreed, record.regret) == (3, 1, (0 + 30 + 50) * PESO)


def test_the_record_in_figures() -> None:
    record = MandateRecord()
    for regret in (0, 0, 100, 300):
        measures.note(record, regret, agreed=regret == 0)
    measure = measures.measured(record, 0)
    assert (measure.decisions, measure.agreed, measure.regret_mean, measure.bad_share) == (4, 2, 100.0, 0.5)
    assert measure.regret_upper > measure.regret_mean * 4 / 5
    measures.note(record, -500, agreed=False)
    assert record.regret == 400, "our own model is no witness against people"
