"""Transfers, second thoughts and contingencies as acts: their figures, their receipts, and back again."""

from datetime import date

import pytest

from promesa.domain.conduct.mandates.kinds import KINDS
from promesa.domain.conduct.mandates.state import ActStage
from promesa.domain.conduct.mandates.words import UndoAct
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.scarce import ScarceShelf
from promesa.domain.ledger.stock.words import Take
from promesa.domain.ledger.supply import ReceiveSupply
from promesa.domain.ledger.transfers import CancelTransfer, TransferUnits
from promesa.domain.promise.keeping.contingency.words import CloseContingency, ContingencyKind, OpenContingency
from promesa.domain.promise.keeping.given_plans import planned_of
from promesa.domain.promise.rethinks import Allocation, ReallocateOrders, Reallocation
from promesa.domain.values.refusal import Reason, Refused
from promesa.engine.machine import Verdict
from tests.domain.conduct.mandates.agency import BOSS, Agency

DAY = date(2027, 3, 4)


@pytest.fixture
def shop() -> Agency:
    return Agency()


def transfer(shop: Agency, units: int = 5, key: str = "t1", **about: str) -> TransferUnits:
    told = {"transfer": f"act:robot:{key}", "sku": "A", "origin": "N1", "location": "N2", **about}
    return TransferUnits(**told, units=units, expected_on=DAY)


def why_not(verdict: Verdict) -> Reason:
    assert isinstance(verdict.refusal, Refused), verdict.facts
    return verdict.refusal.reason


def units(shop: Agency, location: str) -> int:
    return questions.on_hand(shop.world.stock, "A", location)


def test_a_transfer_is_done_told_and_undone(shop: Agency) -> None:
    shop.grants("transfer", "bounded")
    name, act = shop.act(shop.proposes("transfer", transfer(shop), key="t1"))
    assert act.stage is ActStage.DONE
    assert (units(shop, "N1"), units(shop, "N2")) == (45, 50)
    receipt = act.receipt
    assert "5 piezas de A de N1 a N2" in receipt.sentence_es
    assert "N2 goes on with 50" in receipt.otherwise_en
    assert receipt.pesos == receipt.acting > 0
    shop.undoes(name)
    assert units(shop, "N1") == 50
    assert not shop.world.supply.by_id
    shop.is_clean()


def test_what_has_come_is_not_sent_back(shop: Agency) -> None:
    shop.grants("transfer", "act")
    name, _ = shop.act(shop.proposes("transfer", transfer(shop), key="t1"))
    shop.orders_by("location:N2", ReceiveSupply("act:robot:t1", 2))
    assert units(shop, "N2") == 52
    assert shop.refused(BOSS, UndoAct(name, BOSS)) is Reason.UNDO_TOO_LATE
    assert shop.refused(BOSS, CancelTransfer("act:robot:t1")) is Reason.WRONG_STATE


@pytest.mark.parametrize(
    ("about", "count", "reason"),
    [
        ({"transfer": "po-1"}, 5, Reason.NOT_OF_KIND),
        ({"location": "N1"}, 5, Reason.INVALID),
        ({"location": "N9"}, 5, Reason.UNKNOWN_LOCATION),
        ({"origin": "N9"}, 5, Reason.NOT_ENOUGH_STOCK),
        ({}, 51, Reason.NOT_ENOUGH_STOCK),
        ({}, 0, Reason.BAD_QUANTITY),
        ({}, -3, Reason.BAD_QUANTITY),
    ],
)
def test_what_cannot_be_transferred(shop: Agency, about: dict[str, str], count: int, reason: Reason) -> None:
    shop.grants("transfer", "act")
    verdict = shop.proposes("transfer", transfer(shop, count, **about), key="t1")
    assert why_not(verdict) is reason


def test_reserved_units_stay(shop: Agency) -> None:
    shop.sells_one()
    shop.grants("transfer", "act")
    assert why_not(shop.proposes("transfer", transfer(shop, 49), key="t1")) is Reason.NOT_ENOUGH_STOCK
    assert shop.proposes("transfer", transfer(shop, 48, "t2"), key="t2").refusal is None
    shop.is_clean()


def far(shop: Agency) -> None:
    """An order that N2 far away has; then N1 has units again, and a cheaper service goes there."""
    shop.has("N1", A=0)
    shop.sells_one()
    shop.has("N1", A=50).carries("cheap", 4, 20)
    assert planned_of(shop.world.shipments, "o1")[0].planned.location == "N2"


def thought(key: str, **about: object) -> ReallocateOrders:
    wish = Reallocation("o1", (Allocation("N1", "cheap", (Take("A", "N1", 2),)),))
    return ReallocateOrders(run=f"act:robot:{key}", reallocations=(wish,), **about)


def test_a_second_thought_under_a_mandate_is_told_and_undone(shop: Agency) -> None:
    far(shop)
    shop.grants("reallocate", "bounded")
    name, act = shop.act(shop.proposes("reallocate", thought("r1"), key="r1"))
    assert act.stage is ActStage.DONE, act.note
    assert planned_of(shop.world.shipments, "o1")[0].planned.location == "N1"
    assert "ahorra" in act.receipt.sentence_es
    assert act.receipt.leaving > act.receipt.acting
    shop.undoes(name)
    assert planned_of(shop.world.shipments, "o1")[0].planned.location == "N2"
    shop.is_clean()


def test_a_second_thought_says_nothing_but_its_plans(shop: Agency) -> None:
    far(shop)
    shop.grants("reallocate", "act")
    dearly = (ScarceShelf("A", "N1", 10**6),)
    for ask in (
        *(thought("other"), thought("r1", note="proven")),
        *(thought("r1", looked_at=9), thought("r1", scarce=dearly)),
    ):
        assert why_not(shop.proposes("reallocate", ask, key="r1")) is Reason.NOT_OF_KIND
    dear = ReallocateOrders(
        run="act:robot:r2", reallocations=(Reallocation("o1", (Allocation("N2", "fast", (Take("A", "N2", 2),)),)),)
    )
    assert why_not(shop.proposes("reallocate", dear, key="r2")) is Reason.NOTHING_CHANGES


def test_what_shelves_are_worth_is_no_agents_word_and_does_not_stand_in_its_way() -> None:
    shop = Agency(shelf_price_share=0.5)
    far(shop)
    shop.put(ReallocateOrders(run="night", reallocations=(), looked_at=9, scarce=(ScarceShelf("A", "N2", 700),)))
    known = shop.world.stock.scarce.prices
    assert known
    shop.grants("reallocate", "bounded")
    assert shop.act(shop.proposes("reallocate", thought("r1"), key="r1"))[1].stage is ActStage.DONE
    assert shop.world.stock.scarce.prices == known
    shop.is_clean()


def outage(key: str = "c1", **about: object) -> OpenContingency:
    told = {"contingency": f"agent.robot.{key}", "kind": ContingencyKind.CARRIER_OUTAGE, "services": ("slow",)}
    return OpenContingency(**{**told, "reason": "agent", **about})


def test_a_contingency_waits_for_its_window_and_sees_to_its_promises(shop: Agency) -> None:
    shop.sells_one()
    shop.grants("contingency", "act", undo_minutes=10)
    name, act = shop.act(shop.proposes("contingency", outage(), key="c1"))
    assert act.stage is ActStage.ALLOWED
    assert "1 promesas" in act.receipt.sentence_es
    assert act.receipt.leaving > act.receipt.acting > 0
    assert not shop.world.contingencies.by_name
    shop.passes_to("2027-03-01 10:11")
    one = shop.world.contingencies.by_name["agent.robot.c1"]
    assert len(one.answered) == 1
    assert shop.world.mandates.acts[name].stage is ActStage.DONE
    close = CloseContingency("agent.robot.c1")
    shop.proposes("contingency", close, key="c2")
    shop.passes_to("2027-03-01 10:22")
    assert one.closed_at is not None
    shop.is_clean()


def test_dropped_in_its_window_it_never_was(shop: Agency) -> None:
    shop.grants("contingency", "act", undo_minutes=10)
    name, _ = shop.act(shop.proposes("contingency", outage(), key="c1"))
    shop.undoes(name)
    shop.passes_to("2027-03-01 10:30")
    assert not shop.world.contingencies.by_name
    shop.is_clean()


def test_an_agent_opens_under_its_own_name_and_closes_no_other(shop: Agency) -> None:
    shop.grants("contingency", "act")
    shop.orders_by(BOSS, outage("x", contingency="storm", reason=""))
    for ask in (outage(contingency="mine"), outage(reason="because"), CloseContingency("storm")):
        assert why_not(shop.proposes("contingency", ask, key="c1")) is Reason.NOT_OF_KIND


def test_every_kind_has_its_words() -> None:
    for kind in KINDS.values():
        assert kind.spanish
        assert kind.english
        assert kind.facts
        assert not (kind.is_told and kind.inverses), "what the outside heard of has no inverse"
