"""The race as figures for people and programs: each policy's sums, and the first one against each other one."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import msgspec

from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.money import Centavos
from promesa.lab.race import intervals, room
from promesa.lab.race.figures import OrderFigures
from promesa.lab.race.intervals import Interval
from promesa.lab.race.racing import Race, Ran
from promesa.lab.race.room import BoundRow


class LocationWork(msgspec.Struct, frozen=True):
    """`peak_minutes`: of its fullest day."""

    location: LocationId
    parcels: int
    minutes: int
    peak_minutes: int


class PolicyRow(msgspec.Struct, frozen=True):
    """One policy's sums over the stretch's orders; shares and means are over what there is of them."""

    policy: str
    sourcing: str
    orders: int
    unplaced: int
    unplaced_by_reason: dict[str, int]
    cancelled: int
    sent: int
    """Orders with something sent or waiting at a counter."""
    cost_centavos: Centavos
    cost_by_part: dict[str, int]
    cost_per_order_centavos: float
    parcels: int
    extra_shipments: int
    """Parcels beyond one an order."""
    late_share: float | None
    mean_promised_days: float | None
    dates_moved: int
    km: float
    imagined_parcels: int
    """Of those, parcels that no real one was like: how they went was drawn."""
    reallocated: int
    """Orders sent otherwise after a second thought."""
    peak_minutes: int
    """Of the location and day with most work."""
    peak_location: LocationId
    workload: tuple[LocationWork, ...]


class Difference(msgspec.Struct, frozen=True):
    """A policy beside the first one, over the `orders` that both sent. A saving is positive where `policy` is cheaper
    than `against`."""

    policy: str
    against: str
    orders: int
    saving_centavos_per_order: Interval
    saving_share: Interval
    """Of what `against` costs."""
    under_share: Interval
    """How far `against` is under `policy`, of what `policy` costs: the same difference, seen from the other side."""
    parcels_saved_per_order: Interval
    late_share_less: Interval
    promised_days_less: Interval
    km_saved_per_order: Interval


class RaceReport(msgspec.Struct, frozen=True):
    since: date
    until: date
    orders: int
    stale_offers: int
    not_retold: dict[str, int]
    policies: tuple[PolicyRow, ...]
    differences: tuple[Difference, ...]
    seed: int
    facts: int
    seconds: float
    bounds: tuple[BoundRow, ...] = ()


def of(race: Race, seed: int) -> RaceReport:
    """All figures of a race."""
    first, *others = race.ran
    return RaceReport(
        since=race.stretch.first_day,
        until=race.stretch.last_day,
        orders=race.asked,
        stale_offers=race.stale,
        not_retold=race.not_retold,
        policies=tuple(_row(ran) for ran in race.ran),
        differences=tuple(_difference(ran, first, seed) for ran in others),
        seed=seed,
        facts=race.facts,
        seconds=race.seconds,
        bounds=room.rows(race.bounds, race.ran, seed),
    )


def _row(ran: Ran) -> PolicyRow:
    orders = list(ran.orders.values())
    cost: Counter[str] = Counter()
    for one in orders:
        cost.update(one.cost)
    sent = [one for one in orders if one.cost]
    late = [one.late for one in orders if one.late is not None]
    days = [one.promised_days for one in orders if one.promised_days is not None]
    total = sum(cost.values())
    work = tuple(
        LocationWork(name, found.parcels, found.minutes, found.peak_minutes)
        for name, found in sorted(ran.workload.items(), key=lambda pair: (-pair[1].peak_minutes, pair[0]))
    )
    return PolicyRow(
        policy=ran.name,
        sourcing=ran.policy.sourcing,
        orders=len(orders),
        unplaced=sum(ran.unplaced.values()),
        unplaced_by_reason=ran.unplaced,
        cancelled=sum(one.cancelled_by_us for one in orders),
        sent=len(sent),
        cost_centavos=Centavos(total),
        cost_by_part=dict(sorted(cost.items())),
        cost_per_order_centavos=round(total / max(1, len(sent)), 2),
        parcels=sum(one.parcels for one in orders),
        extra_shipments=sum(max(0, one.parcels - 1) for one in orders),
        late_share=round(sum(late) / len(late), 4) if late else None,
        mean_promised_days=round(sum(days) / len(days), 3) if days else None,
        dates_moved=sum(one.moved for one in orders),
        km=round(sum(one.km for one in orders), 1),
        imagined_parcels=ran.imagined,
        reallocated=ran.reallocated,
        peak_minutes=work[0].peak_minutes if work else 0,
        peak_location=work[0].location if work else LocationId(""),
        workload=work,
    )


def _difference(ran: Ran, first: Ran, seed: int) -> Difference:
    both = [order for order, one in first.orders.items() if one.cost and _has(ran, order)]
    here, there = [ran.orders[order] for order in both], [first.orders[order] for order in both]
    blocks = intervals.blocks_of([one.day.toordinal() for one in there], [one.hour for one in there])
    saved: Sequence[float] = [a.pesos - b.pesos for a, b in zip(there, here, strict=True)]
    each = [1.0] * len(both)
    both_came = [a.late is not None and b.late is not None for a, b in zip(there, here, strict=True)]

    def mean(values: Sequence[float], over: Sequence[float] = each) -> Interval:
        return intervals.ratio(values, over, blocks, seed)

    return Difference(
        policy=ran.name,
        against=first.name,
        orders=len(both),
        saving_centavos_per_order=mean(saved),
        saving_share=mean(saved, [one.pesos for one in there]),
        under_share=mean([-value for value in saved], [one.pesos for one in here]),
        parcels_saved_per_order=mean(_less(there, here, "parcels")),
        late_share_less=mean(
            [
                float(bool(a.late)) - float(bool(b.late)) if came else 0.0
                for a, b, came in _three(there, here, both_came)
            ],
            [float(came) for came in both_came],
        ),
        promised_days_less=mean(_less(there, here, "promised_days")),
        km_saved_per_order=mean(_less(there, here, "km")),
    )


def _has(ran: Ran, order: OrderId) -> bool:
    found = ran.orders.get(order)
    return found is not None and bool(found.cost)


def _less(there: Sequence[OrderFigures], here: Sequence[OrderFigures], field: str) -> list[float]:
    return [float((getattr(a, field) or 0) - (getattr(b, field) or 0)) for a, b in zip(there, here, strict=True)]


def _three(
    there: Sequence[OrderFigures], here: Sequence[OrderFigures], came: Sequence[bool]
) -> Sequence[tuple[OrderFigures, OrderFigures, bool]]:
    return list(zip(there, here, came, strict=True))
