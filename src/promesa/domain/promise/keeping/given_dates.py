"""A later day that somebody names for a promise: told once, and only where no plan of ours keeps the day last told."""

from datetime import date

import msgspec

from promesa.domain.ledger.orders.state import Orders, Stage
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.keeping import rerouting
from promesa.domain.promise.promises import Promises, open_promise
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import PromiseMoved
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant, end_of_day
from promesa.domain.values.refusal import Reason, Refused

DAYS_MAX = 30
"""Nobody is told a day so many days after the one last told: a person looks."""


class MovePromise(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tell this day instead of the one last told."""

    order: OrderId
    promised_on: date
    cause: str


def move(
    parts: Parts, orders: Orders, shipments: Shipments, promises: Promises, ask: MovePromise, now: Instant
) -> Facts | Refused:
    """One later day, not before what is expected now, while the day last told cannot be kept.

    NO_PROMISE (about the order) for a day that would be broken again; WRONG_STATE where nothing is promised, where the
    present plan still holds, or where enough new days have been named.
    """
    promise, order = open_promise(promises, ask.order), orders.by_id.get(ask.order)
    if order is None:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    if promise is None or order.stage is not Stage.CONFIRMED or promise.moves >= rerouting.MOVES_MAX:
        return Refused(Reason.WRONG_STATE, ask.order)
    days = (ask.promised_on - promise.told_on).days
    if not 0 < days <= DAYS_MAX:
        return Refused(Reason.INVALID, "promised_on")
    expected = rerouting.expected_on(parts, shipments, promise, now)
    if expected is not None and expected <= promise.told_on:
        return Refused(Reason.WRONG_STATE, ask.order)
    if expected is None or ask.promised_on < expected:
        return Refused(Reason.NO_PROMISE, ask.order)
    by = end_of_day(ask.promised_on, promise.made.zone)
    return [PromiseMoved(ask.order, promise.told_on, ask.promised_on, by, ask.cause)]
