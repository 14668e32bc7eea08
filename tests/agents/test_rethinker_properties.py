"""Whatever lies where, whatever moves and whatever is undone: promises, units and room stay what they must be."""

from hypothesis import given
from hypothesis import strategies as st

from promesa.agents import rethinker
from promesa.domain.ledger.stock.words import Take
from promesa.domain.promise.rethinks import (
    Allocation,
    OrderReallocated,
    ReallocateOrders,
    Reallocation,
    RethinkEnded,
    UndoRethink,
)
from promesa.lab import auditor
from tests.regressions.shop import CDMX, GUADALAJARA, Shop, place_order

LOCATIONS = ("N1", "N2", "N3")
figures = st.lists(st.integers(0, 3), min_size=6, max_size=6)
lines = st.dictionaries(st.sampled_from("AB"), st.integers(1, 2), min_size=1)
baskets = st.lists(
    st.tuples(
        st.dictionaries(st.sampled_from("AB"), st.integers(1, 2), min_size=1), st.sampled_from([GUADALAJARA, CDMX])
    ),
    min_size=1,
    max_size=6,
)
places = st.sampled_from(LOCATIONS)
wishes = st.lists(
    st.tuples(
        st.integers(0, 5), st.sampled_from(LOCATIONS), st.sampled_from(LOCATIONS), st.sampled_from(["slow", "fast"])
    ),
    max_size=6,
)


def shop_with(first: list[int], later: list[int], bought: list[tuple[dict[str, int], str]]) -> Shop:
    """Orders bought while little was there, and what came after them."""
    shop = Shop().sells("A", "B", grams=900).opens("N1").opens("N2", "09", orders_per_day=3).opens("N3", "19")
    shop.carries("slow", 4, 40).carries("fast", 1, 90, to=("14",))
    for figures_now, buys in ((first, True), (later, False)):
        for number, units in enumerate(figures_now):
            location, sku = LOCATIONS[number // 2], "AB"[number % 2]
            held = sum(
                take.units
                for one in shop.world.stock.reservations.values()
                for take in one.takes
                if (take.sku, take.location) == (sku, location)
            )
            shop.has(location, **{sku: held + units})
        for number, (basket, to) in enumerate(bought if buys else ()):
            shop.submit(place_order(f"o{number}", basket, rail="cod", postal_code=to))
    return shop


@given(figures, figures, baskets)
def test_what_the_program_proposes_is_had_and_saves(
    first: list[int], later: list[int], bought: list[tuple[dict[str, int], str]]
) -> None:
    shop = shop_with(first, later, bought)
    command = rethinker.think(shop.machine.ask, shop.now, "r1")
    if command is not None:
        facts = shop.put(command)
        told = [fact for fact in facts if isinstance(fact, RethinkEnded)]
        moved = [fact for fact in facts if isinstance(fact, OrderReallocated)]
        assert [one.orders for one in told] == [len(moved)]
        assert all(one.saved > 0 for one in told if one.orders)
        assert all(max(leg.arrives_on for leg in fact.legs) <= fact.due_on for fact in moved)
        shop.submit(UndoRethink("r1"))
    assert auditor.audit(shop.machine).counts == {}


@given(figures, figures, baskets, wishes)
def test_whatever_is_asked_nobody_is_worse_off(
    first: list[int],
    later: list[int],
    bought: list[tuple[dict[str, int], str]],
    wished: list[tuple[int, str, str, str]],
) -> None:
    """Each wish sends an order's A from one place and its B from another, whoever has them."""
    shop = shop_with(first, later, bought)
    asked: dict[str, Reallocation] = {}
    for number, one, other, service in wished:
        order = f"o{number}"
        if order in shop.world.orders.by_id:
            lines = shop.world.orders.by_id[order].placed.lines
            loads: dict[str, list[Take]] = {}
            for line in lines:
                place = one if line.sku == "A" else other
                loads.setdefault(place, []).append(Take(line.sku, place, line.units))
            plan = tuple(Allocation(place, service, tuple(takes)) for place, takes in loads.items())
            asked[order] = Reallocation(order, plan)
    shop.submit(ReallocateOrders(run="r1", reallocations=tuple(asked.values())))
    shop.now = shop.now + 1
    shop.submit(UndoRethink("r1", "o0"))
    shop.submit(UndoRethink("r1"))
    assert auditor.audit(shop.machine).counts == {}
