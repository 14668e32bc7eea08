"""Cases and claims on the shop floor: who may open them, what can be done about them, and what carriers owe."""

from promesa.domain.conduct import remedies
from promesa.domain.ledger.payments.words import Refund
from promesa.domain.ledger.shipments import claims
from promesa.domain.ledger.shipments.claims import AnswerClaim, ClaimKind, FileClaim
from promesa.domain.people.cases import state
from promesa.domain.people.cases.state import CaseStage
from promesa.domain.people.cases.words import (
    AnswerCase,
    CaseKind,
    CaseOpener,
    CaseParty,
    CaseRemedy,
    OpenCase,
    ResolveCase,
    WaitInCase,
)
from promesa.domain.rules import sight
from promesa.domain.values.ids import CaseId, OrderId, RefundId
from promesa.domain.values.policy import CarePolicy
from promesa.domain.values.refusal import Reason
from tests.regressions.shop import Shop


def shop(**policy: object) -> Shop:
    found = Shop("2027-03-01 10:00", **policy).sells("A").opens("N1").opens("N2").carries("P", 2, 80)
    return found.has("N1", A=10).has("N2", A=10)


def bought(here: Shop, order: str = "o1") -> Shop:
    here.places(order, {"A": 2}, customer="ana")
    here.pays(order)
    return here


def opens(here: Shop, message: str = "m1", customer: str = "ana", order: str | None = "o1") -> list[object]:
    kind = CaseKind.LATE
    return here.put(OpenCase("c1", customer, kind, CaseOpener.CUSTOMER, order and OrderId(order), message=message))


def test_nobody_opens_a_case_about_somebody_elses_order() -> None:
    here = bought(shop())
    ask = OpenCase("c1", "eve", CaseKind.REFUND, CaseOpener.CUSTOMER, "o1", message="m1")
    assert here.reason(ask) is Reason.UNKNOWN_ORDER


def test_nobody_resolves_over_what_was_not_read() -> None:
    here = bought(shop())
    opens(here)
    assert here.reason(ResolveCase("c1", CaseRemedy.EXPLAINED)) is Reason.UNREAD_REPLY
    assert here.reason(WaitInCase("c1", CaseParty.CUSTOMER)) is Reason.UNREAD_REPLY
    here.put(AnswerCase("c1", "ours"))
    here.put(ResolveCase("c1", CaseRemedy.EXPLAINED))
    assert here.world.cases.by_id["c1"].stage is CaseStage.RESOLVED


def test_money_that_is_the_remedy_is_the_orders_own() -> None:
    here = bought(bought(shop()), "o2")
    opens(here)
    here.put(AnswerCase("c1", "ours"))
    assert here.reason(ResolveCase("c1", CaseRemedy.REFUNDED)) is Reason.INVALID
    here.put(Refund("o2", "r2", 100, "kindness"))
    assert here.reason(ResolveCase("c1", CaseRemedy.REFUNDED, RefundId("r2"))) is Reason.INVALID
    here.put(Refund("o1", "r1", 100, "kindness"))
    here.put(ResolveCase("c1", CaseRemedy.REFUNDED, RefundId("r1")))
    assert here.world.cases.by_id["c1"].refund == "r1"


def test_a_promise_that_moves_opens_a_case_before_anybody_writes_and_arrival_ends_it() -> None:
    here = bought(shop())
    parcel = next(iter(here.world.shipments.by_order["o1"]))
    here.packs(parcel)
    here.hands_over(parcel)
    here.put_eta(parcel, "2027-03-09")
    case = state.about(here.world.cases, "ana", OrderId("o1"))
    assert case is not None
    assert (case.opened.opener, case.kind) == (CaseOpener.PROMISE, CaseKind.AT_RISK)
    assert state.answer_due(case, CarePolicy()) is None, "nobody has said anything"
    here.passes_to("2027-03-09 12:00")
    here.delivers(parcel)
    assert case.stage is CaseStage.RESOLVED
    here.passes_to("2027-03-20 12:00")
    assert case.stage is CaseStage.CLOSED
    assert not [message for message in here.messages() if message.startswith("case:")], "nobody wrote, nobody hears"


def test_small_orders_open_none_where_the_policy_says_so() -> None:
    for least, cases in ((None, 0), (20_001, 0), (20_000, 1)):
        here = bought(shop(care=CarePolicy(at_risk_from=least), flat_fee=0))
        parcel = next(iter(here.world.shipments.by_order["o1"]))
        here.packs(parcel)
        here.hands_over(parcel)
        here.put_eta(parcel, "2027-03-09")
        assert len(here.world.cases.by_id) == cases


def test_every_option_is_what_its_command_then_does() -> None:
    """A price that was shown is the price that is paid; a no that was shown is the no that is said."""
    offered = []
    for number in range(5):
        here = bought(shop(flat_fee=9_900))
        opens(here)
        case = here.world.cases.by_id["c1"]
        options = remedies.options(sight(here.world, here.now), case, here.now)
        offered = [option.name for option in options]
        if number >= len(options):
            break
        option = options[number]
        verdict = here.submit(option.body)
        assert verdict.refusal == option.refused or option.refused is not None
        if option.name in ("refund_fee", "refund_all"):
            assert sum(fact.amount for fact in verdict.facts if hasattr(fact, "refund")) == option.centavos
    assert {"cancel", "refund_all", "refund_fee", "write"} <= set(offered)


def test_looking_at_options_writes_nothing() -> None:
    here = bought(shop(flat_fee=9_900))
    opens(here)
    before = here.machine.seen
    remedies.options(sight(here.world, here.now), here.world.cases.by_id["c1"], here.now)
    assert here.machine.seen == before


def test_a_draft_offers_only_what_can_be_done() -> None:
    here = bought(shop(flat_fee=9_900))
    opens(here)
    case = here.world.cases.by_id["c1"]
    options = remedies.options(sight(here.world, here.now), case, here.now)
    spanish, english = remedies.draft(case, options)
    assert "99.00" in spanish
    assert "cancelarlo" in spanish
    assert "cancel it" in english
    none, nothing = remedies.draft(case, ())
    assert none == "Hola, ya revisamos tu pedido o1. ¿Cómo te ayudamos?"
    assert "cancel" not in nothing


# --- claims ---


def delivered_late(here: Shop) -> str:
    parcel: str = next(iter(here.world.shipments.by_order["o1"]))
    here.packs(parcel)
    here.hands_over(parcel)
    here.passes_to("2027-03-08 12:00")
    here.delivers(parcel)
    return parcel


def due(here: Shop) -> list[claims.ClaimDue]:
    w = here.world
    return list(claims.due(w.claims, w.orders, w.shipments, w.carriers, w.policies.now.care, here.now))


def test_what_came_late_may_be_claimed_once_and_in_time() -> None:
    here = bought(shop())
    assert due(here) == []
    parcel = delivered_late(here)
    (one,) = due(here)
    assert (one.parcel, one.kind, one.amount) == (parcel, ClaimKind.LATE, 20_000)
    assert here.reason(FileClaim("q1", parcel, ClaimKind.LOST, 20_000)) is Reason.NOTHING_TO_CLAIM
    assert here.reason(FileClaim("q1", parcel, ClaimKind.LATE, 20_001)) is Reason.BAD_AMOUNT
    (filed,) = here.put(FileClaim("q1", parcel, ClaimKind.LATE, 20_000))
    assert filed.evidence[0].what == "handed_over"
    assert filed.evidence[-1].what in ("delivered", "scan:delivered")
    assert here.put(FileClaim("q1", parcel, ClaimKind.LATE, 20_000)) == []
    assert here.reason(FileClaim("q2", parcel, ClaimKind.LATE, 20_000)) is Reason.ALREADY_EXISTS
    assert due(here) == []
    here.put(AnswerClaim("q1", 5_000, "partial"))
    assert here.put(AnswerClaim("q1", 5_000)) == []
    assert here.reason(AnswerClaim("q1", 6_000)) is Reason.KEY_REUSED


def test_after_the_carriers_term_it_is_too_late() -> None:
    here = bought(shop(care=CarePolicy(claim_days={"": 30, "c": 10})))
    parcel = delivered_late(here)
    here.passes_to("2027-03-12 12:00")
    assert due(here) == []
    assert here.reason(FileClaim("q1", parcel, ClaimKind.LATE, 20_000)) is Reason.CLAIM_TOO_LATE


def test_silence_is_loss_after_the_policys_days() -> None:
    here = bought(shop())
    parcel = next(iter(here.world.shipments.by_order["o1"]))
    here.packs(parcel)
    here.hands_over(parcel)
    here.passes_to("2027-03-12 12:00")
    assert due(here) == []
    here.passes_to("2027-03-20 12:00")
    assert [one.kind for one in due(here)] == [ClaimKind.LOST]


def test_what_came_in_time_owes_nothing_and_damage_needs_a_photo() -> None:
    here = bought(shop())
    parcel = next(iter(here.world.shipments.by_order["o1"]))
    here.packs(parcel)
    here.hands_over(parcel)
    here.passes_to("2027-03-02 12:00")
    here.delivers(parcel)
    assert here.reason(FileClaim("q1", parcel, ClaimKind.DAMAGED, 100)) is Reason.NOTHING_TO_CLAIM
    (filed,) = here.put(FileClaim("q1", parcel, ClaimKind.DAMAGED, 100, ("photo-1",)))
    assert filed.evidence[-1].where == "photo-1"
    assert here.world.claims.watched == {}


def test_a_case_and_its_newest_are_found_by_customer_and_order() -> None:
    here = bought(shop())
    opens(here)
    assert here.world.cases.newest == {"ana": {"o1": CaseId("c1")}}
