"""Whether, when and how something is said to a customer: one decision over everything that may speak against it."""

from typing import NamedTuple

import msgspec

from promesa.domain.people.messages import holdouts, hours, state
from promesa.domain.people.messages.state import CustomerSide
from promesa.domain.people.messages.topics import Timing, Topic
from promesa.domain.people.messages.words import (
    MARKETING,
    OPERATING,
    OPERATIONS,
    TEMPLATE,
    WHATSAPP,
    MessageWanted,
    Silence,
)
from promesa.domain.values.message_policy import MessagePolicy
from promesa.domain.values.moments import DAY, HOUR, SECOND, Instant
from promesa.domain.values.money import Centavos

WEEK = 7 * DAY


class SendPlan(msgspec.Struct, frozen=True):
    """Say it now; `reason`: why not in the form or by the channel that was wanted."""

    channel: str = WHATSAPP
    form: str = TEMPLATE
    reason: Silence | None = None


class WaitPlan(msgspec.Struct, frozen=True):
    until: Instant
    reason: Silence


class DropPlan(msgspec.Struct, frozen=True):
    """Do not say it; `by`: which rule or layer decided."""

    reason: Silence
    by: str = ""


Plan = SendPlan | WaitPlan | DropPlan


class PlanSight(NamedTuple):
    """All that decides: what is wanted since when, about whom, and whatever forbids it.

    `zone`: where the customer lives. `forbidden`: why consent says no, and which layer. `untrue`: why it is no longer
    so. `tried`: channels that have failed. `cost`: what one more such message costs now. `is_merged`: its wait to be
    said together with others is over. `is_again`: it was sent before, and failed. `is_said`: the same was
    said of another parcel of the order a while ago.
    """

    wanted: MessageWanted
    wanted_at: Instant
    topic: Topic
    policy: MessagePolicy
    side: CustomerSide
    zone: str
    forbidden: tuple[Silence, str] | None = None
    untrue: Silence | None = None
    tried: tuple[str, ...] = ()
    cost: Centavos = Centavos(0)
    is_merged: bool = False
    is_again: bool = False
    is_said: bool = False


def plan(sight: PlanSight, now: Instant) -> Plan:
    """Our own people hear at once; a customer what is true, allowed, useful, worth it, in budget and in their hours."""
    if sight.wanted.customer == OPERATIONS:
        return SendPlan() if WHATSAPP not in sight.tried else _elsewhere(sight)
    return _forbidden(sight, now) or _too_much(sight, now) or _later(sight, now) or _way(sight, now)


def _forbidden(sight: PlanSight, now: Instant) -> DropPlan | None:
    if sight.untrue is not None:
        return DropPlan(sight.untrue)
    if sight.forbidden is not None:
        return DropPlan(*sight.forbidden)
    return DropPlan(Silence.TOO_LATE) if is_too_late(sight, now) else None


def is_too_late(sight: PlanSight, now: Instant) -> bool:
    """Whether nobody has any use of it now; also asked when it is sent, for what waited while a channel stood still."""
    return now >= sight.wanted_at + int(sight.policy.useful_hours * HOUR)


def _too_much(sight: PlanSight, now: Instant) -> DropPlan | None:
    """Bad news and answers are counted and never refused; another attempt at the same counts no more."""
    if timing_of(sight) is not Timing.DAYTIME or sight.tried or sight.is_again:
        return None
    area, policy, order = sight.wanted.area, sight.policy, sight.wanted.order
    share = holdouts.share_of(policy.holdouts, sight.wanted.template)
    if share and order and holdouts.is_held_out(sight.wanted.template, order, share):
        return DropPlan(Silence.HELD_OUT)
    if sight.is_said:
        return DropPlan(Silence.NOTHING_NEW)
    if policy.weighs_cost and sight.cost > worth_of(sight):
        return DropPlan(Silence.WORTHLESS)
    if area == OPERATING and worth_of(sight) >= policy.vital_worth:
        return None
    most = policy.week_max.get(area)
    if most is not None and pushes_since(sight.side, Instant(now - WEEK)) >= most:
        return DropPlan(Silence.BUDGET, area)
    unreplied = policy.unreplied_max.get(area)
    if unreplied is not None and sight.side.unreplied.get(area, 0) >= unreplied:
        return DropPlan(Silence.UNREPLIED, area)
    return None


def _later(sight: PlanSight, now: Instant) -> WaitPlan | None:
    found = hours.wait_until(sight.policy, timing_of(sight), sight.wanted.area, sight.zone, now)
    if found is not None:
        return WaitPlan(*found)
    alone = sight.is_merged or sight.is_again or sight.wanted.forms[0] != "text" or not sight.wanted.replies_to
    if alone or not sight.policy.merge_seconds or not state.is_open(sight.side, now):
        return None
    return WaitPlan(Instant(now + int(sight.policy.merge_seconds * SECOND)), Silence.MERGING)


def _way(sight: PlanSight, now: Instant) -> SendPlan | DropPlan:
    """By WhatsApp in the best form that the window allows; where that has failed, elsewhere."""
    if WHATSAPP in sight.tried:
        return _elsewhere(sight)
    forms = sight.wanted.forms
    if forms[0] == TEMPLATE or state.is_open(sight.side, now):
        return SendPlan(WHATSAPP, forms[0])
    if TEMPLATE in forms:
        return SendPlan(WHATSAPP, TEMPLATE, Silence.WINDOW_CLOSED)
    return DropPlan(Silence.WINDOW_CLOSED)


def _elsewhere(sight: PlanSight) -> SendPlan | DropPlan:
    """Advertising is not carried from channel to channel."""
    left = [channel for channel in sight.policy.fallbacks if channel not in sight.tried]
    if not left or sight.wanted.area == MARKETING or TEMPLATE not in sight.wanted.forms:
        return DropPlan(Silence.UNDELIVERABLE)
    return SendPlan(left[0], TEMPLATE, Silence.OTHER_WAY)


def timing_of(sight: PlanSight) -> Timing:
    """What replies to a customer is an answer, whatever it is about; advertising never is."""
    if sight.wanted.area == MARKETING:
        return Timing.DAYTIME
    return Timing.ANSWER if sight.wanted.replies_to else sight.topic.timing


def is_weighed(policy: MessagePolicy, topic: Topic, wanted: MessageWanted) -> bool:
    """Whether its cost is looked at: bad news and answers are said whatever they cost."""
    return policy.weighs_cost and (
        wanted.area == MARKETING or (topic.timing is Timing.DAYTIME and not wanted.replies_to)
    )


def worth_of(sight: PlanSight) -> int:
    """What it is worth that they know it, in centavos."""
    return sight.policy.worths.get(sight.wanted.template, sight.topic.worth)


def pushes_since(side: CustomerSide, since: Instant) -> int:
    """How often anybody has told the customer something since then that they had not asked for."""
    return sum(at > since for at, _ in side.pushes)
