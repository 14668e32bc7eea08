"""GET /campaigns: what we write, by day and kind, what it costs, what is left unsaid and why, and what it is worth."""

from collections.abc import Mapping
from typing import Any

from promesa.domain.conduct import holdouts
from promesa.domain.people.messages import billing, topics
from promesa.domain.people.messages import words as said
from promesa.domain.people.messages.billing import MessageLine
from promesa.domain.people.templates import library, registry
from promesa.domain.people.templates.registry import TemplateStatus
from promesa.domain.people.templates.words import ENGLISH, SPANISH
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.surfaces import template_page
from promesa.surfaces.boards.message_board import MessageBoard
from promesa.surfaces.console import care_words
from promesa.surfaces.console.campaigns_words import WORDS
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import STAFF, Asked, Page

CONSENTED = (
    said.Silence.NO_CONSENT,
    said.Silence.REFUSED_ADS,
    said.Silence.OPPOSED,
    said.Silence.STOPPED,
    said.Silence.REGISTERED,
    said.Silence.FORGOTTEN,
)
"""Why consent keeps us silent."""
TONES = {
    TemplateStatus.APPROVED: "good",
    TemplateStatus.UNTOLD: "quiet",
    TemplateStatus.PENDING: "info",
    TemplateStatus.FLAGGED: "risk",
}
MONTHS_MAX = 6


def view(room: Room, asked: Asked) -> Mapping[str, Any]:
    """The last days from the board; charges, hold-outs and templates as the domain counts them."""
    board = room.boards.of(MessageBoard)
    days, kinds = list(board.by_day()), list(board.by_template())
    found: dict[str, Any] = room.machine.ask(_seen)
    lines: list[MessageLine] = found["lines"]
    months = sorted({one.month for one in lines}, reverse=True)[:MONTHS_MAX]
    newest = [one for one in lines if months and one.month == months[0]]
    costs = _costs(newest)
    return {
        **found,
        "days": days,
        "stops": board.stops(),
        "today": days[0][1] if days else None,
        "kinds": [_kind(name, tally, costs, asked.language) for name, tally in kinds],
        "months": [(month, [one for one in lines if one.month == month]) for month in months],
        "month_centavos": sum(one.centavos for one in newest),
        "month_messages": sum(one.messages for one in newest),
        "templates": _templates(found["standings"], asked.language),
        "area": lambda code: care_words.said(care_words.AREAS, code, asked.language),
        "category": lambda code: care_words.said(care_words.CATEGORIES, code, asked.language),
        "spoken": lambda code: care_words.spoken(code, asked.language),
    }


def _seen(world: World) -> dict[str, Any]:
    policy, kept = world.policies.now.messages, world.messages
    silences = sorted(kept.silences.items(), key=lambda pair: -pair[1])
    consent = {reason.value for reason in CONSENTED}
    worth = holdouts.worth(world.holdouts, Centavos(policy.contact_cost))
    return {
        "waiting": kept.waiting,
        "silences": [(reason, count, reason in consent) for reason, count in silences],
        "kept_silent": sum(count for reason, count in silences if reason in consent),
        "lines": billing.lines(kept, policy),
        "disputes": billing.disputes(kept),
        "worth": worth,
        "held_share": dict(policy.holdouts),
        "contact_cost": policy.contact_cost,
        "week_max": dict(policy.week_max),
        "standings": registry.every(world.news.handsets),
    }


def _costs(lines: list[MessageLine]) -> dict[str, float]:
    """What one message of a category has cost this month on average, in centavos."""
    sums: dict[str, tuple[int, int]] = {}
    for one in lines:
        count, centavos = sums.get(one.category, (0, 0))
        sums[one.category] = (count + one.messages, centavos + one.centavos)
    return {category: centavos / count for category, (count, centavos) in sums.items() if count}


def _kind(name: str, tally: Any, costs: Mapping[str, float], language: str) -> dict[str, Any]:
    topic = topics.of(name)
    is_talk = name.startswith("talk:")
    category = said.SERVICE if is_talk else topic.category
    return {
        "name": care_words.spoken(name.removeprefix("talk:"), language),
        "is_talk": is_talk,
        "area": care_words.said(care_words.AREAS, said.SERVICE if is_talk else topic.area, language),
        "category": care_words.said(care_words.CATEGORIES, category, language),
        "tally": tally,
        "centavos": round(tally.arrived * costs.get(category, 0.0)),
    }


def _templates(standings: Any, language: str) -> list[dict[str, Any]]:
    """Each wording for customers in the language of who looks, those in trouble first."""
    spoken = SPANISH if language == "es" else ENGLISH
    stands = {one.name: one for one in standings if one.language == spoken}
    texts = {one.name: one for one in template_page.shown(language)}
    rows = [
        {
            "name": copy.name,
            "title": care_words.spoken(copy.meaning, language),
            "category": care_words.said(care_words.CATEGORIES, copy.category, language),
            "status": stands[copy.name].status.value,
            "tone": TONES.get(stands[copy.name].status, "bad"),
            "reason": stands[copy.name].reason,
            "partners": stands[copy.name].category,
            "text": texts[copy.name].text,
            "buttons": texts[copy.name].buttons,
        }
        for copy in library.ALL
        if not copy.for_operations
    ]
    return sorted(rows, key=lambda row: (row["tone"] in ("good", "quiet"), row["name"]))


PAGES: tuple[Page, ...] = (Page("/campaigns", "campaigns", "console/campaigns.html", STAFF, view, WORDS, "campaigns"),)
