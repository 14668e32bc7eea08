"""What a proposal's body may hold at all: no word too many, no name that is none, no figure out of all measure."""

from typing import Any

import msgspec
import pytest

from promesa.domain.conduct.mandates import kinds
from promesa.domain.conduct.mandates.kinds import BODY_MAX, FIGURE_MAX, KINDS
from promesa.domain.ledger.payments.words import Refund
from promesa.domain.promise.rethinks import ReallocateOrders
from promesa.domain.values.refusal import Reason, Refused

REFUND = {"order": "o1", "refund": "act:robot:k1", "amount": 100, "reason": "agent"}
PLAN = {"run": "act:robot:k1", "reallocations": [["o1", [["N1", "slow", [["A", "N1", 2]]]]]]}
TRANSFER = {
    "transfer": "act:robot:k1",
    "sku": "A",
    "origin": "N1",
    "location": "N2",
    "units": 1,
    "expected_on": "2027-03-04",
}
REROUTE = {
    "order": "o1",
    "parcels": [{"location": "N1", "service": "slow", "takes": [["A", "N1", 2]]}],
    "cause": "agent",
}


def read(kind: str, command: str, body: Any) -> Any:
    return kinds.read(KINDS[kind], command, msgspec.json.encode(body).decode(), "robot:k1")


def test_what_is_sound_is_read() -> None:
    assert read("refund", "Refund", REFUND) == Refund("o1", "act:robot:k1", 100, "agent")
    assert isinstance(read("reallocate", "ReallocateOrders", PLAN), ReallocateOrders), "as deep as a plan is"
    assert not isinstance(read("refund", "Refund", {**REFUND, "amount": FIGURE_MAX}), Refused)
    assert not isinstance(read("refund", "Refund", {**REFUND, "order": ""}), Refused), "its rule knows no such order"


DEEP: Any = "o1"
for _ in range(kinds.DEPTH_MAX + 1):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    ("kind", "command", "body"),
    [
        ("refund", "Refund", {**REFUND, "amount": FIGURE_MAX + 1}),
        ("refund", "Refund", {**REFUND, "amount": -FIGURE_MAX - 1}),
        ("refund", "Refund", {**REFUND, "amount": 100.0}),
        ("refund", "Refund", {**REFUND, "amount": True}),
        ("refund", "Refund", {**REFUND, "order": "o1\x1b[2J"}),
        ("refund", "Refund", {**REFUND, "order": " "}),
        ("refund", "Refund", {**REFUND, "order": "o" * 5_000}),
        ("refund", "Refund", {**REFUND, "order": "o" * BODY_MAX}),
        ("refund", "Refund", {**REFUND, "refund": ""}),
        ("refund", "Refund", {**REFUND, "reason": ""}),
        ("refund", "Refund", {**REFUND, "policy": "mine"}),
        ("refund", "Refund", [REFUND]),
        ("refund", "CancelOrder", {"order": "o1", "reason": "agent", "by_customer": False}),
        ("transfer", "TransferUnits", {**TRANSFER, "transfer": ""}),
        ("transfer", "TransferUnits", {**TRANSFER, "units": FIGURE_MAX + 1}),
        ("reroute", "RerouteOrder", {**REROUTE, "parcels": [{**REROUTE["parcels"][0], "strange": 1}]}),
        ("reroute", "RerouteOrder", {**REROUTE, "cause": ""}),
        ("reallocate", "ReallocateOrders", {**PLAN, "reallocations": [["o1", [["N1", "slow", [["A", "N1", "2"]]]]]]}),
        ("reallocate", "ReallocateOrders", {**PLAN, "reallocations": [["o1", [], DEEP]]}),
        ("reallocate", "ReallocateOrders", {**PLAN, "reallocations": [["o1", [], {"\u202e": 1}]]}),
        ("reallocate", "ReallocateOrders", {**PLAN, "reallocations": [["o1", []]] * 1_001}),
        ("reallocate", "ReallocateOrders", {**PLAN, "run": ""}),
        ("contingency", "CloseContingency", {"contingency": ""}),
    ],
)
def test_what_is_not_is_not_of_its_kind(kind: str, command: str, body: Any) -> None:
    found = read(kind, command, body)
    assert isinstance(found, Refused), found
    assert found.reason is Reason.NOT_OF_KIND


@pytest.mark.parametrize("kind", KINDS)
def test_every_command_says_its_fields_by_name(kind: str) -> None:
    """Otherwise a field too many would pass unseen."""
    assert all(not one.__struct_config__.array_like for one in KINDS[kind].commands.values())
