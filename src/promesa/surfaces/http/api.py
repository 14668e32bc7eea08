"""The ASGI application: one plain route for each path of the table, the document, the pages and the vital signs."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

import msgspec
from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from promesa.surfaces.http import bodies, frame, heads, openapi, problems
from promesa.surfaces.http.bodies import Hindered
from promesa.surfaces.http.frame import Endpoint, House, Prepared, Send
from promesa.surfaces.http.hooks import PATH as WEBHOOK_PATH
from promesa.surfaces.http.hooks import HookEndpoint
from promesa.surfaces.http.problems import Obstacle
from promesa.surfaces.http.vitals import Vitals
from promesa.surfaces.operations import Operation
from promesa.surfaces.webhooks import Mailbox, Webhook

App = Callable[[Any, bodies.Receive, Send], Awaitable[None]]


class Plain:
    """An ASGI application of one method, as Starlette wants it: an object, not a function of a request."""

    def __init__(self, house: House, app: App) -> None:
        self._house, self._app = house, app

    async def __call__(self, scope: Any, receive: bodies.Receive, send: Send) -> None:
        if scope["method"] in ("GET", "HEAD"):
            await self._app(scope, receive, send)
            return
        no = Hindered(Obstacle.NO_METHOD, scope["method"])
        await frame.send_problem(send, self._house, heads.read(scope), no, "GET, HEAD")


def api(
    house: House,
    operations: Sequence[Operation],
    webhooks: Mapping[str, Webhook | Mailbox],
    version: str,
    hindrance: Callable[[], str],
    pages: Sequence[Route] = (),
    lost: Callable[[Any], Response | None] = lambda _: None,
) -> FastAPI:
    """The whole API. `hindrance`: why nobody should be sent here now; `pages`: what people read;
    `lost`: what whoever reads pages is shown of a path that is none, None for a program.
    """
    app = FastAPI(title="Promesa", version=version, openapi_url=None, docs_url=None, redoc_url=None)
    document = openapi.document(operations, version)
    app.openapi = lambda: document  # type: ignore[method-assign]
    app.router.routes[:] = _routes(house, operations, webhooks, document, hindrance, pages)
    app.add_exception_handler(HTTPException, _not_found(house, lost))
    return app


def _routes(
    house: House,
    operations: Sequence[Operation],
    webhooks: Mapping[str, Webhook | Mailbox],
    document: dict[str, Any],
    hindrance: Callable[[], str],
    beside: Sequence[Route],
) -> list[Route]:
    """In the order of the table: hot paths first, and a path without names before one that could swallow it."""
    by_path: dict[str, dict[str, Prepared]] = {}
    for operation in operations:
        reader = bodies.reader(operation, openapi.names_in(operation.path))
        by_path.setdefault(operation.path, {})[operation.method] = Prepared(operation, reader)
    paths = sorted(by_path, key=lambda path: "{" in path)
    routes = [Route(path, Endpoint(house, by_path[path])) for path in paths]
    routes.append(Route(WEBHOOK_PATH, HookEndpoint(house, webhooks)))
    vitals = Vitals(house, hindrance)
    body = msgspec.json.encode(document)

    async def openapi_json(_: Any, __: Any, send: Send) -> None:
        await frame.send_bytes(send, 200, frame.JSON, body, ((b"cache-control", b"max-age=300"),))

    plain: tuple[tuple[str, App], ...] = (
        ("/openapi.json", openapi_json),
        ("/healthz", vitals.health),
        ("/readyz", vitals.ready),
        ("/metrics", vitals.metrics),
    )
    return [*routes, *beside] + [Route(path, Plain(house, app)) for path, app in plain]


def _not_found(house: House, lost: Callable[[Any], Response | None]) -> Callable[[Request, Any], Awaitable[Response]]:
    async def answer(request: Request, error: HTTPException) -> Response:
        shown = lost(request.scope) if error.status_code == 404 else None
        if shown is not None:
            return shown
        language = heads.language(request.headers.get("accept-language", ""), house.language)
        kind = {404: Obstacle.NO_PAGE, 405: Obstacle.NO_METHOD}.get(error.status_code, Obstacle.MALFORMED)
        problem = problems.obstacle(kind, language, request.url.path[:100])
        return Response(
            msgspec.json.encode(problem),
            problem.status,
            media_type=problems.CONTENT_TYPE.decode(),
            headers=error.headers,
        )

    return answer
