"""QR codes: a known one, module by module, and nothing in the drawing that a strict page forbids."""

import segno

from promesa.surfaces.web import squares


def test_every_dark_module_is_drawn_where_it_stands() -> None:
    drawn = str(squares.square("204613", "Código"))
    matrix = segno.make("204613", error="m", micro=False).matrix
    dark = sum(bool(one) for row in matrix for one in row)
    assert drawn.count("h1v1h-1z") == dark > 100
    assert f'viewBox="0 0 {len(matrix) + 8} {len(matrix) + 8}"' in drawn
    assert "M4 4h1" in drawn, "the corner of the first finder"


def test_what_is_said_is_escaped_and_no_style_is_needed() -> None:
    drawn = str(squares.square("x", '"><script>'))
    assert "<script>" not in drawn
    assert "style" not in drawn
