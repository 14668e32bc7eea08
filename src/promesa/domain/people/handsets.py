"""Our handsets at messaging partners: what became of them, and which of their words we do not know."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.ledger.shipments.words import WordNotUnderstood
from promesa.domain.values import ids
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

NOTICE = "notice"
"""What a word that stood in a partner's notice is about."""
WORDS_MAX = 1_000
"""Unknown words of one partner that are told one by one: beyond them nobody would read the list."""
SENDING, STOPPED = "sending", "STOPPED"
"""All that we send by a channel, and that it stands still (`lines`)."""
FIGURES_MAX = 20
TEXT_MAX = 512
GRAVE = frozenset(
    ("FLAGGED", "DOWNGRADE", "error", "ACCOUNT_RESTRICTION", "ACCOUNT_VIOLATION", "DISABLED_UPDATE", "ACCOUNT_DELETED")
    + ("BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE", "REJECTED", "OBA_REJECTED", "PARTNER_REMOVED")
)
"""Changes that a person should look at today."""


class RecordHandset(msgspec.Struct, frozen=True):
    """Something became of a handset of ours: `kind` is the partner's name of the notice, `change` its word for it."""

    partner: str
    handset: str
    kind: str
    change: str
    at: Instant
    figures: tuple[tuple[str, str], ...] = ()


class NoteWord(msgspec.Struct, frozen=True):
    """A notice of the partner had a word that we do not know; the notice is kept."""

    partner: str
    word: str


class HandsetChanged(msgspec.Struct, frozen=True):
    partner: str
    handset: str
    kind: str
    change: str
    at: Instant
    figures: tuple[tuple[str, str], ...] = ()


class HandsetState(msgspec.Struct, frozen=True, order=True):
    """The newest of one kind; of two of one moment the greater, so that every order of telling ends alike."""

    at: Instant
    change: str
    figures: tuple[tuple[str, str], ...]


class Handsets(msgspec.Struct):
    """By `name_of`; and the words that were told, by partner."""

    by_kind: dict[str, HandsetState] = {}
    words: dict[str, set[str]] = {}
    stopped: set[str] = set()
    """Channels that stand still (`lines`)."""


def name_of(partner: str, handset: str, kind: str) -> str:
    """The name under which we know the newest of one kind of one handset."""
    return f"{partner}/{handset}/{kind}"


def record(handsets: Handsets, ask: RecordHandset, _: Instant) -> list[HandsetChanged] | Refused:
    """What is older than what we know, or the same again, changes nothing."""
    told = (ask.partner, ask.handset, ask.kind, ask.change, *(text for figure in ask.figures for text in figure))
    if not ids.is_plain(ask.partner) or not ask.kind or ask.at <= 0 or len(ask.figures) > FIGURES_MAX:
        return Refused(Reason.INVALID, ask.kind[:TEXT_MAX])
    if ask.kind == SENDING or any(len(text) > TEXT_MAX for text in told):
        return Refused(Reason.INVALID, ask.kind[:TEXT_MAX])
    known = handsets.by_kind.get(name_of(ask.partner, ask.handset, ask.kind))
    if known is not None and HandsetState(ask.at, ask.change, ask.figures) <= known:
        return []
    return [HandsetChanged(ask.partner, ask.handset, ask.kind, ask.change, ask.at, ask.figures)]


def note_word(handsets: Handsets, ask: NoteWord, _: Instant) -> list[WordNotUnderstood] | Refused:
    """Each word once, however often it comes."""
    if not ids.is_plain(ask.partner) or not 0 < len(ask.word) <= TEXT_MAX:
        return Refused(Reason.INVALID, ask.partner[:TEXT_MAX])
    known = handsets.words.get(ask.partner, set())
    return [] if ask.word in known or len(known) >= WORDS_MAX else [WordNotUnderstood(ask.partner, ask.word, NOTICE)]


def _changed(handsets: Handsets, fact: HandsetChanged, _: Instant) -> None:
    handsets.by_kind[name_of(fact.partner, fact.handset, fact.kind)] = HandsetState(fact.at, fact.change, fact.figures)
    if fact.kind == SENDING:
        (handsets.stopped.add if fact.change == STOPPED else handsets.stopped.discard)(fact.partner)


def _met(handsets: Handsets, fact: WordNotUnderstood, _: Instant) -> None:
    if fact.about == NOTICE:
        handsets.words.setdefault(fact.partner, set()).add(fact.word)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {HandsetChanged: _changed, WordNotUnderstood: _met}
RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {RecordHandset: record, NoteWord: note_word}
