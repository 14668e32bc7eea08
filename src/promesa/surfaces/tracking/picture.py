"""The picture that is shown where the link is shared: how it stands and for when, nothing of whom or what.

Drawn here, letter by letter, from `letters.png`: a strip of the letters of Liberation Sans Bold (SIL Open Font License)
at 84 pixels, in 16 greys. Chats show PNG and JPEG only, so an SVG would not do (Open Graph protocol, `og:image`).
"""

import struct
import zlib
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

WIDTH, HEIGHT = 1_200, 630
GROUND, INK, FAINT = (11, 110, 79), (255, 255, 255), (120, 180, 156)
MARGIN = 84
STRIP = Path(__file__).parent / "letters.png"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÁÉÍÓÚÑáéíóúñü0123456789:,.-·¿?()/ "
WIDTHS = (
    *(61, 61, 61, 61, 57, 52, 66, 61, 24, 47, 61, 52, 70, 61, 66, 57, 66, 61, 57, 52, 61, 57, 80, 57, 57, 52),
    *(47, 52, 47, 52, 47, 28, 52, 52, 24, 24, 47, 24, 75, 52, 52, 52, 52, 33, 47, 28, 52, 47, 66, 47, 47, 42),
    *(61, 57, 24, 66, 61, 61, 47, 47, 24, 52, 52, 52, 52),
    *(47, 47, 47, 47, 47, 47, 47, 47, 47, 47, 28, 24, 24, 28, 24, 52, 52, 28, 28, 24, 24),
)
SIGNATURE = b"\x89PNG\r\n\x1a\n"

Shade = NDArray[np.float64]
"""Between 0 (ground) and 1 (ink), by row and column."""


@lru_cache(maxsize=256)
def drawn(state: str, day: str, share: tuple[int, int]) -> bytes:
    """A PNG of 1,200 x 630. `share`: steps done, of how many."""
    ink, faint = np.zeros((HEIGHT, WIDTH)), np.zeros((HEIGHT, WIDTH))
    _put(ink, _line(state, WIDTH - 2 * MARGIN, 1.0), 190)
    if day:
        _put(ink, _line(day, WIDTH - 2 * MARGIN, 0.62), 320)
    _put_steps(ink, faint, *share)
    canvas = np.empty((HEIGHT, WIDTH, 3))
    for channel in range(3):
        plain = GROUND[channel] * (1 - faint) + FAINT[channel] * faint
        canvas[:, :, channel] = plain * (1 - ink) + INK[channel] * ink
    return _png(np.rint(canvas).astype(np.uint8))


def _put(ink: Shade, line: Shade, top: int) -> None:
    height, width = line.shape
    ink[top : top + height, MARGIN : MARGIN + width] = line


def _line(text: str, most: int, scale: float) -> Shade:
    """A text on one line, smaller where it would be too long; what there is no letter for is left out."""
    glyphs = [_glyphs()[sign] for sign in text if sign in _glyphs()]
    line = np.concatenate(glyphs, axis=1) if glyphs else np.zeros((1, 1))
    return _scaled(line, min(scale, most / line.shape[1]))


def _scaled(line: Shade, scale: float) -> Shade:
    """Between pixels, by weights, with each pixel taken as the mean of four: enough for letters."""
    rows, columns = (max(1, round(side * scale)) for side in line.shape)
    fine = _sampled(line, 2 * rows, 2 * columns)
    return np.asarray(fine.reshape(rows, 2, columns, 2).mean(axis=(1, 3)))


def _sampled(line: Shade, rows: int, columns: int) -> Shade:
    """Linear between neighbours, along both sides."""
    down, right = np.linspace(0, line.shape[0] - 1, rows), np.linspace(0, line.shape[1] - 1, columns)
    above, left = down.astype(int), right.astype(int)
    below, beside = np.minimum(above + 1, line.shape[0] - 1), np.minimum(left + 1, line.shape[1] - 1)
    low, high = (down - above)[:, None], (right - left)[None, :]
    top = line[np.ix_(above, left)] * (1 - high) + line[np.ix_(above, beside)] * high
    bottom = line[np.ix_(below, left)] * (1 - high) + line[np.ix_(below, beside)] * high
    return np.asarray(top * (1 - low) + bottom * low)


def _put_steps(ink: Shade, faint: Shade, done: int, count: int) -> None:
    """A dot for each step on one line: those that are done are full, the next is larger."""
    middle, radius = 500, 15
    places = np.linspace(MARGIN + radius, WIDTH - MARGIN - radius, count)
    reached = min(done, count - 1)
    faint[middle - 3 : middle + 3, MARGIN : WIDTH - MARGIN] = 1
    ink[middle - 3 : middle + 3, MARGIN : int(places[reached])] = 1
    for number, place in enumerate(places):
        size = radius + 9 if number == reached else radius
        dot = _dot(place, middle, size)
        shade = ink if number <= reached else faint
        np.maximum(shade, dot, out=shade)


def _dot(x: float, y: float, radius: float) -> Shade:
    rows, columns = np.ogrid[0:HEIGHT, 0:WIDTH]
    return np.asarray(np.clip(radius + 0.5 - np.hypot(columns - x, rows - y), 0, 1))


# --- the file's form (PNG, third edition, W3C 2025: 4 bits of grey in, 8 bits of colour out, no filters) ---


@lru_cache(maxsize=1)
def _glyphs() -> dict[str, Shade]:
    strip = _strip(STRIP.read_bytes())
    ends = list(accumulate(WIDTHS))
    return {sign: strip[:, end - wide : end] for sign, wide, end in zip(LETTERS, WIDTHS, ends, strict=True)}


def _strip(data: bytes) -> Shade:
    assert data[:8] == SIGNATURE
    at, packed, width, height = 8, b"", 0, 0
    while at < len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + size]
        if kind == b"IHDR":
            width, height = struct.unpack(">II", body[:8])
        packed += body if kind == b"IDAT" else b""
        at += 12 + size
    rows = np.frombuffer(zlib.decompress(packed), np.uint8).reshape(height, -1)[:, 1:]
    pairs = np.stack((rows >> 4, rows & 15), axis=2).reshape(height, -1)[:, :width]
    return np.asarray(pairs / 15.0)


def _png(pixels: NDArray[np.uint8]) -> bytes:
    height, width, _ = pixels.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)
    rows[:, 1:] = pixels.reshape(height, -1)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = zlib.compress(rows.tobytes(), 6)
    return SIGNATURE + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
