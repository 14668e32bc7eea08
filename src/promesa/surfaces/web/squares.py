"""QR codes as drawings: black on white in either theme, because readers want it so."""

import segno
from markupsafe import Markup

QUIET = 4
"""Modules of white around the code, as the standard asks (ISO/IEC 18004, 6.3.8)."""


def square(text: str, label: str) -> Markup:
    """The text as an SVG of class "square"; `label` is for those who do not see it."""
    rows = segno.make(text, error="m", micro=False).matrix
    side = len(rows) + 2 * QUIET
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    drawn = (
        '<svg class="square" viewBox="0 0 {side} {side}" role="img" aria-label="{label}" shape-rendering="crispEdges">'
    )
    drawn += '<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    return Markup(drawn).format(side=side, label=label, path=path)
