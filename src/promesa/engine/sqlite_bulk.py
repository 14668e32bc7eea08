"""Writes many rows into a table of an SQLite log at once."""

from collections.abc import Sequence

import apsw

ROWS_AT_ONCE = 128


def insert(writer: apsw.Connection, into: str, columns: int, values: Sequence[str | int]) -> None:
    """Insert rows whose values stand one after the other, many per statement.

    Each statement is one chance to lose Python's lock to a busy thread. Their sizes are powers of two, so that a few
    texts are prepared once and kept: preparing a text of its own for each append took as long as running it.
    """
    at, left, rows = 0, len(values) // columns, ROWS_AT_ONCE
    while left:
        while rows > left:
            rows //= 2
        row = f"({', '.join('?' * columns)})"
        writer.execute(f"{into} VALUES {', '.join([row] * rows)}", values[at : at + rows * columns])
        at, left = at + rows * columns, left - rows
