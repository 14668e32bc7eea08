"""Another day or another door before the carrier's next attempt, as far as its terms allow, once for each that failed.

The parcel is on the road and stays there: nothing of the order moves but where and when the carrier tries again. What
the carrier charges for it is ours to pay.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from msgspec.structs import replace

from promesa.domain.ledger.orders.state import Order
from promesa.domain.ledger.orders.words import REDIRECTED
from promesa.domain.ledger.shipments.state import ENDED, Parcel, Status
from promesa.domain.ledger.shipments.words import EtaMoved, RedeliveryAsked, Scan
from promesa.domain.network import places as gazetteer
from promesa.domain.network.carriers.state import Service, reaching
from promesa.domain.promise.commit.place import Facts
from promesa.domain.promise.editing.words import ChangeDelivery
from promesa.domain.promise.keeping import rerouting
from promesa.domain.promise.promises import Promise
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.words import Offer, PromiseRedirected
from promesa.domain.values import calendars, moments
from promesa.domain.values.ids import PostalCode
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

CUSTOMER = "customer"
"""Who moved the day, where its customer did."""


def waiting(parcels: Sequence[Parcel]) -> list[Parcel]:
    """What is still to come of the order, where each of it stood at its door in vain and nothing was heard since;
    empty where anything is on its way otherwise, or has asked for another attempt already."""
    left = [parcel for parcel in parcels if parcel.status not in ENDED]
    return left if left and all(_waits(parcel) for parcel in left) else []


def _waits(parcel: Parcel) -> bool:
    failed = [at for scan, at in parcel.scans if scan is Scan.ATTEMPT_FAILED]
    is_last = parcel.status is Status.MOVING and bool(failed) and parcel.scans[-1][0] is Scan.ATTEMPT_FAILED
    return is_last and parcel.attempts_answered < len(failed)


def offer(
    parts: Parts, order: Order, promise: Promise, parcels: Sequence[Parcel], ask: ChangeDelivery, now: Instant
) -> Offer | Refused:
    """The next attempt as it is wished: the day asked for, else the first one.

    ALREADY_PICKED where no attempt failed, or the terms allow none of it; NO_SERVICE for a door that the carrier does
    not try next: in another municipality, or not reached; NO_PROMISE for a day on which it does not come.
    """
    left = waiting(parcels)
    services = [parts.carriers.services.get(one.planned.service) for one in left]
    known = [one for one in services if one is not None and one.redelivery_days]
    if not left or len(known) < len(left):
        return Refused(Reason.ALREADY_PICKED, ask.order)
    to = ask.postal_code or order.placed.postal_code
    if ask.postal_code not in (None, order.placed.postal_code) and not _may_go_to(parts, order, known, ask.postal_code):
        return Refused(Reason.NO_SERVICE, ask.postal_code)
    zone = promise.made.zone
    days = [_days(one, service, zone, now) for one, service in zip(left, known, strict=True)]
    both = [day for day in days[0] if all(day in other for other in days[1:])]
    if not both or ask.arrives_on not in (None, *both):
        return Refused(Reason.NO_PROMISE, ask.order if ask.arrives_on is None else ask.arrives_on.isoformat())
    day = both[0] if ask.arrives_on is None else ask.arrives_on
    was = rerouting.as_offer(promise.made)
    return replace(was, promised_on=day, promised_by=moments.end_of_day(day, zone), postal_code=to)


def _may_go_to(parts: Parts, order: Order, services: Sequence[Service], code: PostalCode | None) -> bool:
    here = None if order.placed.postal_code is None else gazetteer.find(parts.places, order.placed.postal_code)
    there = None if code is None else gazetteer.find(parts.places, code)
    if here is None or there is None or (here.area, here.municipality) != (there.area, there.municipality):
        return False
    reached = {reach.service.service for reach in reaching(parts.carriers, there)}
    return all(one.redelivery_places and one.service in reached for one in services)


def _days(parcel: Parcel, service: Service, zone: str, now: Instant) -> list[date]:
    """Days of the next attempt: from tomorrow on, on which the service delivers, while the carrier keeps it."""
    failed = moments.local_date(parcel.scans[-1][1], zone)
    today = moments.local_date(now, zone)
    last = failed
    for _ in range(service.redelivery_days):
        following = calendars.next_open(service.deliveries, last + timedelta(days=1))
        if following is None:
            break
        last = following
    ahead = (today + timedelta(days=number) for number in range(1, (last - today).days + 1))
    return [day for day in ahead if calendars.is_open(service.deliveries, day)]


def facts(parts: Parts, promise: Promise, parcels: Sequence[Parcel], ask: ChangeDelivery, new: Offer) -> Facts:
    """The wish, parcel by parcel, and what is promised from here on where the attempt was in time; a promise that was
    late already stays late, and its customer hears the new day as any other."""
    left, order = waiting(parcels), promise.made.order
    place = None if ask.postal_code is None else new.postal_code
    asked: Facts = []
    for one in left:
        cost = parts.carriers.services[one.planned.service].redelivery_centavos
        asked.append(RedeliveryAsked(one.planned.parcel, order, ask.edit, new.promised_on, place, cost))
    moved = [
        EtaMoved(one.planned.parcel, order, new.promised_on, CUSTOMER) for one in left if one.eta != new.promised_on
    ]
    latest = max(moments.local_date(one.scans[-1][1], promise.made.zone) for one in left)
    if latest > promise.told_on:
        return [*asked, *moved]
    said = PromiseRedirected(
        order=order,
        was_on=promise.told_on,
        promised_on=new.promised_on,
        promised_by=new.promised_by,
        zone=new.zone,
        fee=promise.made.fee,
        cost=promise.made.cost,
        keep_probability=promise.made.keep_probability,
        legs=promise.made.legs,
        postal_code=new.postal_code,
        cause=REDIRECTED,
    )
    return [*asked, said, *moved]
