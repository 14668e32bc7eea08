"""What partners told us by themselves and nobody could read: seen, read again, or laid aside; never what it says."""

from datetime import datetime

import msgspec

from promesa.domain.values import moments
from promesa.domain.values.refusal import Reason, Refused
from promesa.engine.inbox import DeadLetter
from promesa.surfaces.operations import Call, Errand, Nothing, Room

LETTERS_MAX = 100


class IncomingLetter(msgspec.Struct, frozen=True):
    """A partner's letter that was given up after its last try; `error` says where it broke, not what it says."""

    number: int
    partner: str
    received_at: datetime
    tries: int
    error: str


class Incoming(msgspec.Struct, frozen=True):
    """How far we are behind; the oldest of the letters that were given up first."""

    waiting: int
    oldest_at: datetime | None
    dead: int
    letters: tuple[IncomingLetter, ...]


class LetterRevived(msgspec.Struct, frozen=True):
    """The letter waits again; nothing that it says happens twice."""

    number: int
    revived: bool


class LetterDiscarded(msgspec.Struct, frozen=True):
    """The letter will not be read again, and is forgotten with its day."""

    number: int
    discarded: bool


def show(room: Room, _: Nothing, __: Call) -> Incoming:
    return told(room)


def told(room: Room) -> Incoming:
    """How far behind we are; nothing waits where no partner writes to us."""
    if room.inbox is None:
        return Incoming(0, None, 0, ())
    lag, dead = room.inbox.lag(), room.inbox.dead(LETTERS_MAX)
    oldest = None if lag.oldest_at is None else moments.utc(moments.Instant(lag.oldest_at))
    return Incoming(lag.waiting, oldest, lag.dead, tuple(map(_told, dead)))


def _told(letter: DeadLetter) -> IncomingLetter:
    at = moments.utc(moments.Instant(letter.at))
    return IncomingLetter(letter.number, letter.partner, at, letter.tries, letter.error)


def revive(room: Room, _: Nothing, call: Call) -> LetterRevived | Refused:
    """Also for a letter that is done, once its reader was mended: a partner does not tell old things again."""
    number = int(call.path["letter"])
    if room.inbox is None or not room.inbox.revive(number):
        return Refused(Reason.UNKNOWN_LETTER, str(number))
    return LetterRevived(number, revived=True)


def discard(room: Room, _: Nothing, call: Call) -> LetterDiscarded | Refused:
    number = int(call.path["letter"])
    if room.inbox is None or not room.inbox.discard(number):
        return Refused(Reason.UNKNOWN_LETTER, str(number))
    return LetterDiscarded(number, discarded=True)


OPERATIONS = (
    Errand(
        name="show_inbox",
        method="GET",
        path="/v1/inbox",
        scope="operate",
        group="Conduct",
        summary="How far we are behind what partners have told us, and the letters that nobody could read.",
        gives=Incoming,
        run=show,
    ),
    Errand(
        name="revive_letter",
        method="POST",
        path="/v1/inbox/{letter}/revive",
        scope="operate",
        group="Conduct",
        summary="Read a partner's letter again.",
        gives=LetterRevived,
        run=revive,
    ),
    Errand(
        name="discard_letter",
        method="POST",
        path="/v1/inbox/{letter}/discard",
        scope="operate",
        group="Conduct",
        summary="Lay a letter aside that nobody can read.",
        gives=LetterDiscarded,
        run=discard,
    ),
)
