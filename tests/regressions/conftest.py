"""What scenarios of many processes share: one PostgreSQL, one log, one crowd, a new SKU for every repetition."""

import uuid
from collections.abc import Iterator

import psycopg
import pytest

from promesa.engine.postgres import PostgresLog
from tests.engine import crowd as crowds
from tests.engine.postgres_server import postgres_schema, postgres_url
from tests.regressions.rush import RushHour
from tests.regressions.shop import at

__all__ = ["postgres_schema", "postgres_url", "rush_hour"]


@pytest.fixture(scope="session")
def rush_hour(postgres_url: str) -> Iterator[RushHour]:
    """A shop on PostgreSQL with four more processes at its door."""
    schema = f"promesa_rush_{uuid.uuid4().hex}"
    clock = crowds.Clock(at("2027-03-01 10:00"))
    log = PostgresLog.open(postgres_url, schema)
    try:
        shop = RushHour(log, clock)
        with crowds.crowd(postgres_url, schema, clock) as crowd:
            shop.crowd = crowd
            yield shop
    finally:
        log.close()
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute("SET client_min_messages = warning")
            connection.execute(f"DROP SCHEMA IF EXISTS {schema} CASCADE".encode())
