"""A retailer's API for each test."""

from collections.abc import Iterator

import pytest

from tests.engine.postgres_server import postgres_schema, postgres_url
from tests.surfaces.http.city import Client, city

__all__ = ["client", "postgres_schema", "postgres_url", "unchanged"]


@pytest.fixture
def client() -> Iterator[Client]:
    with city() as opened:
        yield opened


@pytest.fixture(scope="module")
def unchanged() -> Iterator[Client]:
    """One API for a whole file, for tests that change nothing."""
    with city() as opened:
        yield opened
