"""How our partners do: carriers against what was foreseen, what waits to go out, what came that nobody could read."""

from collections import Counter
from collections.abc import Mapping
from itertools import islice
from typing import Any, NamedTuple

from promesa.domain.conduct import drifts
from promesa.domain.ledger.shipments.partner_words import MEANINGS, NOTHING
from promesa.domain.network.carriers.state import Service
from promesa.domain.people import lines
from promesa.domain.people.handsets import GRAVE, SENDING
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine.desk import Desk, Waiting
from promesa.surfaces.asks import conduct, incoming, partner_words
from promesa.surfaces.asks import lines as line_asks
from promesa.surfaces.boards import order_states
from promesa.surfaces.boards.order_board import OrderBoard, OrderFilter
from promesa.surfaces.console import doing, naming, orders, partners_words
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import STAFF, Asked, Page

LOOKED_MAX = 5_000
"""So many of the effects that wait are looked at, the oldest first: nobody else writes meanwhile."""
ACTS = (*conduct.OPERATIONS, *incoming.OPERATIONS, *partner_words.OPERATIONS, *line_asks.OPERATIONS)
LETTERS_SHOWN = 30
WORDS_SHOWN = 50


class ShownCarrier(NamedTuple):
    """A carrier: its parcels under way, and its recent promises against what was foreseen for them."""

    carrier: str
    services: tuple[str, ...]
    open_orders: int
    moving: int
    at_risk: int
    promises: int
    foreseen_late: float | None
    late: float | None
    alarms: int
    paused: bool


class ShownQueue(NamedTuple):
    """Effects of one kind that wait to go out: how many, since when the oldest, and how many were tried in vain."""

    kind: str
    many: int
    oldest_at: Instant
    retried: int
    error: str


class ShownLetter(NamedTuple):
    """An effect that was given up, or of which nobody heard again."""

    key: int
    kind: str
    wanted_at: Instant
    attempts: int
    error: str
    uncertain: bool


class ShownWord(NamedTuple):
    partner: str
    word: str
    times: int
    last_at: Instant
    about: str
    waiting: int
    taught: str


class ShownHandset(NamedTuple):
    """The newest of one kind that a messaging partner said of a number of ours."""

    partner: str
    handset: str
    kind: str
    change: str
    at: Instant
    is_grave: bool


class ShownLine(NamedTuple):
    """A channel to customers that stands still, since when, and the partner's word for why."""

    channel: str
    code: str
    since: Instant


def view(room: Room, asked: Asked) -> Mapping[str, Any]:
    board = orders.board_of(room, asked.now)
    inbox = incoming.told(room)
    with room.machine.lock:
        waiting, letters, total = _desk(room.machine.desk)
        more = max(0, len(room.machine.desk.effects) - LOOKED_MAX)
    return {
        **room.machine.ask(_look, board, asked),
        "may": doing.may(asked, ACTS),
        "waiting": waiting,
        "waiting_more": more,
        "letters": [one._replace(kind=naming.coded(one.kind, asked.language)) for one in letters],
        "letters_total": total,
        "inbox": inbox,
        "has_inbox": room.inbox is not None,
        "meanings": [(one, naming.coded(one, asked.language)) for one in MEANINGS if one != NOTHING],
        "refused_steps": room.machine.desk.refused_steps,
    }


def _desk(desk: Desk) -> tuple[list[ShownQueue], list[ShownLetter], int]:
    """What waits by kind, the first of what was given up, and how many were."""
    kinds: dict[str, list[Waiting]] = {}
    for one in islice(desk.effects.values(), LOOKED_MAX):
        kinds.setdefault(one.kind, []).append(one)
    waiting = [_queue(kind, found) for kind, found in sorted(kinds.items())]
    uncertain = ((key, one, True) for key, one in desk.uncertain.items())
    given_up = [*((key, one, False) for key, one in desk.dead.items()), *uncertain]
    shown = [
        ShownLetter(key, one.kind, Instant(one.wanted_at), one.attempts, one.error, unheard)
        for key, one, unheard in given_up[:LETTERS_SHOWN]
    ]
    return waiting, shown, len(given_up)


def _queue(kind: str, found: list[Waiting]) -> ShownQueue:
    oldest = min(one.wanted_at for one in found)
    errors = Counter(one.error for one in found if one.error)
    error = errors.most_common(1)[0][0] if errors else ""
    return ShownQueue(kind, len(found), Instant(oldest), sum(one.attempts > 0 for one in found), error)


def _look(world: World, board: OrderBoard, asked: Asked) -> dict[str, Any]:
    return {
        "carriers": _carriers(world, board),
        "words_unknown": _words(world),
        "words_taught": [
            ShownWord(
                partner, word, 0, Instant(0), "", 0, means if means == NOTHING else naming.coded(means, asked.language)
            )
            for partner, known in sorted(world.partner_words.taught.items())
            for word, means in sorted(known.items())
        ],
        "lines_stopped": _lines(world),
        "handsets": _handsets(world),
        "branches_closed": len(world.carriers.closed_branches),
    }


def _carriers(world: World, board: OrderBoard) -> list[ShownCarrier]:
    services: dict[str, list[Service]] = {}
    for one in world.carriers.services.values():
        services.setdefault(one.carrier, []).append(one)
    return [_carrier(world, board, name, found) for name, found in sorted(services.items())]


def _carrier(world: World, board: OrderBoard, name: str, services: list[Service]) -> ShownCarrier:
    counts = board.count(OrderFilter(carrier=name))
    whole = [world.drifts.by_lane.get(f"{one.service} *>*") for one in services]
    known = [watch for watch in whole if watch is not None and watch.weight > 0]
    weight = sum(watch.weight for watch in known)
    names = {str(one.service) for one in services}
    drifted = [lane for lane, _ in drifts.drifted(world.drifts) if lane.partition(" ")[0] in names]
    paused = any(not one.services or names & set(one.services) for one in world.carriers.pauses.values())
    return ShownCarrier(
        name,
        tuple(one.name or one.service for one in services if not one.withdrawn),
        sum(counts.by_state[state] for state in order_states.OPEN_STATES),
        counts.by_state[order_states.MOVING],
        sum(counts.by_risk.values()),
        sum(watch.promises for watch in known),
        sum(watch.foreseen for watch in known) / weight if weight else None,
        sum(watch.late for watch in known) / weight if weight else None,
        len(drifted),
        paused,
    )


def _words(world: World) -> list[ShownWord]:
    unknown = sorted(world.partner_words.unknown.values(), key=lambda one: (-len(one.waiting), -one.times, one.word))
    return [
        ShownWord(one.partner, one.word, one.times, one.last_at, one.about, len(one.waiting), "")
        for one in unknown[:WORDS_SHOWN]
    ]


def _handsets(world: World) -> list[ShownHandset]:
    from_name = [(_parts(name), state) for name, state in sorted(world.news.handsets.by_kind.items())]
    return [
        ShownHandset(*parts, state.change, state.at, state.change in GRAVE)
        for parts, state in from_name
        if parts[2] != SENDING
    ]


def _lines(world: World) -> list[ShownLine]:
    """Channels that stand still."""
    told = ((channel, lines.state_of(world.news.handsets, channel)) for channel in lines.stopped(world.news.handsets))
    return [
        ShownLine(channel, dict(state.figures).get("code", ""), state.at)
        for channel, state in sorted(told)
        if state is not None
    ]


def _parts(name: str) -> tuple[str, str, str]:
    partner, handset, kind = name.split("/", 2)
    return partner, handset, kind


PAGES = (Page("/partners", "partners", "console/partners.html", STAFF, view, partners_words.WORDS, "partners"),)
