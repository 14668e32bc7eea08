"""DHL's samples in, our words out; our effects in, DHL's requests out."""

from datetime import date
from pathlib import Path

import msgspec
import pytest

from promesa.domain.ledger.shipments.words import (
    BookParcel,
    CancelBooking,
    RecordBooking,
    RecordScan,
    RecordUnknownWord,
    Scan,
)
from promesa.domain.values.ids import CarrierId, LocationId, OrderId, ParcelId, ServiceId
from promesa.domain.values.moments import MEXICO_CITY, from_iso
from promesa.gateways.carriers.dhl import hand, read, write

SAMPLES = Path(__file__).resolve().parent / "samples"
PARCEL = ParcelId("P1-1")
BOOK = BookParcel(PARCEL, OrderId("P1"), ServiceId("express"), LocationId("T001"), from_iso("2026-06-04T22:30:00Z"))
LABEL = write.Label(
    sender=write.Party("Casa Alondra", "+525500000000", "Calle Inventada 1", "54900", "Tultitlán"),
    receiver=write.Party("cliente-1", "+525500000001", "Calle Inventada 2", "97000", "Mérida"),
    grams=1_250,
    height_cm=20,
    length_cm=30,
    width_cm=25,
    zone=MEXICO_CITY,
)


def raw(name: str) -> bytes:
    return (SAMPLES / f"{name}.json").read_bytes()


def ours(tracking: str) -> ParcelId | None:
    return PARCEL if tracking == "7777777770" else None


def heard(name: str) -> list[object]:
    return read.push(raw(name), ours, MEXICO_CITY)


def test_the_whole_history_is_read_oldest_first() -> None:
    transit = [from_iso("2026-06-03T02:10:00Z"), from_iso("2026-06-04T14:05:00Z")]
    assert heard("delivered") == [
        *(RecordScan(PARCEL, Scan.IN_TRANSIT, at) for at in transit),
        RecordScan(PARCEL, Scan.DELIVERED, from_iso("2026-06-04T17:32:00Z"), date(2026, 6, 4)),
    ]


def test_a_timestamp_without_a_zone_is_on_the_agreed_wall_clock_and_the_newest_line_carries_the_day() -> None:
    first, last = heard("delayed")
    assert first == RecordScan(PARCEL, Scan.IN_TRANSIT, from_iso("2026-06-02T20:10:00-06:00"))
    assert last == RecordScan(PARCEL, Scan.IN_TRANSIT, from_iso("2026-06-03T18:00:00-06:00"), date(2026, 6, 6))


def test_a_word_that_is_not_in_the_table_is_recorded_and_never_guessed() -> None:
    scan, asked, strange = heard("strange")
    assert isinstance(scan, RecordScan)
    assert asked == RecordUnknownWord("dhl", "unknown: ", "7777777770", PARCEL, asked.scanned_at)
    held = "held-at-facility: Awaiting instructions"
    assert strange == RecordUnknownWord("dhl", held, "7777777770", PARCEL, strange.scanned_at)
    assert scan.scanned_at < asked.scanned_at < strange.scanned_at


def test_an_attempt_failed_and_the_parcel_comes_back() -> None:
    assert [command.scan for command in heard("attempt_and_return")] == [
        Scan.ATTEMPT_FAILED,
        Scan.RETURNING,
    ]


def test_a_parcel_that_is_not_ours_is_recorded() -> None:
    assert read.push(raw("delivered"), lambda _: None, MEXICO_CITY) == [
        RecordUnknownWord("dhl", "tracking 7777777770", "7777777770")
    ]


def test_a_time_that_is_none_is_recorded() -> None:
    body = {"shipments": [{"id": "7777777770", "status": {"timestamp": "yesterday", "statusCode": "transit"}}]}
    assert read.push(msgspec.json.encode(body), ours, MEXICO_CITY) == [
        RecordUnknownWord("dhl", "timestamp yesterday", "7777777770")
    ]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"shipments": [{"service": "express"}]}', b"\xff"])
def test_what_is_no_push_is_read_as_nothing(body: bytes) -> None:
    with pytest.raises(read.Garbled):
        read.push(body, ours, MEXICO_CITY)


def test_nothing_is_ever_read_as_lost() -> None:
    assert Scan.LOST not in read.SCANS.values()


def test_only_the_agreed_token_is_authentic() -> None:
    assert read.authentic("agreed", "agreed")
    assert not read.authentic("other", "agreed")
    assert not read.authentic("", "")


def test_a_booking_is_the_documented_request() -> None:
    request = write.book(BOOK, "7", LABEL, "980000000")
    assert (request.method, request.path) == ("POST", "/mydhlapi/shipments")
    assert 28 <= len(request.key) <= 36
    body = request.body
    assert body["plannedShippingDateAndTime"] == "2026-06-04T16:30:00GMT-06:00"
    assert body["productCode"] == "N"
    assert body["content"]["packages"][0]["weight"] == 1.25
    assert body["customerReferences"] == [{"value": "P1-1", "typeCode": "CU"}]
    assert body["customerDetails"]["receiverDetails"]["postalAddress"]["postalCode"] == "97000"


def test_the_same_effect_is_the_same_request() -> None:
    assert write.book(BOOK, "7", LABEL, "1") == write.book(BOOK, "7", LABEL, "1")


def test_the_waybill_comes_back() -> None:
    hands = hand.hands(lambda _: raw("booked"), lambda _: LABEL, "980000000")
    assert hands[BookParcel](BOOK, "7") == [RecordBooking(PARCEL, CarrierId("dhl"), "3436501003")]
    assert hands[CancelBooking](CancelBooking(PARCEL, OrderId("P1"), "3436501003"), "8") == []


def test_an_answer_that_is_none_is_an_error_to_try_again() -> None:
    with pytest.raises(read.Garbled):
        read.booked(b'{"title": "Bad Request"}', PARCEL)
