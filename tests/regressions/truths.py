"""What must be true of a shop after whatever happened, said once and plainly."""

from collections import Counter

from msgspec.structs import replace

from promesa.domain.ledger.orders.state import Order, Stage, owner_of
from promesa.domain.ledger.orders.words import OrderLine, OrderPlaced, shelf_units
from promesa.domain.ledger.payments import rules as money
from promesa.domain.ledger.payments.state import account_of, refundable
from promesa.domain.ledger.shipments.state import ENDED, Status, live
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock.rules import add_up
from promesa.domain.ledger.stock.words import ReservationConsumed, ReservationReleased, StockReserved, Take
from promesa.domain.promise.promises import Outcome
from promesa.domain.world import World
from promesa.engine.machine import Machine, entries_of


def hold(world: World) -> None:
    """Everything that one look at the world can tell."""
    shelves_add_up(world)
    capacity_adds_up(world)
    for order in world.orders.by_id.values():
        units_are_somewhere(world, order)
        promise_fits(world, order)
        money_fits(world, order)
    for reservation in world.stock.reservations:
        owner = owner_of(world.orders, reservation)
        assert owner is None or world.orders.by_id[owner].stage in (Stage.PLACED, Stage.CONFIRMED), reservation
    assert world.promises.made == world.promises.kept + world.promises.broken + world.promises.withdrawn + sum(
        promise.outcome is Outcome.OPEN for promise in world.promises.by_order.values()
    )


def shelves_add_up(world: World) -> None:
    shelves = world.stock.shelves
    owed: Counter[tuple[str, str]] = Counter()
    for live_one in world.stock.reservations.values():
        owed.update(add_up(live_one.takes))
    for row in range(shelves.size):
        shelf = shelves.skus[shelves.sku_of[row]], shelves.locations[shelves.location_of[row]]
        reserved, on_hand = int(shelves.reserved[row]), int(shelves.on_hand[row])
        assert reserved == owed.pop(shelf, 0), (shelf, reserved)
        assert 0 <= reserved <= on_hand, (shelf, reserved, on_hand)
    assert not +owed, owed


def capacity_adds_up(world: World) -> None:
    taken: Counter[tuple[str, str]] = Counter()
    for order, takings in world.capacity.taken_by.items():
        assert world.orders.by_id[order].stage is not Stage.CANCELLED, order
        buckets = [(one.location, one.bucket) for one in takings]
        assert len(set(buckets)) == len(buckets), f"{order} has two places in one bucket"
        taken.update(buckets)
    for location, pots in world.capacity.pots.items():
        for bucket, pot in pots.items():
            assert pot.taken == taken[location, bucket] >= 0, (location, bucket, pot)


def units_are_somewhere(world: World, order: Order) -> None:
    """Ordered = reserved + packed or gone + given back + what its customer is choosing about.

    And planned parcels take exactly what is reserved.
    """
    name = order.placed.order
    parcels = live(world.shipments, name)
    reserved = add_up(questions.reserved_by(world.stock, order.placed.reservation))
    planned = _units(take for p in parcels if p.status is Status.PLANNED for take in p.planned.takes)
    if order.stage is Stage.CANCELLED:
        assert not parcels, (name, parcels)
        assert not reserved, (name, reserved)
        return
    if order.stage is Stage.PLACED:
        assert not parcels, (name, parcels)
        return
    assert planned == reserved, (name, planned, reserved)
    brought = _by_sku(_units(take for p in parcels for take in p.planned.takes))
    paid = account_of(world.payments, name).captured > 0  # what was only set aside goes back once it has come
    waiting = world.choices.awaited.get(name)
    chosen_later = _by_sku(_units(waiting.takes)) if waiting is not None else Counter()
    back_of = shelf_units(_given_back(world, order))
    for sku, units in shelf_units(order.placed.lines).items():
        back = back_of.get(sku, 0)
        assert brought[sku] <= units, (name, sku, units, brought)
        assert not paid or brought[sku] + back + chosen_later[sku] >= units, (name, sku, units, brought, back)
    if order.stage is Stage.CLOSED:
        assert all(parcel.status in ENDED for parcel in parcels), name


def _given_back(world: World, order: Order) -> list[OrderLine]:
    lines = order.placed.lines
    return [replace(one, units=money.units_refunded(world.payments, order.placed.order, one.line)) for one in lines]


def promise_fits(world: World, order: Order) -> None:
    promise = world.promises.by_order.get(order.placed.order)
    if order.stage is Stage.PLACED:
        assert promise is None, order
    if order.stage in (Stage.CONFIRMED, Stage.CLOSED):
        assert promise is not None, order
    if promise is not None and order.stage in (Stage.CLOSED, Stage.CANCELLED):
        assert promise.outcome is not Outcome.OPEN, order


def money_fits(world: World, order: Order) -> None:
    left = refundable(world.payments, order.placed.order)
    assert left >= 0, order
    if order.stage is Stage.CANCELLED:
        assert left == 0, (order, left)
    assert left <= order.placed.total, (order, left)


def each_reservation_ended_once(machine: Machine[World]) -> None:
    """A reservation opens, may change, and ends once; what an order held and gave up it never holds again."""
    open_now: set[str] = set()
    orders: set[str] = set()
    ended: set[str] = set()
    for _, fact in entries_of(machine):
        if isinstance(fact, OrderPlaced):
            orders.add(fact.reservation)
        elif isinstance(fact, StockReserved):
            assert fact.reservation not in ended, f"reopened: {fact}"
            open_now.add(fact.reservation)
        elif isinstance(fact, ReservationReleased | ReservationConsumed):
            assert fact.reservation in open_now, f"ended twice: {fact}"
            open_now.remove(fact.reservation)
            if fact.reservation in orders:
                ended.add(fact.reservation)
    assert open_now == set(machine.world.stock.reservations)


def _units(takes: object) -> dict[tuple[str, str], int]:
    return add_up(tuple(takes))


def _by_sku(units: dict[tuple[str, str], int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for (sku, _), n in units.items():
        found[sku] += n
    return found


def takes_of(*rows: tuple[str, str, int]) -> tuple[Take, ...]:
    """(SKU, location, units)..."""
    return tuple(Take(sku, location, units) for sku, location, units in rows)
