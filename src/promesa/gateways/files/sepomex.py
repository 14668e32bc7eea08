"""The catalogue of postal codes as Correos de México publishes it: many settlements a code become one place."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from promesa.domain.network import places
from promesa.domain.network.places import LoadPlaces, Place, Places, PlacesLoaded
from promesa.domain.values import place as geography
from promesa.domain.values.ids import PostalCode
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.gateways.files import cells, headers, plans, reading
from promesa.gateways.files.cells import Cursor
from promesa.gateways.files.faults import Fault
from promesa.gateways.files.headers import CODE
from promesa.gateways.files.plans import CHANGED, NEW, Applied, Ask, Kind, Plan, Put, Step, Told, Undoing
from promesa.gateways.files.reading import Reading

FIELDS = (
    headers.field("postal_code", "d_codigo, código postal, cp, postal code", CODE, True),
    headers.field("state_code", "c_estado, clave estado, clave de estado", CODE, True),
    headers.field("municipality", "D_mnpio, municipio, alcaldía", required=True),
    headers.field("municipality_code", "c_mnpio, clave municipio, clave de municipio", CODE, True),
    headers.field("city", "d_ciudad, ciudad"),
    *map(headers.unread, ("d_asenta", "d_tipo_asenta", "d_estado", "d_zona", "d_CP", "c_oficina", "c_CP")),
    *map(headers.unread, ("c_tipo_asenta", "id_asenta_cpcons", "c_cve_ciudad")),
)
"""As the file's own second line names them (Correos de México, Catálogo Nacional de Códigos Postales)."""
TOLD = ("postal_code", "state_code", "municipality_code", "municipality", "city")
STEP_PLACES = 5_000


class Says(msgspec.Struct):
    """What the settlements of one code say about it together."""

    number: int
    area: str
    municipality_code: str
    municipality: str
    city: str
    rows: int = 0
    clashes: bool = False


def plan(file: Reading, ask: Ask, only: frozenset[int] | None) -> Plan:
    """New and changed places. A code lies in one municipality: where its rows disagree, none of them counts."""
    made = Plan()
    codes, numbers = _gathered(file)
    for code, says in codes.items():
        for number in numbers.get(code, []) if says.clashes else []:
            file.bad.add(number, file.sheets[0].columns.said["municipality"], Fault("ambiguous_rows", about=code))
    sound = {code: says for code, says in codes.items() if not says.clashes}
    made.doubled = sum(says.rows - 1 for says in sound.values())
    news = ask(_compared, sound, only, made)
    made.steps = _steps(news)
    return made


def _gathered(file: Reading) -> tuple[dict[PostalCode, Says], dict[PostalCode, list[int]]]:
    """What is said of each code, and the rows of each code whose rows disagree."""
    codes: dict[PostalCode, Says] = {}
    numbers: dict[PostalCode, list[int]] = {}
    before: tuple[Any, ...] = ()
    found: tuple[PostalCode, Says] | None = None
    for number, row in reading.lines(file):
        told = tuple(map(row.raw, TOLD))
        if row.fault is not None or told != before or found is None:  # settlements of one code stand together
            found, before = _read(row, number), told
        if found is None:
            continue
        code, says = found
        numbers.setdefault(code, []).append(number)
        known = codes.setdefault(code, says)
        known.rows += 1
        if known is not says:
            known.city = known.city or says.city
            same = (known.area, known.municipality_code) == (says.area, says.municipality_code)
            known.clashes = known.clashes or not same
    return codes, numbers


def _read(row: Cursor, number: int) -> tuple[PostalCode, Says] | None:
    code = row.read("postal_code", cells.postal_code, required=True)
    area = row.read("state_code", cells.state, required=True)
    municipality_code = row.code("municipality_code", required=True)
    says = (row.text("municipality"), row.text("city"))
    if row.fault is not None or code is None or area is None or municipality_code is None:
        return None
    return code, Says(number, area, municipality_code.zfill(3), says[0] or "", says[1] or "")


def _compared(world: World, codes: dict[PostalCode, Says], only: frozenset[int] | None, made: Plan) -> list[Told]:
    news = []
    for code, says in codes.items():
        zone = geography.zone_of(says.area, says.municipality_code)
        assert zone is not None, says.area
        known = world.places.by_code.get(code)
        index, lat, lon = (0, None, None) if known is None else (known.index, known.lat, known.lon)
        meant = Place(index, code, says.area, says.municipality, says.city or says.municipality, zone, lat, lon)
        if known == meant:
            made.same += 1
        elif only is not None and says.number not in only:
            made.moved += 1
        else:
            plans.sample(made, NEW if known is None else CHANGED, code, _words(known), _words(meant))
            news.append(Told(says.number, meant))
    made.gone = sum(code not in codes for code in world.places.by_code)
    return news


def _words(place: Place | None) -> str:
    if place is None:
        return ""
    return f"{place.municipality} · {place.city} · {geography.STATES[place.area].name} · {place.zone}"


def _steps(news: list[Told]) -> Iterator[Step]:
    """By the number of the postal code, so that a run that is resumed cuts alike."""
    ordered = sorted(news, key=lambda told: told.says.postal_code)
    cut: dict[int, list[Told]] = {}
    for told in ordered:
        cut.setdefault(int(told.says.postal_code) // STEP_PLACES, []).append(told)
    for number, rows in cut.items():
        yield Step(number, (Put(_load([told.says for told in rows]), [told.number for told in rows]),))


def _load(found: list[Place]) -> Callable[[str], LoadPlaces]:
    return lambda mark: LoadPlaces(
        source=mark,
        postal_codes=tuple(place.postal_code for place in found),
        areas=tuple(place.area for place in found),
        municipalities=tuple(place.municipality for place in found),
        cities=tuple(place.city for place in found),
        zones=tuple(place.zone for place in found),
        lats=tuple(place.lat for place in found),
        lons=tuple(place.lon for place in found),
    )


# --- undoing ---


def rows_of(fact: Any) -> int:
    return len(fact.postal_codes) if isinstance(fact, PlacesLoaded) else 0


def undo(world: World, before: Places, applied: list[Applied]) -> Undoing:
    """Places as they were; a code that was not there stays: nothing forgets a place."""
    made, back = Undoing(), list[Told]()
    after = Places()
    for fact, at in applied:
        if isinstance(fact, PlacesLoaded):
            places.FOLD[PlacesLoaded](after, fact, Instant(at))
    for code, loaded in after.by_code.items():
        known, was = world.places.by_code[code], before.by_code.get(code)
        if msgspec.structs.replace(known, index=loaded.index) != loaded:
            made.left.append(plans.changed_since(code))
        elif was is None:
            made.left.append(plans.unmakeable(code))
        else:
            back.append(Told(len(back), was))
    made.steps = list(_steps(back))
    return made


KIND = Kind(name="sepomex", fields=FIELDS, plan=plan, rows_of=rows_of, undo=undo, noun=Places, folds=places.FOLD)
