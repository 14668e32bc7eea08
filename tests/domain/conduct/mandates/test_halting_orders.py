"""An agent may ask that somebody looks at an order; letting it go on is a person's."""

from promesa.domain.conduct.mandates.sight import AGENT_SAYS
from promesa.domain.ledger.orders.halts import Halt, HaltOrder, ReleaseOrder
from promesa.domain.values.refusal import Reason
from tests.domain.conduct.mandates.agency import Agency


def test_an_agent_halts_an_order_within_its_mandate_and_only_a_person_lets_it_go_on() -> None:
    shop = Agency()
    shop.places("o1", {"A": 1}, rail="cod")
    shop.grants("halt_order", "act")
    shop.proposes("halt_order", HaltOrder("o1", Halt.REVIEW, AGENT_SAYS))
    shop.passes_to("2027-03-01 12:00")
    assert [one.kind for one in shop.world.orders.by_id["o1"].halts] == [Halt.REVIEW]
    assert shop.refused("agent:robot", ReleaseOrder("o1", Halt.REVIEW)) is Reason.NOT_ALLOWED
    shop.put(ReleaseOrder("o1", Halt.REVIEW, "fine"))
    assert shop.world.orders.by_id["o1"].halts == ()
    shop.is_clean()


def test_an_agent_says_neither_until_when_nor_why_nor_who() -> None:
    shop = Agency()
    shop.places("o1", {"A": 1}, rail="cod")
    shop.grants("halt_order", "act")
    for ask in (
        HaltOrder("o1", Halt.COOL_DOWN, AGENT_SAYS),
        HaltOrder("o1", Halt.REVIEW, "because"),
        HaltOrder("o1", Halt.REVIEW, AGENT_SAYS, "ana"),
        HaltOrder("o1", Halt.REVIEW, AGENT_SAYS, "", shop.now),
    ):
        verdict = shop.proposes("halt_order", ask)
        assert verdict.refusal is not None
        assert verdict.refusal.reason is Reason.NOT_OF_KIND
