"""Two worlds are alike, or the first place where they are not is named."""

import msgspec
import numpy as np

from promesa.domain.ledger.stock.state import Shelves, Stock
from promesa.domain.values.ids import LocationId, Sku
from promesa.lab import compare


class Box(msgspec.Struct):
    names: dict[str, list[int]] = {}
    row: int = 0


def test_alike() -> None:
    assert compare.differences(Box({"a": [1]}), Box({"a": [1]})) == []


def test_the_place_is_named() -> None:
    one, other = Box({"a": [1, 2], "b": []}), Box({"a": [1, 3], "c": []}, 5)
    assert compare.differences(one, other) == [
        ".names['a'][1]: 2 is not 3",
        ".names['b']: only in one",
        ".names['c']: only in the other",
        ".row: 0 is not 5",
    ]


def test_the_order_of_keys_counts_because_rules_walk_it() -> None:
    told = compare.differences({"a": 1, "b": 2}, {"b": 2, "a": 1})
    assert told == [": the keys come in another order"]


def test_arrays_are_compared_cut_to_size() -> None:
    one, other = Stock(), Stock()
    for stock in (one, other):
        stock.shelves.row_or_new(Sku("s"), LocationId("l"))
    assert compare.differences(one, other) == []
    other.shelves.reserved[0] = 2
    assert compare.differences(one, other) == [".shelves['reserved'][0]: 0 is not 2"]
    assert compare.differences(np.zeros(2), np.zeros(3)) == [": float64(2,) is not float64(3,)"]


def test_another_kind_of_thing_is_a_difference() -> None:
    assert compare.differences(Shelves(), Stock()) == [": Shelves is not Stock"]
    assert len(compare.differences(list(range(100)), list(range(1, 101)))) == compare.DIFFERENCES_MAX
