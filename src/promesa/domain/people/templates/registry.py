"""Which wordings the partner lets us send now, and which one is sent instead of one that it stopped."""

from enum import StrEnum

import msgspec

from promesa.domain.people import handsets as lines
from promesa.domain.people.handsets import Handsets, HandsetState
from promesa.domain.people.templates import library
from promesa.domain.people.templates.words import LANGUAGES, TemplateCopy
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

PARTNER = "whatsapp"
STATUS, QUALITY, CATEGORY = (
    "message_template_status_update",
    "message_template_quality_update",
    "template_category_update",
)
"""Notices as the partner names them (`gateways/messaging/whatsapp/known`)."""


class TemplateStatus(StrEnum):
    """How a wording stands at the partner. `UNTOLD`: no notice of it has come, as before anything was submitted."""

    UNTOLD = "untold"
    PENDING = "pending"
    APPROVED = "approved"
    FLAGGED = "flagged"
    """May be sent, and is about to be stopped."""
    REJECTED = "rejected"
    PAUSED = "paused"
    DISABLED = "disabled"
    GONE = "gone"


TOLD = {
    **dict.fromkeys(("APPROVED", "REINSTATED", "UNPAUSED", "UNARCHIVED", "ACTIVE"), TemplateStatus.APPROVED),
    **dict.fromkeys(("FLAGGED", "UNFLAGGED"), TemplateStatus.FLAGGED),
    **dict.fromkeys(("PENDING", "IN_APPEAL", "APPEAL_REQUESTED", "LOCKED"), TemplateStatus.PENDING),
    **dict.fromkeys(("REJECTED", "LIMIT_EXCEEDED"), TemplateStatus.REJECTED),
    "PAUSED": TemplateStatus.PAUSED,
    "DISABLED": TemplateStatus.DISABLED,
    **dict.fromkeys(("DELETED", "PENDING_DELETION", "ARCHIVED"), TemplateStatus.GONE),
}
"""The partner's words; one that is not here stops the wording until a person has looked."""
_ORDER = (TemplateStatus.APPROVED, TemplateStatus.UNTOLD, TemplateStatus.FLAGGED)
"""Those that may be sent, the best first."""


class TemplateStanding(msgspec.Struct, frozen=True):
    """One wording in one language; `category`: the partner's, where it is another than ours."""

    name: str
    language: str
    status: TemplateStatus
    quality: str = ""
    category: str = ""
    reason: str = ""
    since: Instant | None = None


class ChosenTemplate(msgspec.Struct, frozen=True):
    """The wording to send, and those before it that may not be sent, each with its status."""

    copy: TemplateCopy
    passed_over: tuple[tuple[str, str], ...] = ()


def standing(handsets: Handsets, copy: TemplateCopy, language: str) -> TemplateStanding:
    """What the newest notices say, in whatever order they came."""
    state, quality, category = (_told(handsets, copy, language, kind) for kind in (STATUS, QUALITY, CATEGORY))
    given = "" if category is None else category.change.lower()
    if state is None:
        return TemplateStanding(copy.name, language, TemplateStatus.UNTOLD, _change(quality), _other(copy, given))
    status = TOLD.get(state.change.upper(), TemplateStatus.DISABLED)
    reason = dict(state.figures).get("reason", "")
    return TemplateStanding(copy.name, language, status, _change(quality), _other(copy, given), reason, state.at)


def choose(handsets: Handsets, meaning: str, language: str) -> ChosenTemplate | Refused:
    """An approved wording of the meaning; a sibling where the first is stopped; else why not: another channel then.

    A utility wording that the partner calls marketing is not sent: it would need another consent, and costs more.
    """
    wordings = [(copy, standing(handsets, copy, language)) for copy in library.of(meaning)]
    if not wordings:
        return Refused(Reason.UNKNOWN_TEMPLATE, meaning)
    fit = [(copy, one) for copy, one in wordings if one.status in _ORDER and not one.category]
    if not fit:
        return Refused(Reason.NO_APPROVED_TEMPLATE, ", ".join(f"{one.name} {_why(one)}" for _, one in wordings))
    best, _ = min(fit, key=lambda pair: _ORDER.index(pair[1].status))
    before = wordings[: [copy for copy, _ in wordings].index(best)]
    return ChosenTemplate(best, tuple((one.name, _why(one)) for _, one in before))


def every(handsets: Handsets) -> tuple[TemplateStanding, ...]:
    """All wordings in all languages: what a list of templates shows."""
    return tuple(standing(handsets, copy, language) for copy in library.ALL for language in LANGUAGES)


def _told(handsets: Handsets, copy: TemplateCopy, language: str, kind: str) -> HandsetState | None:
    return handsets.by_kind.get(lines.name_of(PARTNER, f"{copy.name}/{language}", kind))


def _change(state: HandsetState | None) -> str:
    return "" if state is None else state.change.lower()


def _other(copy: TemplateCopy, given: str) -> str:
    return "" if given in ("", copy.category) else given


def _why(one: TemplateStanding) -> str:
    return f"{one.status.value} as {one.category}" if one.category else one.status.value
