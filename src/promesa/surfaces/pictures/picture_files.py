"""Drawings as files: SVG by ourselves, PNG by a rasteriser that is an extra."""

from pathlib import Path

from promesa.engine.log import Trouble
from promesa.surfaces.pictures import drawing
from promesa.surfaces.pictures.drawing import Drawing

try:
    from resvg_py import svg_to_bytes
except ImportError:  # the extra "pictures" is not installed
    svg_to_bytes = None  # type: ignore[assignment]

PNG_SCALE = 2
"""Pixels for one unit of a drawing."""


class NeedsPictures(Trouble):
    english = "PNG pictures need an extra: pip install 'promesa[pictures]'. Without it, ask for an .svg file."
    spanish = "Una imagen PNG necesita un complemento: pip install 'promesa[pictures]'. Sin él, pida un archivo .svg."


class NoSuchPicture(Trouble):
    english = "{file}: a picture is an .svg or a .png file."
    spanish = "{file}: una imagen es un archivo .svg o .png."


def write(file: Path, shown: Drawing) -> None:
    """By the file's ending. Raises NeedsPictures, NoSuchPicture, and OSError where it cannot be written."""
    ending = file.suffix.lower()
    if ending not in (".svg", ".png"):
        raise NoSuchPicture(file=file)
    if ending == ".png":
        body = png(shown)
    else:
        body = drawing.document(shown).encode()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(body)


def png(shown: Drawing) -> bytes:
    """By day, on white. Raises NeedsPictures."""
    if svg_to_bytes is None:
        raise NeedsPictures()
    text = drawing.document(shown, night=False)
    return bytes(svg_to_bytes(svg_string=text, width=PNG_SCALE * shown.width, height=PNG_SCALE * shown.height))
