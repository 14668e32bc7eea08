"""What may be said about consent and rights: each word once, with its receipt; each request answered once."""

from collections.abc import Callable, Mapping
from typing import Any

from promesa.domain.people.consent import receipts, state
from promesa.domain.people.consent.state import Consents, RightRequest
from promesa.domain.people.consent.words import (
    PURPOSES,
    AnswerRight,
    AskRight,
    ConsentLayer,
    ConsentRecorded,
    ExecuteRight,
    LoadRegister,
    RecordConsent,
    RegisterLoaded,
    Right,
    RightAnswered,
    RightAsked,
    RightExecuted,
)
from promesa.domain.values import ids
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.refusal import Reason, Refused

TEXT_MAX = 300
MARKS_MAX = 5_000
"""Marks of one load: a long register comes in several."""


def record_consent(consents: Consents, ask: RecordConsent, now: Instant) -> list[ConsentRecorded] | Refused:
    """What the layer already says since then is not said again; an older word does not change a newer one."""
    if not ids.is_sound(ask.customer) or ask.purpose not in PURPOSES or ask.layer is ConsentLayer.REGISTER:
        return Refused(Reason.INVALID, ask.customer)
    if max(len(ask.source), len(ask.proof)) > TEXT_MAX:
        return Refused(Reason.INVALID, "proof")
    if ask.at > now + DAY or ask.at <= 0:
        return Refused(Reason.CLOCK_SKEW, ask.customer)
    consent = state.of(consents, ask.customer)
    known = state.word(consent, ask.layer, ask.purpose)
    if known is not None and (ask.at, not ask.allowed) <= (known.at, not known.allowed):
        return []
    about = (ask.customer, ask.layer, ask.allowed, ask.at, ask.purpose, ask.express, ask.source, ask.proof)
    return [receipts.sealed(ConsentRecorded(*about, consent.number + 1, ""), consent.receipt)]


def load_register(consents: Consents, ask: LoadRegister, now: Instant) -> list[RegisterLoaded] | Refused:
    """Only what changes anything; a day that has not come is a mistake."""
    marks = (*ask.marks, *ask.gone)
    if not ids.is_plain(ask.name) or len(marks) > MARKS_MAX or not all(map(ids.is_plain, marks)):
        return Refused(Reason.INVALID, ask.name[:TEXT_MAX])
    if ask.entered_at > now + DAY or ask.entered_at <= 0:
        return Refused(Reason.CLOCK_SKEW, ask.name)
    fresh = tuple(
        mark for mark in dict.fromkeys(ask.marks) if ask.entered_at < consents.listed.get(mark, now + 2 * DAY)
    )
    gone = tuple(mark for mark in dict.fromkeys(ask.gone) if mark in consents.listed)
    return [RegisterLoaded(ask.name, ask.entered_at, fresh, gone)] if fresh or gone else []


# --- rights ---


def ask_right(consents: Consents, ask: AskRight, _: Instant) -> list[RightAsked] | Refused:
    if not ids.is_plain(ask.request) or not ids.is_sound(ask.customer) or ask.purpose not in ("", *PURPOSES):
        return Refused(Reason.INVALID, ask.request[:TEXT_MAX])
    if len(ask.source) > TEXT_MAX:
        return Refused(Reason.INVALID, "source")
    known = consents.requests.get(ask.request)
    if known is not None:
        same = (known.asked.customer, known.asked.right) == (ask.customer, ask.right)
        return [] if same else Refused(Reason.ALREADY_EXISTS, ask.request)
    return [RightAsked(ask.request, ask.customer, ask.right, ask.purpose, ask.source)]


def answer_right(consents: Consents, ask: AnswerRight, now: Instant) -> list[Any] | Refused:
    """A granted opposition is a no of the data law from now on; a refusal says why."""
    request = consents.requests.get(ask.request)
    if request is None:
        return Refused(Reason.UNKNOWN_REQUEST, ask.request)
    if request.granted is not None:
        return [] if request.granted == ask.granted else Refused(Reason.WRONG_STATE, ask.request)
    if len(ask.reason) > TEXT_MAX or (not ask.granted and not ask.reason):
        return Refused(Reason.INVALID, "reason")
    answered = RightAnswered(ask.request, request.asked.customer, ask.granted, ask.reason)
    return [answered, *_opposed(consents, request, now)] if ask.granted else [answered]


def _opposed(consents: Consents, request: RightRequest, now: Instant) -> list[ConsentRecorded]:
    """One word for each purpose that is opposed, chained one to the next."""
    asked = request.asked
    if asked.right is not Right.OPPOSITION:
        return []
    consent, told = state.of(consents, asked.customer), list[ConsentRecorded]()
    number, before = consent.number, consent.receipt
    for purpose in PURPOSES if not asked.purpose else (asked.purpose,):
        number += 1
        about = (CustomerId(asked.customer), ConsentLayer.DATA_LAW, False, now, purpose, True)
        told.append(receipts.sealed(ConsentRecorded(*about, asked.source, asked.request, number, ""), before))
        before = told[-1].receipt
    return told


def execute_right(consents: Consents, ask: ExecuteRight, _: Instant) -> list[RightExecuted] | Refused:
    request = consents.requests.get(ask.request)
    if request is None:
        return Refused(Reason.UNKNOWN_REQUEST, ask.request)
    if not request.granted:
        return Refused(Reason.WRONG_STATE, ask.request)
    return [] if request.executed_at is not None else [RightExecuted(ask.request, request.asked.customer)]


RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {
    RecordConsent: record_consent,
    LoadRegister: load_register,
    AskRight: ask_right,
    AnswerRight: answer_right,
    ExecuteRight: execute_right,
}
