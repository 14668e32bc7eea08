"""The shop's HTTP door: the same machine behind the real application, asked one request at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

from promesa import serving
from tests.regressions.shop import Shop
from tests.surfaces.http.city import SETTINGS, Client, Clock


@contextmanager
def door_of(shop: Shop) -> Iterator[Client]:
    """A client of the shop's own machine; its clock is the shop's."""
    with serving.crew(SETTINGS, machine=shop.machine) as crew:
        client = Client(crew, shop.machine, Clock())
        try:
            yield client
        finally:
            client.runner.close()
