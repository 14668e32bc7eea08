"""A serving process keeps the rows that people query up with its log."""

import time
from pathlib import Path

import apsw

from promesa import app, serving
from promesa.domain.network.catalog import ListProduct
from promesa.engine.sqlite import SqliteLog
from promesa.settings import Settings
from tests.golden import story

WANTED = "SELECT order_id, stage, total_centavos FROM orders ORDER BY order_id"


def test_rows_follow_while_the_api_serves(tmp_path: Path) -> None:
    path = tmp_path / "shop.db"
    log = SqliteLog.open(path)
    told = story.tell()
    log.append(story.drafts(told.log.read()))
    machine = app.build(log, told.clock)
    with serving.crew(Settings(store=str(path), secret="s3cret"), machine=machine) as crew:
        assert crew.is_alive()
        assert machine.submit(ListProduct("new", "Nuevo", 1_00), by="test").accepted
        deadline = time.monotonic() + 20
        while crew.tables is not None and crew.tables.upto < machine.seen and time.monotonic() < deadline:
            time.sleep(0.02)
    reader = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    found = reader.execute(WANTED).fetchall()
    orders = machine.world.orders.by_id
    assert found == [(name, str(order.stage), order.placed.total) for name, order in sorted(orders.items())]
    reader.close()
    log.close()
