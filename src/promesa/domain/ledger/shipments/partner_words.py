"""Words of partners that nobody knows: who waits for their meaning, and what a person taught us that they mean."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.ledger.shipments import rules
from promesa.domain.ledger.shipments.state import Shipments
from promesa.domain.ledger.shipments.words import RecordScan, RecordUnknownWord, Scan, WordNotUnderstood
from promesa.domain.values.ids import ParcelId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

NOTHING = "nothing"
"""What a word means that says nothing of where a parcel is; a person has looked."""
MEANINGS = (*(scan.value for scan in Scan), NOTHING)
WAITING_MAX = 500
"""Parcels remembered of one word: the newest. What is older is told again by the carrier, or was overtaken."""


class WaitingScan(msgspec.Struct, frozen=True, array_like=True):
    """A parcel of which a word was said that nobody knew, and the moment that it spoke of."""

    parcel: ParcelId
    scanned_at: Instant


class TeachWord(msgspec.Struct, frozen=True):
    """From now on the partner's word means this; what has waited for it is read as well. One of MEANINGS."""

    partner: str
    word: str
    means: str


class WordTaught(msgspec.Struct, frozen=True):
    """`waiting`: what is read now."""

    partner: str
    word: str
    means: str
    waiting: tuple[WaitingScan, ...] = ()


class UnknownWord(msgspec.Struct):
    """How often it was said, and what waits for its meaning."""

    partner: str
    word: str
    first_at: Instant
    last_at: Instant
    times: int = 0
    about: str = ""
    """What it was said of last: a guide, a payment, a notice."""
    waiting: list[WaitingScan] = []


class PartnerWords(msgspec.Struct):
    """Unknown words by `key_of`, and the taught ones by partner."""

    unknown: dict[str, UnknownWord] = {}
    taught: dict[str, dict[str, str]] = {}


def key_of(partner: str, word: str) -> str:
    return f"{partner}\t{word}"


def note(words: PartnerWords, shipments: Shipments, ask: RecordUnknownWord, now: Instant) -> rules.Facts | Refused:
    """A word that was taught is read as what it means; another is kept for a person, of each parcel and moment once."""
    means = words.taught.get(ask.partner, {}).get(ask.word)
    waits = None if ask.parcel is None or ask.scanned_at is None else WaitingScan(ask.parcel, ask.scanned_at)
    if means is not None:
        if means == NOTHING or waits is None:
            return []
        return rules.scan(shipments, RecordScan(waits.parcel, Scan(means), waits.scanned_at), now)
    known = words.unknown.get(key_of(ask.partner, ask.word))
    if known is not None and waits is not None and waits in known.waiting:
        return []
    return [WordNotUnderstood(ask.partner, ask.word, ask.about, ask.parcel, ask.scanned_at)]


def teach(words: PartnerWords, ask: TeachWord, _: Instant) -> list[WordTaught] | Refused:
    """UNKNOWN_WORD for one that nobody has said; INVALID for a meaning that is none, or one of where a parcel is for a
    word that was said of no parcel."""
    if ask.means not in MEANINGS:
        return Refused(Reason.INVALID, ask.means[:100])
    before = words.taught.get(ask.partner, {}).get(ask.word)
    known = words.unknown.get(key_of(ask.partner, ask.word))
    if known is None and before is None:
        return Refused(Reason.UNKNOWN_WORD, ask.word[:100])
    if known is not None and ask.means != NOTHING and not known.waiting:
        return Refused(Reason.INVALID, ask.means)
    if known is None and before == ask.means:
        return []
    return [WordTaught(ask.partner, ask.word, ask.means, () if known is None else tuple(known.waiting))]


# --- the fold ---


def _met(words: PartnerWords, fact: WordNotUnderstood, at: Instant) -> None:
    key = key_of(fact.partner, fact.word)
    known = words.unknown.get(key)
    if known is None:
        known = words.unknown[key] = UnknownWord(fact.partner, fact.word, at, at)
    known.last_at, known.times, known.about = at, known.times + 1, fact.about
    if fact.parcel is not None and fact.scanned_at is not None:
        known.waiting = [*known.waiting, WaitingScan(fact.parcel, fact.scanned_at)][-WAITING_MAX:]


def _taught(words: PartnerWords, fact: WordTaught, _: Instant) -> None:
    words.taught.setdefault(fact.partner, {})[fact.word] = fact.means
    words.unknown.pop(key_of(fact.partner, fact.word), None)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {WordNotUnderstood: _met, WordTaught: _taught}
