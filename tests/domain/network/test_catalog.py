"""The catalog: listing, loading, pricing and retiring products."""

from typing import Any

import msgspec
import pytest

from promesa.domain.network import catalog
from promesa.domain.network.catalog import Catalog, ListProduct, LoadProducts, Product, RetireProduct, SetPrice
from promesa.domain.values.money import MAX_CENTAVOS
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.network import telling


def tell(state: Catalog, *asks: Any) -> Any:
    return telling.tell(state, catalog.RULES, catalog.FOLD, *asks)


def load(*rows: tuple[Any, ...]) -> LoadProducts:
    skus, names, prices, grams, volumes, categories = zip(*rows, strict=True) if rows else ((),) * 6
    return LoadProducts(
        source="file", skus=skus, names=names, prices=prices, grams=grams, volumes_cm3=volumes, categories=categories
    )


def test_a_listed_product_is_found_whole() -> None:
    state = Catalog()
    tell(state, ListProduct(" 0012 ", "Olla de barro", 19_900, 1_200, 8_000, "cocina"))
    assert catalog.find(state, "0012") == Product("0012", "Olla de barro", 19_900, 1_200, 8_000, "cocina")
    assert catalog.find(state, "12") is None
    assert catalog.find(state, " 0012 ") is None, "names are trimmed at entry, once"


def test_r20_zeros_at_the_left_make_another_product() -> None:
    state = Catalog()
    tell(state, ListProduct("0012", price=100), ListProduct("12", price=200))
    assert (catalog.find(state, "0012").price, catalog.find(state, "12").price) == (100, 200)
    assert tell(state, ListProduct("12 ", price=300)) == Refused(Reason.ALREADY_EXISTS, "12")


def test_a_retired_product_is_gone_and_may_come_back() -> None:
    state = Catalog()
    tell(state, ListProduct("A"), RetireProduct("A"))
    assert catalog.find(state, "A") is None
    assert tell(state, RetireProduct("A")) == []
    assert tell(state, SetPrice("A", 5)) == Refused(Reason.UNKNOWN_SKU, "A")
    tell(state, ListProduct("A", price=7))
    assert catalog.find(state, "A") == Product("A", "A", 7)


def test_a_price_changes_alone() -> None:
    state = Catalog()
    tell(state, ListProduct("A", "Comal", 100, 50), SetPrice("A", 120))
    assert catalog.find(state, "A") == Product("A", "Comal", 120, 50)
    assert tell(state, SetPrice("A", 120)) == []
    assert tell(state, SetPrice("A", -1)) == Refused(Reason.BAD_AMOUNT, "A")
    assert tell(state, SetPrice("B", 1)) == Refused(Reason.UNKNOWN_SKU, "B")


@pytest.mark.parametrize(
    ("ask", "reason"),
    [
        (ListProduct("  "), Reason.INVALID),
        (ListProduct("A\nB"), Reason.INVALID),
        (ListProduct("A", price=-1), Reason.BAD_AMOUNT),
        (ListProduct("A", price=MAX_CENTAVOS + 1), Reason.BAD_AMOUNT),
        (ListProduct("A", grams=-1), Reason.INVALID),
        (ListProduct("A", grams=2**63), Reason.INVALID),
        (ListProduct("A", volume_cm3=-1), Reason.INVALID),
    ],
)
def test_a_bad_product_is_refused_and_changes_nothing(ask: ListProduct, reason: Reason) -> None:
    state = Catalog()
    answer = tell(state, ask)
    assert isinstance(answer, Refused)
    assert answer.reason == reason
    assert state == Catalog()


def test_a_batch_is_one_fact_of_what_is_new() -> None:
    state = Catalog()
    rows = [("A", "Comal", 100, 50, 0, "x"), (" B ", "Jarro", 200, 60, 0, "x")]
    assert len(tell(state, load(*rows))) == 1
    assert set(state.products) == {"A", "B"}
    assert tell(state, load(*rows)) == [], "the same file again changes nothing"
    (fact,) = tell(state, load(rows[0], ("B", "Jarro", 250, 60, 0, "x")))
    assert fact.skus == ("B",)
    assert tell(state, load()) == []


@pytest.mark.parametrize(
    ("rows", "refused"),
    [
        ([("A", "", 1, 0, 0, ""), ("", "", 1, 0, 0, "")], Refused(Reason.INVALID, "row 2: ")),
        ([("A", "", -1, 0, 0, "")], Refused(Reason.BAD_AMOUNT, "row 1: A")),
        ([("A", "", 1, 0, 0, ""), ("A ", "", 2, 0, 0, "")], Refused(Reason.INVALID, "row 2: A")),
    ],
)
def test_a_batch_with_a_bad_row_applies_nothing(rows: list[tuple[Any, ...]], refused: Refused) -> None:
    state = Catalog()
    assert tell(state, load(*rows)) == refused
    assert state == Catalog()


def test_columns_of_unequal_length_are_refused() -> None:
    uneven = LoadProducts(
        source="", skus=("A", "B"), names=("A",), prices=(1, 2), grams=(0, 0), volumes_cm3=(0, 0), categories=("", "")
    )
    assert tell(Catalog(), uneven) == Refused(Reason.INVALID, "columns")


def test_the_state_goes_through_a_snapshot() -> None:
    state = Catalog()
    tell(state, ListProduct("A", "Comal", 100, 50), ListProduct("B"), RetireProduct("B"))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(state), type=Catalog) == state
