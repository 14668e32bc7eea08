"""The statements of a log in a PostgreSQL schema; none of them decides when to try again."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any
from uuid import UUID

from psycopg import Connection, Cursor

from promesa.engine import log, strands
from promesa.engine.log import Entry
from promesa.engine.strands import Strand

SCHEMA = 1
ROWS_AT_ONCE = 5000
ROW_BYTES_AT_ONCE = 64 << 20

CREATE = """
CREATE SCHEMA IF NOT EXISTS {schema};
CREATE TABLE {schema}.meta (key text PRIMARY KEY, value text NOT NULL);
INSERT INTO {schema}.meta VALUES ('schema', '{version}');
CREATE TABLE {schema}.entry (
    position bigint PRIMARY KEY, at bigint NOT NULL, "by" text NOT NULL, cause bigint NOT NULL,
    policy bigint NOT NULL, kind text COLLATE "C" NOT NULL, tags text NOT NULL, body text NOT NULL
);
COMMENT ON COLUMN {schema}.entry.tags IS 'joined by tabs';
CREATE INDEX entry_kind ON {schema}.entry (kind, position);
CREATE TABLE {schema}.tag (tag text COLLATE "C", position bigint, PRIMARY KEY (tag, position));
CREATE TABLE {schema}.writer (id uuid PRIMARY KEY, turn bigint NOT NULL, seen timestamptz NOT NULL);
COMMENT ON TABLE {schema}.writer IS 'the last turn of each process, to know what became of a broken commit';
CREATE TABLE {schema}.snapshot (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, position bigint NOT NULL
);
CREATE TABLE {schema}.snapshot_part (
    snapshot bigint REFERENCES {schema}.snapshot ON DELETE CASCADE, part bigint, body bytea NOT NULL,
    PRIMARY KEY (snapshot, part)
);
ALTER TABLE {schema}.snapshot_part ALTER COLUMN body SET STORAGE EXTERNAL;
"""

COLUMNS = f"""
    e.position, e.at, e."by", e.cause, e.policy, e.kind,
    CASE WHEN octet_length(e.body) <= {strands.INLINE_BODY_BYTES} THEN e.body ELSE chr(29) END, e.tags
"""

WRITE = """
WITH entries AS (
    INSERT INTO {schema}.entry SELECT * FROM unnest(
        %b::bigint[], %b::bigint[], %b::text[], %b::bigint[], %b::bigint[], %b::text[], %b::text[], %b::text[]
    )
), tags AS (
    INSERT INTO {schema}.tag SELECT * FROM unnest(%b::text[], %b::bigint[])
)
INSERT INTO {schema}.writer VALUES (%s, %s, now())
ON CONFLICT (id) DO UPDATE SET turn = excluded.turn, seen = excluded.seen
"""


class Tables:
    """The tables of one schema. The schema's name has been checked to need no quotes (`postgres_link`)."""

    def __init__(self, schema: str) -> None:
        self.schema = schema
        self._entry, self._tag = f"{schema}.entry", f"{schema}.tag"

    def create(self, connection: Connection, lock_key: int) -> None:
        """Make the schema and its tables, unless they are there; old writers are forgotten."""
        if self._exists(connection, "meta"):
            connection.execute(self._sql("DELETE FROM {schema}.writer WHERE seen < now() - interval '30 days'"))
            return
        with connection.transaction():
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (lock_key,))
            if not self._exists(connection, "meta") and not self._exists(connection, "entry"):
                connection.execute(self._sql(CREATE.replace("{version}", str(SCHEMA))))

    def check(self, connection: Connection, where: str) -> None:
        """Raises Missing, NotALog, NewerSchema."""
        if not self._exists(connection, "meta"):
            raise log.NotALog(where=where) if self._exists(connection, "entry") else log.Missing(where=where)
        version = connection.execute(self._sql("SELECT value FROM {schema}.meta WHERE key = 'schema'")).fetchone()
        encoding = connection.execute("SHOW server_encoding").fetchone()
        if version is None or encoding != ("UTF8",):
            raise log.NotALog(where=where)
        if int(version[0]) > SCHEMA:
            raise log.NewerSchema(where=where, found=version[0], known=SCHEMA)

    def head(self, connection: Connection) -> int:
        """The last position this connection sees."""
        head = one(connection.execute(self._sql("SELECT coalesce(max(position), 0) FROM {schema}.entry")))
        assert isinstance(head, int)
        return head

    def page(
        self, connection: Connection, strand: Strand, after: int, upto: int, page: int, newest_first: bool
    ) -> list[Entry]:
        """A page of a strand; large bodies are left out (`strands.NOT_YET`)."""
        strand = self._driven_by_rarest(connection, strand, after)
        values = strands.values(strand, after, upto, page)
        found = connection.execute(self._text(strand, COLUMNS, newest_first).encode(), values, binary=True)
        return [
            Entry(position, at, by, cause, policy, kind, body.encode(), tuple(tags.split("\t")) if tags else ())
            for position, at, by, cause, policy, kind, body, tags in found.fetchall()
        ]

    def body(self, connection: Connection, position: int) -> bytes:
        """One body, however large."""
        found = connection.execute(self._sql("SELECT body FROM {schema}.entry WHERE position = %s"), (position,))
        return str(one(found)).encode()

    def first_match(self, connection: Connection, some: Sequence[Strand], after: int) -> int | None:
        """The first position after `after` in any of the strands."""
        selects = " UNION ALL ".join(f"({self._text(strand, 'e.position', False)})" for strand in some)
        values = [value for strand in some for value in strands.values(strand, after, log.POSITION_MAX, 1)]
        position = one(connection.execute(f"SELECT min(position) FROM ({selects}) m".encode(), values))
        assert position is None or isinstance(position, int)
        return position

    def begin(self, lock_key: int, writer: UUID) -> bytes:
        """The statements that begin a turn; `begun` reads what they answer."""
        return self._sql(
            f"BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({lock_key});"
            " SELECT (SELECT coalesce(max(position), 0) FROM {schema}.entry),"
            f" (SELECT coalesce(max(turn), 0) FROM {{schema}}.writer WHERE id = '{writer}')"
        )

    def begun(self, answers: Cursor[Any]) -> tuple[int, int]:
        """The head, and the last turn of this writer that was written."""
        while answers.nextset():
            pass
        found = answers.fetchone()
        assert found is not None
        return found[0], found[1]

    def write(self, connection: Connection, entries: Sequence[Entry], writer: UUID, turn: int) -> None:
        """Write entries and commit, in one round trip."""
        statement = self._sql(WRITE)
        with connection.pipeline():
            for some in chunks_of(entries):
                pairs = sorted({(tag, entry.position) for entry in some for tag in entry.tags})
                tags = [[tag for tag, _ in pairs], [position for _, position in pairs]]
                connection.execute(statement, [*columns_of(some), *tags, writer, turn], prepare=True)
            connection.execute("COMMIT")

    def save_snapshot(
        self, connection: Connection, name: str, position: int, chunks: Iterable[memoryview], kept: int
    ) -> None:
        """Inside a transaction."""
        sql_head = self._sql("INSERT INTO {schema}.snapshot (name, position) VALUES (%s, %s) RETURNING id")
        number = one(connection.execute(sql_head, (name, position)))
        sql_part = self._sql("INSERT INTO {schema}.snapshot_part VALUES (%s, %s, %b)")
        for part, chunk in enumerate(chunks):
            connection.execute(sql_part, (number, part, chunk))
        sql_old = self._sql(
            "DELETE FROM {schema}.snapshot WHERE id IN (SELECT id FROM {schema}.snapshot WHERE name = %s"
            " ORDER BY position DESC, id DESC OFFSET %s)"
        )
        connection.execute(sql_old, (name, kept))

    def load_snapshot(self, connection: Connection, name: str) -> tuple[int, bytes] | None:
        """The newest, read as one moment: it may be replaced meanwhile."""
        newest = self._sql(
            "SELECT id, position FROM {schema}.snapshot WHERE name = %s ORDER BY position DESC, id DESC LIMIT 1"
        )
        parts = self._sql(
            "SELECT body FROM {schema}.snapshot_part WHERE snapshot = %s AND part >= %s ORDER BY part LIMIT 1"
        )
        with connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            found = connection.execute(newest, (name,)).fetchone()
            if found is None:
                return None
            bodies: list[bytes] = []
            while row := connection.execute(parts, (found[0], len(bodies)), binary=True).fetchone():
                bodies.append(row[0])
        return found[1], b"".join(bodies)

    def _driven_by_rarest(self, connection: Connection, strand: Strand, after: int) -> Strand:
        """The strand with its rarest tag first: that one is walked, the others are looked up."""
        if len(strand.tags) < 2:
            return strand
        count = "SELECT count(*) FROM (SELECT 1 FROM {schema}.tag WHERE tag = %s AND position > %s LIMIT 1000) t"
        counts = self._sql(" UNION ALL ".join([count] * len(strand.tags)))
        values = [value for tag in strand.tags for value in (tag, after)]
        rows = connection.execute(counts, values).fetchall()
        rarity = {tag: row[0] for tag, row in zip(strand.tags, rows, strict=True)}
        return Strand(tuple(sorted(strand.tags, key=lambda tag: rarity[tag])), strand.kinds)

    def _exists(self, connection: Connection, table: str) -> bool:
        """Read from the catalogue's rows: what `to_regclass` remembers may be older than the lock we hold."""
        there = "SELECT EXISTS (SELECT 1 FROM pg_catalog.pg_tables WHERE schemaname = %s AND tablename = %s)"
        return one(connection.execute(there, (self.schema, table))) is True

    def _text(self, strand: Strand, columns: str, newest_first: bool) -> str:
        select = strands.select(strand, columns=columns, entry=self._entry, tag=self._tag, newest_first=newest_first)
        return select.replace("?", "%s")

    def _sql(self, text: str) -> bytes:
        return text.replace("{schema}", self.schema).encode()


def one(answer: Cursor[Any]) -> Any:
    """The one value that a statement answers."""
    row = answer.fetchone()
    assert row is not None
    return row[0]


def columns_of(entries: Sequence[Entry]) -> list[list[Any]]:
    """Entries as columns, in the order of the table's."""
    return [
        [entry.position for entry in entries],
        [entry.at for entry in entries],
        [entry.by for entry in entries],
        [entry.cause for entry in entries],
        [entry.policy for entry in entries],
        [entry.kind for entry in entries],
        ["\t".join(entry.tags) for entry in entries],
        [entry.body.decode() for entry in entries],
    ]


def chunks_of(entries: Sequence[Entry]) -> Iterator[list[Entry]]:
    """Entries in lots that make a statement of reasonable size."""
    some: list[Entry] = []
    size = 0
    for entry in entries:
        if some and (len(some) == ROWS_AT_ONCE or size + len(entry.body) > ROW_BYTES_AT_ONCE):
            yield some
            some, size = [], 0
        some.append(entry)
        size += len(entry.body)
    yield some
