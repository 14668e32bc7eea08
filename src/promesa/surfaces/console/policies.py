"""Policies and mandates: what is in force and was, what a change would change, and how far agents may go."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import zip_longest
from typing import Any, NamedTuple

import msgspec

from promesa.domain.conduct.mandates.kinds import KINDS
from promesa.domain.conduct.mandates.words import LADDER
from promesa.domain.conduct.policies import PolicySet
from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.domain.values.policy import Policy
from promesa.domain.world import World
from promesa.engine.log import Query, QueryItem
from promesa.surfaces.asks import mandating, replaying, speaking
from promesa.surfaces.asks.mandating import MandateTold
from promesa.surfaces.console import today
from promesa.surfaces.console.policies_words import WORDS
from promesa.surfaces.console.today_words import WORDS as ACT_WORDS
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import AUDITOR, DIRECTOR, OPERATIONS, Asked, Page, Topic

VERSIONS = 12
DEMOTIONS = 6
TEXT_MAX = 1_000
MONEY = frozenset(
    ("late_price", "wait_day_price", "late_day_price", "ask_again_cost", "split_cost", "late_day_cost", "free_fee_from")
    + ("flat_fee", "branch_saving_min")
)
"""Fields in centavos."""
SHARES = frozenset(("confidence", "late_share", "keep_probability_min", "shelf_probability_min", "shelf_price_share"))


class Figure(NamedTuple):
    """One field of the policy, and how it is said: "money", "share" or ""."""

    field: str
    value: Any
    way: str


class FieldChange(NamedTuple):
    field: str
    was: Any
    becomes: Any
    way: str


class Version(NamedTuple):
    """A policy as it was put in force."""

    version: int
    at: datetime
    by: str
    changes: tuple[FieldChange, ...]


class Rung(NamedTuple):
    """A mandate with what it may carry in people's words, and how far up the ladder it stands."""

    told: MandateTold
    name: str
    step: int
    steps: int


def policies(room: Room, asked: Asked) -> Mapping[str, Any]:
    text = asked.query.get("say", "").strip()[:TEXT_MAX]

    def look(world: World) -> Mapping[str, Any]:
        told = mandating.all_told(world, asked.now)
        names = {name: kind.spanish if asked.language == "es" else kind.english for name, kind in KINDS.items()}
        ladder = [str(one) for one in LADDER]
        return {
            "rungs": [Rung(one, names[one.kind], ladder.index(one.autonomy) + 1, len(ladder)) for one in told.mandates],
            "demotions": told.demotions[-DEMOTIONS:][::-1],
            "refused": sum(told.refused.values()),
            "kind_names": names,
            "policy": world.policies.now,
            "figures": figures(world.policies.now),
            "spoken": speaking.told(world, text) if text else None,
        }

    found: dict[str, Any] = dict(room.machine.ask(look))
    return {
        **found,
        **today.acts_alone(room, asked),
        "spoken_text": text,
        "versions": versions(room),
        **replays_alone(room, asked),
    }


def replays_alone(room: Room, _: Asked) -> Mapping[str, Any]:
    told = replaying.all_told(room)
    return {"can_replay": told.can_replay, "replays": told.replays}


def figures(policy: Policy) -> list[Figure]:
    """Plain figures; what is made of parts is told by its own page or by the API."""
    return [Figure(name, value, way(name)) for name, value in _plain(policy)]


def _plain(policy: Policy) -> Iterator[tuple[str, Any]]:
    for name in Policy.__struct_fields__:
        value = getattr(policy, name)
        if value is None or isinstance(value, bool | int | float | str):
            yield name, value


def way(field: str) -> str:
    if field in MONEY:
        return "money"
    return "share" if field in SHARES else ""


def versions(room: Room) -> list[Version]:
    """The newest first, each with what it changed."""
    query = Query((QueryItem(kinds=(PolicySet.__name__,)),))
    entries = list(room.machine.log.read_back(query, limit=VERSIONS + 1))
    decode = room.machine.model.codec.decode
    known: list[tuple[Any, Policy]] = [(entry, decode(entry.kind, entry.body).policy) for entry in entries]
    told = []
    for (entry, policy), before in zip_longest(known, known[1:]):
        changes = () if before is None else tuple(_changes(before[1], policy))
        told.append(Version(policy.version, moments.utc(Instant(entry.at)), entry.by, changes))
    return told[:VERSIONS]


def _changes(was: Policy, now: Policy) -> Iterator[FieldChange]:
    for name in Policy.__struct_fields__:
        before, after = getattr(was, name), getattr(now, name)
        if name != "version" and before != after:
            yield FieldChange(name, _short(before), _short(after), way(name))


def _short(value: Any) -> Any:
    """What is made of parts is said as it is written."""
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return msgspec.json.encode(value).decode()[:120]


SEES = frozenset({DIRECTOR, OPERATIONS, AUDITOR})
BOTH = {language: {**ACT_WORDS[language], **words} for language, words in WORDS.items()}
"""Acts are shown in the words of Today."""
PAGES = (
    Page(
        "/policies/replays.part",
        "replays",
        "console/replays.html",
        SEES,
        replays_alone,
        BOTH,
        "policies",
    ),
    Page("/policies", "policies", "console/policies.html", SEES, policies, BOTH, "policies"),
)
TOPICS = {"replays": Topic("replays", frozenset(("PolicySet", "PolicyReplayed")))}
