"""Header names are understood in Spanish and English, however they are written; what is not understood is reported."""

import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.gateways.files import (
    carrier_columns,
    catalog,
    headers,
    location_columns,
    orders,
    run,
    sepomex,
    stock,
    troubles,
)
from promesa.gateways.files.headers import Field

FILE = Path("f.csv")
TABLES = {
    "stock": stock.FIELDS,
    "catalog": catalog.FIELDS,
    "locations": location_columns.FIELDS,
    "carriers": carrier_columns.FIELDS,
    "orders": orders.FIELDS,
    "sepomex": sepomex.FIELDS,
}


@pytest.mark.parametrize(
    ("kind", "header", "want"),
    [
        ("stock", "Clave Producto|Clave Almacén|Existencia Física", "sku location units"),
        ("stock", "SKU|Warehouse ID|On Hand", "sku location units"),
        ("stock", "CODIGO|SUCURSAL|PIEZAS", "sku location units"),
        ("stock", "Descripción|sku|Tienda|Clave Tienda|Cantidad", "- sku - location units"),
        ("catalog", "Clave|Descripción|Precio de Venta|Peso (kg)|Departamento", "sku name price kilograms category"),
        (
            "catalog",
            "product_id|title|price|weight g|length|width|height",
            "sku name price grams length_cm width_cm height_cm",
        ),
        ("locations", "Tienda|C.P.|Horario|Hora de corte|Estado", "location postal_code hours cutoff state"),
        ("locations", "No. Tienda|Tienda|Apertura|Cierre", "location name opens closes"),
        (
            "carriers",
            "Paquetería|Servicio|CP|Ocurre forzoso|Días de tránsito",
            "carrier service postal_code ocurre transit_days",
        ),
        (
            "orders",
            "Pedido|SKU|Cantidad|Precio|Forma de pago|Canal|CP",
            "order sku units price rail channel postal_code",
        ),
    ],
)
def test_the_usual_headers_are_understood(kind: str, header: str, want: str) -> None:
    names = header.split("|")
    columns = headers.match(names, TABLES[kind], {}, FILE)
    said = {ours: index for index, ours in enumerate(want.split()) if ours != "-"}
    assert columns.at == said
    assert not columns.missing


@given(
    st.sampled_from(
        [(kind, field, word) for kind, fields in TABLES.items() for field in fields for word in field.words]
    )
)
def test_accents_case_and_punctuation_do_not_matter(one: tuple[str, Field, str]) -> None:
    _, field, word = one
    for written in (word.upper(), f" {word.title()} ", "_".join(word), unicodedata.normalize("NFD", word)):
        assert headers.match([written], [field], {}, FILE).at == {field.name: 0}


@pytest.mark.parametrize("kind", run.KINDS)
def test_no_column_shadows_another(kind: str) -> None:
    """Each field's own name finds that field, and its best word is nobody else's best word."""
    fields = run.KINDS[kind].fields
    best = [field.words[0] for field in fields]
    assert len(set(best)) == len(best)
    for field in fields:
        assert field.name in headers.match([field.name], fields, {}, FILE).at


def test_what_is_missing_and_what_is_unknown_is_listed() -> None:
    columns = headers.match(["Clave", "Color", "Existencia", ""], stock.FIELDS, {}, FILE)
    assert columns.missing == ("location",)
    assert columns.unknown == ("Color",)


def test_a_person_may_say_which_is_which() -> None:
    mapping = {"Código interno": "sku", "disp.": "units", "clave": "-", "=CEDIS": "location"}
    columns = headers.match(["CLAVE", "CÓDIGO INTERNO", "Disp"], stock.FIELDS, mapping, FILE)
    assert columns.at == {"sku": 1, "units": 2}
    assert columns.constants == {"location": "CEDIS"}
    assert columns.unknown == columns.missing == ()


@pytest.mark.parametrize(("theirs", "ours"), [("Nope", "sku"), ("Clave", "nope"), ("=x", "nope"), ("=x", "-")])
def test_a_wrong_mapping_is_refused_by_name(theirs: str, ours: str) -> None:
    with pytest.raises(troubles.BadMapping) as raised:
        headers.match(["Clave"], stock.FIELDS, {theirs: ours}, FILE)
    assert "Clave" in raised.value.say("es")


def test_the_same_header_twice_is_refused() -> None:
    with pytest.raises(troubles.DoubledColumn):
        headers.match(["SKU", "sku", "almacén", "existencia"], stock.FIELDS, {}, FILE)
