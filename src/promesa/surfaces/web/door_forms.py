"""A page with a form of its own beside /do: what was sent is ours, and its answer is a page or a way on."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, NamedTuple

from promesa.surfaces.http import bodies, heads
from promesa.surfaces.http import frame as http
from promesa.surfaces.http.bodies import Hindered, Receive
from promesa.surfaces.http.frame import Send
from promesa.surfaces.http.problems import Obstacle
from promesa.surfaces.web import acting, forms
from promesa.surfaces.web.frame import Came, Drawn, Frame

BODY_MAX = 16 * 1024


class Sent(NamedTuple):
    """A form that was sent: its fields, and whether we drew it for this browser."""

    fields: Mapping[str, str]
    is_ours: bool


Show = Callable[[Came], Awaitable[Drawn]]
Take = Callable[[Came, Sent], Awaitable[Drawn]]


class FormDoor:
    """One address that is looked at, sent to, or both."""

    def __init__(self, frame: Frame, show: Show | None, take: Take | None) -> None:
        self._frame, self._show, self._take = frame, show, take
        named = (("GET, HEAD", show), ("POST", take))
        self._allow = ", ".join(methods for methods, does in named if does is not None)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        frame, method = self._frame, scope["method"]
        if method == "POST" and self._take is not None:
            came = frame.came(scope)
            drawn = await self._take(came, await read(frame, came, receive))
        elif method in ("GET", "HEAD") and self._show is not None:
            came = frame.came(scope)
            drawn = await self._show(came)
        else:
            no = Hindered(Obstacle.NO_METHOD, method)
            await http.send_problem(send, frame.house, heads.read(scope), no, self._allow)
            return
        await frame.send(send, came, drawn)


async def read(frame: Frame, came: Came, receive: Receive) -> Sent:
    """The first value of each field; nothing of what is too long or no form."""
    head = heads.read(came.scope)
    body = await bodies.whole(head, receive, BODY_MAX)
    told = forms.pairs(body) if isinstance(body, bytes) and head.content_type.startswith(acting.FORM) else []
    fields: dict[str, str] = {}
    for name, value in [] if isinstance(told, Hindered) else told:
        fields.setdefault(name, value)
    ours = acting.is_from_here(came.scope) and frame.is_ours(came, fields.get(acting.CSRF, ""))
    return Sent(fields, ours)


def away(to: str, *cookies: tuple[bytes, bytes]) -> Drawn:
    """Look there next."""
    return Drawn(303, b"", extra=(*cookies, (b"location", to.encode())))
