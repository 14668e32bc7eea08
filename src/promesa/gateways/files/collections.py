"""A collection file says when carriers' vans come: location, service, weekdays and hour."""

from collections.abc import Hashable, Iterator
from typing import Any

import msgspec

from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.locations import rules, state
from promesa.domain.network.locations.rules import PREP_MINUTES_MAX
from promesa.domain.network.locations.state import Locations
from promesa.domain.network.locations.words import Collection, CollectionSet, SetCollection
from promesa.domain.values.ids import LocationId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.gateways.files import cells, clocks, faults, headers, plans, reading
from promesa.gateways.files.cells import Cursor
from promesa.gateways.files.faults import Fault
from promesa.gateways.files.headers import CODE, NUMBER
from promesa.gateways.files.plans import CHANGED, NEW, Applied, Ask, Kind, Plan, Put, Step, Told, Undoing
from promesa.gateways.files.reading import Reading

FIELDS = (
    headers.field(
        "location",
        "clave ubicación, clave almacén, clave sucursal, clave tienda, código tienda, id tienda, no. tienda, "
        "ubicación, almacén, sucursal, tienda, cedis, bodega, location id, warehouse id, store id, warehouse, store",
        CODE,
        True,
    ),
    headers.field("service", "servicio, clave servicio, paquetería, service id, carrier service", CODE, True),
    headers.field("weekdays", "día, días, día de la semana, días de recolección, weekday, weekdays, days"),
    headers.field("hour", "hora, hora de recolección, recolección, hour, pickup time, collection time", required=True),
    headers.field("prep_minutes", "minutos de preparación, preparación, minutos antes, prep minutes", NUMBER),
)
_SEVEN = 7


class Says(msgspec.Struct, frozen=True):
    """The van's hour on some weekdays; None: it does not come on them."""

    location: LocationId
    service: ServiceId
    weekdays: tuple[int, ...]
    hour: str | None
    prep_minutes: int | None


class Meant(msgspec.Struct, frozen=True):
    """A command and the rows that it stands for."""

    command: SetCollection
    numbers: tuple[int, ...]


def plan(file: Reading, ask: Ask, only: frozenset[int] | None) -> Plan:
    """Vans that are new, and those whose week changes. The weekdays that a file does not name stay."""
    made = Plan()
    rows = plans.unique(_rows(file), file.bad, made)
    news = ask(_compared, rows, file, only, made)
    made.steps = _steps(news, plans.step_rows(file.rows))
    return made


def _rows(file: Reading) -> Iterator[tuple[Hashable, Told]]:
    for number, cursor in reading.lines(file):
        says = _read(cursor)
        if says is not None:
            yield (says.location, says.service, ",".join(map(str, says.weekdays))), Told(number, says)


def _read(row: Cursor) -> Says | None:
    location, service = row.code("location", required=True), row.code("service", required=True)
    weekdays = row.read("weekdays", clocks.weekdays)
    hour = row.read("hour", _hour, required=True)
    prep_minutes = row.whole("prep_minutes", PREP_MINUTES_MAX)
    if row.fault is not None or location is None or service is None or hour is None:
        return None
    days = tuple(range(_SEVEN)) if weekdays is None else weekdays
    return Says(LocationId(location), ServiceId(service), days, hour[0], prep_minutes)


def _hour(cell: Any) -> tuple[str | None] | Fault:
    """In a tuple, because "it does not come" is something said."""
    if cells.as_text(cell) in cells.NOTHING:
        return (None,)
    found = clocks.clock(cell)
    return found if isinstance(found, Fault) else (found,)


def _compared(world: World, rows: list[Told], file: Reading, only: frozenset[int] | None, made: Plan) -> list[Told]:
    vans: dict[tuple[LocationId, ServiceId], list[Told]] = {}
    for told in rows:
        vans.setdefault((told.says.location, told.says.service), []).append(told)
    news = []
    for own in vans.values():
        meant = _meant(world, own)
        refused: Any = rules.set_collection(world.locations, meant.command, Instant(0))
        if carriers.find(world.carriers, meant.command.service) is None:
            refused = Refused(Reason.UNKNOWN_SERVICE, meant.command.service)
        if isinstance(refused, Refused):
            for number in meant.numbers:
                file.bad.add(number, "", faults.refused(refused))
        elif not refused:
            made.same += len(meant.numbers)
        elif only is not None and not set(meant.numbers) <= only:
            made.moved += len(meant.numbers)
        else:
            was = _known(world.locations, meant.command.location, meant.command.service)
            about = f"{meant.command.location} · {meant.command.service}"
            plans.sample(made, NEW if was is None else CHANGED, about, _words(was), _words(refused[0]))
            news.append(Told(own[0].number, meant))
    return news


def _meant(world: World, rows: list[Told]) -> Meant:
    """The van's week as it is, with what the rows say of it."""
    first: Says = rows[0].says
    was = _known(world.locations, first.location, first.service)
    hours: list[str | None] = list(was.hours) if was is not None else [None] * _SEVEN
    prep_minutes = 60 if was is None else was.prep_minutes
    for told in rows:
        for day in told.says.weekdays:
            hours[day] = told.says.hour
        prep_minutes = prep_minutes if told.says.prep_minutes is None else told.says.prep_minutes
    command = SetCollection(first.location, first.service, tuple(hours), prep_minutes)
    return Meant(command, tuple(told.number for told in rows))


def _known(locations: Locations, location: LocationId, service: ServiceId) -> Collection | None:
    at = state.find(locations, location)
    return None if at is None else next((van for van in at.collections if van.service == service), None)


def _words(said: Collection | CollectionSet | None) -> str:
    if said is None:
        return ""
    hours = [f"{letter} {hour or '—'}" for letter, hour in zip("LMXJVSD", said.hours, strict=True)]
    return " · ".join([*hours, f"prep_minutes {said.prep_minutes}"])


def _steps(news: list[Told], size: int) -> Iterator[Step]:
    for number, rows in plans.stepped(news, size):
        yield Step(number, tuple(_put(told.says.command, told.says.numbers) for told in rows))


def _put(command: SetCollection, numbers: tuple[int, ...] | list[int]) -> Put:
    return Put(lambda _: command, numbers)


def rows_of(fact: Any) -> int:
    return int(isinstance(fact, CollectionSet))


def undo(world: World, before: Locations, applied: list[Applied]) -> Undoing:
    """Vans as they were; what was changed since is left."""
    made = Undoing()
    last = {(one.fact.location, one.fact.service): one.fact for one in applied if isinstance(one.fact, CollectionSet)}
    puts = []
    for (location, service), fact in last.items():
        now = _known(world.locations, location, service)
        if now is None or (now.hours, now.prep_minutes) != (fact.hours, fact.prep_minutes):
            made.left.append(plans.changed_since(f"{location} · {service}"))
            continue
        was = _known(before, location, service)
        back = () if was is None else was.hours
        puts.append(_put(SetCollection(location, service, back, 60 if was is None else was.prep_minutes), [0]))
    made.steps = [Step(0, tuple(puts))] if puts else []
    return made


KIND = Kind(name="collections", fields=FIELDS, plan=plan, rows_of=rows_of, undo=undo, noun=Locations, folds=state.FOLD)
