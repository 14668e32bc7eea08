"""Words of partners that nobody knew: which ones wait, and what a person says that they mean."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from promesa.domain.ledger.shipments.partner_words import TeachWord, UnknownWord
from promesa.domain.values import moments
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt

Meaning = Literal[
    "picked_up",
    "in_transit",
    "at_branch",
    "out_for_delivery",
    "delivered",
    "attempt_failed",
    "returning",
    "lost",
    "nothing",
]
PartnersWord = Annotated[str, Meta(min_length=1, max_length=512, description="As the partner writes it.")]


class TaughtWord(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """`means`: one of our words for where a parcel is; "nothing" for one that says nothing of it."""

    partner: fields.Source
    word: PartnersWord
    means: Meaning


class WordTold(msgspec.Struct, frozen=True):
    """A word that nobody knows: how often it was said, of what last, and how many parcels wait for its meaning."""

    partner: str
    word: str
    first_at: datetime
    last_at: datetime
    times: int
    about: str
    waiting: int


class TaughtTold(msgspec.Struct, frozen=True):
    partner: str
    word: str
    means: str


class WordsTold(msgspec.Struct, frozen=True):
    """The most frequent first; and the words that were taught."""

    unknown: tuple[WordTold, ...]
    taught: tuple[TaughtTold, ...]


def show(world: World, _: Nothing, __: Call) -> WordsTold:
    words = world.partner_words
    unknown = sorted(words.unknown.values(), key=lambda one: (-one.times, one.partner, one.word))
    taught = sorted((partner, word, means) for partner, known in words.taught.items() for word, means in known.items())
    return WordsTold(tuple(map(_told, unknown)), tuple(TaughtTold(*one) for one in taught))


def _told(one: UnknownWord) -> WordTold:
    first, last = moments.utc(one.first_at), moments.utc(one.last_at)
    return WordTold(one.partner, one.word, first, last, one.times, one.about, len(one.waiting))


OPERATIONS = (
    Question(
        name="show_words",
        method="GET",
        path="/v1/words",
        scope="read",
        group="Conduct",
        summary="Words of partners that nobody knows, with what waits for them, and the words that were taught.",
        gives=WordsTold,
        answer=show,
    ),
    Command(
        name="teach_word",
        method="POST",
        path="/v1/words",
        scope="operate",
        group="Conduct",
        summary="Say what a partner's word means: what has waited for it is read, and it is known from now on.",
        takes=TaughtWord,
        gives=Receipt,
        command=lambda asked, _: TeachWord(asked.partner, asked.word, asked.means),
        reply=lambda _, asked, __, facts: receipt(f"{asked.partner} {asked.word}", facts),
    ),
)
