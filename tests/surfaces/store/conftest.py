"""The town's house for each test, and a phone that keeps its cookies."""

from collections.abc import Iterator

import pytest

from promesa import serving
from tests.surfaces.http.city import Client, Clock
from tests.surfaces.store import town
from tests.surfaces.web.browsing import Browser


@pytest.fixture
def phone() -> Iterator[Browser]:
    clock = Clock("2027-07-05T16:00:00Z")
    machine = town.machine(clock=clock)
    with serving.crew(town.SETTINGS, machine=machine) as aboard:
        client = Client(aboard, machine, clock)
        try:
            yield Browser(client)
        finally:
            client.runner.close()
