"""The tag index of an SQLite log: it follows behind the log when there is much to write.

An order's tags fall on pages all over the index, and SQLite writes whole pages, twice. Written with every
turn they cost three times what the entries cost (docs/decisions/0006). So a large turn writes its entries
alone; their tags gather until a generation is full, are sorted, and go in with the turns that follow, a
slice each. The table `tag` counts up to the position `meta.indexed`; for entries after it readers ask this
index, or look at the tags in the entries' own rows when another process writes. A small turn finds nothing
waiting and writes its tags at once.
"""

from collections.abc import Sequence

import apsw

from promesa.engine import sqlite_bulk
from promesa.engine.log import Entry

GENERATION_PAIRS = 65_536
SLICE_PAIRS = 256  # a turn writes at least so many, so that an index left behind catches up when load falls
EVERY = 1 << 60


class TagIndex:
    """What waits to go into the table `tag`. All but `waiting` is for the thread that writes."""

    def __init__(self, writer: apsw.Connection) -> None:
        self._writer = writer
        self.reload()

    def reload(self) -> None:
        """Take up what the file says: at the start, and after a transaction that came to nothing."""
        self._gathered: dict[str, list[int]] = {}
        self._gathered_pairs = 0
        self._slicing: dict[str, list[int]] = {}  # the generation that is being written
        self._unwritten: list[str] = []  # its tags, last first
        self._slicing_upto = 0  # the table will count up to here when it is written; 0 = there is none
        tail = "SELECT position, tags FROM entry WHERE position > ? AND tags <> ''"
        for position, tags in self._writer.execute(tail, (indexed_upto(self._writer),)).fetchall():
            assert isinstance(position, int) and isinstance(tags, str)
            self._gather(position, tags.split("\t"))

    def add(self, entries: Sequence[Entry]) -> None:
        """Inside a transaction: take in the tags of new entries, and write a slice of what waits."""
        new = sum([self._gather(entry.position, entry.tags) for entry in entries])
        if not self._slicing_upto and (self._gathered_pairs >= GENERATION_PAIRS or new <= SLICE_PAIRS):
            self._begin_generation(entries[-1].position)
        self._write_slice(max(new, SLICE_PAIRS))

    def committed(self) -> None:
        """After the transaction: forget what readers now find in the table, and not a moment earlier."""
        if not self._unwritten:
            self._slicing, self._slicing_upto = {}, 0

    def finish(self, head: int) -> None:
        """Inside a transaction: write all that waits."""
        self._write_slice(EVERY)
        self._begin_generation(head)
        self._write_slice(EVERY)

    def waiting(self, tags: Sequence[str], after: int, upto: int) -> list[int]:
        """Positions in (after, upto] that carry all tags and wait here, ascending; some may be in the table too.

        For any thread: ask this first and then up to where the table counts, and nothing is missed.
        """
        some = [{*self._gathered.get(tag, ()), *self._slicing.get(tag, ())} for tag in tags]
        return sorted(position for position in set.intersection(*some) if after < position <= upto)

    def _gather(self, position: int, tags: Sequence[str]) -> int:
        """How many tags wait now that did not before; one that is said twice counts once."""
        gathered, before = self._gathered, self._gathered_pairs
        for tag in tags:
            positions = gathered.get(tag)
            if positions is None:
                gathered[tag] = [position]
            elif positions[-1] != position:
                positions.append(position)
            else:
                continue
            self._gathered_pairs += 1
        return self._gathered_pairs - before

    def _begin_generation(self, head: int) -> None:
        self._slicing = self._gathered  # before the next line, so that a reader sees them in one or both
        self._gathered = {}
        self._unwritten, self._gathered_pairs = sorted(self._slicing, reverse=True), 0
        self._slicing_upto = head

    def _write_slice(self, pairs: int) -> None:
        """Write at least so many, if there are."""
        values: list[str | int] = []
        while self._unwritten and len(values) < 2 * pairs:
            tag = self._unwritten.pop()
            for position in self._slicing[tag]:
                values += (tag, position)
        into = "INSERT OR IGNORE INTO tag"  # some are there if a process died on the way
        sqlite_bulk.insert(self._writer, into, 2, values)
        if self._slicing_upto and not self._unwritten:
            self._writer.execute("UPDATE meta SET value = ? WHERE key = 'indexed'", (str(self._slicing_upto),))


def indexed_upto(connection: apsw.Connection) -> int:
    """Up to which position the table `tag` counts."""
    answer = connection.execute("SELECT CAST(value AS INTEGER) FROM meta WHERE key = 'indexed'").get
    assert isinstance(answer, int)
    return answer
