"""A query as strands: each is one ascending run through one index, and merged they are the answer.

Every store reads a strand page by page, each page from where the last one ended. So a reader holds no
transaction open while its consumer thinks, memory stays bounded, and no statement grows with the query.
"""

import heapq
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter

import msgspec

from promesa.engine.log import Entry, Query

PAGE_ENTRIES = 2000
PAGE_ENTRIES_MIN = 50  # per strand, when a query has many
INLINE_BODY_BYTES = 4096  # a page carries bodies up to here; larger ones are fetched one by one when reached
NOT_YET = b"\x1d"  # stands for a larger body; no body may contain it (log.check_fit)


class Strand(msgspec.Struct, frozen=True):
    """Entries that carry all `tags`, of one of `kinds` (none = any). Without tags there is at most one kind."""

    tags: tuple[str, ...]
    kinds: tuple[str, ...]


def of(query: Query) -> list[Strand]:
    """The strands of a query, none twice. A query of everything is one strand without tags and kinds."""
    strands: dict[Strand, None] = {}
    for item in query.items:
        tags, kinds = tuple(dict.fromkeys(item.tags)), tuple(dict.fromkeys(item.kinds))
        alone = [(kind,) for kind in kinds] if not tags and kinds else [kinds]
        strands.update(dict.fromkeys(Strand(tags, some) for some in alone))
    return list(strands) or [Strand((), ())]


def select(
    strand: Strand, *, columns: str = "e.*", entry: str = "entry", tag: str = "tag", newest_first: bool = False
) -> str:
    """The statement that finds a strand's entries in the tables of these names; for its values see `values`."""
    order = "DESC" if newest_first else "ASC"
    kind = f" AND e.kind IN ({', '.join('?' * len(strand.kinds))})" if strand.kinds else ""
    if not strand.tags:
        span = "e.position > ? AND e.position <= ?"
        return f"SELECT {columns} FROM {entry} e WHERE {span}{kind} ORDER BY e.position {order} LIMIT ?"
    more = f" AND EXISTS (SELECT 1 FROM {tag} m WHERE m.tag = ? AND m.position = t.position)"
    return (
        f"SELECT {columns} FROM {tag} t CROSS JOIN {entry} e WHERE t.tag = ? AND t.position > ? AND t.position <= ?"
        f" AND e.position = t.position{more * (len(strand.tags) - 1)}{kind} ORDER BY t.position {order} LIMIT ?"
    )


def values(strand: Strand, after: int, upto: int, limit: int) -> tuple[str | int, ...]:
    """What `select` leaves open: the entries in (after, upto], at most `limit`."""
    return (*strand.tags[:1], after, upto, *strand.tags[1:], *strand.kinds, limit)


def page_entries(strands: int, limit: int | None) -> int:
    """How many entries to fetch at once per strand."""
    fair = max(PAGE_ENTRIES // strands, PAGE_ENTRIES_MIN)
    return fair if limit is None else max(1, min(fair, limit))


def paged(fetch: Callable[[int], list[Entry]], page: int, after: int, upto: int) -> Iterator[Entry]:
    """Run through a strand: `fetch(after)` gives up to `page` entries in (after, upto], ascending."""
    while after < upto:
        entries = fetch(after)
        yield from entries
        if len(entries) < page:
            return
        after = entries[-1].position


def merged(runs: Sequence[Iterable[Entry]], *, newest_first: bool = False) -> Iterator[Entry]:
    """Runs in order of position as one run in that order, each entry once."""
    if len(runs) == 1:
        yield from runs[0]
        return
    last = 0
    for entry in heapq.merge(*runs, key=attrgetter("position"), reverse=newest_first):
        if entry.position != last:
            last = entry.position
            yield entry


def filled(entries: Iterable[Entry], body_at: Callable[[int], bytes]) -> Iterator[Entry]:
    """Fetch the large bodies that pages left out, each when its turn comes."""
    for entry in entries:
        if entry.body == NOT_YET:
            yield msgspec.structs.replace(entry, body=body_at(entry.position))
        else:
            yield entry
