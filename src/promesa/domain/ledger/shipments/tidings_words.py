"""What can be said of parcels on their way of which nobody tells us anything."""

import msgspec

from promesa.domain.values.ids import CarrierId, OrderId, ParcelId
from promesa.domain.values.moments import Instant

# --- facts ---


class CarrierUnheard(msgspec.Struct, frozen=True):
    """Nothing at all was heard of a carrier for longer than it ever takes to say something, and so many of its parcels
    are silent for longer than their lanes ever are: one incident, told again only where more parcels join it."""

    incident: str
    carrier: CarrierId
    parcels: int
    heard_at: Instant
    """When the carrier last said anything."""
    first: bool


class ParcelUnheard(msgspec.Struct, frozen=True):
    """One parcel is silent since then, where its lane takes so many working hours at most: as a part of its carrier's
    incident, or alone while others are told of. `keep_probability`: how likely its promise is kept now."""

    parcel: ParcelId
    order: OrderId
    incident: str
    since: Instant
    hours: int
    keep_probability: float
    alone: bool


class CarrierHeard(msgspec.Struct, frozen=True):
    """The carrier speaks again; of so many parcels it has not told anything yet."""

    incident: str
    carrier: CarrierId
    since: Instant
    left: int


class ParcelCaughtUp(msgspec.Struct, frozen=True):
    """What was told late of a silent parcel has been taken in: only what is so now is said to anybody."""

    parcel: ParcelId
    order: OrderId


class TidingsWatched(msgspec.Struct, frozen=True):
    """The carrier's parcels are looked at again then."""

    carrier: CarrierId
    until: Instant


# --- commands ---


class CheckTidings(msgspec.Struct, frozen=True):
    """Sent by the clock: of which parcels of the carrier should something have been heard?"""

    carrier: CarrierId


class HearCarrier(msgspec.Struct, frozen=True):
    """Sent by the clock a little after a silent carrier has spoken."""

    carrier: CarrierId


class CatchUp(msgspec.Struct, frozen=True):
    """Sent by the clock a little after a silent parcel was heard of: what is so now?"""

    parcel: ParcelId
