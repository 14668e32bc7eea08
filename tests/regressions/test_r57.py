"""R57: a file with bad rows has one outcome, whether it is imported at once, again, or after a kill."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from promesa import app
from promesa.domain.network.catalog import LoadProducts
from promesa.domain.network.locations.words import AboutLocation, LoadLocations
from promesa.domain.values.ids import LocationId, Sku
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.engine.log import Log
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.engine.sqlite import SqliteLog
from promesa.gateways.files import run, undo
from promesa.gateways.files.report import ImportReport

ROWS = 100_000
SKUS = [*(f"{n:04d}" for n in range(1, 1_000)), "12"]
LOCATIONS = [f"T{n:03d}" for n in range(100)]
KILL_AT = 0.6


def rows() -> list[str]:
    """100,000 rows: 3 with text, 2 negative, 1 of an unknown SKU, 2 for one shelf with different figures."""
    pairs = [(sku, location) for location in LOCATIONS for sku in SKUS]
    told = [f"{sku},{location},{n % 97}" for n, (sku, location) in enumerate(pairs)]
    for at, units in ((5, "cinco"), (40_000, "n/d"), (99_999, "12 pzas"), (17, "-1"), (70_000, "-40")):
        told[at] = ",".join((*pairs[at], units))
    told[60_001] = "NO-EXISTE,T060,4"
    told[81_000] = ",".join((*pairs[81_001], "1"))
    told[81_001] = ",".join((*pairs[81_001], "2"))
    told[11] = "0012,T000,3"
    told[999] = "12,T000,99"
    return told


BAD = {
    (7, "Existencia", "not_a_number"),
    (19, "Existencia", "negative"),
    (40_002, "Existencia", "not_a_number"),
    (60_003, "SKU", "unknown_sku"),
    (70_002, "Existencia", "negative"),
    (81_002, "Existencia", "ambiguous_rows"),
    (81_003, "Existencia", "ambiguous_rows"),
    (100_001, "Existencia", "not_a_number"),
}


def retailer(log: Log) -> Machine[World]:
    """Knows the thousand SKUs and the hundred stores."""
    machine = app.build(log)
    n = len(SKUS)
    products = LoadProducts(
        source="test",
        skus=tuple(map(Sku, SKUS)),
        names=tuple(SKUS),
        prices=(Centavos(100),) * n,
        grams=(1,) * n,
        volumes_cm3=(1,) * n,
        categories=("",) * n,
    )
    stores = LoadLocations(tuple(AboutLocation(location=LocationId(name)) for name in LOCATIONS))
    for command in (products, stores):
        assert machine.submit(command, "test").accepted
    return machine


def shelves(machine: Machine[World]) -> dict[tuple[str, str], int]:
    columns = machine.world.stock.shelves
    places = zip(columns.sku_of[: columns.size].tolist(), columns.location_of[: columns.size].tolist(), strict=True)
    names = [(columns.skus[sku], columns.locations[location]) for sku, location in places]
    return dict(zip(names, columns.on_hand[: columns.size].tolist(), strict=True))


def bad(report: ImportReport) -> set[tuple[int, str, str]]:
    assert all(row.reason_es and row.reason_en for row in report.bad)
    return {(row.line, row.column, row.code) for row in report.bad}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("r57") / "existencias.csv"
    path.write_text("SKU,Almacén,Existencia\n" + "".join(row + "\n" for row in rows()), encoding="latin-1")
    return path


@pytest.fixture(scope="module")
def outcome(file: Path) -> dict[tuple[str, str], int]:
    """What mode 1 leaves on the shelves."""
    machine = retailer(MemoryLog())
    run.run_import(machine, "stock", file)
    return shelves(machine)


@pytest.fixture(params=["memory", "sqlite"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Log]:
    opened = MemoryLog() if request.param == "memory" else SqliteLog.open(tmp_path / "promesa.db")
    yield opened
    opened.close()


def test_r57_valid_rows_are_applied_and_eight_are_told(log: Log, file: Path) -> None:
    machine = retailer(log)
    report = run.run_import(machine, "stock", file)
    assert (report.rows, report.applied, report.bad_count, bad(report)) == (ROWS, 99_992, 8, BAD)
    found = shelves(machine)
    assert len(found) == 99_992
    assert (found["0012", "T000"], found["12", "T000"]) == (3, 99)
    seen = machine.seen
    again = run.run_import(machine, "stock", file)
    assert (again.applied, again.bad_count, machine.seen) == (0, 8, seen)
    assert shelves(machine) == found
    taken = undo.undo_import(machine, report.import_id)
    assert (taken.applied, set(shelves(machine).values())) == (99_992, {0})


def test_r57_all_or_nothing_applies_nothing(log: Log, file: Path, tmp_path: Path) -> None:
    machine = retailer(log)
    seen = machine.seen
    report = run.run_import(machine, "stock", file, mode="all_or_nothing")
    assert (report.applied, bad(report), machine.seen, shelves(machine)) == (0, BAD, seen, {})
    good = tmp_path / "buenas.csv"
    lines = file.read_text("latin-1").splitlines()
    good.write_text("\n".join(line for n, line in enumerate(lines, 1) if n not in {row[0] for row in BAD}), "latin-1")
    whole = run.run_import(machine, "stock", good, mode="all_or_nothing")
    assert (whole.applied, whole.bad_count, len(shelves(machine))) == (99_992, 0, 99_992)


def test_r57_killed_at_sixty_percent_and_resumed(
    file: Path, tmp_path: Path, outcome: dict[tuple[str, str], int]
) -> None:
    store = tmp_path / "promesa.db"
    retailer(opened := SqliteLog.open(store))
    opened.close()
    child = subprocess.run(
        [sys.executable, __file__, str(store), str(file)], env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    )
    assert child.returncode == -signal.SIGKILL
    log = SqliteLog.open(store)
    try:
        machine = app.build(log)
        half = len(shelves(machine))
        assert ROWS * 0.5 <= half < ROWS * 0.7, "it did not die where it should"
        report = run.run_import(machine, "stock", file)
        assert (report.applied, report.resumed, bad(report)) == (99_992, half, BAD)
        assert shelves(machine) == outcome
        assert run.run_import(machine, "stock", file).applied == 0
        assert shelves(app.build(log)) == outcome, "and so it is when the log is read again"
    finally:
        log.close()


def die(stage: str, done: int, total: int) -> None:
    """Kill this very process when it has applied so much; no handler, no goodbye."""
    if stage == "apply" and done >= KILL_AT * total:
        os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(60)


if __name__ == "__main__":
    run.run_import(app.build(SqliteLog.open(Path(sys.argv[1]))), "stock", sys.argv[2], progress=die)
