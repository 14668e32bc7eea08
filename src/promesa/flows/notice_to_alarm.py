"""A partner's word that nobody knows, and trouble with one of our numbers, are told to operations, each once."""

from promesa.domain.ledger.shipments.words import WordNotUnderstood
from promesa.domain.people.handsets import GRAVE, NOTICE, SENDING, STOPPED, HandsetChanged
from promesa.domain.people.messages.words import NO_ORDER, OPERATIONS, WantMessage
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.flows.steps import Do, Steps

KEY_MAX = 400


def tell_word(_: World, fact: WordNotUnderstood, __: Instant) -> Steps:
    """Of notices only: a carrier's word waits where its parcel is looked at."""
    if fact.about == NOTICE:
        name = f"word_not_understood:{fact.partner}:{fact.word}"[:KEY_MAX]
        words = (("partner", fact.partner), ("word", fact.word))
        yield Do(WantMessage(name, NO_ORDER, OPERATIONS, "word_not_understood", words))


def tell_handset(_: World, fact: HandsetChanged, __: Instant) -> Steps:
    if fact.kind == SENDING:
        yield from _tell_line(fact)
    elif fact.change in GRAVE:
        name = f"handset_in_trouble:{fact.partner}:{fact.handset}:{fact.kind}:{fact.change}:{fact.at}"[:KEY_MAX]
        words = (("partner", fact.partner), ("handset", fact.handset), ("kind", fact.kind), ("change", fact.change))
        yield Do(WantMessage(name, NO_ORDER, OPERATIONS, "handset_in_trouble", words))


def _tell_line(fact: HandsetChanged) -> Steps:
    """Each stop once, and its end."""
    words = (("channel", fact.partner), *fact.figures)
    template = "line_stopped" if fact.change == STOPPED else "line_runs_again"
    yield Do(WantMessage(f"{template}:{fact.partner}:{fact.at}", NO_ORDER, OPERATIONS, template, words))


WHEN = {
    WordNotUnderstood: (tell_word,),
    HandsetChanged: (tell_handset,),
}
