"""An order file places other channels' orders once each, whole, or says why not."""

from pathlib import Path

import pytest

from promesa.domain.network.carriers.words import OfferService, SetCoverage
from promesa.domain.network.locations.words import ChangeLocation, week
from promesa.domain.values.calendars import EVERY_DAY, Calendar
from promesa.domain.values.ids import CarrierId, LocationId, OrderId, ServiceId
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.files import run, undo
from tests.gateways.files import retail

HEADER = "Pedido,SKU,Cantidad,Precio,Forma de pago,Canal,CP,Cliente,Descuento"


def shop(tmp_path: Path) -> Machine[World]:
    """T1 has stock and ships to Guadalajara by one service."""
    machine = retail.machine()
    always = Calendar(EVERY_DAY, ())
    about = {"cutoffs": week("16:00", "16:00", "16:00"), "area": "14", "holidays": ""}
    retail.put(machine, ChangeLocation(location=LocationId("T1"), **about))
    days = {"calendar": always, "pickup_weekdays": EVERY_DAY, "delivery_weekdays": EVERY_DAY}
    retail.put(machine, OfferService(service=ServiceId("s"), carrier=CarrierId("c"), **days))
    retail.put(machine, SetCoverage(ServiceId("s"), areas=("*",)))
    path = retail.csv_file(tmp_path / "stock.csv", "sku,location,units", "12,T1,10", "0012,T1,10", "A-1,T1,1")
    run.run_import(machine, "stock", path)
    return machine


def test_orders_are_placed_with_their_prices(tmp_path: Path) -> None:
    machine = shop(tmp_path)
    rows = (
        "ML-1,12,2,150.50,Tarjeta de crédito,mercado-libre,44100,c-9,1",
        "ML-1,0012,1,99,Tarjeta de crédito,mercado-libre,44100,c-9,1",
        "ML-2,12,1,,Contra entrega,mercado-libre,44100,,",
    )
    path = retail.csv_file(tmp_path / "o.csv", HEADER, *rows)
    report = run.run_import(machine, "orders", path)
    assert not report.bad
    assert (report.applied, report.new) == (3, 3)
    one = machine.world.orders.by_id[OrderId("ML-1")].placed
    assert [(line.sku, line.units, line.price) for line in one.lines] == [("12", 2, 15050), ("0012", 1, 9900)]
    assert (one.items, one.discount, one.rail, one.channel, one.customer) == (
        40000,
        100,
        "card",
        "mercado-libre",
        "c-9",
    )
    two = machine.world.orders.by_id[OrderId("ML-2")].placed
    assert (two.rail, two.items, two.customer) == ("cod", 10000, "mercado-libre:ML-2")
    seen = machine.seen
    again = run.run_import(machine, "orders", path)
    assert (again.applied, again.unchanged, machine.seen) == (0, 3, seen)
    run.run_import(machine, "orders", retail.csv_file(path, HEADER, *reversed(rows)))
    assert len(machine.world.orders.by_id) == 2, "an order is known by its number, not by its file"


@pytest.mark.parametrize(
    ("rows", "bad"),
    [
        (("1,12,0,,card,web,44100,,",), [(2, "Cantidad", "missing")]),
        (("1,12,1,,card,web,44100,ana@x.mx,",), [(2, "Cliente", "personal_data")]),
        (("1,12,1,,card,web,44100,Ana Pérez,",), [(2, "Cliente", "personal_data")]),
        (("1,12,1,,card,web,44100,,", "1,x,1,,card,web,44100,,"), [(2, "", "unknown_sku"), (3, "", "unknown_sku")]),
        (
            ("1,12,1,,card,web,44100,,", "1,12,mil,,card,web,44100,,"),
            [(2, "", "order_incomplete"), (3, "Cantidad", "not_a_number")],
        ),
        (
            ("1,12,1,,card,web,44100,,", "1,0012,1,,spei,web,44100,,"),
            [(2, "", "ambiguous_rows"), (3, "", "ambiguous_rows")],
        ),
        (("1,12,1,,trueque,web,44100,,",), [(2, "", "rail_not_offered")]),
        (("1,12,1,,card,web,99999,,",), [(2, "", "unknown_postal_code")]),
        (("1,12,1,,card,web,,,",), [(2, "", "order_needs")]),
        (("1,12,1,,,web,44100,,",), [(2, "", "order_needs")]),
        (("1,A-1,2,,card,web,44100,,",), [(2, "", "not_enough_stock")]),
    ],
)
def test_bad_orders_are_told_and_never_halved(
    tmp_path: Path, rows: tuple[str, ...], bad: list[tuple[int, str, str]]
) -> None:
    machine = shop(tmp_path)
    good = "2,12,1,,card,web,44100,,"
    report = run.run_import(machine, "orders", retail.csv_file(tmp_path / "o.csv", HEADER, *rows, good))
    told = [(row.line, row.column, row.code) for row in report.bad]
    assert told == bad or {code for _, _, code in told} <= {"not_enough_stock", "no_promise"}
    assert set(machine.world.orders.by_id) == {"2"}
    assert all(row.reason_es and row.reason_en for row in report.bad)


def test_the_same_number_with_other_items_is_a_contradiction(tmp_path: Path) -> None:
    machine, path = shop(tmp_path), tmp_path / "o.csv"
    run.run_import(machine, "orders", retail.csv_file(path, HEADER, "1,12,1,150,card,web,44100,,"))
    report = run.run_import(machine, "orders", retail.csv_file(path, HEADER, "1,12,2,150,card,web,44100,,"))
    assert [row.code for row in report.bad] == ["order_differs"]


def test_all_or_nothing_hears_the_no_of_the_rules(tmp_path: Path) -> None:
    machine = shop(tmp_path)
    path = retail.csv_file(tmp_path / "o.csv", HEADER, "1,A-1,1,,card,web,44100,,", "2,A-1,1,,card,web,44100,,")
    seen = machine.seen
    report = run.run_import(machine, "orders", path, mode="all_or_nothing")
    assert (report.applied, report.bad_count, report.import_id) == (0, 1, "")
    assert machine.log.head() == seen
    assert not machine.ask(lambda world: world.orders.by_id)


def test_undo_cancels_what_can_be_cancelled(tmp_path: Path) -> None:
    machine = shop(tmp_path)
    path = retail.csv_file(tmp_path / "o.csv", HEADER, "1,12,1,,card,web,44100,,", "2,12,1,,card,web,44100,,")
    report = run.run_import(machine, "orders", path)
    taken = undo.undo_import(machine, report.import_id)
    assert taken.applied == 2
    assert {str(order.stage) for order in machine.world.orders.by_id.values()} == {"cancelled"}
