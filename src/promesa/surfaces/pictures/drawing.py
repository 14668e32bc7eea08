"""The few strokes that our pictures are made of, as SVG text with class names in place of colours.

A page gives the classes their colours (and its dark ones); a file carries a style of its own.
"""

from collections.abc import Iterable, Sequence
from html import escape

import msgspec

FONT = 'system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", Arial, sans-serif'
LIGHT = {
    "card": "#ffffff",
    "ink": "#1d2420",
    "soft": "#5e6a64",
    "rule": "#e2e0d8",
    "kept": "#0b6e4f",
    "broken": "#c2402d",
    "open": "#b98a1d",
}
DARK = {
    "card": "#1b211e",
    "ink": "#e9eeea",
    "soft": "#9aa7a0",
    "rule": "#2c3430",
    "kept": "#43b98a",
    "broken": "#ec7a67",
    "open": "#dfb552",
}


class Drawing(msgspec.Struct, frozen=True):
    """A picture of `width` x `height` units: its strokes, and what it shows, for those who cannot see it."""

    width: int
    height: int
    body: str
    title: str


def text(x: float, y: float, said: str, kind: str = "soft", anchor: str = "start", size: float = 11) -> str:
    """A line of text; `anchor`: "start", "middle" or "end"; `kind`: one of the colours, after "bold " if heavy."""
    colour = kind.removeprefix("bold ")
    weight = ' font-weight="650"' if kind.startswith("bold ") else ""
    place = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return (
        f'<text x="{_n(x)}" y="{_n(y)}" class="p-{colour}" font-size="{_n(size)}"{place}{weight}>{escape(said)}</text>'
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "rule", width: float = 1, dashed: bool = False) -> str:
    """A straight stroke."""
    dash = ' stroke-dasharray="3 3"' if dashed else ""
    ends = f'x1="{_n(x1)}" y1="{_n(y1)}" x2="{_n(x2)}" y2="{_n(y2)}"'
    return f'<line {ends} class="s-{kind}" stroke-width="{_n(width)}"{dash}/>'


def path(points: Sequence[tuple[float, float]], kind: str, width: float = 1.5) -> str:
    """A stroke through points."""
    through = " ".join(f"{_n(x)},{_n(y)}" for x, y in points)
    return f'<polyline points="{through}" class="s-{kind}" fill="none" stroke-width="{_n(width)}"/>'


def rect(x: float, y: float, width: float, height: float, kind: str, opacity: float = 1, corner: float = 0) -> str:
    """A filled box."""
    faint = "" if opacity == 1 else f' opacity="{_n(opacity)}"'
    round_ = f' rx="{_n(corner)}"' if corner else ""
    size = f'x="{_n(x)}" y="{_n(y)}" width="{_n(max(0, width))}" height="{_n(max(0, height))}"'
    return f'<rect {size} class="p-{kind}"{faint}{round_}/>'


def dot(x: float, y: float, radius: float, kind: str, hollow: bool = False) -> str:
    """A filled disc, or a ring."""
    where = f'cx="{_n(x)}" cy="{_n(y)}" r="{_n(radius)}"'
    return f'<circle {where} class="{"r" if hollow else "p"}-{kind}"/>'


def told(title: str, strokes: Iterable[str]) -> str:
    """Strokes with a text that shows where a pointer rests."""
    return f"<g><title>{escape(title)}</title>{''.join(strokes)}</g>"


def moved(x: float, y: float, drawing: Drawing) -> str:
    """A drawing as a part of a larger one."""
    return f'<g transform="translate({_n(x)} {_n(y)})">{drawing.body}</g>'


def inline(drawing: Drawing, kind: str = "") -> str:
    """For a page: it has the classes."""
    box = f'viewBox="0 0 {drawing.width} {drawing.height}"'
    return f'<svg class="picture {kind}" {box} role="img" aria-label="{escape(drawing.title)}">{drawing.body}</svg>'


def document(drawing: Drawing, *, night: bool = True) -> str:
    """A file that stands alone; with `night` it follows the reader's dark screen."""
    style = _style(LIGHT) + (f" @media (prefers-color-scheme: dark) {{ {_style(DARK)} }}" if night else "")
    size = f'width="{drawing.width}" height="{drawing.height}" viewBox="0 0 {drawing.width} {drawing.height}"'
    name = f"<title>{escape(drawing.title)}</title><style>text {{ font-family: {FONT}; }} {style}</style>"
    ground = f'<rect width="{drawing.width}" height="{drawing.height}" class="p-card" rx="10"/>'
    body = drawing.body.replace("<g", "\n<g").replace("<line", "\n<line").replace("<rect", "\n<rect")
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img">\n{name}\n{ground}{body}\n</svg>\n'


def _style(colours: dict[str, str]) -> str:
    rules = [f".p-{name} {{ fill: {colour}; }} .s-{name} {{ stroke: {colour}; }}" for name, colour in colours.items()]
    card = colours["card"]
    rules += [f".r-{name} {{ fill: {card}; stroke: {colour}; stroke-width: 1.8; }}" for name, colour in colours.items()]
    return " ".join(rules)


def page_style() -> str:
    """The same classes in the colours of our pages (`var(--kept)`...)."""
    return _style({**{name: f"var(--{name})" for name in LIGHT}, "rule": "var(--line)"})


def _n(value: float) -> str:
    """One decimal at most, and none where there is none."""
    return f"{value:.1f}".rstrip("0").rstrip(".") or "0"
