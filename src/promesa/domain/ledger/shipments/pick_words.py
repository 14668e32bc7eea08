"""What can be said about pick tasks: asked, accepted, rejected for a reason, not answered."""

from enum import StrEnum

import msgspec

from promesa.domain.ledger.stock.words import Take
from promesa.domain.values.ids import LocationId, OrderId, ParcelId, Sku
from promesa.domain.values.moments import Instant


class NoPick(StrEnum):
    """Why a location does not pack what it was asked to: the closed list, each with its effect on the shelf."""

    NOT_FOUND = "not_found"
    """The record is wrong: the shelf has what was found and no more."""
    DAMAGED = "damaged"
    """There, and not fit to be given: so many fewer."""
    SOLD = "sold"
    """A customer of the store has them and the till has not told us yet: so many fewer."""
    ON_DISPLAY = "on_display"
    """Only pieces that are not for sale are left: so many fewer."""
    TOO_BUSY = "too_busy"
    """Nothing is wrong with the shelf, nor with the three that follow."""
    CLOSED = "closed"
    NO_POWER = "no_power"
    CANNOT_SHIP = "cannot_ship"
    """No box that fits, no label, no carrier at the door."""


FEWER = (NoPick.DAMAGED, NoPick.SOLD, NoPick.ON_DISPLAY)
PASSING = (NoPick.TOO_BUSY, NoPick.CLOSED, NoPick.NO_POWER, NoPick.CANNOT_SHIP)
"""The units are on their shelf: another day the location may send them."""
SHUT = (NoPick.CLOSED, NoPick.NO_POWER)
"""Whoever says so should be paused."""
DELIVERY = "delivery"
REJECTED = "rejected"
"""How the cause begins of whatever a location's no has set in motion: "rejected: not_found"."""


def cause_of(reason: str) -> str:
    return f"{REJECTED}: {reason}"


# --- commands ---


class AskPick(msgspec.Struct, frozen=True):
    """Ask the people of the parcel's location whether they will pack it."""

    parcel: ParcelId


class AcceptPick(msgspec.Struct, frozen=True):
    """They will."""

    parcel: ParcelId


class RejectPick(msgspec.Struct, frozen=True):
    """They will not, or not all of it: units by SKU, none said: the whole parcel. Also after they had accepted."""

    parcel: ParcelId
    reason: NoPick
    units: tuple[tuple[Sku, int], ...] = ()


class LapsePick(msgspec.Struct, frozen=True):
    """Sent by the clock: nobody answered while another location could still have been asked."""

    parcel: ParcelId


class LeaveLocation(msgspec.Struct, frozen=True):
    """The parcel's location is paused or closed: what is not packed of it leaves from elsewhere."""

    parcel: ParcelId


# --- facts ---


class PickAsked(msgspec.Struct, frozen=True):
    """The location's people have until then to answer."""

    parcel: ParcelId
    order: OrderId
    location: LocationId
    answer_by: Instant
    kind: str = DELIVERY
    """Of the parcel: what waits at a counter is said yes to more often than what needs a box and a van."""


class PickAccepted(msgspec.Struct, frozen=True):
    parcel: ParcelId
    order: OrderId
    location: LocationId


class PickRejected(msgspec.Struct, frozen=True):
    """The task ends: these units will not be packed here. `rest`: the parcel with the others, which are."""

    parcel: ParcelId
    order: OrderId
    location: LocationId
    reason: NoPick
    takes: tuple[Take, ...]
    rest: ParcelId | None = None


class PickShort(msgspec.Struct, frozen=True):
    """The same of a parcel that had been accepted, or was never asked about: it could not be done after all."""

    parcel: ParcelId
    order: OrderId
    location: LocationId
    reason: NoPick
    takes: tuple[Take, ...]
    rest: ParcelId | None = None


class PickLapsed(msgspec.Struct, frozen=True):
    """The task ends without an answer; `moved`: another location does it, else it may still be packed here."""

    parcel: ParcelId
    order: OrderId
    location: LocationId
    moved: bool
