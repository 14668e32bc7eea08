"""Across a border: duty and tax exact by parcel, customs in the days, and a clear no where something is missing."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.network import customs
from promesa.domain.network.carriers.words import ClearanceSet
from promesa.domain.network.customs import (
    ClassifyProducts,
    Customs,
    CustomsRules,
    CustomsSet,
    ProductsClassified,
    SetCustoms,
)
from promesa.domain.promise.words import Offer
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.shop import Shop, parts_of

RULES = CustomsRules(
    as_of=date(2026, 1, 1),
    source="example for tests, no law",
    prefixes=("61", "6109", "95"),
    rates=(2_500, 3_500, 0),
    prohibited=("9304",),
    tax=1_600,
    border_tax=800,
    border_prefixes=("22",),
    free_up_to=5_000,
    simplified_up_to=20_000,
    simplified=1_900,
)


def shop(**policy: Any) -> Shop:
    """A warehouse in Texas that has what nobody else has."""
    made = Shop(**policy)
    made.sells("A", "B", price=30_000)
    made.opens("TX", area="US-TX")
    made.opens("N1")
    made.carries("s", 3, 20_000)
    made.has({("TX", "A"): 9, ("TX", "B"): 9, ("N1", "B"): 9})
    return made


def told(made: Shop, a: str = "6109.10.03", rules: CustomsRules = RULES) -> Shop:
    made.tell(CustomsSet(rules))
    made.tell(
        ProductsClassified(source="t", skus=("A", "B"), hs_codes=(a.replace(".", ""), "9503"), origins=("CN", ""))
    )
    return made


def test_landed_cost_is_in_the_quote_part_by_part() -> None:
    (offer,) = told(shop()).offers({"A": 1})
    duty, tax = 10_500, 6_480
    assert parts_of(offer) == [{"freight": 20_000, "duty": duty, "import_tax": tax}]
    assert offer.duties == duty + tax
    assert offer.fee == offer.cost == 20_000 + duty + tax


def test_free_delivery_is_not_free_of_duty() -> None:
    (offer,) = told(shop(free_fee_from=10_000)).offers({"A": 1})
    assert (offer.fee, offer.duties) == (16_980, 16_980)


def test_a_small_parcel_pays_the_simplified_rate_or_nothing() -> None:
    made = told(shop())
    made.sells("A", price=20_000)
    assert parts_of(made.offers({"A": 1})[0]) == [{"freight": 20_000, "simplified_tax": 3_800}]
    made.sells("A", price=5_000)
    assert parts_of(made.offers({"A": 1})[0]) == [{"freight": 20_000}]


def test_the_shelf_at_home_wins_by_the_whole_cost() -> None:
    made = told(shop())
    assert [leg.location for leg in made.offers({"B": 1})[0].legs] == ["N1"]
    made.opens("N1", handling_centavos=1_000_000)
    (leg,) = made.offers({"B": 1})[0].legs
    assert leg.location == "TX"


def test_customs_take_days_and_may_take_more() -> None:
    made = told(shop())
    (before,) = made.offers({"A": 1})
    made.tell(ClearanceSet("US", "MX", (0.5, 0.92, 0.99), (1, 3, 7), "test"))
    (after,) = made.offers({"A": 1})
    assert (after.promised_on - before.promised_on).days == 3
    assert after.keep_probability == pytest.approx(before.keep_probability * 0.92)
    assert {part.name: part.days for part in after.legs[0].time}["customs"] == 3.0


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda made: made, Reason.NO_CUSTOMS_RULES),
        (lambda made: made.tell(CustomsSet(RULES)), Reason.HS_CODE_MISSING),
        (lambda made: told(made, "9304.00.01"), Reason.PROHIBITED),
        (lambda made: told(made, "7204.00.01"), Reason.HS_CODE_MISSING),
    ],
)
def test_what_may_not_cross_is_refused_with_its_reason_and_what_is_at_home_is_not(make: Any, reason: Reason) -> None:
    made = shop()
    make(made)
    answer = made.asks({"A": 1})
    assert isinstance(answer, Refused)
    assert (answer.reason, answer.about) == (reason, "A")
    assert [leg.location for leg in made.offers({"B": 1})[0].legs] == ["N1"]


def _slow_duties(units: int, price: int, rate: int, tax: int) -> int:
    value = units * price
    if value <= 5_000:
        return 0
    if value <= 20_000:
        return (value * 1_900 + 5_000) // 10_000
    duty = units * ((price * rate + 5_000) // 10_000)
    return duty + ((value + duty) * tax + 5_000) // 10_000


@given(st.integers(1, 6), st.integers(1, 60_000), st.integers(0, 5_000), st.sampled_from((0, 1_600)))
def test_duties_are_those_of_a_slow_twin(units: int, price: int, rate: int, tax: int) -> None:
    fields = {name: getattr(RULES, name) for name in RULES.__struct_fields__}
    made = told(shop(parcels_max=1), rules=CustomsRules(**{**fields, "rates": (0, rate, 0), "tax": tax}))
    made.sells("A", price=price)
    offer: Offer = made.offers({"A": units})[0]
    assert offer.duties == _slow_duties(units, price, rate, tax)
    assert offer.cost == sum(part.amount for leg in offer.legs for part in leg.cost) == 20_000 + offer.duties


def test_rules_have_a_source_and_codes_are_digits() -> None:
    known = Customs()
    fields = {name: getattr(RULES, name) for name in RULES.__struct_fields__}
    for wrong in ({"source": ""}, {"rates": (1,)}, {"country": "Mexico"}, {"tax": -1}, {"prohibited": ("9x",)}):
        assert isinstance(customs.set_customs(known, SetCustoms(CustomsRules(**{**fields, **wrong})), 0), Refused)
    assert customs.set_customs(known, SetCustoms(RULES), 0) == [CustomsSet(RULES)]
    for code, origin in (("61x", "CN"), ("6109", "china"), ("123", "CN")):
        ask = ClassifyProducts(source="t", skus=("A",), hs_codes=(code,), origins=(origin,))
        assert isinstance(customs.classify(known, ask, 0), Refused)
