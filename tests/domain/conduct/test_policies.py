"""A policy is put in force whole, or refused for what no rule could work with."""

import pytest
from msgspec.structs import replace

from promesa.domain.conduct import policies
from promesa.domain.conduct.policies import Policies, PolicySet, SetPolicy
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy, RailWindow
from promesa.domain.values.refusal import Reason, Refused

NOW = Instant(0)


def test_a_policy_is_numbered_by_the_log_and_set_once() -> None:
    state = Policies()
    (fact,) = policies.set_policy(state, SetPolicy(Policy(cart_minutes=7)), NOW)  # type: ignore[misc]
    assert fact == PolicySet(Policy(cart_minutes=7, version=1))
    policies.FOLD[PolicySet](state, fact, NOW)
    assert state.now.version == 1
    assert policies.set_policy(state, SetPolicy(Policy(cart_minutes=7)), NOW) == []


@pytest.mark.parametrize("zone", ["Mars/Phobos", "", "mexico", "../etc/passwd"])
def test_a_zone_that_is_none_is_refused(zone: str) -> None:
    """A rail's clock, or the retailer's, that no rule could read would fail at the first voucher."""
    rails = {**Policy().rails, "oxxo": RailWindow(days=2, zone=zone)}
    no = Refused(Reason.INVALID, f"policy zone {zone}".strip())
    for policy in (Policy(rails=rails), Policy(zone=zone)):
        assert policies.set_policy(Policies(), SetPolicy(policy), NOW) == no


@pytest.mark.parametrize(
    "wrong",
    [
        {"cart_minutes": 0},
        {"parcels_max": 0},
        {"confidence": 1.0},
        {"confidence": float("nan")},
        {"keep_probability_min": -0.1},
        {"reserve_at": "never"},
        {"rails": {}},
    ],
    ids=str,
)
def test_figures_that_no_rule_could_work_with_are_refused(wrong: dict[str, object]) -> None:
    refused = policies.set_policy(Policies(), SetPolicy(replace(Policy(), **wrong)), NOW)  # type: ignore[arg-type]
    assert isinstance(refused, Refused)
