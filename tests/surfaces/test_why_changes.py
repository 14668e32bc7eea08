"""What would have brought an earlier date: one thing changed, the question asked again, the world left as it was."""

import random
from datetime import date
from typing import Any

import pytest

from promesa.domain import world as worlds
from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.network.carriers.words import OfferService, Rates, SetCoverage
from promesa.domain.network.locations.words import OpenLocation, week
from promesa.domain.promise.quoting import quotes
from promesa.domain.promise.words import PromiseMade, Quote
from promesa.domain.values.ids import CarrierId, ChannelId, LocationId, PostalCode, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.surfaces import why_again, why_changes
from promesa.surfaces.speech import change_words, changes
from promesa.surfaces.why_told import Change, Money
from tests.lab import past
from tests.surfaces.http.city import GUADALAJARA, Client, city

EXPRESS = OfferService(
    service=ServiceId("express"),
    carrier=CarrierId("estafeta"),
    transit_days=1,
    rates=Rates(same_area_centavos=Centavos(12_900), other_area_centavos=Centavos(18_900)),
)
STORE = OpenLocation(
    location=LocationId("minerva"),
    name="Tienda Minerva",
    kind="store",
    postal_code=PostalCode(GUADALAJARA),
    area="14",
    lat=20.67,
    lon=-103.39,
    hours=week(("09:00", "21:00"), ("09:00", "21:00")),
    cutoffs=week("16:00", "11:00"),
    channels=(ChannelId("web"),),
)
HALF_PAST_FOUR = "2027-07-05T22:30:00Z"


def told(client: Client, order: str, **asked: object) -> list[dict[str, Any]]:
    """The changes that `why` tells of the order placed now."""
    client.order(order, **asked)
    return changes_of(client, order)


def changes_of(client: Client, order: str) -> list[dict[str, Any]]:
    story = client.get(f"/v1/promises/{order}/why?replay=true")
    assert story.status == 200, story.body
    found: list[dict[str, Any]] = story.json["story"]["changes"]
    return found


def test_where_nothing_would_have_helped_it_says_so() -> None:
    with city() as client:
        assert told(client, "o1") == []
        said = client.get("/v1/promises/o1/why?replay=true").json
        assert change_words.NOTHING[0] in said["said_es"]
        assert change_words.NOTHING[1] in said["said_en"]
        assert client.get("/v1/promises/o1/why").json["story"]["changes"] is None


def test_half_an_hour_too_late_for_the_cut_off() -> None:
    with city() as client:
        client.clock.set(HALF_PAST_FOUR)
        (change,) = told(client, "o1")
        assert (change["name"], change["days"]) == ("earlier", 1)
        assert (change["words"]["minutes"], change["words"]["before"][11:16]) == (30, "16:00")
        assert (change["cost"]["centavos"], change["fee"]["centavos"]) == (0, 0)
        text = client.get("/v1/promises/o1/why?replay=true").json["said_en"]
        assert "Ordered 0 h 30 min earlier (before 5 Jul 2027, 16:00)" in text


def test_a_faster_service_that_was_on_offer() -> None:
    with city() as client:
        for command in (EXPRESS, SetCoverage(ServiceId("express"), areas=("*",))):
            assert client.machine.submit(command, "test").accepted
        cheapest = next(o for o in client.quote()["offers"] if o["legs"][0]["service"] == "estafeta")
        client.post("/v1/orders", {"order": "o1", "customer": "c1", "rail": "cod", "offer": cheapest["offer"]})
        (change,) = changes_of(client, "o1")
        assert (change["name"], change["days"], change["words"]) == ("next_service", 1, {"service": "express"})
        assert change["cost"]["centavos"] == 10_000


def test_the_same_date_from_nearer_is_told_where_it_costs_less() -> None:
    with city() as client:
        assert client.machine.submit(STORE, "test").accepted
        before = client.quote()
        (change,) = told(client, "o1")
        assert (change["name"], change["days"], change["cost"]["centavos"]) == ("nearer_unit", 0, -3_000)
        assert "Tienda Minerva" in client.get("/v1/promises/o1/why?replay=true").json["said_es"]
        assert [one["legs"] for one in client.quote()["offers"]] == [one["legs"] for one in before["offers"]]


def test_a_counter_nearby() -> None:
    with city() as client:
        delivery = next(o for o in client.quote(postal_code="06700")["offers"] if o["kind"] == "delivery")
        client.post("/v1/orders", {"order": "o1", "customer": "c1", "rail": "cod", "offer": delivery["offer"]})
        assert [change["name"] for change in changes_of(client, "o1")] == ["counter"]


def test_money_that_took_its_time() -> None:
    with city() as client:
        client.order("o1", rail="oxxo")
        client.clock.set("2027-07-06T18:00:00Z")
        (payment,) = client.get("/v1/orders/o1").json["payments"]
        paid = {"amount_centavos": payment["amount_centavos"], "rail": "oxxo", "paid_at": "2027-07-06T17:00:00Z"}
        told_of = client.post("/v1/payments", {"payment": payment["payment"], "order": "o1", **paid})
        assert told_of.status == 200, told_of.body
        (change,) = changes_of(client, "o1")
        assert (change["name"], change["days"]) == ("paid_at_once", 1)
        assert (change["words"]["rail"], change["words"]["hours"]) == ("oxxo", 26)


def test_every_change_can_be_said_and_every_sentence_is_used() -> None:
    names = {*why_changes.TRIED, "nearer_unit_cheaper"}
    assert names == set(change_words.CHANGES)
    assert set(change_words.DIFFERENCES) >= {f"{what}_{how}" for what in ("cost", "fee") for how in ("more", "less")}


@pytest.mark.parametrize(
    ("chance", "spanish", "english"),
    [
        (0.99, "Casi segura: falla 1 de cada 100.", "Almost certain: 1 in 100 fails."),
        (0.95, "Muy probable: falla 1 de cada 20.", "Very likely: 1 in 20 fails."),
        (0.9, "Probable: falla 1 de cada 10.", "Likely: 1 in 10 fails."),
        (0.6, "Más probable que no: falla 1 de cada 2.5.", "More likely than not: 1 in 2.5 fails."),
        (1.0, "Casi segura: falla 1 de cada 1000.", "Almost certain: 1 in 1000 fails."),
    ],
)
def test_a_chance_in_words(chance: float, spanish: str, english: str) -> None:
    assert (changes.likely(chance, "es"), changes.likely(chance, "en")) == (spanish, english)


def test_a_whole_past_is_told_and_no_shelf_is_moved_by_asking() -> None:
    """Every order of a rough week: a change is earlier or cheaper, and the question's own answer stays what it was."""
    machine, _ = past.play(7, 5, scenario=past.ROUGH)
    model, log = machine.model, machine.log
    facts = [(entry, model.codec.decode(entry.kind, entry.body)) for entry in log.read()]
    made = {fact.order: (fact, entry.at) for entry, fact in facts if type(fact) is PromiseMade}
    dice, seen = random.Random(1), 0
    world = model.new_world()
    for entry, fact in facts:
        if type(fact) is OrderPlaced and fact.order in made and dice.random() < 0.5:
            seen += 1
            ask = why_again.question(fact)
            base = quotes.quote(*worlds.parts(world), ask, Instant(entry.at), 0)
            if isinstance(base, Quote):
                promise, at = made[fact.order]
                asked = why_changes.Asked(fact, Instant(entry.at), ask, promise, Instant(at))
                for change in why_changes.changes(world, asked, base):
                    assert change.days > 0 or (change.days == 0 and change.cost.centavos < 0), change
                assert quotes.quote(*worlds.parts(world), ask, Instant(entry.at), 0) == base
        fold = model.folds.get(type(fact))
        if fold is not None:
            fold(world, fact, entry.at)
    assert seen > 10


def test_money_differences_are_said_both_ways() -> None:
    money = [Money(amount, "MXN") for amount in (500, -500, 0)]
    said = [
        next(changes.lines([Change("counter", date(2027, 7, 8), 2, one, one, 0.9, {"location": "Centro"})], "en"))
        for one in money
    ]
    assert "costs us $5.00 MXN more; the customer pays $5.00 MXN more" in said[0]
    assert "costs us $5.00 MXN less; the customer pays $5.00 MXN less" in said[1]
    assert "costs us the same; the customer pays the same" in said[2]
