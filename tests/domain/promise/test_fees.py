"""What customers pay for delivery: free from a threshold, flat by channel and place, never more for a larger cart."""

from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.network.carriers.words import CoverageSet
from promesa.domain.promise.sourcing import fees
from promesa.domain.promise.sourcing.fees import FeeCase
from promesa.domain.values.policy import FeeRule, Policy
from tests.domain.promise.shop import GUADALAJARA, Shop

RULES = (
    FeeRule(extended=True, flat=24_900),
    FeeRule(channels=("app",), free_from=49_900, flat=4_900),
    FeeRule(free_from=99_900, flat=9_900),
)


def shop() -> Shop:
    made = Shop(fees=RULES)
    made.sells("A", price=50_000)
    made.opens("N1")
    made.has({("N1", "A"): 9})
    made.carries("slow", 3, 8_000)
    made.carries("fast", 1, 15_000)
    return made


def test_free_from_a_threshold_and_what_is_missing_is_told() -> None:
    made = shop()
    (cheap, fast) = made.offers({"A": 1})
    assert (cheap.fee, cheap.missing_for_free) == (9_900, 49_900)
    assert (fast.fee, fast.missing_for_free) == (9_900 + 7_000, 49_900)
    (cheap, fast) = made.offers({"A": 2})
    assert (cheap.fee, cheap.missing_for_free, fast.fee) == (0, None, 7_000)


def test_a_channel_has_its_own_threshold_and_an_extended_zone_is_never_free() -> None:
    made = shop()
    assert [offer.fee for offer in made.offers({"A": 1}, channel="app")] == [0, 7_000]
    for service in ("slow", "fast"):
        made.tell(CoverageSet(service, "extended", postal_codes=(GUADALAJARA,), surcharge=10_000))
    assert [offer.fee for offer in made.offers({"A": 9})] == [24_900, 31_900]
    assert [offer.missing_for_free for offer in made.offers({"A": 9})] == [None, None]


rules = st.builds(
    FeeRule,
    channels=st.sampled_from(((), ("web",))),
    areas=st.sampled_from(((), ("14",))),
    extended=st.sampled_from((None, True, False)),
    free_from=st.none() | st.integers(0, 5_000),
    flat=st.none() | st.integers(0, 5_000),
)


@given(
    st.lists(rules, max_size=4),
    st.builds(FeeCase, st.sampled_from(("web", "app")), st.sampled_from(("14", "09")), st.booleans()),
    st.integers(0, 9_000),
    st.integers(0, 9_000),
    st.lists(st.integers(0, 9_000), min_size=1, max_size=3),
)
def test_a_smaller_cart_never_pays_less_and_what_is_missing_is_enough(
    told: list[FeeRule], case: FeeCase, goods: int, more: int, costs: list[int]
) -> None:
    policy, ranked = Policy(fees=tuple(told)), sorted(costs)
    small, large = (fees.charged(policy, case, cart, ranked) for cart in (goods, goods + more))
    assert all(one >= other >= 0 for one, other in zip(small, large, strict=True))
    missing = fees.missing(policy, case, goods)
    if missing is not None:
        assert fees.charged(policy, case, goods + missing, ranked)[0] == 0
        assert fees.charged(policy, case, goods + missing - 1, ranked) == small
