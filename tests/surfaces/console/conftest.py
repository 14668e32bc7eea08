"""A retailer's console for each test."""

from collections.abc import Iterator

import pytest

from tests.surfaces.http.city import Client, city
from tests.surfaces.web.browsing import Browser


@pytest.fixture
def client() -> Iterator[Client]:
    with city() as opened:
        yield opened


@pytest.fixture
def browser(client: Client) -> Browser:
    return Browser(client)
