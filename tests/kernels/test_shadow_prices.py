"""Prices of shelves: their mean over batches, and what is asked for."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from promesa.kernels import shadow_prices
from promesa.kernels.reassign import Prices

shelf = st.tuples(st.integers(0, 4), st.integers(0, 4))
batches = st.lists(st.dictionaries(shelf, st.integers(1, 99)), max_size=4)


def prices_of(batch: dict[tuple[int, int], int]) -> Prices:
    rows = np.array([(*where, centavos) for where, centavos in batch.items()], dtype=np.int64).reshape(-1, 3)
    return Prices(*rows.T.copy())


@given(batches)
def test_a_mean_is_what_a_slow_twin_adds_up(drawn: list[dict[tuple[int, int], int]]) -> None:
    found = shadow_prices.mean([prices_of(batch) for batch in drawn])
    every = np.array([(item, location) for item in range(6) for location in range(6)])
    told = shadow_prices.of(found, every[:, 0], every[:, 1]).tolist()
    for where, centavos in zip(map(tuple, every.tolist()), told, strict=True):
        total = sum(batch.get(where, 0) for batch in drawn)
        count = max(1, len(drawn))
        assert centavos == (2 * total + count) // (2 * count), where


def test_no_batch_has_no_price() -> None:
    none = shadow_prices.mean([])
    assert shadow_prices.of(none, np.array([1, 2]), np.array([0, 0])).tolist() == [0, 0]
