"""What customers and floors want otherwise after an order was placed, as steps of the any-order machine."""

from abc import abstractmethod
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule

from promesa.domain.ledger.payments.words import ReceivePayment
from promesa.domain.ledger.shipments.state import Status, live
from promesa.domain.ledger.shipments.words import RegroupParcels
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import AddToOrder, ReduceLine, ReviseOrder
from promesa.domain.promise.substitutes import AnswerSubstitute, ProposeSubstitute
from tests.regressions.shop import Shop

skus = st.sampled_from(["A", "B"])
numbers = st.integers(0, 6)
edits = st.sampled_from(["e1", "e2", "e3", "e4"])
rails = st.sampled_from(["card", "spei", "oxxo", "cod"])


class SecondWishes(RuleBasedStateMachine):
    """Steps for a machine that has a shop and knows how to name things in it."""

    shop: Shop

    @abstractmethod
    def put(self, command: Any) -> None:
        """Submit it; a refusal is an answer too."""

    @abstractmethod
    def order(self, number: int) -> str:
        """Some order's name."""

    @abstractmethod
    def parcel(self, number: int, *statuses: Status) -> str:
        """Some parcel's name."""

    @rule(number=numbers, sku=skus, n=st.integers(1, 2), edit=edits)
    def takes_out(self, number: int, sku: str, n: int, edit: str) -> None:
        self.put(ReduceLine(self.order(number), edit, n, sku=sku))

    @rule(number=numbers, sku=skus, n=st.integers(1, 2), edit=edits, rail=rails, paid=st.booleans())
    def adds(self, number: int, sku: str, n: int, edit: str, rail: str, paid: bool) -> None:
        order = self.order(number)
        name = f"{order}+{edit}"
        self.put(AddToOrder(order, name, (Item(sku, n),), rail))
        known = self.shop.world.orders.by_id.get(name)
        if paid and known is not None:
            self.put(ReceivePayment(f"{name}:1", known.placed.total, self.shop.now, rail, name))

    @rule(
        number=numbers, a=st.integers(0, 3), b=st.integers(0, 2), edit=edits, paid=st.sampled_from(["old", "new", ""])
    )
    def revises(self, number: int, a: int, b: int, edit: str, paid: str) -> None:
        """Before it is paid; then by the request of before, by the new one, or not yet."""
        order = self.order(number)
        items = tuple(Item(sku, n) for sku, n in (("A", a), ("B", b)) if n)
        self.put(ReviseOrder(order, f"r-{edit}", items))
        account = self.shop.world.payments.by_order.get(order)
        if account is None or not account.payments or not paid:
            return
        name = account.payments[0 if paid == "old" else -1]
        self.put(ReceivePayment(name, self.shop.world.payments.by_id[name].amount, self.shop.now, "oxxo", order))

    @rule(number=numbers, part=st.booleans())
    def regroups(self, number: int, part: bool) -> None:
        """One parcel parted by a unit, or all that are planned put together."""
        parcel = self.shop.world.shipments.by_id.get(self.parcel(number, Status.PLANNED))
        if parcel is None:
            return
        plan = parcel.planned
        took = plan.takes[0]
        if part and took.units > 1:
            rest = tuple((take.sku, take.units - (take is took)) for take in plan.takes)
            self.put(RegroupParcels(plan.order, (plan.parcel,), (((took.sku, 1),), rest)))
            return
        every = tuple(one.planned.parcel for one in live(self.shop.world.shipments, plan.order))
        self.put(RegroupParcels(plan.order, every))

    @rule(number=numbers, edit=edits, sku=skus, price=st.sampled_from([None, 0, 150_00]))
    def proposes(self, number: int, edit: str, sku: str, price: int | None) -> None:
        order = self.shop.world.orders.by_id.get(self.order(number))
        line = None if order is None else order.placed.lines[0]
        other = sku if line is None else "AB"[line.sku == "A"]
        self.put(ProposeSubstitute(self.order(number), edit, other, 1, price=price))

    @rule(number=numbers, edit=edits, accept=st.sampled_from([True, True, False]), paid=st.booleans())
    def answers_to_it(self, number: int, edit: str, accept: bool, paid: bool) -> None:
        asked = list(self.shop.world.substitutes.open.values())
        found = asked[number % len(asked)] if asked else None
        order, name = (self.order(number), edit) if found is None else (found.proposed.order, found.proposed.edit)
        self.put(AnswerSubstitute(order, name, accept))
        payment = None if found is None else found.payment
        if paid and found is not None and payment is not None:
            self.put(ReceivePayment(payment, found.proposed.difference, self.shop.now, "card", order))
