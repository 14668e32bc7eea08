"""Thinks over again all orders that nobody has picked: reads them as arrays, solves, and proposes the better plans.

What it has seen may be past when it proposes: the rule looks at every order again (`keeping/rethinking`).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple

import numpy as np

from promesa.agents import portions, ways_to_send
from promesa.agents.portions import Move
from promesa.agents.ways_to_send import PlanSeen, WayBoard
from promesa.domain import world as worlds
from promesa.domain.ledger.orders.state import Stage, owner_of
from promesa.domain.ledger.shipments.state import Status, live
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.scarce import ScarceShelf
from promesa.domain.ledger.stock.words import Take
from promesa.domain.promise.keeping.rethinking import present
from promesa.domain.promise.keeping.rethinking.rules import ORDERS_MAX, SHELVES_MAX
from promesa.domain.promise.rethinks import Allocation, ReallocateOrders, Reallocation
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine.machine import Machine, Request, Verdict
from promesa.kernels import reassign
from promesa.kernels.programs import Ended
from promesa.kernels.reassign import Answer, Limits, Lines, Plan, Prices, Stock, Ways

SLICE = 100
"""Orders that are looked at while nobody else decides."""

BY = "rethinker"
HURRIED = Limits(seconds=20.0)
"""Beside a shop that goes on: the clock is only a net, the counts decide."""
AskWorld = Callable[..., Any]
"""`machine.ask`: a question answered on a world that no turn is changing."""
Solve = Callable[[Lines, Ways, Stock, Plan, Any, int, Limits], Answer]
Shelf = tuple[Sku, LocationId]


class Puzzle(NamedTuple):
    """The orders with their names of things, and the same as arrays."""

    seen: tuple[PlanSeen, ...]
    skus: tuple[Sku, ...]
    locations: tuple[LocationId, ...]
    line_skus: tuple[Sku, ...]
    lines: Lines
    ways: Ways
    stock: Stock
    now: Plan
    parcels_max: Any
    split_price: int


def think(
    ask: AskWorld, now: Instant, run: str, limits: Limits = reassign.UNHURRIED, solve: Solve = reassign.reassign
) -> ReallocateOrders | None:
    """The better plans that were found, as a command (of very many the first); None: there is nothing to think over,
    or nothing is better."""
    return next(iter(think_all(ask, now, run, limits, solve)), None)


def think_all(
    ask: AskWorld, now: Instant, run: str, limits: Limits = reassign.UNHURRIED, solve: Solve = reassign.reassign
) -> list[ReallocateOrders]:
    """The better plans as commands of at most `ORDERS_MAX` orders, the second named "<run>.2" and so on; what scarce
    shelves are worth is said with the first, alone where the policy heeds it and nothing is better."""
    board = WayBoard(now)
    puzzle = look(ask, board)
    heeds = ask(lambda world: world.policies.now.shelf_price_share > 0 and bool(world.stock.scarce.prices))
    if puzzle is None:
        return [ReallocateOrders(run=run, reallocations=())] if heeds else []
    answer = solve(*puzzle[4:9], puzzle.split_price, limits)
    moves: list[Reallocation] = []
    for some in _slices(_changed(puzzle, answer.plan)):
        moves += ask(_reallocations, some, board)
    scarce = _scarce(puzzle, answer.prices)
    heeds = heeds or (bool(scarce) and ask(lambda world: world.policies.now.shelf_price_share > 0))
    if not moves:
        return [ReallocateOrders(run=run, reallocations=(), scarce=scarce)] if heeds else []
    return [
        ReallocateOrders(
            run=run if not number else f"{run}.{number + 1}",
            reallocations=tuple(some),
            looked_at=len(puzzle.seen),
            bound=Centavos(int(answer.bound)),
            gap=float(answer.gap),
            note="" if answer.ended is Ended.PROVEN else answer.ended.value,
            scarce=() if number else scarce,
        )
        for number, some in enumerate(_portions(puzzle, moves))
    ]


def _portions(puzzle: Puzzle, moves: list[Reallocation]) -> list[list[Reallocation]]:
    if len(moves) <= ORDERS_MAX:
        return [moves]
    now = {one.order: one.takes for one in puzzle.seen}
    shifts = [Move(now[m.order], tuple(take for leg in m.allocations for take in leg.takes)) for m in moves]
    return [[moves[number] for number in portion] for portion in portions.of(shifts, ORDERS_MAX)]


def _scarce(puzzle: Puzzle, prices: Prices) -> tuple[ScarceShelf, ...]:
    """The dearest shelves, by their names."""
    columns = (column.tolist() for column in prices)
    found = [
        ScarceShelf(puzzle.skus[item], puzzle.locations[place], Centavos(centavos))
        for item, place, centavos in zip(*columns, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (-one.centavos, one.sku, one.location))[:SHELVES_MAX])


def once(machine: Machine[World], put: Callable[[Request], Verdict]) -> str | Refused | None:
    """Think and propose: the name of the (first) rethink, or None where nothing is better; `put` puts a command."""
    now = Instant(machine.now())
    found = think_all(machine.ask, now, run_name(now), HURRIED)
    for command in found:
        verdict = put(Request(command, BY))
        if verdict.error is not None:
            raise verdict.error
        if isinstance(verdict.refusal, Refused):
            return verdict.refusal
    return found[0].run if found and found[0].reallocations else None


def run_name(at: Instant) -> str:
    """What a rethink of that moment goes by: "2026-05-27T12:45:00Z"."""
    return moments.utc(at).strftime("%Y-%m-%dT%H:%M:%SZ")


def look(ask: AskWorld, board: WayBoard) -> Puzzle | None:
    """All orders that nobody has picked and that may be sent from elsewhere, slice by slice."""
    names: list[OrderId] = ask(unpicked)
    pool = _units_of(take for some in _slices(names) for take in ask(_reserved_for, some))
    seen: list[PlanSeen] = []
    for some in _slices(names):
        seen += ask(_see, some, pool, board)
    if not seen:
        return None
    skus = tuple(sorted({sku for one in seen for sku in one.units}))
    pool = _units_of(take for one in seen for take in one.takes)
    return _as_arrays(seen, skus, ask(_shelves, skus, pool), ask(lambda world: world.policies.now.split_cost))


def _units_of(takes: Iterable[Take]) -> dict[Shelf, int]:
    found: dict[Shelf, int] = {}
    for take in takes:
        found[take.sku, take.location] = found.get((take.sku, take.location), 0) + take.units
    return found


def unpicked(world: World) -> list[OrderId]:
    """Confirmed orders of which nobody has packed anything, oldest first; by their reservations, as only those live."""
    names = (owner_of(world.orders, reservation) for reservation in world.stock.reservations)
    return [name for name in names if name is not None and _is_unpicked(world, name)]


def _is_unpicked(world: World, name: OrderId) -> bool:
    if world.orders.by_id[name].stage is not Stage.CONFIRMED:
        return False
    parcels = live(world.shipments, name)
    kinds = {parcel.planned.kind for parcel in parcels}
    return kinds <= set(present.SENT) and all(parcel.status is Status.PLANNED for parcel in parcels)


def _reserved_for(world: World, names: Sequence[OrderId]) -> list[Take]:
    of_all = (live(world.shipments, name) for name in names)
    return [take for parcels in of_all for parcel in parcels for take in parcel.planned.takes]


def _see(world: World, names: Sequence[OrderId], pool: dict[Shelf, int], board: WayBoard) -> list[PlanSeen]:
    """The plans of those orders with every way to send them otherwise; those that may not be thought over are left."""
    parts, books = worlds.parts(world), worlds.books(world)
    found = []
    for name in names:
        one = present.read(parts, books, name, board.now)
        if not isinstance(one, Refused):
            found.append(ways_to_send.see(board, parts, one, pool))
    return found


def _shelves(world: World, skus: Sequence[Sku], pool: dict[Shelf, int]) -> list[tuple[Sku, LocationId, int]]:
    """Units that these orders may share out among themselves: free ones and their own."""
    shelves, found = world.stock.shelves, []
    for sku in skus:
        rows = questions.rows_of(world.stock, sku)
        free = questions.available_rows(world.stock, rows).tolist()
        for number, units in zip(shelves.location_of[rows].tolist(), free, strict=True):
            location = shelves.locations[number]
            total = units + pool.get((sku, location), 0)
            if total:
                found.append((sku, location, total))
    return found


# --- as arrays ---


def _as_arrays(
    seen: Sequence[PlanSeen], skus: tuple[Sku, ...], shelves: Sequence[tuple[Sku, LocationId, int]], split_price: int
) -> Puzzle:
    places = {location for _, location, _ in shelves}
    locations = tuple(sorted(places.union(*(one.ways.keys() for one in seen))))
    sku_numbers = {sku: number for number, sku in enumerate(skus)}
    numbers = {location: number for number, location in enumerate(locations)}
    lines = [(n, sku, units) for n, one in enumerate(seen) for sku, units in one.units.items()]
    line_numbers = {(n, sku): number for number, (n, sku, _) in enumerate(lines)}
    ways = [
        (n, numbers[location], way.base, way.per_unit)
        for n, one in enumerate(seen)
        for location, way in one.ways.items()
    ]
    now = [
        (line_numbers[n, take.sku], numbers[take.location], take.units)
        for n, one in enumerate(seen)
        for take in one.takes
    ]
    return Puzzle(
        seen=tuple(seen),
        skus=skus,
        locations=locations,
        line_skus=tuple(sku for _, sku, _ in lines),
        lines=Lines(*_columns([(n, sku_numbers[sku], units) for n, sku, units in lines], 3)),
        ways=Ways(*_columns(ways, 4)),
        stock=Stock(*_columns([(sku_numbers[sku], numbers[place], units) for sku, place, units in shelves], 3)),
        now=Plan(*_columns(now, 3)),
        parcels_max=np.array([one.parcels for one in seen], dtype=np.int64),
        split_price=split_price,
    )


def _columns(rows: Sequence[tuple[int, ...]], width: int) -> Any:
    return np.array(rows, dtype=np.int64).reshape(len(rows), width).T


# --- and back ---


class Changed(NamedTuple):
    """An order with its units by location as they were solved."""

    order: OrderId
    takes: tuple[Take, ...]


def _changed(puzzle: Puzzle, plan: Plan) -> list[Changed]:
    """What each order is sent as by the plan, where that is not what it is sent as now, by services that stay."""
    takes: dict[int, dict[Shelf, int]] = {}
    orders = puzzle.lines.order.tolist()
    for line, place, units in zip(plan.line.tolist(), plan.location.tolist(), plan.units.tolist(), strict=True):
        shelf = (puzzle.line_skus[line], puzzle.locations[place])
        own = takes.setdefault(orders[line], {})
        own[shelf] = own.get(shelf, 0) + units
    return [
        Changed(puzzle.seen[n].order, tuple(Take(sku, place, units) for (sku, place), units in sorted(own.items())))
        for n, own in sorted(takes.items())
        if not puzzle.seen[n].may_stay or own != _units_of(puzzle.seen[n].takes)
    ]


def _reallocations(world: World, some: Sequence[Changed], board: WayBoard) -> list[Reallocation]:
    """Those that are sent otherwise than now, each parcel by its cheapest service that keeps the day."""
    parts, books = worlds.parts(world), worlds.books(world)
    found = []
    for order, takes in some:
        one = present.read(parts, books, order, board.now)
        plan = None if isinstance(one, Refused) else ways_to_send.by_service(board, parts, one, takes)
        if plan is not None:
            found.append(Reallocation(order, tuple(Allocation(*leg) for leg in plan)))
    return found


def _slices(names: Iterable[Any]) -> Iterable[list[Any]]:
    rows = list(names)
    return [rows[start : start + SLICE] for start in range(0, len(rows), SLICE)]
