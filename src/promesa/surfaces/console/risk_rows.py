"""Risks as the console shows them: rows with names instead of codes, and troubles that explain many at once."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from promesa.domain.conduct.risks import RiskCause
from promesa.domain.ledger.shipments import picks
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.locations import state as locations
from promesa.domain.values.ids import ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.surfaces.asks import rescuing
from promesa.surfaces.boards import risks as board
from promesa.surfaces.boards.risks import AtRisk, RiskBoard, RisksSeen, RiskSum, Way
from promesa.surfaces.console import naming
from promesa.surfaces.operations import Room
from promesa.surfaces.web import saying

OF_PLACES = frozenset((RiskCause.CLOSED, RiskCause.SHUT, RiskCause.LATE_OUT, RiskCause.SILENT, RiskCause.MISSING))
KIND_OF = {
    RiskCause.LOST: "bad",
    RiskCause.OVERDUE: "bad",
    RiskCause.CLOSED: "bad",
    RiskCause.SHUT: "bad",
    RiskCause.CARRIAGE: "bad",
    RiskCause.LATE_OUT: "bad",
}
TROUBLES_MAX = 4


class RiskLine(NamedTuple):
    """One promise at risk."""

    row: AtRisk
    where: str
    to: str
    service: str
    kind: str
    way: Way | None
    """None: nobody has looked."""


class Trouble(NamedTuple):
    """What several promises have in common: one cause, at one location or with one carrier."""

    cause: RiskCause
    location: str
    """Its id, where the trouble is a location's."""
    name: str
    sum: RiskSum
    kind: str


class PlaceSeen(NamedTuple):
    """A location on the map and in its table."""

    location: str
    name: str
    kind: str
    lat: float
    lon: float
    state: str
    risk: RiskSum


def line(world: World, row: AtRisk, way: Way | None = None) -> RiskLine:
    watch = row.watch
    return RiskLine(
        row,
        naming.location(world, watch.location),
        naming.region(watch.area),
        service_name(world, watch.service),
        KIND_OF.get(row.cause, "risk"),
        way,
    )


def service_name(world: World, service: str) -> str:
    known = carriers.find(world.carriers, ServiceId(service))
    return service if known is None else known.name or f"{known.carrier} {service}"


def carrier_of(world: World, service: str) -> str:
    known = carriers.find(world.carriers, ServiceId(service))
    return service if known is None else str(known.carrier)


def troubles(world: World, seen: RisksSeen) -> list[Trouble]:
    """Those with most at stake first."""
    found: dict[tuple[RiskCause, str, str], list[AtRisk]] = {}
    for row in seen.rows:
        at = row.watch.location if row.cause in OF_PLACES else ""
        about = at or carrier_of(world, row.watch.service)
        found.setdefault((row.cause, at, about), []).append(row)
    told = [
        Trouble(cause, at, naming.location(world, at) if at else about, board.summed(rows), KIND_OF.get(cause, "risk"))
        for (cause, at, about), rows in found.items()
    ]
    return sorted(told, key=lambda one: (-one.sum.cost_centavos, -one.sum.value_centavos))[:TROUBLES_MAX]


def places(world: World, seen: RisksSeen, now: Instant) -> list[PlaceSeen]:
    """Every location with a position, those with most at stake first."""
    none = RiskSum(0, 0, 0)
    found = [
        PlaceSeen(at.location, at.name or at.location, at.kind, at.lat, at.lon, _state(world, at, now), risk)
        for at in world.locations.by_id.values()
        if at.lat is not None and at.lon is not None
        for risk in (seen.by_location.get(at.location, none),)
    ]
    return sorted(found, key=lambda one: (-one.risk.value_centavos, one.state == locations.OPEN, one.name))


def _state(world: World, at: locations.Location, now: Instant) -> str:
    return "shut" if at.status == locations.OPEN and picks.is_shut(world.picks, at.location, now) else at.status


STATES = {locations.OPEN: "good", locations.PAUSED: "bad", locations.CLOSED: "quiet", "shut": "bad"}


def on_map(found: Sequence[PlaceSeen], seen: RisksSeen, language: str) -> dict[str, Any]:
    """What the map is given: locations by how they are, states by what is on its way there and at risk."""
    areas = Counter[str]()
    for row in seen.rows:
        if row.watch.area:
            areas[row.watch.area] += row.watch.value
    risk = "en riesgo" if language == "es" else "at risk"
    return {
        "places": [
            {
                "name": one.name,
                "lat": one.lat,
                "lon": one.lon,
                "kind": one.kind,
                "state": "risk"
                if one.state == locations.OPEN and one.risk.promises
                else STATES.get(one.state, "quiet"),
                "size": min(10, 1 + one.risk.promises),
                "label": f"{one.name}: {one.risk.promises} {risk}" if one.risk.promises else one.name,
                "href": f"/risks?location={quote(one.location)}" if one.risk.promises else "",
            }
            for one in found
        ],
        "areas": {
            area: {"state": "risk", "label": f"{naming.region(area)}: {saying.money(value, cents=False)} {risk}"}
            for area, value in areas.items()
        },
    }


def lines(world: World, rows: Iterable[tuple[AtRisk, Way | None]]) -> list[RiskLine]:
    return [line(world, row, way) for row, way in rows]


def with_ways(room: Room, rows: Sequence[AtRisk], now: Instant) -> list[tuple[AtRisk, Way]]:
    """Each with the best that can be done about it: what was found lately, else looked for, one at a time."""
    known = room.boards.of(RiskBoard)
    found: list[tuple[AtRisk, Way]] = []
    for row in rows:
        way = known.way(row, now)
        if way is None:
            way = room.machine.ask(_way, row, now)
            known.keep_way(row, way, now)
        found.append((row, way))
    return found


def _way(world: World, row: AtRisk, now: Instant) -> Way:
    found = rescuing.options(world, row.watch.order, now)
    if isinstance(found, Refused) or not found.options:
        return Way("", "", 0)
    best = found.options[0]
    place = "" if best.plan is None else naming.location(world, best.plan.parcels[0].location)
    return Way(best.name, place, best.centavos)
