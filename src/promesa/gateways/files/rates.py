"""Files of rate tables: per service, the zone of each lane, the price of each bracket, and what is added to it."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from promesa.domain.network.carriers import rules, state
from promesa.domain.network.carriers.rate_tables import RateTable, RateTableSet, SetRateTable
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.words import EVERYWHERE
from promesa.domain.values.ids import ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.gateways.files import cells, faults, headers, plans
from promesa.gateways.files import reading as readings
from promesa.gateways.files.carrier_columns import ALL_PLACES
from promesa.gateways.files.cells import Cursor
from promesa.gateways.files.faults import SHEET_SHIFT, Fault
from promesa.gateways.files.headers import CODE, NUMBER
from promesa.gateways.files.plans import CHANGED, NEW, Applied, Ask, Kind, Plan, Put, Step, Told, Undoing
from promesa.gateways.files.reading import Reading

FIELDS = (
    headers.field("service", "servicio, clave servicio, id servicio, código servicio, service id", CODE, True),
    headers.field("zone", "zona, zona tarifaria, rate zone", CODE),
    headers.field("origin", "origen, estado origen, origin state, from"),
    headers.field("destination", "destino, estado destino, destination state, to"),
    headers.field("up_to_kilograms", "hasta kg, peso hasta, kg hasta, peso, up to kg, weight up to", NUMBER),
    headers.field("price", "precio, tarifa, costo, rate, cost", NUMBER),
    headers.field("extra_kilogram_price", "kg adicional, kilo adicional, costo kg adicional, extra kg", NUMBER),
    headers.field("volumetric_cm3_per_kg", "factor volumétrico, cm3 por kg, volumetric factor, dim factor", NUMBER),
    headers.field("fuel_percent", "combustible, cargo por combustible, % combustible, fuel, fuel surcharge", NUMBER),
    headers.field("oversize_kilograms", "exceso de peso kg, kg exceso, oversize kg", NUMBER),
    headers.field("oversize_cm3", "exceso de volumen cm3, cm3 exceso", NUMBER),
    headers.field("oversize_price", "cargo por exceso, cargo sobredimensión, oversize fee", NUMBER),
    headers.field("insurance_percent", "seguro, % seguro, insurance", NUMBER),
)
SETTINGS = ("volumetric_cm3_per_kg", "fuel", "oversize_grams", "oversize_cm3", "oversize", "insurance")
GRAMS, PERCENT = 1_000, 100
PERCENT_MAX = 100_000


class Says(msgspec.Struct, frozen=True):
    """What a row says about a service: a lane's zone, a bracket's price, a zone's extra kilogram, settings."""

    service: ServiceId
    zone: str | None
    lane: tuple[str, str] | None
    limit: int | None
    price: int | None
    extra: int | None
    settings: dict[str, int]


class Sheet(msgspec.Struct):
    """The rows about one service, gathered."""

    rows: list[Told] = []
    lanes: dict[tuple[str, str], Told] = {}
    prices: dict[tuple[str, int], Told] = {}
    extras: dict[str, Told] = {}
    settings: dict[str, int] = {}


def plan(file: Reading, ask: Ask, only: frozenset[int] | None) -> Plan:
    """One table for each service that the file names; it replaces the table that the service had."""
    made = Plan()
    sheets = _gathered(file)
    tables = {service: _table(sheet, file) for service, sheet in sheets.items()}
    made.steps = iter(ask(_compared, sheets, tables, file, only, made))
    return made


def _gathered(file: Reading) -> dict[ServiceId, Sheet]:
    sheets: dict[ServiceId, Sheet] = {}
    rows = [Told(number, says) for number, row in readings.lines(file) if (says := _read(row)) is not None]
    values: dict[tuple[object, ...], set[object]] = {}
    for told in rows:
        for thing, value in _things(told.says):
            values.setdefault((told.says.service, *thing), set()).add(value)
    clashing = {thing for thing, said in values.items() if len(said) > 1}
    for told in rows:
        says = told.says
        wrong = next((thing for thing, _ in _things(says) if (says.service, *thing) in clashing), None)
        if wrong is not None:
            file.bad.add(told.number, "", Fault("ambiguous_rows", about=" · ".join(map(str, (says.service, *wrong)))))
            continue
        _put(sheets.setdefault(says.service, Sheet()), told)
    return sheets


def _things(says: Says) -> Iterator[tuple[tuple[object, ...], object]]:
    if says.lane is not None:
        yield says.lane, says.zone
    if says.limit is not None:
        yield (says.zone, says.limit), says.price
    if says.extra is not None:
        yield (says.zone, "extra"), says.extra
    for name, value in says.settings.items():
        yield (name,), value


def _put(sheet: Sheet, told: Told) -> None:
    says = told.says
    sheet.rows.append(told)
    sheet.settings.update(says.settings)
    if says.lane is not None:
        sheet.lanes[says.lane] = told
    if says.limit is not None:
        sheet.prices[says.zone, says.limit] = told
    if says.extra is not None:
        sheet.extras[says.zone] = told


def _read(row: Cursor) -> Says | None:
    service, zone = row.code("service", required=True), row.code("zone")
    lane = _lane(row)
    limit = row.scaled("up_to_kilograms", GRAMS, rules.GRAMS_MAX)
    price, extra = row.centavos("price"), row.centavos("extra_kilogram_price")
    settings = {
        "volumetric_cm3_per_kg": row.whole("volumetric_cm3_per_kg", rules.CM3_PER_KG_MAX),
        "fuel": row.scaled("fuel_percent", PERCENT, PERCENT_MAX),
        "oversize_grams": row.scaled("oversize_kilograms", GRAMS, rules.GRAMS_MAX),
        "oversize_cm3": row.whole("oversize_cm3", 2_000_000_000),
        "oversize": row.centavos("oversize_price"),
        "insurance": row.scaled("insurance_percent", PERCENT, PERCENT_MAX),
    }
    if limit is not None and price is None:
        row.blame("price", Fault("missing"))
    if price is not None and limit is None:
        row.blame("up_to_kilograms", Fault("missing"))
    if limit == 0:
        row.blame("up_to_kilograms", Fault("bad_choice", "0", "> 0"))
    if zone is None and (lane is not None or limit is not None or extra is not None):
        row.blame("zone", Fault("missing"))
    if row.fault is not None or service is None:
        return None
    said = {name: value for name, value in settings.items() if value is not None}
    return Says(ServiceId(service), zone, lane, limit, price, extra, said)


def _lane(row: Cursor) -> tuple[str, str] | None:
    origin, destination = row.read("origin", _area), row.read("destination", _area)
    if origin is None and destination is None:
        return None
    return origin or EVERYWHERE, destination or EVERYWHERE


def _area(cell: Any) -> str | Fault:
    if cells.as_text(cell) == EVERYWHERE or headers.plain(cells.as_text(cell)) in ALL_PLACES:
        return EVERYWHERE
    return cells.state(cell)


# --- one coherent table out of the rows ---


def _table(sheet: Sheet, file: Reading) -> RateTable | None:
    """The zones that are whole: each with a price for every bracket, none lower than a lighter one. The rows of the
    others are told; None where no zone is left."""
    limits = sorted({limit for _, limit in sheet.prices})
    zones = sorted({zone for zone, _ in sheet.prices})
    whole = [zone for zone in zones if _is_whole(sheet, zone, limits, file)]
    lanes = {}
    for lane, told in sheet.lanes.items():
        if told.says.zone in whole:
            lanes[lane] = told.says.zone
        else:
            file.bad.add(told.number, _said(file, told, "zone"), Fault("zone_without_prices", str(told.says.zone)))
    for zone, told in sheet.extras.items():
        if zone not in whole:
            file.bad.add(told.number, _said(file, told, "zone"), Fault("zone_without_prices", zone))
    if not whole:
        return None
    ordered = sorted(lanes)
    return RateTable(
        origins=tuple(origin for origin, _ in ordered),
        destinations=tuple(destination for _, destination in ordered),
        zones=tuple(lanes[lane] for lane in ordered),
        limits_grams=tuple(limits),
        names=tuple(whole),
        prices=tuple(tuple(Centavos(sheet.prices[zone, one].says.price) for one in limits) for zone in whole),
        extra_kg=tuple(Centavos(sheet.extras[z].says.extra if z in sheet.extras else 0) for z in whole),
        **sheet.settings,  # type: ignore[arg-type]
    )


def _is_whole(sheet: Sheet, zone: str, limits: list[int], file: Reading) -> bool:
    told = [sheet.prices.get((zone, limit)) for limit in limits]
    absent = [limit for limit, one in zip(limits, told, strict=True) if one is None]
    said = [one for one in told if one is not None]
    if absent:
        fault = Fault("brackets_missing", zone, ", ".join(f"{limit / GRAMS:g} kg" for limit in absent))
        for one in said:
            file.bad.add(one.number, _said(file, one, "zone"), fault)
        return False
    prices = [one.says.price for one in said]
    if prices == sorted(prices):
        return True
    for one in said:
        file.bad.add(one.number, _said(file, one, "price"), Fault("price_falls", zone))
    return False


def _said(file: Reading, told: Told, field: str) -> str:
    return file.sheets[told.number >> SHEET_SHIFT].columns.said.get(field, "")


# --- comparing, applying, undoing ---


def _compared(
    world: World,
    sheets: dict[ServiceId, Sheet],
    tables: dict[ServiceId, RateTable | None],
    file: Reading,
    only: frozenset[int] | None,
    made: Plan,
) -> list[Step]:
    steps = []
    for number, (service, sheet) in enumerate(sheets.items()):
        rows = [told.number for told in sheet.rows if not file.bad.knows(told.number)]
        table, known = tables[service], state.find(world.carriers, service)
        if only is not None and not set(rows) & only:
            made.moved += len(rows) if known is not None and known.table != table else 0
            made.same += len(rows) if known is None or known.table == table else 0
            continue
        answer = rules.set_rate_table(world.carriers, SetRateTable(service, table), Instant(0))
        if isinstance(answer, Refused) or table is None:
            fault = faults.refused(answer) if isinstance(answer, Refused) else Fault("no_whole_zone", service)
            for one in rows:
                file.bad.add(one, file.sheets[one >> SHEET_SHIFT].columns.said["service"], fault)
        elif not answer:
            made.same += len(rows)
        else:
            what = NEW if known is None or known.table is None else CHANGED
            for _ in rows:
                plans.sample(made, what, service, "", f"{len(table.names)} × {len(table.limits_grams)}")
            steps.append(Step(number, (Put(_command(SetRateTable(service, table)), rows),)))
    return steps


def rows_of(fact: Any) -> int:
    return int(isinstance(fact, RateTableSet))


def undo(world: World, before: Carriers, applied: list[Applied]) -> Undoing:
    """Each service's table as it was, unless it was set again since."""
    made = Undoing()
    after = {fact.service: fact.table for fact, _ in applied if isinstance(fact, RateTableSet)}
    for number, (service, table) in enumerate(after.items()):
        if world.carriers.services[service].table != table:
            made.left.append(plans.changed_since(service))
        else:
            was = before.services.get(service)
            command = SetRateTable(service, None if was is None else was.table)
            made.steps.append(Step(number, (Put(_command(command), [0]),)))
    return made


def _command(command: Any) -> Callable[[str], Any]:
    return lambda _: command


KIND = Kind(name="rates", fields=FIELDS, plan=plan, rows_of=rows_of, undo=undo, noun=Carriers, folds=state.FOLD)
