"""GET /people: who works here, the keys of programs, what each role may do, and who did what."""

from collections.abc import Callable, Mapping
from itertools import islice
from typing import Any

from promesa.domain.conduct import keys as key_words
from promesa.domain.conduct.roles import ROLES
from promesa.domain.network.locations import state as locations
from promesa.domain.world import World
from promesa.surfaces.asks import staffing
from promesa.surfaces.asks.api_keys import KeyGiven
from promesa.surfaces.asks.staffing import Invited
from promesa.surfaces.boards.doings import DoingsBoard
from promesa.surfaces.console.people_words import WORDS
from promesa.surfaces.operations import Room
from promesa.surfaces.web import allowed
from promesa.surfaces.web.page import AUDITOR, DIRECTOR, Asked, Page

TABS = ("people", "keys", "roles", "acts")
ROWS_MAX = 50
SHOWN_ONCE = (f"{staffing.WELCOME}?", "prm_")
"""What is said after an act and must stay until it was copied."""
PAGES_OF = {"order": "/orders/{}", "case": "/cases/{}", "customer": "/customers/{}"}


def view(room: Room, asked: Asked) -> Mapping[str, Any]:
    tab = asked.query.get("tab", "people")
    tab = tab if tab in TABS else "people"
    return {
        "tab": tab,
        "tabs": [(one, WORDS[asked.language][f"tab_{one}"], f"/people?tab={one}") for one in TABS],
        "acts": asked.person.role == DIRECTOR,
        "shown_once": SHOWN_ONCE,
        **_TABS[tab](room, asked),
    }


def _people(room: Room, asked: Asked) -> dict[str, Any]:
    """Those who work here first, by name."""
    people = room.machine.ask(lambda world: [staffing.told(one, asked.now) for one in world.staff.by_name.values()])
    return {
        "people": sorted(people, key=lambda one: (one.state == "removed", one.person)),
        "roles": [role.value for role in ROLES],
        "stores": room.machine.ask(_stores),
    }


def _stores(world: World) -> list[tuple[str, str]]:
    """Every location that people may work at, by name."""
    return sorted(
        ((name, one.name or name) for name, one in world.locations.by_id.items() if locations.is_active(one)),
        key=lambda pair: pair[1],
    )


def _keys(room: Room, asked: Asked) -> dict[str, Any]:
    """Those that open something first, the newest before; `last`: when something was last done with it."""
    board = _doings(room)
    keys = room.machine.ask(lambda world: list(world.keys.by_name.values()))
    rows = [(one, board.last_of(f"agent:{one.agent}" if one.agent else f"key:{one.name}")) for one in keys]
    return {
        "keys": sorted(rows, key=lambda row: (row[0].revoked_at is not None, -row[0].added_at)),
        "scopes": key_words.SCOPES,
    }


def _roles(_: Room, __: Asked) -> dict[str, Any]:
    return {"roles": [(role.value, sorted(allowed.scopes_of(role.value))) for role in ROLES]}


def _acts(room: Room, asked: Asked) -> dict[str, Any]:
    by, before = asked.query.get("by", "")[:80], asked.query.get("before", "")
    found = list(islice(_doings(room).newest(by, int(before) if before.isdecimal() else 0), ROWS_MAX + 1))
    older = found[ROWS_MAX - 1].position if len(found) > ROWS_MAX else 0
    people = room.machine.ask(lambda world: sorted(world.staff.by_name))
    return {
        "by": by,
        "rows": [(one, [_link(tag) for tag in one.about]) for one in found[:ROWS_MAX]],
        "older": f"/people?tab=acts&by={by}&before={older}" if older else "",
        "authors": [f"person:{name}" for name in people],
    }


def _doings(room: Room) -> DoingsBoard:
    board = room.boards.of(DoingsBoard)
    board.look_back(room.machine.log)
    return board


def _link(tag: str) -> tuple[str, str]:
    """What an entry speaks of, and where it can be read."""
    kind, _, name = tag.partition(":")
    path = PAGES_OF.get(kind)
    return f"{name}", path.format(name) if path else ""


_TABS: Mapping[str, Callable[[Room, Asked], dict[str, Any]]] = {
    "people": _people,
    "keys": _keys,
    "roles": _roles,
    "acts": _acts,
}


def say_invited(told: Invited, language: str) -> str:
    ends = f"{told.ends_at:%Y-%m-%d %H:%M} UTC"
    return WORDS[language]["invited"].format(told.person, ends, told.path)


def say_key(told: KeyGiven, language: str) -> str:
    return WORDS[language]["key_given"].format(told.name, told.key)


PAGES = (Page("/people", "people", "console/people.html", frozenset({DIRECTOR, AUDITOR}), view, WORDS, "people"),)
SAYINGS: Mapping[str, Callable[[Any, str], str]] = {"invite_person": say_invited, "give_key": say_key}
