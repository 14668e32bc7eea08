"""What a location's noes are expected to cost is a part of what a parcel costs: learned, priced, ranked, said."""

from promesa.domain.ledger.shipments import picks as tasks
from promesa.domain.ledger.shipments.pick_words import NoPick, PickAccepted, PickAsked, PickRejected
from promesa.domain.promise.chance import editions
from promesa.domain.promise.sourcing.tables import tables_of
from promesa.domain.promise.words import Offer
from promesa.domain.values.moments import MINUTE, Instant
from tests.domain.promise.shop import GUADALAJARA, Shop


def shop(**policy: object) -> Shop:
    """A store that costs two pesos less says no half of the time; the other one nearly never does."""
    here = Shop(**{"prices_asking": True, **policy})
    here.sells("A", "B")
    here.opens("moody", asks=True, handling_centavos=10_00)
    here.opens("steady", asks=True, handling_centavos=12_00)
    here.carries("P", 2, 50_00)
    here.has({("moody", "A"): 9, ("steady", "A"): 9, ("moody", "B"): 1, ("steady", "B"): 3})
    for n in range(80):
        answers(here, "moody", n, yes=n % 2 == 0)
        answers(here, "steady", n, yes=n != 7)
    return here


def answers(here: Shop, location: str, n: int, *, yes: bool) -> None:
    name = f"{location}-{n}"
    tasks.FOLD[PickAsked](here.picks, PickAsked(name, name, location, here.now), here.now)
    said = PickAccepted(name, name, location) if yes else PickRejected(name, name, location, NoPick.TOO_BUSY, ())
    tasks.FOLD[type(said)](here.picks, said, here.now)


def first(here: Shop, **units: int) -> Offer:
    return here.offers(units, GUADALAJARA)[0]


def parts_of(offer: Offer) -> dict[str, int]:
    return {part.name: part.amount for leg in offer.legs for part in leg.cost}


def test_the_dearer_store_that_says_yes_is_chosen_and_the_part_says_why() -> None:
    here = shop()
    editions.publish(here.learner, here.now)
    likely = here.lanes.acceptances["steady"]
    offer = first(here, A=1)
    assert [leg.location for leg in offer.legs] == ["steady"]
    assert parts_of(offer) == {"freight": 50_00, "handling": 12_00, "asking": round(15_00 * (1 - likely) / likely)}
    assert offer.cost == sum(parts_of(offer).values()), "the number ranked is the number charged"


def test_a_policy_that_does_not_price_it_chooses_as_before() -> None:
    here = shop(prices_asking=False)
    editions.publish(here.learner, here.now)
    offer = first(here, A=1)
    assert [leg.location for leg in offer.legs] == ["moody"]
    assert parts_of(offer) == {"freight": 50_00, "handling": 10_00}


def test_what_is_answered_counts_from_the_next_edition_on() -> None:
    here = shop()
    editions.publish(here.learner, here.now)
    for n in range(80, 260):
        answers(here, "steady", n, yes=False)
    assert [leg.location for leg in first(here, A=1).legs] == ["steady"]
    here.now = Instant(here.now + here.lanes.edition_minutes * MINUTE)
    editions.publish(here.learner, here.now)
    assert here.lanes.acceptances["steady"] < here.lanes.acceptances["moody"]
    assert [leg.location for leg in first(here, A=1).legs] == ["moody"]


def test_who_is_not_asked_costs_no_noes_and_one_without_answers_is_as_its_chain() -> None:
    here = shop()
    here.opens("warehouse")
    here.opens("new", asks=True)
    editions.publish(here.learner, here.now)
    assert "warehouse" not in here.lanes.acceptances
    assert here.lanes.acceptances["new"] == round(tasks.chain_acceptance(here.picks, here.now), 2)


def test_a_split_counts_the_noes_of_each_of_its_locations() -> None:
    here = shop(split_cost=1_00)
    editions.publish(here.learner, here.now)
    offer = first(here, B=4)
    assert sorted(leg.location for leg in offer.legs) == ["moody", "steady"]
    asking = [part.amount for leg in offer.legs for part in leg.cost if part.name == "asking"]
    assert sum(asking) == sum(tables_of(here.parts(), here.now).columns.asking.values())
    assert offer.cost == sum(part.amount for leg in offer.legs for part in leg.cost)
