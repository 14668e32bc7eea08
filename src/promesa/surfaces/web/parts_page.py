"""GET /parts: every part of the look on one page, for whoever builds a page and for whoever judges the look."""

from collections.abc import Mapping
from typing import Any

from promesa.domain.values import moments
from promesa.domain.values.moments import Instant
from promesa.surfaces.operations import Room
from promesa.surfaces.web.page import EVERYBODY, Asked, Page

WORDS: dict[str, dict[str, str]] = {
    "es": {"title": "Partes", "lede": "Con esto se arma cada página: úsalas, no las vuelvas a inventar."},
    "en": {"title": "Parts", "lede": "Every page is made of these: use them, do not invent them again."},
}


PLACES = (
    ("CEDIS Cuautitlán", -99.19, 19.67, "dc", "good", 3),
    ("CEDIS Monterrey", -100.31, 25.68, "dc", "good", 3),
    ("Tienda Guadalajara Centro", -103.35, 20.67, "store", "risk", 2),
    ("Tienda Tijuana Río", -117.02, 32.52, "store", "bad", 1),
    ("Tienda Mérida Norte", -89.62, 21.02, "store", "good", 1),
    ("Tienda Oaxaca", -96.72, 17.06, "store", "quiet", 1),
)
KEPT, BROKEN = (41, 38, 52, 47, 60, 58, 44), (2, 1, 4, 3, 9, 5, 2)


def view(_: Room, asked: Asked) -> Mapping[str, Any]:
    """Nothing of the business is shown: the values are examples."""
    days = [Instant(asked.now - moments.DAY * (len(KEPT) - n)) for n in range(len(KEPT))]
    names = ("name", "lon", "lat", "kind", "state", "size")
    places = [{**dict(zip(names, one, strict=True)), "label": one[0], "href": "/parts"} for one in PLACES]
    kept = {"label": "Cumplidas", "values": KEPT, "kind": "good", "draw": "bars"}
    broken = {"label": "Rotas", "values": BROKEN, "kind": "bad", "draw": "line"}
    return {
        "choice": asked.query.get("tab", "one"),
        "chart": {"x": [at // moments.SECOND for at in days], "days": True, "series": [kept, broken]},
        "rows": list(zip(days, KEPT, BROKEN, strict=True)),
        "places": {"places": places, "areas": {"02": {"state": "bad", "label": "Baja California: DHL no entrega"}}},
    }


PAGES = (Page("/parts", "parts", "look/parts_page.html", EVERYBODY, view, WORDS),)
