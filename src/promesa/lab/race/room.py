"""How much room there is below each policy of a race: its cost beside what nobody could undercut, with intervals."""

from collections.abc import Sequence

import msgspec

from promesa.lab.race import intervals
from promesa.lab.race.bound import Bound
from promesa.lab.race.intervals import Interval
from promesa.lab.race.racing import Ran


class PolicyRoom(msgspec.Struct, frozen=True):
    """One policy over the orders that it and the first one sent."""

    policy: str
    under_share: Interval
    """How far the bound is under it: no sourcing costs less by more than that."""
    taken_share: Interval | None
    """How much of the room below it the first policy takes; None: of the first one itself."""


class BoundRow(msgspec.Struct, frozen=True):
    """One bound of the stretch's orders, which the first policy sent."""

    bound: str
    orders: int
    cost_per_order_centavos: float
    cost_by_part_per_order: dict[str, float]
    policies: tuple[PolicyRoom, ...]


def rows(bounds: Sequence[Bound], ran: Sequence[Ran], seed: int) -> tuple[BoundRow, ...]:
    """Every bound beside every policy."""
    return tuple(_row(one, ran, seed) for one in bounds)


def _row(bound: Bound, ran: Sequence[Ran], seed: int) -> BoundRow:
    orders = max(1, len(bound.by_order))
    parts = sorted({part for cost in bound.by_order.values() for part in cost})
    return BoundRow(
        bound=bound.name,
        orders=len(bound.by_order),
        cost_per_order_centavos=round(bound.centavos / orders, 2),
        cost_by_part_per_order={
            part: round(sum(cost.get(part, 0.0) for cost in bound.by_order.values()) / orders, 2) for part in parts
        },
        policies=tuple(_room(bound, one, ran[0], seed) for one in ran),
    )


def _room(bound: Bound, ran: Ran, first: Ran, seed: int) -> PolicyRoom:
    both = [order for order in bound.by_order if order in ran.orders and ran.orders[order].cost]
    here = [ran.orders[order] for order in both]
    blocks = intervals.blocks_of([one.day.toordinal() for one in here], [one.hour for one in here])
    above = [one.pesos - sum(bound.by_order[one.order].values()) for one in here]
    under = intervals.ratio(above, [one.pesos for one in here], blocks, seed)
    if ran is first:
        return PolicyRoom(ran.name, under, None)
    saved = [float(one.pesos - first.orders[one.order].pesos) for one in here]
    return PolicyRoom(ran.name, under, intervals.ratio(saved, above, blocks, seed))
