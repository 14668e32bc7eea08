"""The OpenAPI document as a page can show it: groups of operations, flat tables of fields, shapes and reasons."""

from collections.abc import Mapping
from typing import Any

import msgspec

from promesa.surfaces.http import openapi


class FieldRow(msgspec.Struct, frozen=True):
    name: str
    kind: str
    shape: str
    """The name of the shape that the field is made of, or nothing."""
    required: bool
    meaning: str
    place: str = ""


class OperationView(msgspec.Struct, frozen=True):
    name: str
    method: str
    path: str
    summary: str
    scope: str
    parameters: tuple[FieldRow, ...]
    takes: str
    example: str
    """A body as JSON, or nothing."""
    gives: str
    status: str
    answers: tuple[tuple[str, str], ...]


class ShapeView(msgspec.Struct, frozen=True):
    name: str
    about: str
    fields: tuple[FieldRow, ...]


class DocsView(msgspec.Struct, frozen=True):
    about: tuple[str, ...]
    groups: tuple[tuple[str, tuple[OperationView, ...]], ...]
    shapes: tuple[ShapeView, ...]
    reasons: tuple[tuple[str, str, str], ...]


def view(document: Mapping[str, Any]) -> DocsView:
    """Everything that the page of the API shows."""
    found: dict[str, list[OperationView]] = {tag["name"]: [] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, told in methods.items():
            found[told["tags"][0]].append(_operation(document, path, method, told))
    schemas = document["components"]["schemas"]
    shapes = tuple(_shape(name, schema) for name, schema in sorted(schemas.items()) if "properties" in schema)
    about = tuple(part.replace("\n", " ") for part in document["info"]["description"].split("\n\n"))
    groups = tuple((group, tuple(operations)) for group, operations in found.items())
    return DocsView(about, groups, shapes, tuple(openapi.reasons()))


def _operation(document: Mapping[str, Any], path: str, method: str, told: Mapping[str, Any]) -> OperationView:
    status = next(status for status in told["responses"] if status.startswith("2"))
    body = told.get("requestBody", {}).get("content", {}).get("application/json", {})
    return OperationView(
        told["operationId"],
        method.upper(),
        path,
        told["summary"],
        told.get("x-scope", ""),
        tuple(_parameter(parameter) for parameter in told["parameters"] if parameter["name"] != "Accept-Language"),
        _named(body.get("schema", {})),
        _pretty(body["example"]) if "example" in body else "",
        _named(told["responses"][status]["content"]["application/json"]["schema"]),
        status,
        tuple(
            (code, document["components"]["responses"][f"Problem{code}"]["description"])
            for code in told["responses"]
            if code != status
        ),
    )


def _pretty(example: Any) -> str:
    return msgspec.json.format(msgspec.json.encode(example), indent=2).decode()


def _parameter(parameter: Mapping[str, Any]) -> FieldRow:
    schema = parameter["schema"]
    meaning = parameter.get("description") or schema.get("description", "")
    row = _row(parameter["name"], schema, bool(parameter.get("required")))
    return msgspec.structs.replace(row, meaning=meaning, place=parameter["in"])


def _shape(name: str, schema: Mapping[str, Any]) -> ShapeView:
    required = schema.get("required", ())
    rows = tuple(_row(field, one, field in required) for field, one in schema["properties"].items())
    return ShapeView(name, " ".join(schema.get("description", "").split()), rows)


def _row(name: str, schema: Mapping[str, Any], required: bool) -> FieldRow:
    return FieldRow(name, _kind(schema), _named(schema), required, schema.get("description") or _inner_text(schema))


def _inner_text(schema: Mapping[str, Any]) -> str:
    return next((str(one["description"]) for one in schema.get("anyOf", ()) if "description" in one), "")


def _named(schema: Mapping[str, Any]) -> str:
    """The shape that a schema, its items or one of its choices refers to."""
    if "$ref" in schema:
        return str(schema["$ref"]).rpartition("/")[2]
    inner = (schema.get("items"), *schema.get("anyOf", ()), schema.get("additionalProperties"))
    return next((name for one in inner if isinstance(one, Mapping) and (name := _named(one))), "")


def _kind(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _named(schema)
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(str(value) for value in schema["enum"])
    if schema.get("type") == "array" and isinstance(schema.get("items"), Mapping):
        return f"[{_kind(schema['items'])}]"
    said = str(schema.get("format") or schema.get("type") or "any")
    return said + _limits(schema)


def _limits(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None or high is not None:
        return f" {'' if low is None else low}..{'' if high is None else high}"
    return f" ≤{schema['maxLength']}" if "maxLength" in schema else ""
