"""Connections to one PostgreSQL schema, made again when the server comes back."""

import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import psycopg
from psycopg import Connection

from promesa.engine import log

SCHEMA_DEFAULT = "promesa"
SCHEMA_NAME = re.compile(r"[a-z_][a-z0-9_]{0,62}")
PAUSE_SECONDS, PAUSE_SECONDS_MAX = 0.05, 1.0
READ_ATTEMPTS = 5
GONE = ("08", "57P")  # classes of errors by which a server says that the connection ends
HOPELESS = ("authentication failed", "does not exist", "no pg_hba.conf entry")

# Every statement of a log is a walk along an index, some 2,000 rows at a time. Without fresh statistics the
# planner would rather sort all that is left for each page, so it is told not to.
#
# A process that hangs inside a turn would keep everybody from writing: the server ends its turn for it. One
# that lost its network is noticed by keepalives. A log that says "durable" does not leave that to a default.
SESSION = """
SET TIME ZONE 'UTC';
SET enable_sort = off; SET enable_bitmapscan = off; SET enable_seqscan = off;
SET enable_hashjoin = off; SET enable_mergejoin = off; SET plan_cache_mode = force_generic_plan; SET jit = off;
SET idle_in_transaction_session_timeout = '60s';
SET lock_timeout = '60s';
SET tcp_keepalives_idle = 15;
SET tcp_keepalives_interval = 5;
SET tcp_keepalives_count = 3;
SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off';
"""

Answer = TypeVar("Answer")


def split_url(url: str, schema: str | None = None) -> tuple[str, str]:
    """A URL without `?schema=`, and the schema: the argument, else the URL's, else the default.

    Raises ValueError when the schema's name is not plain lower case, or PostgreSQL's own.
    """
    plain, _, query = url.partition("?")
    options = [option for option in query.split("&") if option]
    in_url = [option.removeprefix("schema=") for option in options if option.startswith("schema=")]
    named = schema or (in_url[-1] if in_url else SCHEMA_DEFAULT)
    if not SCHEMA_NAME.fullmatch(named) or named.startswith("pg_") or named == "information_schema":
        raise ValueError(f"not a name for a schema: {named!r}")
    others = "&".join(option for option in options if not option.startswith("schema="))
    return f"{plain}?{others}" if others else plain, named


class Link:
    """Opens connections patiently, and keeps those that nobody uses. Any thread may call."""

    def __init__(self, url: str, where: str, *, read_only: bool, patience_seconds: float) -> None:
        self.where = where
        self._url = url
        self._read_only = read_only
        self._patience_seconds = patience_seconds
        self._idle: list[Connection] = []
        self._lock = threading.Lock()
        self._closed = False

    def connect(self) -> Connection:
        """A new connection, in autocommit. Tries again until patience ends. Raises Unreachable."""
        deadline, pause = time.monotonic() + self._patience_seconds, PAUSE_SECONDS
        while True:
            try:
                return self._connected()
            except psycopg.OperationalError as error:
                if time.monotonic() + pause > deadline or any(words in str(error) for words in HOPELESS):
                    raise log.Unreachable(where=self.where, why=str(error).strip()) from error
            time.sleep(pause)
            pause = min(2 * pause, PAUSE_SECONDS_MAX)

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        """A connection for the length of the block; one that saw an error is not used again."""
        with self._lock:
            assert not self._closed, "the log is closed"
            connection = self._idle.pop() if self._idle else None
        connection = connection or self.connect()
        try:
            yield connection
        except BaseException:
            connection.close()
            raise
        with self._lock:
            keep = not self._closed
            if keep:
                self._idle.append(connection)
        if not keep:
            connection.close()

    def ask(self, question: Callable[[Connection], Answer]) -> Answer:
        """What a question answers that may be asked twice; it is, when the connection breaks. Raises Unreachable."""
        for attempt in range(READ_ATTEMPTS):
            try:
                with self.lent() as connection:
                    return question(connection)
            except psycopg.OperationalError as error:
                if error.sqlstate and not error.sqlstate.startswith(GONE):
                    raise
                if attempt == READ_ATTEMPTS - 1:
                    raise log.Unreachable(where=self.where, why=str(error).strip()) from error
                self.forget_idle()  # they broke with it, most likely
        raise AssertionError("the last attempt returns or raises")

    def forget_idle(self) -> None:
        """Close the connections that nobody uses."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()

    def close(self) -> None:
        self._closed = True
        self.forget_idle()

    def _connected(self) -> Connection:
        connection = psycopg.connect(self._url, autocommit=True, application_name="promesa", connect_timeout=10)
        try:
            connection.execute(SESSION)
            if self._read_only:
                connection.execute("SET default_transaction_read_only = on")
        except BaseException:
            connection.close()
            raise
        return connection


def broken(connection: Connection | None) -> bool:
    """Whether the server or the network is gone, and not only a statement refused."""
    return connection is None or connection.closed or connection.broken
