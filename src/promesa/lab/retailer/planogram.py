"""Where things stand in the demo's stores: a department an aisle, bays of twelve, four boards high."""

from collections.abc import Iterable

from promesa.domain.network.shelf_places import SetShelfPlaces
from promesa.domain.values.ids import LocationId
from promesa.lab.retailer.catalogue import DEPARTMENTS, Article

IN_A_BAY, BOARDS = 12, 4
SOURCE = "planograma"
_AISLES = {department.key: chr(ord("A") + number) for number, department in enumerate(DEPARTMENTS)}


def shelves(location: LocationId, articles: Iterable[Article]) -> SetShelfPlaces:
    """The place of each article that the store has, side by side in the order of their names."""
    filled: dict[str, int] = {}
    skus, places = [], []
    for article in sorted(articles, key=lambda one: (one.department, one.name, one.sku)):
        aisle = _AISLES[article.department]
        number = filled[aisle] = filled.get(aisle, -1) + 1
        bay, within = divmod(number, IN_A_BAY)
        skus.append(article.sku)
        places.append(f"{aisle}-{bay + 1:02d}-{within % BOARDS + 1}")
    return SetShelfPlaces(location, SOURCE, tuple(skus), tuple(places))
