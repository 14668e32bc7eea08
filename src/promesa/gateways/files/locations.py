"""Location files: stores, DCs and vendors with their places, hours, cut-offs and capacity."""

from collections.abc import Callable, Hashable, Iterator
from datetime import date
from typing import Any

import msgspec

from promesa.domain.network.locations import rules, state
from promesa.domain.network.locations.state import CLOSED, OPEN, PAUSED, Location, Locations
from promesa.domain.network.locations.words import (
    AboutLocation,
    CloseLocation,
    LoadLocations,
    LocationOpened,
    LocationPaused,
    LocationResumed,
    LocationsLoaded,
    OpenLocation,
    PauseLocation,
    ResumeLocation,
)
from promesa.domain.network.places import Place
from promesa.domain.values import place as geography
from promesa.domain.values.calendars import HOLIDAYS
from promesa.domain.values.ids import ChannelId, LocationId, PostalCode
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.gateways.files import cells, clocks, faults, headers, plans, reading
from promesa.gateways.files.cells import Cursor
from promesa.gateways.files.faults import Fault
from promesa.gateways.files.location_columns import FIELDS
from promesa.gateways.files.plans import CHANGED, NEW, Applied, Ask, Kind, Plan, Put, Step, Told, Undoing
from promesa.gateways.files.reading import Reading

KIND_OF_WORD = {
    headers.plain(word): kind
    for kind, words in {
        "store": "store, tienda, sucursal, punto de venta",
        "dc": "dc, cedis, centro de distribución, almacén, bodega, distribution center, warehouse, fulfillment center",
        "vendor": "vendor, proveedor, seller, vendedor, dropship",
        "dark_store": "dark store, dark_store, tienda oscura",
    }.items()
    for word in words.split(",")
}
_SEVEN = 7


class Says(msgspec.Struct, frozen=True):
    """What a row says about a location: only what it says."""

    location: LocationId
    told: dict[str, Any]
    area: str | None
    cutoff: tuple[Any, ...]
    """Cells of the cut-off columns: which days they mean depends on the days on which the location opens."""
    active: bool | None


class Meant(msgspec.Struct, frozen=True):
    """The location as the row wants it: how it was, how it shall be, and in which status."""

    known: Location | None
    about: AboutLocation
    status: str

    @property
    def is_told(self) -> bool:
        """Whether its description changes."""
        return self.known is None or _about(self.known) != self.about

    @property
    def turns(self) -> bool:
        """Whether its status changes."""
        return self.known is not None and self.known.status != self.status


class Tally(msgspec.Struct):
    """What the notes will count."""

    closed: int = 0
    without_cutoff: int = 0
    without_area: int = 0
    unknown_places: int = 0


def plan(file: Reading, ask: Ask, only: frozenset[int] | None) -> Plan:
    """New and changed locations, and those that pause or open again."""
    made, tally = Plan(), Tally()
    rows = _no_twins(plans.unique(_rows(file), file.bad, made), file)
    news = ask(_compared, rows, file, only, made, tally)
    counts = (
        ("stays_closed", tally.closed),
        ("no_cutoff", tally.without_cutoff),
        ("no_area", tally.without_area),
        ("unknown_place", tally.unknown_places),
    )
    made.notes += [reading.note(code, count) for code, count in counts if count]
    made.steps = _steps(news, plans.step_rows(file.rows))
    return made


# --- reading ---


def _rows(file: Reading) -> Iterator[tuple[Hashable, Told]]:
    for number, cursor in reading.lines(file):
        says = _read(cursor)
        if says is not None:
            yield says.location, Told(number, says)


def _read(row: Cursor) -> Says | None:
    name = row.code("location", required=True)
    told: dict[str, Any] = {
        "name": row.text("name"),
        "kind": row.choice("kind", KIND_OF_WORD),
        "zone": row.zone("zone"),
        "postal_code": row.read("postal_code", cells.postal_code),
        "lat": row.degrees("lat", 90.0),
        "lon": row.degrees("lon", 180.0),
        "hours": _hours(row),
        "holidays": row.choice("holidays", {headers.plain(table): table for table in HOLIDAYS}),
        "opens_on_holidays": row.yes_no("opens_on_holidays"),
        "closures": row.read("closures", _days),
        "handling_days": row.whole("handling_days", rules.HANDLING_DAYS_MAX),
        "handling_centavos": row.centavos("handling_cost"),
        "orders_per_day": row.whole("orders_per_day", rules.ORDERS_PER_DAY_MAX),
        "ships": row.yes_no("ships"),
        "pickup": row.yes_no("pickup"),
        "pickup_prep_minutes": row.whole("pickup_prep_minutes", rules.PREP_MINUTES_MAX),
        "channels": row.read("channels", _channels),
    }
    area = row.read("state", cells.state)
    cutoff = tuple(row.read(field, _cutoff) for field in ("cutoff", "cutoff_saturday", "cutoff_sunday"))
    active = row.yes_no("active")
    if row.fault is not None or name is None:
        return None
    said = {field: value for field, value in told.items() if value is not None}
    return Says(LocationId(name), said, area, cutoff, active)


def _hours(row: Cursor) -> tuple[Any, ...] | None:
    """The week from one column, or from opening and closing hour; Saturday and Sunday may have columns of their own."""
    week = row.read("hours", clocks.hours)
    opens, closes = row.read("opens", _clock), row.read("closes", _clock)
    if week is None and opens and closes:
        span = clocks.hours(f"{opens}-{closes}")
        if isinstance(span, Fault):
            row.blame("opens", span)
            return None
        week = span
    days = {5: row.read("hours_saturday", _day_hours), 6: row.read("hours_sunday", _day_hours)}
    if week is None and not any(days.values()):
        return None
    found = list(week or (None,) * _SEVEN)
    for day, said in days.items():
        if said is not None:
            found[day] = said[0]
    return tuple(found)


def _day_hours(cell: Any) -> tuple[Any] | Fault:
    """In a tuple, because closed is something said."""
    found = clocks.day_hours(cell)
    return found if isinstance(found, Fault) else (found,)


def _clock(cell: Any) -> str | Fault:
    return clocks.clock(cell) or Fault("bad_clock", str(cell))


def _cutoff(cell: Any) -> tuple[Any] | Fault:
    """The cell itself, once it is known to be readable."""
    found = clocks.cutoffs(cell, range(_SEVEN))
    return found if isinstance(found, Fault) else (cell,)


def _days(cell: Any) -> tuple[date, ...] | Fault:
    if not isinstance(cell, str):
        single = cells.day(cell)
        return single if isinstance(single, Fault) else (single,)
    if cell.strip() in cells.NOTHING:
        return ()
    found = [cells.day(word) for word in cell.replace(";", ",").split(",") if word.strip()]
    fault = next((day for day in found if isinstance(day, Fault)), None)
    return fault or tuple(sorted({day for day in found if isinstance(day, date)}))


def _channels(cell: Any) -> tuple[ChannelId, ...] | Fault:
    if str(cell).strip() in cells.NOTHING:
        return ()
    found = [cells.code(word) for word in str(cell).replace(";", ",").split(",") if word.strip()]
    fault = next((name for name in found if isinstance(name, Fault)), None)
    return fault or tuple(sorted({ChannelId(str(name)) for name in found}))


def _no_twins(rows: list[Told], file: Reading) -> list[Told]:
    """Names that differ only by case are one place written in two ways: none of them is applied (R20)."""
    by_name: dict[str, list[Told]] = {}
    for told in rows:
        by_name.setdefault(told.says.location.casefold(), []).append(told)
    for several in by_name.values():
        for told, other in zip(several, [*several[1:], several[0]], strict=True):
            if len(several) > 1:
                fault = Fault("case_twin", told.says.location, other.says.location)
                file.bad.add(told.number, file.sheets[0].columns.said["location"], fault)
    return [several[0] for several in by_name.values() if len(several) == 1]


# --- comparing ---


def _compared(
    world: World, rows: list[Told], file: Reading, only: frozenset[int] | None, made: Plan, tally: Tally
) -> list[Told]:
    """What each row would make of its location, where that is something new; bad where the domain would refuse it."""
    news = []
    for told in rows:
        known = state.find(world.locations, told.says.location)
        meant = _meant(world, known, told.says, tally)
        refused = rules.load_locations(world.locations, LoadLocations((meant.about,)), Instant(0))
        if isinstance(refused, Refused):
            file.bad.add(told.number, "", faults.refused(refused))
        elif not refused and not meant.turns:
            made.same += 1
        elif only is not None and told.number not in only:
            made.moved += 1
        else:
            what = NEW if known is None else CHANGED
            plans.sample(made, what, told.says.location, _words(known, meant.about), _words(meant.about, known))
            news.append(Told(told.number, meant))
    named = {told.says.location for told in rows}
    made.gone = sum(one.location not in named for one in state.active(world.locations))
    return news


def _meant(world: World, known: Location | None, says: Says, tally: Tally) -> Meant:
    was = AboutLocation(location=says.location) if known is None else _about(known)
    told = {**says.told, **_place(world, known, says, tally)}
    hours = told.get("hours", was.hours)
    if any(said is not None for said in says.cutoff):
        told["cutoffs"] = _cutoffs(says, hours, was)
    about = msgspec.structs.replace(was, **told)
    tally.without_cutoff += not any(about.cutoffs)
    status = OPEN if known is None else known.status
    if says.active is not None:
        status = OPEN if says.active else (CLOSED if status == CLOSED else PAUSED)
    tally.closed += status == CLOSED
    return Meant(known, about, status)


def _cutoffs(says: Says, hours: tuple[Any, ...], was: AboutLocation) -> tuple[str | None, ...]:
    """An hour without a day is of the days on which the location opens; where none is known, Monday to Friday."""
    opens = tuple(day for day, span in enumerate(hours) if span is not None) or tuple(range(5))
    week = list(was.cutoffs or (None,) * _SEVEN)
    for cell, default, of_days in zip(says.cutoff, (opens, (5,), (6,)), (range(_SEVEN), (5,), (6,)), strict=True):
        if cell is not None:
            found = clocks.cutoffs(cell[0], default)
            assert not isinstance(found, Fault), cell
            for day in of_days:
                week[day] = found[day]
    return tuple(week)


def _place(world: World, known: Location | None, says: Says, tally: Tally) -> dict[str, Any]:
    """Area and zone as the row says them, else as its postal code or state implies."""
    code: PostalCode | None = says.told.get("postal_code")
    found: Place | None = world.places.by_code.get(code) if code is not None else None
    tally.unknown_places += code is not None and found is None and bool(world.places.by_code)
    area = says.area or (found.area if found is not None else None)
    if area is None:
        tally.without_area += known is None and "zone" not in says.told
        return {}
    zone = found.zone if found is not None and found.area == area else geography.zone_of(area)
    moves = known is None or known.area != area or known.postal_code != (code or known.postal_code)
    return {"area": area, **({"zone": zone} if zone and moves and "zone" not in says.told else {})}


def _about(known: AboutLocation) -> AboutLocation:
    return AboutLocation(**{name: getattr(known, name) for name in AboutLocation.__struct_fields__})


def _words(about: AboutLocation | None, beside: AboutLocation | None) -> str:
    """The fields in which it differs from the other; of a new one, what is known of it."""
    if about is None:
        return ""
    plain = AboutLocation(location=about.location) if beside is None else beside
    names = [name for name in AboutLocation.__struct_fields__ if getattr(about, name) != getattr(plain, name)]
    return " · ".join(f"{name} {_said(getattr(about, name))}" for name in names)


def _said(value: Any) -> str:
    """A week Monday first, with a dash for a day on which it is closed; a value that is the same all week once."""
    if not isinstance(value, tuple):
        return str(value)
    days = ["—" if day is None else "-".join(day) if isinstance(day, tuple) else str(day) for day in value]
    return " ".join(days[:1] if len(set(days)) == 1 else days)


# --- applying ---


def _steps(news: list[Told], size: int) -> Iterator[Step]:
    for number, rows in plans.stepped(news, size):
        loads = [told for told in rows if told.says.is_told]
        puts = [Put(_load([told.says.about for told in loads]), [told.number for told in loads])] if loads else []
        turns = [Put(_turn(told.says), [] if told.says.is_told else [told.number]) for told in rows if told.says.turns]
        yield Step(number, (*puts, *turns))


def _load(abouts: list[AboutLocation]) -> Callable[[str], LoadLocations]:
    return lambda mark: LoadLocations(tuple(abouts), mark)


def _turn(meant: Meant) -> Callable[[str], PauseLocation | ResumeLocation | OpenLocation]:
    """The command that brings it from its status to the one that the row says."""
    name = meant.about.location
    if meant.status == PAUSED:
        return lambda _: PauseLocation(name, "import")
    if meant.known is not None and meant.known.status == PAUSED:
        return lambda _: ResumeLocation(name)
    return lambda _: OpenLocation(**{field: getattr(meant.about, field) for field in meant.about.__struct_fields__})


# --- undoing ---


def rows_of(fact: Any) -> int:
    return len(fact.locations) if isinstance(fact, LocationsLoaded) else int(isinstance(fact, _TURNS))


_TURNS = (LocationOpened, LocationPaused, LocationResumed)


def undo(world: World, before: Locations, applied: list[Applied]) -> Undoing:
    """Locations as they were described and in their status; one that was not there is closed."""
    made = Undoing()
    names = dict.fromkeys(name for fact, _ in applied for name in _names(fact))
    after = {about.location: about for fact, _ in applied for about in getattr(fact, "locations", ())}
    puts = []
    for name in names:
        now, was = world.locations.by_id[name], before.by_id.get(name)
        if name in after and _about(now) != after[name]:
            made.left.append(plans.changed_since(name))
        elif was is None:
            puts.append(Put(_close(name), [0]))
        else:
            puts += _back(now, was)
    made.steps = [Step(0, tuple(puts))] if puts else []
    return made


def _names(fact: Any) -> list[LocationId]:
    if isinstance(fact, LocationsLoaded):
        return [about.location for about in fact.locations]
    return [fact.location] if isinstance(fact, _TURNS) else []


def _back(now: Location, was: Location) -> Iterator[Put]:
    back = Meant(now, _about(was), was.status)
    if was.status == CLOSED != now.status:
        yield Put(_close(was.location), [])
    elif back.turns:
        yield Put(_turn(back), [])
    yield Put(_load([back.about]), [0])


def _close(location: LocationId) -> Callable[[str], CloseLocation]:
    return lambda _: CloseLocation(location, "import undone")


KIND = Kind(name="locations", fields=FIELDS, plan=plan, rows_of=rows_of, undo=undo, noun=Locations, folds=state.FOLD)
