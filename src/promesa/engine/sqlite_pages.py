"""Reads pages of entries out of an SQLite log."""

from collections.abc import Sequence
from typing import Any

import apsw

from promesa.engine import strands
from promesa.engine.log import Entry
from promesa.engine.strands import Strand

# A page is one row of joined columns and not a row per entry: SQLite gives up Python's lock at every row, and
# a thread that gives it up beside a busy one waits long to have it back (docs/decisions/0006).
PAGE = """
SELECT group_concat(position), group_concat(at), group_concat("by", char(30)), group_concat(cause),
    group_concat(policy), group_concat(kind, char(30)),
    CAST(group_concat(CASE WHEN octet_length(body) <= {inline} THEN body ELSE char(29) END, char(30)) AS BLOB),
    group_concat(tags, char(30))
FROM ({select})
"""


def page(reader: apsw.Connection, select: str, values: Sequence[str | int]) -> list[Entry]:
    """The entries that a statement finds, in its order; large bodies are left out (`strands.NOT_YET`)."""
    sql = PAGE.format(inline=strands.INLINE_BODY_BYTES, select=select)
    row = reader.execute(sql, values).fetchone()
    assert row is not None
    return entries_of(row)


def entries_of(row: tuple[Any, ...]) -> list[Entry]:
    """Entries from the joined columns of a page; all columns are NULL when it holds none."""
    positions, ats, bys, causes, policies, kinds, bodies, tags = row
    if positions is None:
        return []
    return list(
        map(
            Entry,
            map(int, positions.split(",")),
            map(int, ats.split(",")),
            bys.split("\x1e"),
            map(int, causes.split(",")),
            map(int, policies.split(",")),
            kinds.split("\x1e"),
            bodies.split(b"\x1e"),
            [tuple(joined.split("\t")) if joined else () for joined in tags.split("\x1e")],
        )
    )


def select_behind(strand: Strand, *, newest_first: bool = False) -> str:
    """The statement that finds a strand's entries by the tags in their own rows; values as `strands.values`."""
    has_tag = "instr(char(9) || e.tags || char(9), char(9) || ? || char(9))"
    kind = f" AND e.kind IN ({marks(strand.kinds)})" if strand.kinds else ""
    return (
        f"SELECT e.* FROM entry e WHERE {has_tag} AND e.position > ? AND e.position <= ?"
        f"{f' AND {has_tag}' * (len(strand.tags) - 1)}{kind}"
        f" ORDER BY e.position {'DESC' if newest_first else 'ASC'} LIMIT ?"
    )


def select_listed(strand: Strand, positions: Sequence[int], *, newest_first: bool = False) -> str:
    """The statement that finds those of the positions that are of the strand's kinds; values in that order."""
    kind = f" AND e.kind IN ({marks(strand.kinds)})" if strand.kinds else ""
    order = f"ORDER BY e.position {'DESC' if newest_first else 'ASC'} LIMIT -1"
    return f"SELECT e.* FROM entry e WHERE e.position IN ({marks(positions)}){kind} {order}"


def driven_by_rarest(reader: apsw.Connection, strand: Strand, after: int) -> Strand:
    """The strand with its rarest tag first: that one is walked, the others are looked up."""
    if len(strand.tags) < 2:
        return strand
    count = "SELECT count(*) FROM (SELECT 1 FROM tag WHERE tag = ? AND position > ? LIMIT 1000)"
    rarest_first = sorted(strand.tags, key=lambda tag: number(reader, count, (tag, after)))
    return Strand(tuple(rarest_first), strand.kinds)


def number(connection: apsw.Connection, sql: str, values: tuple[str | int, ...] = ()) -> int:
    """The one number that a statement answers."""
    answer = connection.execute(sql, values).get
    assert isinstance(answer, int)
    return answer


def marks(of: Sequence[object]) -> str:
    """As many question marks."""
    return ", ".join("?" * len(of))
