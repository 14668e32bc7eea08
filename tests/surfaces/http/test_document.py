"""The OpenAPI document is whole: every route is in it, every reference leads somewhere, every no is said."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from promesa.domain.values.refusal import Reason, Refused
from promesa.surfaces import table
from promesa.surfaces.http import examples, faults, openapi, problems
from promesa.surfaces.operations import Command, Question
from tests.surfaces.http.city import Client

DOCUMENT = openapi.document(table.OPERATIONS, "1")


def references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for inner in part.values():
            yield from references(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from references(inner)


def test_every_reference_leads_somewhere() -> None:
    for reference in references(DOCUMENT):
        found: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found


def test_every_shape_has_a_name_of_its_own() -> None:
    shapes = {shape for operation in table.OPERATIONS for shape in (operation.takes, operation.gives)}
    names = [shape.__name__ for shape in shapes]
    assert len(names) == len(set(names)), sorted(names)


def test_what_is_served_is_what_is_documented(client: Client) -> None:
    served = {openapi.plain(route.path) for route in client.crew.app.router.routes if "/v1/" in route.path}
    assert served == set(DOCUMENT["paths"])
    assert client.get("/openapi.json").body == msgspec.json.encode(client.crew.app.openapi())


@pytest.mark.parametrize("operation", table.OPERATIONS, ids=lambda operation: operation.name)
def test_an_operation_is_whole(operation: table.Operation) -> None:
    assert re.fullmatch(r"[a-z]+(_[a-z]+)+", operation.name)
    assert operation.summary.endswith(".")
    assert operation.scope in openapi.keys.EVERY_SCOPE
    assert operation.method in ("GET", "POST", "DELETE")
    if isinstance(operation, Command):
        assert operation.method == "POST"
    if isinstance(operation, Question) and operation.method == "POST":
        assert operation.name == "ask_quote", "only a question too long for a query is posted"
    taken = operation.takes.__struct_config__
    assert taken.forbid_unknown_fields
    assert taken.frozen


@pytest.mark.parametrize("name", sorted(examples.BODIES))
def test_an_example_could_be_sent(name: str) -> None:
    operation = table.named(name)
    assert operation.method == "POST"
    msgspec.convert(examples.BODIES[name], operation.takes)
    assert (
        examples.BODIES[name]
        == DOCUMENT["paths"][operation.path]["post"]["requestBody"]["content"]["application/json"]["example"]
    )


def test_names_are_given_once() -> None:
    names = [operation.name for operation in table.OPERATIONS]
    assert len(names) == len(set(names))
    assert table.named("place_order").path == "/v1/orders"


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_a_status_that_is_documented(reason: Reason) -> None:
    status = problems.status_of(Refused(reason, "x"))
    assert status in openapi.WHEN
    assert status in problems.TITLES


@pytest.mark.parametrize("kind", list(problems.Obstacle))
def test_every_obstacle_is_said_in_both_languages(kind: problems.Obstacle) -> None:
    spanish, english = problems.SENTENCES[kind]
    assert spanish != english
    assert spanish.endswith(".")
    assert problems.obstacle(kind, "es", "x").detail != problems.obstacle(kind, "en", "x").detail
    assert problems.STATUS[kind] in problems.TITLES


@pytest.mark.parametrize(
    ("error", "field", "spanish"),
    [
        (
            "Expected `int`, got `str` - at `$.lines[0].units`",
            "lines[0].units",
            "se esperaba un entero y llegó un texto",
        ),
        ("Expected `int | null`, got `str` - at `$.a`", "a", "se esperaba un entero o null y llegó un texto"),
        ("Expected `int` >= 1 - at `$.units`", "units", "debe ser al menos 1"),
        ("Expected `str` of length <= 64 - at `$.order`", "order", "debe medir a lo más 64"),
        ("Expected `array` of length >= 1 - at `$.lines`", "lines", "debe medir al menos 1"),
        ("Object missing required field `channel`", "", "falta channel"),
        ("Object contains unknown field `x`", "", "no conocemos x"),
        ("Invalid enum value 'gone' - at `$.scan`", "scan", "no es una de las opciones: 'gone'"),
        ("Expected `datetime` with a timezone component - at `$.paid_at`", "paid_at", "le falta la zona horaria"),
        ("Something new", "", "Something new"),
    ],
)
def test_a_fault_is_said_in_spanish(error: str, field: str, spanish: str) -> None:
    assert faults.read(error)[:2] == (field, spanish)
