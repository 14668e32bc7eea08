"""Rates by zone and weight: exact to the centavo against a slow twin, and ranked by the very price that is charged."""

from fractions import Fraction
from math import ceil, floor
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.network.carriers import lanes, rate_tables, rules, state
from promesa.domain.network.carriers.rate_tables import RateTable, RateTableSet, SetRateTable
from promesa.domain.network.carriers.state import Reach
from promesa.domain.network.carriers.words import CoverageSet, OfferService
from promesa.domain.network.catalog import ProductListed
from promesa.domain.promise.sourcing import long_way, wants
from promesa.domain.promise.sourcing.long_way import Plan
from promesa.domain.promise.sourcing.tables import tables_of
from promesa.domain.promise.words import Ask, Want
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.shop import GUADALAJARA, WEB, Shop, parts_of

TABLE = RateTable(
    origins=("14", "*"),
    destinations=("14", "*"),
    zones=("near", "far"),
    limits_grams=(1_000, 5_000, 10_000),
    names=("near", "far"),
    prices=((9_000, 11_050, 15_333), (13_999, 18_001, 24_007)),
    extra_kg=(701, 1_303),
    fuel=1_237,
    oversize_grams=20_000,
    oversize_cm3=150_000,
    oversize=8_900,
    insurance=85,
)


def half_up(amount: Fraction) -> int:
    return floor(amount + Fraction(1, 2))


def slow_price(table: RateTable, zone: int, grams: int, volume_cm3: int, value: int) -> int:
    """The carrier's sheet read with a pencil."""
    charged = Fraction(grams, 1_000)
    if table.volumetric_cm3_per_kg:
        volumetric = Fraction(ceil(Fraction(volume_cm3 * 1_000, table.volumetric_cm3_per_kg)), 1_000)
        charged = max(charged, volumetric)
    freight = table.prices[zone][-1]
    for limit, price in zip(table.limits_grams, table.prices[zone], strict=True):
        if charged <= Fraction(limit, 1_000):
            freight = price
            break
    else:
        freight += ceil(charged - Fraction(table.limits_grams[-1], 1_000)) * table.extra_kg[zone]
    total = freight + half_up(Fraction(freight * table.fuel, 10_000))
    if (table.oversize_grams and grams > table.oversize_grams) or (
        table.oversize_cm3 and volume_cm3 > table.oversize_cm3
    ):
        total += table.oversize
    return total + half_up(Fraction(value * table.insurance, 10_000))


grams = st.integers(0, 60_000) | st.sampled_from((1_000, 1_001, 5_000, 10_000, 10_001, 11_000, 20_000, 20_001))
volumes = st.integers(0, 300_000) | st.sampled_from((5_000, 5_001, 50_000, 50_001, 150_001))


@given(st.integers(0, 1), grams, volumes, st.integers(0, 10_000_000))
def test_a_price_is_what_the_sheet_says(zone: int, weight: int, volume: int, value: int) -> None:
    step = rate_tables.step(TABLE, weight, volume)
    assert rate_tables.price(TABLE, zone, step, value) == slow_price(TABLE, zone, weight, volume, value)


@given(st.integers(0, 1), grams, volumes, st.integers(0, 5_000))
def test_a_heavier_parcel_never_costs_less(zone: int, weight: int, volume: int, more: int) -> None:
    one, other = (rate_tables.step(TABLE, weight + w, volume) for w in (0, more))
    assert rate_tables.price(TABLE, zone, one) <= rate_tables.price(TABLE, zone, other)


def test_the_more_exact_lane_counts_and_a_lane_without_a_zone_is_not_served() -> None:
    assert [rate_tables.zone_of(TABLE, o, d) for o, d in (("14", "14"), ("14", "09"), ("09", "14"))] == [0, 1, 1]
    local = RateTable(("14",), ("14",), ("near",), (1_000,), ("near",), ((100,),), (0,))
    made = shop()
    made.carries("s", 1, 100)
    made.tell(RateTableSet("s", local))
    assert parts_of(made.offers({"A": 1})[0]) == [{"freight": 100}]
    elsewhere = RateTable(("09",), ("09",), ("near",), (1_000,), ("near",), ((100,),), (0,))
    made.tell(RateTableSet("s", elsewhere))
    answer = made.asks({"A": 1})
    assert isinstance(answer, Refused)
    assert answer.reason is Reason.NO_SERVICE


def shop(**policy: Any) -> Shop:
    made = Shop(**policy)
    made.sells("A", "B")
    made.opens("N1")
    made.opens("N2", area="09")
    made.has({("N1", "A"): 5, ("N2", "A"): 5, ("N2", "B"): 5})
    return made


def test_a_quote_charges_the_table_part_by_part() -> None:
    made = shop()
    made.carries("s", 1, 100)
    made.tell(RateTableSet("s", TABLE), CoverageSet("s", "extended", areas=("*",), surcharge=24_900))
    (offer,) = made.offers({"A": 1})
    parts = {"freight": 9_000, "fuel": 1_113, "insurance": 85, "extended_zone": 24_900}
    assert parts_of(offer) == [parts]
    assert offer.cost == sum(parts.values())


@st.composite
def tables(draw: Any) -> RateTable:
    """A table of two zones whose prices never fall."""
    limits = tuple(sorted(draw(st.sets(st.integers(200, 9_000), min_size=1, max_size=3))))
    rows = tuple(
        tuple(sorted(draw(st.lists(st.integers(1_000, 20_000), min_size=len(limits), max_size=len(limits)))))
        for _ in range(2)
    )
    return RateTable(
        origins=("14", "*"),
        destinations=("*", "*"),
        zones=("near", "far"),
        limits_grams=limits,
        names=("near", "far"),
        prices=rows,
        extra_kg=(draw(st.integers(0, 3_000)), draw(st.integers(0, 3_000))),
        fuel=draw(st.sampled_from((0, 1_237))),
        oversize_grams=draw(st.sampled_from((0, 4_000))),
        oversize=draw(st.integers(0, 5_000)),
        insurance=draw(st.sampled_from((0, 0, 150))),
    )


@given(
    st.lists(tables() | st.none(), min_size=1, max_size=3),
    st.sampled_from(({"A": 1}, {"A": 2}, {"A": 1, "B": 1}, {"A": 3, "B": 2}, {"A": 6})),
    st.lists(st.integers(100, 4_000), min_size=2, max_size=2),
)
def test_no_parcel_with_everything_costs_less_and_the_short_way_is_no_worse_than_the_long(
    by_service: list[RateTable | None], asked: dict[str, int], weights: list[int]
) -> None:
    """And what is ranked is what is charged, to the centavo (R10)."""
    made = shop(parcels_max=3)
    made.tell(*(ProductListed(sku, price=10_000, grams=g) for sku, g in zip("AB", weights, strict=True)))
    for number, table in enumerate(by_service):
        made.carries(f"s{number}", 1 + number, 5_000 + 900 * number)
        made.tell(RateTableSet(f"s{number}", table))
    answer = made.offers(asked)
    for offer in answer:
        assert offer.cost == sum(part.amount for leg in offer.legs for part in leg.cost)
        for number, leg in enumerate(offer.legs):
            assert _slow_cost(made, leg, by_service) + (1_500 if number else 0) == sum(p.amount for p in leg.cost)
    assert answer[0].cost <= _long_way(made, asked)[0].cost
    assert answer[0].cost <= min(_whole(made, asked, by_service))


def _slow_cost(made: Shop, leg: Any, by_service: list[RateTable | None]) -> int:
    products = made.catalog.products
    weight = sum(products[take.sku].grams * take.units for take in leg.takes)
    value = sum(products[take.sku].price * take.units for take in leg.takes)
    number = int(leg.service[1:])
    table = by_service[number]
    if table is None:
        return 5_000 + 900 * number
    return slow_price(table, 0 if leg.location == "N1" else 1, weight, 0, value)


def _whole(made: Shop, asked: dict[str, int], by_service: list[RateTable | None]) -> list[int]:
    """What one parcel with everything costs from each location that has it, by each service."""
    products = made.catalog.products
    weight = sum(products[sku].grams * n for sku, n in asked.items())
    value = sum(products[sku].price * n for sku, n in asked.items())
    zones = [
        zone
        for zone, has in enumerate(({"A": 5}, {"A": 5, "B": 5}))
        if all(has.get(s, 0) >= n for s, n in asked.items())
    ]
    plain = [5_000 + 900 * number for number, table in enumerate(by_service) if table is None]
    tabled = [slow_price(table, zone, weight, 0, value) for table in by_service if table is not None for zone in zones]
    return [*(plain if zones else []), *tabled, 1 << 60]


def _long_way(made: Shop, asked: dict[str, int]) -> list[Plan]:
    parts, ask = made.parts(), Ask(tuple(Want(s, n) for s, n in asked.items()), WEB, GUADALAJARA)
    found = tables_of(parts, made.now)
    wanted = wants.read(made.catalog, made.policy, ask, made.now)
    assert not isinstance(wanted, Refused)
    board = found.boards(parts, made.places.by_code[GUADALAJARA], made.now)
    available = wants.by_location(wants.shelf_lines(made.stock, wanted, ask, None), len(found.columns.names))
    choices = long_way.choices(board.table, available, found.columns.sellers(WEB) & found.columns.ships)
    columns = long_way.columns_of(wanted)
    return long_way.plans(board.table, choices, columns, long_way.everything(choices), made.policy)


@pytest.mark.parametrize(
    "about",
    [
        {"limits_grams": ()},
        {"limits_grams": (5_000, 1_000, 10_000)},
        {"prices": ((9_000, 8_000, 15_333), (13_999, 18_001, 24_007))},
        {"prices": ((-1, 8_000, 15_333), (13_999, 18_001, 24_007))},
        {"zones": ("near", "beyond")},
        {"names": ("near", "near")},
        {"fuel": -1},
        {"oversize_grams": -1},
        {"destinations": ("14",)},
    ],
)
def test_a_table_that_cannot_be_is_refused(about: dict[str, Any]) -> None:
    made = state.Carriers()
    (fact,) = rules.offer_service(made, OfferService(service="s", carrier="c"), 0)
    state.FOLD[type(fact)](made, fact, 0)
    told = {name: getattr(TABLE, name) for name in RateTable.__struct_fields__}
    answer = rules.set_rate_table(made, SetRateTable("s", RateTable(**{**told, **about})), 0)
    assert isinstance(answer, Refused)
    assert rules.set_rate_table(made, SetRateTable("s", TABLE), 0) == [RateTableSet("s", TABLE)]


def test_a_lane_out_of_all_zones_has_no_price() -> None:
    local = RateTable(("14",), ("14",), ("near",), (1_000,), ("near",), ((100,),), (0,))
    one = Reach(state.Service(service="s", carrier="c", index=0, table=local), "09")
    assert lanes.freight(one, "14", 500) is None
    assert not lanes.is_priced(one, "14")
