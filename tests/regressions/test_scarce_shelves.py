"""What a scarce unit is worth to others ranks plans, and nothing else: nobody pays for it, and it grows old."""

import pytest

from promesa.agents import rethinker
from promesa.domain import world as worlds
from promesa.domain.ledger.stock.scarce import RUNS, ScarceShelf, ShelvesPriced
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.rethinks import ReallocateOrders, RethinkEnded
from promesa.domain.promise.words import Ask, PromiseMade, Quote, Want
from promesa.domain.values import moments
from promesa.domain.values.ids import ChannelId, LocationId, PostalCode, Sku
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason
from promesa.engine.log import Entry
from promesa.lab import auditor
from promesa.lab.race import racing
from promesa.lab.race.racing import Racer
from promesa.surfaces import why_flips
from promesa.surfaces.why_told import Money
from tests.regressions.shop import GUADALAJARA, MEXICO_CITY, Shop, place_order
from tests.surfaces.test_why_flips import made_from


def shelf(sku: str, location: str, centavos: int) -> ScarceShelf:
    return ScarceShelf(Sku(sku), LocationId(location), Centavos(centavos))


def priced(run: str, *shelves: ScarceShelf) -> ReallocateOrders:
    return ReallocateOrders(run=run, reallocations=(), scarce=shelves)


def shop(**policy: object) -> Shop:
    """N1 sends for 20 pesos less than N2, and both have one A."""
    made = Shop(shelf_price_share=1.0, **policy).sells("A", "B")
    made.opens("N1").opens("N2", handling_centavos=2_000).carries("slow", 4, 40)
    return made.has("N1", A=1, B=5).has("N2", A=1, B=5)


def sender(made: Shop, sku: str = "A") -> str:
    return made.offers({sku: 1})[0].legs[0].location


def test_the_scarce_unit_is_left_to_those_who_need_it() -> None:
    made = shop()
    assert sender(made) == "N1"
    before = made.offers({"A": 1})[0]
    made.put(priced("r1", shelf("A", "N1", 2_001)))
    after = made.offers({"A": 1})[0]
    assert after.legs[0].location == "N2"
    assert after.cost == before.cost + 2_000 == sum(part.amount for leg in after.legs for part in leg.cost)
    assert sender(made, "B") == "N1", "another SKU is not scarce"
    assert auditor.audit(made.machine).counts == {}


@pytest.mark.parametrize(("worth", "goes"), [(1_999, "N1"), (2_001, "N2")])
def test_it_ranks_by_its_centavos(worth: int, goes: str) -> None:
    made = shop()
    made.put(priced("r1", shelf("A", "N1", worth)))
    assert sender(made) == goes


def test_a_share_of_it_counts() -> None:
    made = Shop(shelf_price_share=0.5).sells("A").opens("N1").opens("N2", handling_centavos=2_000)
    made.carries("slow", 4, 40).has("N1", A=1).has("N2", A=1)
    made.put(priced("r1", shelf("A", "N1", 3_900)))
    assert sender(made) == "N1"
    made.put(priced("r2", shelf("A", "N1", 4_300)))
    assert sender(made) == "N2", "half of the mean of both"


def test_the_only_unit_is_sold_whatever_it_is_worth_to_others() -> None:
    made = Shop(shelf_price_share=1.0).sells("A").opens("N1").carries("slow", 4, 40).has("N1", A=1)
    made.put(priced("r1", shelf("A", "N1", 9_000_000)))
    assert made.offers({"A": 1})[0].cost == 4_000


def test_whole_from_elsewhere_where_one_of_its_units_is_scarce() -> None:
    made = shop()
    made.put(priced("r1", shelf("A", "N1", 2_500)))
    offer = made.offers({"A": 1, "B": 1})[0]
    assert [leg.location for leg in offer.legs] == ["N2"]
    assert offer.cost == 6_000


def test_it_grows_old_and_a_quote_does_not_outlive_it() -> None:
    made = shop(shelf_price_hours=0.1)
    made.put(priced("r1", shelf("A", "N1", 90_000)))
    quote = made.quote({"A": 1})
    until = made.world.stock.scarce.until
    assert until == made.now + round(0.1 * HOUR)
    assert quote.expires_at == until
    made.now = Instant(until - 1)
    assert sender(made) == "N2"
    made.now = until
    assert sender(made) == "N1"


def test_the_mean_of_the_last_runs_counts_and_the_oldest_go() -> None:
    made = shop()
    for number in range(RUNS):
        made.put(priced(f"r{number}", shelf("A", "N1", 800 * number)))
    assert made.world.stock.scarce.prices == {Sku("A"): {LocationId("N1"): 2_800}}
    for number in range(RUNS):
        made.put(priced(f"s{number}"))
    assert made.world.stock.scarce.prices == {}
    assert sender(made) == "N1"


def test_a_policy_that_does_not_heed_it_writes_nothing() -> None:
    made = Shop().sells("A").opens("N1").carries("slow", 4, 40).has("N1", A=1)
    assert made.put(priced("r1", shelf("A", "N1", 100))) == []
    assert Policy().shelf_price_share == 0.0


def test_what_is_no_price_is_refused() -> None:
    made = shop()
    assert made.refuses(priced("r1", shelf("A", "N1", -1))).reason is Reason.INVALID
    assert made.refuses(priced("r1", shelf("A", "N1", 5), shelf("A", "N1", 6))).reason is Reason.INVALID
    many = tuple(shelf("A", f"N{number}", 5) for number in range(5_001))
    assert made.refuses(priced("r1", *many)).reason is Reason.TOO_MANY_LINES


def test_second_thoughts_price_what_two_orders_want() -> None:
    """Three orders take A and B from two places; one unit of B comes to N1: each of them would have it."""
    made = Shop(shelf_price_share=1.0).sells("A", "B").opens("N1").opens("N2", "09").carries("slow", 4, 40)
    for number in range(1, 4):
        made.has("N1", A=number).has("N2", B=number)
        made.put(place_order(f"o{number}", {"A": 1, "B": 1}, rail="cod", postal_code=GUADALAJARA))
    made.has("N1", B=1)
    command = rethinker.think(made.machine.ask, made.now, "r1")
    assert command is not None
    saved = 4_000 + made.world.policies.now.split_cost
    assert [(one.sku, one.location) for one in command.scarce] == [("B", "N1")]
    assert 0 < command.scarce[0].centavos <= saved
    facts = made.put(command)
    assert [one.shelves for one in facts if isinstance(one, ShelvesPriced)] == [command.scarce]
    assert [one.scarce for one in facts if isinstance(one, RethinkEnded)] == [command.scarce]
    assert auditor.audit(made.machine).counts == {}


def test_prices_are_lived_again_in_a_replay() -> None:
    """A thought that moves orders and prices shelves, one that only prices, and an order placed by those prices."""
    made = Shop(shelf_price_share=1.0).sells("A", "B").opens("N1").opens("N2", "09", handling_centavos=500)
    made.carries("slow", 4, 40)
    for number in range(1, 4):
        made.has("N1", A=number).has("N2", B=number)
        made.put(place_order(f"o{number}", {"A": 1, "B": 1}, rail="cod", postal_code=GUADALAJARA))
    made.has("N1", B=1)
    thought = rethinker.think(made.machine.ask, made.now, "r1")
    assert thought is not None
    made.put(thought)
    made.has("N1", B=3).has("N2", B=4)
    made.put(priced("r2", shelf("B", "N1", 90_000)))
    made.put(place_order("o9", {"B": 1}, rail="cod", postal_code=GUADALAJARA))
    (planned,) = (one.legs for one in made.facts(PromiseMade) if one.order == "o9")
    assert planned[0].location == "N2"
    heard: list[Entry] = []
    day = moments.local_date(made.now, MEXICO_CITY)
    stretch = racing.stretch_of(day, day, MEXICO_CITY)
    racing.run(made.log, [Racer("log", None)], stretch, hear={"log": heard.extend}, tail_days=0)
    really = [one for one in made.log.read() if one.kind in DECIDED]
    assert [(one.kind, one.body) for one in heard if one.kind in DECIDED] == [(one.kind, one.body) for one in really]


DECIDED = {"ShelvesPriced", "PromiseMade", "ParcelPlanned", "OrderReallocated"}


def test_why_reckons_with_it() -> None:
    """N1 would have cost 20 pesos less and was worth 25 to others: 5 pesos less would have flipped it."""
    made = shop()
    made.put(priced("r1", shelf("A", "N1", 2_500)))
    ask = Ask((Want(Sku("A"), 1),), ChannelId("web"), PostalCode(GUADALAJARA))
    base = quotes.quote(*worlds.parts(made.world), ask, made.now, 0)
    assert isinstance(base, Quote)
    taken = made_from(base.offers[0])
    (flip,) = (one for one in why_flips.flips(made.world, ask, made.now, taken, base, "MXN") if one.name == "cheaper")
    assert (flip.location, flip.needs) == ("N1", Money(501, "MXN"))
    assert why_flips.worth(made.world, taken.legs, made.now) == 0
    elsewhere = made.offers({"A": 1}, avoid=("N2",))[0]
    assert why_flips.worth(made.world, elsewhere.legs, made.now) == 2_500
