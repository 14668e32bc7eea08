"""The program that thinks again: from a running shop to its command, and back."""

from typing import Any

import pytest

from promesa.agents import rethinker
from promesa.domain.ledger.shipments.state import Status
from promesa.domain.promise.rethinks import ReallocateOrders, RethinkEnded, UndoRethink
from promesa.kernels import reassign
from promesa.kernels.programs import Ended
from promesa.lab import auditor
from tests.regressions.shop import GUADALAJARA, Shop, place_order


def split_shop(orders: int = 1) -> Shop:
    """Each order takes A from N1 and B from N2."""
    shop = Shop().sells("A", "B").opens("N1").opens("N2", "09").carries("slow", 4, 40).carries("fast", 1, 90)
    for number in range(1, orders + 1):
        shop.has("N1", A=number).has("N2", B=number)
        shop.put(place_order(f"o{number}", {"A": 1, "B": 1}, rail="cod", postal_code=GUADALAJARA))
    return shop


def thinks(shop: Shop, run: str = "r1") -> ReallocateOrders | None:
    return rethinker.think(shop.machine.ask, shop.now, run)


def planned(shop: Shop) -> dict[str, list[str]]:
    """Where each order's parcels are planned."""
    found: dict[str, list[str]] = {}
    for parcel in shop.world.shipments.by_id.values():
        if parcel.status is Status.PLANNED:
            found.setdefault(parcel.planned.order, []).append(parcel.planned.location)
    return found


def ended(facts: list[Any]) -> RethinkEnded:
    return next(fact for fact in facts if isinstance(fact, RethinkEnded))


def test_what_came_meanwhile_brings_parcels_together() -> None:
    shop = split_shop(3)
    assert planned(shop) == {name: ["N1", "N2"] for name in ("o1", "o2", "o3")}
    assert thinks(shop) is None, "there is nothing better"
    shop.has("N1", B=2)
    command = thinks(shop)
    assert command is not None
    assert command.looked_at == 3
    facts = shop.put(command)
    assert (ended(facts).orders, ended(facts).parcels_saved, ended(facts).note) == (2, 2, "")
    assert sorted(map(len, planned(shop).values())) == [1, 1, 2]
    assert auditor.audit(shop.machine).counts == {}


def test_and_all_of_it_can_go_back() -> None:
    shop = split_shop(2)
    before = planned(shop)
    shop.has("N1", B=2)
    command = thinks(shop)
    assert command is not None
    shop.put(command)
    shop.put(UndoRethink("r1"))
    assert planned(shop) == before
    assert auditor.audit(shop.machine).counts == {}


def test_what_has_changed_since_it_looked_is_left_out() -> None:
    shop = split_shop(1)
    shop.has("N1", B=1)
    command = thinks(shop)
    assert command is not None
    shop.put(place_order("o9", {"B": 1}, rail="cod", postal_code=GUADALAJARA))
    facts = shop.put(command)
    assert [(one.order, one.reason) for one in ended(facts).left_out] == [("o1", "not_enough_stock")]


def test_a_solver_that_gives_up_says_so() -> None:
    shop = split_shop(1)
    shop.has("N1", B=1)

    def gives_up(*figures: Any) -> reassign.Answer:
        return reassign.reassign(*figures)._replace(ended=Ended.LIMIT)

    command = rethinker.think(shop.machine.ask, shop.now, "r1", solve=gives_up)
    assert command is not None
    assert ended(shop.put(command)).note == "limit"


def test_an_empty_shop_has_nothing_to_think_over() -> None:
    assert thinks(Shop()) is None


def test_very_many_better_plans_are_several_commands(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rethinker, "ORDERS_MAX", 1)
    shop = split_shop(3)
    shop.has("N1", B=2)
    found = rethinker.think_all(shop.machine.ask, shop.now, "r1")
    assert [one.run for one in found] == ["r1", "r1.2"]
    assert [len(one.reallocations) for one in found] == [1, 1]
    assert [bool(one.scarce) for one in found] == [True, False], "what scarce shelves are worth is said once"
    for one in found:
        assert ended(shop.put(one)).orders == 1
    assert sorted(map(len, planned(shop).values())) == [1, 1, 2]
    assert auditor.audit(shop.machine).counts == {}
