"""One decision over all that may forbid writing to a customer: which layer decided, and why.

Source: LFPDPPP (DOF 20 March 2025): voluntary purposes apart from the necessary ones, opposition; LFPC articles 16 to
18 bis: no advertising to who refused it or is registered; REPEP: binds 30 days after it was entered, a later express
consent of one's own overrides it; Meta: opt-in, and its own switch `user_preferences`.
"""

import msgspec

from promesa.domain.people.consent import state
from promesa.domain.people.consent.state import Consents, ConsentWord, CustomerConsent
from promesa.domain.people.consent.words import ConsentLayer
from promesa.domain.people.customers import Customers
from promesa.domain.people.messages.words import MARKETING, Silence
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.message_policy import MessagePolicy
from promesa.domain.values.moments import DAY, Instant

BLOCK = "block"
"""Decides beside the layers: a person's data are kept and used for nothing."""


class ConsentDecision(msgspec.Struct, frozen=True):
    """`reason`: why not; `by`: the layer that decided, also where it is a yes ("necessary" where none is asked)."""

    allowed: bool
    by: str
    reason: Silence | None = None


NECESSARY = ConsentDecision(True, "necessary")


def decide(
    consents: Consents, customers: Customers, customer: CustomerId, area: str, policy: MessagePolicy, now: Instant
) -> ConsentDecision:
    """Whether an area may write to a customer now."""
    known, consent = customers.by_id.get(customer), state.of(consents, customer)
    if consent.is_blocked or (known is not None and not known.sealed and known.forgotten_at is not None):
        return ConsentDecision(False, BLOCK, Silence.FORGOTTEN)
    return advertising(consents, customers, customer, consent, policy, now) if area == MARKETING else NECESSARY


def advertising(
    consents: Consents,
    customers: Customers,
    customer: CustomerId,
    consent: CustomerConsent,
    policy: MessagePolicy,
    now: Instant,
) -> ConsentDecision:
    """Every layer in its turn, the hardest no first; a register and a refusal give way to a later proven yes."""
    platform = state.word(consent, ConsentLayer.PLATFORM)
    consumer, data = state.word(consent, ConsentLayer.CONSUMER_LAW), state.word(consent, ConsentLayer.DATA_LAW)
    yes = _newest_yes(consumer, data)
    if platform is not None and not platform.allowed:
        return _no(ConsentLayer.PLATFORM, Silence.STOPPED)
    if consumer is not None and not consumer.allowed and not _overrides(yes, consumer.at):
        return _no(ConsentLayer.CONSUMER_LAW, Silence.REFUSED_ADS)
    if data is not None and not data.allowed and not _overrides(yes, data.at):
        return _no(ConsentLayer.DATA_LAW, Silence.OPPOSED)
    listed = listed_since(consents, customers, customer, consent)
    if listed is not None and now >= listed + policy.register_days * DAY and not _overrides(yes, listed):
        return _no(ConsentLayer.REGISTER, Silence.REGISTERED)
    if policy.needs_opt_in and yes is None and platform is None:
        return _no(ConsentLayer.DATA_LAW, Silence.NO_CONSENT)
    layer = ConsentLayer.PLATFORM if yes is None and platform is not None else ConsentLayer.DATA_LAW
    return ConsentDecision(True, layer.value)


def listed_since(
    consents: Consents, customers: Customers, customer: CustomerId, consent: CustomerConsent
) -> Instant | None:
    """Since when one of the customer's addresses stands in a register; None where none does."""
    own = [mark for mark in consent.marks if customers.by_mark.get(mark) == customer]
    return min((consents.listed[mark] for mark in own if mark in consents.listed), default=None)


def _no(layer: ConsentLayer, reason: Silence) -> ConsentDecision:
    return ConsentDecision(False, layer.value, reason)


def _newest_yes(*words: ConsentWord | None) -> ConsentWord | None:
    return max((one for one in words if one is not None and one.allowed), key=lambda one: one.at, default=None)


def _overrides(yes: ConsentWord | None, no_at: Instant) -> bool:
    return yes is not None and yes.is_proven and yes.at > no_at
