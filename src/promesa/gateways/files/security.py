"""A security file says what parcels and vans may be worth, and what is expected to be lost by route, hour and value."""

from typing import Any

import msgspec

from promesa.domain.network.carriers import caps, state
from promesa.domain.network.carriers.risks import MILLION
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.carriers.words import EVERYWHERE, CapsSet, CollectionCap, RouteRisk, SetCaps, ValueCap
from promesa.domain.values.ids import CarrierId, LocationId, ServiceId
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

PARCEL, COLLECTION, RISK = "parcel", "collection", "risk"
_SAID = {
    PARCEL: "parcel, paquete, tope paquete, tope por paquete, parcel cap",
    COLLECTION: "collection, recolección, tope por recolección, tope por vehículo, vehículo, van, vehicle",
    RISK: "risk, riesgo, riesgo de ruta, route risk",
}
RULE_WORDS = {headers.plain(word): rule for rule, words in _SAID.items() for word in words.split(",")}
FIELDS = (
    headers.field("rule", "regla, tipo, qué, concepto, kind, type", required=True),
    headers.field("cap", "tope, tope de valor, valor máximo, máximo, max value, value cap", NUMBER),
    headers.field("risk_percent", "riesgo %, % riesgo, pérdida esperada, riesgo, risk, expected loss", NUMBER),
    headers.field("origin", "origen, estado origen, origin state, from"),
    headers.field("destination", "destino, estado destino, destination state, to"),
    headers.field("carrier", "paquetería, transportista, carrier id", CODE),
    headers.field("service", "servicio, clave servicio, service id", CODE),
    headers.field("location", "ubicación, almacén, sucursal, tienda, cedis, warehouse, store", CODE),
    headers.field("since_hour", "desde hora, hora desde, desde, from hour", NUMBER),
    headers.field("until_hour", "hasta hora, hora hasta, hasta, until, to hour", NUMBER),
    headers.field("value_from", "valor desde, desde valor, a partir de, min value", NUMBER),
    headers.field("reason", "motivo, nota, razón, note"),
)
PERCENT = MILLION // 100


class Says(msgspec.Struct, frozen=True):
    """One rule, in the words of the domain."""

    rule: ValueCap | CollectionCap | RouteRisk


def plan(file: Reading, ask: Ask, only: frozenset[int] | None) -> Plan:
    """All of the file's good rows together replace the caps and risks that there are; the bad ones are told."""
    made = Plan()
    rows = [Told(number, says) for number, row in readings.lines(file) if (says := _read(row)) is not None]
    made.steps = iter(ask(_compared, rows, file, only, made))
    return made


def _read(row: Cursor) -> Says | None:
    rule = row.read("rule", _rule, required=True)
    origin, area = row.read("origin", _area) or (), row.read("destination", _area) or ()
    carriers = tuple(map(CarrierId, _named(row.code("carrier"))))
    services = tuple(map(ServiceId, _named(row.code("service"))))
    locations = tuple(map(LocationId, _named(row.code("location"))))
    cap, risk = row.centavos("cap"), row.scaled("risk_percent", PERCENT, MILLION)
    since, until = row.whole("since_hour", 23), row.whole("until_hour", 24)
    least, reason = row.centavos("value_from"), row.text("reason") or ""
    _blame_others(row, rule, {"location": locations, "value_from": least, "origin": origin, "carrier": carriers})
    if rule in (PARCEL, COLLECTION) and cap is None:
        row.blame("cap", Fault("missing"))
    if rule == RISK and risk is None:
        row.blame("risk_percent", Fault("missing"))
    if row.fault is not None:
        return None
    if rule == PARCEL:
        return Says(ValueCap(Centavos(cap or 0), services, area, reason))
    if rule == COLLECTION:
        return Says(CollectionCap(Centavos(cap or 0), carriers, locations, reason))
    hours = (since or 0, 24 if until is None else until)
    return Says(RouteRisk(risk or 0, origin, area, carriers, services, *hours, least or Centavos(0), reason))


SPEAKS_NOT_OF = {
    PARCEL: ("location", "value_from", "origin", "carrier"),
    COLLECTION: ("value_from", "origin"),
    RISK: ("location",),
}
"""What a rule of each kind cannot be limited to: whoever writes it there believes that it is."""


def _blame_others(row: Cursor, rule: str | None, said: dict[str, Any]) -> None:
    for field in SPEAKS_NOT_OF.get(rule or "", ()):
        if said[field]:
            row.blame(field, Fault("bad_choice", field, rule or ""))


def _named(code: str | None) -> tuple[str, ...]:
    return () if code is None else (code,)


def _rule(cell: Any) -> str | Fault:
    return cells.chosen(cell, RULE_WORDS)


def _area(cell: Any) -> tuple[str, ...] | Fault:
    if cells.as_text(cell) == EVERYWHERE or headers.plain(cells.as_text(cell)) in ALL_PLACES:
        return ()
    found = cells.state(cell)
    return found if isinstance(found, Fault) else (found,)


# --- comparing, applying, undoing ---


def _compared(world: World, rows: list[Told], file: Reading, only: frozenset[int] | None, made: Plan) -> list[Step]:
    good = [told for told in rows if not _is_bad(world, told, file)]
    numbers = [told.number for told in good]
    if only is not None and not set(numbers) & only:
        made.same += len(numbers)
        return []
    wanted, known = _together(good), world.carriers
    answer = caps.set_caps(known, wanted, Instant(0))
    if not good or isinstance(answer, Refused) or not answer:
        made.same += len(numbers)
        return []
    had = {*known.caps, *known.collection_caps, *known.risks}
    for told in good:
        if told.says.rule in had:
            made.same += 1
        else:
            what = NEW if not had else CHANGED
            plans.sample(made, what, type(told.says.rule).__name__, "", _shown(told.says.rule))
    news = [told.number for told in good if told.says.rule not in had]
    if not news:
        plans.sample(made, CHANGED, "CapsSet", f"{len(had)}", f"{len(good)}")
        made.same -= 1
        news = numbers[:1]
    return [Step(0, (Put(lambda _: wanted, news),))]


def _is_bad(world: World, told: Told, file: Reading) -> bool:
    """What the domain would refuse of this rule alone, or a location that nobody knows."""
    rule = told.says.rule
    field, fault = "rule", None
    answer = caps.set_caps(world.carriers, _together([told]), Instant(0))
    if isinstance(answer, Refused):
        fault = faults.refused(answer)
    for location in rule.locations if isinstance(rule, CollectionCap) else ():
        if location not in world.locations.by_id:
            field, fault = "location", Fault("unknown_location", location)
    if fault is not None:
        file.bad.add(told.number, file.sheets[told.number >> SHEET_SHIFT].columns.said.get(field, ""), fault)
    return fault is not None


def _together(rows: list[Told]) -> SetCaps:
    rules: list[Any] = list(dict.fromkeys(told.says.rule for told in rows))
    return SetCaps(
        tuple(one for one in rules if isinstance(one, ValueCap)),
        tuple(one for one in rules if isinstance(one, CollectionCap)),
        tuple(one for one in rules if isinstance(one, RouteRisk)),
    )


def _shown(rule: ValueCap | CollectionCap | RouteRisk) -> str:
    if isinstance(rule, RouteRisk):
        return f"{rule.per_million / PERCENT:.4f} %"
    return f"{(rule.parcel_centavos if isinstance(rule, ValueCap) else rule.collection_centavos) / 100:.2f}"


def rows_of(fact: Any) -> int:
    """All the rules that it says; one at least."""
    if not isinstance(fact, CapsSet):
        return 0
    return max(1, len(fact.caps) + len(fact.collections) + len(fact.risks))


def undo(world: World, before: Carriers, applied: list[Applied]) -> Undoing:
    """Caps and risks as they were, unless somebody has set them since."""
    made = Undoing()
    after = next((fact for fact, _ in reversed(applied) if isinstance(fact, CapsSet)), None)
    if after is None:
        return made
    now = world.carriers
    if (now.caps, now.collection_caps, now.risks) != (after.caps, after.collections, after.risks):
        made.left.append(plans.changed_since("caps"))
    else:
        was = SetCaps(before.caps, before.collection_caps, before.risks)
        made.steps.append(Step(0, (Put(lambda _: was, [0]),)))
    return made


KIND = Kind(name="security", fields=FIELDS, plan=plan, rows_of=rows_of, undo=undo, noun=Carriers, folds=state.FOLD)
