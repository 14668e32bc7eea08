"""Words that nobody knows wait for a person; once taught, they and all that waited are read as what they mean."""

from collections.abc import Iterator

import pytest

from promesa import app
from promesa.domain.ledger.shipments.partner_words import NOTHING, TeachWord, WaitingScan, WordTaught
from promesa.domain.ledger.shipments.words import (
    ParcelDelivered,
    ParcelScanned,
    RecordUnknownWord,
    Scan,
    WordNotUnderstood,
)
from promesa.domain.values.ids import ParcelId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason
from tests.surfaces.http.city import Client, city

PARCEL = ParcelId("o1-1")
HELD = "held-at-facility: en bodega"


@pytest.fixture
def client() -> Iterator[Client]:
    with city() as opened:
        opened.order("o1")
        opened.post("/v1/parcels/o1-1/hand-over", {})
        opened.clock.set("2027-07-06T18:00:00Z")
        yield opened


def _say(client: Client, hour: int, word: str = HELD, parcel: ParcelId | None = PARCEL) -> list[object]:
    at = Instant(client.clock.now - hour * 3_600_000_000)
    ask = RecordUnknownWord("dhl", word, "G1", parcel, None if parcel is None else at)
    return client.machine.submit(ask, "test").facts


def test_a_word_is_kept_of_each_parcel_and_moment_once(client: Client) -> None:
    assert [type(fact) for fact in _say(client, 1)] == [WordNotUnderstood]
    assert _say(client, 1) == []
    assert len(_say(client, 2)) == 1
    known = client.machine.world.partner_words.unknown["dhl\t" + HELD]
    assert (known.times, len(known.waiting), known.about) == (2, 2, "G1")


def test_what_was_taught_reads_what_waited_and_what_comes(client: Client) -> None:
    _say(client, 3)
    taught = client.machine.submit(TeachWord("dhl", HELD, "in_transit"), "test").facts
    assert isinstance(taught[0], WordTaught)
    assert [type(one) for one in taught[0].waiting] == [WaitingScan]
    scans = client.machine.world.shipments.by_id[PARCEL].scans
    assert [scan for scan, _ in scans] == [Scan.IN_TRANSIT]
    assert [type(fact) for fact in _say(client, 1)] == [ParcelScanned]
    assert not client.machine.world.partner_words.unknown
    assert client.machine.submit(TeachWord("dhl", HELD, "in_transit"), "test").facts == []
    client.machine.submit(TeachWord("dhl", HELD, "delivered"), "test")
    assert ParcelDelivered in [type(fact) for fact in _say(client, 0)]


def test_a_word_that_says_nothing_is_laid_aside(client: Client) -> None:
    _say(client, 3)
    client.machine.submit(TeachWord("dhl", HELD, NOTHING), "test")
    assert client.machine.world.shipments.by_id[PARCEL].scans == []
    assert _say(client, 1) == []


@pytest.mark.parametrize(
    ("word", "means", "reason"),
    [
        ("never said", "delivered", Reason.UNKNOWN_WORD),
        (HELD, "perhaps", Reason.INVALID),
        ("topic x", "delivered", Reason.INVALID),
    ],
)
def test_what_cannot_be_taught(client: Client, word: str, means: str, reason: Reason) -> None:
    _say(client, 1)
    _say(client, 1, "topic x", None)
    assert client.machine.submit(TeachWord("dhl", word, means), "test").refusal.reason is reason


def test_a_log_with_taught_words_folds_to_the_same(client: Client) -> None:
    _say(client, 2)
    client.machine.submit(TeachWord("dhl", HELD, "in_transit"), "test")
    _say(client, 1, "another")
    again = app.build(client.machine.log, client.clock)
    assert again.world.partner_words == client.machine.world.partner_words
