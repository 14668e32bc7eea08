"""GET /docs: what the API takes and answers, for people; open to everybody, as its document is."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from promesa.surfaces.http import openapi
from promesa.surfaces.operations import Operation, Room
from promesa.surfaces.web import docs_view
from promesa.surfaces.web.docs_view import DocsView
from promesa.surfaces.web.page import EVERYBODY, Asked, Page

WORDS: dict[str, dict[str, str]] = {
    "es": {
        "title": "La API de Promesa",
        "lede": "Las mismas preguntas y las mismas órdenes que usan estas páginas.",
        "start": "Primera petición",
        "takes": "Recibe",
        "gives": "Responde",
        "answers": "Otras respuestas",
        "scope": "Permiso",
        "required": "obligatorio",
        "field": "Campo",
        "kind": "Tipo",
        "meaning": "Qué es",
        "shapes": "Formas",
        "reasons": "Motivos de un no",
        "reason": "Motivo",
        "sentence": "Se dice",
        "document": "Documento OpenAPI 3.1",
    },
    "en": {
        "title": "The Promesa API",
        "lede": "The same questions and the same orders that these pages use.",
        "start": "First request",
        "takes": "Takes",
        "gives": "Gives",
        "answers": "Other answers",
        "scope": "Scope",
        "required": "required",
        "field": "Field",
        "kind": "Kind",
        "meaning": "Meaning",
        "shapes": "Shapes",
        "reasons": "Reasons of a no",
        "reason": "Reason",
        "sentence": "Said as",
        "document": "OpenAPI 3.1 document",
    },
}


def pages(operations: Sequence[Operation], version: str) -> tuple[Page, ...]:
    """The page of these operations; its tables are made when it is first asked for."""

    @cache
    def told() -> DocsView:
        return docs_view.view(openapi.document(operations, version))

    def view(_: Room, __: Asked) -> Mapping[str, Any]:
        return {"doc": told()}

    return (Page("/docs", "docs", "look/docs.html", EVERYBODY, view, WORDS, entry="docs"),)
