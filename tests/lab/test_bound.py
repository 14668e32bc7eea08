"""What no sourcing could undercut: below every way to send the orders, and exactly one of them where that is easy."""

from collections import Counter
from collections.abc import Iterator
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from promesa import app
from promesa.domain.values.ids import LocationId, OrderId, Sku
from promesa.lab.race import bound, racers, racing, report
from promesa.lab.race.least_ways import Kilograms, LeastWay, LeastWays
from promesa.lab.scenario import LAST_DAY
from tests.lab.test_race import ZONE, demo_log

PLACES = tuple(LocationId(name) for name in ("A", "B", "C"))
SKUS = tuple(Sku(name) for name in ("x", "y"))
GRAMS = {SKUS[0]: 400, SKUS[1]: 1_900}
FIRST, SPLIT, PER_KG = 1_000, 15, 4


@st.composite
def shops(draw: st.DrawFn) -> tuple[list[LeastWays], dict[tuple[Sku, LocationId], int]]:
    """Up to three small orders, three locations with prices of their own, and few units."""
    stock = {(sku, place): draw(st.integers(0, 3)) for sku in SKUS for place in PLACES}
    orders = []
    for number in range(draw(st.integers(1, 3))):
        units = {sku: draw(st.integers(1, 2)) for sku in draw(st.sampled_from([SKUS, SKUS[:1], SKUS[1:]]))}
        light = {place: (draw(st.integers(20, 90)), draw(st.integers(0, 20))) for place in PLACES}
        orders.append(order(OrderId(f"o{number}"), units, light))
    return orders, stock


def order(name: OrderId, units: dict[Sku, int], light: dict[LocationId, tuple[int, int]]) -> LeastWays:
    grams = sum(GRAMS[sku] * n for sku, n in units.items())
    ways = []
    for place, (freight, handling) in light.items():
        whole = {"freight": freight + extra(grams), "handling": handling}
        ways.append(LeastWay(place, whole, (freight, handling)))
    return LeastWays(name, units, tuple(ways), Kilograms(PER_KG, FIRST, grams), SPLIT, 4)


def extra(grams: int) -> int:
    return max(0, -((FIRST - grams) // 1_000)) * PER_KG


def really(orders: list[LeastWays], stock: dict[tuple[Sku, LocationId], int]) -> int | None:
    """The cheapest way to send all of them, by trying every location for every unit."""
    costs = [
        sum(cost(one, sent) for one, sent in zip(orders, chosen, strict=True))
        for chosen in product(*(list(sendings(one)) for one in orders))
        if fits(chosen, stock)
    ]
    return min(costs, default=None)


def sendings(one: LeastWays) -> Iterator[tuple[tuple[Sku, LocationId], ...]]:
    units = [sku for sku, n in one.units.items() for _ in range(n)]
    for places in product(PLACES, repeat=len(units)):
        yield tuple(zip(units, places, strict=True))


def cost(one: LeastWays, sent: tuple[tuple[Sku, LocationId], ...]) -> int:
    grams: Counter[LocationId] = Counter()
    for sku, place in sent:
        grams[place] += GRAMS[sku]
    light = {way.location: sum(way.light) for way in one.ways}
    return sum(light[place] + extra(weight) for place, weight in grams.items()) + SPLIT * (len(grams) - 1)


def fits(chosen: tuple[tuple[tuple[Sku, LocationId], ...], ...], stock: dict[tuple[Sku, LocationId], int]) -> bool:
    taken = Counter(shelf for sent in chosen for shelf in sent)
    return all(n <= stock[shelf] for shelf, n in taken.items())


@settings(max_examples=60, deadline=None)
@given(shops())
def test_no_way_to_send_costs_less(shop: tuple[list[LeastWays], dict[tuple[Sku, LocationId], int]]) -> None:
    orders, stock = shop
    alone, together = bound.of("alone", orders, None), bound.of("together", orders, stock, together=True)
    mine = bound.of("mine", orders, stock)
    best = really(orders, stock)
    assert mine.centavos <= together.centavos
    assert best is None or alone.centavos <= mine.centavos <= together.centavos <= best
    shares = sum(sum(parts.values()) for parts in together.by_order.values())
    assert together.centavos <= shares + 1e-6
    assert shares - together.centavos <= len(orders) + sum(stock.values()), "no more apart than rounded prices"


def test_two_orders_that_want_the_last_unit_do_not_both_have_it() -> None:
    light = {PLACES[0]: (30, 0), PLACES[1]: (70, 0), PLACES[2]: (80, 0)}
    orders = [order(OrderId(name), {SKUS[0]: 1}, light) for name in ("o1", "o2")]
    stock = {(SKUS[0], PLACES[0]): 1, (SKUS[0], PLACES[1]): 5}
    assert bound.of("alone", orders, stock).centavos == 60
    assert (
        bound.of("together", orders, stock, together=True).centavos
        == 100
        == really(orders, {**dict.fromkeys(ALL, 0), **stock})
    )


ALL = [(sku, place) for sku in SKUS for place in PLACES]


def test_no_policy_of_a_race_is_under_the_bound() -> None:
    """Whatever the date: under every policy. By the promised day: under the log's own, which promised it."""
    log = demo_log()
    known = racers.policies_of(log, app.model().codec)
    raced = [racers.named(name, known) for name in ("log", "nearest", "highest_stock")]
    stretch = racing.stretch_of(LAST_DAY, LAST_DAY, ZONE)
    told = report.of(racing.run(log, raced, stretch, bounded=True), 1)
    assert [one.bound for one in told.bounds] == [
        name + by for by in ("", bound.IN_TIME) for name in (bound.ANYWHERE, bound.ALONE, bound.TOGETHER)
    ]
    anywhere, alone, together, in_time, _, tight = (one.cost_per_order_centavos for one in told.bounds)
    assert anywhere <= alone <= together <= tight <= told.policies[0].cost_per_order_centavos
    assert anywhere <= in_time <= tight
    for one in told.bounds[:3]:
        assert all(policy.under_share.value >= 0 for policy in one.policies)
    assert told.bounds[0].orders == told.policies[0].sent
