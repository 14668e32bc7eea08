"""People for tests: hired with a role, and signed in as a browser does it, password, code and all."""

import re

import msgspec

from promesa.domain.conduct.roles import Role
from promesa.domain.conduct.staff.words import PERSON, AddPerson, InvitePerson, SetCredentials
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import DAY, SECOND, Instant
from promesa.surfaces.asks import staffing
from promesa.surfaces.web import codes, passwords
from promesa.surfaces.web.door_desk import Credentials
from promesa.surfaces.web.passwords import Cost
from tests.surfaces.http.city import Client, Told
from tests.surfaces.web.browsing import Browser

PASSWORD = "tres tristes tigres"
SECRET = b"12345678901234567890"
CHEAP = Cost(2**4, 8, 1)


def hire(client: Client, name: str, role: Role, location: str = "") -> str:
    """Somebody of that role, who has chosen PASSWORD and has SECRET on their phone; the name."""
    sealed = msgspec.json.encode(Credentials(passwords.hashed(PASSWORD, CHEAP), SECRET))
    digest = staffing.digest(name)
    for command, by in (
        (AddPerson(name, role, LocationId(location) or None), "test"),
        (InvitePerson(name, digest, Instant(client.clock.now + DAY)), "test"),
        (SetCredentials(name, client.crew.room.vault.seal(PERSON + name, sealed), digest), PERSON + name),
    ):
        verdict = client.machine.submit(command, by)
        assert verdict.accepted, verdict.refusal
    return name


def code(client: Client, half_minutes: int = 0) -> str:
    return codes.code(SECRET, codes.step_of(client.clock.now) + half_minutes)


def mark(page: Told) -> str:
    """The mark of the page's own form."""
    found = re.search(r'name="csrf" value="([\w-]+)"', page.body.decode())
    assert found is not None, page
    return found[1]


def sign_in(client: Client, name: str, following: str = "/parts") -> Browser:
    """A browser in which they have signed in, half a minute later."""
    client.clock.now += 30 * SECOND
    browser = Browser(client)
    told = show_password(browser, name, following=following)
    assert told.status == 303, told.body.decode()
    told = show_code(browser, code(client), following)
    assert (told.status, told.headers["location"]) == (303, following), told.body.decode()
    return browser


def show_password(browser: Browser, name: str, password: str = PASSWORD, following: str = "/parts") -> Told:
    fields = {"csrf": mark(browser.get("/sign-in")), "name": name, "password": password, "next": following}
    return browser.post("/sign-in", fields)


def show_code(browser: Browser, shown: str, following: str = "/parts") -> Told:
    fields = {"csrf": mark(browser.get("/sign-in/totp")), "code": shown, "next": following}
    return browser.post("/sign-in/totp", fields)
