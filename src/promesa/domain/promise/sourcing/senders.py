"""Who may send on a channel, with what a parcel from there costs beyond freight, packed for a quick minimum.

A packed cost is one integer: (cost, day of delivery, rank of the location's name, service), so the smallest of any
choice of locations and services is the parcel that sourcing ranks first; packed day first it is the fastest. It is a
sum of what the location adds (handling and rank, here) and of what its group does (the rest, in `cost_board`).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from promesa.domain.promise.sourcing.origins import NOWHERE, LocationColumns, Numbers
from promesa.domain.values.ids import ChannelId

SERVICE_BITS, RANK_BITS, DAY_BITS, COST_BITS = 8, 18, 10, 25
COST_MAX = 1 << COST_BITS
"""Three hundred thousand pesos for one parcel: beyond it the long way is taken."""
NEVER_PACKED = 1 << (SERVICE_BITS + RANK_BITS + DAY_BITS + COST_BITS)
"""That much or more: there is no such parcel. Three of them still fit into 64 bits."""
RANK_SHIFT = SERVICE_BITS
SERVICE_MASK, RANK_MASK = (1 << SERVICE_BITS) - 1, (1 << RANK_BITS) - 1
DAY_MASK, COST_MASK = (1 << DAY_BITS) - 1, (1 << COST_BITS) - 1


class CostLayout(NamedTuple):
    """Where the cost and the day are in a packed cost."""

    cost_shift: int
    day_shift: int


CHEAPEST_FIRST = CostLayout(cost_shift=SERVICE_BITS + RANK_BITS + DAY_BITS, day_shift=SERVICE_BITS + RANK_BITS)
FASTEST_FIRST = CostLayout(cost_shift=SERVICE_BITS + RANK_BITS, day_shift=SERVICE_BITS + RANK_BITS + COST_BITS)


class SendingLocations:
    """Who may send on a channel, as columns over locations [L]; a class because it owns them."""

    def __init__(self, columns: LocationColumns, channel: ChannelId) -> None:
        may_send = columns.sellers(channel) & columns.ships & (columns.group_of != NOWHERE)
        self.group_of = np.where(may_send, columns.group_of, 0).astype(np.intp)
        self.added = _added(columns, may_send, CHEAPEST_FIRST)
        self.added_day_first = _added(columns, may_send, FASTEST_FIRST)
        self.least_handling: Numbers = np.full(len(columns.groups), NEVER_PACKED, dtype=np.int64)
        """What handling costs at the cheapest location of each group [G]; `NEVER_PACKED` where none may send."""
        np.minimum.at(self.least_handling, columns.group_of[may_send], columns.own_cost[may_send])

    def each(self, of_groups: Numbers, layout: CostLayout) -> Numbers:
        """What the groups do [G] with what each location adds, by location [L]; `NEVER_PACKED` or more where it may
        not send."""
        added = self.added if layout is CHEAPEST_FIRST else self.added_day_first
        return of_groups.take(self.group_of) + added


def _added(columns: LocationColumns, may_send: NDArray[np.bool_], layout: CostLayout) -> Numbers:
    handling = np.minimum(columns.own_cost, COST_MAX)
    return np.where(may_send, (handling << layout.cost_shift) + (columns.rank << RANK_SHIFT), NEVER_PACKED)
