"""Everything that is said fits on a phone, in both languages, with the longest words that there are."""

import re
from pathlib import Path

import pytest

from promesa.domain.conduct import conversations
from promesa.domain.conduct.conversations import customer_acts, sayings, turns
from promesa.domain.conduct.conversations.words import Button, Reply

FOLDER = Path(conversations.__file__).parent
LONG = "9" * 64
WORDS = {
    **dict.fromkeys(("told_on", "promised_on", "answer_by"), "2027-09-29"),
    "right": "cancellation",
    **dict.fromkeys(("advertising", "profiling"), "is_off"),
    **dict.fromkeys(("until_at", "delivered_at", "ready_at"), "2027-09-29T23:59:59Z"),
    **dict.fromkeys(("amount", "refund", "fee", "difference"), "99999999"),
    "reason": "no_promise",
}


def said(text: str) -> set[str]:
    return set(re.findall(r"{(\w+)}", "".join(sayings.SAYINGS[text])))


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize("text", sorted(sayings.SAYINGS))
def test_every_saying_fits(text: str, language: str) -> None:
    words = tuple((name, WORDS.get(name, LONG)) for name in said(text))
    spoken = sayings.say(Reply(text, words), "America/Tijuana", language)
    assert 0 < len(spoken.body) < sayings.BODY_MAX, "cut short"
    assert "{" not in spoken.body


@pytest.mark.parametrize("text", sorted(sayings.SAYINGS))
def test_both_languages_say_the_same_words(text: str) -> None:
    spanish, english = sayings.SAYINGS[text]
    assert set(re.findall(r"{(\w+)}", spanish)) == set(re.findall(r"{(\w+)}", english))
    assert spanish != english


@pytest.mark.parametrize("title", sorted(sayings.TITLES))
def test_every_title_fits_a_button(title: str) -> None:
    assert all(0 < len(words) <= sayings.TITLE_MAX for words in sayings.TITLES[title])


def test_every_code_that_is_used_has_its_words() -> None:
    code = "".join(path.read_text("utf-8") for path in FOLDER.glob("*.py") if path.name != "sayings.py")
    used = set(re.findall(r'(?:Reply\(|say\(talk, |text = |: )"(\w+)"', code)) & set(re.findall(r'"(\w+)"', code))
    known = {*sayings.SAYINGS, *sayings.TITLES, *customer_acts.ACTS}
    texts = {one for one in used if re.match(r"(where|pay|ask|confirm|no|did|not|which|left|old|locked|wrong)_", one)}
    assert texts <= known, texts - known
    assert set(sayings.TITLES) >= turns.ANSWERED
    assert set(turns.SMALL_TALK) <= set(sayings.SAYINGS)
    assert {f"done_{name}" for name in customer_acts.ACTS} <= set(sayings.SAYINGS)


@pytest.mark.parametrize(("count", "is_list"), [(1, False), (3, False), (4, True), (10, True), (14, True)])
def test_more_than_three_buttons_are_a_list_of_at_most_ten(count: int, is_list: bool) -> None:
    reply = Reply("menu", (), tuple(Button(f"go:{number}", f"order {number}") for number in range(count)))
    spoken = sayings.say(reply, "America/Mexico_City")
    assert len(spoken.rows) == (min(count, 10) if is_list else 0)
    assert len(spoken.buttons) == (0 if is_list else count)


@pytest.mark.parametrize("length", [20, 21, 24, 25, 72, 73, 200])
def test_a_long_name_is_a_row_that_goes_on_below(length: int) -> None:
    spoken = sayings.say(Reply("which_sku", (), (Button("in:sku:1", "n" * length),)), "America/Mexico_City")
    if length <= sayings.TITLE_MAX:
        assert spoken.buttons == (("in:sku:1", "n" * length),)
    else:
        ((_, title, about),) = spoken.rows
        assert len(title) <= sayings.ROW_MAX
        assert len(about) <= sayings.DESCRIPTION_MAX
        assert (about != "") == (length > sayings.ROW_MAX)
