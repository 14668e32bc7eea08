"""One box finds an order, a parcel, a guide, a SKU, a customer or a location, whole or by its beginning."""

from collections.abc import Callable, Sequence
from typing import NamedTuple
from urllib.parse import quote

from promesa.domain.conduct.risks import RiskCause
from promesa.domain.values.ids import CartId, CustomerId, LocationId, OrderId, ParcelId, PaymentId, Sku
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.surfaces.boards.order_board import OrderBoard
from promesa.surfaces.boards.shelf_board import ShelfBoard
from promesa.surfaces.console import naming, orders, risk_rows, search_words
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import STAFF, Asked, Elsewhere, Page, Told

MANY = 8
ORDER = "order"
SAID_MAX = 120


class Hit(NamedTuple):
    """Something that was found: what it is, its name, what else is said of it, and where it is shown."""

    kind: str
    name: str
    note: str
    address: str
    causes: tuple[RiskCause, ...] = ()
    """Why the promise of an order is at risk, the gravest first."""


def view(room: Room, asked: Asked) -> Told:
    """One whole name leads straight there; else all that begins so, by kind."""
    said = asked.query.get("q", "").strip()[:SAID_MAX]
    if not said:
        return {"typed": "", "groups": [], "tones": risk_rows.KIND_OF}
    exact = room.machine.ask(_exact, said)
    if len(exact) == 1:
        return Elsewhere(exact[0].address)
    board = orders.board_of(room, asked.now)
    shelves = room.boards.of(ShelfBoard)
    shelves.settle(room.machine)
    found = [*exact, *room.machine.ask(_starting, board, shelves, said)]
    if len({one.address for one in found}) == 1:
        return Elsewhere(found[0].address)
    groups: dict[str, dict[str, Hit]] = {}
    for hit in _with_risks(room, found, asked.now):
        groups.setdefault(hit.kind, {})[hit.name] = hit
    shown = [(kind, list(hits.values())) for kind, hits in groups.items()]
    return {"typed": said, "groups": shown, "tones": risk_rows.KIND_OF}


def _with_risks(room: Room, hits: Sequence[Hit], now: Instant) -> list[Hit]:
    """Orders with what their promises are at risk of."""
    known = orders.risks_of(room, [OrderId(hit.name) for hit in hits if hit.kind == ORDER], now)
    risks = {name: row.causes for name, row in known.items()}
    return [hit._replace(causes=risks.get(OrderId(hit.name), ())) if hit.kind == ORDER else hit for hit in hits]


def _exact(world: World, said: str) -> list[Hit]:
    """Everything of exactly that name, in small or in capital letters too."""
    for form in dict.fromkeys((said, said.upper(), said.lower())):
        found = [hit for find in _FIND for hit in find(world, form)]
        if found:
            return list({hit.address: hit for hit in found}.values())
    return []


def _order(world: World, name: str) -> list[Hit]:
    order = OrderId(name)
    if order not in world.orders.by_id:
        owner = world.orders.by_cart.get(CartId(name))
        if owner is None:
            return []
        order = owner
    placed = world.orders.by_id[order].placed
    return [Hit(ORDER, order, naming.region(_area(world, placed.postal_code)), _order_page(order))]


def _area(world: World, postal_code: str | None) -> str:
    place = None if postal_code is None else world.places.by_code.get(postal_code)  # type: ignore[call-overload]
    return "" if place is None else place.area


def _order_page(order: str) -> str:
    return f"/orders/{quote(order, safe='')}"


def _parcel(world: World, name: str) -> list[Hit]:
    parcel = world.shipments.by_id.get(ParcelId(name))
    return [] if parcel is None else [Hit("parcel", name, parcel.planned.order, _order_page(parcel.planned.order))]


def _guide(world: World, name: str) -> list[Hit]:
    parcel = world.shipments.by_tracking.get(name)
    if parcel is None:
        return []
    order = world.shipments.by_id[parcel].planned.order
    return [Hit("guide", name, f"{parcel}", _order_page(order))]


def _payment(world: World, name: str) -> list[Hit]:
    payment = world.payments.by_id.get(PaymentId(name))
    return [] if payment is None else [Hit("payment", name, payment.order, _order_page(payment.order))]


def _customer(world: World, name: str) -> list[Hit]:
    theirs = world.orders.by_customer.get(CustomerId(name))
    return [] if theirs is None else [Hit("customer", name, str(len(theirs)), f"/customers/{quote(name, safe='')}")]


def _sku(world: World, name: str) -> list[Hit]:
    product = world.catalog.products.get(Sku(name))
    return [] if product is None else [Hit("sku", name, product.name, f"/inventory/skus/{quote(name, safe='')}")]


def _location(world: World, name: str) -> list[Hit]:
    known = world.locations.by_id.get(LocationId(name))
    if known is None:
        return []
    return [Hit("location", known.name or name, name, f"/inventory/locations/{quote(name, safe='')}")]


_FIND: tuple[Callable[[World, str], list[Hit]], ...] = (
    *(_order, _guide, _parcel, _payment, _customer, _sku, _location),
)


def _starting(world: World, board: OrderBoard, shelves: ShelfBoard, said: str) -> list[Hit]:
    found: list[Hit] = []
    indexes = ((_order, board.orders), (_guide, board.guides), (_parcel, board.parcels), (_customer, board.customers))
    for find, index in (*indexes, (_sku, shelves.skus)):
        found += [hit for name in index.starting(said, MANY) for hit in find(world, name)]
    return found + _locations(world, said)


def _locations(world: World, said: str) -> list[Hit]:
    """There are few: by the beginning of a word of their name, or of their id."""
    low, found = said.casefold(), list[Hit]()
    for name, known in world.locations.by_id.items():
        words = (name, known.name, *known.name.split())
        if any(word.casefold().startswith(low) for word in words):
            found += _location(world, name)
        if len(found) == MANY:
            break
    return found


PAGES = (Page("/search", "search", "console/search.html", STAFF, view, search_words.WORDS),)
