"""Contingencies: rehearsed with what they would cost, opened, and what became of their promises."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from promesa.domain.promise.keeping.contingency.words import ContingencyKind
from promesa.domain.values import moments, place, refusal
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.surfaces import rehearsal
from promesa.surfaces.asks import contingencies
from promesa.surfaces.asks.contingencies import ContingencyBody
from promesa.surfaces.console import naming, risk_rows
from promesa.surfaces.console.drills_words import WORDS
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import AUDITOR, DIRECTOR, OPERATIONS, Asked, Page

DAYS, DAYS_MAX = 2, 14


def drills(room: Room, asked: Asked) -> Mapping[str, Any]:
    """The form, what was rehearsed where the address says of what, and all contingencies."""

    def look(world: World) -> Mapping[str, Any]:
        known = contingencies.all_told(world)
        names = [one.location for one in world.locations.by_id.values()]
        services = [(name, risk_rows.service_name(world, name)) for name in world.carriers.services]
        return {
            "known": known,
            "locations": naming.places(world, names),
            "services": sorted(services, key=lambda one: one[1]),
            "areas": naming.regions(place.STATES),
        }

    found: dict[str, Any] = dict(room.machine.ask(look))
    body, foreseen, no = body_of(asked), None, ""
    if body is not None:
        told = rehearsal.preview(room.machine, contingencies.opening(body), asked.now)
        if isinstance(told, Refused):
            no = refusal.say(told, asked.language)
        else:
            foreseen = told
    return {**found, "kinds": [str(one) for one in ContingencyKind], "body": body, "foreseen": foreseen, "no": no}


def body_of(asked: Asked) -> ContingencyBody | None:
    """What the address says stops working; None where it says nothing that could."""
    told = asked.query
    days = told.get("days", "")
    ahead = min(DAYS_MAX, max(1, int(days))) if days.isdecimal() and len(days) < 4 else DAYS
    until: datetime = moments.utc(asked.now) + timedelta(days=ahead)
    try:
        return msgspec.convert(
            {
                "contingency": f"c-{moments.utc(asked.now):%Y%m%d-%H%M%S}",
                "kind": told.get("kind", ""),
                "services": [told["service"]] if told.get("service") else [],
                "locations": [told["location"]] if told.get("location") else [],
                "areas": [told["area"]] if told.get("area") else [],
                "until": until.replace(microsecond=0),
            },
            ContingencyBody,
        )
    except msgspec.ValidationError:
        return None


SEES = frozenset({DIRECTOR, OPERATIONS, AUDITOR})
PAGES = (Page("/planning/drills", "drills", "console/drills.html", SEES, drills, WORDS, "planning"),)
