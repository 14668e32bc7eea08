"""Signed offers: nobody changes one, and a secret can be changed while quotes live."""

from datetime import date

import pytest

from promesa.domain.ledger.stock.words import Take
from promesa.domain.promise.words import Ask, Leg, Offer, Quote, Want
from promesa.domain.values.ids import ChannelId, LocationId, PostalCode, ServiceId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.surfaces import tokens

RING = tokens.ring(["first secret"])
LEG = Leg(
    LocationId("cedis"),
    ServiceId("estafeta"),
    (Take(Sku("A"), LocationId("cedis"), 1),),
    Instant(1),
    date(2027, 7, 5),
    date(2027, 7, 7),
    (),
    0.95,
)
OFFER = Offer(
    "delivery", (LEG,), Instant(9), date(2027, 7, 7), "America/Mexico_City", Centavos(1), Centavos(1), 0.9, 1, "f"
)
QUOTE = Quote(Ask((Want(Sku("A"), 1),), ChannelId("web"), PostalCode("44100")), Instant(1), 7, Instant(99), (OFFER,))


def test_what_is_signed_is_read() -> None:
    signed = tokens.read(RING, tokens.sign(RING, QUOTE, OFFER))
    assert signed == tokens.SignedOffer(QUOTE.ask, OFFER, QUOTE.expires_at)


def test_no_character_can_be_changed() -> None:
    token = tokens.sign(RING, QUOTE, OFFER)
    changed = 0
    for at, sign in enumerate(token):
        other = "A" if sign != "A" else "B"
        # The last character of base64 has bits that mean nothing: a token that reads the same is the same.
        if at != len(token) - 1:
            assert tokens.read(RING, token[:at] + other + token[at + 1 :]) is None
            changed += 1
    assert changed > 300


@pytest.mark.parametrize("token", ["", ".", "...", "pq1", "pq1.x.y.z", "pq2." + "a" * 90, "ñ.ñ.ñ.ñ", "a" * 20_000])
def test_what_we_did_not_sign_is_not_read(token: str) -> None:
    assert tokens.read(RING, token) is None


def test_a_secret_is_changed_while_quotes_live() -> None:
    token = tokens.sign(RING, QUOTE, OFFER)
    both = tokens.ring(["second secret", "first secret"])
    assert tokens.read(both, token) is not None
    assert tokens.read(tokens.ring(["second secret"]), token) is None
    assert tokens.read(RING, tokens.sign(both, QUOTE, OFFER)) is None


def test_a_reservation_does_not_travel_with_the_offer() -> None:
    quote = Quote(Ask((), ChannelId("web"), reservation="cart"), Instant(1), 7, Instant(99), (OFFER,))
    signed = tokens.read(RING, tokens.sign(RING, quote, OFFER))
    assert signed is not None
    assert signed.ask.reservation is None
