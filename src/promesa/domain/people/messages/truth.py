"""Whether what a message says is still so: nothing of a delivery after its order is over, nothing that has changed."""

from collections.abc import Mapping

from promesa.domain.ledger.orders.state import Orders, Stage
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.ledger.shipments.state import Status as Parcels
from promesa.domain.people.messages.words import MessageWanted, Silence
from promesa.domain.values.ids import ParcelId
from promesa.domain.values.moments import Instant, from_iso

LIVING = frozenset((Stage.PLACED, Stage.CONFIRMED))
GOING_ON = frozenset((Stage.CONFIRMED, Stage.CLOSED))

STAGES: Mapping[str, frozenset[Stage]] = {
    "payment_pending": LIVING,
    "confirmed": GOING_ON,
    "on_its_way": GOING_ON,
    "ready_for_pickup": GOING_ON,
    "at_branch": GOING_ON,
    "delivered": GOING_ON,
    "date_confirmed": LIVING,
    "delayed": LIVING,
    "choice_wanted": LIVING,
    "substitute_wanted": LIVING,
    "delay_apology": LIVING,
    "address_check": LIVING,
    "pickup_reminder": LIVING,
    "thanks_for_waiting": LIVING,
    "order_lapsed": frozenset((Stage.CANCELLED,)),
    "order_cancelled": frozenset((Stage.CANCELLED,)),
}
"""The stages of its order in which a template is true; one that is not here is true in all."""

PARCELS: Mapping[str, frozenset[Parcels]] = {
    "on_its_way": frozenset((Parcels.MOVING, Parcels.AT_BRANCH)),
    "ready_for_pickup": frozenset((Parcels.READY,)),
    "at_branch": frozenset((Parcels.AT_BRANCH,)),
    "delivered": frozenset((Parcels.DELIVERED,)),
    "failed_attempt": frozenset((Parcels.MOVING, Parcels.AT_BRANCH)),
    "lost": frozenset((Parcels.LOST,)),
}
"""The same of its parcel."""
NEWEST = frozenset(("delayed", "date_confirmed", "order_edited"))
"""Of these only the newest about an order is true."""


ONCE_FOR_ALL = frozenset(("on_its_way",))
"""Said of one parcel of an order it is said of those that come with it."""
UNTIL = frozenset(("payment_pending", "choice_wanted", "substitute_wanted"))
"""What asks for something asks in vain after its word `until`."""


def why_untrue(
    orders: Orders, shipments: Shipments, wanted: MessageWanted, newest: bool, now: Instant
) -> Silence | None:
    """Why it may not be said now; `newest`: nothing of the same template was wanted about the order since."""
    if wanted.template in NEWEST and not newest:
        return Silence.OVERTAKEN
    if wanted.template in UNTIL and _is_over(wanted, now):
        return Silence.TOO_LATE
    order, stages = orders.by_id.get(wanted.order), STAGES.get(wanted.template)
    if order is not None and stages is not None and order.stage not in stages:
        return Silence.ORDER_OVER if order.stage is Stage.CANCELLED else Silence.OVERTAKEN
    parcels = PARCELS.get(wanted.template)
    if parcels is None:
        return None
    named = next((text for name, text in wanted.words if name == "parcel"), "")
    parcel = shipments.by_id.get(ParcelId(named))
    return None if parcel is None or parcel.status in parcels else Silence.OVERTAKEN


def _is_over(wanted: MessageWanted, now: Instant) -> bool:
    until = next((text for name, text in wanted.words if name == "until"), "")
    return until.endswith("Z") and from_iso(until) <= now
