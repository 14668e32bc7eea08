"""One location: whether it works, what it still has to do, its minutes, its truth, and what to count there."""

from typing import Any

from promesa.domain.ledger.stock import counting as counts_asked
from promesa.domain.values.ids import LocationId
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces.asks import counting, picking
from promesa.surfaces.boards import order_states, plan_board
from promesa.surfaces.boards.order_board import OrderBoard, OrderFilter
from promesa.surfaces.boards.shelf_board import ShelfBoard
from promesa.surfaces.console import doing, inventory, inventory_words, naming, orders
from promesa.surfaces.operations import Room
from promesa.surfaces.web import saying
from promesa.surfaces.web.page import STAFF, Asked, Page, Told

COUNTS = 15
ACTS = (*picking.OPERATIONS, *counting.OPERATIONS)
WEEKDAYS = range(7)
NEVER = (None,) * 7


def view(room: Room, asked: Asked) -> Told:
    name = LocationId(asked.path["location"])
    board, shelves = orders.board_of(room, asked.now), inventory.board_of(room)
    found: dict[str, Any] | Refused = room.machine.ask(_look, board, shelves, name, asked)
    return found


def _look(
    world: World, board: OrderBoard, shelves: ShelfBoard, name: LocationId, asked: Asked
) -> dict[str, Any] | Refused:
    at = world.locations.by_id.get(name)
    if at is None:
        return Refused(Reason.UNKNOWN_LOCATION, name)
    wanted = OrderFilter(location=name)
    counts = board.count(wanted)
    return {
        "may": doing.may(asked, ACTS),
        "location": at,
        "name": at.name or name,
        "region": naming.region(at.area),
        "weekdays": saying.WEEKDAYS[asked.language],
        "clocks": [
            (day, at.hours[day] if at.hours else None, at.cutoffs[day] if at.cutoffs else None) for day in WEEKDAYS
        ],
        "states": [(state, counts.by_state[state]) for state in order_states.OPEN_STATES if counts.by_state[state]],
        "risks": [(risk, many) for risk, many in counts.by_risk.items() if many],
        "days": plan_board.days_of(world, at, asked.now, plan_board.DAYS),
        "asks": [
            (one.sku, inventory.name_of(world, one.sku), one.stake)
            for one in counts_asked.asked_at(world.count_asks, name)
        ],
        "counts": [inventory.shown_count(world, one) for one in shelves.counts(name, COUNTS)],
        "found": next((one for one in shelves.held.found if one.location == name), None),
    }


PAGES = (
    Page(
        "/inventory/locations/{location}",
        "location",
        "console/inventory_location.html",
        STAFF,
        view,
        inventory_words.WORDS,
        "inventory",
    ),
)
