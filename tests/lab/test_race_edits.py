"""A past of kits, waits, additions, redirections and revised orders is lived again, fact by fact."""

from datetime import date

from promesa import app
from promesa.domain.ledger.orders.halts import Halt, HaltOrder, ReleaseOrder
from promesa.domain.ledger.payments.words import ReceivePayment
from promesa.domain.ledger.stock.words import SALE, AdjustStock
from promesa.domain.network.kits import Component, SetKit
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import AddToOrder, ChangeDelivery, ReviseOrder
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.lab.race import retelling
from promesa.lab.race.past import Told
from promesa.lab.race.racers import Racer
from tests.lab.test_race import ZONE, decisions, race
from tests.regressions.shop import MERIDA, Shop


def past() -> Shop:
    here = Shop(cool_down_minutes=40).sells("A", "B", "K").opens("N1", asks=True).carries("P", 2, 0)
    here.put(SetKit("K", (Component("A", 2), Component("B", 1))))
    here.has("N1", A=30, B=30)
    here.places("o1", {"K": 1}, rail="cod")
    here.places("o2", {"A": 2}, rail="oxxo")
    here.places("o3", {"B": 1})
    here.pays("o3")
    for command in (
        AddToOrder("o1", "more", (Item("B", 2),)),
        ReviseOrder("o2", "r1", (Item("A", 1), Item("K", 1))),
        AddToOrder("o3", "also", (Item("A", 1),)),
        ReceivePayment("o3:2", 100_00, here.now, "card"),
        ReceivePayment("o2:1", 200_00, here.now, "oxxo"),
        AdjustStock("K", "N1", -1, "till", SALE),
        ChangeDelivery("o1", "e1", MERIDA),
        ChangeDelivery("o3", "e2", arrives_on=date(2027, 3, 8)),
        HaltOrder("o1", Halt.REVIEW, "odd", "ana"),
        ReleaseOrder("o1", Halt.REVIEW, "fine"),
    ):
        here.now = Instant(here.now + 1_000_000)
        here.put(command)
    return here.passes_to("2027-03-01 12:00")


def test_it_is_lived_again() -> None:
    here, codec = past(), app.model().codec
    entries = list(here.log.read())
    told = [Told(one, codec.decode(one.kind, one.body)) for one in entries]
    assert [one.entry.kind for one in told if retelling.is_lost(one, ())] == []
    first, last = (moments.local_date(Instant(one.at), ZONE) for one in (entries[0], entries[-1]))
    ran, heard = race(here.log, Racer("log", None), first, last)
    assert decisions(heard, entries[-1].at + 1) == decisions(entries, entries[-1].at + 1)
    assert not ran.ran[0].unplaced
