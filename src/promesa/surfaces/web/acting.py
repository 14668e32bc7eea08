"""POST /do/{operation}: an act of a person is the operation that programs have, told by a form instead of JSON."""

import hashlib
import logging
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode, urlsplit

import msgspec
from starlette.routing import Route

from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused
from promesa.surfaces.http import bodies, heads, openapi
from promesa.surfaces.http import frame as http
from promesa.surfaces.http.bodies import Hindered, Reader, Receive
from promesa.surfaces.http.frame import Answer, Chance, Endpoint, Send
from promesa.surfaces.http.problems import Obstacle
from promesa.surfaces.operations import Call, Operation
from promesa.surfaces.web import allowed, crumbs, forms, look_words, sign_ins, waits
from promesa.surfaces.web.frame import SAID, SAID_COOKIE, SIGN_IN, Came, Drawn, Frame
from promesa.surfaces.web.page import NOBODY, Page

LOG = logging.getLogger("promesa.web")
PATH = "/do/{operation}"
CSRF, NEXT, KEY, WORDS = "csrf", "next", "key", "said"
OURS = frozenset({CSRF, NEXT, KEY, WORDS})
"""Fields of the form itself; all others are the operation's."""
SAID_SECONDS = 60
TEXT_MAX = 300
ACTS_AT_ONCE, ACTS_PER_SECOND = 240.0, 20.0
"""Of one person at one address: what a phone did without a signal comes all at once."""
FORM = "application/x-www-form-urlencoded"

Outcome = Answer | Refused | Hindered


class Act(NamedTuple):
    """An operation with what reads its fields."""

    operation: Operation
    reader: Reader
    path: frozenset[str]


class Acts:
    """Owns the table of what can be done; one route for all of it."""

    def __init__(self, frame: Frame, operations: Sequence[Operation]) -> None:
        self._frame = frame
        self._endpoint = Endpoint(frame.house, {})
        self._chance = Chance()
        self._pace = waits.Buckets(time.monotonic, ACTS_AT_ONCE, ACTS_PER_SECOND)
        self._acts: dict[str, Act] = {}
        for one in operations:
            if one.method != "GET":
                names = openapi.names_in(one.path)
                self._acts[one.name] = Act(one, bodies.reader(one, names), frozenset(names))

    def route(self) -> Route:
        return Route(PATH, self)

    async def __call__(self, scope: Any, receive: Receive, send: Send) -> None:
        frame, head = self._frame, heads.read(scope)
        if scope["method"] != "POST":
            await http.send_problem(send, frame.house, head, Hindered(Obstacle.NO_METHOD, scope["method"]), "POST")
            return
        came = frame.came(scope)
        body = await bodies.whole(head, receive, forms.FORM_BYTES_MAX)
        told = forms.pairs(body) if isinstance(body, bytes) and head.content_type.startswith(FORM) else []
        if isinstance(told, Hindered):
            told = []
        name = scope["path_params"]["operation"]
        try:
            outcome = await self._outcome(came, name, told)
        except Exception:
            LOG.exception("the act %s broke", name)
            outcome = Hindered(Obstacle.BROKEN)
        await self._answer(send, came, name, told, outcome)

    async def _outcome(self, came: Came, name: str, told: Sequence[tuple[str, str]]) -> Outcome:
        frame, act = self._frame, self._acts.get(name)
        if came.person.role == NOBODY:
            return Hindered(Obstacle.NO_KEY)
        if not self._pace.take(f"{came.person.by} {came.person.role} {waits.address_of(came.scope)}"):
            return Hindered(Obstacle.TOO_FAST)
        if not is_from_here(came.scope) or not frame.is_ours(came, _mark(came.scope, told)):
            return Hindered(Obstacle.OLD_FORM)
        if act is None:
            return Hindered(Obstacle.NO_PAGE, name[:100])
        if not allowed.may(came.person.role, act.operation):
            return Refused(Reason.NOT_ALLOWED, act.operation.scope)
        if self._wants_code(came, act.operation):
            return Hindered(Obstacle.SHOW_CODE)
        path = bodies.from_path(act.reader, {one: forms.first(told, one) for one in act.path})
        if isinstance(path, Hindered):
            return path
        fields = [(said, text) for said, text in told if said not in OURS and said not in act.path]
        asked = forms.struct(act.operation.takes, fields, frame.house.room.machine.world.policies.now.zone)
        if isinstance(asked, Hindered):
            return asked
        return await self._do(came, act, path, asked, forms.first(told, KEY))

    async def _do(self, came: Came, act: Act, path: Mapping[str, Any], asked: Any, key: str) -> Outcome:
        by, house = came.person.by, self._frame.house
        if key and not heads.is_sound_key(key):
            return Hindered(Obstacle.BAD_KEY)
        said = f"{by} /do/{act.operation.name} {key}"
        seed = hashlib.blake2b(said.encode(), digest_size=8).hexdigest() if key else self._chance.name()
        call = Call(by, Instant(house.room.machine.now()), path, seed, house.ring)
        no = allowed.refusal(house.room.machine.world, came.person, act.operation, asked, call)
        return no or await self._endpoint.carry_out(act.operation, asked, call, said if key else None)

    def _wants_code(self, came: Came, operation: Operation) -> bool:
        """Of whoever signed in, where it concerns people, keys or the policy and no code was shown lately."""
        if came.signed_in is None or not allowed.asks_for_code(operation):
            return False
        return not sign_ins.is_fresh(came.signed_in, Instant(self._frame.house.room.machine.now()))

    # --- what is said of it ---

    async def _answer(
        self, send: Send, came: Came, name: str, told: Sequence[tuple[str, str]], outcome: Outcome
    ) -> None:
        good = isinstance(outcome, Answer)
        status = outcome.status if isinstance(outcome, Answer) else http.problem_of(outcome, came.language).status
        self._frame.house.meter.answers[name if name in self._acts else "unknown", status] += 1
        text = self._text(came, name, told, outcome)
        back = local_path(forms.first(told, NEXT))
        if isinstance(outcome, Hindered) and outcome.obstacle is Obstacle.SHOW_CODE:
            to = f"{SIGN_IN}/totp?{urlencode({'next': back})}".encode()
            name_of_header = b"hx-redirect" if came.is_from_htmx else b"location"
            shown = Drawn(200 if came.is_from_htmx else 303, b"", extra=((name_of_header, to),))
            await self._frame.send(send, came, shown)
            return
        if came.is_from_htmx and not (good and _leads_away(came.scope, back)):
            fired = ((b"hx-trigger", b"acted"),) if good else ()
            await self._frame.send(send, came, Drawn(status, self._toast(came, good, text), extra=fired))
            return
        kept = msgspec.json.encode({"kind": "good" if good else "bad", "text": text}).decode()
        cookie = crumbs.write(
            SAID_COOKIE, crumbs.sealed(self._frame.house.ring, SAID, kept), seconds=SAID_SECONDS, secure=came.is_secure
        )
        if came.is_from_htmx:
            await self._frame.send(send, came, Drawn(200, b"", extra=(cookie, (b"hx-redirect", back.encode()))))
        else:
            await self._frame.send(send, came, Drawn(303, b"", extra=(cookie, (b"location", back.encode()))))

    def _text(self, came: Came, name: str, told: Sequence[tuple[str, str]], outcome: Outcome) -> str:
        if not isinstance(outcome, Answer):
            return http.problem_of(outcome, came.language).detail[:TEXT_MAX]
        say = self._frame.shell.sayings.get(name)
        if say is not None:
            return say(outcome.told, came.language)[:TEXT_MAX]
        changed = getattr(outcome.told, "changed", True)
        shared = look_words.WORDS[came.language]
        return (forms.first(told, WORDS)[:TEXT_MAX] or shared["done"]) if changed else shared["nothing_changed"]

    def _toast(self, came: Came, good: bool, text: str) -> bytes:
        page = Page("", "toast", "look/toast.html", frozenset(), lambda _, __: {}, {came.language: {}})
        return self._frame.draw(page, came, {"kind": "good" if good else "bad", "text": text})


def local_path(text: str) -> str:
    """A path of ours to go back to; anything that could lead elsewhere is the first page."""
    sound = text.startswith("/") and not text.startswith("//") and text.isascii() and text.isprintable()
    return text if sound and "\\" not in text and len(text) <= 2_000 else "/"


def is_from_here(scope: Any) -> bool:
    """Whether the browser says that the form stood on a page of ours; old browsers say nothing."""
    headers = dict(scope["headers"])
    site, origin = headers.get(b"sec-fetch-site", b"same-origin"), headers.get(b"origin", b"")
    return site in (b"same-origin", b"none") and (
        not origin or origin.partition(b"://")[2] == headers.get(b"host", b"")
    )


def _mark(scope: Any, told: Sequence[tuple[str, str]]) -> str:
    """The mark of the form, or of the page that htmx speaks for."""
    shown = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"x-csrf"), "")
    return forms.first(told, CSRF) or shown


def _leads_away(scope: Any, back: str) -> bool:
    """Whether the page to come back to is another than the one that htmx stands on."""
    now = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"hx-current-url"), "")
    return bool(now) and back != "/" and urlsplit(now).path != urlsplit(back).path
