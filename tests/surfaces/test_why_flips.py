"""What would have flipped the choice of locations is so: with it done, the question has that answer; with less, not."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import Ask, Offer, PromiseMade, Quote, Want
from promesa.domain.values.ids import OrderId
from promesa.domain.world import World
from promesa.surfaces import why_flips
from promesa.surfaces.speech import changes
from promesa.surfaces.why_told import Flip
from tests.domain.promise.shop import GUADALAJARA, WEB, Shop

NAMES = ("N0", "N1", "N2")


def shop(handling: tuple[int, ...], shelves: dict[tuple[str, str], int], cheaper: dict[str, int] | None = None) -> Shop:
    """Three locations in Guadalajara's state, each with its handling; `cheaper`: by how much less."""
    made = Shop()
    made.sells("A", "B")
    for name, centavos in zip(NAMES, handling, strict=True):
        made.opens(name, handling_centavos=centavos - (cheaper or {}).get(name, 0))
    made.carries("P", 2, 9_000)
    made.carries("Q", 1, 20_000)
    made.has(shelves)
    return made


def world_of(made: Shop) -> World:
    return World(
        catalog=made.catalog,
        places=made.places,
        locations=made.locations,
        carriers=made.carriers,
        stock=made.stock,
        capacity=made.capacity,
        lanes=made.lanes,
    )


def made_from(offer: Offer) -> PromiseMade:
    return PromiseMade(
        OrderId("o1"),
        offer.kind,
        offer.promised_by,
        offer.promised_on,
        offer.zone,
        offer.keep_probability,
        offer.fee,
        offer.cost,
        offer.policy,
        offer.fingerprint,
        offer.legs,
        GUADALAJARA,
    )


def flips_of(made: Shop, wants: dict[str, int], fast: bool = False) -> tuple[Offer, tuple[Flip, ...]]:
    ask = Ask(tuple(Want(sku, units) for sku, units in wants.items()), WEB, GUADALAJARA)
    base = quotes.quote(*made.parts(), ask, made.now, 0)
    assert isinstance(base, Quote)
    offer = base.offers[-1 if fast else 0]
    return offer, why_flips.flips(world_of(made), ask, made.now, made_from(offer), base, "MXN")


def chosen(made: Shop, wants: dict[str, int]) -> set[Any]:
    return {leg.location for leg in made.offers(wants)[0].legs}


costs = st.tuples(*[st.integers(20, 60).map(lambda pesos: pesos * 100)] * 3)
units = st.tuples(*[st.integers(0, 2)] * 6)


@given(costs, units)
def test_a_flip_flips_and_less_does_not(handling: tuple[int, ...], has: tuple[int, ...]) -> None:
    shelves = dict(zip([(name, sku) for name in NAMES for sku in "AB"], has, strict=True))
    wants = {"A": 1, "B": 1}
    if not all(sum(n for (_, one), n in shelves.items() if one == sku) for sku in wants):
        return
    offer, found = flips_of(shop(handling, shelves), wants)
    for flip in found:
        if flip.name == "cheaper" and flip.service == "P" and flip.needs is not None:
            less = flip.needs.centavos
            assert chosen(shop(handling, shelves, {flip.location: less}), wants) == {flip.location}
            if less > 1:
                still = shop(handling, shelves, {flip.location: less - 2})
                assert still.offers(wants)[0].cost == offer.cost
        if flip.name == "units" and flip.needs is not None:
            more = {**shelves}
            for sku, lacks in flip.missing:
                more[flip.location, sku] += lacks
            again = shop(handling, more).offers(wants)[0]
            assert {leg.location for leg in again.legs} == {flip.location}
            assert again.cost == offer.cost - flip.needs.centavos


def test_where_speed_decided_a_cheaper_one_would_have_had_to_be_sooner() -> None:
    shelves = {("N0", "A"): 1, ("N1", "A"): 1}
    offer, found = flips_of(shop((500, 900, 900), shelves), {"A": 1}, fast=True)
    assert offer.legs[0].service == "Q"
    assert {(flip.name, flip.location, flip.service, flip.days) for flip in found} == {
        ("cheaper", "N1", "Q", 0),
        ("sooner", "N0", "P", 1),
        ("sooner", "N1", "P", 1),
    }
    said = list(changes.flips(found, "es"))
    assert any("si desde ahí llegara 1 día antes" in line for line in said)
    assert any("costara $4.01 MXN menos" in line for line in said)
    assert len(list(changes.flips(found, "en"))) == len(found)


def test_the_world_is_left_as_it_was() -> None:
    shelves = {("N0", "A"): 1, ("N1", "A"): 1, ("N1", "B"): 1}
    made = shop((5_000, 500, 900), shelves)
    before = made.stock.shelves.on_hand.tolist()
    flips_of(made, {"A": 2, "B": 1})
    assert made.stock.shelves.on_hand.tolist() == before
