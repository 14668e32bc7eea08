"""A policy is put in force whole, or refused for what no rule could work with."""

from datetime import date

import pytest
from msgspec.structs import replace

from promesa.domain.conduct import policies
from promesa.domain.conduct.policies import Policies, PolicyReplayed, PolicySet, RecordReplay, SetPolicy
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.policy import Policy, RailWindow
from promesa.domain.values.refusal import Reason, Refused

NOW = Instant(0)


def test_a_policy_is_numbered_by_the_log_and_set_once() -> None:
    state = Policies()
    (fact,) = policies.set_policy(state, SetPolicy(Policy(cart_minutes=7)), NOW)
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
    refused = policies.set_policy(Policies(), SetPolicy(replace(Policy(), **wrong)), NOW)
    assert isinstance(refused, Refused)


def test_no_policy_goes_live_without_a_replay_where_the_one_in_force_says_so() -> None:
    state = Policies()
    policies.FOLD[PolicySet](state, PolicySet(Policy(version=1, needs_replay=True, replay_days=3)), NOW)
    other = Policy(sourcing="nearest", needs_replay=True)
    refused = Refused(Reason.NOT_REPLAYED, policies.hash_of(other), 3)
    assert policies.set_policy(state, SetPolicy(other), NOW) == refused
    assert policies.set_policy(state, SetPolicy(replace(state.now, cart_minutes=7)), NOW) != refused
    days = (date(2027, 3, 1), date(2027, 3, 7))
    assert policies.record_replay(state, RecordReplay(other, *days, 0, "x"), NOW) == Refused(Reason.INVALID, "replay")
    (receipt,) = policies.record_replay(state, RecordReplay(replace(other, version=9), *days, 12, "x"), NOW)
    policies.FOLD[PolicyReplayed](state, receipt, NOW)
    assert policies.set_policy(state, SetPolicy(other), Instant(NOW + 3 * DAY)) == [
        PolicySet(replace(other, version=2))
    ]
    assert policies.set_policy(state, SetPolicy(other), Instant(NOW + 3 * DAY + 1)) == refused
    assert policies.set_policy(state, SetPolicy(replace(other, split_cost=1)), NOW) != []
