"""What collections are to take, kept from the facts; and no decision that would make one worth more than its cap.

Kept only while a cap speaks of collections: when the first is set, it is added up from what is planned then.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from types import MappingProxyType
from typing import Any, NamedTuple

from promesa.domain.ledger import cargo as cargos
from promesa.domain.ledger.cargo import Cargo, CargoKey, CargoTaken
from promesa.domain.ledger.orders.state import Orders, Stage
from promesa.domain.ledger.orders.words import OrderCancelled, OrderLine, OrderPlaced
from promesa.domain.ledger.shipments.state import STAYING, Shipments
from promesa.domain.ledger.shipments.words import ParcelCancelled, ParcelHandedOver, ParcelPlanned
from promesa.domain.ledger.stock.words import Take
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.words import CapsSet
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.locations.state import Locations
from promesa.domain.promise.commit.state import Checkouts
from promesa.domain.promise.commit.words import OfferAccepted
from promesa.domain.promise.promises import Promises
from promesa.domain.promise.words import Leg, PromiseMade
from promesa.domain.values.ids import LocationId, OrderId, ParcelId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Reason, Refused

PICKUP = "pickup"
Legs = MutableMapping[OrderId, tuple[CargoTaken, ...]]
Parcels = MutableMapping[ParcelId, CargoTaken | None]


class CargoBooks(NamedTuple):
    """What collections take, and all that it follows from."""

    cargo: Cargo
    carriers: Carriers
    catalog: Catalog
    locations: Locations
    orders: Orders
    checkouts: Checkouts
    promises: Promises
    shipments: Shipments


def of(world: Any) -> CargoBooks:
    """The books of a world."""
    return CargoBooks(
        world.capacity.cargo,
        world.carriers,
        world.catalog,
        world.locations,
        world.orders,
        world.checkouts,
        world.promises,
        world.shipments,
    )


Lines = Mapping[OrderId, tuple[OrderLine, ...]]
NOBODY_NEW: Lines = MappingProxyType({})


def worth(books: CargoBooks, order: OrderId, takes: Iterable[Take], new: Lines) -> Centavos:
    """Units at the prices of their order's lines, which stay; what is on no line at the catalog's."""
    known = books.orders.by_id.get(order)
    lines = new.get(order, ()) if known is None else known.placed.lines
    prices = {line.sku: int(line.price) for line in lines}
    products = books.catalog.products
    return Centavos(sum(take.units * prices.get(take.sku, products[take.sku].price) for take in takes))


def _taken(
    books: CargoBooks,
    order: OrderId,
    at: LocationId,
    service: ServiceId,
    by: Instant,
    takes: Iterable[Take],
    new: Lines,
) -> CargoTaken | None:
    """None: nobody fetches it, or no cap speaks of that collection."""
    key = cargos.key_of(books.carriers, books.locations.by_id[at], service, by)
    if key is None or cargos.cap_of(books.cargo, key.location, key.carrier) is None:
        return None
    return CargoTaken(key, worth(books, order, takes, new))


def _legs(books: CargoBooks, order: OrderId, legs: Iterable[Leg], new: Lines) -> tuple[CargoTaken, ...]:
    found = [_taken(books, order, leg.location, leg.service, leg.hand_over_by, leg.takes, new) for leg in legs]
    return tuple(one for one in found if one is not None)


def _parcel(books: CargoBooks, plan: ParcelPlanned, new: Lines) -> CargoTaken | None:
    if plan.kind == PICKUP:
        return None
    return _taken(books, plan.order, plan.location, plan.service, plan.hand_over_by, plan.takes, new)


def _moves(
    books: CargoBooks, legs: Legs, parcels: Parcels, fact: Any, new: Lines = NOBODY_NEW
) -> Iterator[tuple[CargoTaken, int]]:
    """What a fact adds to collections and takes off them; who has it is noted."""
    if isinstance(fact, ParcelCancelled):
        gone = parcels.get(fact.parcel)
        parcels[fact.parcel] = None
        if gone is not None:
            yield gone, -1
        return
    if isinstance(fact, (OfferAccepted, PromiseMade, ParcelPlanned, OrderCancelled)):
        yield from [(one, -1) for one in legs.get(fact.order, ())]
        legs[fact.order] = ()
    if isinstance(fact, (OfferAccepted, PromiseMade)):
        own = fact.offer.legs if isinstance(fact, OfferAccepted) else fact.legs
        legs[fact.order] = _legs(books, fact.order, own, new)
        yield from [(one, 1) for one in legs[fact.order]]
    if isinstance(fact, ParcelPlanned):
        taken = parcels[fact.parcel] = _parcel(books, fact, new)
        if taken is not None:
            yield taken, 1


# --- the guard ---


def within_caps(rule: Callable[[Any, Any, Instant], Any]) -> Callable[[Any, Any, Instant], Any]:
    """The rule, refused where what it decides would make a collection worth more than its cap."""

    def decide(world: Any, ask: Any, now: Instant) -> Any:
        facts = rule(world, ask, now)
        if not world.capacity.cargo.caps or isinstance(facts, Refused):
            return facts
        return over(of(world), facts, now) or facts

    return decide


def over(books: CargoBooks, facts: Iterable[Any], now: Instant) -> Refused | None:
    """OVER_CAP where the facts would make a collection that is capped worth more than it is and than its cap."""
    if not books.cargo.caps:
        return None
    cargo, growth, news = books.cargo, dict[CargoKey, int](), dict[OrderId, tuple[OrderLine, ...]]()
    legs: Legs = ChainMap({}, cargo.by_order)
    parcels: Parcels = ChainMap({}, cargo.by_parcel)  # type: ignore[arg-type]  # written to in its first map alone
    for fact in facts:
        if isinstance(fact, OrderPlaced):
            news[fact.order] = fact.lines
        if isinstance(fact, ParcelHandedOver) and fact.handed_at == now and _is_too_much(books, fact):
            return Refused(Reason.OVER_CAP, fact.parcel)
        for taken, sign in _moves(books, legs, parcels, fact, news):
            growth[taken.key] = growth.get(taken.key, 0) + sign * taken.centavos
    for key, more in growth.items():
        free = cargos.left(cargo, key)
        if free is not None and more > 0 and more > free:
            return Refused(Reason.OVER_CAP, f"{key.location} {key.name}", free)
    return None


def _is_too_much(books: CargoBooks, fact: ParcelHandedOver) -> bool:
    """Whether the van that is there would have more in it than it may."""
    taken = books.cargo.by_parcel.get(fact.parcel)
    key = None if taken is None else _handed_key(books, fact)
    cap = None if key is None else cargos.cap_of(books.cargo, key.location, key.carrier)
    if taken is None or key is None or cap is None:
        return False
    return cargos.handed(books.cargo, key) + taken.centavos > cap


def _handed_key(books: CargoBooks, fact: ParcelHandedOver) -> CargoKey | None:
    plan = books.shipments.by_id[fact.parcel].planned
    return cargos.key_of(books.carriers, books.locations.by_id[plan.location], plan.service, fact.handed_at)


# --- the fold ---


def _fold(books: CargoBooks, fact: Any, _: Instant) -> None:
    cargo = books.cargo
    if not cargo.caps:
        return
    for taken, sign in _moves(books, cargo.by_order, cargo.by_parcel, fact):  # type: ignore[arg-type]  # None is put
        cargos.add(cargo.planned, taken, sign)  # there for a moment only, and taken out below
    if not cargo.by_order.get(getattr(fact, "order", OrderId("")), (1,)):
        del cargo.by_order[fact.order]
    parcel = getattr(fact, "parcel", None)
    if parcel in cargo.by_parcel and cargo.by_parcel[parcel] is None:
        del cargo.by_parcel[parcel]


def _fold_handed(books: CargoBooks, fact: ParcelHandedOver, _: Instant) -> None:
    taken = books.cargo.by_parcel.pop(fact.parcel, None)
    key = None if taken is None else _handed_key(books, fact)
    if taken is None or key is None:
        return
    late = CargoTaken(key, taken.centavos)
    cargos.add(books.cargo.handed, late)
    if key != taken.key:
        cargos.add(books.cargo.planned, late)
    for book in (books.cargo.planned, books.cargo.handed):
        cargos.forget(book, key.location, key.day)


def _fold_caps(books: CargoBooks, fact: CapsSet, _: Instant) -> None:
    """Added up anew: other collections may be capped now."""
    cargo, handed = books.cargo, books.cargo.handed
    if cargo.caps == fact.collections:
        return
    cargo.caps = fact.collections
    cargo.planned, cargo.handed, cargo.by_order, cargo.by_parcel = {}, {}, {}, {}
    if not cargo.caps:
        return
    cargo.handed = handed
    for own in handed.items():
        cargo.planned[own[0]] = dict(own[1])
    for order, known in books.orders.by_id.items():
        if known.stage not in (Stage.PLACED, Stage.CONFIRMED):
            continue
        plans = [one for one in books.shipments.by_order.get(order, ()) if one in books.shipments.by_id]
        for name in plans:
            parcel = books.shipments.by_id[name]
            if parcel.status in STAYING:
                _fold(books, parcel.planned, Instant(0))
        if not plans:
            _add_legs(books, order)


def _add_legs(books: CargoBooks, order: OrderId) -> None:
    promise, accepted = books.promises.by_order.get(order), books.checkouts.accepted.get(order)
    if promise is not None:
        _fold(books, promise.made, Instant(0))
    elif accepted is not None:
        _fold(books, OfferAccepted(order, accepted), Instant(0))


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    **dict.fromkeys((OfferAccepted, PromiseMade, ParcelPlanned, ParcelCancelled, OrderCancelled), _fold),
    ParcelHandedOver: _fold_handed,
    CapsSet: _fold_caps,
}
