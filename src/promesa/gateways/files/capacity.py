"""A capacity file says the minutes of labour of locations: by weekday and slot, or of one date (a peak, an absence)."""

from collections.abc import Hashable, Iterator
from datetime import date
from typing import Any

import msgspec

from promesa.domain.ledger import capacity as capacities
from promesa.domain.ledger import capacity_rules, labour
from promesa.domain.ledger.capacity import Capacity, CapacitySet, SetCapacity
from promesa.domain.ledger.labour import SLOT_MINUTES_MAX, WORK_SECONDS_MAX, LabourSet, SetLabour, WorkSlot
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.gateways.files import cells, clocks, faults, plans, reading
from promesa.gateways.files.capacity_columns import FIELDS
from promesa.gateways.files.cells import Cursor
from promesa.gateways.files.faults import Fault
from promesa.gateways.files.plans import CHANGED, NEW, Applied, Ask, Kind, Plan, Put, Step, Told, Undoing
from promesa.gateways.files.reading import Reading

COSTS = ("order_seconds", "line_seconds", "unit_seconds")


class Says(msgspec.Struct, frozen=True):
    """What a row says: minutes of a slot, on weekdays or on one date, or what a parcel takes."""

    location: LocationId
    weekdays: tuple[int, ...]
    day: date | None
    hours: str
    minutes: int | None
    costs: tuple[tuple[str, int], ...]


class Meant(msgspec.Struct, frozen=True):
    """A command and the rows that it stands for."""

    command: SetLabour | SetCapacity
    numbers: tuple[int, ...]


def plan(file: Reading, ask: Ask, only: frozenset[int] | None) -> Plan:
    """Weeks of locations that change, and dated slots."""
    made = Plan()
    rows = plans.unique(_rows(file), file.bad, made)
    news = ask(_compared, rows, file, only, made)
    made.steps = _steps(news, plans.step_rows(file.rows))
    return made


# --- reading ---


def _rows(file: Reading) -> Iterator[tuple[Hashable, Told]]:
    for number, cursor in reading.lines(file):
        says = _read(cursor)
        if says is not None:
            days = says.day.isoformat() if says.day is not None else ",".join(map(str, says.weekdays))
            yield (says.location, days, says.hours), Told(number, says)


def _read(row: Cursor) -> Says | None:
    name = row.code("location", required=True)
    day = row.read("date", cells.day)
    weekdays = row.read("weekdays", clocks.weekdays)
    hours = _hours(row)
    minutes = row.whole("minutes", SLOT_MINUTES_MAX, required=hours != "")
    told = [row.scaled(f"{what.removesuffix('_seconds')}_minutes", 60, WORK_SECONDS_MAX) for what in COSTS]
    if row.fault is None and not hours and all(seconds is None for seconds in told):
        row.blame("slot", Fault("bad_hours", ""))
    if row.fault is not None or name is None:
        return None
    days = tuple(range(7)) if weekdays is None else weekdays
    costs = tuple((what, seconds) for what, seconds in zip(COSTS, told, strict=True) if seconds is not None)
    return Says(LocationId(name), () if day is not None else days, day, hours, minutes, costs)


def _hours(row: Cursor) -> str:
    """The slot as "09:00-13:00", from one column or two; nothing where none is said."""
    span = row.read("slot", _span)
    starts, ends = row.read("starts", _clock), row.read("ends", _clock)
    if span is None and starts and ends:
        found = _span(f"{starts}-{ends}")
        if isinstance(found, Fault):
            row.blame("starts", found)
            return ""
        span = found
    return span or ""


def _span(cell: Any) -> str | Fault:
    found = clocks.day_hours(cell)
    if found is None:
        return Fault("bad_hours", str(cell))
    return found if isinstance(found, Fault) else f"{found[0]}-{found[1]}"


def _clock(cell: Any) -> str | Fault:
    return clocks.clock(cell) or Fault("bad_clock", str(cell))


# --- comparing ---


def _compared(world: World, rows: list[Told], file: Reading, only: frozenset[int] | None, made: Plan) -> list[Told]:
    """One command for each location's week and one for each dated slot, where they say something new."""
    news: list[Told] = []
    by_location: dict[LocationId, list[Told]] = {}
    for told in rows:
        by_location.setdefault(told.says.location, []).append(told)
    for location, own in by_location.items():
        week = [told for told in own if told.says.day is None]
        weekly = bool(week) and _week(world, location, week, file, only, made, news, own[0].number)
        for told in own:
            if told.says.day is not None:
                _dated(world, told, weekly, file, only, made, news)
    return news


def _week(
    world: World,
    location: LocationId,
    rows: list[Told],
    file: Reading,
    only: frozenset[int] | None,
    made: Plan,
    news: list[Told],
    number: int,
) -> bool:
    """Whether the location will have labour. The weekdays that the file names become what it says of them."""
    known = world.capacity.labour.get(location)
    named = {day for told in rows if told.says.hours for day in told.says.weekdays}
    slots = [slot for slot in (known.slots if known else ()) if slot.weekday not in named]
    costs = {field: getattr(known, field) for field in COSTS} if known else {}
    for told in rows:
        starts, _, ends = told.says.hours.partition("-")
        slots += [WorkSlot(day, starts, ends, told.says.minutes) for day in told.says.weekdays if told.says.hours]
        costs.update(told.says.costs)
    ask = SetLabour(location=location, slots=labour.entered(slots), **costs)
    refused = capacity_rules.set_labour(world.locations, world.capacity, ask, Instant(0))
    numbers = tuple(told.number for told in rows)
    if isinstance(refused, Refused):
        for one in numbers:
            file.bad.add(one, "", faults.refused(refused))
        return known is not None
    if not refused:
        made.same += len(numbers)
    elif only is not None and not set(numbers) <= only:
        made.moved += len(numbers)
    else:
        plans.sample(made, NEW if known is None else CHANGED, location, _words(known), _words(refused[0]))
        news.append(Told(number, Meant(ask, numbers)))
    return True


def _dated(
    world: World, told: Told, weekly: bool, file: Reading, only: frozenset[int] | None, made: Plan, news: list[Told]
) -> None:
    says: Says = told.says
    assert says.day is not None
    bucket = labour.bucket_of(says.day, says.hours) if says.hours else says.day.isoformat()
    ask = SetCapacity(says.location, bucket, minutes=says.minutes)
    checked: Any = capacity_rules.set_capacity(world.locations, world.capacity, ask, Instant(0))
    if says.minutes is None:
        checked = Refused(Reason.BAD_QUANTITY, bucket)
    if weekly and capacities.labour_of(world.capacity, says.location) is None and says.hours:
        checked = [None]
    if isinstance(checked, Refused):
        file.bad.add(told.number, "", faults.refused(checked))
        return
    was = [_minutes_set(world.capacity, fact) for fact in checked if fact is not None]
    if was and was == [fact.minutes for fact in checked]:
        made.same += 1
    elif only is not None and told.number not in only:
        made.moved += 1
    else:
        before = " ".join("" if minutes is None else str(minutes) for minutes in was)
        plans.sample(made, CHANGED if any(was) else NEW, f"{says.location} {bucket}", before, str(says.minutes))
        news.append(Told(told.number, Meant(ask, (told.number,))))


def _minutes_set(capacity: Capacity, fact: CapacitySet) -> int | None:
    pot = capacity.pots.get(fact.location, {}).get(fact.bucket)
    return None if pot is None else pot.minutes


def _words(said: LabourSet | None) -> str:
    if said is None:
        return ""
    slots = [f"{'LMXJVSD'[slot.weekday]} {slot.starts}-{slot.ends} {slot.minutes}" for slot in said.slots]
    return " · ".join([*slots, *(f"{field} {getattr(said, field)}" for field in COSTS)])


# --- applying ---


def _steps(news: list[Told], size: int) -> Iterator[Step]:
    for number, rows in plans.stepped(news, size):
        yield Step(number, tuple(_put(told.says) for told in rows))


def _put(meant: Meant) -> Put:
    return Put(lambda _: meant.command, meant.numbers)


# --- undoing ---


def rows_of(fact: Any) -> int:
    return 1 if isinstance(fact, LabourSet | CapacitySet) else 0


def undo(world: World, before: Capacity, applied: list[Applied]) -> Undoing:
    """Weeks and dated slots as they were; what was changed since is left."""
    made = Undoing()
    last: dict[Hashable, Any] = {}
    for fact, _ in applied:
        if isinstance(fact, LabourSet | CapacitySet):
            last[_about(fact)] = fact
    dated: list[Put] = []
    weeks: list[Put] = []
    for fact in last.values():
        if isinstance(fact, LabourSet):
            if world.capacity.labour.get(fact.location) != fact:
                made.left.append(plans.changed_since(fact.location))
            else:
                weeks.append(Put(_constant(_week_back(before, fact)), [0]))
        elif _minutes_set(world.capacity, fact) != fact.minutes:
            made.left.append(plans.changed_since(f"{fact.location} {fact.bucket}"))
        else:
            minutes = _minutes_set(before, fact)
            dated.append(Put(_constant(SetCapacity(fact.location, fact.bucket, minutes=minutes)), [0]))
    made.steps = [Step(0, (*dated, *weeks))] if dated or weeks else []
    return made


def _about(fact: Any) -> Hashable:
    return (fact.location, getattr(fact, "bucket", ""))


def _week_back(before: Capacity, fact: LabourSet) -> SetLabour:
    was = before.labour.get(fact.location)
    if was is None:
        return SetLabour(location=fact.location, slots=())
    return SetLabour(**{field: getattr(was, field) for field in SetLabour.__struct_fields__})


def _constant(command: Any) -> Any:
    return lambda _: command


KIND = Kind(name="capacity", fields=FIELDS, plan=plan, rows_of=rows_of, undo=undo, noun=Capacity, folds=capacities.FOLD)
