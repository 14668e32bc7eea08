"""R24: what is compared is as of one instant, so an offer flips only when a fact changes or a cut-off passes."""

import random

from promesa.domain.network.locations.words import PauseLocation, ResumeLocation
from promesa.domain.values.moments import SECOND
from tests.regressions.shop import Shop, at


def test_r24_a_cached_date_must_not_flip_the_offer() -> None:
    """P and Q are equal in everything; P, the first by name, is offered every time, from a warm world and a cold."""
    here = Shop("2027-03-01 13:00:00").sells("A").opens("N1").carries("Q", 2, 50).carries("P", 2, 50).has("N1", A=5)
    noon, rng = at("2027-03-01 13:00:00"), random.Random(24)
    moments = [0, 10 * SECOND, 29 * SECOND, 31 * SECOND, *(rng.randrange(60 * SECOND) for _ in range(1_000))]
    said = set()
    for moment in moments:
        here.now = noon + moment
        offer = here.offers({"A": 1})[0]
        said.add((offer.legs[0].service, offer.promised_on, offer.fee, offer.fingerprint))
    assert len(said) == 1
    assert next(iter(said))[0] == "P"
    cold = Shop(log=here.log)
    for moment in moments[:20]:
        cold.now = here.now = noon + moment
        assert cold.offers({"A": 1}) == here.offers({"A": 1})
        here.put(PauseLocation("N1"))
        here.put(ResumeLocation("N1"))
        cold.machine.catch_up()
        assert cold.offers({"A": 1}) == here.offers({"A": 1}), "after every table was made anew"
