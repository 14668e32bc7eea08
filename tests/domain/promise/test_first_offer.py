"""What an order without an offer is placed by is what its quote would have offered first."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from promesa.domain.ledger.capacity import CapacitySet
from promesa.domain.promise.commit import first_offer
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import Ask, Quote, Want
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, PostalCode
from tests.domain.promise.shop import GUADALAJARA, MEXICO_CITY, WEB, Shop
from tests.domain.promise.test_sourcing import Case, larger_cases


def first_of_quote(shop: Shop, ask: Ask) -> object:
    quote = quotes.quote(*shop.parts(), ask, shop.now, 0)
    return quote.offers[0] if isinstance(quote, Quote) else quote


def closes_days(shop: Shop, days: int) -> None:
    """The first location has no place left for so many days."""
    today = moments.local_date(shop.now, MEXICO_CITY)
    for number in range(days):
        shop.tell(CapacitySet(LocationId("N0"), (today + timedelta(days=number)).isoformat(), 0))


@given(
    larger_cases,
    st.sampled_from((GUADALAJARA, GUADALAJARA, PostalCode("00000"), None)),
    st.sampled_from((0.5, 0.93, 0.96)),
    st.integers(0, 3),
)
def test_first_of_the_quote(case: Case, postal_code: PostalCode | None, likely: float, full_days: int) -> None:
    shop = case.shop()
    shop.policy = replace(shop.policy, keep_probability_min=likely)
    closes_days(shop, full_days)
    wants = tuple(Want(sku, units) for sku, units in case.wants.items())
    for counter in (None, LocationId("N0")):
        ask = Ask(wants, WEB, postal_code, counter)
        assert first_offer.best(shop.parts(), ask, shop.now) == first_of_quote(shop, ask)
