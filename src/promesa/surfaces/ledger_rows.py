"""A row of the ledger of promises as every door shows it, and as the flat columns of a table."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

import msgspec

from promesa.domain.conduct.promise_ledger import PromiseRow
from promesa.domain.values import moments

Cell = str | int | float | date | datetime | None


class LedgerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One date that was named: what it stood on, and how it ended. `number` 0 is the first date, the one that counts.

    `slack_days`: from the day of arrival to the day promised, below zero late. `lane`, `location`, `service` and
    `carrier` are those of the parcel that was to arrive last. `failure`: store_rejected, short_pick,
    handed_over_late, carrier_late, failed_attempt, address, lost, customs, payment_late, capacity, unknown, or "".
    """

    order: str
    number: int
    kind: str
    channel: str
    made_at: datetime
    promised_on: date
    zone: str
    outcome: str
    arrived_on: date | None
    slack_days: int | None
    failure: str
    said: str
    moves: int
    keep_probability: float | None
    promised_days: int
    actual_days: int | None
    location: str
    service: str
    carrier: str
    lane: str
    hour: int
    month: str
    weekday: int
    legs: int
    policy: int
    model: int
    basis: str
    fingerprint: str
    fee_centavos: int
    cost_centavos: int
    cost_parts: Mapping[str, int]
    time_parts: Mapping[str, float]
    signs: tuple[str, ...]


COLUMNS = tuple(name for name in LedgerRow.__struct_fields__ if name not in ("cost_parts", "time_parts", "signs"))


def told(row: PromiseRow) -> LedgerRow:
    """The row in the words of our doors: instants as UTC times, money with its unit."""
    same = {name: getattr(row, name) for name in LedgerRow.__struct_fields__ if name in PromiseRow.__struct_fields__}
    return LedgerRow(**{**same, "made_at": moments.utc(row.made_at)}, fee_centavos=row.fee, cost_centavos=row.cost)


def flat(rows: Iterable[PromiseRow]) -> tuple[list[str], list[list[Cell]]]:
    """Names of columns, and a list of cells for each row; parts of cost and time become columns of their own."""
    found = [told(row) for row in rows]
    costs = sorted({name for row in found for name in row.cost_parts})
    times = sorted({name for row in found for name in row.time_parts})
    names = [*COLUMNS, *(f"cost_{name}_centavos" for name in costs), *(f"time_{name}_days" for name in times), "signs"]
    return names, [_cells(row, costs, times) for row in found]


def _cells(row: LedgerRow, costs: Sequence[str], times: Sequence[str]) -> list[Cell]:
    own: list[Cell] = [getattr(row, name) for name in COLUMNS]
    money: list[Cell] = [row.cost_parts.get(name) for name in costs]
    time: list[Cell] = [row.time_parts.get(name) for name in times]
    return [*own, *money, *time, "; ".join(row.signs)]
