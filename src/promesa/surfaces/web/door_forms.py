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
        takes, shows = self._take if method == "POST" else None, self._show if method in ("GET", "HEAD") else None
        if takes is None and shows is None:
            no = Hindered(Obstacle.NO_METHOD, method)
            await http.send_problem(send, frame.house, heads.read(scope), no, self._allow)
            return
        came = frame.came(scope)
        if frame.is_too_fast(came):
            await frame.slow_down(came, send)
            return
        await frame.house.door.freshen()
        if takes is not None:
            drawn = await takes(came, await read(frame, came, receive))
        else:
            assert shows is not None
            drawn = await shows(came)
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
