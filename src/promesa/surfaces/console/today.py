"""Today: which promises are at risk, what can be done about each, and what the agents did and may do."""

from collections.abc import Mapping
from typing import Any, NamedTuple
from urllib.parse import urlencode

from promesa.domain.conduct import drifts, holdouts, indicators
from promesa.domain.conduct.indicators import IndicatorPeriod
from promesa.domain.conduct.mandates.state import WAITING, Act, ActStage
from promesa.domain.conduct.rescues import Rescues
from promesa.domain.ledger.payments import state as payments
from promesa.domain.network.carriers.words import CarriagePaused
from promesa.domain.values import moments
from promesa.domain.values.ids import LocationId, OrderId
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.surfaces.asks import acting, picking, rescuing
from promesa.surfaces.boards import risks as board
from promesa.surfaces.boards.due_days import DAYS_BACK, DueDayBoard
from promesa.surfaces.boards.risks import AtRisk, RiskBoard, RisksSeen
from promesa.surfaces.console import naming, risk_rows
from promesa.surfaces.console.today_words import WORDS
from promesa.surfaces.http import chart
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import STAFF, Asked, Elsewhere, Page, Told, Topic

SHOWN = 8
LOOKED_AT = 24
"""Risks that a way out is looked for, the most urgent ones; those that have one are shown first."""
BARS_WIDE = 420
PAGE_ROWS = 40
ACTS_SHOWN = 5
ACTS_FOR = 24 * HOUR
"""So long after it ended an act is still shown here."""


class ActSeen(NamedTuple):
    """An act as Today shows it."""

    name: str
    act: Act
    word: str
    kind: str
    asks: bool
    can_undo: bool


def today(room: Room, asked: Asked) -> Mapping[str, Any]:
    seen = room.boards.of(RiskBoard).seen(asked.now)
    return {**_risks(room, asked, seen), **_acts(room, asked), **_places(room, asked, seen), **_days(room, asked)}


def risks_alone(room: Room, asked: Asked) -> Mapping[str, Any]:
    return _risks(room, asked, room.boards.of(RiskBoard).seen(asked.now))


def acts_alone(room: Room, asked: Asked) -> Mapping[str, Any]:
    return _acts(room, asked)


def _risks(room: Room, asked: Asked, seen: RisksSeen) -> Mapping[str, Any]:
    rows = risk_rows.with_ways(room, seen.rows[:LOOKED_AT], asked.now)
    rows.sort(key=lambda pair: not pair[1].name)

    def look(world: World) -> Mapping[str, Any]:
        found = risk_rows.troubles(world, seen)
        pauses = {one.location: _pause(world, one.location) for one in found if one.location}
        return {"troubles": found, "pauses": pauses, "lines": risk_rows.lines(world, rows[:SHOWN])}

    return {"seen": seen, "tones": risk_rows.KIND_OF, **room.machine.ask(look)}


def _pause(world: World, location: str) -> picking.PauseTold | None:
    told = picking.pause_of(world, LocationId(location))
    return None if isinstance(told, Refused) else told


# --- agents ---


def _acts(room: Room, asked: Asked) -> Mapping[str, Any]:
    def look(world: World) -> Mapping[str, Any]:
        known = world.mandates
        shown = [(name, act) for name, act in known.acts.items() if _is_shown(name, act, known.ended, asked.now)]
        waiting = [_seen(name, act, asked.now) for name, act in shown if act.stage in WAITING]
        recent = [_seen(name, act, asked.now) for name, act in shown if act.stage not in WAITING]
        recent.sort(key=lambda one: (not one.can_undo, -one.act.proposed_at))
        return {
            "acts_waiting": sorted(waiting, key=lambda one: (not one.asks, one.act.until))[:SHOWN],
            "acts_recent": recent[:ACTS_SHOWN],
            "is_stopped": "|" in known.stopped,
            "has_mandates": bool(known.by_agent),
        }

    told: Mapping[str, Any] = room.machine.ask(look)
    return told


def _is_shown(name: str, act: Act, ended: Mapping[str, Instant], now: Instant) -> bool:
    return act.stage in WAITING or (name in ended and now - max(act.proposed_at, act.until) < ACTS_FOR)


_WORD = {
    ActStage.SUGGESTED: ("asks", "risk"),
    ActStage.ALLOWED: ("does", "info"),
    ActStage.APPROVED: ("does", "info"),
    ActStage.DONE: ("did", "good"),
    ActStage.FAILED: ("failed", "bad"),
}


def _seen(name: str, act: Act, now: Instant) -> ActSeen:
    word, kind = _WORD.get(act.stage, (str(act.stage), "quiet"))
    return ActSeen(name, act, word, kind, act.stage is ActStage.SUGGESTED, acting.can_be_undone(act, now))


# --- places and days ---


def _places(room: Room, asked: Asked, seen: RisksSeen) -> Mapping[str, Any]:
    def look(world: World) -> Mapping[str, Any]:
        places = risk_rows.places(world, seen, asked.now)
        pauses: list[CarriagePaused] = list(world.carriers.pauses.values())
        return {
            "places": places,
            "map_data": risk_rows.on_map(places, seen, asked.language),
            "carriage": pauses,
            "drifted": len(drifts.drifted(world.drifts)),
        }

    told: Mapping[str, Any] = room.machine.ask(look)
    return told


def _days(room: Room, asked: Asked) -> Mapping[str, Any]:
    due = room.boards.of(DueDayBoard)

    def look(world: World) -> Mapping[str, Any]:
        contact = Centavos(world.policies.now.messages.contact_cost)
        worth = [one for one in holdouts.worth(world.holdouts, contact) if one.held and one.told]
        return {
            "zone_now": world.policies.now.zone,
            "promises": indicators.of_promises(world.promises),
            "messages_count": len(world.messages.by_name),
            "avoided": tuple(sum(getattr(one, name) for one in worth) for name in _AVOIDED) if worth else None,
        }

    told: dict[str, Any] = room.machine.ask(look)
    on = moments.local_date(asked.now, told.pop("zone_now"))
    week = due.days(on, 7)
    fortnight = [IndicatorPeriod(one.day.isoformat(), one.kept, one.broken) for one in due.days(on, DAYS_BACK)]
    ended = sum(one.kept + one.broken for one in week)
    share = sum(one.kept for one in week) / ended if ended else None
    return {
        **told,
        "due": due.day(on),
        "week_share": share,
        "week_ended": ended,
        "bars": chart.bars(fortnight, asked.language, BARS_WIDE),
    }


_AVOIDED = ("avoided", "avoided_min", "avoided_max")


# --- the list, and one of them ---


def risks(room: Room, asked: Asked) -> Mapping[str, Any]:
    """All of them, by cause and location, a page at a time."""
    seen = room.boards.of(RiskBoard).seen(asked.now)
    cause, location, savable = (asked.query.get(name, "") for name in ("cause", "location", "savable"))
    found = board.chosen(seen.rows, cause, location, bool(savable))
    said = asked.query.get("from", "")
    first = min(int(said), len(found)) if said.isdecimal() and len(said) < 9 else 0
    kept = {name: one for name, one in asked.query.items() if name in ("cause", "location", "savable")}

    def address(at: int) -> str:
        return f"/risks?{urlencode({**kept, 'from': at})}"

    def look(world: World) -> Mapping[str, Any]:
        names = sorted((naming.location(world, one), one) for one in seen.by_location)
        return {"lines": risk_rows.lines(world, shown), "locations": names}

    shown = [(row, room.boards.of(RiskBoard).way(row, asked.now)) for row in found[first : first + PAGE_ROWS]]
    last = min(first + PAGE_ROWS, len(found))
    return {
        **room.machine.ask(look),
        "seen": seen,
        "found": len(found),
        "first": first,
        "last": last,
        "newer": address(max(0, first - PAGE_ROWS)) if first else "",
        "older": address(last) if last < len(found) else "",
    }


def risk(room: Room, asked: Asked) -> Told:
    """One promise: why it is at risk, and everything that can be done, with its price."""
    order = OrderId(asked.path["order"])
    row = room.boards.of(RiskBoard).of(order, asked.now)

    def look(world: World) -> Told:
        if order not in world.orders.by_id:
            return Elsewhere("/risks")
        found = rescuing.options(world, order, asked.now)
        return {
            "order": order,
            "row": row,
            "line": None if row is None else risk_rows.line(world, row),
            "rescues": None if isinstance(found, Refused) else _told(world, order, found),
            **_around(world, order, row),
        }

    told: Told = room.machine.ask(look)
    return told


def _told(world: World, order: OrderId, found: Rescues) -> Mapping[str, Any]:
    told = rescuing.told(order, found)
    names = {
        one: naming.location(world, one)
        for plan in (told.plan, *(option.plan for option in told.options))
        if plan is not None
        for one in (parcel.location for parcel in plan.parcels)
    }
    services = {
        one: risk_rows.service_name(world, one)
        for plan in (told.plan, *(option.plan for option in told.options))
        if plan is not None
        for one in (parcel.service for parcel in plan.parcels)
    }
    fields = [flat(option.body) for option in told.options]
    return {"told": told, "names": names, "services": services, "fields": fields}


def flat(body: Any, above: str = "") -> dict[str, Any]:
    """A body as the fields of a form: "parcels.0.location"."""
    if isinstance(body, Mapping):
        pairs = [(str(name), one) for name, one in body.items()]
    elif isinstance(body, list | tuple):
        pairs = [(str(number), one) for number, one in enumerate(body)]
    else:
        return {above: body}
    found: dict[str, Any] = {}
    for name, one in pairs:
        found |= flat(one, f"{above}.{name}" if above else name)
    return found


def _around(world: World, order: OrderId, row: AtRisk | None) -> Mapping[str, Any]:
    placed = world.orders.by_id[order]
    left, fee = payments.refundable(world.payments, order), placed.placed.fee
    asks = [
        name
        for name, act in world.mandates.acts.items()
        if act.stage is ActStage.SUGGESTED and act.receipt.order == order
    ]
    return {
        "halts": [str(halt.kind) for halt in placed.halts],
        "fee": fee if 0 < fee <= left else 0,
        "pause": None if row is None else row.watch.location,
        "agent_asks": asks,
        "promise": world.promises.by_order.get(order),
        "total": placed.placed.total,
    }


_TOUCHED = (
    "PromiseMade PromiseMoved PromiseKept PromiseBroken PromiseWithdrawn PromiseRedirected "
    "ParcelPlanned ParcelPacked ParcelUnpacked ParcelCancelled ParcelHandedOver ParcelLost "
    "ParcelDelivered ParcelAtBranch ParcelReady EtaMoved PickAsked PickAccepted PickRejected "
    "PickShort PickLapsed ChoiceAwaited ChoiceMade OrderHalted OrderReleased OrderEdited "
    "OrderRevised EditAwaited EditEnded LocationPaused LocationResumed LocationClosed CarriagePaused "
    "CarriageResumed "
)
_ACTED = (
    "ActShadowed ActSuggested ActAllowed ActApproved ActDeclined ActLapsed ActCarriedOut ActFailed "
    "ActDropped ActUndone ActJudged AgentsStopped AgentsAllowed MandateGranted MandatePromoted "
    "MandateDemoted "
)
TOUCHED, ACTED = frozenset(_TOUCHED.split()), frozenset(_ACTED.split())

PAGES = (
    Page("/", "today", "console/today.html", STAFF, today, WORDS, "today"),
    Page("/today/risks.part", "today_risks", "console/today_risks.html", STAFF, risks_alone, WORDS, "today"),
    Page("/today/acts.part", "today_acts", "console/today_acts.html", STAFF, acts_alone, WORDS, "today"),
    Page("/risks", "risks", "console/risks.html", STAFF, risks, WORDS, "today"),
    Page("/risks/{order}", "risk", "console/risk.html", STAFF, risk, WORDS, "today"),
)
TOPICS = {"risks": Topic("today_risks", TOUCHED), "acts": Topic("today_acts", ACTED)}
