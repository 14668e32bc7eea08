"""Many moves in portions: each once, none too big, and who waits for another's unit is with them where that fits."""

from hypothesis import given
from hypothesis import strategies as st

from promesa.agents import portions
from promesa.agents.portions import Move
from promesa.domain.ledger.stock.words import Take
from promesa.domain.values.ids import LocationId, Sku

takes = st.builds(
    Take, st.sampled_from(["A", "B"]).map(Sku), st.sampled_from(["N1", "N2", "N3"]).map(LocationId), st.integers(1, 2)
)
moves = st.lists(
    st.builds(Move, st.lists(takes, min_size=1, max_size=2).map(tuple), st.lists(takes, max_size=2).map(tuple)),
    max_size=30,
)


@given(moves, st.integers(1, 9))
def test_every_move_is_in_one_portion_of_its_size(some: list[Move], orders_max: int) -> None:
    found = portions.of(some, orders_max)
    assert sorted(number for portion in found for number in portion) == list(range(len(some)))
    assert all(0 < len(portion) <= orders_max for portion in found)


def test_who_exchange_units_move_together() -> None:
    def move(sku: str, before: str, after: str) -> Move:
        return Move((Take(Sku(sku), LocationId(before), 1),), (Take(Sku(sku), LocationId(after), 1),))

    some = [move("A", "N1", "N2"), move("B", "N1", "N3"), move("A", "N2", "N1"), move("B", "N2", "N3")]
    found = portions.of(some, 2)
    assert [0, 2] in found
    assert sorted(map(len, found)) == [2, 2]


def test_few_are_one() -> None:
    assert portions.of([], 1_000) == []
    assert portions.of([Move((), ())] * 3, 1_000) == [[0, 1, 2]]
