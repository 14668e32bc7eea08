"""An agent may let a markdown wait, with its figures; it never plans, ends, lowers or resumes one."""

from typing import Any

import pytest

from promesa.domain.conduct.mandates.sight import AGENT_SAYS
from promesa.domain.conduct.mandates.state import ActStage
from promesa.domain.conduct.mandates.words import ActJudged, UndoAct
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network import markdowns
from promesa.domain.network.markdowns import (
    DelayMarkdown,
    EndMarkdown,
    MarkdownDelayed,
    MarkdownResumed,
    PlanMarkdown,
    ResumeMarkdown,
)
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.domain.values.refusal import Reason
from tests.domain.conduct.mandates.agency import BOSS, PESO, ActLimits, Agency

KIND = "markdown_delay"


def shop(days: int = 4, price: int = 70) -> Agency:
    """Ten A are left, four were sold at 100 pesos in the last week; the markdown to 70 has just begun."""
    here = Agency()
    here.sells_one("o1", rail="cod")
    here.sells_one("o2", rail="cod")
    here.sells_one("o3", rail="cod")
    here.cancels("o3")
    here.has("N1", A=14).has("N2", A=0)
    ends = Instant(here.now + days * DAY)
    here.put(PlanMarkdown(markdown="m", sku="A", price=price * PESO, starts_at=here.now, ends_at=ends))
    here.now = Instant(here.now + 1)
    return here


def delay(here: Agency, hours: int = 48, reason: str = AGENT_SAYS) -> DelayMarkdown:
    return DelayMarkdown("m", Instant(here.now + hours * HOUR), reason)


def is_cheaper(here: Agency) -> bool:
    return markdowns.in_force(here.world.catalog.markdowns, "A", "web", here.now) is not None


def test_it_is_done_told_in_figures_and_undone() -> None:
    here = shop()
    here.grants(KIND, "bounded")
    assert is_cheaper(here)
    name, act = here.act(here.proposes(KIND, delay(here)))
    assert act.stage is ActStage.DONE
    assert not is_cheaper(here)
    receipt = act.receipt
    assert receipt.sentence_es.startswith("Aplazar la rebaja m de A hasta 2027-03-03 10:00")
    assert "Hay 10 piezas y se vendieron 4 en los últimos 7.0 días" in receipt.otherwise_es
    assert "1 se venderían igual en ese tiempo, por 100.00 pesos a precio completo o 70.00 rebajadas" in (
        receipt.otherwise_es
    )
    assert "at that rate 1 would sell anyway" in receipt.otherwise_en
    known = dict(receipt.known)
    assert (known["sells_anyway"], known["does_not_sell"]) == ("1", "8")
    assert receipt.leaving == 30 * PESO
    assert receipt.acting == 8 * 70 * PESO // 2
    assert receipt.pesos == receipt.acting + receipt.leaving
    facts = here.undoes(name)
    assert [type(fact).__name__ for fact in facts] == ["ActUndone", "MarkdownResumed"]
    assert is_cheaper(here)
    here.is_clean()


def test_beyond_its_limit_a_person_is_asked() -> None:
    here = shop()
    here.grants(KIND, "bounded", limits=ActLimits(309 * PESO, 2_000 * PESO, 20))
    name, act = here.act(here.proposes(KIND, delay(here)))
    assert act.stage is ActStage.SUGGESTED
    assert is_cheaper(here)
    here.approves(name)
    assert not is_cheaper(here)
    here.is_clean()


def test_what_sells_by_itself_takes_nothing_but_what_buyers_do_not_save() -> None:
    here = shop()
    here.orders_by("count", CountStock("A", "N1", 5, "count"))
    here.grants(KIND, "bounded")
    _, act = here.act(here.proposes(KIND, delay(here)))
    assert act.receipt.acting < act.receipt.pesos
    assert dict(act.receipt.known)["available"] == "1"


def test_what_a_person_says_since_is_not_undone() -> None:
    for since in (DelayMarkdown("m", Instant(0), "mine"), ResumeMarkdown("m"), EndMarkdown("m")):
        here = shop()
        here.grants(KIND, "act")
        name, _ = here.act(here.proposes(KIND, delay(here)))
        if isinstance(since, DelayMarkdown):
            since = DelayMarkdown("m", Instant(here.now + 3 * HOUR), "mine")
        here.orders_by(BOSS, since)
        assert here.refused(BOSS, UndoAct(name, BOSS)) is Reason.UNDO_TOO_LATE
        here.is_clean()


def test_after_its_window_a_person_still_resumes_it() -> None:
    here = shop()
    here.grants(KIND, "act", undo_minutes=30)
    name, _ = here.act(here.proposes(KIND, delay(here)))
    here.passes_to("2027-03-01 11:00")
    assert here.refused(BOSS, UndoAct(name, BOSS)) is Reason.UNDO_TOO_LATE
    assert [type(fact) for fact in here.put(ResumeMarkdown("m"))] == [MarkdownResumed]


def test_what_a_person_delayed_no_agent_delays_less() -> None:
    here = shop()
    here.put(DelayMarkdown("m", Instant(here.now + 72 * HOUR), "few left"))
    here.grants(KIND, "act")
    for hours in (1, 96 - 1):
        verdict = here.proposes(KIND, delay(here, hours))
        assert verdict.refusal is not None
        assert verdict.refusal.reason is Reason.WRONG_STATE


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (PlanMarkdown(markdown="n", sku="B", price=1, starts_at=Instant(0), ends_at=Instant(1)), Reason.NOT_OF_KIND),
        (EndMarkdown("m"), Reason.NOT_OF_KIND),
        (ResumeMarkdown("m"), Reason.NOT_OF_KIND),
        (DelayMarkdown("m", Instant(10**15), "the boss said so"), Reason.NOT_OF_KIND),
        (DelayMarkdown("x", Instant(10**15), AGENT_SAYS), Reason.UNKNOWN_MARKDOWN),
        (DelayMarkdown("m", Instant(5), AGENT_SAYS), Reason.INVALID),
        (DelayMarkdown("m", Instant(10**16), AGENT_SAYS), Reason.INVALID),
    ],
)
def test_an_agent_only_delays(ask: Any, reason: Reason) -> None:
    here = shop()
    here.grants(KIND, "act")
    verdict = here.proposes(KIND, ask)
    assert verdict.refusal is not None
    assert verdict.refusal.reason is reason
    assert here.refused("agent:robot", ask) is Reason.NOT_ALLOWED
    assert not here.facts(MarkdownDelayed)


@pytest.mark.parametrize(("people", "agreed"), [("delay", True), ("sell", False), ("nothing", False)])
def test_a_shadow_is_judged_by_what_people_did(people: str, agreed: bool) -> None:
    here = shop()
    here.grants(KIND, "shadow")
    name, act = here.act(here.proposes(KIND, delay(here)))
    assert is_cheaper(here)
    if people == "delay":
        here.put(delay(here, 24, "few left"))
    elif people == "sell":
        here.has("N1", A=0)
    here.passes_to("2027-03-03 11:00")
    judged = here.world.mandates.acts[name]
    assert judged.stage is ActStage.JUDGED
    fact = next(one for one in here.facts(ActJudged) if one.act == name)
    assert fact.agreed is agreed
    assert fact.regret == (act.receipt.pesos if people == "nothing" else 0)
