"""The short way in: a request for a path without names goes to its endpoint at once, any other through the frame.

Between the server and an endpoint the frame has six layers that walk patterns, guard against errors and look for
telemetry; our endpoints answer for themselves, and the layers took a third of the event loop's time for an order.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from fastapi import FastAPI
from starlette.routing import Route

from promesa.surfaces.http import bodies
from promesa.surfaces.http.frame import Endpoint, Send


class Front:
    """The ASGI application that is served: owns the table of paths, knows nothing of what is behind them."""

    def __init__(self, app: FastAPI) -> None:
        self.app = app
        self._straight: dict[str, Callable[[Any, bodies.Receive, Send], Awaitable[None]]] = {
            route.path: route.endpoint
            for route in reversed(app.router.routes)  # of two for one path the first is asked
            if isinstance(route, Route) and isinstance(route.endpoint, Endpoint) and "{" not in route.path
        }

    async def __call__(self, scope: Any, receive: bodies.Receive, send: Send) -> None:
        endpoint = self._straight.get(scope["path"]) if scope["type"] == "http" else None
        await (endpoint or self.app)(scope, receive, send)
