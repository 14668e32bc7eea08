"""A guide as bars that a scanner reads: Code 128, set B (ISO/IEC 15417), as one SVG path without any style."""

from markupsafe import Markup

_TABLE = (
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 "
    "123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 "
    "232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 "
    "313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 "
    "111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 "
    "111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 "
    "114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112"
)
_WIDTHS = tuple(_TABLE.split())
_START_B, _STOP = 104, 106
QUIET = 10
HEIGHT = 40
LENGTH_MAX = 48


def symbols(text: str) -> list[int]:
    """Start, the characters, the check symbol, stop. Raises ValueError for what set B cannot say."""
    if not 0 < len(text) <= LENGTH_MAX or any(not 32 <= ord(one) < 127 for one in text):
        raise ValueError(text[:LENGTH_MAX])
    values = [ord(one) - 32 for one in text]
    check = (_START_B + sum(at * value for at, value in enumerate(values, 1))) % 103
    return [_START_B, *values, check, _STOP]


def drawn(text: str) -> Markup:
    """The bars, or nothing where they cannot be drawn; the text stands beside it for eyes."""
    try:
        found = symbols(text)
    except ValueError:
        return Markup("")
    path, at = [], QUIET
    for symbol in found:
        for number, width in enumerate(map(int, _WIDTHS[symbol])):
            if number % 2 == 0:
                path.append(f"M{at} 0h{width}v{HEIGHT}h-{width}z")
            at += width
    view = f"0 0 {at + QUIET} {HEIGHT}"
    return Markup('<svg class="bars" viewBox="{}" preserveAspectRatio="none" role="img" aria-label="{}">').format(
        view, text
    ) + Markup('<path d="{}"/></svg>').format("".join(path))
