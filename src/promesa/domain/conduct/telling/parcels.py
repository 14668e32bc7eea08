"""What may be said of parcels: each only as far as it has come, and of a part only that it is a part."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from promesa.domain.conduct.telling import parts as p
from promesa.domain.conduct.telling.parts import Answer, MessageAsked, MessageParts
from promesa.domain.ledger.orders.state import Stage
from promesa.domain.ledger.shipments.state import STAYING, Parcel, Status, live
from promesa.domain.ledger.shipments.words import Scan
from promesa.domain.people.templates.words import TemplateGround
from promesa.domain.promise.promises import open_promise
from promesa.domain.values import moments
from promesa.domain.values.money import pesos
from promesa.domain.values.refusal import Refused


def _in(parts: MessageParts, asked: MessageAsked, status: Status) -> Parcel | Refused:
    """The parcel, where it has come exactly so far and its order is not cancelled."""
    found = p.parcel_of(parts, asked)
    if isinstance(found, Refused):
        return found
    if asked.order.stage is Stage.CANCELLED or found.status is not status:
        return p.no(asked, f"{asked.order.stage.value}, {found.status.value}")
    return found


def _is_part(parts: MessageParts, asked: MessageAsked, done: tuple[Status, ...]) -> bool:
    """Whether other parcels of the order have not come so far."""
    return any(one.status not in done for one in live(parts.shipments, asked.id))


def on_its_way(parts: MessageParts, asked: MessageAsked) -> Answer:
    """A day later than the one that was told is told as a delay, never in passing."""
    parcel = _in(parts, asked, Status.MOVING)
    if isinstance(parcel, Refused):
        return parcel
    arrives, promise = parcel.eta or parcel.planned.arrives_on, open_promise(parts.promises, asked.id)
    if promise is not None and arrives > promise.told_on:
        return p.no(asked, "it comes later than was told")
    on = p.ground(asked, "EtaMoved" if parcel.eta != parcel.planned.arrives_on else "ParcelPlanned", arrives)
    end = "_branch" if parcel.planned.kind == "ocurre" else ""
    if len(live(parts.shipments, asked.id)) > 1:
        return p.said(asked, f"on_its_way{end}_part", arrives_on=on, items=p.items(parts, asked, parcel))
    return p.said(asked, f"on_its_way{end}", arrives_on=on)


def ready(parts: MessageParts, asked: MessageAsked) -> Answer:
    parcel = _in(parts, asked, Status.READY)
    if isinstance(parcel, Refused):
        return parcel
    where = p.place(parts, asked, parcel.planned.location, "ParcelReady")
    code = p.ground(asked, "ParcelReady", str(parcel.planned.parcel))
    if len(live(parts.shipments, asked.id)) > 1:
        listed = p.items(parts, asked, parcel)
        return p.said(asked, "ready_for_pickup_part", location=where, items=listed, code=code)
    return p.said(asked, "ready_for_pickup", location=where, code=code)


def reminder(parts: MessageParts, asked: MessageAsked) -> Answer:
    waiting = [one for one in live(parts.shipments, asked.id) if one.status is Status.READY]
    if asked.order.stage is Stage.CANCELLED or not waiting:
        return p.no(asked, "nothing waits at the counter")
    where = p.place(parts, asked, waiting[0].planned.location, "ParcelReady")
    code = p.ground(asked, "ParcelReady", str(waiting[0].planned.parcel))
    return p.said(asked, "pickup_reminder", location=where, code=code)


def at_branch(parts: MessageParts, asked: MessageAsked) -> Answer:
    parcel = _in(parts, asked, Status.AT_BRANCH)
    if isinstance(parcel, Refused):
        return parcel
    made = parts.promises.by_order[asked.id].made
    branch = None if made.branch is None else parts.carriers.branches.get(made.branch)
    if branch is None or parcel.at_branch_at is None:
        return p.unbacked(asked, "name")
    until = moments.local_date(parcel.at_branch_at, made.zone) + timedelta(days=branch.keeps_days)
    if until < moments.local_date(asked.now, made.zone):
        return p.no(asked, "the branch keeps it no longer")
    name = p.ground(asked, "BranchesLoaded", branch.name or str(branch.branch))
    by = p.ground(asked, "ParcelAtBranch", until)
    if len(live(parts.shipments, asked.id)) > 1:
        return p.said(asked, "at_branch_part", name=name, collect_by=by, items=p.items(parts, asked, parcel))
    return p.said(asked, "at_branch", name=name, collect_by=by)


def delivered(parts: MessageParts, asked: MessageAsked) -> Answer:
    parcel = _in(parts, asked, Status.DELIVERED)
    if isinstance(parcel, Refused):
        return parcel
    if _is_part(parts, asked, (Status.DELIVERED,)):
        return p.said(asked, "delivered_part", items=p.items(parts, asked, parcel))
    return p.said(asked, "delivered")


def failed_attempt(parts: MessageParts, asked: MessageAsked) -> Answer:
    """While nothing newer is known of the parcel."""
    parcel = _in(parts, asked, Status.MOVING)
    if isinstance(parcel, Refused):
        return parcel
    last = parcel.scans[-1] if parcel.scans else None
    if last is None or last[0] is not Scan.ATTEMPT_FAILED:
        return p.no(asked, "no attempt failed")
    on = moments.local_date(last[1], p.zone_of(parts, asked))
    return p.said(asked, "failed_attempt", attempted_on=p.ground(asked, "ParcelScanned", on, last[1]))


def lost(parts: MessageParts, asked: MessageAsked) -> Answer:
    parcel = _in(parts, asked, Status.LOST)
    return parcel if isinstance(parcel, Refused) else p.said(asked, "lost", items=p.items(parts, asked, parcel))


def return_on_arrival(parts: MessageParts, asked: MessageAsked) -> Answer:
    """It left before its customer changed their mind, and is not there yet."""
    moving = any(one.status in (Status.MOVING, Status.AT_BRANCH) for one in live(parts.shipments, asked.id))
    if asked.order.return_reason is None or not moving:
        return p.no(asked, "nothing is on its way back")
    return p.said(asked, "return_on_arrival")


def address_check(parts: MessageParts, asked: MessageAsked) -> Answer:
    """Not once anything has left, and not where nobody comes to a door."""
    promise = p.standing(parts, asked)
    if isinstance(promise, Refused):
        return promise
    left = any(one.status not in STAYING for one in live(parts.shipments, asked.id))
    return p.no(asked, "it has left") if left or promise.made.kind != "delivery" else p.said(asked, "address_check")


def units_missing(parts: MessageParts, asked: MessageAsked) -> Answer:
    """With what goes back for them; without a word of money only where none has come."""
    line = next((one for one in asked.order.placed.lines if one.sku == asked.words.get("sku")), None)
    if line is None or asked.order.stage is Stage.CANCELLED:
        return p.no(asked, asked.order.stage.value)
    account = parts.payments.by_order.get(asked.id)
    refunds = [] if account is None else [parts.payments.refunds[one].owed for one in account.refunds]
    short = [one for one in refunds if one.reason == "shortage" and one.line == line.line]
    item, units = p.item(parts, asked, line.sku), _units(asked, line.units)
    said = asked.words.get("amount", "")
    owed = next((one for one in reversed(short) if str(one.units) == asked.words.get("units")), None)
    if owed is not None and said in ("", pesos(owed.amount)):
        amount = p.ground(asked, "RefundOwed", owed.amount)
        return p.said(asked, "units_missing", item=item, units=units, amount=amount)
    if account is not None and account.captured:
        return p.unbacked(asked, "amount")
    return p.said(asked, "units_missing_unpaid", item=item, units=units)


def _units(asked: MessageAsked, most: int) -> TemplateGround:
    """As many as the story told, and not more than the line has."""
    told = asked.words.get("units", "")
    count = int(told) if told.isdecimal() else most
    return p.ground(asked, "StockCounted", min(count, most))


TELLS: Mapping[str, Callable[[MessageParts, MessageAsked], Answer]] = {
    "on_its_way": on_its_way,
    "ready_for_pickup": ready,
    "pickup_reminder": reminder,
    "at_branch": at_branch,
    "delivered": delivered,
    "failed_attempt": failed_attempt,
    "lost": lost,
    "return_on_arrival": return_on_arrival,
    "address_check": address_check,
    "units_missing": units_missing,
}
