"""R11: a short list may cost money, never a sale."""

import pytest

from promesa.domain.network.carriers.words import Rates
from tests.regressions.shop import GUADALAJARA, Shop


@pytest.mark.parametrize("shortlist", [12, 5, 1])
def test_r11_the_only_holder_survives_the_shortlist(shortlist: int) -> None:
    """Sixty nodes hold A; only the dearest and farthest holds B: the cart is offered, with B from there."""
    here = Shop(shortlist=shortlist).sells("A", "B")
    for n in range(60):
        here.opens(f"N{n:02}", handling_centavos=n)
    here.opens("N61", "02", handling_centavos=500_00)
    here.carries("P", 2, rates=Rates(same_area_centavos=30_00, other_area_centavos=900_00))
    for n in range(60):
        here.has(f"N{n:02}", A=3)
    here.has("N61", B=1)
    for offer in here.offers({"A": 1, "B": 1}, GUADALAJARA):
        takes = {take.sku: take.location for leg in offer.legs for take in leg.takes}
        assert takes["B"] == "N61"
    here.places("o1", {"A": 1, "B": 1})
    here.pays("o1")
    assert here.shelf("B", "N61") == (1, 1, 0)
    assert here.stages() == {"confirmed": 1}
    assert here.messages() == ["o1:payment_pending", "o1:confirmed"]
