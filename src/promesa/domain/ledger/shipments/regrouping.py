"""Parcels of one location that nobody has packed yet, put together or parted; their units and the fee stay."""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from promesa.domain.ledger.shipments.state import Parcel, Shipments, Status, live, of_order, refused_by
from promesa.domain.ledger.shipments.words import (
    ParcelCancelled,
    ParcelPlanned,
    ParcelsRegrouped,
    RegroupParcels,
)
from promesa.domain.ledger.stock.words import Take
from promesa.domain.values.ids import ParcelId, Sku
from promesa.domain.values.money import Centavos, shares
from promesa.domain.values.refusal import Reason, Refused

REGROUPED = "regrouped"
Group = tuple[tuple[Sku, int], ...]


def fee_shares(fee: Centavos, parcels: Sequence[Parcel]) -> list[Centavos]:
    """What each parcel brings in of the one fee that the customer paid, by its units; they sum to it exactly (R13)."""
    units = [sum(take.units for take in parcel.planned.takes) for parcel in parcels]
    return shares(fee, units) if units else []


def regroup(shipments: Shipments, parcels_max: int, ask: RegroupParcels) -> list[object] | Refused:
    """Other parcels in the place of these, with the same units; said again, nothing more (R14).

    WRONG_STATE for parcels of several locations, or to ask who refused the order for more parcels of it;
    PARCEL_INCOMPLETE where the groups are not the units of the parcels; MORE_PARCELS above `parcels_max`.
    """
    found = _found(shipments, ask)
    if isinstance(found, Refused):
        return found
    units = _units(found)
    groups = ask.groups or (tuple(units.items()),)
    unfit = _unfit(groups, units, ask)
    if unfit is not None:
        return unfit
    if _is_so(shipments, found, groups):
        return []
    busy = next((parcel for parcel in found if parcel.status is not Status.PLANNED), None)
    if busy is not None:
        return Refused(_why_not(busy), busy.planned.parcel)
    first = found[0].planned
    kin = {(one.planned.location, one.planned.service, one.planned.kind) for one in found}
    asked_again = len(groups) > len(found) and first.location in refused_by(shipments, ask.order)
    if len(kin) > 1 or asked_again:
        return Refused(Reason.WRONG_STATE, ask.order)
    if len(groups) > len(found) and len(live(shipments, ask.order)) - len(found) + len(groups) > parcels_max:
        return Refused(Reason.MORE_PARCELS, ask.order)
    number = len(of_order(shipments, ask.order))
    planned = [
        replace(
            first,
            parcel=ParcelId(f"{ask.order}-{number + place}"),
            takes=tuple(Take(sku, first.location, n) for sku, n in group),
            hand_over_by=min(one.planned.hand_over_by for one in found),
            arrives_on=max(one.planned.arrives_on for one in found),
        )
        for place, group in enumerate(groups, start=1)
    ]
    return _facts(ask, planned)


def _facts(ask: RegroupParcels, planned: Sequence[ParcelPlanned]) -> list[object]:
    """The old parcels disappear with their last unit."""
    gone = [ParcelCancelled(parcel, ask.order, REGROUPED) for parcel in ask.parcels]
    return [*gone, *planned, ParcelsRegrouped(ask.order, ask.parcels, tuple(one.parcel for one in planned))]


def _found(shipments: Shipments, ask: RegroupParcels) -> list[Parcel] | Refused:
    """The parcels named, all of the order."""
    found = []
    for name in ask.parcels:
        parcel = shipments.by_id.get(name)
        if parcel is None or parcel.planned.order != ask.order:
            return Refused(Reason.UNKNOWN_PARCEL, name)
        found.append(parcel)
    if not found or len(set(ask.parcels)) < len(ask.parcels):
        return Refused(Reason.INVALID, "parcels")
    return found


def _unfit(groups: Sequence[Group], units: Counter[Sku], ask: RegroupParcels) -> Refused | None:
    """The groups must be the units of the parcels, no more and no less, and none of them empty."""
    asked: Counter[Sku] = Counter()
    for group in groups:
        if not group or any(n <= 0 for _, n in group):
            return Refused(Reason.BAD_QUANTITY, ask.order)
        if len({sku for sku, _ in group}) < len(group):
            return Refused(Reason.INVALID, "groups")
        for sku, n in group:
            asked[sku] += n
    strange = next((sku for sku in {**units, **asked} if asked[sku] != units[sku]), None)
    return None if strange is None else Refused(Reason.PARCEL_INCOMPLETE, strange, units[strange])


def _is_so(shipments: Shipments, found: Sequence[Parcel], groups: Sequence[Group]) -> bool:
    """It was done already by the same words, or there is nothing to do."""
    became = {parcel.became for parcel in found}
    if found[0].status is Status.PLANNED:
        return len(found) == len(groups) and len(found) == 1
    if len(became) > 1 or not found[0].became:
        return False
    into = [shipments.by_id[name] for name in found[0].became]
    return [_units((one,)) for one in into] == [Counter(dict(group)) for group in groups]


def _units(parcels: Sequence[Parcel]) -> Counter[Sku]:
    total: Counter[Sku] = Counter()
    for parcel in parcels:
        for take in parcel.planned.takes:
            total[take.sku] += take.units
    return total


def _why_not(parcel: Parcel) -> Reason:
    if parcel.status in (Status.PACKED, Status.READY):
        return Reason.ALREADY_PICKED
    return Reason.WRONG_STATE if parcel.status is Status.CANCELLED else Reason.ALREADY_SHIPPED
