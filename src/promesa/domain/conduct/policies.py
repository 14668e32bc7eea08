"""Business policy as facts: each version with its number, so that a replay of March uses March's."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import MAX_CENTAVOS
from promesa.domain.values.policy import SOURCINGS, Policy
from promesa.domain.values.refusal import Reason, Refused


class SetPolicy(msgspec.Struct, frozen=True):
    """Put a whole policy in force from now on; its version is given by the log."""

    policy: Policy


class PolicySet(msgspec.Struct, frozen=True):
    policy: Policy


class Policies(msgspec.Struct):
    """The policy in force; before any was set, the default is version 0."""

    now: Policy = msgspec.field(default_factory=lambda: Policy(version=0))


def set_policy(policies: Policies, ask: SetPolicy, _: Instant) -> list[PolicySet] | Refused:
    """Refuses figures that no rule could work with; the same policy again changes nothing."""
    policy = ask.policy
    positive = (policy.cart_minutes, policy.quote_minutes, policy.parcels_max, policy.lines_max, policy.shortlist)
    if min(positive) < 1 or not 0.0 < policy.confidence < 1.0 or not 0.0 <= policy.keep_probability_min < 1.0:
        return Refused(Reason.INVALID, "policy")
    if not 0.0 <= policy.shelf_probability_min < 1.0 or not policy.choice_hours > 0:
        return Refused(Reason.INVALID, "policy")
    if policy.answer_minutes < 1 or policy.ask_again_cost < 0 or not 0 <= policy.pause_alarm < 1e9:
        return Refused(Reason.INVALID, "policy")
    if not is_learnable(policy):
        return Refused(Reason.INVALID, "policy")
    if policy.sourcing not in SOURCINGS:
        return Refused(Reason.INVALID, "policy.sourcing")
    if policy.reserve_at not in ("checkout", "order", "payment") or not policy.rails:
        return Refused(Reason.INVALID, "policy.reserve_at")
    if any(not 0 <= amount <= MAX_CENTAVOS for rule in policy.fees for amount in (rule.free_from or 0, rule.flat or 0)):
        return Refused(Reason.BAD_AMOUNT, "policy.fees")
    if any(rule.kind not in ("", "delivery", "ocurre") for rule in policy.fees):
        return Refused(Reason.INVALID, "policy.fees")
    strange = next((name for name in _zones(policy) if not moments.is_zone(name)), None)
    if strange is not None:
        return Refused(Reason.INVALID, f"policy zone {strange}".strip())
    numbered = msgspec.structs.replace(policy, version=policies.now.version + 1)
    if msgspec.structs.replace(policy, version=policies.now.version) == policies.now:
        return []
    return [PolicySet(numbered)]


def _zones(policy: Policy) -> tuple[str, ...]:
    return (policy.zone, *(rail.zone for rail in policy.rails.values()))


def is_learnable(policy: Policy) -> bool:
    """Whether dates can be learned and decided by its figures; half-lives of less than a week are noise."""
    if policy.late_share is not None and not 0.0 < policy.late_share < 1.0:
        return False
    if min(policy.wait_day_price, policy.late_price, policy.late_day_price) < 0:
        return False
    limits = [days for days in (policy.range_days_max, policy.guess_days_max) if days is not None]
    minutes = min(policy.edition_minutes, policy.confirm_minutes)
    return min(policy.half_life_days, policy.outcome_half_life_days) >= 7.0 and min([*limits, 0]) >= 0 and minutes >= 1


def _set(policies: Policies, fact: PolicySet, _: Instant) -> None:
    policies.now = fact.policy


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {PolicySet: _set}
