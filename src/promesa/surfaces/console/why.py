"""The whole why of one promise, in plain words: what it was made from, what lost, and what would have changed it."""

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import quote

from promesa.domain.values.refusal import Reason, Refused
from promesa.surfaces import why, why_again
from promesa.surfaces.console import why_words
from promesa.surfaces.operations import Room
from promesa.surfaces.speech import why as speech
from promesa.surfaces.web.page import STAFF, Asked, Elsewhere, Page, Told

REPLAYED_MAX = 2_000
"""So many entries are folded without being asked to: some 50 ms; more on the reader's word."""


class Block(NamedTuple):
    """A heading and the sentences under it."""

    heading: str
    lines: tuple[str, ...]


def view(room: Room, asked: Asked) -> Told:
    """`?replay=1`: fold the log up to the order, however long it is."""
    machine, order = room.machine, asked.path["order"]
    story = why.why(machine, order)
    if not why.is_known(story):
        return Refused(Reason.UNKNOWN_ORDER, order)
    if story.order and story.order != order:
        return Elsewhere(f"/orders/{quote(story.order, safe='')}/why")
    replay = "replay" in asked.query
    if replay or why_again.entries_to_fold(machine.log, machine.model, story) <= REPLAYED_MAX:
        story = why_again.again(machine.log, machine.model, story)
    head, *blocks = _blocks(speech.say(story, asked.language))
    return {
        "order": order,
        "is_order": bool(story.promise is not None or story.timeline),
        "heading": head.heading,
        "sentences": head.lines,
        "outcome": story.outcome,
        "blocks": blocks,
        "can_replay": story.changes is None and story.promise is not None,
    }


def _blocks(text: str) -> Iterator[Block]:
    """Blocks stand between empty lines; the first line of each is its heading."""
    for part in text.split("\n\n"):
        heading, *lines = part.splitlines()
        yield Block(heading, tuple(line.strip() for line in lines))


def moved(_: Room, asked: Asked) -> Told:
    """Where the page was before it became a part of its order's."""
    return Elsewhere(f"/orders/{quote(asked.path['order'], safe='')}/why", for_good=True)


PAGES = (
    Page("/orders/{order}/why", "why", "console/why.html", STAFF, view, why_words.WORDS, "orders"),
    Page("/promises/{order}", "promise_moved", "console/why.html", STAFF, moved, why_words.WORDS, "orders"),
)
