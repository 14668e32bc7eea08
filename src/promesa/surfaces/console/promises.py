"""The ledger of promises: how well what we foresee comes true, which lanes drift, and every promise with its end."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple
from urllib.parse import urlencode

import msgspec
from markupsafe import Markup

from promesa.domain.conduct import promise_ledger
from promesa.domain.conduct.calibrations import CUTS, Calibration
from promesa.domain.conduct.promise_ledger import LedgerFilter, PromiseRow
from promesa.domain.promise.chance.lanes import PICKUP
from promesa.domain.world import World
from promesa.surfaces.asks import promise_book
from promesa.surfaces.asks.promise_book import Alarm
from promesa.surfaces.boards.calibration_board import CalibrationBoard, Counted
from promesa.surfaces.console import naming, promises_words
from promesa.surfaces.operations import Room
from promesa.surfaces.pictures import cuts, days, drawing, reliability, sheet, slack
from promesa.surfaces.pictures.words import WORDS as PICTURE_WORDS
from promesa.surfaces.speech import failure_words
from promesa.surfaces.web.page import STAFF, Asked, Elsewhere, Page, Told

ROWS_MAX = 40
CUT_ROWS = 14
WIDE, NARROW = 440, 330
OUTCOMES = tuple(failure_words.OUTCOMES)
NAMED = ("outcome", "failure", "carrier", "lane", "location", "channel")
CURSOR_DIGITS = 9
LOOKED_MAX = 100_000
ANYWHERE = "*"
WHOLE_COUNTRY = {"es": "todo el país", "en": "the whole country"}


class LedgerAsked(msgspec.Struct, frozen=True):
    """What the address of the page says; a value that means nothing is as if it were not there."""

    filter: LedgerFilter
    by: str
    after: int
    """Rows to pass over: those shown before."""
    said: dict[str, str]
    """The filter as it was written, for the form and the links."""


class ShownRow(NamedTuple):
    """A row of the ledger in the words of the page."""

    order: str
    number: int
    made_on: date
    hour: int
    promised_on: date
    arrived_on: date | None
    slack_days: int | None
    outcome: str
    outcome_said: str
    failure: str
    keep_probability: float | None
    lane: str
    location: str


def read(query: Mapping[str, str]) -> LedgerAsked:
    """The question in the address."""
    said = {name: query[name] for name in NAMED if query.get(name)}
    named = {name: day for name in ("since", "until") if (day := _day(query.get(name, ""))) is not None}
    by, after = query.get("by", "carrier"), query.get("after", "")
    wanted = LedgerFilter(**said, **named)  # type: ignore[arg-type]
    said |= {name: day.isoformat() for name, day in named.items()}
    number = int(after) if after.isdecimal() and after.isascii() and len(after) <= CURSOR_DIGITS else 0
    return LedgerAsked(wanted, by if by in CUTS else "carrier", number, said)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def view(room: Room, asked: Asked) -> Told:
    question, language = read(asked.query), asked.language
    by_promise = room.ledger.rows()
    counted = room.boards.of(CalibrationBoard).figures(room.ledger, question.filter, question.by)
    found, rows = counted.found, _newest(by_promise, question)
    more = len(rows) > ROWS_MAX
    return {
        "question": question,
        "chosen": {**dict.fromkeys((*NAMED, "since", "until"), ""), **question.said},
        "found": found,
        "summary": sheet.summary(found.scores, language),
        "pictures": _pictures(found, question.by, language),
        "cuts": [(PICTURE_WORDS[language][one], "", _link(question, by=one), one == question.by) for one in CUTS],
        "groups": found.cuts[question.by][:CUT_ROWS],
        "alarms": [_alarm(one, language) for one in room.machine.ask(promise_book.alarms_of)],
        "failures": _failures(found, language),
        "rows": room.machine.ask(_shown_rows, rows[:ROWS_MAX], language),
        "count": counted.rows,
        "newer": _link(question, after=max(0, question.after - ROWS_MAX)) if question.after else "",
        "older": _link(question, after=question.after + ROWS_MAX) if more else "",
        "choices": room.machine.ask(_choices, counted, language),
    }


def _newest(by_promise: Sequence[Sequence[PromiseRow]], question: LedgerAsked) -> list[PromiseRow]:
    """A page of rows that the filter lets through, and one more where there is one; the newest promise first."""
    end = len(by_promise)
    looked = (row for number in range(end - 1, -1, -1) for row in reversed(by_promise[number]))
    good: Iterator[PromiseRow] = (
        row for row in islice(looked, LOOKED_MAX) if promise_ledger.passes(row, question.filter)
    )
    return list(islice(good, question.after, question.after + ROWS_MAX + 1))


def _link(question: LedgerAsked, **more: object) -> str:
    """The page as it is asked now, otherwise."""
    told = {**question.said, "by": question.by, **more}
    return f"/promises?{urlencode({name: str(value) for name, value in told.items() if value})}"


def _pictures(found: Calibration, by: str, language: str) -> dict[str, Markup]:
    """Each drawing twice: for a desk and for a phone."""
    groups = sheet.rows_of(found, by, language)[:CUT_ROWS]
    heading = PICTURE_WORDS[language][by]
    drawn = {
        "reliability": [reliability.picture(found.bins, language, width) for width in (WIDE, NARROW)],
        "slack": [slack.picture(found.slack, language, width, 200) for width in (WIDE, NARROW)],
        "days": [days.picture(found.days, language, width) for width in (WIDE, NARROW)],
        "cut": [cuts.picture(groups, heading, language, width) for width in (2 * WIDE, NARROW)],
    }
    return {
        name: Markup("".join(drawing.inline(one, kind) for one, kind in zip(both, ("wide", "narrow"), strict=True)))
        for name, both in drawn.items()
    }


def _alarm(one: Alarm, language: str) -> dict[str, Any]:
    return {
        "lane": _lane_said(one.lane, language),
        "kind": one.direction,
        "foreseen": one.foreseen_late_share,
        "late": one.late_share,
        "since": one.since,
        "link": f"/promises?{urlencode({'lane': one.lane, 'by': 'month'})}",
    }


def _lane_said(lane: str, language: str) -> str:
    """A lane that no carrier travels is a counter; areas by the names that people know."""
    service, _, ends = lane.partition(" ")
    if service == PICKUP:
        return naming.coded(PICKUP, language)
    origin, _, destination = ends.partition(">")
    if origin == destination == ANYWHERE:
        return f"{service}: {WHOLE_COUNTRY[language]}"
    return f"{service}: {naming.region(origin)} → {naming.region(destination)}"


def _failures(found: Calibration, language: str) -> list[tuple[str, int, float]]:
    """(words, promises, share of the most frequent)."""
    most = max(found.failures.values(), default=1)
    said = failure_words.FAILURES
    return [(failure_words.say(said, code, language), many, many / most) for code, many in found.failures.items()]


def _shown_rows(world: World, rows: Sequence[PromiseRow], language: str) -> list[ShownRow]:
    return [_shown(world, row, language) for row in rows]


def _shown(world: World, row: PromiseRow, language: str) -> ShownRow:
    return ShownRow(
        row.order,
        row.number,
        row.made_on,
        row.hour,
        row.promised_on,
        row.arrived_on,
        row.slack_days,
        row.outcome,
        failure_words.say(failure_words.OUTCOMES, row.outcome, language),
        failure_words.say(failure_words.FAILURES, row.failure, language),
        row.keep_probability,
        _lane_said(row.lane, language),
        naming.location(world, row.location),
    )


def _choices(world: World, counted: Counted, language: str) -> dict[str, list[naming.Choice]]:
    """What can be chosen in the form, by field: (value, words)."""
    return {
        "outcome": [(code, failure_words.say(failure_words.OUTCOMES, code, language)) for code in OUTCOMES],
        "failure": [(c, failure_words.say(failure_words.FAILURES, c, language)) for c in promise_ledger.FAILURES],
        "carrier": [(name, name) for name in counted.choices["carrier"]],
        "location": naming.places(world, counted.choices["location"]),
    }


def moved(_: Room, asked: Asked) -> Told:
    """Where the ledger was before."""
    query = f"?{urlencode(dict(asked.query))}" if asked.query else ""
    return Elsewhere(f"/promises{query}", for_good=True)


PAGES = (
    Page("/promises", "promises", "console/promises.html", STAFF, view, promises_words.WORDS, "promises"),
    Page("/ledger", "ledger", "console/promises.html", STAFF, moved, promises_words.WORDS, "promises"),
)
