"""Pools, franchises and brands: whatever is asked, nothing is planned where a rule of the moment forbids it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.ledger.shipments.words import ParcelPlanned
from promesa.domain.network.catalog import ListProduct
from promesa.domain.network.locations import sending
from promesa.domain.network.locations.sending import SendingRule, SetSendingRules
from promesa.domain.network.locations.words import week
from promesa.domain.promise.words import Quote
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason
from promesa.lab import auditor
from tests.regressions.shop import GUADALAJARA, Shop, place_order

DAYS = week(("09:00", "21:00"), ("09:00", "21:00"), ("09:00", "21:00"))
FRANCHISE = SendingRule(rule="franchise", says="nothing_else", pools=("fran",), channels=("fran-web",))
BRAND = SendingRule(rule="brand x", says="never", pools=("outlet",), categories=("X",))
MARKET = SendingRule(rule="market", says="only", pools=("dc",), channels=("market",))


@pytest.mark.parametrize(
    ("pool", "channel", "category", "may"),
    [
        ("fran", "web", "Y", False),
        ("fran", "fran-web", "Y", True),
        ("own", "fran-web", "Y", True),
        ("outlet", "web", "X", False),
        ("outlet", "web", "Y", True),
        ("own", "market", "X", False),
        ("dc", "market", "X", True),
        ("", "web", "X", True),
    ],
)
def test_what_three_rules_say_together(pool: str, channel: str, category: str, may: bool) -> None:
    rules = (FRANCHISE, BRAND, MARKET)
    assert sending.may_send(rules, pool, channel, category, "s") is may


def shop() -> Shop:
    """One location of each pool, cheapest first: franchise, outlet, own store, DC."""
    here = Shop()
    for sku, category in (("A", "X"), ("B", "Y")):
        here.put(ListProduct(sku, price=100_00, grams=400, category=category))
    for place, (name, pool) in enumerate((("F1", "fran"), ("L1", "outlet"), ("S1", "own"), ("W1", "dc"))):
        here.opens(name, pool=pool, pickup=True, hours=DAYS, postal_code=GUADALAJARA, handling_centavos=place * 10_00)
        here.has(name, A=4, B=4)
    return here.carries("slow", 2, 50)


def origins(here: Shop, units: dict[str, int], channel: str) -> list[set[str]]:
    return [{leg.location for leg in offer.legs} for offer in here.offers(units, channel=channel)]


def test_each_rule_moves_the_plan() -> None:
    here = shop()
    assert origins(here, {"A": 1}, "web")[0] == {"F1"}
    here.put(SetSendingRules((FRANCHISE, BRAND, MARKET)))
    assert origins(here, {"A": 1}, "web")[0] == {"S1"}, "no franchise, and brand X not from the outlet"
    assert origins(here, {"B": 1}, "web")[0] == {"L1"}
    assert all(where == {"W1"} for where in origins(here, {"B": 1}, "market"))
    assert origins(here, {"B": 1}, "fran-web")[0] == {"F1"}
    assert here.quote({"A": 1}, None, pickup_location="L1").reason is Reason.NOT_ENOUGH_STOCK
    assert here.put(SetSendingRules((FRANCHISE, BRAND, MARKET))) == []


def test_a_rule_that_comes_while_an_order_waits_for_its_money() -> None:
    here = shop()
    here.places("o1", {"A": 1})
    assert here.reserved("A", "F1") == 1
    here.put(SetSendingRules((FRANCHISE,)))
    here.pays("o1")
    (parcel,) = here.facts(ParcelPlanned)
    assert parcel.location == "L1"
    assert auditor.audit(here.log).violations == ()


def test_rules_that_nobody_could_mean_are_refused() -> None:
    here = shop()
    twice = SetSendingRules((BRAND, BRAND))
    strange = SetSendingRules((SendingRule(rule="r", says="perhaps", pools=("a",)),))
    nobody = SetSendingRules((SendingRule(rule="r", says="only", pools=()),))
    assert {here.reason(ask) for ask in (twice, strange, nobody)} == {Reason.INVALID}


names = st.sampled_from(["fran", "outlet", "own", "dc"])
channels = st.sampled_from(["web", "market", "fran-web"])
rules = st.builds(
    lambda says, pools, channels, categories: (says, tuple(pools), tuple(channels), tuple(categories)),
    st.sampled_from(sending.SAYS),
    st.sets(names, min_size=1),
    st.sets(channels, max_size=2),
    st.sets(st.sampled_from(["X", "Y"]), max_size=1),
)
deeds = st.lists(
    st.one_of(
        st.tuples(st.just("rules"), st.lists(rules, max_size=3)),
        st.tuples(st.just("order"), channels, st.dictionaries(st.sampled_from("AB"), st.integers(1, 5), min_size=1)),
        st.tuples(st.just("pay"), st.integers(0, 9)),
        st.tuples(st.just("time"), st.sampled_from([60, 1_500])),
        st.tuples(st.just("short"), st.sampled_from(["F1", "L1", "S1", "W1"]), st.sampled_from("AB")),
    ),
    max_size=14,
)


@given(deeds)
def test_nothing_is_ever_planned_against_a_rule(told: list[tuple]) -> None:
    here = shop()
    here.put(SetPolicy(Policy(parcels_max=3)))
    orders: list[str] = []
    for deed, *about in told:
        here.now += 1
        if deed == "rules":
            said = [
                SendingRule(rule=f"r{n}", says=s, pools=p, channels=c, categories=g)
                for n, (s, p, c, g) in enumerate(about[0])
            ]
            here.put(SetSendingRules(tuple(said)))
        elif deed == "order":
            quote = here.quote(about[1], channel=about[0])
            orders.append(f"o{len(orders)}")
            here.submit(
                place_order(
                    orders[-1], about[1], channel=about[0], offer=quote.offers[0] if isinstance(quote, Quote) else None
                )
                if isinstance(quote, Quote) and quote.offers[0].kind == "delivery"
                else place_order(orders[-1], about[1], channel=about[0])
            )
        elif deed == "pay" and orders and orders[about[0] % len(orders)] in here.world.orders.by_id:
            here.submit(here.payment(orders[about[0] % len(orders)]))
        elif deed == "time":
            here.passes_to(here.now + about[0] * 60_000_000)
        elif deed == "short":
            here.has(about[0], **{about[1]: 1})
    assert auditor.audit(here.log).violations == ()
