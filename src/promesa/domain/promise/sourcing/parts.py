"""The parts of the world that a promise is made from, in the order in which the rules of quotes take them."""

from typing import NamedTuple

from promesa.domain.ledger.capacity import Capacity
from promesa.domain.ledger.stock.state import Stock
from promesa.domain.network.carriers.state import Carriers
from promesa.domain.network.catalog import Catalog
from promesa.domain.network.locations.state import Locations
from promesa.domain.network.places import Places
from promesa.domain.promise.chance.lanes import Lanes
from promesa.domain.values.policy import Policy


class Parts(NamedTuple):
    """What exists, what is on the shelves, what is taken, what was learned, and what the retailer decided."""

    catalog: Catalog
    places: Places
    locations: Locations
    carriers: Carriers
    stock: Stock
    capacity: Capacity
    lanes: Lanes
    policy: Policy
