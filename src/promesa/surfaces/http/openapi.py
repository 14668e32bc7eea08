"""The OpenAPI 3.1 document, built from the table of operations: what is served is what is documented."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from promesa.domain.conduct import keys
from promesa.domain.values import refusal
from promesa.surfaces import fields
from promesa.surfaces.http import bodies, examples, heads, problems
from promesa.surfaces.http.hooks import PATH as WEBHOOK_PATH
from promesa.surfaces.http.hooks import Noted
from promesa.surfaces.http.problems import Problem
from promesa.surfaces.operations import Command, Operation, Question

REF = "#/components/schemas/{name}"
PROBLEM = "application/problem+json"
JSON = "application/json"

ABOUT = """What a retailer promises and how the promise is kept: quotes with signed offers, orders that commit stock,
capacity and payment window in one step, parcels, money and the reasons of every date.

Money is whole centavos. Instants are ISO 8601 with a zone; promised dates are civil dates in a named zone. Every no is
a problem document (RFC 9457) with a `reason` for programs and a sentence in Spanish and in English; a refusal never
changes anything. A POST with an `Idempotency-Key` takes effect once: repeated, it gets the same answer and
`Idempotency-Replayed: true`; with another body it is refused as `key_reused`. A refused request is not remembered."""

WHEN = {
    400: "The body is not JSON, or the idempotency key is not sound.",
    401: "No key, or one that opens nothing.",
    403: "The key does not have the scope that this needs.",
    404: "What the path names is not known.",
    409: "It cannot be done now; `reason` says why.",
    413: f"The body is larger than {bodies.BODY_MAX} bytes.",
    415: "The body is not application/json.",
    422: "A value is not accepted, whoever asks and whenever.",
    429: "Too many requests of this key are waiting; come back after `Retry-After` seconds.",
    503: "The store cannot be reached or the queue is full; nothing is known to have changed.",
}


def document(operations: Sequence[Operation], version: str) -> dict[str, Any]:
    """The whole document, ready to be written as JSON."""
    types = {t for o in operations for t in (o.takes, o.gives)} | {Problem, Noted}
    ordered = sorted(types, key=lambda t: t.__name__)
    _, schemas = msgspec.json.schema_components(ordered, ref_template=REF)
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(plain(operation.path), {})[operation.method.lower()] = _operation(operation, schemas)
    paths[WEBHOOK_PATH] = {"post": _webhook()}
    bodies_taken = {o.takes.__name__ for o in operations if o.method == "POST"}
    queries = {o.takes.__name__ for o in operations} - bodies_taken
    return {
        "openapi": "3.1.0",
        "info": {"title": "Promesa", "version": version, "description": ABOUT, "license": {"name": "Apache-2.0"}},
        "tags": [{"name": group} for group in dict.fromkeys((*(o.group for o in operations), "Webhooks"))],
        "paths": paths,
        "components": {
            "schemas": {name: schema for name, schema in schemas.items() if name not in queries},
            "responses": {f"Problem{status}": _problem(status, text) for status, text in WHEN.items()},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer", "description": _keys_text()}},
        },
        "security": [{"key": []}],
    }


def plain(path: str) -> str:
    """A route's path as OpenAPI writes it: without converters."""
    return re.sub(r":\w+}", "}", path)


def names_in(path: str) -> tuple[str, ...]:
    """The names in a path, in order."""
    return tuple(re.findall(r"{(\w+)", path))


def statuses(operation: Operation) -> tuple[int, ...]:
    """Every status but success that the operation may answer with, ascending."""
    found = {401, 403, 503}
    has_input = operation.takes.__struct_fields__ or names_in(operation.path)
    if names_in(operation.path):
        found.add(404)
    if has_input:
        found.add(422)
    if operation.method == "POST":
        found |= {400, 409, 413, 415, 422}
    if isinstance(operation, Command):
        found.add(429)
    if isinstance(operation, Question) and operation.in_state:
        found.add(409)
    return tuple(sorted(found))


def _operation(operation: Operation, schemas: Mapping[str, Any]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "operationId": operation.name,
        "tags": [operation.group],
        "summary": operation.summary,
        "description": f"Scope: `{operation.scope}`.",
        "x-scope": operation.scope,
        "parameters": [*_path(operation.path), *_query(operation, schemas), *_headers(operation)],
        "responses": {str(operation.status): _success(operation)} | _problems(statuses(operation)),
    }
    if operation.method == "POST":
        required = any(field.required for field in msgspec.structs.fields(operation.takes))
        content: dict[str, Any] = {"schema": _ref(operation.takes)}
        if operation.name in examples.BODIES:
            content["example"] = examples.BODIES[operation.name]
        told["requestBody"] = {"required": required, "content": {JSON: content}}
    return told


def _ref(kind: type) -> dict[str, str]:
    return {"$ref": REF.format(name=kind.__name__)}


def _path(path: str) -> list[dict[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": msgspec.json.schema(fields.PATH[name])}
        for name in names_in(path)
    ]


def _query(operation: Operation, schemas: Mapping[str, Any]) -> list[dict[str, Any]]:
    if operation.method == "POST" or not operation.takes.__struct_fields__:
        return []
    schema = schemas[operation.takes.__name__]
    required = schema.get("required", ())
    return [
        {"name": name, "in": "query", "required": name in required, "schema": _said(one)}
        for name, one in schema["properties"].items()
    ]


def _said(schema: Mapping[str, Any]) -> dict[str, Any]:
    """A query cannot say null: what may be null is left out instead."""
    choices = [choice for choice in schema.get("anyOf", ()) if choice.get("type") != "null"]
    told = {name: value for name, value in schema.items() if name != "anyOf" and value is not None}
    return {**told, **(choices[0] if len(choices) == 1 else {"anyOf": choices} if choices else {})}


def _headers(operation: Operation) -> Iterable[dict[str, Any]]:
    yield {
        "name": "Accept-Language",
        "in": "header",
        "description": "The language of `title` and `detail` in a problem: es or en.",
        "schema": {"type": "string", "examples": ["es-MX", "en"]},
    }
    if isinstance(operation, Command):
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "Of your making, one for each intention; the same key again is the same intention.",
            "schema": {
                "type": "string",
                "minLength": 1,
                "maxLength": heads.IDEMPOTENCY_MAX,
                "pattern": r"^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$",
            },
        }


def _success(operation: Operation) -> dict[str, Any]:
    told: dict[str, Any] = {
        "description": (operation.gives.__doc__ or "Done.").strip().split("\n\n")[0],
        "content": {JSON: {"schema": _ref(operation.gives)}},
    }
    if isinstance(operation, Command):
        schema = {"type": "string", "enum": ["true"]}
        told["headers"] = {"Idempotency-Replayed": {"description": "The key was answered before.", "schema": schema}}
    return told


def _problems(found: Iterable[int]) -> dict[str, Any]:
    return {str(status): {"$ref": f"#/components/responses/Problem{status}"} for status in found}


def _problem(status: int, text: str) -> dict[str, Any]:
    told: dict[str, Any] = {"description": text, "content": {PROBLEM: {"schema": _ref(Problem)}}}
    if status in (429, 503):
        told["headers"] = {"Retry-After": {"schema": {"type": "string"}}}
    return told


def _webhook() -> dict[str, Any]:
    content = {JSON: {"schema": {"type": "object"}}}
    return {
        "operationId": "hear_partner",
        "tags": ["Webhooks"],
        "summary": "A partner's signed notice; answered once what it means is durable.",
        "description": "Signed by the partner, so no key is needed.",
        "security": [],
        "parameters": _path(WEBHOOK_PATH),
        "requestBody": {"required": False, "content": content},
        "responses": {"200": {"description": "Noted.", "content": {JSON: {"schema": _ref(Noted)}}}}
        | _problems((400, 401, 404, 413, 503)),
    }


def _keys_text() -> str:
    return f"A key made by `promesa keys add`, with scopes among: {', '.join(keys.EVERY_SCOPE)}."


def reasons() -> list[tuple[str, str, str]]:
    """Every reason of a no with its sentences (es-MX, en), for the pages."""
    told = [(str(kind), *problems.SENTENCES[kind]) for kind in problems.Obstacle]
    return told + [(str(reason), *refusal.SENTENCES[reason]) for reason in refusal.Reason]
