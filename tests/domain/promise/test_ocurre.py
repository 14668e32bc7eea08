"""Offers at a carrier's branch: where no door is reached, where it is clearly better, end to end until collected."""

from typing import Any

from promesa.domain.network.carriers.words import AboutBranch, BranchClosed, BranchesLoaded, CoverageSet
from promesa.domain.promise.words import Offer
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.promise.shop import GUADALAJARA, Shop


def branch(name: str = "b1", **about: Any) -> BranchesLoaded:
    told = {"branch": name, "carrier": "c", "postal_code": GUADALAJARA, "name": f"Oficina {name}", **about}
    return BranchesLoaded((AboutBranch(**told),), "test")


def shop(**policy: Any) -> Shop:
    made = Shop(**policy)
    made.sells("A")
    made.opens("N1")
    made.has({("N1", "A"): 5})
    return made


def ocurre(made: Shop, **about: Any) -> list[Offer]:
    return [offer for offer in made.offers({"A": 1}, **about) if offer.kind == "ocurre"]


def test_where_only_the_branch_is_reached_it_is_offered_with_its_date_and_fee() -> None:
    made = shop()
    made.carries("s", 2, 9_000, to=())
    made.tell(CoverageSet("s", "ocurre", areas=("*",)))
    refused = made.asks({"A": 1})
    assert isinstance(refused, Refused)
    assert refused.reason is Reason.NO_SERVICE
    made.tell(branch())
    (offer,) = made.offers({"A": 1})
    assert (offer.kind, offer.branch, offer.postal_code) == ("ocurre", "b1", GUADALAJARA)
    assert offer.cost == 9_000
    assert 0.5 <= offer.keep_probability <= 1.0


def test_beside_a_door_a_branch_is_offered_only_if_it_is_clearly_better() -> None:
    made = shop()
    made.tell(branch())
    made.carries("door", 2, 9_000)
    made.carries("s", 2, 8_000, to=())
    made.tell(CoverageSet("s", "ocurre", areas=("*",)))
    assert ocurre(made) == []
    made.carries("s", 2, 5_000, to=())
    assert [offer.cost for offer in ocurre(made)] == [5_000]


def test_the_branch_that_the_file_names_counts_and_a_closed_one_does_not() -> None:
    made = shop()
    made.carries("s", 2, 9_000, to=())
    made.tell(branch("b1"), branch("b2"), CoverageSet("s", "ocurre", areas=("*",), branch="b2"))
    assert [offer.branch for offer in ocurre(made)] == ["b2"]
    made.tell(BranchClosed("b2"))
    assert [offer.branch for offer in ocurre(made)] == ["b1"]
    made.tell(BranchClosed("b1"))
    assert isinstance(made.asks({"A": 1}), Refused)
