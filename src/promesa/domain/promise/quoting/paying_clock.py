"""When a promise starts for each way of paying: at once, or when money that clears later has cleared.

What is shown before paying must hold for whoever pays at the last moment, so its date is worked out as of the latest
moment at which a payment made in time is still heard of: "if you pay by <pay_by>, it arrives by <promised_on>".
"""

import msgspec
from msgspec.structs import replace

from promesa.domain.promise.words import Ask, Offer
from promesa.domain.values import calendars, moments
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.policy import Policy, RailWindow
from promesa.domain.values.refusal import Reason, Refused

NOW, PAYMENT = "now", "payment"


class StartOfPromise(msgspec.Struct, frozen=True, gc=False):
    """From when a promise counts at the latest; `pay_by`: the last moment to pay, None where it starts at once.

    `until`: the first later moment of asking for which it is another one.
    """

    at: Instant
    pay_by: Instant | None = None
    until: Instant | None = None
    clock: str = ""
    """Whose moments lie ahead of the clock on the wall by as much: their tables are kept apart."""


def start_of(policy: Policy, rail: str | None, now: Instant, in_work: bool = False) -> StartOfPromise | Refused:
    """For a promise asked for now and paid that way; without a way of paying, at once. RAIL_NOT_OFFERED.

    What is picked only when the customer has had their minutes to add to it starts so much later.
    """
    waits = 0 if in_work else policy.cool_down_minutes
    if rail is None and not waits:
        return StartOfPromise(now)
    at_once = StartOfPromise(Instant(now + waits * MINUTE), clock="cool down") if waits else StartOfPromise(now)
    if rail is None:
        return at_once
    window = policy.rails.get(rail)
    if window is None:
        return Refused(Reason.RAIL_NOT_OFFERED, rail)
    if window.pays_at_door or not window.starts_on_payment:
        return at_once
    pay_by, heard_by = calendars.window_end(window, now)
    return StartOfPromise(Instant(heard_by + waits * MINUTE), pay_by, _until(window, now), rail)


def _until(window: RailWindow, now: Instant) -> Instant:
    """A window of days ends at one moment for a whole day of its zone; one of minutes moves with the question."""
    if not window.days:
        return now
    return Instant(moments.end_of_day(moments.local_date(now, window.zone), window.zone) + 1)


def latest_start(policy: Policy, offer: Offer, rail: str, now: Instant) -> Instant:
    """The latest start of an accepted offer paid that way from now on; now, where it was made for paying now."""
    if offer.starts_on == NOW:
        return Instant(now + policy.cool_down_minutes * MINUTE)
    start = start_of(policy, rail, now)
    return now if isinstance(start, Refused) else start.at


def canonical(ask: Ask, start: StartOfPromise) -> Ask:
    """The question without a way of paying that makes no difference."""
    return ask if start.pay_by is not None or ask.rail is None else replace(ask, rail=None)


def said(offer: Offer, start: StartOfPromise) -> Offer:
    """The offer with when it starts, where that is not at once."""
    if start.pay_by is None:
        return offer
    return replace(offer, starts_on=PAYMENT, pay_by=start.pay_by, starts_by=start.at)
