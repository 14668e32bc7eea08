"""A PostgreSQL for tests: `from tests.engine.postgres_server import postgres_url, postgres_schema` in a conftest."""

import os
import uuid
from collections.abc import Iterator

import psycopg
import pytest

from promesa.lab import postgres


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The server that PROMESA_TEST_POSTGRES names, else one of our own, which takes half a second per test process."""
    named = os.environ.get("PROMESA_TEST_POSTGRES")
    if named == "none":
        pytest.skip("PROMESA_TEST_POSTGRES=none: somebody asked for no PostgreSQL")
    if named:
        yield named
        return
    with postgres.running() as url:
        yield url


@pytest.fixture
def postgres_schema(postgres_url: str) -> Iterator[str]:
    """A name that no other test uses; what was made under it is dropped."""
    name = f"promesa_test_{uuid.uuid4().hex}"
    yield name
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("SET client_min_messages = warning")
        connection.execute(f"DROP SCHEMA IF EXISTS {name} CASCADE".encode())
