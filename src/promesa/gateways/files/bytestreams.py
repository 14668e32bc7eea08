"""The bytes of a file whatever it is wrapped in, and what they say about themselves: digest, form, encoding."""

import codecs
import gzip
import hashlib
import io
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from promesa.gateways.files import troubles

CHUNK_BYTES = 1 << 20
TEXT, WORKBOOK = "text", "workbook"
DATA_SUFFIXES = (".csv", ".tsv", ".txt", ".tab", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods")
OLE = bytes.fromhex("D0CF11E0A1B11AE1")
"""How the older Excel files begin (MS-CFB, 2.2)."""
SPANISH = "áéíóúüñÁÉÍÓÚÜÑ¿¡"
BAD_BYTES_SHARE = 0.1
"""With fewer wrong bytes than this among the non-ASCII ones a file is UTF-8 with some bad rows, not something else."""
_SINGLE_BYTE = ("cp1252", "cp850", "mac_roman")
_UNDEFINED_IN_CP1252 = (0x81, 0x8D, 0x8F, 0x90, 0x9D)
_UTF16 = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}

Progress = Callable[[str, int, int], None]
"""`progress(stage, done, total)`; the stages are "read" (bytes), "check", "apply" and "undo" (rows)."""


class Source(msgspec.Struct, frozen=True):
    """A file as it was when we first looked at it."""

    path: Path
    digest: str
    """SHA-256 of the file as it lies there, in hexadecimal."""
    size: int
    modified_ns: int
    member: str
    """The file inside the zip that holds the data; empty where it is not zipped."""
    gzipped: bool
    form: str
    """"text" or "workbook"."""


def look(path: Path) -> Source:
    """What the file is. Raises NoFile, Unreadable, SeveralFiles."""
    if not path.is_file():
        raise troubles.NoFile(path=path)
    with guarded(path):
        stat = path.stat()
        with path.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            magic = file.read(8)
        gzipped, member = magic[:2] == b"\x1f\x8b", ""
        if magic[:4] in (b"PK\x03\x04", b"PK\x05\x06"):
            member = _member(path)
        bare = Source(path, digest, stat.st_size, stat.st_mtime_ns, member, gzipped, TEXT)
        with opened(bare) as data:
            inner = data.read(8)
        is_workbook = inner.startswith(OLE) or inner[:4] == b"PK\x03\x04"
        return msgspec.structs.replace(bare, form=WORKBOOK if is_workbook else TEXT)


def _member(path: Path) -> str:
    """The one table inside a zip; empty for a workbook, which is a zip itself."""
    with zipfile.ZipFile(path) as archive:
        names = [info.filename for info in archive.infolist() if not info.is_dir()]
    if "[Content_Types].xml" in names or "mimetype" in names:
        return ""
    plain = [name for name in names if not Path(name).name.startswith((".", "_")) and "__MACOSX" not in name]
    tables = [name for name in plain if name.lower().endswith(DATA_SUFFIXES)] or plain
    if len(tables) > 1:
        raise troubles.SeveralFiles(path=path, names=", ".join(tables[:10]))
    if not tables:
        raise troubles.NoTable(path=path)
    return tables[0]


@contextmanager
def opened(source: Source) -> Iterator[BinaryIO]:
    """The unpacked bytes, from the beginning."""
    with guarded(source.path):
        if source.member:
            with zipfile.ZipFile(source.path) as archive, archive.open(source.member) as file:
                yield cast(BinaryIO, file)
        elif source.gzipped:
            with gzip.open(source.path, "rb") as zipped:
                yield cast(BinaryIO, zipped)
        else:
            with source.path.open("rb") as plain:
                yield plain


@contextmanager
def guarded(path: Path) -> Iterator[None]:
    """A damaged or forbidden file becomes a sentence for its owner."""
    try:
        yield
    except (
        OSError,
        EOFError,
        zlib.error,
        zipfile.BadZipFile,
        NotImplementedError,
        RuntimeError,
        UnicodeError,
    ) as error:
        raise troubles.Unreadable(path=path, why=str(error) or type(error).__name__) from error


def unchanged(source: Source) -> bool:
    """Whether the file still is the one that we looked at."""
    stat = source.path.stat()
    return (stat.st_size, stat.st_mtime_ns) == (source.size, source.modified_ns)


# --- encodings ---


class Encoding(msgspec.Struct, frozen=True):
    """How to read the bytes as text, and how many there are unpacked."""

    name: str
    bytes: int
    damaged: bool = False
    """UTF-8 in which some bytes are not: rows that hold them are bad."""

    @property
    def errors(self) -> str:
        return "surrogateescape" if self.damaged else "strict"


def encoding_of(source: Source, progress: Progress) -> Encoding:
    """UTF-8 if the whole of it is; else the single-byte encoding that yields the most Spanish letters.

    Reads everything once: a file may be plain ASCII for a million rows before its first ñ.
    """
    tally, total, wrong, start = np.zeros(256, dtype=np.int64), 0, 0, b""
    decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
    with opened(source) as data:
        while chunk := data.read(CHUNK_BYTES):
            start, total = start or chunk[:4096], total + len(chunk)
            tally += np.bincount(np.frombuffer(chunk, dtype=np.uint8), minlength=256)
            wrong += _wrong(decoder.decode(chunk))
            progress("read", total, max(total, source.size))
    wrong += _wrong(decoder.decode(b"", final=True))
    return _judged(start, total, tally, wrong)


def named(source: Source, name: str, size: int) -> Encoding:
    """The encoding that a person names. Raises Unreadable for a name that Python does not know."""
    try:
        return Encoding(codecs.lookup(name).name, size, damaged=codecs.lookup(name).name == "utf-8")
    except LookupError as error:
        raise troubles.Unreadable(path=source.path, why=str(error)) from error


def _judged(start: bytes, total: int, tally: NDArray[np.int64], wrong: int) -> Encoding:
    for mark, name in _UTF16.items():
        if start.startswith(mark):
            return Encoding(name, total)
    if tally[0] > total / 5:
        return Encoding("utf-16-le" if start[1::2].count(0) > start[0::2].count(0) else "utf-16-be", total)
    utf8 = "utf-8-sig" if start.startswith(codecs.BOM_UTF8) else "utf-8"
    high = int(tally[128:].sum())
    if wrong <= high * BAD_BYTES_SHARE or utf8 == "utf-8-sig":
        return Encoding(utf8, total, damaged=wrong > 0)
    return Encoding(_single_byte(tally), total)


def _wrong(text: str) -> int:
    """Bytes that were no UTF-8, as surrogateescape leaves them."""
    if text.isascii():
        return 0
    return len(text) - len(text.encode("utf-8", "ignore").decode())


def _single_byte(tally: NDArray[np.int64]) -> str:
    best = max(_SINGLE_BYTE, key=lambda name: int(sum(tally[byte] for byte in SPANISH.encode(name, "ignore"))))
    if best != "cp1252":
        return best
    windows = tally[0x80:0xA0].any() and not any(tally[byte] for byte in _UNDEFINED_IN_CP1252)
    return "cp1252" if windows else "latin-1"


def sayable(text: str) -> str:
    """The text with a question mark for each byte that was no letter, so that it can be written anywhere."""
    return text.encode("utf-8", "replace").decode()


@contextmanager
def opened_text(source: Source, encoding: Encoding) -> Iterator[io.TextIOWrapper]:
    """The text from the beginning, with every kind of line end read as one."""
    with (
        opened(source) as data,
        io.TextIOWrapper(data, encoding=encoding.name, errors=encoding.errors, newline=None) as text,
    ):
        yield text
