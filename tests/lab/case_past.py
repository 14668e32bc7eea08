"""What the auditor must find about cases and claims, planted in a good log."""

from typing import Any

from promesa.engine.log import Entry
from promesa.lab.audit import cases
from tests.lab.past import body_of, where, with_more


def _placed() -> dict[str, Any]:
    return body_of(next(iter(where("OrderPlaced"))))


def _opened(case: str = "planted", **about: Any) -> tuple[str, dict[str, Any]]:
    said = {"case": case, "customer": "planted", "kind": "other", "opener": "customer", "message": "m1"}
    return "CaseOpened", {**said, **about}


def _resolved(**about: Any) -> tuple[str, dict[str, Any]]:
    return "CaseResolved", {"case": "planted", "remedy": "explained", "turn": 1, "close_at": 2**60, **about}


ANSWERED = ("CaseAnswered", {"case": "planted", "message": "ours"})


def _about_somebody_elses_order() -> list[Entry]:
    return with_more(_opened(order=_placed()["order"]))


def _two_about_the_same() -> list[Entry]:
    return with_more(_opened(), _opened("planted too"))


def _resolved_unread() -> list[Entry]:
    return with_more(_opened(), _resolved())


def _closed_by_an_old_clock() -> list[Entry]:
    again = ("CaseReopened", {"case": "planted", "message": "m2", "kind": "other"})
    close = ("CaseClosed", {"case": "planted", "turn": 1})
    return with_more(_opened(), ANSWERED, _resolved(), again, ANSWERED, _resolved(turn=2), close)


def _refunded_with_nothing() -> list[Entry]:
    return with_more(_opened(), ANSWERED, _resolved(remedy="refunded"))


def _refunded_with_anothers_money() -> list[Entry]:
    refund = body_of(next(iter(where("RefundOwed"))))["refund"]
    return with_more(_opened(), ANSWERED, _resolved(remedy="refunded", refund=refund))


def _claim(parcel: dict[str, Any], claim: str = "planted", until: int = 2**60) -> tuple[str, dict[str, Any]]:
    told = {"claim": claim, "parcel": parcel["parcel"], "order": parcel["order"], "carrier": "planted"}
    return "ClaimFiled", {**told, "kind": "lost", "amount": 100, "until": until, "evidence": []}


def _handed_over() -> dict[str, Any]:
    return body_of(next(iter(where("ParcelHandedOver"))))


def _never_handed_over() -> list[Entry]:
    gone = {body_of(one)["parcel"] for one in where("ParcelHandedOver")}
    return with_more(_claim(body_of(next(iter(where("ParcelPlanned", lambda body: body["parcel"] not in gone))))))


def _too_late() -> list[Entry]:
    return with_more(_claim(_handed_over(), until=1))


def _claimed_twice() -> list[Entry]:
    return with_more(_claim(_handed_over()), _claim(_handed_over(), "planted too"))


PLANTS = {
    "a case about somebody else's order": (cases.OWN, _about_somebody_elses_order),
    "two cases about the same": (cases.ONE, _two_about_the_same),
    "resolved over an unread reply": (cases.READ, _resolved_unread),
    "closed by an old clock": (cases.READ, _closed_by_an_old_clock),
    "refunded with nothing": (cases.REMEDY, _refunded_with_nothing),
    "refunded with another's money": (cases.REMEDY, _refunded_with_anothers_money),
    "claimed and never handed over": (cases.SHOWN, _never_handed_over),
    "claimed too late": (cases.SHOWN, _too_late),
    "claimed twice": (cases.SHOWN, _claimed_twice),
}
