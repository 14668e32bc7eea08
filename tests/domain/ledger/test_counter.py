"""The counter: a code, an identification, guesses; each row is what is shown, one minute after the other."""

import pytest

from promesa.domain.ledger.shipments import counter, rules
from promesa.domain.ledger.shipments.counter import CodeProof, GiveParcel
from promesa.domain.ledger.shipments.state import Status, staying_at
from promesa.domain.ledger.shipments.words import (
    ParcelCancelled,
    ParcelDelivered,
    PutUnitsBack,
    UnitsPutBack,
    UnpackParcel,
    WrongCodeShown,
)
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.ledger.test_shipments import O1, P1, Floor

CODE, WRONG, IDENTITY = CodeProof.CODE, CodeProof.WRONG, CodeProof.IDENTITY
N1 = LocationId("N1")


def show(floor: Floor, *proofs: CodeProof, minutes: int = 1) -> list[str]:
    """What each of them leads to: the fact, or the reason of the no."""
    told = []
    for proof in proofs:
        floor.now = Instant(floor.now + minutes * MINUTE)
        outcome = counter.give(floor.orders, floor.shipments, floor.stock, GiveParcel(P1, proof), floor.now)
        if isinstance(outcome, Refused):
            told.append(outcome.reason.value)
            continue
        floor.fold(*outcome)
        told.append(type(outcome[0]).__name__ if outcome else "nothing")
    return told


GIVEN, NO, LOCKED = ParcelDelivered.__name__, WrongCodeShown.__name__, Reason.CODE_LOCKED.value


@pytest.mark.parametrize(
    ("proofs", "minutes", "told"),
    [
        ((CODE,), 1, [GIVEN]),
        ((IDENTITY,), 1, [GIVEN]),
        ((WRONG, CODE), 1, [NO, GIVEN]),
        ((CODE, CODE), 1, [GIVEN, "nothing"]),
        ((WRONG,) * 5 + (CODE,), 1, [NO] * 5 + [LOCKED]),
        ((WRONG,) * 7, 1, [NO] * 5 + [LOCKED] * 2),
        ((WRONG,) * 5 + (IDENTITY,), 1, [NO] * 5 + [GIVEN]),
        ((WRONG,) * 5 + (CODE,), 15, [NO] * 5 + [GIVEN]),
        ((WRONG,) * 6, 20, [NO] * 6),
    ],
)
def test_who_is_given_it(proofs: tuple[CodeProof, ...], minutes: int, told: list[str]) -> None:
    floor = Floor("pickup").at(Status.READY)
    assert show(floor, *proofs, minutes=minutes) == told
    assert (floor.shipments.by_id[P1].status is Status.DELIVERED) == (GIVEN in told)


def test_what_was_seen_is_said_with_it() -> None:
    floor = Floor("pickup").at(Status.READY)
    outcome = counter.give(floor.orders, floor.shipments, floor.stock, GiveParcel(P1, IDENTITY), floor.now)
    assert isinstance(outcome, list)
    assert [fact.proof for fact in outcome if isinstance(fact, ParcelDelivered)] == ["identity"]


@pytest.mark.parametrize("kind", ["delivery", "pickup"])
def test_only_what_waits_at_the_counter_is_given(kind: str) -> None:
    assert show(Floor(kind).at(Status.PACKED), CODE) == ["wrong_state"]


def test_tries_are_told_until_there_are_none() -> None:
    floor = Floor("pickup").at(Status.READY)
    left = []
    for _ in range(5):
        left.append(counter.tries_left(floor.shipments.by_id[P1], floor.now))
        show(floor, WRONG)
    assert left == [5, 4, 3, 2, 1]
    assert counter.tries_left(floor.shipments.by_id[P1], floor.now) == 0


@pytest.mark.parametrize("status", [Status.PLANNED, Status.PACKED, Status.MOVING, Status.DELIVERED, Status.CANCELLED])
def test_a_location_knows_what_it_still_has(status: Status) -> None:
    here = [one.planned.parcel for one in staying_at(Floor().at(status).shipments, N1)]
    assert here == ([P1] if status in (Status.PLANNED, Status.PACKED) else [])


def test_a_box_waits_to_be_emptied_only_where_it_was_packed_when_it_was_cancelled() -> None:
    for packed in (True, False):
        floor = Floor().at(Status.PACKED if packed else Status.PLANNED)
        if packed:
            floor.put(UnpackParcel(P1, "cancelled"))
        floor.fold(ParcelCancelled(P1, O1, "cancelled"))
        assert list(floor.shipments.to_put_back.get(N1, {})) == ([P1] if packed else [])
        told = rules.put_back(floor.shipments, PutUnitsBack(P1))
        assert told == ([UnitsPutBack(P1, O1)] if packed else [])
        assert isinstance(told, list)
        floor.fold(*told)
        assert not floor.shipments.to_put_back.get(N1)


def test_what_was_unpacked_by_hand_and_cancelled_later_is_in_no_box() -> None:
    floor = Floor().at(Status.PACKED)
    floor.put(UnpackParcel(P1, "wrong box"))
    floor.now = Instant(floor.now + MINUTE)
    floor.fold(ParcelCancelled(P1, O1, "cancelled"))
    assert not floor.shipments.to_put_back
