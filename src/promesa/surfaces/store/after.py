"""What to do when an act came too late: what became of the parcel meanwhile, and where its units belong now."""

from typing import NamedTuple

from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.shipments.state import Parcel, Status
from promesa.domain.world import World

CANCELLED, ELSEWHERE, REGROUPED, PACKED, GIVEN, LEFT, HERE, GONE = (
    "order_cancelled",
    "elsewhere",
    "regrouped",
    "packed",
    "given",
    "left",
    "here",
    "gone",
)


class Aftermath(NamedTuple):
    """`what`: the name of the words that say it; `puts_back`: whether units in hand go back to their shelves."""

    what: str
    puts_back: bool


UNTIL_PACKED = ("", "accept_pick", "reject_pick", "pack_parcel", "ready_parcel")
"""Acts that somebody else has done already where the parcel is packed; others begin there."""


def of(world: World, parcel: Parcel | None, act: str = "") -> Aftermath:
    """As the parcel is now, whoever brought it there; `act`: the operation that came too late."""
    if parcel is None:
        return Aftermath(GONE, False)
    if parcel.status is Status.CANCELLED:
        if parcel.became:
            return Aftermath(REGROUPED, False)
        closed = world.orders.by_id[parcel.planned.order].stage is Stage.CANCELLED
        return Aftermath(CANCELLED if closed else ELSEWHERE, True)
    if parcel.status in (Status.PACKED, Status.READY):
        return Aftermath(PACKED if act in UNTIL_PACKED else HERE, False)
    if parcel.status is Status.PLANNED:
        return Aftermath(HERE, False)
    return Aftermath(GIVEN if parcel.planned.kind == "pickup" else LEFT, False)
