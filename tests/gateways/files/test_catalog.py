"""A catalog file lists, changes and retires products, and says nothing about what it leaves empty."""

from pathlib import Path

import pytest

from promesa.domain.network.catalog import Product
from promesa.domain.network.kits import Component
from promesa.domain.values.ids import Sku
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.files import run, undo
from tests.gateways.files import retail

HEADER = "Clave;Descripción;Precio;Peso (kg);Largo;Ancho;Alto;Categoría;Activo"


def product(machine: Machine[World], sku: str) -> Product:
    return machine.world.catalog.products[Sku(sku)]


def test_products_are_listed_changed_and_retired(tmp_path: Path) -> None:
    machine = retail.machine()
    path = retail.csv_file(
        tmp_path / "c.csv",
        HEADER,
        "0099;Piñata  de estrella;1,299.50;1.25;30;20;10.5;Fiesta;sí",
        "12;;250;;;;;;",
        "0012;;;;;;;;no",
        "A-1;;;;;;;;",
        "77;Nada;5;;;;;;baja",
        encoding="cp1252",
    )
    report = run.run_import(machine, "catalog", path)
    assert not report.bad
    assert product(machine, "0099") == Product(Sku("0099"), "Piñata de estrella", 129950, 1250, 6300, "Fiesta")
    assert product(machine, "12") == Product(Sku("12"), "12", 25000, 500, 1000, "")
    assert product(machine, "0012").retired
    assert "77" not in machine.world.catalog.products
    assert (report.applied, report.unchanged, report.new, report.changed) == (3, 2, 1, 2)


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("99;Nuevo;;;;;;;", "Precio", "missing"),
        ("99;Nuevo;gratis;;;;;;", "Precio", "not_a_number"),
        ("99;Nuevo;1.005;;;;;;", "Precio", "too_precise"),
        ("99;Nuevo;-3;;;;;;", "Precio", "negative"),
        ("99;Nuevo;99999999999999;;;;;;", "Precio", "too_large"),
        ("99;Nuevo;3;mucho;;;;;", "Peso (kg)", "not_a_number"),
        ("99;Nuevo;3;;;;;;quizás", "Activo", "bad_yes_no"),
        ("99;Nue\x01vo;3;;;;;;", "Descripción", "control_character"),
        (f"99;{'x' * 1001};3;;;;;;", "Descripción", "too_long"),
        (";Nuevo;3;;;;;;", "Clave", "missing"),
    ],
)
def test_a_bad_row_is_told(tmp_path: Path, row: str, column: str, code: str) -> None:
    machine = retail.machine()
    report = run.run_import(machine, "catalog", retail.csv_file(tmp_path / "c.csv", HEADER, row, "12;x;9.5;;;;;;"))
    assert [(bad.line, bad.column, bad.code) for bad in report.bad] == [(2, column, code)]
    assert product(machine, "12").price == 950


def test_a_product_told_twice_differently_is_not_told(tmp_path: Path) -> None:
    machine = retail.machine()
    rows = ("12;x;9.50;;;;;;", "12;y;9.50;;;;;;", "A-1;z;3;;;;;;", "A-1;z;3;;;;;;")
    report = run.run_import(machine, "catalog", retail.csv_file(tmp_path / "c.csv", HEADER, *rows))
    assert [(bad.line, bad.code) for bad in report.bad] == [(2, "ambiguous_rows"), (3, "ambiguous_rows")]
    assert (report.applied, report.doubled) == (1, 1)


def test_weights_in_grams_from_a_workbook(tmp_path: Path) -> None:
    machine = retail.machine()
    rows = [["SKU", "Precio", "Peso (g)", "Volumen cm3"], ["12", 0.1 + 0.2, 750, 1200.5]]
    run.run_import(machine, "catalog", retail.workbook(tmp_path / "c.xlsx", h=rows))
    assert (product(machine, "12").price, product(machine, "12").grams, product(machine, "12").volume_cm3) == (
        30,
        750,
        1201,
    )


def test_undo_brings_prices_back_and_retires_what_was_new(tmp_path: Path) -> None:
    machine = retail.machine()
    before = dict(machine.world.catalog.products)
    rows = ("99;Nuevo;5.50;;;;;;", "12;Doce;250;;;;;;", "0012;;;;;;;;no", "A-1;Otro;7;;;;;;")
    report = run.run_import(machine, "catalog", retail.csv_file(tmp_path / "c.csv", HEADER, *rows))
    run.run_import(machine, "catalog", retail.csv_file(tmp_path / "d.csv", HEADER, "A-1;Otro;8;;;;;;"))
    taken = undo.undo_import(machine, report.import_id)
    assert [one.about for one in taken.left] == ["A-1"]
    after = dict(machine.world.catalog.products)
    assert after.pop(Sku("99")).retired
    assert {sku: after[sku] for sku in after if sku != "A-1"} == {sku: before[sku] for sku in before if sku != "A-1"}


def test_a_repeated_catalog_does_not_undo_a_later_price(tmp_path: Path) -> None:
    machine = retail.machine()
    path = retail.csv_file(tmp_path / "c.csv", HEADER, "12;Doce;250;;;;;;")
    run.run_import(machine, "catalog", path)
    retail.put(machine, retail.products(["12"]))
    again = run.run_import(machine, "catalog", path)
    assert (again.applied, again.moved, product(machine, "12").price) == (0, 1, 10_000)


KITS = "Clave;Precio;Componentes"


def test_a_kit_is_made_of_what_the_file_lists_later_and_comes_apart_again(tmp_path: Path) -> None:
    machine = retail.machine()
    kit = (Component(Sku("12"), 2), Component(Sku("99"), 1))
    path = retail.csv_file(tmp_path / "c.csv", KITS, "K;500;12 x 2|99", "99;40;", "A-1;;0012*3")
    report = run.run_import(machine, "catalog", path)
    assert not report.bad
    assert machine.world.catalog.kits == {"K": kit, "A-1": (Component(Sku("0012"), 3),)}
    assert (report.applied, report.new, report.changed) == (3, 2, 1)
    again = run.run_import(machine, "catalog", path)
    assert (again.applied, again.unchanged) == (0, 3)
    undo.undo_import(machine, report.import_id)
    assert machine.world.catalog.kits == {}
    assert product(machine, "K").retired


@pytest.mark.parametrize(
    ("cell", "code"), [("12 x 0", "bad_components"), ("12|12", "bad_components"), ("nadie", "unknown_sku")]
)
def test_a_kit_of_nonsense_is_told(tmp_path: Path, cell: str, code: str) -> None:
    machine = retail.machine()
    report = run.run_import(machine, "catalog", retail.csv_file(tmp_path / "c.csv", KITS, f"K;500;{cell}"))
    assert [(bad.line, bad.column, bad.code) for bad in report.bad] == [(2, "Componentes", code)]
