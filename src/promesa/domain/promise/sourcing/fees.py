"""What a customer pays for delivery: free from a threshold, flat by channel and place, or what it costs us.

Of the policy's `fees` the first rule that speaks of the case counts; where none does, its plain figures. A larger cart
never pays more than a smaller one for the same plan.
"""

from collections.abc import Sequence
from typing import NamedTuple

from promesa.domain.promise.words import Leg
from promesa.domain.values.ids import ChannelId
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import FeeRule, Policy

EXTENDED_ZONE = "extended_zone"


class FeeCase(NamedTuple):
    """What a fee depends on besides the cart: channel, state of the place, whether its carrier adds for it, and how."""

    channel: ChannelId
    area: str
    is_extended: bool = False
    kind: str = "delivery"


ANY_CASE = FeeCase(ChannelId(""), "")


def case_of(policy: Policy, channel: ChannelId, area: str, legs: Sequence[Leg], kind: str = "delivery") -> FeeCase:
    """The case of a plan: an extended zone where any of its parcels pays for one."""
    if not policy.fees:
        return ANY_CASE
    extended = any(part.name == EXTENDED_ZONE for leg in legs for part in leg.cost)
    return FeeCase(channel, area, extended, kind)


def _figures(policy: Policy, case: FeeCase) -> tuple[Centavos | None, Centavos | None]:
    """Free from, and flat: of the first rule that speaks of the case, else the plain figures of the policy."""
    for rule in policy.fees:
        if _speaks_of(rule, case):
            return rule.free_from, rule.flat
    return policy.free_fee_from, policy.flat_fee


def _speaks_of(rule: FeeRule, case: FeeCase) -> bool:
    return (
        (not rule.channels or case.channel in rule.channels)
        and (not rule.areas or case.area in rule.areas)
        and rule.extended in (None, case.is_extended)
        and rule.kind in ("", case.kind)
    )


def charged(policy: Policy, case: FeeCase, goods: int, costs: Sequence[int]) -> list[Centavos]:
    """The fee of each plan, the cheapest first; a faster plan costs the customer as much more as it costs us."""
    free_from, flat = _figures(policy, case)
    first = costs[0] if flat is None else flat
    if free_from is not None and goods >= free_from:
        first = 0
    return [Centavos(first + cost - costs[0]) for cost in costs]


def with_duties(fees: Sequence[Centavos], duties: Sequence[Centavos]) -> list[Centavos]:
    """Duties are paid by whoever receives, free delivery or not."""
    return [Centavos(fee + duty) for fee, duty in zip(fees, duties, strict=True)]


def missing(policy: Policy, case: FeeCase, goods: int) -> Centavos | None:
    """How much more in the cart makes the cheapest plan free; None: it is free already, or never."""
    free_from, _ = _figures(policy, case)
    return None if free_from is None or goods >= free_from else Centavos(free_from - goods)
