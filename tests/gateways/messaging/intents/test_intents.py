"""What was set aside before anything was learned is understood, and learning it again gives the same."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from promesa.domain.people.intents import learning, proposing, spelling
from promesa.domain.people.intents.words import SMALL_TALK, Intent
from promesa.gateways.messaging.intents import learned

HERE = Path(__file__).parent


def utterances(name: str) -> list[tuple[str, set[Intent]]]:
    lines = (HERE / name).read_text("utf-8").splitlines()
    return [(row["text"], {Intent(one) for one in row["intents"]}) for row in map(json.loads, lines)]


@cache
def taught() -> frozenset[tuple[str, ...]]:
    """Every sentence learned from, as it is heard."""
    return frozenset(tuple(spelling.words(one.text)) for one in learned.lessons())


def first(text: str) -> Intent:
    return proposing.propose(learned.model(), text)[0].intent


@pytest.mark.parametrize(("name", "least"), [("utterances.jsonl", 600), ("second.jsonl", 135)])
def test_at_least_95_percent_of_wishes_are_among_the_first_three(name: str, least: int) -> None:
    said = [one for one in utterances(name) if tuple(spelling.words(one[0])) not in taught()]
    assert len(said) >= least
    missed = []
    for text, wished in said:
        three = {one.intent for one in proposing.propose(learned.model(), text)[:3]}
        if not wished <= three:
            missed.append(text)
    assert len(missed) <= 0.05 * len(said), missed


def test_hardly_anything_that_is_asked_was_learned() -> None:
    """A greeting or "k onda con mi pedido" is what everybody says; those are not counted above."""
    asked = [text for name in ("utterances.jsonl", "second.jsonl") for text, _ in utterances(name)]
    same = [text for text in asked if tuple(spelling.words(text)) in taught()]
    assert len(same) <= 0.02 * len(asked), same


def test_there_are_enough_sentences_of_each() -> None:
    assert len(taught()) >= 1500
    for intent in Intent:
        told = sum(intent in one.intents for one in learned.lessons())
        assert told >= (35 if intent in SMALL_TALK else 100), intent


def test_learning_again_gives_the_same() -> None:
    again = learning.learn(learned.lessons(), learned.model().ear.lexicon)
    assert np.array_equal(again.weights.slopes, learned.model().weights.slopes)


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("BAJA", Intent.STOP),
        ("Stop.", Intent.STOP),
        ("alto por favor", Intent.STOP),
        ("un asesor", Intent.TALK_TO_A_PERSON),
        ("#A-1042", Intent.WHERE_IS_MY_ORDER),
        ("pedido 55210", Intent.WHERE_IS_MY_ORDER),
        ("GOML850101AB1", Intent.INVOICE),
        ("el jueves", Intent.CHANGE_DATE),
    ],
)
def test_what_a_pattern_shows_comes_first(text: str, intent: Intent) -> None:
    assert first(text) is intent


@pytest.mark.parametrize("text", ["", " ", "\x00", "🙃" * 300, "a" * 4096, "?" * 50, "ñ", "你好", "1" * 40])
def test_anything_has_three_proposals(text: str) -> None:
    found = proposing.propose(learned.model(), text)
    assert len(found) >= 3
    assert not {one.intent for one in found[1:]} & SMALL_TALK, "small talk is no button"


def test_chances_are_honest_enough() -> None:
    """Of what is called likely, at least as much is right: what is shown as sure may be relied on."""
    best = [(proposing.propose(learned.model(), text)[0], wished) for text, wished in utterances("utterances.jsonl")]
    sure = [(one.probability, one.intent in wished) for one, wished in best if one.probability >= 0.8]
    assert len(sure) > 300
    assert np.mean([right for _, right in sure]) >= np.mean([chance for chance, _ in sure]) - 0.03


@pytest.mark.parametrize(("one", "other"), [("quiero", "kiero"), ("cancelar", "cancelár"), ("vengan", "bengan")])
def test_it_is_heard_as_it_sounds(one: str, other: str) -> None:
    assert spelling.words(one) == spelling.words(other)
