"""Which day to name: from the law of a leg's time to its slip, by the target late share or by what lateness costs."""

from collections.abc import Sequence
from datetime import date

import msgspec

from promesa.domain.network.carriers.state import Service
from promesa.domain.promise.chance.laws import LegLaw
from promesa.domain.values.policy import Policy
from promesa.kernels import choices, slips

LEARNED, AGREED, CAUTIOUS = "learned", "agreed", "cautious"
"""What a date stands on: the parcels of its lane, the carrier's word, or the parcels of others with more care."""
EARLY_SHARE = 0.1
"""A range begins on the day by which so many have arrived."""
CARE = 0.5
"""Where little is known of a lane itself, so much of the target late share is aimed at."""


class OfferDoubt(msgspec.Struct, frozen=True, gc=False):
    """The first day of a range where one day would be a guess, and whether the day is to be confirmed."""

    earliest_on: date | None
    is_guess: bool


def is_decided(policy: Policy, service: Service) -> bool:
    """Whether the service's dates are decided from the law; else they are the carrier's agreed ones."""
    return service.learned or policy.late_share is not None or bool(policy.wait_day_price)


def late_share(policy: Policy) -> float:
    """The share of promises that may be late; without the plain setting it is what `confidence` leaves."""
    return 1.0 - policy.confidence if policy.late_share is None else policy.late_share


def basis(policy: Policy, service: Service, is_known: bool) -> str:
    """What the service's date stands on."""
    if not is_decided(policy, service):
        return AGREED
    return LEARNED if is_known else CAUTIOUS


def early_slip(law: LegLaw) -> int:
    """The slip by which `EARLY_SHARE` have arrived."""
    return int((law.waiting > 1.0 - EARLY_SHARE).sum()) - slips.EARLY


def together(bases: Sequence[str]) -> str:
    """What a date stands on that several legs decide: the least certain of them."""
    return max(bases, key=(LEARNED, AGREED, CAUTIOUS).index)


def doubt(policy: Policy, earliest_on: date | None, promised_on: date, basis: str) -> OfferDoubt:
    """Whether the day should be said as a range, or be confirmed later, by how far apart its ends lie."""
    days = 0 if earliest_on is None else (promised_on - earliest_on).days
    is_wide = policy.range_days_max is not None and days > policy.range_days_max
    is_guess = policy.guess_days_max is not None and days > policy.guess_days_max and basis == CAUTIOUS
    return OfferDoubt(earliest_on if is_wide or is_guess else None, is_guess)


def care(law: LegLaw) -> float:
    """By what the level of a date is multiplied."""
    return 1.0 if law.is_known else CARE


def slip(policy: Policy, law: LegLaw, level: float | None = None) -> int:
    """By how many days of delivery the named day differs from the agreed one.

    What never comes is not bought by a later day: it lowers the keep probability and not the day.
    With a price of waiting a day, the cheapest of the days that may be promised at all (a newsvendor); else the first
    that is late with at most the target late share, or with at most `level` where whole days leave room for it.
    """
    rows = slips.of_those_that_end(law.waiting)[None, :]
    if not policy.wait_day_price:
        most = late_share(policy) if level is None else level
        return int(choices.quantile(rows, most * care(law) + 1e-9)[0]) - slips.EARLY
    first = int(choices.quantile(rows, 1.0 - policy.keep_probability_min)[0])
    late, each = policy.late_price / policy.wait_day_price, policy.late_day_price / policy.wait_day_price
    return first + int(choices.decide(rows[:, first:], late / care(law), each / care(law))[0]) - slips.EARLY
