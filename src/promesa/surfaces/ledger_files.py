"""The ledger of promises as a Parquet file, for whoever works on it with other programs; needs an extra.

The extra's engine runs in a process of its own: it is large, and no other command should wait for it to be read.
"""

import csv
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from datetime import date, datetime
from importlib.util import find_spec
from pathlib import Path

from promesa.domain.conduct.promise_ledger import PromiseRow
from promesa.engine.log import Trouble
from promesa.surfaces import ledger_rows

ENGINE = "duckdb"
RUN = f"import sys, {ENGINE}; {ENGINE}.connect().execute(sys.argv[1])"
NUMBERS = {
    **dict.fromkeys(("number", "slack_days", "moves", "promised_days", "actual_days", "hour", "weekday"), "INTEGER"),
    **dict.fromkeys(("legs", "policy", "model"), "INTEGER"),
    **dict.fromkeys(("promised_on", "arrived_on"), "DATE"),
    "made_at": "TIMESTAMPTZ",
    "keep_probability": "DOUBLE",
}
"""Types of columns that are no text."""


class NeedsAnalytics(Trouble):
    english = "Parquet files need an extra: pip install 'promesa[analytics]'."
    spanish = "Los archivos Parquet necesitan un complemento: pip install 'promesa[analytics]'."


def write_parquet(file: Path, rows: Iterable[PromiseRow]) -> int:
    """All rows with typed columns; how many. Raises NeedsAnalytics, and OSError where the file cannot be written."""
    if find_spec(ENGINE) is None:
        raise NeedsAnalytics()
    names, cells = ledger_rows.flat(rows)
    file.parent.mkdir(parents=True, exist_ok=True)
    columns = ", ".join(f"'{name}': '{_type(name)}'" for name in names)
    with tempfile.TemporaryDirectory() as folder:
        table = Path(folder) / "rows.csv"
        with table.open("w", newline="", encoding="utf-8") as told:
            csv.writer(told).writerows([names, *([_written(cell) for cell in row] for row in cells)])
        read = f"read_csv({_quoted(table)}, header = true, quote = '\"', columns = {{{columns}}})"
        _run(f"COPY (SELECT * FROM {read}) TO {_quoted(file)} (FORMAT parquet, COMPRESSION zstd)")
    return len(cells)


def _run(statement: str) -> None:
    done = subprocess.run([sys.executable, "-I", "-c", RUN, statement], capture_output=True, text=True, check=False)
    if done.returncode:
        raise OSError(done.stderr.strip().rpartition("\n")[2])


def _type(name: str) -> str:
    if name.endswith("_centavos"):
        return "BIGINT"
    return NUMBERS.get(name, "DOUBLE" if name.startswith("time_") else "VARCHAR")


def _written(cell: ledger_rows.Cell) -> str | int | float | None:
    return cell.isoformat() if isinstance(cell, date | datetime) else cell


def _quoted(file: Path) -> str:
    return "'" + str(file).replace("'", "''") + "'"
