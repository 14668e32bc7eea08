"""What a store's people may say, and where what they speak of is: their own location's work, and nobody else's."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from promesa.domain.ledger.shipments import pick_words
from promesa.domain.ledger.shipments import state as shipping
from promesa.domain.ledger.shipments import words as parcels
from promesa.domain.ledger.shipments.counter import GiveParcel
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.ledger.stock.words import CountStock
from promesa.domain.network.locations.words import PauseLocation, ResumeLocation
from promesa.domain.promise.substitutes import ProposeSubstitute
from promesa.domain.values.ids import LocationId, OrderId, ParcelId

Where = Callable[[Shipments, Any], Iterable[LocationId]]
"""At which locations what a command speaks of is; nowhere where nobody knows it."""


def _of_parcel(shipments: Shipments, command: Any) -> list[LocationId]:
    parcel = shipments.by_id.get(ParcelId(command.parcel))
    return [] if parcel is None else [parcel.planned.location]


def _of_location(_: Shipments, command: Any) -> list[LocationId]:
    return [command.location]


def _of_parcels(shipments: Shipments, command: parcels.RegroupParcels) -> list[LocationId]:
    known = [shipments.by_id.get(parcel) for parcel in command.parcels]
    if any(one is None or one.planned.order != command.order for one in known):
        return []
    return [one.planned.location for one in known if one is not None]


def _of_order(shipments: Shipments, command: Any) -> list[LocationId]:
    """Wherever something of it is still being prepared: more than one location, and it is not one store's alone."""
    return [
        one.planned.location
        for one in shipping.of_order(shipments, OrderId(command.order))
        if one.status in shipping.STAYING
    ]


WHERE: Mapping[type, Where] = {
    pick_words.AcceptPick: _of_parcel,
    pick_words.RejectPick: _of_parcel,
    parcels.PackParcel: _of_parcel,
    parcels.UnpackParcel: _of_parcel,
    parcels.PutUnitsBack: _of_parcel,
    parcels.ReportMissing: _of_parcel,
    parcels.RecordBooking: _of_parcel,
    parcels.MarkReady: _of_parcel,
    parcels.HandOver: _of_parcel,
    GiveParcel: _of_parcel,
    parcels.RegroupParcels: _of_parcels,
    ProposeSubstitute: _of_order,
    CountStock: _of_location,
    PauseLocation: _of_location,
    ResumeLocation: _of_location,
}
"""Everything that a store's people may put, and where it is: what is not here is not theirs to say.

A parcel is given for its code: that a customer came (`CollectParcel`) is said by systems that have looked already."""


def is_own(shipments: Shipments, location: LocationId | None, command: Any) -> bool:
    """Whether all that the command speaks of is at that location."""
    where = WHERE.get(type(command))
    found = [] if where is None else list(where(shipments, command))
    return bool(found) and all(one == location for one in found)
