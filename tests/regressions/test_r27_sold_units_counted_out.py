"""R27: a count says which of our orders it already leaves out, so that no sale is subtracted twice."""

import pytest

from promesa.domain.ledger.shipments.words import ParcelHandedOver
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.words import CountStock
from tests.regressions import truths
from tests.regressions.shop import Shop, at, place_order


@pytest.mark.parametrize("how", ["named", "all"])
def test_r27_the_erp_counts_the_sold_units_out_first(how: str) -> None:
    """Two sold and on the shelf; the ERP says 0 before they leave and 0 after: available is 0, never -2."""
    includes = {"includes": ("o1", "o2")} if how == "named" else {"includes_all_sales": True}
    zero = CountStock("A", "N1", 0, "erp", **includes)
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("P", 2, 50).has("N1", A=2)
    seen = []

    def look() -> None:
        seen.append(questions.unreserved(here.world.stock, "A", "N1"))
        truths.hold(here.world)

    for name in ("o1", "o2"):
        here.places(name, {"A": 1})
        here.pays(name)
        look()
    here.passes_to("2027-03-01 10:30")
    here.put(zero)
    look()
    assert here.shelf("A") == (2, 2, 0)
    here.passes_to("2027-03-01 11:00")
    for parcel in ("o1-1", "o2-1"):
        here.hands_over(parcel)
        look()
    here.passes_to("2027-03-01 11:05")
    here.put(zero)
    look()
    assert here.shelf("A") == (0, 0, 0)
    assert min(seen) >= 0
    assert [fact.handed_at for fact in here.facts(ParcelHandedOver)] == [at("2027-03-01 11:00")] * 2
    assert here.stages() == {"confirmed": 2}
    assert "ShortageEased" not in here.story()
    assert here.messages("o1") == ["o1:payment_pending", "o1:confirmed", "o1-1:on_its_way"]


def test_r27_a_cart_is_not_a_sale_yet() -> None:
    """A source that knows all sales knows nothing of a cart: its units are not added to what was counted."""
    here = Shop().sells("A").opens("N1").carries("P", 2, 50).has("N1", A=5)
    here.checks_out("c1", {"A": 1})
    here.put(CountStock("A", "N1", 5, "erp", includes_all_sales=True))
    assert here.shelf("A") == (5, 1, 4)


def test_r27_without_saying_so_a_count_is_what_is_on_the_shelf() -> None:
    """Found one where two are owed: the newest order ends, told and paid back, in the same append."""
    here = Shop().sells("A").opens("N1").carries("P", 2, 50).has("N1", A=2)
    for name in ("o1", "o2"):
        here.places(name, {"A": 1})
        here.pays(name)
    here.put(CountStock("A", "N1", 1, "cycle count"))
    assert here.shelf("A") == (1, 1, 0)
    assert (str(here.stage("o1")), str(here.stage("o2"))) == ("confirmed", "cancelled")
    assert here.messages("o2")[-1] == "o2:order_cancelled"
    assert here.refuses(place_order("o3", {"A": 1})).left == 0
    truths.hold(here.world)
