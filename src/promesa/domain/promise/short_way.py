"""The short way to a plan, where one location has everything or two lines of one unit come from one location each.

It answers only where it is sure to find what `sourcing.plans` would (the same cost and days; the tests race them), by
minima over packed costs; otherwise it says nothing and the long way is taken.
"""

from datetime import date

import numpy as np

from promesa.domain.promise import wants
from promesa.domain.promise.cost_board import ANY_DAY, NEVER_DAY, CostBoard, CostBoards, SendingLocations
from promesa.domain.promise.origins import Numbers
from promesa.domain.promise.sourcing import Plan, PlannedParcel
from promesa.domain.promise.wants import ShelfLine, WantLines
from promesa.domain.values.ids import ChannelId
from promesa.domain.values.policy import Policy


def plans(
    boards: CostBoards,
    channel: ChannelId,
    wanted: WantLines,
    lines: tuple[ShelfLine, ...],
    full: Numbers,
    policy: Policy,
    today: date,
) -> list[Plan] | None:
    """The cheapest plan and the fastest if it is earlier; None: take the long way. `full`: who has everything."""
    sending = boards.sending(channel)
    grams, volume = wants.weight(wanted, wanted.units)
    weighs = boards.table.weighs(grams, volume)
    if weighs is None or not sending.is_packable:
        return None
    board = boards.board(channel, weighs)
    if not board.is_packable:
        return None
    cheap = _one_parcel(board, wanted, full, ANY_DAY, today, grams, volume)
    if cheap is None:
        return _two_only(boards, channel, wanted, lines, policy)
    if not _cheaper_than_any_split(board, wanted, grams, cheap.cost, ANY_DAY, policy):
        return None
    days = sending.earliest[full]
    first = sending.first_day + int(days[days.argmin()])
    faster = _split_before(boards, sending, channel, wanted, lines, policy, first)
    if faster is None:
        return None
    if faster:
        return [cheap, *faster] if cheap.cost < faster[0].cost else faster
    if cheap.arrives == first:
        return [cheap]
    fast = _one_parcel(board, wanted, full, first, today, grams, volume)
    if fast is None or not _cheaper_than_any_split(board, wanted, grams, fast.cost, first, policy):
        return None
    return [cheap, fast]


def _one_parcel(
    board: CostBoard, wanted: WantLines, numbers: Numbers, by_day: int, today: date, grams: int, volume_cm3: int
) -> Plan | None:
    """Everything from the location that is cheapest among those, there by the day."""
    best = board.cheapest(numbers, by_day)
    if best is None:
        return None
    basis = board.leg_basis(best, today, grams, volume_cm3)
    parcel = PlannedParcel(best.number, best.service, wanted.units, best.cost, best.arrives, basis)
    return Plan((parcel,), best.cost, best.arrives)


def _cheaper_than_any_split(
    board: CostBoard, wanted: WantLines, grams: int, cost: int, by_day: int, policy: Policy
) -> bool:
    """Whether even the cheapest thinkable parcels by that day, with the kilograms still to be paid, cost no less."""
    units = wanted.units[0] if len(wanted.units) == 1 else sum(wanted.units)
    if units == 1:
        return True
    floor, split = board.sending.floor(by_day), policy.split_cost
    for parcels in range(2, min(policy.parcels_max, units) + 1):
        kilograms = max(0, -((parcels * board.table.first_grams_max - grams) // 1_000))
        if parcels * floor + (parcels - 1) * split + kilograms * board.table.per_kg_min < cost:
            return False
    return True


def _split_before(
    boards: CostBoards,
    sending: SendingLocations,
    channel: ChannelId,
    wanted: WantLines,
    lines: tuple[ShelfLine, ...],
    policy: Policy,
    first: int,
) -> list[Plan] | None:
    """The plan of several parcels that is there before that day: none, one, or None where that is a longer question."""
    if len(lines) == 1 and wanted.units[0] == 1:
        return []
    for line in lines:
        early = line.available[sending.earliest[line.numbers] < first - sending.first_day]
        if int(np.add.reduce(early)) < line.units:
            return []
    if wanted.units != (1, 1):
        return None
    fast = _pair(boards, channel, wanted, lines, policy, _first_day_of_pair(sending, lines))
    return None if fast is None else [fast]


def _first_day_of_pair(sending: SendingLocations, lines: tuple[ShelfLine, ...]) -> int:
    holders = [sending.earliest[line.numbers[line.available > 0]] for line in lines]
    return sending.first_day + max([int(np.minimum.reduce(days, initial=NEVER_DAY)) for days in holders])


def _two_only(
    boards: CostBoards, channel: ChannelId, wanted: WantLines, lines: tuple[ShelfLine, ...], policy: Policy
) -> list[Plan] | None:
    """No location has both of two units: the cheapest pair, and the fastest if it is earlier."""
    if wanted.units != (1, 1) or policy.parcels_max < 2:
        return None
    cheap = _pair(boards, channel, wanted, lines, policy, ANY_DAY)
    if cheap is None:
        return None
    first = _first_day_of_pair(boards.sending(channel), lines)
    if cheap.arrives == first:
        return [cheap]
    fast = _pair(boards, channel, wanted, lines, policy, first)
    if fast is None:
        return None
    return [fast] if fast.cost <= cheap.cost else [cheap, fast]


def _pair(
    boards: CostBoards,
    channel: ChannelId,
    wanted: WantLines,
    lines: tuple[ShelfLine, ...],
    policy: Policy,
    by_day: int,
) -> Plan | None:
    """One unit of each of two lines, each from its cheapest location; None where it cannot be there by the day."""
    if policy.parcels_max < 2:
        return None
    found: list[tuple[int, PlannedParcel]] = []
    for units, line in (((1, 0), lines[0]), ((0, 1), lines[1])):
        weighs = boards.table.weighs(*wants.weight(wanted, units))
        board = None if weighs is None else boards.board(channel, weighs)
        if board is None or not board.is_packable:
            return None
        best = board.cheapest(line.numbers[line.available > 0], by_day)
        if best is None:
            return None
        found.append((best.packed, PlannedParcel(best.number, best.service, units, best.cost, best.arrives)))
    found.sort()
    parcels = (found[0][1], found[1][1])
    if parcels[0].number == parcels[1].number:
        return None
    cost = parcels[0].cost + parcels[1].cost + policy.split_cost
    return Plan(parcels, cost, max(parcels[0].arrives, parcels[1].arrives))
