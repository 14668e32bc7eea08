"""What the page of the ledger shows: the filter that was asked for, the figures, the drawings and the newest rows."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from urllib.parse import urlencode

import msgspec
from markupsafe import Markup

from promesa.domain.conduct import calibrations, promise_ledger
from promesa.domain.conduct.calibrations import CUTS, Calibration
from promesa.domain.conduct.promise_ledger import LedgerFilter, PromiseRow
from promesa.domain.promise.chance.lanes import PICKUP
from promesa.surfaces.asks.promise_book import Alarm
from promesa.surfaces.http import page_words
from promesa.surfaces.pictures import cuts, days, drawing, reliability, sheet, slack
from promesa.surfaces.pictures.words import WORDS
from promesa.surfaces.speech import failure_words
from promesa.surfaces.speech.code_words import CODES

ROWS_MAX = 40
CUT_ROWS = 14
WIDE, NARROW = 440, 330
OUTCOMES = tuple(failure_words.OUTCOMES)
NAMED = ("outcome", "failure", "carrier", "lane", "location", "channel")


class LedgerAsked(msgspec.Struct, frozen=True):
    """What the address of the page says; a value that means nothing is as if it were not there."""

    filter: LedgerFilter
    by: str
    page: int
    said: dict[str, str]
    """The filter as it was written, for the form and the links."""


class ShownRow(msgspec.Struct, frozen=True):
    """A row of the ledger in the words of the page."""

    order: str
    number: int
    named: str
    promised: str
    arrived: str
    slack: str
    outcome: str
    outcome_said: str
    failure: str
    foreseen: str
    lane: str
    location: str


def asked(query: Mapping[str, Sequence[str]]) -> LedgerAsked:
    """The question in the address."""
    first = {name: values[0].strip() for name, values in query.items() if values and values[0].strip()}
    said = {name: first[name] for name in NAMED if name in first}
    named = {name: day for name in ("since", "until") if (day := _day(first.get(name, ""))) is not None}
    by = first.get("by", "carrier")
    page = first.get("page", "")
    wanted = LedgerFilter(**said, **named)  # type: ignore[arg-type]
    said |= {name: day.isoformat() for name, day in named.items()}
    number = int(page) if page.isdecimal() and len(page) < 7 else 0
    return LedgerAsked(wanted, by if by in CUTS else "carrier", number, said)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def view(
    by_promise: Sequence[Sequence[PromiseRow]], alarms: Sequence[Alarm], question: LedgerAsked, language: str
) -> dict[str, Any]:
    """The values of the template."""
    everything = [row for rows in by_promise for row in rows]
    rows = [row for row in everything if promise_ledger.passes(row, question.filter)]
    found = calibrations.of(rows, (question.by,))
    newest = sorted(rows, key=lambda row: row.made_at, reverse=True)
    start = question.page * ROWS_MAX
    return {
        "asked": question,
        "said": {**dict.fromkeys((*NAMED, "since", "until"), ""), **question.said},
        "found": found,
        "summary": sheet.summary(found.scores, language),
        "pictures": _pictures(found, question.by, language),
        "cuts": [(name, WORDS[language][name]) for name in CUTS],
        "alarms": [_alarm(one, language) for one in alarms],
        "failures": _failures(found, language),
        "rows": [_shown(row, language) for row in newest[start : start + ROWS_MAX]],
        "count": len(rows),
        "links": _links(question, language, start + ROWS_MAX < len(rows)),
        "choices": _choices(everything, language),
        "style": Markup(drawing.page_style()),
    }


def _pictures(found: Calibration, by: str, language: str) -> dict[str, Markup]:
    """Each drawing twice: for a desk and for a phone."""
    groups = sheet.rows_of(found, by, language)[:CUT_ROWS]
    heading = WORDS[language][by]
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


def _alarm(one: Alarm, language: str) -> dict[str, str]:
    words = page_words.WORDS[language]
    return {
        "lane": _lane_said(one.lane, language),
        "kind": one.direction,
        "said": words[f"drifted_{one.direction}"],
        "foreseen": f"{100 * one.foreseen_late_share:.1f} %",
        "late": f"{100 * one.late_share:.1f} %",
        "since": page_words.day(one.since.date(), language),
        "link": f"?{urlencode({'lang': language, 'lane': one.lane, 'by': 'month'})}",
    }


def _lane_said(lane: str, language: str) -> str:
    """A lane that no carrier travels is a counter."""
    service = lane.partition(" ")[0]
    return CODES[PICKUP][language != "es"] if service == PICKUP else lane


def _failures(found: Calibration, language: str) -> list[tuple[str, str, int, float]]:
    """(code, words, promises, percent of the most frequent)."""
    most = max(found.failures.values(), default=1)
    said = failure_words.FAILURES
    return [(c, failure_words.say(said, c, language), n, 100 * n / most) for c, n in found.failures.items()]


def _shown(row: PromiseRow, language: str) -> ShownRow:
    slack_days = row.slack_days
    return ShownRow(
        row.order,
        row.number,
        f"{page_words.day(row.made_on, language)}, {row.hour:02d} h",
        page_words.short_day(row.promised_on, language),
        "" if row.arrived_on is None else page_words.short_day(row.arrived_on, language),
        "" if slack_days is None else f"{slack_days:+d}" if slack_days else "0",
        row.outcome,
        failure_words.say(failure_words.OUTCOMES, row.outcome, language),
        failure_words.say(failure_words.FAILURES, row.failure, language),
        "" if row.keep_probability is None else f"{100 * row.keep_probability:.0f} %",
        _lane_said(row.lane, language),
        row.location,
    )


def _links(question: LedgerAsked, language: str, more: bool) -> dict[str, str]:
    """Addresses of the page as it is asked now, otherwise."""
    now = {**question.said, "lang": language, "by": question.by}
    links = {f"by_{name}": f"?{urlencode({**now, 'by': name})}" for name in CUTS}
    other = page_words.WORDS[language]["other_code"]
    links["other"] = f"?{urlencode({**now, 'lang': other})}"
    links["newer"] = f"?{urlencode({**now, 'page': question.page - 1})}" if question.page else ""
    links["older"] = f"?{urlencode({**now, 'page': question.page + 1})}" if more else ""
    return links


def _choices(rows: Iterable[PromiseRow], language: str) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen in the form, by field: (value, words)."""
    found = list(rows)
    carriers = sorted({row.carrier for row in found if row.carrier})
    locations = sorted({row.location for row in found})
    return {
        "outcome": [(code, failure_words.say(failure_words.OUTCOMES, code, language)) for code in OUTCOMES],
        "failure": [(c, failure_words.say(failure_words.FAILURES, c, language)) for c in promise_ledger.FAILURES],
        "carrier": [(name, name) for name in carriers],
        "location": [(name, name) for name in locations],
    }
