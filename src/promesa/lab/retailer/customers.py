"""Who buys: invented people with a home, habits and a way of paying; the log knows nothing of them but a number."""

import random
from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate

import msgspec

from promesa.domain.values.ids import ChannelId, CustomerId, LocationId, PostalCode
from promesa.lab.retailer import cities, shops

CHANNELS = (("web", 0.45), ("app", 0.33), ("marketplace", 0.15), ("store", 0.07))
RAILS = (("card", 0.52), ("oxxo", 0.22), ("spei", 0.12), ("cod", 0.14))


class Customer(msgspec.Struct, frozen=True):
    """A buyer with habits; `store` is where they would pick something up, if there is a store in their city."""

    customer: CustomerId
    postal_code: PostalCode
    city: str
    zone: str
    channel: ChannelId
    rail: str
    store: LocationId | None


class Crowd(msgspec.Struct, frozen=True):
    """All customers and how much each of them buys."""

    customers: tuple[Customer, ...]
    upto: tuple[float, ...]

    def draw(self, dice: random.Random) -> Customer:
        return self.customers[bisect_left(self.upto, dice.random() * self.upto[-1])]


def crowd(dice: random.Random, size: int) -> Crowd:
    """So many customers, spread over the cities by their weight; a few buy much, most buy little."""
    homes = cities.cities()
    upto = list(accumulate(city.weight for city in homes))
    people = []
    for number in range(size):
        city = homes[bisect_left(upto, dice.random() * upto[-1])]
        stores = _stores_by_city().get(city.key, ())
        people.append(
            Customer(
                customer=CustomerId(f"cliente-{number + 1:05d}"),
                postal_code=dice.choice(city.postal_codes),
                city=city.key,
                zone=city.zone,
                channel=ChannelId(_one_of(dice, CHANNELS)),
                rail=_one_of(dice, RAILS),
                store=dice.choice(stores) if stores else None,
            )
        )
    weights = accumulate(dice.paretovariate(1.6) for _ in people)
    return Crowd(tuple(people), tuple(weights))


def phone_of(customer: CustomerId) -> str:
    """An invented number of a range that nobody has: the lab's stand-in for a sealed contact."""
    return f"+52550{int(customer.rpartition('-')[2]):07d}"


def _one_of(dice: random.Random, table: tuple[tuple[str, float], ...]) -> str:
    left = dice.random() * sum(share for _, share in table)
    for name, share in table:
        left -= share
        if left < 0.0:
            return name
    return table[-1][0]


@lru_cache(maxsize=1)
def _stores_by_city() -> dict[str, tuple[LocationId, ...]]:
    found: dict[str, tuple[LocationId, ...]] = {}
    for store in shops.stores():
        city = cities.by_postal_code()[str(store.postal_code)]
        found[city.key] = (*found.get(city.key, ()), store.location)
    return found
