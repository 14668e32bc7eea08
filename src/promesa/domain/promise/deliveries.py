"""What can be delivered to a place: plans that stand, as offers, or the reason why there is none."""

from datetime import date

import numpy as np

from promesa.domain.ledger import capacity as capacities
from promesa.domain.network.locations.state import find
from promesa.domain.network.places import Place
from promesa.domain.promise import offers, sourcing, wants
from promesa.domain.promise.origins import Numbers
from promesa.domain.promise.parts import Parts
from promesa.domain.promise.reach_table import ReachTable
from promesa.domain.promise.service_columns import FAR
from promesa.domain.promise.sourcing import LocationChoices, Mask, Plan
from promesa.domain.promise.tables import QuoteTables
from promesa.domain.promise.wants import WantColumns
from promesa.domain.promise.words import Leg, Offer
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused
from promesa.kernels import cover


def deliveries(
    parts: Parts,
    tables: QuoteTables,
    asked: bytes,
    wanted: WantColumns,
    available: Numbers,
    may_sell: Mask,
    place: Place,
    now: Instant,
) -> list[Offer] | Refused:
    """The cheapest offer, and the fastest if it is earlier; from the locations that may sell [L]."""
    table = tables.reach_table(parts, place, now)
    today = tables.civil_date(now, place.zone)
    found = sourcing.choices(table, available, may_sell & tables.columns.ships)
    unreachable = _unreachable(found, wanted, place)
    if unreachable is not None:
        return unreachable
    plans = sourcing.plans(table, found, wanted, sourcing.everything(found), parts.policy)
    legs = [offers.delivery_legs(table, wanted, plan, {}, today) for plan in plans]
    if not plans or not all(stands(parts, one) for one in legs):
        found = sourcing.with_places(table, parts.capacity, found, parts.policy.horizon_days, today)
        plans, legs = _careful_plans(parts, table, found, wanted, today)
        if not plans:
            return _why_no_plan(parts, table, found, wanted, place)
    charged = offers.fees(parts.policy, wanted.goods, [plan.cost for plan in plans])
    return [
        offers.delivery(tables, asked, one, Centavos(plan.cost), fee, place)
        for plan, one, fee in zip(plans, legs, charged, strict=True)
    ]


def stands(parts: Parts, legs: tuple[Leg, ...]) -> bool:
    """Whether each location has a place that day for each of its legs and the whole is likely enough to be promised."""
    if offers.together(legs) < parts.policy.keep_probability_min:
        return False
    for leg in legs:
        at = find(parts.locations, leg.location)
        assert at is not None, leg.location
        if sourcing.is_limited(parts.capacity, at):
            left = capacities.free(parts.capacity, at.location, leg.process_on.isoformat(), at.orders_per_day)
            if left is not None and left < sum(other.location == leg.location for other in legs):
                return False
    return True


def _careful_plans(
    parts: Parts, table: ReachTable, found: LocationChoices, wanted: WantColumns, today: date
) -> tuple[list[Plan], list[tuple[Leg, ...]]]:
    """Plans of services that are likely enough, alone or, where that is not enough, all together."""
    least, parcels_max = parts.policy.keep_probability_min, parts.policy.parcels_max
    for likely in (least, least ** (1.0 / parcels_max)):
        allowed = sourcing.likely_enough(table, found, today, likely)
        plans = sourcing.plans(table, found, wanted, allowed, parts.policy)
        legs = [offers.delivery_legs(table, wanted, plan, found.process_on, today) for plan in plans]
        good = [number for number, one in enumerate(legs) if stands(parts, one)]
        if good:
            return [plans[number] for number in good], [legs[number] for number in good]
    return [], []


def _unreachable(found: LocationChoices, wanted: WantColumns, place: Place) -> Refused | None:
    """No service brings the units from where they are: none at all, or only from locations with too few of them."""
    reached = (found.arrives < FAR).any(axis=1)
    short = wants.missing(found.available[reached], wanted)
    if short is None:
        return None
    return short if short.left else Refused(Reason.NO_SERVICE, place.postal_code)


def _why_no_plan(parts: Parts, table: ReachTable, found: LocationChoices, wanted: WantColumns, place: Place) -> Refused:
    """The days are full, the dates too unsure, or the load too heavy."""
    still_open = np.flatnonzero((found.arrives < FAR).any(axis=1))
    if not cover.covers(found.available[still_open], wanted.units):
        return Refused(Reason.NO_CAPACITY, place.postal_code)
    if sourcing.plans(table, found, wanted, sourcing.everything(found), parts.policy):
        return Refused(Reason.NO_PROMISE, place.postal_code)
    return Refused(Reason.NO_SERVICE, place.postal_code)
