"""R21: the ready notice is sent once and only when it is true."""

from promesa.domain.ledger.shipments.words import MarkReady, ParcelReady
from promesa.domain.network.locations.words import week
from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.values.refusal import Reason, Refused
from tests.regressions.shop import GUADALAJARA, Shop

DAYS = week(("09:00", "21:00"), ("09:00", "21:00"), ("09:00", "21:00"))


def test_r21_the_ready_notice_is_sent_once_and_only_when_true() -> None:
    """X has 2 of 2 and is pressed three times, one reply lost; Y has 1 of 2."""
    here = Shop().sells("A", "B").opens("S1", pickup=True, hours=DAYS, postal_code=GUADALAJARA).has("S1", A=5, B=5)
    for order in ("x", "y"):
        here.places(order, {"A": 1, "B": 1}, pickup_location="S1", postal_code=None)
        here.pays(order)
    press = MarkReady("x-1", (("A", 1), ("B", 1)))
    replies = [here.submit(press, key="press") for _ in range(3)]
    assert [reply.facts for reply in replies] == [replies[0].facts] * 3
    assert len(here.facts(ParcelReady)) == 1
    assert here.put(press) == []
    assert [m for m in here.messages("x") if "ready" in m] == ["x-1:ready_for_pickup"]
    told = here.refuses(MarkReady("y-1", (("A", 1),)))
    assert told == Refused(Reason.PARCEL_INCOMPLETE, "B", 0)
    assert here.refuses(MarkReady("y-1")).reason is Reason.WRONG_STATE
    assert not [m for m in here.facts(MessageWanted) if m.order == "y" and m.template == "ready_for_pickup"]
