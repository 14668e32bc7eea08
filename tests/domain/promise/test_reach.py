"""What a service's terms at a place do to a promise: surcharge, more days, days of visit; more reach is never worse."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.network.carriers.words import CoverageSet
from promesa.domain.promise.words import Offer
from tests.domain.promise.shop import GUADALAJARA, Shop, parts_of

FRIDAY, TUESDAY = 4, 1


def shop(**policy: Any) -> Shop:
    made = Shop(**policy)
    made.sells("A", "B")
    made.opens("N1")
    made.opens("N2", area="09")
    made.has({("N1", "A"): 5, ("N2", "A"): 5, ("N2", "B"): 5})
    return made


def test_a_remote_code_pays_its_surcharge_and_is_reached_on_its_day_of_visit() -> None:
    made = shop()
    made.carries("s", 1, 9_000)
    (before,) = made.offers({"A": 1})
    remote = CoverageSet(
        "s", "extended", postal_codes=(GUADALAJARA,), surcharge=24_900, more_days=1, visits=(TUESDAY, FRIDAY)
    )
    made.tell(remote)
    (after,) = made.offers({"A": 1})
    assert parts_of(after) == [{"freight": 9_000, "extended_zone": 24_900}]
    assert after.promised_on.weekday() in (TUESDAY, FRIDAY)
    assert after.promised_on > before.promised_on
    assert after.fingerprint != before.fingerprint


visits = st.sampled_from(((), (1,), (1, 4), (0, 1, 2, 3, 4)))
service = st.tuples(st.integers(0, 6), st.integers(1, 30), visits, st.none() | st.integers(0, 20), st.integers(0, 4))


@given(st.lists(service, min_size=2, max_size=4), st.sampled_from(({"A": 1}, {"A": 2, "B": 1})))
def test_more_reach_never_makes_a_promise_worse(services: list[Any], wants: dict[str, int]) -> None:
    """One more service that reaches the place: nothing is dearer than before, nothing comes later."""
    made = shop()
    for number, (days, pesos, days_of_visit, surcharge, more) in enumerate(services[:-1]):
        _goes(made, f"s{number}", days, pesos, days_of_visit, surcharge, more)
    before = made.offers(wants)
    _goes(made, "more", *services[-1])
    after = made.offers(wants)
    assert _cheapest(after) <= _cheapest(before)
    assert _first(after) <= _first(before)


def _goes(made: Shop, name: str, days: int, pesos: int, days_of_visit: Any, surcharge: Any, more: int) -> None:
    made.carries(name, days, pesos * 100, to=())
    fact = CoverageSet(name, "door", areas=("*",), surcharge=surcharge, visits=days_of_visit, more_days=more)
    made.tell(fact)


def _cheapest(offers: tuple[Offer, ...]) -> int:
    return min(offer.cost for offer in offers)


def _first(offers: tuple[Offer, ...]) -> Any:
    return min(offer.promised_on for offer in offers)
