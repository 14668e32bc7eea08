"""Which day to name: from the law of a leg's time to its slip, by the target late share or by what lateness costs."""

from promesa.domain.network.carriers.state import Service
from promesa.domain.promise.laws import LegLaw
from promesa.domain.values.policy import Policy
from promesa.kernels import choices, slips

LEARNED, AGREED, CAUTIOUS = "learned", "agreed", "cautious"
"""What a date stands on: the parcels of its lane, the carrier's word, or the parcels of others with more care."""
CARE = 0.5
"""Where little is known of a lane itself, so much of the target late share is aimed at."""


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


def slip(policy: Policy, law: LegLaw) -> int:
    """By how many days of delivery the named day differs from the agreed one.

    With a price of waiting a day the cheapest day (a newsvendor); else the first that keeps the target late share.
    """
    rows, care = law.waiting[None, :], 1.0 if law.is_known else CARE
    if policy.wait_day_price:
        price = policy.late_price / policy.wait_day_price / care
        day = choices.decide(rows, price, policy.late_day_price / policy.wait_day_price)
    else:
        day = choices.quantile(rows, late_share(policy) * care + 1e-9)
    return int(day[0]) - slips.EARLY
