"""Files of carriers' branches (ocurre): id, carrier, name, postal code, place, hours, and how long a parcel waits."""

from collections.abc import Callable, Hashable, Iterator
from typing import Any

import msgspec

from promesa.domain.network.carriers import branches, state
from promesa.domain.network.carriers.branches import KEEPS_DAYS_MAX
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.words import (
    AboutBranch,
    BranchClosed,
    BranchesLoaded,
    CloseBranch,
    LoadBranches,
)
from promesa.domain.values.ids import BranchId, CarrierId, PostalCode
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.gateways.files import cells, clocks, faults, headers, plans, reading
from promesa.gateways.files.cells import Cursor
from promesa.gateways.files.faults import Fault
from promesa.gateways.files.headers import CODE, NUMBER
from promesa.gateways.files.plans import CHANGED, NEW, Applied, Ask, Kind, Plan, Put, Step, Told, Undoing
from promesa.gateways.files.reading import Reading

FIELDS = (
    headers.field(
        "branch",
        "sucursal, clave sucursal, id sucursal, clave oficina, oficina, ocurre, branch id, branch code",
        CODE,
        True,
    ),
    headers.field("carrier", "paquetería, paqueteria, transportista, mensajería, carrier id", CODE),
    headers.field("name", "nombre, nombre de la sucursal, nombre sucursal, branch name"),
    headers.field("postal_code", "código postal, cp, c.p., postal code, postcode, zip", CODE),
    headers.field("lat", "latitud, latitude"),
    headers.field("lon", "longitud, lng, longitude"),
    headers.field("hours", "horario, horarios, horario de atención, opening hours"),
    headers.field("keeps_days", "días de resguardo, resguardo, días que guarda, días de espera, keeps days", NUMBER),
    headers.field("active", "activa, activo, abierta, vigente, open"),
    *(headers.unread(name) for name in ("dirección", "domicilio", "teléfono", "estado", "ciudad", "municipio")),
)
NEEDED = ("carrier", "postal_code")
"""What must be said of a branch that we do not know."""


class Says(msgspec.Struct, frozen=True):
    """What a row says about a branch: only what it says."""

    branch: BranchId
    told: dict[str, Any]
    active: bool | None


class Meant(msgspec.Struct, frozen=True):
    """The branch as the row wants it."""

    about: AboutBranch
    loads: bool
    closes: bool


def plan(file: Reading, ask: Ask, only: frozenset[int] | None) -> Plan:
    """New and changed branches, and those that close."""
    made = Plan()
    rows = plans.unique(_rows(file), file.bad, made)
    news = ask(_compared, rows, file, only, made)
    made.steps = _steps(news, plans.step_rows(file.rows))
    return made


def _rows(file: Reading) -> Iterator[tuple[Hashable, Told]]:
    for number, cursor in reading.lines(file):
        says = _read(cursor)
        if says is not None:
            yield says.branch, Told(number, says)


def _read(row: Cursor) -> Says | None:
    name = row.code("branch", required=True)
    told: dict[str, Any] = {
        "carrier": row.code("carrier"),
        "name": row.text("name"),
        "postal_code": row.read("postal_code", cells.postal_code),
        "lat": row.degrees("lat", 90.0),
        "lon": row.degrees("lon", 180.0),
        "hours": row.read("hours", clocks.hours),
        "keeps_days": row.whole("keeps_days", KEEPS_DAYS_MAX),
    }
    active = row.yes_no("active")
    if row.fault is None and (told["lat"] is None) != (told["lon"] is None):
        row.blame("lat" if told["lat"] is None else "lon", Fault("missing"))
    if row.fault is not None or name is None:
        return None
    return Says(BranchId(name), {field: value for field, value in told.items() if value is not None}, active)


def _compared(world: World, rows: list[Told], file: Reading, only: frozenset[int] | None, made: Plan) -> list[Told]:
    news = []
    for told in rows:
        meant = _meant(world, told.says)
        if isinstance(meant, Fault):
            file.bad.add(told.number, _column(file, meant), meant)
        elif not meant.loads and not meant.closes:
            made.same += 1
        elif only is not None and told.number not in only:
            made.moved += 1
        else:
            known = world.carriers.branches.get(told.says.branch)
            before = "" if known is None else f"{known.name} {known.postal_code}"
            after = "" if meant.closes else f"{meant.about.name} {meant.about.postal_code}"
            plans.sample(made, NEW if known is None else CHANGED, told.says.branch, before, after)
            news.append(Told(told.number, meant))
    named = {told.says.branch for told in rows}
    made.gone = sum(branch not in named for branch in world.carriers.branches)
    return news


def _meant(world: World, says: Says) -> Meant | Fault:
    known = world.carriers.branches.get(says.branch)
    missing = [name for name in NEEDED if name not in says.told]
    if known is None and missing:
        return Fault("unknown_branch", says.branch, ", ".join(missing))
    code: PostalCode | None = says.told.get("postal_code")
    if code is not None and world.places.by_code and code not in world.places.by_code:
        return Fault("unknown_postal_code", code)
    was = known or AboutBranch(branch=says.branch, carrier=CarrierId(""), postal_code=PostalCode(""))
    about: AboutBranch = msgspec.structs.replace(was, **says.told)
    answer = branches.load_branches(world.carriers, LoadBranches((about,)), Instant(0))
    if isinstance(answer, Refused):
        return faults.refused(answer)
    is_closed = says.branch in world.carriers.closed_branches
    if says.active is False:
        return Meant(about, bool(answer) and known is None, not is_closed)
    return Meant(about, bool(answer) and (not is_closed or says.active is True), False)


def _column(file: Reading, fault: Fault) -> str:
    said = file.sheets[0].columns.said
    return said.get("postal_code" if fault.code == "unknown_postal_code" else "branch", "")


# --- applying and undoing ---


def _steps(news: list[Told], size: int) -> Iterator[Step]:
    for number, rows in plans.stepped(news, size):
        loads = [told for told in rows if told.says.loads]
        puts = [Put(_load([told.says.about for told in loads]), [told.number for told in loads])] if loads else []
        closes = [told for told in rows if told.says.closes]
        puts += [Put(_close(told.says.about.branch), [] if told.says.loads else [told.number]) for told in closes]
        yield Step(number, tuple(puts))


def _load(abouts: list[AboutBranch]) -> Callable[[str], LoadBranches]:
    return lambda mark: LoadBranches(tuple(abouts), mark)


def _close(branch: BranchId, reason: str = "import") -> Callable[[str], CloseBranch]:
    return lambda _: CloseBranch(branch, reason)


def rows_of(fact: Any) -> int:
    return len(fact.branches) if isinstance(fact, BranchesLoaded) else int(isinstance(fact, BranchClosed))


def undo(world: World, before: Carriers, applied: list[Applied]) -> Undoing:
    """Branches as they were; one that was not there is closed, one that others changed since is left."""
    made = Undoing()
    after: dict[BranchId, AboutBranch] = {}
    names: dict[BranchId, None] = {}
    for fact, _ in applied:
        loaded = fact.branches if isinstance(fact, BranchesLoaded) else ()
        after.update((about.branch, about) for about in loaded)
        names.update(dict.fromkeys(about.branch for about in loaded))
        if isinstance(fact, BranchClosed):
            names[fact.branch] = None
    puts = []
    for name in names:
        was, now = before.branches.get(name), world.carriers.branches[name]
        if name in after and now != after[name]:
            made.left.append(plans.changed_since(name))
        elif was is None or name in before.closed_branches:
            puts.append(Put(_close(name, "import undone"), [0]))
        else:
            puts.append(Put(_load([was]), [0]))
    made.steps = [Step(0, tuple(puts))] if puts else []
    return made


KIND = Kind(name="branches", fields=FIELDS, plan=plan, rows_of=rows_of, undo=undo, noun=Carriers, folds=state.FOLD)
