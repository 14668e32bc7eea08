"""A machine with a few products and places, and files written as retailers write them."""

import gzip
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from promesa import app
from promesa.domain.ledger.stock import questions
from promesa.domain.network.catalog import LoadProducts
from promesa.domain.network.locations.words import AboutLocation, LoadLocations
from promesa.domain.network.places import LoadPlaces
from promesa.domain.values.ids import LocationId, PostalCode, Sku
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.engine.log import Log
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog

SKUS = ("0012", "12", "A-1", "Ñandú")
LOCATIONS = ("T1", "T2", "CEDIS")


def machine(log: Log | None = None, skus: Sequence[str] = SKUS, locations: Sequence[str] = LOCATIONS) -> Machine[World]:
    """A machine that knows these products and places, and two postal codes."""
    made = app.build(MemoryLog() if log is None else log)
    put(made, products(skus))
    put(made, LoadLocations(tuple(AboutLocation(location=LocationId(name)) for name in locations), "test"))
    put(
        made,
        LoadPlaces(
            source="test",
            postal_codes=(PostalCode("44100"), PostalCode("22000")),
            areas=("14", "02"),
            municipalities=("Guadalajara", "Tijuana"),
            cities=("Guadalajara", "Tijuana"),
            zones=("America/Mexico_City", "America/Tijuana"),
        ),
    )
    return made


def products(skus: Sequence[str]) -> LoadProducts:
    n = len(skus)
    return LoadProducts(
        source="test",
        skus=tuple(Sku(sku) for sku in skus),
        names=tuple(skus),
        prices=(Centavos(10_000),) * n,
        grams=(500,) * n,
        volumes_cm3=(1_000,) * n,
        categories=("",) * n,
    )


def put(made: Machine[World], command: object) -> list[Any]:
    verdict = made.submit(command, "test")
    assert verdict.accepted, verdict
    return verdict.facts


def units(made: Machine[World], sku: str, location: str) -> int | None:
    """On hand; None where nobody ever said anything."""
    if made.world.stock.shelves.row(Sku(sku), LocationId(location)) < 0:
        return None
    return questions.on_hand(made.world.stock, Sku(sku), LocationId(location))


def shelves(made: Machine[World]) -> dict[tuple[str, str], int]:
    """All shelves with their units on hand."""
    columns = made.world.stock.shelves
    rows = range(columns.size)
    return {
        (columns.skus[columns.sku_of[row]], columns.locations[columns.location_of[row]]): int(columns.on_hand[row])
        for row in rows
    }


def csv_file(path: Path, *lines: str, encoding: str = "utf-8", end: str = "\n") -> Path:
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


def gzipped(path: Path) -> Path:
    packed = path.with_name(path.name + ".gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed


def zipped(path: Path) -> Path:
    packed = path.with_name(path.name + ".zip")
    with zipfile.ZipFile(packed, "w") as archive:
        archive.write(path, path.name)
    return packed


def workbook(path: Path, **sheets: Sequence[Sequence[object]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    book.save(path)
    return path
