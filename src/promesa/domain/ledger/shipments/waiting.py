"""Which parcels wait to be packed at a location: found by the units that are reserved there for them."""

from collections.abc import Iterator

from promesa.domain.ledger.orders.state import Orders, owner_of
from promesa.domain.ledger.shipments.state import Parcel, Shipments, Status, live
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.values.ids import LocationId


def planned_at(stock: Stock, orders: Orders, shipments: Shipments, location: LocationId) -> Iterator[Parcel]:
    """In the order of their reservations. Walks all live reservations: for the rare pause."""
    for reservation, held in tuple(stock.reservations.items()):
        if any(take.location == location for take in held.takes):
            order = owner_of(orders, reservation)
            for parcel in () if order is None else live(shipments, order):
                if parcel.status is Status.PLANNED and parcel.planned.location == location:
                    yield parcel
