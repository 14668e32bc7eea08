"""Orders that nobody may pick for a while: the minutes after placing, a review, a day that its customer asked for."""

from enum import StrEnum

import msgspec

from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant


class Halt(StrEnum):
    """Why an order waits; each kind at most once at a time."""

    COOL_DOWN = "cool_down"
    """The minutes after placing in which the customer may still add to it."""
    REVIEW = "review"
    """Somebody looks at it (fraud, an odd address): it goes on by their word alone."""
    PAYMENT = "payment"
    """Its money is looked at: it goes on by a person's word alone."""
    DATE = "date"
    """It is to leave later, as its customer wishes."""


BY_PERSON = (Halt.REVIEW, Halt.PAYMENT)


class HaltOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Let nobody pick the order before `until` (a review: when its owner has looked; the policy's hours where
    nothing is said); what is promised is planned from then on."""

    order: OrderId
    kind: Halt
    reason: str
    owner: str = ""
    until: Instant | None = None


class ReleaseOrder(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A person lets it go on."""

    order: OrderId
    kind: Halt
    reason: str = ""


class EndHalt(msgspec.Struct, frozen=True):
    """Sent by the clock: it goes on, or whoever looks at it has more time and its customer an honest date."""

    order: OrderId
    kind: Halt


class OrderHalted(msgspec.Struct, frozen=True):
    """Nothing of it is picked before this halt has ended; said again with a later end, it is a longer one."""

    order: OrderId
    kind: Halt
    until: Instant
    reason: str
    owner: str = ""
    extended: bool = False


class OrderReleased(msgspec.Struct, frozen=True):
    """`reason`: a person's, or "over" by the clock."""

    order: OrderId
    kind: Halt
    reason: str


OVER = "over"
