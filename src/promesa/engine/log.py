"""The words of the log, and what every store of it promises."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from functools import partial
from typing import ClassVar, Protocol

import msgspec


class Entry(msgspec.Struct, frozen=True, gc=False):
    """One line of the log, as it was written and as it will always be read."""

    position: int  # 1, 2, 3 ... without a gap, in the order in which readers come to see them
    at: int  # microseconds since 1970-01-01 UTC
    by: str  # person, program, agent or clock
    cause: int  # position of the entry that led to this one, 0 = none
    policy: int  # version of the policy it was decided under
    kind: str  # the fact's type name
    body: bytes  # JSON, UTF-8
    tags: tuple[str, ...] = ()  # "order:o1", "sku:s1"; order is kept, a repeated tag counts once


class Draft(msgspec.Struct, frozen=True, gc=False):
    """An entry that has no position yet.

    A negative `cause` -k names the k-th draft (1-based) of the same append, which must come earlier;
    the recorder turns it into a position.
    """

    at: int
    by: str
    cause: int
    policy: int
    kind: str
    body: bytes
    tags: tuple[str, ...] = ()


class QueryItem(msgspec.Struct, frozen=True):
    """Matches an entry whose kind is one of `kinds` (none = any kind) and that carries all `tags`."""

    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


class Query(msgspec.Struct, frozen=True):
    """Matches an entry that at least one item matches; without items it matches everything."""

    items: tuple[QueryItem, ...] = ()


class Condition(msgspec.Struct, frozen=True):
    """An append fails if an entry that matches `query` has a position greater than `after`."""

    query: Query
    after: int


EVERYTHING = Query()
POSITION_MAX = 2**63 - 1

CONTROL = bytes(range(32)) + b"\x7f"
CONTROL_IN_BODY = CONTROL.translate(None, b"\t\n\r\x7f")


class Trouble(Exception):
    """Something a person must act on; it can be said in English and in Spanish."""

    english: ClassVar[str]
    spanish: ClassVar[str]

    def __init__(self, **about: object) -> None:
        self.about = about
        super().__init__(self.english.format(**about))

    def __reduce__(self) -> tuple[object, tuple[()]]:
        return partial(type(self), **self.about), ()

    def say(self, language: str) -> str:
        """The sentence in `language`: Spanish for "es" and its regions, otherwise English."""
        return (self.spanish if language.startswith("es") else self.english).format(**self.about)


class Conflict(Trouble):
    """What was decided on is no longer so: decide again. Nothing was written."""

    english = "Entry {position} came after what was decided on."
    spanish = "La entrada {position} llegó después de lo que se había leído para decidir."


class AlreadyOpen(Trouble):
    english = "{path} is already open for writing by {owner}. Only one process may write a file."
    spanish = "{path} ya está abierto para escritura por {owner}. Solo un proceso puede escribir en él."


class NewerSchema(Trouble):
    english = "{where} was written by a newer Promesa (schema {found}; this one knows {known}). Upgrade."
    spanish = (
        "{where} fue escrito por una versión más nueva de Promesa (esquema {found}; esta conoce {known}). "
        "Actualice Promesa."
    )


class NotALog(Trouble):
    english = "{where} holds something that is not a Promesa log."
    spanish = "{where} contiene algo que no es un registro de Promesa."


class ReadOnly(Trouble):
    english = "{where} was opened for reading only."
    spanish = "{where} se abrió solo para lectura."


class Missing(Trouble):
    english = "There is no log at {where}."
    spanish = "No hay ningún registro en {where}."


class Unreachable(Trouble):
    """The store does not answer. Nothing of the current turn was written."""

    english = "{where} does not answer: {why}"
    spanish = "{where} no responde: {why}"


class CommitUnknown(Trouble):
    """The store died while it committed and has not come back: nobody can know yet whether it did."""

    english = "{where} went away during a commit; it is not known whether turn {turn} was written."
    spanish = "{where} se cayó durante una confirmación; no se sabe si el turno {turn} quedó escrito."


class Unfit(Trouble):
    """A draft that not every store could keep exactly: it is refused by all of them."""

    english = "A draft cannot be kept: {why}."
    spanish = "No se puede guardar una entrada: {why}."


class Turn(Protocol):
    """The exclusive right to append. Nobody else appends until it ends."""

    head: int
    """The last position when the turn began."""

    def append(self, drafts: Sequence[Draft]) -> int:
        """Buffer drafts until the turn ends well; return the position the last will have."""

    def put(self, entries: Sequence[Entry]) -> None:
        """The same for entries that have their positions: from the last one on, without a gap."""


class Log(Protocol):
    """An append-only log. Every method may be called from any thread."""

    def head(self) -> int:
        """The last position a reader can see, 0 when empty."""

    def read(self, query: Query = EVERYTHING, *, after: int = 0, limit: int | None = None) -> Iterator[Entry]:
        """Stream what matches, oldest first, up to the head at the moment of the call, in bounded memory."""

    def read_back(self, query: Query, *, before: int | None = None, limit: int) -> list[Entry]:
        """The newest `limit` matches with a position smaller than `before`, newest first."""

    def append(self, drafts: Sequence[Draft], condition: Condition | None = None) -> int:
        """Append all or nothing, durable on return; the position of the last (the head when empty).

        Raises Conflict when `condition` no longer holds, Unfit when a draft cannot be kept.
        """

    def turn(self) -> AbstractContextManager[Turn]:
        """Wait for the exclusive right to append; leaving the block commits, an exception rolls back.

        Raises Conflict when the right was lost on the way (a server died) and somebody else appended.
        """

    def save_snapshot(self, name: str, position: int, body: bytes) -> None:
        """Keep `body` as what the log up to `position` folds to; the newest two of a name are kept."""

    def load_snapshot(self, name: str) -> tuple[int, bytes] | None:
        """The newest snapshot of that name as (position, body), if there is one."""

    def close(self) -> None:
        """Let go of files and connections; closing twice is harmless."""


def matches(query: Query, entry: Entry) -> bool:
    """Whether a query selects an entry: what every store must agree with."""
    return not query.items or any(
        (not item.kinds or entry.kind in item.kinds) and all(tag in entry.tags for tag in item.tags)
        for item in query.items
    )


def numbered(drafts: Sequence[Draft], head: int) -> list[Entry]:
    """Give drafts the positions after `head`, with relative causes resolved. A cause must come first."""
    entries = []
    for position, draft in enumerate(drafts, head + 1):
        cause = draft.cause if draft.cause >= 0 else head - draft.cause
        assert cause < position, f"entry {position} is caused by {cause}, which comes later"
        entries.append(Entry(position, draft.at, draft.by, cause, draft.policy, draft.kind, draft.body, draft.tags))
    return entries


def check_fit(drafts: Sequence[Draft | Entry]) -> None:
    """Refuse what some store could not keep exactly. Raises Unfit.

    That is: an empty name or tag, text or a body that is not UTF-8, and control characters (JSON escapes
    them, so only a body's white space may hold tab and newline). Stores use them as separators.
    """
    words = [word for draft in drafts for word in (draft.by, draft.kind, *draft.tags)]
    if not all(words):
        raise Unfit(why="an empty name or tag")
    bodies = b"\n".join([draft.body for draft in drafts])  # ASCII between them: together they are UTF-8 if each is
    try:
        names = "".join(words).encode()
        bodies.decode()
    except UnicodeError as error:
        raise Unfit(why=str(error)) from error
    if len(names.translate(None, CONTROL)) < len(names):
        raise Unfit(why="a control character in a name or tag")
    if len(bodies.translate(None, CONTROL_IN_BODY)) < len(bodies):
        raise Unfit(why="a control character in a body")
