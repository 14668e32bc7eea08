"""Copies what browsers load out of node_modules, with its licences, and turns a drawing of Mexico into GeoJSON.

Run by the Makefile at set-up with nothing but Python: python tools/browser_files.py [node_modules [folder]].
"""

import json
import math
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENDOR = ROOT / "src" / "promesa" / "surfaces" / "web" / "static" / "vendor"
FILES = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "uPlot.iife.min.js": "uplot/dist/uPlot.iife.min.js",
    "uPlot.min.css": "uplot/dist/uPlot.min.css",
    "maplibre-gl-csp.js": "maplibre-gl/dist/maplibre-gl-csp.js",
    "maplibre-gl-csp-worker.js": "maplibre-gl/dist/maplibre-gl-csp-worker.js",
    "maplibre-gl.css": "maplibre-gl/dist/maplibre-gl.css",
}
LICENCES = {
    "htmx.LICENSE": "htmx.org/LICENSE",
    "uPlot.LICENSE": "uplot/LICENSE",
    "maplibre-gl.LICENSE": "maplibre-gl/LICENSE.txt",
    "svg-maps-mexico.LICENSE": "@svg-maps/mexico/LICENSE.md",
}
STATES, OUTLINES = "mexico-states.geojson", "@svg-maps/mexico/index.js"

# The drawing is a Mercator map from edge to edge: its extremes are the country's (Rocas Alijos and Cancún, the border
# at Tijuana and the mouth of the Suchiate).
WEST, EAST, NORTH, SOUTH = -118.366, -86.711, 32.7186, 14.534
# As INEGI numbers the states, by the names that the drawing gives them.
INEGI_ORDER = """agu bcn bcs cam coa col chp chh cmx dur gua gro hid jal mex mic
mor nay nle oax pue que roo slp sin son tab tam tla ver yuc zac"""
Ring = list[tuple[float, float]]


def main(modules: Path, folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, source in {**FILES, **LICENCES}.items():
        shutil.copyfile(modules / source, folder / name)
    drawn = json.dumps(states((modules / OUTLINES).read_text("utf-8")), ensure_ascii=False, separators=(",", ":"))
    (folder / STATES).write_text(drawn, "utf-8")


def states(module: str) -> dict[str, object]:
    """A feature collection: each state with its INEGI code (`area`) and its name."""
    told = json.loads(module[module.index("{") : module.rindex("}") + 1])
    areas = {name: f"{number:02d}" for number, name in enumerate(INEGI_ORDER.split(), 1)}
    drawn = {one["id"]: list(rings(one["path"])) for one in told["locations"]}
    points = [point for found in drawn.values() for ring in found for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    top, bottom = min(y for _, y in points), max(y for _, y in points)

    def place(x: float, y: float) -> list[float]:
        high = _tall(NORTH) + (y - top) / (bottom - top) * (_tall(SOUTH) - _tall(NORTH))
        latitude = math.degrees(2 * math.atan(math.exp(high)) - math.pi / 2)
        return [round(WEST + (x - left) / (right - left) * (EAST - WEST), 3), round(latitude, 3)]

    features = [
        {
            "type": "Feature",
            "properties": {"area": areas[one["id"]], "name": one["name"]},
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[[place(x, y) for x, y in [*ring, ring[0]]]] for ring in drawn[one["id"]]],
            },
        }
        for one in told["locations"]
    ]
    return {"type": "FeatureCollection", "features": features}


def _tall(latitude: float) -> float:
    """Mercator's height of a latitude."""
    return math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


def rings(path: str) -> Iterator[Ring]:
    """The outlines of an SVG path of straight lines; a closed one ends where it began."""
    x = y = 0.0
    ring: Ring = []
    for letter, told in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        figures = [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?(?:e-?\d+)?", told)]
        if letter in "zZ":
            x, y = ring[0]
            yield ring
            ring = []
            continue
        if letter not in "MmLl":
            raise ValueError(f"a path with {letter}: the drawing is another than it was")
        for right, down in zip(figures[::2], figures[1::2], strict=True):
            x, y = (right, down) if letter in "ML" else (x + right, y + down)
            ring.append((x, y))
    if ring:
        yield ring


if __name__ == "__main__":
    given = [Path(one) for one in sys.argv[1:]]
    main(given[0] if given else ROOT / "node_modules", given[1] if len(given) > 1 else VENDOR)
