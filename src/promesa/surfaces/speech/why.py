"""Tells the story of `why` in plain Spanish or English, line by line."""

from collections.abc import Iterator, Mapping

from promesa.domain.values.refusal import SENTENCES, Reason, Refused
from promesa.domain.values.refusal import say as say_refusal
from promesa.surfaces.speech import change_words, changes, code_words, sentences
from promesa.surfaces.speech.sentences import Pair
from promesa.surfaces.speech.writing import clock, written
from promesa.surfaces.why_told import PlannedLeg, Promised, Said, Step, Why

DEPTH_MAX = 4
"""Deeper causes are not indented further."""


class _Known(dict[str, str]):
    """The words of a sentence; one that the fact does not have is left out."""

    def __missing__(self, _: str) -> str:
        return ""


def say(story: Why, language: str = "es") -> str:
    """The whole story; `language` is "es" or "en"."""
    return "\n".join(_lines(story, language))


def outcome(story: Why, language: str) -> list[str]:
    """How the promise stands or ended, and what failed."""
    failed = [changes.failed(story.failure, language)] if story.failure else []
    return [_outcome(story, language), *failed]


def grounds(story: Why, language: str) -> list[tuple[str, list[str]]]:
    """What was promised, what it was made from and what decided it: (heading, sentences), without what it was not."""
    if story.promise is None:
        return []
    lessons = [_say(sentences.LESSONS[lesson.name], lesson.words, language) for lesson in story.lessons]
    told = (
        ("promised", _promised(story.promise, language)),
        ("known", [_leg(leg, language) for leg in story.promise.legs]),
        ("lessons", lessons),
    )
    return [(_pick(sentences.HEADINGS[name], language), lines) for name, lines in told if lines]


def sentence(step: Step, language: str) -> str:
    """One entry of the log as a sentence."""
    return _say(sentences.FACTS[step.fact], step.words, language)


def _lines(story: Why, language: str) -> Iterator[str]:
    if story.order:
        yield _say(sentences.HEADINGS["order"], {"order": story.order}, language)
    yield _outcome(story, language)
    if story.failure:
        yield changes.failed(story.failure, language)
    if story.promise is not None:
        yield from _block("promised", _promised(story.promise, language), language)
        legs = [_leg(leg, language) for leg in story.promise.legs]
        scarce = [] if story.worth is None else [_say(sentences.PROMISED["worth"], {"worth": story.worth}, language)]
        yield from _block("known", legs + scarce, language)
    lessons = [_say(sentences.LESSONS[lesson.name], lesson.words, language) for lesson in story.lessons]
    yield from _block("lessons", lessons, language)
    if story.changes is not None:
        yield ""
        yield _pick(change_words.HEADING, language)
        yield from (f"  {line}" for line in changes.lines(story.changes, language))
    if story.flips:
        yield ""
        yield _pick(change_words.FLIPPED, language)
        yield from (f"  {line}" for line in changes.flips(story.flips, language))
    if story.others is not None:
        yield from _block("others", list(_others(story, language)), language)
    yield from _block("losers", list(story.losers), language)
    refused = [f"{clock(r.at, language)}  {r.command}: {reason(r.reason, language)}" for r in story.refusals]
    yield from _block("refusals", refused, language)
    yield from _block("timeline", [_step(step, language) for step in story.timeline], language)


def _block(heading: str, lines: list[str], language: str) -> Iterator[str]:
    if lines:
        yield ""
        yield _say(sentences.HEADINGS[heading], {}, language)
        yield from (f"  {line}" for line in lines)


def _outcome(story: Why, language: str) -> str:
    cause = reason(story.cause, language).rstrip(".")
    return _say(sentences.OUTCOMES[story.outcome], {"cause": cause, "id": story.id}, language)


def reason(code: str, language: str) -> str:
    """A reason for refusing as a sentence without its thing; any other code as people say it."""
    if code in SENTENCES:
        return " ".join(say_refusal(Refused(Reason(code)), language).split()).replace(" .", ".").replace(": .", ".")
    return coded(code, language)


def _promised(promise: Promised, language: str) -> list[str]:
    words: dict[str, Said] = {
        name: value
        for name in promise.__struct_fields__
        if not isinstance(value := getattr(promise, name), tuple) and value is not None
    }
    likely = changes.likely(promise.keep_probability, language)
    said = [promise.kind, "money"]
    if promise.basis:
        said.append(f"by_{promise.basis}")
    if promise.earliest_on is not None:
        said.append("ranged")
    if promise.confirm_by is not None:
        said.append("to_confirm")
    if promise.platform_promised_on is not None:
        said.append("platform")
    if promise.moves:
        said.append("moved")
    first, *more = [_say(sentences.PROMISED[name], words, language) for name in said]
    return [first, likely, *more]


def _leg(leg: PlannedLeg, language: str) -> str:
    parts = ", ".join(f"{coded(name, language)} {written(amount, language)}" for name, amount in leg.cost)
    words: dict[str, Said] = {
        "units": leg.units,
        "location": leg.location_name,
        "service": leg.service,
        "process_on": leg.process_on,
        "hand_over_by": leg.hand_over_by,
        "arrives_on": leg.arrives_on,
        "keep_probability": leg.keep_probability,
        "cost": parts or _pick(sentences.PROMISED["nothing"], language),
    }
    said = _say(sentences.PROMISED["leg"], words, language)
    if not leg.time:
        return said
    time = ", ".join(f"{coded(name, language)} {days:g} d" for name, days in leg.time)
    return f"{said} {_pick(sentences.PROMISED['time'], language).format(time=time)}"


def _others(story: Why, language: str) -> Iterator[str]:
    for other in story.others or ():
        words: dict[str, Said] = {
            "kind": other.kind,
            "promised_on": other.promised_on,
            "cost": other.cost,
            "keep_probability": other.keep_probability,
            "locations": ", ".join(other.locations),
        }
        yield _say(sentences.OTHERS["other"], words, language)
    if not story.others:
        yield _pick(sentences.OTHERS["none"], language)


def _step(step: Step, language: str) -> str:
    indent = "  " * min(step.depth, DEPTH_MAX)
    return f"{clock(step.at, language)}  #{step.position:<8} {indent}{sentence(step, language)}  [{step.by}]"


# --- words ---


def _say(pair: Pair, words: Mapping[str, Said], language: str) -> str:
    filled = _Known({name: _word(word, language) for name, word in words.items()})
    return " ".join(_pick(pair, language).format_map(filled).split()).replace(" .", ".")


def _word(word: Said, language: str) -> str:
    return coded(word, language) if isinstance(word, str) else written(word, language)


def coded(code: str, language: str) -> str:
    """A short code as people say it, itself where it has no words."""
    pair = code_words.CODES.get(code)
    return code if pair is None else _pick(pair, language)


def _pick(pair: Pair, language: str) -> str:
    return pair[0] if language == "es" else pair[1]
