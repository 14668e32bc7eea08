"""The order of asking, against every order there is."""

from itertools import permutations

from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import asking

places = st.lists(
    st.tuples(st.floats(0, 500), st.floats(0.02, 1.0), st.floats(0, 60)),
    max_size=6,
)


def slow_expected(order: tuple[int, ...], told: list[tuple[float, float, float]], fallback: float) -> float:
    """Walks the tree of answers."""
    if not order:
        return fallback
    cost, accept, trial = told[order[0]]
    return trial + accept * cost + (1 - accept) * slow_expected(order[1:], told, fallback)


def slow_best(told: list[tuple[float, float, float]], fallback: float) -> float:
    """The least over every order of every choice of places."""
    numbers = range(len(told))
    return min(
        slow_expected(order, told, fallback) for size in range(len(told) + 1) for order in permutations(numbers, size)
    )


@given(places, st.floats(0, 600))
def test_no_order_of_any_choice_of_places_costs_less(told: list[tuple[float, float, float]], fallback: float) -> None:
    cost, accept, trial = ([one[n] for one in told] for n in range(3))
    order, expected = asking.order(cost, accept, trial, fallback)
    assert abs(expected - slow_expected(order, told, fallback)) < 1e-6
    assert expected <= slow_best(told, fallback) + 1e-6


def test_a_place_that_nearly_never_says_yes_comes_last() -> None:
    order, _ = asking.order([50.0, 60.0], [0.1, 0.95], [10.0, 10.0], 1_000.0)
    assert order == (1, 0)


def test_who_costs_more_than_giving_up_is_not_asked() -> None:
    assert asking.order([50.0, 400.0], [0.9, 0.9], [5.0, 5.0], 300.0)[0] == (0,)
    assert asking.order([], [], [], 7.0) == ((), 7.0)
