"""Tables in files: CSV of every delimiter and encoding, and the sheets of workbooks, as numbered rows of cells."""

import csv
import io
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import Any, TextIO

import msgspec
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from promesa.gateways.files import bytestreams, troubles
from promesa.gateways.files.bytestreams import WORKBOOK, Encoding, Progress, Source
from promesa.gateways.files.faults import Fault

Cell = str | int | float | bool | date | datetime | time | timedelta
"""Text files have only text; workbooks have numbers, dates and times too."""
Cells = list[Any]
"""The Cells of one row."""
Row = tuple[int, Cells | Fault]
"""(line from 1, its cells), or (line, what is wrong with the whole of it)."""

DELIMITERS = (",", ";", "\t", "|")
HEADER_WITHIN = 30
"""A legal notice, a report's title or its date may stand above the header line, in so many lines."""
CHUNK_ROWS = 20_000
BLOCK_CHARS = 1 << 19
RECORD_CHARS_MAX = 100_000
BLANK = " \r\n\t\ufeff"
RECORD_LINES_MAX = 50
"""A quoted cell may go on over so many lines; one that is longer was never closed."""


class Sheet(msgspec.Struct, frozen=True):
    """One table. `chunks()` reads it from its first row after the header, each time anew, blank rows left out."""

    name: str
    header: tuple[str, ...]
    chunks: Callable[[], Iterator[list[Row]]]
    encoding: str = ""
    delimiter: str = ""

    def rows(self) -> Iterator[Row]:
        """Row by row."""
        return chain.from_iterable(self.chunks())


Recognise = Callable[[Sequence[object]], int]
"""How many columns a line of cells names."""


def sheets(source: Source, recognise: Recognise, progress: Progress, encoding: str | None = None) -> list[Sheet]:
    """The tables of a file that name at least one column that we know; the only one in any case. Raises NoTable."""
    if source.form == WORKBOOK:
        return _workbook(source, recognise)
    known = bytestreams.encoding_of(source, progress)
    if encoding is not None:
        known = bytestreams.named(source, encoding, known.bytes)
    return [_text(source, known, recognise)]


# --- text ---


def _text(source: Source, encoding: Encoding, recognise: Recognise) -> Sheet:
    with bytestreams.opened_text(source, encoding) as text:
        start = list(islice(text, HEADER_WITHIN + RECORD_LINES_MAX))
    delimiter = _declared(start) or max(DELIMITERS, key=lambda mark: _likeness(start, mark, recognise))
    top = list(islice(records(start, delimiter), HEADER_WITHIN))
    found = _header(top, recognise)
    if found is None:
        raise troubles.NoTable(path=source.path)
    line, header = found

    def chunks() -> Iterator[list[Row]]:
        with bytestreams.opened_text(source, encoding) as text:
            for chunk in _blocks(text, delimiter):
                rows = chunk if chunk[0][0] > line else [row for row in chunk if row[0] > line]
                if rows:
                    yield list(map(_checked, rows)) if encoding.damaged else rows

    return Sheet("", header, chunks, encoding.name, delimiter)


def _blocks(text: TextIO, delimiter: str) -> Iterator[list[Row]]:
    """All records, many at a time: whole blocks of lines at once until one of them is not so simple."""
    first = 1
    while block := text.read(BLOCK_CHARS) + text.readline():
        lines = block.removesuffix("\n").split("\n")
        rows = _simple(lines, first, delimiter)
        if rows is None:
            rest = records(chain((line + "\n" for line in lines), text), delimiter, first)
            while chunk := list(islice(rest, CHUNK_ROWS)):
                yield chunk
            return
        if rows:
            yield rows
        first += len(lines)


def _simple(lines: list[str], first: int, delimiter: str) -> list[Row] | None:
    """The records of lines of which each is one record; None where that is not certain."""
    blank = delimiter + BLANK
    quoted = [line for line in lines if '"' in line]
    if not quoted:
        return [(number, line.split(delimiter)) for number, line in enumerate(lines, first) if line.strip(blank)]
    try:
        cells = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return None
    if len(cells) != len(lines) or lines[-1].count('"') % 2:
        return None
    return [
        (number, row) for number, (line, row) in enumerate(zip(lines, cells, strict=True), first) if line.strip(blank)
    ]


def _declared(start: list[str]) -> str:
    """The delimiter that Excel's own first line `sep=;` declares."""
    first = start[0].strip().lower() if start else ""
    return first[4] if first.startswith("sep=") and len(first) == 5 else ""


def _likeness(start: list[str], delimiter: str, recognise: Recognise) -> tuple[int, int]:
    """How much the text looks like a table with this delimiter: known columns first, then rows of equal width."""
    cells = [row[1] for row in islice(records(start, delimiter), HEADER_WITHIN) if isinstance(row[1], list)]
    widths = [len(row) for row in cells if len(row) > 1]
    even = widths.count(max(widths, key=widths.count)) if widths else 0
    return max((recognise(row) for row in cells if len(row) > 1), default=0), even


def _header(rows: Sequence[Row], recognise: Recognise) -> tuple[int, tuple[str, ...]] | None:
    """The line that names most columns; where none names any, the first with several cells, else the first."""
    lines = [(line, cells) for line, cells in rows if isinstance(cells, list)]
    if not lines:
        return None
    line, cells = max(lines, key=lambda row: recognise(row[1]))
    if not recognise(cells):
        line, cells = next((row for row in lines if sum(bool(str(cell).strip()) for cell in row[1]) > 1), lines[0])
    return line, tuple(bytestreams.sayable(str(cell)).strip() for cell in cells)


def records(lines: Iterable[str], delimiter: str, first: int = 1) -> Iterator[Row]:
    """Rows of a delimited text (RFC 4180 and what is really written). Quotes are honoured where a cell begins with one.

    A quote that is never closed spoils its own line only.
    """
    blank = delimiter + BLANK
    quote_begins = delimiter + '"'
    coming = _Lines(lines, first)
    for number, line in coming:
        if not line.strip(blank):
            continue
        if '"' not in line or not (line.startswith('"') or quote_begins in line):
            yield number, line.rstrip("\n").split(delimiter)
        else:
            yield number, _quoted(line, coming, delimiter)


class _Lines:
    """Numbered lines that can be given back; a class because it owns the lines given back."""

    def __init__(self, lines: Iterable[str], first: int) -> None:
        self._lines = enumerate(lines, first)
        self._back: deque[tuple[int, str]] = deque()

    def __iter__(self) -> "Iterator[tuple[int, str]]":
        return self

    def __next__(self) -> tuple[int, str]:
        return self._back.popleft() if self._back else next(self._lines)

    def give_back(self, lines: Iterable[tuple[int, str]]) -> None:
        self._back.extendleft(reversed(list(lines)))


def _quoted(line: str, coming: _Lines, delimiter: str) -> Cells | Fault:
    taken: list[tuple[int, str]] = []
    text = line.rstrip("\n")
    if len(text) > RECORD_CHARS_MAX:
        return Fault("too_long", about=str(RECORD_CHARS_MAX))
    while (cells := _split(text, delimiter)) is None:
        following = next(coming, None)
        if following is None or len(taken) == RECORD_LINES_MAX or len(text) > RECORD_CHARS_MAX:
            coming.give_back(taken if following is None else [*taken, following])
            return Fault("unclosed_quote")
        taken.append(following)
        text += "\n" + following[1].rstrip("\n")
    return cells


def _split(text: str, delimiter: str) -> Cells | None:
    """The cells of a record with quotes; None where a quoted cell goes on."""
    if text.count('"') % 2 == 0 and "\n" not in text:
        return next(csv.reader([text], delimiter=delimiter))
    cells: Cells = []
    at = 0
    while True:
        quoted, begin = text.startswith('"', at), at
        value = ""
        if quoted:
            close = _closing(text, at + 1)
            if close < 0:
                return None
            value, begin = text[at + 1 : close].replace('""', '"'), close + 1
            if "\n" in text and not text.startswith(delimiter, begin) and begin < len(text):
                return None  # two broken lines must not pass for one good row
        end = text.find(delimiter, begin)
        cells.append(value + text[begin : len(text) if end < 0 else end])
        if end < 0:
            return cells
        at = end + 1


def _closing(text: str, at: int) -> int:
    """Where the quote closes that opened before `at`; -1 where it does not. A doubled quote is a letter."""
    while (at := text.find('"', at)) >= 0:
        if not text.startswith('"', at + 1):
            return at
        at += 2
    return -1


def _checked(row: Row) -> Row:
    """A row of a damaged UTF-8 file: bad where a byte could not be read."""
    line, cells = row
    if isinstance(cells, list) and any("\udc80" <= letter <= "\udcff" for cell in cells for letter in str(cell)):
        return line, Fault("bad_encoding")
    return row


# --- workbooks ---


def _workbook(source: Source, recognise: Recognise) -> list[Sheet]:
    with bytestreams.opened(source) as data:
        content = data.read()
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    except CalamineError as error:
        raise troubles.Unreadable(path=source.path, why=str(error)) from error
    found = []
    for sheet in book.sheets_metadata:
        if sheet.typ == SheetTypeEnum.WorkSheet:
            top = list(islice(_sheet_rows(book, sheet.name), HEADER_WITHIN))
            header = _header(top, recognise)
            if header is not None:
                found.append((sheet.name, *header))
    if not found:
        raise troubles.NoTable(path=source.path)
    understood = [sheet for sheet in found if recognise(sheet[2])] or found[:1]
    return [Sheet(name, header, _chunks_after(book, name, line)) for name, line, header in understood]


def _chunks_after(book: CalamineWorkbook, name: str, line: int) -> Callable[[], Iterator[list[Row]]]:
    def chunks() -> Iterator[list[Row]]:
        rows = (row for row in _sheet_rows(book, name) if row[0] > line)
        while chunk := list(islice(rows, CHUNK_ROWS)):
            yield chunk

    return chunks


def _sheet_rows(book: CalamineWorkbook, name: str) -> Iterator[Row]:
    for line, cells in enumerate(book.get_sheet_by_name(name).iter_rows(), 1):
        if any(cell != "" for cell in cells):
            yield line, list(cells)
