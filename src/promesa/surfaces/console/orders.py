"""The list of orders: by time, narrowed by where they are, who carries them and what threatens them."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple
from urllib.parse import urlencode

from promesa.domain.conduct.risks import RiskCause
from promesa.domain.promise.promises import Outcome
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.surfaces.boards import order_states
from promesa.surfaces.boards.order_board import ANY, RISKS, OrderBoard, OrderCounts, OrderFilter
from promesa.surfaces.boards.risks import AtRisk, RiskBoard
from promesa.surfaces.console import naming, orders_words, risk_rows
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import STAFF, Asked, Page

ROWS = 40
FILTERS = ("state", "risk", "location", "carrier", "region", "channel", "day")
CURSOR_DIGITS = 12


class ShownOrder(NamedTuple):
    """One order of the list."""

    order: str
    state: str
    causes: tuple[RiskCause, ...]
    """Why its promise is at risk, the gravest first; none: it is not."""
    placed_at: Instant
    promised_on: date | None
    told_on: date | None
    """The day last told, where it is another one."""
    outcome: str
    keep_probability: float | None
    total: int
    units: int
    where: str
    carrier: str
    region: str
    channel: str


def board_of(room: Room, now: Instant) -> OrderBoard:
    """The board of orders, as of now, with what is at risk."""
    risks = room.boards.of(RiskBoard)
    board = room.boards.of(OrderBoard)
    board.settle(room.machine)
    board.take_risks(risks, now)
    return board


def view(room: Room, asked: Asked) -> Mapping[str, Any]:
    board, said = board_of(room, asked.now), _said(asked)
    wanted = _wanted(said)
    names, more = board.find(wanted, _cursor(asked), ROWS)
    counts = board.count(wanted)
    found, money = board.total(wanted)
    return {
        "tones": risk_rows.KIND_OF,
        "rows": room.machine.ask(_rows, names, risks_of(room, names, asked.now)),
        "chosen": said,
        "narrowed": {name: value for name, value in said.items() if value},
        "found": found,
        "money": money,
        "states": _states(counts, said),
        "risks": _risks(counts, said),
        "choices": room.machine.ask(_choices, board),
        "older": _link(said, before=more) if more else "",
        "newest": _link(said) if _cursor(asked) else "",
        "clear": "/orders",
    }


def _said(asked: Asked) -> dict[str, str]:
    said = {name: asked.query.get(name, "") for name in FILTERS}
    if said["risk"] not in (*RISKS, ANY):
        said["risk"] = ""
    if said["state"] not in (*order_states.STATES, "open"):
        said["state"] = ""
    return said


def _wanted(said: Mapping[str, str]) -> OrderFilter:
    day = _day(said["day"])
    named = {name: said[name] for name in FILTERS if name != "day"}
    ordinal = None if day is None else day.toordinal()
    return OrderFilter(**named, since_day=ordinal, until_day=ordinal)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _cursor(asked: Asked) -> int | None:
    text = asked.query.get("before", "")
    return int(text) if text.isdecimal() and text.isascii() and len(text) <= CURSOR_DIGITS else None


def _link(said: Mapping[str, str], **more: object) -> str:
    """The list as it is narrowed now, otherwise."""
    query = {name: str(value) for name, value in {**said, **more}.items() if value}
    return f"/orders?{urlencode(query)}" if query else "/orders"


def _states(counts: OrderCounts, said: Mapping[str, str]) -> list[tuple[str, int, str, bool]]:
    """(state, orders, its link, whether it is shown now); first all, then what is open."""
    still = sum(counts.by_state[state] for state in order_states.OPEN_STATES)
    several = [("", sum(counts.by_state.values())), ("open", still), *counts.by_state.items()]
    return [
        (state, many, _link({**said, "state": state, "risk": ""}), said["state"] == state and not said["risk"])
        for state, many in several
        if many or state in ("", said["state"])
    ]


def _risks(counts: OrderCounts, said: Mapping[str, str]) -> list[tuple[str, int, str, bool]]:
    several = [(ANY, sum(counts.by_risk.values())), *counts.by_risk.items()]
    return [
        (risk, many, _link({**said, "risk": risk, "state": ""}), said["risk"] == risk)
        for risk, many in several
        if many or said["risk"] == risk
    ]


def _choices(world: World, board: OrderBoard) -> dict[str, list[naming.Choice]]:
    return {
        "location": naming.places(world, board.locations.names),
        "carrier": sorted((name, name) for name in board.carriers.names if name),
        "region": naming.regions(board.regions.names),
        "channel": sorted((name, name) for name in board.channels.names if name),
    }


def risks_of(room: Room, names: Sequence[OrderId], now: Instant) -> dict[OrderId, AtRisk]:
    """Those of the orders whose promises are at risk: what every page says of them."""
    known = room.boards.of(RiskBoard)
    return {name: row for name in names if (row := known.of(name, now)) is not None}


def _rows(world: World, names: Sequence[OrderId], at_risk: Mapping[OrderId, AtRisk]) -> list[ShownOrder]:
    return [row for name in names if (row := shown(world, name, at_risk.get(name))) is not None]


def shown(world: World, name: OrderId, risk: AtRisk | None) -> ShownOrder | None:
    """One order as a list shows it; None where there is no such order."""
    sign = order_states.sign(world, name)
    if sign is None:
        return None
    promise = world.promises.by_order.get(name)
    waiting = world.checkouts.accepted.get(name)
    made = promise.made if promise is not None else waiting
    return ShownOrder(
        name,
        order_states.STATES[sign.state],
        () if risk is None else risk.causes,
        Instant(sign.placed_at),
        None if made is None else made.promised_on,
        promise.told_on if promise is not None and promise.told_on != promise.made.promised_on else None,
        "" if promise is None or promise.outcome is Outcome.OPEN else promise.outcome.value,
        None if made is None else made.keep_probability,
        sign.total,
        sign.units,
        ", ".join(naming.location(world, one) for one in sign.locations),
        ", ".join(sign.carriers),
        naming.region(sign.region),
        sign.channel,
    )


PAGES = (Page("/orders", "orders", "console/orders.html", STAFF, view, orders_words.WORDS, "orders"),)
