"""What a quote tells of a branch, of what is missing for free delivery and of the border; and its token is good."""

from datetime import date

from promesa.surfaces import tokens
from promesa.surfaces.asks import quoting, tariffs
from promesa.surfaces.asks.quoting import AskQuote, WantedLine
from promesa.surfaces.operations import Call
from tests.flows import test_order_to_branch as story
from tests.regressions.shop import GUADALAJARA, Shop, place_order

RING = tokens.ring(["a secret of forty letters, which is enough!"])


def call(here: Shop, **path: str) -> Call:
    return Call(by="test", now=here.now, path=path, seed="s", ring=RING, position=here.machine.seen)


def test_the_branch_is_told_with_its_days_and_an_order_is_placed_by_its_token() -> None:
    here = story.shop()
    asked = AskQuote(lines=(WantedLine("A", 1),), channel="web", postal_code=GUADALAJARA)
    told = quoting.ask_quote(here.world, asked, call(here))
    assert isinstance(told, quoting.QuoteTold)
    (offer,) = told.offers
    assert offer.branch is not None
    assert (offer.kind, offer.branch.name) == ("ocurre", "Oficina Centro")
    assert offer.branch.collect_by == date(2027, 3, 8)
    assert (offer.duties_centavos, offer.missing_for_free_centavos) == (0, None)
    signed = tokens.read(RING, offer.offer)
    assert signed is not None
    here.put(place_order("o1", {"A": 1}, offer=signed.offer))
    assert here.world.checkouts.accepted["o1"].branch == "b1"


def test_bodies_become_the_commands_that_they_say() -> None:
    here = story.shop()
    table = tariffs.RateTableBody(
        lanes=(tariffs.ZoneLane("*", "*", "n"),),
        limits_grams=(5_000,),
        zones=(tariffs.ZonePrices("n", (7_000,)),),
        fuel=1_000,
    )
    here.put(tariffs.rate_table(table, call(here, service="P")))
    assert here.offers({"A": 1})[0].cost == 7_700
    here.put(tariffs.rate_table(tariffs.RateTableBody(), call(here, service="P")))
    assert here.offers({"A": 1})[0].cost == 5_000
    body = tariffs.CustomsBody(as_of=date(2026, 1, 1), source="s", duties=(tariffs.Duty("61", 500),), tax=1_600)
    here.put(tariffs.customs(body, call(here)))
    rules = here.world.catalog.customs.rules["MX"]
    assert (rules.prefixes, rules.rates, rules.tax) == (("61",), (500,), 1_600)
    days = tariffs.ClearanceBody(origin="US", quantiles=(tariffs.ClearanceDays(0.95, 3),))
    here.put(tariffs.clearance(days, call(here)))
    assert here.world.carriers.clearances["MX"][0].days == 3
