"""The door of the house: /sign-in, the code of the moment, /welcome for the first visit, and out again."""

import asyncio
import hashlib
import math
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.routing import Route

from promesa.domain.conduct.staff import rules, state
from promesa.domain.conduct.staff.state import Person
from promesa.domain.conduct.staff.words import PERSON, SetCredentials, SignIn, SignOut
from promesa.domain.values.moments import SECOND, Instant
from promesa.domain.values.refusal import Reason
from promesa.surfaces.asks import staffing
from promesa.surfaces.web import acting, codes, crumbs, passwords, saying, sign_ins, squares, waits, who
from promesa.surfaces.web.door_desk import Credentials, Desk, TooMany
from promesa.surfaces.web.door_forms import FormDoor, Sent, away
from promesa.surfaces.web.frame import SIGN_IN, Came, Drawn, Frame
from promesa.surfaces.web.page import EVERYBODY, STORE, Page
from promesa.surfaces.web.sign_ins import HalfWay, SignedIn
from promesa.surfaces.web.signing_words import WORDS

CODE, SIGN_OUT, LOOK_AS = "/sign-in/totp", "/sign-out", "/look-as"
PROVIDER, BACK = "/sign-in/provider", "/sign-in/back"
PASSWORD_MAX, NAME_MAX = 512, 64
DOORS = (SIGN_IN, CODE, SIGN_OUT, LOOK_AS, PROVIDER, BACK, staffing.WELCOME)
"""Nobody is sent back to one of these after signing in."""


def page(name: str) -> Page:
    return Page("", name, f"look/{name}.html", EVERYBODY, lambda _, __: {}, WORDS)


SIGN_IN_PAGE, CODE_PAGE, WELCOME_PAGE, EYES_PAGE = page("sign_in"), page("code"), page("welcome"), page("eyes")


def way_on(text: str, role: str = "") -> str:
    """Where to go after signing in: a page of ours, and never a door."""
    path = acting.local_path(text)
    if any(path.partition("?")[0].rstrip("/") == door for door in DOORS):
        path = "/"
    return "/store" if path == "/" and role == STORE else path


class Doors:
    """Owns the desk; makes the routes of the door."""

    def __init__(self, frame: Frame, desk: Desk, provider: bool = False) -> None:
        self._frame, self.desk, self._provider = frame, desk, provider

    def routes(self) -> list[Route]:
        frame = self._frame
        return [
            Route(SIGN_IN, FormDoor(frame, self._show_sign_in, self._take_password)),
            Route(CODE, FormDoor(frame, self._show_code, self._take_code)),
            Route(staffing.WELCOME, FormDoor(frame, self._show_welcome, self._take_welcome)),
            Route(SIGN_OUT, FormDoor(frame, None, self._take_sign_out)),
            Route(LOOK_AS, FormDoor(frame, self._show_eyes, self._take_eyes)),
        ]

    def no(self, came: Came, status: int, problem: str) -> Drawn:
        """The door again, with what went wrong."""
        return self._sign_in(came, status, problem=WORDS[came.language][problem])

    def _draw(self, came: Came, of: Page, status: int = 200, **values: Any) -> Drawn:
        around = {"problem": "", "next": came.query.get("next", "/"), **values}
        extra = ((b"retry-after", str(around.pop("retry")).encode()),) if "retry" in around else ()
        return Drawn(status, self._frame.draw(of, came, around), extra=extra)

    def _slow_down(self, came: Came, of: Page, seconds: float, **values: Any) -> Drawn:
        left = math.ceil(seconds)
        text = WORDS[came.language]["slow_down"].format(saying.duration(left * SECOND))
        return self._draw(came, of, 429, problem=text, retry=left, **values)

    def _now(self) -> Instant:
        return Instant(self._frame.house.room.machine.now())

    # --- the password ---

    async def _show_sign_in(self, came: Came) -> Drawn:
        if came.signed_in is not None:
            return away(way_on(came.query.get("next", "/"), came.person.role))
        return self._sign_in(came)

    def _sign_in(self, came: Came, status: int = 200, **values: Any) -> Drawn:
        nobody = not self._frame.house.room.machine.world.staff.by_name
        around = {"name": "", "provider": self._provider, "nobody_yet": nobody and not self._provider, **values}
        return self._draw(came, SIGN_IN_PAGE, status, **around)

    async def _take_password(self, came: Came, sent: Sent) -> Drawn:
        name = rules.name_of(sent.fields.get("name", ""))[:NAME_MAX]
        following = way_on(sent.fields.get("next", "/"))
        words, kept = WORDS[came.language], {"name": name, "next": following}
        if not sent.is_ours:
            return self._sign_in(came, 403, problem=words["old_form"], **kept)
        wait = self.desk.wait(came.scope, name)
        if wait > 0:
            around = {"provider": self._provider, "nobody_yet": False, **kept}
            return self._slow_down(came, SIGN_IN_PAGE, wait, **around)
        try:
            person = await self.desk.knows(name, sent.fields.get("password", "")[:PASSWORD_MAX])
        except TooMany:
            return self._sign_in(came, 429, problem=words["busy"], retry=2, **kept)
        if person is None:
            self.desk.failed(came.scope, name)
            return self._sign_in(came, 401, problem=words["wrong"], **kept)
        half = HalfWay(person.name, person.epoch, self._now())
        cookie = sign_ins.written(self._frame.house.ring, came.scope, half)
        return away(f"{CODE}?{urlencode({'next': following})}", cookie)

    # --- the code ---

    def _at_code(self, came: Came) -> Person | None:
        """Who has shown a password a moment ago, or has signed in and is asked again."""
        house, staff = self._frame.house, self._frame.house.room.machine.world.staff
        if came.signed_in is not None:
            return state.working(staff, came.signed_in.person)
        return sign_ins.half_way(house.ring, staff, came.scope, came.cookies, self._now())

    async def _show_code(self, came: Came) -> Drawn:
        person = self._at_code(came)
        if person is None:
            return away(f"{SIGN_IN}?{urlencode({'next': way_on(came.query.get('next', '/'))})}")
        if person.subject:
            return away(f"{PROVIDER}?{urlencode({'next': way_on(came.query.get('next', '/'), person.role)})}")
        return self._draw(came, CODE_PAGE, name=person.name, again=came.signed_in is not None)

    async def _take_code(self, came: Came, sent: Sent) -> Drawn:
        person, words = self._at_code(came), WORDS[came.language]
        if person is None:
            return self._sign_in(came, 403, problem=words["started_over"])
        following = way_on(sent.fields.get("next", "/"), person.role)
        kept = {"name": person.name, "again": came.signed_in is not None, "next": following}
        if not sent.is_ours:
            return self._draw(came, CODE_PAGE, 403, problem=words["old_form"], **kept)
        wait = self.desk.wait(came.scope, f"code:{person.name}")
        if wait > 0:
            return self._slow_down(came, CODE_PAGE, wait, **kept)
        step = await self.desk.step_of(person, sent.fields.get("code", ""))
        if not step:
            self.desk.failed(came.scope, f"code:{person.name}")
            return self._draw(came, CODE_PAGE, 401, problem=words["wrong_code"], **kept)
        told = self._begun(came, person)
        again = came.signed_in is not None
        no = await self.desk.say(SignIn(person.name, told.sign_in, step, again), PERSON + person.name)
        if no is not None:
            self.desk.failed(came.scope, f"code:{person.name}")
            problem = words["used_code" if no.reason is Reason.CODE_USED else "started_over"]
            return self._draw(came, CODE_PAGE, 401, problem=problem, **kept)
        for name in (person.name, f"code:{person.name}"):
            self.desk.passed(name)
        return self.enter(came, told, following)

    def _begun(self, came: Came, person: Person) -> SignedIn:
        """A sign-in with a name that nobody had before; asked again, the same one with its code just shown."""
        now = self._now()
        if came.signed_in is None:
            return sign_ins.begun(person, sign_ins.new_name(), now)
        return sign_ins.shown_again(came.signed_in, now)

    def enter(self, came: Came, told: SignedIn, to: str) -> Drawn:
        """Signed in: what was carried here before, marks of forms included, is worth nothing any more."""
        scope, ring = came.scope, self._frame.house.ring
        seat = crumbs.write(crumbs.SEAT, crumbs.new_seat(), secure=came.is_secure)
        return away(to, sign_ins.written(ring, scope, told), sign_ins.ended(scope, sign_ins.HALF_WAY), seat)

    # --- the first visit ---

    def _invited(self, code: str) -> Person | None:
        """Whose invitation the code is of; few people work anywhere, and all are looked at."""
        found, now = staffing.digest(code), self._now()
        people = self._frame.house.room.machine.world.staff.by_name.values()
        return next((one for one in people if one.removed_at is None and rules.is_open(one, found, now)), None)

    def _secret(self, code: str) -> bytes:
        """Of the codes to come: the same however often the page is drawn, known to whoever holds the link alone."""
        ring = self._frame.house.ring
        key = ring.secrets[ring.newest]
        return hashlib.blake2b(code.encode(), key=key, digest_size=codes.SECRET_BYTES, person=b"promesa-codes").digest()

    def _welcome(self, came: Came, person: Person, code: str, status: int = 200, problem: str = "") -> Drawn:
        secret = self._secret(code)
        return self._draw(
            came,
            WELCOME_PAGE,
            status,
            problem=problem,
            name=person.name,
            code=code,
            square=squares.square(codes.address(secret, person.name), WORDS[came.language]["square"]),
            spelled=[codes.spelled(secret)[at : at + 4] for at in range(0, 32, 4)],
        )

    def _over(self, came: Came) -> Drawn:
        self.desk.addresses.fail(waits.address_of(came.scope))
        return self._draw(came, WELCOME_PAGE, 404, name="")

    async def _show_welcome(self, came: Came) -> Drawn:
        wait = self.desk.addresses.left(waits.address_of(came.scope))
        if wait > 0:
            return self._slow_down(came, WELCOME_PAGE, wait, name="")
        code = came.query.get("code", "")
        person = self._invited(code)
        return self._over(came) if person is None else self._welcome(came, person, code)

    async def _take_welcome(self, came: Came, sent: Sent) -> Drawn:
        code, words = sent.fields.get("invitation", ""), WORDS[came.language]
        person = self._invited(code)
        if person is None:
            return self._over(came)
        wrong, step = self._wrong(sent, person, code)
        if wrong:
            status = 403 if wrong == "old_form" else 422
            return self._welcome(came, person, code, status, words[wrong])
        try:
            hashed = await self.desk.slowly(passwords.hashed, sent.fields["password"], self.desk.cost)
        except TooMany:
            return self._welcome(came, person, code, 429, words["busy"])
        sealed = await asyncio.to_thread(self.desk.sealed, person.name, Credentials(hashed, self._secret(code)))
        told, by = sign_ins.begun(person, sign_ins.new_name(), self._now(), person.epoch + 1), PERSON + person.name
        for command in (
            SetCredentials(person.name, sealed, staffing.digest(code)),
            SignIn(person.name, told.sign_in, step),
        ):
            if await self.desk.say(command, by) is not None:
                return self._over(came)
        return self.enter(came, told, way_on("/", person.role))

    def _wrong(self, sent: Sent, person: Person, code: str) -> tuple[str, int]:
        """What is wrong with what was chosen, as a word, and the half minute of the code."""
        fields: Mapping[str, str] = sent.fields
        password = fields.get("password", "")
        step = codes.matched(self._secret(code), fields.get("code", ""), self._now())
        wrong = "" if sent.is_ours else "old_form"
        wrong = wrong or passwords.weakness(password, person.name)
        wrong = wrong or ("differ" if password != fields.get("again", "") else "")
        return wrong or ("" if step else "wrong_code"), step

    # --- out, and through whose eyes ---

    async def _take_sign_out(self, came: Came, sent: Sent) -> Drawn:
        if sent.is_ours and came.signed_in is not None:
            name = came.signed_in.person
            await self.desk.say(SignOut(name, came.signed_in.sign_in), PERSON + name)
        elif not sent.is_ours:
            return away("/")
        return away(SIGN_IN, sign_ins.ended(came.scope), sign_ins.ended(came.scope, sign_ins.HALF_WAY))

    async def _show_eyes(self, came: Came) -> Drawn:
        """Of a demo alone: whoever signed in looks with their own eyes."""
        house = self._frame.house
        if came.signed_in is not None or not who.is_at_home(house, came.scope):
            return away("/")
        stores = house.room.machine.ask(
            lambda world: [(name, one.name or name) for name, one in world.locations.by_id.items()]
        )
        return self._draw(came, EYES_PAGE, roles=who.EYES, stores=sorted(stores, key=lambda pair: pair[1]))

    async def _take_eyes(self, came: Came, sent: Sent) -> Drawn:
        role, location = sent.fields.get("role", ""), sent.fields.get("location", "")
        at_home = came.signed_in is None and who.is_at_home(self._frame.house, came.scope)
        if not at_home or not sent.is_ours or role not in who.EYES:
            return away("/")
        told = f"{role}:{location}" if role == STORE and location.isascii() and location.isprintable() else role
        return away(way_on("/", role), crumbs.write(who.LOOKS_AS, crumbs_safe(told), secure=came.is_secure))


def crumbs_safe(text: str) -> str:
    """What may stand in a cookie without quotes."""
    return "" if any(one in ' ",;\\' for one in text) else text
