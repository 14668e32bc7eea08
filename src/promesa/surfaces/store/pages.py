"""The pages of the store's phone, each of one location; a person of a store sees no other's."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from promesa.domain.ledger.shipments import counter
from promesa.domain.ledger.shipments.state import Parcel
from promesa.domain.ledger.stock import counting, questions
from promesa.domain.network import shelf_places
from promesa.domain.network.locations import state as locations
from promesa.domain.network.locations.state import Location
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId, ParcelId
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.domain.world import World
from promesa.surfaces import pickup_codes
from promesa.surfaces.boards.floor_board import FloorBoard
from promesa.surfaces.operations import Room
from promesa.surfaces.store import after, bars, floor, reasons
from promesa.surfaces.store.floor import Floor, FloorStage
from promesa.surfaces.store.store_words import WORDS
from promesa.surfaces.web.page import AUDITOR, DIRECTOR, OPERATIONS, STORE, Asked, Elsewhere, File, Page, Told, Topic

ROLES = frozenset({DIRECTOR, OPERATIONS, STORE, AUDITOR})
HERE = Path(__file__).parent
COUNTS_SHOWN = 8
PAUSES = (("1", HOUR), ("3", 3 * HOUR))
"""Hours for which a store can be paused at a tap; else until it opens the next day."""

Shown = Callable[[World, Location, Floor, Asked], Mapping[str, Any]]


def choose(room: Room, asked: Asked) -> Told:
    """Where you are; who belongs to one store is there already."""
    if asked.person.role == STORE:
        return Elsewhere(f"/store/{asked.person.location}")
    told: Told = room.machine.ask(lambda world: {"stores": _stores(world)})
    return told


def _stores(world: World) -> list[dict[str, Any]]:
    """Open ones, those with work first; warehouses, which have other tools, at the end."""
    rows = [
        {
            "location": one.location,
            "name": one.name or one.location,
            "kind": one.kind,
            "work": len(world.shipments.staying.get(name, ())),
        }
        for name, one in world.locations.by_id.items()
        if one.status != locations.CLOSED
    ]
    return sorted(rows, key=lambda row: (row["kind"] == "dc", not row["work"], row["location"]))


def _of_store(tab: str, shown: Shown) -> Callable[[Room, Asked], Told]:
    """A view of one location's floor, with what every tab shows."""

    def view(room: Room, asked: Asked) -> Told:
        touched = pulse(room, asked.path["location"])  # before the world is read: what comes between is told again
        told: Told = room.machine.ask(lambda world: _told(world, asked, tab, shown))
        return {**told, "pulse": touched} if isinstance(told, Mapping) else told

    return view


def pulse(room: Room, location: str) -> str:
    """Another word once something has happened on the location's floor."""
    return str(room.boards.of(FloorBoard).position(LocationId(location)))


def _told(world: World, asked: Asked, tab: str, shown: Shown) -> Told:
    at = _own(world, asked)
    if isinstance(at, Refused):
        return at
    here = floor.of(world, at, asked.now)
    until = floor.clock(here.paused_until, here.zone)
    return {
        "store": here,
        "tab": tab,
        "paused_until": until,
        "clock": lambda when: floor.clock(when, here.zone),
        "badges": _badges(here),
        **shown(world, at, here, asked),
    }


def _own(world: World, asked: Asked) -> Location | Refused:
    """The location of the address, if it is not somebody else's."""
    name = LocationId(asked.path["location"])
    if asked.person.role == STORE and asked.person.location != name:
        return Refused(Reason.NOT_ALLOWED, name)
    return locations.find(world.locations, name) or Refused(Reason.UNKNOWN_LOCATION, name)


def _badges(here: Floor) -> dict[str, int]:
    count = here.counts.get
    return {
        "picks": count("asked", 0) + count("to_pick", 0) + count("to_put_back", 0),
        "counter": count("at_counter", 0),
        "dock": count("at_dock", 0),
    }


# --- the tabs ---


def _picks(_: World, __: Location, here: Floor, asked: Asked) -> Mapping[str, Any]:
    to_pick = here.at(FloorStage.TO_PICK)
    return {
        "asked_for": here.at(FloorStage.ASKED),
        "to_pick": to_pick,
        "steps": floor.walk(to_pick),
        "halted": here.at(FloorStage.HALTED),
        "boxes": here.at(FloorStage.TO_PUT_BACK),
        "more": {stage: here.counts.get(stage, 0) - len(here.stages.get(stage, ())) for stage in ("asked", "to_pick")},
        "reasons": reasons.choices(asked.language),
        "reasons_of_units": reasons.choices(asked.language, of_units=True),
    }


def _counter(world: World, at: Location, here: Floor, asked: Asked) -> Mapping[str, Any]:
    """What waits; a scanned code brings its parcel to the top, also one that stands beyond those shown."""
    waiting, shown = here.at(FloorStage.AT_COUNTER), asked.query.get("code", "")
    named = _named(world, at, shown)
    first = () if named is None else (floor.told(world, named, FloorStage.AT_COUNTER, asked.now),)
    names = {one.parcel for one in first}
    return {
        "code": shown if pickup_codes.parcel_of(shown) else "",
        "sought": shown,
        "first": first,
        "waiting": [one for one in waiting if one.parcel not in names],
        "more": here.counts.get("at_counter", 0) - len(waiting),
    }


def _named(world: World, at: Location, text: str) -> Parcel | None:
    """The parcel at this counter that a scanned text, its own name or its order's name speaks of."""
    sought, staying = pickup_codes.parcel_of(text) or text, world.shipments.staying.get(at.location, {})
    names = (ParcelId(sought), *world.shipments.by_order.get(OrderId(sought), ()))
    found = (world.shipments.by_id[name] for name in names if name in staying)
    return next((one for one in found if floor.stage_of(world, one) is FloorStage.AT_COUNTER), None)


def _dock(_: World, __: Location, here: Floor, ___: Asked) -> Mapping[str, Any]:
    boxes = here.at(FloorStage.AT_DOCK)
    return {"boxes": boxes, "more": here.counts.get("at_dock", 0) - len(boxes)}


def _counts(world: World, at: Location, _: Floor, asked: Asked) -> Mapping[str, Any]:
    """Asked for first, then what is worth most."""
    wanted = counting.asked_at(world.count_asks, at.location)
    known = {one.sku for one in wanted}
    rows = [(one.sku, one.stake, True) for one in wanted[:COUNTS_SHOWN]]
    if len(rows) < COUNTS_SHOWN:
        more = counting.worth(world.catalog, world.stock, at.location, asked.now, COUNTS_SHOWN - len(rows), known)
        rows += [(one.sku, one.stake, False) for one in more if one.stake > 0]
    products = world.catalog.products
    told = [
        {
            "sku": sku,
            "name": products[sku].name or sku,
            "stake": stake,
            "is_asked": is_asked,
            "place": shelf_places.place_of(world.shelf_places, at.location, sku),
            "key": shelf_places.walk_key(world.shelf_places, world.catalog, at.location, sku),
        }
        for sku, stake, is_asked in rows
    ]
    return {"counts": shelf_places.walk(told, lambda row: row["key"])}


def _more(world: World, at: Location, here: Floor, asked: Asked) -> Mapping[str, Any]:
    """The pause with what it would mean, and this phone's own things."""
    others = [one.location for one in locations.active(world.locations)]
    waiting = [one for stage in (FloorStage.ASKED, FloorStage.TO_PICK) for one in here.at(stage)]
    pickups = sum(one.is_pickup for one in waiting)
    means = {
        "deliveries": len(waiting) - pickups,
        "pickups": pickups,
        "only": questions.only_at(world.stock, at.location, others),
    }
    return {"means": means, "ends": _ends(at, asked)}


def _ends(at: Location, asked: Asked) -> list[tuple[str, str]]:
    """(moment for the form, words): in an hour, in three, tomorrow at its hour; always a moment of this location."""
    tomorrow = moments.local(asked.now, at.zone).replace(hour=6, minute=0, second=0, microsecond=0) + timedelta(days=1)
    ends = [Instant(asked.now + span) for _, span in PAUSES] + [moments.of(tomorrow)]
    hour = {"es": "{} h", "en": "{} h"}[asked.language]
    words = [hour.format(hours) for hours, _ in PAUSES] + [{"es": "mañana", "en": "tomorrow"}[asked.language]]
    said = [f"{word} ({floor.clock(end, at.zone)})" for end, word in zip(ends, words, strict=True)]
    return [(moments.to_iso(end), text) for end, text in zip(ends, said, strict=True)]


# --- one parcel ---


def _parcel_of(world: World, asked: Asked) -> Parcel | Refused:
    """The parcel of the address, if it is this location's."""
    parcel = world.shipments.by_id.get(ParcelId(asked.path["parcel"]))
    if parcel is None or parcel.planned.location != asked.path["location"]:
        return Refused(Reason.UNKNOWN_PARCEL, asked.path["parcel"])
    return parcel


def _parcel(world: World, at: Location, _: Floor, asked: Asked) -> Mapping[str, Any]:
    parcel = _parcel_of(world, asked)
    assert isinstance(parcel, Parcel), parcel
    is_here = parcel.planned.parcel in world.shipments.staying.get(at.location, {})
    stage = floor.stage_of(world, parcel) if is_here else FloorStage.AT_DOCK
    placed = world.orders.by_id[parcel.planned.order].placed
    return {
        "one": floor.told(world, parcel, stage, asked.now),
        "aftermath": after.of(world, parcel),
        "is_here": is_here,
        "postal_code": placed.postal_code or "",
        "bars": bars.drawn(parcel.tracking) if parcel.tracking else "",
        "locked": counter.is_locked(parcel, asked.now),
    }


def _of_parcel(room: Room, asked: Asked) -> Told:
    found = room.machine.ask(lambda world: _parcel_of(world, asked))
    return found if isinstance(found, Refused) else _of_store("parcel", _parcel)(room, asked)


def aftermath(room: Room, asked: Asked) -> Told:
    """What an act that came too late means for what is in somebody's hands; asked by the phone itself."""

    def told(world: World) -> Told:
        at = _own(world, asked)
        if isinstance(at, Refused):
            return at
        parcel = _parcel_of(world, asked)
        known = parcel if isinstance(parcel, Parcel) else None
        lines = () if known is None else floor.told(world, known, FloorStage.AT_DOCK, asked.now).lines
        return {"aftermath": after.of(world, known, asked.query.get("act", "")), "lines": lines}

    answer: Told = room.machine.ask(told)
    return answer


# --- what a phone keeps ---


def worker(_: Room, __: Asked) -> Told:
    """The script that answers where there is no signal; its place says what it may answer for."""
    return File("", "text/javascript; charset=utf-8", (HERE / "worker.js").read_bytes())


def _page(path: str, name: str, view: Callable[[Room, Asked], Told]) -> Page:
    return Page(path, f"store_{name}", f"store/{name}.html", ROLES, view, WORDS, "store")


PAGES: tuple[Page, ...] = (
    _page("/store", "choose", choose),
    Page("/store/worker.js", "store_worker", "", ROLES, worker, WORDS),
    _page("/store/{location}", "picks", _of_store("picks", _picks)),
    _page("/store/{location}/counter", "counter", _of_store("counter", _counter)),
    _page("/store/{location}/dock", "dock", _of_store("dock", _dock)),
    _page("/store/{location}/counts", "counts", _of_store("counts", _counts)),
    _page("/store/{location}/more", "more", _of_store("more", _more)),
    _page("/store/{location}/parcels/{parcel:path}/after", "after", aftermath),
    _page("/store/{location}/parcels/{parcel:path}", "parcel", _of_parcel),
)

TOPICS = {"floor": Topic("store_picks", pulse=pulse)}
"""Open phones are told that there is something new on their floor."""
