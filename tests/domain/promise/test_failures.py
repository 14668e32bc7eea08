"""Why a promise failed, as a table: what was said, what had gone wrong before, how each parcel came."""

import pytest

from promesa.domain.promise import failures
from promesa.domain.promise.failures import Arrival, Failure

LATE = Arrival(left_late=False, came_late=True, planned_late=False, attempt_in_time=False, scans=())
LEFT_LATE = LATE._replace(left_late=True)
IN_TIME = LATE._replace(came_late=False)
INSTEAD = LATE._replace(planned_late=True)
AT_THE_DOOR = LATE._replace(attempt_in_time=True)
MISSED = "hand_over_missed"

TABLE = [
    # kind, cause of the end, signs before it, parcels -> failure
    ("delivery", "carrier", (), [LATE], Failure.CARRIER_LATE),
    ("delivery", "carrier", (), [IN_TIME, LATE], Failure.CARRIER_LATE),
    ("delivery", "location", (), [LEFT_LATE], Failure.HANDED_OVER_LATE),
    ("delivery", "location", (MISSED,), [LEFT_LATE], Failure.HANDED_OVER_LATE),
    ("delivery", "location", ("rejected by store", MISSED), [LEFT_LATE], Failure.STORE_REJECTED),
    ("delivery", "location", ("shortage",), [LEFT_LATE], Failure.SHORT_PICK),
    ("delivery", "location", (MISSED, "no capacity"), [LEFT_LATE], Failure.CAPACITY),
    ("delivery", "carrier", ("shortage",), [INSTEAD], Failure.SHORT_PICK),
    ("delivery", "carrier", ("la tienda lo rechazó",), [INSTEAD], Failure.STORE_REJECTED),
    ("delivery", "carrier", ("not handed over",), [INSTEAD], Failure.HANDED_OVER_LATE),
    ("delivery", "carrier", (), [INSTEAD], Failure.HANDED_OVER_LATE),
    ("delivery", "carrier", ("shortage",), [LATE], Failure.CARRIER_LATE),  # the other plan would have kept it
    ("delivery", "carrier", (), [AT_THE_DOOR], Failure.FAILED_ATTEMPT),
    ("delivery", "location", (), [AT_THE_DOOR._replace(left_late=True)], Failure.FAILED_ATTEMPT),
    ("delivery", "lost", (), [LATE._replace(came_late=False)], Failure.LOST),
    ("delivery", "carrier", (), [LATE._replace(scans=("in_transit", "lost"))], Failure.LOST),
    ("delivery", "carrier", (), [LATE._replace(scans=("held_at_customs",))], Failure.CUSTOMS),
    ("delivery", "carrier", (), [LATE._replace(scans=("address_unknown",))], Failure.ADDRESS),
    ("pickup", "location", (), [LATE], Failure.HANDED_OVER_LATE),
    ("pickup", "location", ("shortage",), [LATE], Failure.SHORT_PICK),
    ("delivery", "shortage", (), [], Failure.SHORT_PICK),
    ("delivery", "not_enough_stock", (), [], Failure.SHORT_PICK),
    ("delivery", "domicilio incompleto", (), [], Failure.ADDRESS),
    ("delivery", "rejected", (), [], Failure.STORE_REJECTED),
    ("delivery", "not collected", (), [], Failure.UNKNOWN),
    ("delivery", "something else", ("shortage",), [], Failure.SHORT_PICK),
]


@pytest.mark.parametrize(("kind", "cause", "signs", "arrivals", "failure"), TABLE)
def test_what_failed(kind: str, cause: str, signs: tuple[str, ...], arrivals: list[Arrival], failure: Failure) -> None:
    assert failures.decide(kind, cause, signs, arrivals) is failure


def test_every_failure_has_its_words() -> None:
    assert {failure for failure, _ in failures.SAYS} == set(Failure) - {Failure.UNKNOWN}
    assert failures.said_by("payment_lapsed") is Failure.PAYMENT_LATE
    assert failures.said_by("changed my mind") is None
