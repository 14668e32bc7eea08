"""What became of every Olist order: by month and in all, our promise beside the platform's."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date

import msgspec

from promesa.domain.people.messages.words import MessageWanted
from promesa.domain.promise.commit.words import PlaceOrder
from promesa.domain.promise.promises import Outcome, Promise
from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId
from promesa.domain.world import World
from promesa.engine import words
from promesa.engine.log import Log, Query, QueryItem
from promesa.gateways.olist.rows import ZONE, Fault, OlistData, OlistOrder, Status

FAULTS_TOLD = 50


class Delivered(msgspec.Struct):
    """Sums over delivered orders; late = delivered on a later calendar day than promised."""

    orders: int = 0
    late: int = 0
    promised_days: int = 0
    platform_late: int = 0
    platform_promised_days: int = 0
    actual_days: int = 0


class Row(msgspec.Struct, frozen=True):
    """One month of purchases (or all of them, `month` ""); shares and means are over delivered orders."""

    month: str
    orders: int
    refused: int
    promises_made: int
    promises_kept: int
    promises_broken: int
    promises_withdrawn: int
    promises_open: int
    delivered: int
    late_share: float | None
    mean_promised_days: float | None
    platform_late_share: float | None
    platform_mean_promised_days: float | None
    mean_actual_days: float | None


class Report(msgspec.Struct, frozen=True):
    """The whole and its months; every order of the files is in `refused` by its reason or has a promise."""

    total: Row
    by_month: tuple[Row, ...]
    refused: dict[str, int]
    refused_steps: dict[str, int]
    """Later news that could not be taken as told, by command and reason: each is an entry of the log."""
    rows_not_read: int
    faults: tuple[Fault, ...]
    """The first rows that could not be read."""
    units: int
    messages_wanted: int
    oversold: int


class _Month(msgspec.Struct):
    outcomes: Counter[str] = msgspec.field(default_factory=Counter)
    delivered: Delivered = msgspec.field(default_factory=Delivered)


def report(world: World, log: Log, olist: OlistData) -> Report:
    """The table of an import that has ended."""
    months: dict[str, _Month] = defaultdict(_Month)
    for order in olist.orders:
        promise = world.promises.by_order.get(OrderId(order.order))
        bought_on = moments.local_date(order.purchased_at, ZONE)
        _count(months[f"{bought_on:%Y-%m}"], order, promise, bought_on)
    refused, refused_steps = _refusals(log)
    return Report(
        total=_row("", list(months.values())),
        by_month=tuple(_row(month, [months[month]]) for month in sorted(months)),
        refused=refused,
        refused_steps=refused_steps,
        rows_not_read=len(olist.faults),
        faults=olist.faults[:FAULTS_TOLD],
        units=sum(line.units for order in world.orders.by_id.values() for line in order.placed.lines),
        messages_wanted=sum(1 for _ in log.read(_of_kind(MessageWanted))),
        oversold=_oversold(world),
    )


def _count(month: _Month, order: OlistOrder, promise: Promise | None, bought_on: date) -> None:
    month.outcomes["refused" if promise is None else str(promise.outcome)] += 1
    if promise is None or promise.arrived_on is None or order.status is not Status.DELIVERED:
        return
    sums, made = month.delivered, promise.made
    assert made.platform_promised_on is not None, order.order
    sums.orders += 1
    sums.late += promise.arrived_on > made.promised_on
    sums.promised_days += (made.promised_on - bought_on).days
    sums.platform_late += promise.arrived_on > made.platform_promised_on
    sums.platform_promised_days += (made.platform_promised_on - bought_on).days
    sums.actual_days += (promise.arrived_on - bought_on).days


def _row(name: str, months: Sequence[_Month]) -> Row:
    outcomes: Counter[str] = sum((month.outcomes for month in months), Counter())
    refused = outcomes["refused"]

    def over(field: str) -> int:
        return sum(getattr(month.delivered, field) for month in months)

    delivered = over("orders")

    def share(field: str, digits: int) -> float | None:
        return round(over(field) / delivered, digits) if delivered else None

    return Row(
        month=name,
        orders=outcomes.total(),
        refused=refused,
        promises_made=outcomes.total() - refused,
        promises_kept=outcomes[Outcome.KEPT],
        promises_broken=outcomes[Outcome.BROKEN],
        promises_withdrawn=outcomes[Outcome.WITHDRAWN],
        promises_open=outcomes[Outcome.OPEN],
        delivered=delivered,
        late_share=share("late", 4),
        mean_promised_days=share("promised_days", 2),
        platform_late_share=share("platform_late", 4),
        platform_mean_promised_days=share("platform_promised_days", 2),
        mean_actual_days=share("actual_days", 2),
    )


def _refusals(log: Log) -> tuple[dict[str, int], dict[str, int]]:
    """Orders that got no promise by reason, and later steps that were refused by command and reason."""
    orders: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    for entry in log.read(_of_kind(words.StepRefused)):
        step = msgspec.json.decode(entry.body, type=words.StepRefused)
        if step.kind == PlaceOrder.__name__:
            orders[step.reason] += 1
        else:
            steps[f"{step.kind} {step.reason}"] += 1
    return dict(sorted(orders.items())), dict(sorted(steps.items()))


def _of_kind(kind: type) -> Query:
    return Query((QueryItem(kinds=(kind.__name__,)),))


def _oversold(world: World) -> int:
    """Units reserved that are not on their shelf."""
    shelves = world.stock.shelves
    reserved, on_hand = shelves.reserved[: shelves.size], shelves.on_hand[: shelves.size]
    return int((reserved - on_hand).clip(min=0).sum())
