"""Every refusal can be said, in the Spanish of Mexico and in English."""

import string

import pytest

from promesa.domain.values import refusal

REASONS = sorted(refusal.Reason)
PLACES = {"about"}


@pytest.mark.parametrize("reason", REASONS)
def test_a_reason_has_a_sentence_in_both_languages(reason: refusal.Reason) -> None:
    sentences = refusal.SENTENCES[reason]
    assert len(sentences) == 2
    for sentence in sentences:
        assert sentence.strip() == sentence
        assert sentence.endswith((".", "?")), f"no sentence: {sentence!r}"
        assert sentence[0].isupper() or sentence[0] == "¿", f"no sentence: {sentence!r}"
        assert {field for _, field, _, _ in string.Formatter().parse(sentence) if field} <= PLACES
    assert sentences[0] != sentences[1]


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("reason", REASONS)
def test_a_refusal_can_be_said_about_anything(reason: refusal.Reason, language: str) -> None:
    about = "{x} %s ñ"
    said = refusal.say(refusal.Refused(reason, about), language)
    assert said
    assert (about in said) == ("{about}" in refusal.SENTENCES[reason][0 if language == "es" else 1])


def test_no_sentence_without_a_reason() -> None:
    assert set(refusal.SENTENCES) == set(refusal.Reason)


def test_a_reason_is_named_like_its_value() -> None:
    assert [reason.value for reason in refusal.Reason] == [reason.name.lower() for reason in refusal.Reason]
