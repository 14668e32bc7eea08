"""From written sentences to a model that says what a message may be about."""

from collections.abc import Iterator, Sequence
from itertools import islice

import msgspec
import numpy as np

from promesa.domain.people.intents import features, grammar, spelling
from promesa.domain.people.intents.features import Ear, Lexicon
from promesa.domain.people.intents.words import INTENTS, Lesson
from promesa.kernels import sparse_logits
from promesa.kernels.sparse_logits import Weights

VARIANTS = 4
"""Sentences made of a line with choices."""
PASSES = 4
LINKS = (" y ", ", ", " ", " y tambien ", ". ", " pero ")
EDGES = ("hola {}", "{} porfa", "oye {}", "buenas tardes {}", "{} gracias", "disculpe {}", "{} me urge", "oigan {}")
MIXED_EACH = 9
"""Every so many sentences, one is joined with another that wants something else."""
MISTYPED_EACH = 3
EDGED_EACH = 4


class IntentModel(msgspec.Struct, frozen=True):
    ear: Ear
    weights: Weights


def lessons(sentences: str, slots: str) -> list[Lesson]:
    """Every variant of every line, with the intents above it."""
    things = grammar.read_slots(slots)
    read = grammar.read_sentences(sentences)
    return [Lesson(text, intents) for intents, line in read for text in grammar.variants(line, things, VARIANTS)]


def rehearsed(written: Sequence[Lesson]) -> list[Lesson]:
    """What was written, some of it with a slip of the thumb, a greeting, or in one breath with another wish."""
    return [*written, *_mistyped(written), *_edged(written), *_mixed(written)]


def learn(written: Sequence[Lesson], lexicon: Lexicon) -> IntentModel:
    """The same lessons give the same model."""
    heard = [spelling.words(one.text) for one in written]
    known = frozenset(word for words in heard for word in words) | frozenset(lexicon.whole)
    rarity = features.rarity_of([features.counted(words, lexicon)[0] for words in heard])
    ear = Ear(lexicon, known, features.slips_of(known), rarity)
    rows = rehearsed(written)
    truths = np.array([[intent in one.intents for intent in INTENTS] for one in rows], np.float32)
    seen = [features.row(ear, one.text) for one in rows]
    return IntentModel(ear, sparse_logits.fit(seen, truths, features.WIDTH, PASSES))


def _mistyped(written: Sequence[Lesson]) -> Iterator[Lesson]:
    some = islice(enumerate(written), 0, None, MISTYPED_EACH)
    return (Lesson(grammar.mistyped(one.text, number), one.intents) for number, one in some)


def _edged(written: Sequence[Lesson]) -> Iterator[Lesson]:
    some = islice(enumerate(written), 1, None, EDGED_EACH)
    return (Lesson(EDGES[number % len(EDGES)].format(one.text), one.intents) for number, one in some)


def _mixed(written: Sequence[Lesson]) -> Iterator[Lesson]:
    """With a partner from far away in the list."""
    count = len(written)
    for number in range(0, count, MIXED_EACH):
        one, two = written[number], written[(number * 7 + count // 3) % count]
        if not set(one.intents) & set(two.intents):
            yield grammar.joined(one, two, LINKS[number // MIXED_EACH % len(LINKS)])
