"""Business policy as facts: each version with its number, so that a replay of March uses March's, and its replays."""

from collections.abc import Callable, Mapping
from datetime import date
from hashlib import blake2b
from typing import Any

import msgspec

from promesa.domain.people.messages import holdouts
from promesa.domain.values import message_policy, moments
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.money import MAX_CENTAVOS
from promesa.domain.values.policy import RACED, SOURCINGS, Policy
from promesa.domain.values.refusal import Reason, Refused


class SetPolicy(msgspec.Struct, frozen=True):
    """Put a whole policy in force from now on; its version is given by the log."""

    policy: Policy


class PolicySet(msgspec.Struct, frozen=True):
    policy: Policy


class RecordReplay(msgspec.Struct, frozen=True):
    """A stretch of the log was lived again under a policy that may go live: the receipt of it.

    `result`: a fingerprint of the figures; `saving_share`: of what the policy in force would have cost.
    """

    policy: Policy
    since: date
    until: date
    orders: int
    result: str
    saving_share: float = 0.0
    late_share: float | None = None


class PolicyReplayed(msgspec.Struct, frozen=True):
    """`policy_hash`: of all its fields but the version (`hash_of`)."""

    policy_hash: str
    since: date
    until: date
    orders: int
    result: str
    saving_share: float
    late_share: float | None = None


class Policies(msgspec.Struct):
    """The policy in force; before any was set, the default is version 0. `replayed`: policies by hash, when last."""

    now: Policy = msgspec.field(default_factory=lambda: Policy(version=0))
    replayed: dict[str, Instant] = {}


def hash_of(policy: Policy) -> str:
    """The same for the same figures, whatever the version."""
    told = msgspec.json.encode(msgspec.structs.replace(policy, version=0), order="sorted")
    return blake2b(told, digest_size=12).hexdigest()


def record_replay(_: Policies, ask: RecordReplay, __: Instant) -> list[PolicyReplayed] | Refused:
    """Keep the receipt; a replay of no orders shows nothing."""
    if ask.orders < 1 or ask.since > ask.until or not ask.result:
        return Refused(Reason.INVALID, "replay")
    told = (ask.since, ask.until, ask.orders, ask.result, ask.saving_share, ask.late_share)
    return [PolicyReplayed(hash_of(ask.policy), *told)]


def _lacks_replay(policies: Policies, policy: Policy, now: Instant) -> bool:
    """Whether the policy in force wants to see this one replayed first, and it was not, or too long ago."""
    asks = policies.now.needs_replay
    if not asks or all(getattr(policy, name) == getattr(policies.now, name) for name in RACED):
        return False
    seen = policies.replayed.get(hash_of(policy))
    return seen is None or now - seen > policies.now.replay_days * DAY


def set_policy(policies: Policies, ask: SetPolicy, now: Instant) -> list[PolicySet] | Refused:
    """Refuses figures that no rule could work with, and where the policy in force says so, one that was not replayed;
    the same policy again changes nothing."""
    policy = ask.policy
    positive = (
        policy.replay_days,
        policy.cart_minutes,
        policy.quote_minutes,
        policy.parcels_max,
        policy.lines_max,
        policy.shortlist,
    )
    if min(positive) < 1 or not 0.0 < policy.confidence < 1.0 or not 0.0 <= policy.keep_probability_min < 1.0:
        return Refused(Reason.INVALID, "policy")
    if not 0.0 <= policy.shelf_probability_min < 1.0 or not policy.choice_hours > 0:
        return Refused(Reason.INVALID, "policy")
    if policy.answer_minutes < 1 or policy.ask_again_cost < 0 or not 0 <= policy.pause_alarm < 1e9:
        return Refused(Reason.INVALID, "policy")
    if not is_learnable(policy):
        return Refused(Reason.INVALID, "policy")
    if not 0.0 <= policy.silence_factor <= 100.0 or not all(
        0.1 <= one <= 720.0 for one in policy.silence_hours.values()
    ):
        return Refused(Reason.INVALID, "policy.silence")
    if policy.sourcing not in SOURCINGS:
        return Refused(Reason.INVALID, "policy.sourcing")
    if policy.reserve_at not in ("checkout", "order", "payment") or not policy.rails:
        return Refused(Reason.INVALID, "policy.reserve_at")
    if any(not 0 <= amount <= MAX_CENTAVOS for rule in policy.fees for amount in (rule.free_from or 0, rule.flat or 0)):
        return Refused(Reason.BAD_AMOUNT, "policy.fees")
    if any(rule.kind not in ("", "delivery", "ocurre") for rule in policy.fees):
        return Refused(Reason.INVALID, "policy.fees")
    if not message_policy.is_sound(policy.messages):
        return Refused(Reason.INVALID, "policy.messages")
    if not holdouts.HARMLESS.issuperset(policy.messages.holdouts):
        return Refused(Reason.INVALID, "policy.messages.holdouts")
    strange = next((name for name in _zones(policy) if not moments.is_zone(name)), None)
    if strange is not None:
        return Refused(Reason.INVALID, f"policy zone {strange}".strip())
    numbered = msgspec.structs.replace(policy, version=policies.now.version + 1)
    if msgspec.structs.replace(policy, version=policies.now.version) == policies.now:
        return []
    if _lacks_replay(policies, policy, now):
        return Refused(Reason.NOT_REPLAYED, hash_of(policy), policies.now.replay_days)
    return [PolicySet(numbered)]


def _zones(policy: Policy) -> tuple[str, ...]:
    return (policy.zone, policy.messages.account_zone, *(rail.zone for rail in policy.rails.values()))


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


def _replayed(policies: Policies, fact: PolicyReplayed, at: Instant) -> None:
    policies.replayed[fact.policy_hash] = at


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {PolicySet: _set, PolicyReplayed: _replayed}
