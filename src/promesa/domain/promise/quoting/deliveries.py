"""What can be delivered to a place: plans that stand, as offers, or the reason why there is none."""

from datetime import date

import msgspec
import numpy as np
from msgspec.structs import replace

from promesa.domain.ledger.stock import scarce
from promesa.domain.network.places import Place
from promesa.domain.promise.quoting import offers, slotting
from promesa.domain.promise.sourcing import fees, greedy_ways, landed, long_way, part_loads, short_way, wants, workload
from promesa.domain.promise.sourcing.cost_board import CostBoards
from promesa.domain.promise.sourcing.long_way import LocationChoices, Mask, Plan, WantColumns
from promesa.domain.promise.sourcing.origins import Numbers
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.service_columns import FAR
from promesa.domain.promise.sourcing.tables import QuoteTables
from promesa.domain.promise.sourcing.wants import ShelfLine, WantLines
from promesa.domain.promise.words import Leg, Offer
from promesa.domain.values.ids import ChannelId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import LEAST_COST
from promesa.domain.values.refusal import Reason, Refused
from promesa.kernels import cover


class DeliveryAsk(msgspec.Struct, frozen=True, gc=False):
    """A question that is known to make sense: what, from which shelves, on which channel, to which place."""

    wanted: WantLines
    lines: tuple[ShelfLine, ...]
    full: Numbers
    """Locations that have everything."""
    channel: ChannelId
    place: Place


def deliveries(
    parts: Parts, tables: QuoteTables, asked: bytes, ask: DeliveryAsk, now: Instant, first_only: bool = False
) -> list[Offer] | Refused:
    """The cheapest offer, and the fastest if it is earlier; `first_only`: nobody reads more than the first."""
    boards = tables.boards(parts, ask.place, now)
    found = planned(parts, tables, boards, ask, now, first_only)
    if isinstance(found, Refused):
        return found
    plans, legs = found
    goods, case = ask.wanted.goods, fees.case_of(parts.policy, ask.channel, ask.place.area, legs[0])
    costs, at_border = [plan.cost for plan in plans], [offers.NOTHING] * len(plans)
    if boards.table.crosses_border:
        at_border = [landed.duties(one) for one in legs]
        costs = [cost - duties for cost, duties in zip(costs, at_border, strict=True)]
    charged = fees.charged(parts.policy, case, goods, costs)
    missing = fees.missing(parts.policy, case, goods)
    answer = [
        offers.delivery(tables, asked, one, Centavos(plan.cost), Centavos(fee + duties), ask.place, missing, duties)
        for plan, one, fee, duties in zip(plans, legs, charged, at_border, strict=True)
    ]
    if not parts.capacity.slots.said or not slotting.concern(parts, boards.table):
        return answer
    return [slotting.offered(parts, boards.table, ask.place, offer, now) for offer in answer]


Plans = tuple[list[Plan], list[tuple[Leg, ...]]]


def planned(
    parts: Parts, tables: QuoteTables, boards: CostBoards, ask: DeliveryAsk, now: Instant, first_only: bool = False
) -> Plans | Refused:
    """Plans that stand, with their legs: the cheapest, and the fastest if it is earlier (see `deliveries`)."""
    today = tables.civil_date(now, ask.place.zone)
    if boards.table.crosses_border:
        prices, lines, barred = landed.prepare(parts.catalog, boards.table, ask.wanted, ask.lines, ask.place)
        if prices is not None or barred is not None:
            wanted = replace(ask.wanted, landed=prices)
            found = _long_way(parts, tables, boards, replace(ask, wanted=wanted, lines=lines), today, now, None)
            return barred if barred is not None and isinstance(found, Refused) else found
    has_slots = parts.capacity.slots.said and slotting.concern(parts, boards.table)
    priced = now < parts.stock.scarce.until and is_scarce(parts, ask, now)
    if has_slots or priced or parts.policy.sourcing != LEAST_COST:
        return _long_way(parts, tables, boards, ask, today, now, None)
    short = short_way.plans(boards, ask.channel, ask.wanted, ask.lines, ask.full, parts.policy, first_only)
    legs = [offers.delivery_legs(boards, ask.wanted, plan, {}, today) for plan in short.plans or ()]
    for one in legs:
        if not stands(parts, one, now):
            break
    else:
        if short.plans:
            return short.plans, legs
    return _long_way(parts, tables, boards, ask, today, now, short.cheap)


def _long_way(
    parts: Parts,
    tables: QuoteTables,
    boards: CostBoards,
    ask: DeliveryAsk,
    today: date,
    now: Instant,
    cheap: Plan | None,
) -> Plans | Refused:
    """All locations and services compared; where that plan does not stand, with full days and unsure services out."""
    wanted, columns = ask.wanted, long_way.columns_of(ask.wanted)
    available = wants.by_location(ask.lines, len(tables.columns.names))
    sells = tables.columns.sellers(ask.channel)
    short = wants.missing(available[sells], wanted)
    if short is not None:
        return short
    in_slots = slotting.concern(parts, boards.table)
    worth = worth_of(parts, ask, now, len(available)) if is_scarce(parts, ask, now) else None
    found = long_way.choices(boards.table, available, sells & tables.columns.ships, worth)
    unreachable = _unreachable(found, wanted, ask.place)
    if unreachable is not None:
        return unreachable
    if in_slots:
        found = slotting.with_slots(parts, boards.table, ask.place, found, now)
        if _unreachable(found, wanted, ask.place) is not None:
            return Refused(Reason.NO_CAPACITY, ask.place.postal_code)
    plans = _ways(parts, boards, ask, found, columns, long_way.everything(found), cheap)
    legs = _legs(parts, boards, ask, found, plans, today, now)
    if plans and all(_stands(parts, boards, ask, one, now) for one in legs):
        return plans, legs
    moved = long_way.with_places(boards.table, parts.capacity, found, columns, parts.policy.horizon_days, now)
    if in_slots:
        moved = slotting.with_slots(parts, boards.table, ask.place, moved, now)
    if not cover.covers(moved.available[np.any(moved.arrives < FAR, axis=1)], columns.units):
        return Refused(Reason.NO_CAPACITY, ask.place.postal_code)
    careful = _careful_plans(parts, boards, ask, moved, today, now, bool((moved.arrives != found.arrives).any()))
    if careful is not None:
        return _sooner_in_parts(parts, boards, ask, moved, careful, today, now)
    return Refused(Reason.NO_PROMISE if plans else Reason.NO_SERVICE, ask.place.postal_code)


def is_scarce(parts: Parts, ask: DeliveryAsk, now: Instant) -> bool:
    """Whether a unit of what is asked for is worth more somewhere than it costs, and the policy heeds it."""
    prices = parts.stock.scarce
    return now < prices.until and parts.policy.shelf_price_share > 0 and scarce.concern(prices, ask.wanted.skus, now)


def worth_of(parts: Parts, ask: DeliveryAsk, now: Instant, locations: int) -> Numbers:
    """What a unit of each line is worth to others, by location number [L, lines]."""
    numbers, share = parts.stock.shelves.location_numbers, parts.policy.shelf_price_share
    return scarce.worth(parts.stock.scarce, ask.wanted.skus, numbers, locations, share)


def _ways(
    parts: Parts,
    boards: CostBoards,
    ask: DeliveryAsk,
    found: LocationChoices,
    columns: WantColumns,
    allowed: Mask,
    cheap: Plan | None = None,
) -> list[Plan]:
    """Plans in the way that the policy chooses locations."""
    if parts.policy.sourcing == LEAST_COST:
        return long_way.plans(boards.table, found, columns, allowed, parts.policy, cheap)
    return greedy_ways.plans(parts, boards.table, ask.place, found, columns, allowed)


def stands(parts: Parts, legs: tuple[Leg, ...], now: Instant) -> bool:
    """Whether each location can prepare all of its legs in time and the whole is likely enough to be promised."""
    likely = legs[0].keep_probability if len(legs) == 1 else offers.together(legs)
    return likely >= parts.policy.keep_probability_min and workload.stands(parts, legs, now)


def _sooner_in_parts(
    parts: Parts, boards: CostBoards, ask: DeliveryAsk, moved: LocationChoices, found: Plans, today: date, now: Instant
) -> Plans:
    """With a faster plan, where locations can prepare parts of the units sooner than all of them."""
    plans, legs = found
    columns, horizon = long_way.columns_of(ask.wanted), parts.policy.horizon_days
    best = min(max(leg.arrives_on for leg in one) for one in legs)
    faster: tuple[Plan, tuple[Leg, ...]] | None = None
    for choices in part_loads.choices(boards.table, parts.capacity, moved, columns, horizon, now):
        some = choices
        if parts.capacity.slots.said:
            some = slotting.with_slots(parts, boards.table, ask.place, choices, now)
        likely = long_way.likely_enough(boards.table, some, parts.policy.keep_probability_min)
        tried = _ways(parts, boards, ask, some, columns, likely)
        for plan, one in zip(tried, _legs(parts, boards, ask, some, tried, today, now), strict=True):
            day = max(leg.arrives_on for leg in one)
            sooner = day < best or (faster is not None and day == best and plan.cost < faster[0].cost)
            if sooner and _stands(parts, boards, ask, one, now):
                best, faster = day, (plan, one)
    if faster is None:
        return found
    if faster[0].cost <= plans[0].cost:
        return [faster[0]], [faster[1]]
    return [plans[0], faster[0]], [legs[0], faster[1]]


def _stands(parts: Parts, boards: CostBoards, ask: DeliveryAsk, legs: tuple[Leg, ...], now: Instant) -> bool:
    """`stands`, and each that comes in a slot has one on its day."""
    if not stands(parts, legs, now):
        return False
    return not parts.capacity.slots.said or slotting.stand(parts, boards.table, ask.place, legs, now)


def _legs(
    parts: Parts,
    boards: CostBoards,
    ask: DeliveryAsk,
    found: LocationChoices,
    plans: list[Plan],
    today: date,
    now: Instant,
) -> list[tuple[Leg, ...]]:
    """The legs of plans, on the days on which they come."""
    legs = [offers.delivery_legs(boards, ask.wanted, plan, found.process_on, today) for plan in plans]
    if not parts.capacity.slots.said:
        return legs
    return [slotting.dated(parts, boards.table, ask.place, one, now) for one in legs]


def _careful_plans(
    parts: Parts,
    boards: CostBoards,
    ask: DeliveryAsk,
    found: LocationChoices,
    today: date,
    now: Instant,
    moved: bool,
) -> Plans | None:
    """Plans of services that are likely enough, alone or, where that is not enough, all together; None: none stand.

    `moved`: a full day has changed the choices, so they are worth asking again even if all services are likely enough.
    """
    least, parcels_max = parts.policy.keep_probability_min, parts.policy.parcels_max
    columns, asked = long_way.columns_of(ask.wanted), None if moved else long_way.everything(found)
    for likely in (least, least ** (1.0 / parcels_max)):
        allowed = long_way.likely_enough(boards.table, found, likely)
        if asked is not None and bool((allowed == asked).all()):
            continue
        asked = allowed
        plans = _ways(parts, boards, ask, found, columns, allowed)
        legs = _legs(parts, boards, ask, found, plans, today, now)
        good = [number for number, one in enumerate(legs) if _stands(parts, boards, ask, one, now)]
        if good:
            return [plans[number] for number in good], [legs[number] for number in good]
    return None


def _unreachable(found: LocationChoices, wanted: WantLines, place: Place) -> Refused | None:
    """No service brings the units from where they are: none at all, or only from locations with too few of them."""
    reached = np.any(found.arrives < FAR, axis=1)
    short = wants.missing(found.available[reached], wanted)
    if short is None:
        return None
    return short if short.left else Refused(Reason.NO_SERVICE, place.postal_code)
