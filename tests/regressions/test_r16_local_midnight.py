"""R16: promises are civil dates in a named zone, instants are UTC, and no date is cut from a UTC timestamp."""

from datetime import date

from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.words import PromiseMade
from promesa.domain.values import moments
from tests.regressions.counter import door_of
from tests.regressions.shop import CDMX, Shop

STORED = "2027-07-08T05:40:00Z"


def test_r16_local_midnight() -> None:
    """Accepted Wednesday 7 July at 23:40 in Mexico City: the 7th and the 9th for every reader, the 8th for none."""
    here = Shop("2027-07-07 23:40").sells("A").opens("N1", "09").carries("P", 1, 50).has("N1", A=5)
    here.places("o1", {"A": 1}, postal_code=CDMX, rail="cod")
    assert moments.to_iso(here.world.orders.by_id["o1"].placed_at) == STORED
    made = here.facts(PromiseMade)[0]
    assert (made.promised_on, made.zone) == (date(2027, 7, 9), "America/Mexico_City")
    confirmed = here.facts(MessageWanted)[0]
    assert dict(confirmed.words)["promised_on"] == "2027-07-09"
    with door_of(here) as client:
        shown = client.get("/v1/orders/o1").json
        assert (shown["placed_at"], shown["placed_on"]) == (STORED, "2027-07-07")
        assert shown["promise"]["promised_on"] == "2027-07-09"
        on_the_7th = client.get("/v1/orders?placed_on=2027-07-07").json["orders"]
        assert [(row["order"], row["placed_on"], row["promise"]["promised_on"]) for row in on_the_7th] == [
            ("o1", "2027-07-07", "2027-07-09")
        ]
        assert client.get("/v1/orders?placed_on=2027-07-08").json["orders"] == []
        why = client.get("/v1/promises/o1/why").json["said_es"]
        assert "7 jul 2027, 23:40" in why
        assert "viernes 9 de julio de 2027" in why
        assert "05:40" not in why
