"""Units and money are conserved whatever customers and care wish of an order, in any order, kits among it."""

from datetime import date, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from promesa.domain.ledger.orders.halts import Halt, HaltOrder, ReleaseOrder
from promesa.domain.ledger.orders.words import CancelOrder
from promesa.domain.ledger.payments import rules as money
from promesa.domain.ledger.payments.state import Status as Paid
from promesa.domain.ledger.payments.words import ReceivePayment
from promesa.domain.ledger.shipments.state import Status
from promesa.domain.ledger.shipments.words import PackParcel
from promesa.domain.ledger.stock.words import SALE, AdjustStock
from promesa.domain.network.kits import Component, SetKit
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import AddToOrder, ChangeDelivery, ReduceLine, ReviseOrder
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.policy import FeeRule
from promesa.lab import auditor
from tests.regressions import truths
from tests.regressions.shop import GUADALAJARA, MERIDA, Shop

SKUS = ("A", "B", "K")
wishes = st.tuples(
    st.sampled_from(
        ("add", "add", "reduce", "revise", "redirect", "day", "halt", "release", "pay", "pay", "old", "wait")
    ),
    st.integers(0, 2),
    st.integers(1, 3),
)
floors = st.tuples(st.sampled_from(("cancel", "pack", "till")), st.integers(0, 2), st.integers(1, 3))


def shop(rail: str) -> Shop:
    """A kit of two A and a B beside both; two locations, two places at two fees."""
    fees = (FeeRule(areas=("31",), flat=149_00), FeeRule(flat=99_00))
    here = Shop(cool_down_minutes=40, fees=fees).sells("A", "B", price=70).sells("K", price=150)
    here.opens("N1").opens("N2").carries("P", 2, 0, to=("14", "31"))
    here.put(SetKit("K", (Component("A", 2), Component("B", 1))))
    here.has("N1", A=9, B=5).has("N2", A=4, B=9)
    here.places("o1", {"A": 2, "K": 1}, rail=rail)
    return here


def wish(here: Shop, number: int, what: str, which: int, n: int) -> None:
    """One wish; a refusal is an answer too."""
    edit, sku = f"e{number}", SKUS[which]
    account = here.world.payments.by_order.get("o1")
    names = [] if account is None else list(account.payments)
    told: dict[str, Any] = {
        "add": AddToOrder("o1", edit, (Item(sku, n),)),
        "reduce": ReduceLine("o1", edit, n, sku=sku),
        "revise": ReviseOrder("o1", edit, (Item(sku, n), Item("A", 1))),
        "redirect": ChangeDelivery("o1", edit, MERIDA if which else GUADALAJARA),
        "day": ChangeDelivery("o1", edit, arrives_on=date(2027, 3, 3) + timedelta(days=n)),
        "halt": HaltOrder("o1", Halt.REVIEW if which else Halt.PAYMENT, "odd"),
        "release": ReleaseOrder("o1", Halt.REVIEW if which else Halt.PAYMENT),
        "till": AdjustStock(sku, "N1" if n > 1 else "N2", -1, "till", SALE),
    }
    if what == "wait":
        here.passes_to(Instant(here.now + n * 15 * MINUTE))
    elif what == "cancel":
        here.submit(_cancel())
    elif what == "pack":
        for parcel in [p for p, one in here.world.shipments.by_id.items() if one.status is Status.PLANNED]:
            here.submit(PackParcel(parcel))
    elif what in ("pay", "old"):
        for name in names[-1:] if what == "pay" else names[:1]:
            payment = here.world.payments.by_id[name]
            if payment.status is not Paid.CAPTURED:
                here.submit(ReceivePayment(name, payment.amount, here.now, payment.rail))
    else:
        here.submit(told[what])


def _cancel() -> Any:
    return CancelOrder("o1", "changed my mind")


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(rail=st.sampled_from(("oxxo", "card", "cod")), steps=st.lists(wishes | floors, min_size=1, max_size=12))
def test_units_and_money_are_conserved(rail: str, steps: list[tuple[str, int, int]]) -> None:
    here = shop(rail)
    for number, (what, which, n) in enumerate(steps):
        here.now = Instant(here.now + 1)
        wish(here, number, what, which, n)
        truths.hold(here.world)
    for name, order in here.world.orders.by_id.items():
        account = here.world.payments.by_order.get(name)
        if (
            account is not None
            and order.stage == "confirmed"
            and rail != "cod"
            and name not in here.world.orders.awaited
        ):
            assert money.balance(here.world.payments, order) == 0, name
    here.passes_to(Instant(here.now + 20 * 24 * 60 * MINUTE))
    truths.hold(here.world)
    assert not here.world.orders.awaited, "nothing waits for ever"
    assert auditor.audit(here.log).violations == ()
