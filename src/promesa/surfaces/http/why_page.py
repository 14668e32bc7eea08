"""What the page of one promise shows: its story in sentences, block by block."""

from collections.abc import Iterator
from typing import Any

import msgspec

from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.surfaces import why, why_again
from promesa.surfaces.speech import failure_words
from promesa.surfaces.speech import why as speech

REPLAYED_MAX = 20_000
"""So many entries are folded without being asked to: a fraction of a second."""


class Block(msgspec.Struct, frozen=True):
    """A heading and the sentences under it."""

    heading: str
    lines: tuple[str, ...]


def view(machine: Machine[World], order: str, replay: bool, language: str) -> dict[str, Any]:
    """The values of the template. `replay`: fold the log up to the order, however long it is."""
    story = why.why(machine, order)
    if replay or why_again.entries_to_fold(machine.log, machine.model, story) <= REPLAYED_MAX:
        story = why_again.again(machine.log, machine.model, story)
    head, *blocks = _blocks(speech.say(story, language))
    return {
        "order": order,
        "title": head.heading,
        "sentences": head.lines,
        "outcome": story.outcome,
        "outcome_said": failure_words.say(failure_words.OUTCOMES, story.outcome, language),
        "blocks": blocks,
        "can_replay": story.changes is None and story.promise is not None,
    }


def _blocks(text: str) -> Iterator[Block]:
    """Blocks stand between empty lines; the first line of each is its heading."""
    for part in text.split("\n\n"):
        heading, *lines = part.splitlines()
        yield Block(heading, tuple(line.strip() for line in lines))
