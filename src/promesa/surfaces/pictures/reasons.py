"""Why promises were broken, as bars, the most frequent first."""

from collections.abc import Sequence

from promesa.surfaces.pictures import drawing
from promesa.surfaces.pictures.drawing import Drawing

ROW, RIGHT, NAME_SHARE = 24, 44, 0.5


def picture(reasons: Sequence[tuple[str, int]], title: str, width: int = 440) -> Drawing:
    """reasons: (words, promises)."""
    most = max((many for _, many in reasons), default=1)
    left = width * NAME_SHARE
    strokes = []
    for number, (said, many) in enumerate(reasons):
        y = ROW * number + ROW / 2
        long = max(2.0, (width - RIGHT - left) * many / most)
        strokes.append(drawing.text(0, y + 4, said, "ink"))
        strokes.append(drawing.rect(left, y - 5, long, 10, "broken", corner=5))
        strokes.append(drawing.text(width, y + 4, f"{many:,}", anchor="end"))
    return Drawing(width, ROW * max(1, len(reasons)), "".join(strokes), title)
