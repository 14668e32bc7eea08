"""The door of the house: the first visit, the password, the code, what ends a sign-in, and what nobody gets through."""

import re
from collections.abc import Iterator

import pytest

from promesa.domain.conduct.roles import Role
from promesa.domain.conduct.staff import state
from promesa.domain.conduct.staff.words import AddPerson, ChangeRole, RemovePerson, SignOut
from promesa.domain.values.moments import DAY, HOUR, MINUTE
from promesa.surfaces.asks import staffing
from promesa.surfaces.web import codes, sign_ins, signing_in
from promesa.surfaces.web.frame import Came
from tests.surfaces.http.city import CLOSED, Client, city
from tests.surfaces.web.browsing import Browser
from tests.surfaces.web.team import PASSWORD, code, hire, mark, show_code, show_password, sign_in

REMOTE = {"host": "promesa.example"}


@pytest.fixture
def house() -> Iterator[Client]:
    """Closed, with ana who runs it."""
    with city(settings=CLOSED) as client:
        hire(client, "ana", Role.DIRECTOR)
        yield client


def is_in(browser: Browser) -> bool:
    """Whether somebody who signed in looks: the door sends them on."""
    return browser.get("/sign-in").status == 303


# --- the first visit ---


def invited(client: Client, name: str = "eva") -> str:
    """The path of eva's invitation."""
    assert client.machine.submit(AddPerson(name, Role.CARE), "test").accepted
    link, command = staffing.invitation(name, 3, client.clock.now)
    assert client.machine.submit(command, "test").accepted
    return f"{staffing.WELCOME}?code={link}"


def answer(browser: Browser, path: str, **changed: str) -> dict[str, str]:
    """What eva fills in, with the key that the page shows typed into her app."""
    page = browser.get(path)
    assert page.status == 200
    spelled = re.search(r'class="spelled">([A-Z2-7 ]+)<', page.body.decode())
    assert spelled is not None
    secret = codes.base64.b32decode(spelled[1].replace(" ", ""))
    shown = codes.code(secret, codes.step_of(browser.client.clock.now))
    fields = {"csrf": mark(page), "invitation": path.partition("=")[2], "code": shown}
    return {**fields, "password": PASSWORD, "again": PASSWORD, **changed}


def test_an_invitation_makes_a_password_and_a_code_and_lets_in_once(house: Client) -> None:
    path, browser = invited(house), Browser(house)
    fields = answer(browser, path)
    told = browser.post("/welcome", fields)
    assert (told.status, told.headers["location"]) == (303, "/")
    assert is_in(browser)
    again = Browser(house)
    assert again.get(path).status == 404
    assert "ya no sirve" in again.get(path).body.decode()
    assert again.post("/welcome", fields).status == 404
    assert not is_in(again)
    house.clock.now += MINUTE
    known = house.machine.world.staff.by_name["eva"]
    desk_secret = house.crew.room.vault.open("person:eva", known.sealed)
    assert desk_secret is not None
    assert PASSWORD.encode() not in desk_secret, "a hash, not the password"


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"password": "corta", "again": "corta"}, 422),
        ({"password": "a" * 20, "again": "a" * 20}, 422),
        ({"again": "tres tristes tigritos"}, 422),
        ({"code": "000000"}, 422),
        ({"csrf": "nobodys"}, 403),
    ],
)
def test_what_is_not_right_is_said_and_the_invitation_stays_open(
    house: Client, changed: dict[str, str], status: int
) -> None:
    path, browser = invited(house), Browser(house)
    before = house.head()
    told = browser.post("/welcome", answer(browser, path, **changed))
    assert told.status == status
    assert "notice bad" in told.body.decode()
    assert house.head() == before
    assert browser.post("/welcome", answer(browser, path)).status == 303


def test_an_invitation_ends(house: Client) -> None:
    path = invited(house)
    house.clock.now += 3 * DAY
    assert Browser(house).get(path).status == 404
    assert Browser(house).get("/welcome?code=guessed").status == 404
    assert Browser(house).get("/welcome").status == 404


def test_secrets_are_in_no_fact(house: Client) -> None:
    path, browser = invited(house), Browser(house)
    fields = answer(browser, path)
    assert browser.post("/welcome", fields).status == 303
    for entry in house.machine.log.read():
        for secret in (PASSWORD, fields["invitation"], fields["code"]):
            assert secret.encode() not in entry.body


# --- password and code ---


def test_a_password_alone_opens_nothing(house: Client) -> None:
    browser = Browser(house)
    told = show_password(browser, "ana")
    assert (told.status, told.headers["location"]) == (303, "/sign-in/totp?next=%2Fparts")
    assert not is_in(browser)
    assert browser.get("/people").status in (303, 404)
    half = dict(browser.cookies)
    browser.cookies = {"signed-in": half["half-way"]}
    assert not is_in(browser), "one cookie does not pass for the other"
    browser.cookies = half
    assert show_code(browser, code(house)).status == 303
    assert is_in(browser)


@pytest.mark.parametrize(("name", "password"), [("ana", "wrong"), ("nobody", PASSWORD), ("", ""), ("ana", "")])
def test_a_wrong_name_and_a_wrong_password_look_the_same(house: Client, name: str, password: str) -> None:
    told = show_password(Browser(house), name, password)
    assert told.status == 401
    assert "El nombre o la contraseña no son correctos." in told.body.decode()
    assert not told.cookies or all("half-way" not in one for one in told.cookies)


def test_a_code_is_good_once(house: Client) -> None:
    first = sign_in(house, "ana")
    second = Browser(house)
    show_password(second, "ana")
    told = show_code(second, code(house))
    assert told.status == 401
    assert "ya se usó" in told.body.decode()
    assert is_in(first)
    assert not is_in(second)


def test_a_code_without_a_password_is_sent_back_to_the_start(house: Client) -> None:
    browser = Browser(house)
    assert browser.get("/sign-in/totp").headers["location"].startswith("/sign-in?")
    told = browser.post("/sign-in/totp", {"csrf": mark(browser.get("/sign-in")), "code": code(house)})
    assert told.status == 403
    show_password(browser, "ana")
    house.clock.now += sign_ins.HALF_MINUTES * MINUTE
    assert browser.get("/sign-in/totp").status == 303, "the password was too long ago"


def test_only_our_own_form_signs_in(house: Client) -> None:
    browser = Browser(house)
    fields = {"name": "ana", "password": PASSWORD, "next": "/"}
    assert browser.post("/sign-in", {**fields, "csrf": "x"}).status == 403
    ours = mark(browser.get("/sign-in"))
    for headers in ({"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}):
        assert browser.post("/sign-in", {**fields, "csrf": ours}, headers).status == 403
    assert Browser(house).post("/sign-in", {**fields, "csrf": ours}).status == 403, "another browser's mark"


def test_tries_cost_waits_that_grow_and_the_right_password_waits_too(house: Client) -> None:
    browser = Browser(house)
    told = [show_password(browser, "ana", "wrong").status for _ in range(6)]
    assert told == [401, 401, 401, 401, 429, 429]
    slow = show_password(browser, "ana")
    assert slow.status == 429
    assert int(slow.headers["retry-after"]) >= 1
    assert "Demasiados intentos. Espera" in slow.body.decode()
    browser.get("/sign-in?lang=en")
    assert "Too many tries. Wait" in show_password(browser, "ana").body.decode()
    house.address = "127.0.0.2"
    assert show_password(Browser(house), "eva", "wrong").status == 401, "another name from elsewhere is free to try"


def test_wrong_codes_cost_waits_too(house: Client) -> None:
    browser = Browser(house)
    show_password(browser, "ana")
    assert [show_code(browser, "000000").status for _ in range(5)] == [401, 401, 401, 401, 429]


# --- what is carried ---


def test_the_cookie_is_for_us_alone(house: Client) -> None:
    browser = Browser(house)
    show_password(browser, "ana")
    told = show_code(browser, code(house))
    (cookie,) = [one for one in told.cookies if one.startswith("signed-in=")]
    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert "Secure" not in cookie, "this machine speaks no TLS to itself"
    assert "Domain" not in cookie


def test_from_elsewhere_the_cookie_is_secure_and_has_the_prefix_of_browsers(house: Client) -> None:
    browser = Browser(house)
    ours = mark(browser.get("/sign-in", REMOTE))
    told = browser.post("/sign-in", {"csrf": ours, "name": "ana", "password": PASSWORD}, REMOTE)
    (cookie,) = [one for one in told.cookies if "half-way=" in one]
    assert cookie.startswith("__Host-half-way=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    fields = {"csrf": mark(browser.get("/sign-in/totp", REMOTE)), "code": code(house)}
    told = browser.post("/sign-in/totp", fields, REMOTE)
    (cookie,) = [one for one in told.cookies if "signed-in=" in one]
    assert cookie.startswith("__Host-signed-in=")
    assert "Secure" in cookie.split("; ")
    value = browser.cookies["__Host-signed-in"]
    planted = Browser(house)
    planted.cookies = {"signed-in": value}
    assert planted.get("/sign-in", REMOTE).status == 200, "a cookie without the prefix is not believed there"


def test_what_was_carried_before_signing_in_is_worth_nothing_after(house: Client) -> None:
    """Fixation: whoever planted cookies in a browser does not become whoever signs in there."""
    attacker = Browser(house)
    planted = mark(attacker.get("/sign-in"))
    victim = Browser(house)
    victim.cookies = dict(attacker.cookies)
    show_password(victim, "ana")
    show_code(victim, code(house))
    assert is_in(victim)
    assert not is_in(attacker)
    assert victim.cookies["seat"] != attacker.cookies["seat"]
    before = house.head()
    victim.send("add_person", {"csrf": planted, "person": "spy", "role": "director"})
    assert house.head() == before, "a form that was drawn before is not ours any more"


def test_a_cookie_that_was_changed_is_no_cookie(house: Client) -> None:
    browser = sign_in(house, "ana")
    word = browser.cookies["signed-in"]
    payload, _, signature = word.partition(".")
    for forged in (payload, f"{payload}.", f"{payload[:-2]}AA.{signature}", f"x{word}", word[:-2], "."):
        browser.cookies["signed-in"] = forged
        assert not is_in(browser)


def test_silence_ends_it_and_so_does_age(house: Client) -> None:
    browser = sign_in(house, "ana")
    for _ in range(23):
        house.clock.now += (sign_ins.IDLE_MINUTES - 1) * MINUTE
        assert is_in(browser), "used, it goes on"
    idle = sign_in(house, "ana")
    house.clock.now += sign_ins.IDLE_MINUTES * MINUTE
    assert not is_in(idle)
    busy, began = sign_in(house, "ana"), house.clock.now
    while house.clock.now + 20 * MINUTE < began + state.SIGN_IN_HOURS * HOUR:
        house.clock.now += 20 * MINUTE
        assert is_in(busy)
    house.clock.now += 20 * MINUTE
    assert not is_in(busy), "no sign-in outlives half a day"


def test_a_word_in_the_log_ends_it(house: Client) -> None:
    hire(house, "eva", Role.DIRECTOR)
    for command in (SignOut("ana"), RemovePerson("ana")):
        browser = sign_in(house, "ana")
        assert is_in(browser)
        assert house.machine.submit(command, "person:eva").accepted
        assert not is_in(browser)
    assert show_password(Browser(house), "ana").status == 401


def test_signing_out_ends_this_one_even_for_a_copy_of_its_cookie(house: Client) -> None:
    browser, other = sign_in(house, "ana"), sign_in(house, "ana")
    copy = Browser(house)
    copy.cookies = dict(browser.cookies)
    assert browser.post("/sign-out", {"csrf": "x"}).headers["location"] == "/"
    assert is_in(browser), "only our own form signs out"
    told = browser.post("/sign-out", {"csrf": browser.mark()})
    assert (told.status, told.headers["location"]) == (303, "/sign-in")
    assert "signed-in" not in browser.cookies
    assert not is_in(copy)
    assert is_in(other)


def test_what_stays_open_ends_with_the_sign_in(house: Client) -> None:
    """A stream looks again at whoever listens before each push."""
    frame = house.crew.hub._frame
    hire(house, "eva", Role.DIRECTOR)

    def listening(browser: Browser) -> Came:
        headers = [(b"host", b"localhost"), (b"cookie", browser._cookie()["cookie"].encode())]
        scope = {"path": "/live", "query_string": b"", "headers": headers, "client": ("127.0.0.1", 1), "scheme": "http"}
        return frame.came(scope)

    came = listening(sign_in(house, "ana"))
    assert came.person.name == "ana"
    assert frame.is_still(came)
    for command in (ChangeRole("ana", Role.CARE), SignOut("ana")):
        came = listening(sign_in(house, "ana"))
        assert frame.is_still(came)
        assert house.machine.submit(command, "person:eva").accepted
        assert not frame.is_still(came)
    came = listening(sign_in(house, "ana"))
    house.clock.now += sign_ins.IDLE_MINUTES * MINUTE
    assert not frame.is_still(came)


# --- where to, and how sure ---


@pytest.mark.parametrize(
    "following",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "evil.example",
        "",
        "/" + "x" * 3_000,
        "/sign-out",
        "/sign-in?next=/",
        "/look-as",
    ],
)
def test_nobody_is_sent_elsewhere(house: Client, following: str) -> None:
    assert signing_in.way_on(following) == "/"
    browser = Browser(house)
    told = show_password(browser, "ana", following=following)
    assert told.headers["location"] == "/sign-in/totp?next=%2F"
    assert show_code(browser, code(house), following).headers["location"] == "/"


def test_people_come_to_where_they_wanted(house: Client) -> None:
    told = Browser(house).get("/parts?tab=two")
    assert told.status == 200
    asked = Browser(house).get("/people?tab=keys")
    assert asked.headers["location"] == "/sign-in?next=%2Fpeople%3Ftab%3Dkeys"
    shown = Browser(house).get("/people", {"hx-request": "true"})
    assert (shown.status, shown.headers["hx-redirect"]) == (401, "/sign-in?next=%2Fpeople")


def test_what_concerns_people_asks_for_a_code_that_was_shown_lately(house: Client) -> None:
    browser = sign_in(house, "ana")
    browser.act("add_person", person="eva", role="care")
    assert "eva" in house.machine.world.staff.by_name
    house.clock.now += sign_ins.FRESH_MINUTES * MINUTE
    told = browser.act("add_person", person="leo", role="care")
    assert (told.status, told.headers["location"]) == (303, "/sign-in/totp?next=%2Fparts")
    assert "leo" not in house.machine.world.staff.by_name
    asked = browser.act("add_person", {"hx-request": "true"}, person="leo", role="care")
    assert asked.headers["hx-redirect"] == "/sign-in/totp?next=%2Fparts"
    assert show_code(browser, code(house)).headers["location"] == "/parts"
    browser.act("add_person", person="leo", role="care")
    assert "leo" in house.machine.world.staff.by_name
    browser.act("pause_location", location="centro", reason="inventario")
    assert house.machine.world.locations.by_id["centro"].status == "paused", "the rest asks for none"


def test_the_log_says_who(house: Client) -> None:
    browser = sign_in(house, "ana")
    browser.act("pause_location", location="centro", reason="inventario")
    (entry,) = [one for one in house.machine.log.read() if one.kind == "LocationPaused"]
    assert entry.by == "person:ana"


# --- a demo ---


def test_on_an_open_house_nobody_signs_in_and_each_role_can_be_looked_through(client: Client) -> None:
    browser = Browser(client)
    page = browser.get("/look-as")
    assert page.status == 200
    for role in ("operations", "care", "auditor", "director"):
        told = browser.post("/look-as", {"csrf": mark(page), "role": role})
        assert told.status == 303
        before = client.head()
        browser.act("add_person", person=f"p-{role}", role="care")
        assert (client.head() != before) == (role == "director")
    told = browser.post("/look-as", {"csrf": mark(page), "role": "store", "location": "centro"})
    assert told.headers["location"] == "/store"
    browser.act("pause_location", location="cedis")
    assert client.machine.world.locations.by_id["cedis"].status == "open"
    browser.act("pause_location", location="centro")
    assert client.machine.world.locations.by_id["centro"].status == "paused"


def test_a_closed_house_has_no_eyes_to_lend(house: Client) -> None:
    browser = Browser(house)
    assert browser.get("/look-as").headers["location"] == "/"
    browser.cookies["looks-as"] = "director"
    assert browser.get("/people").status == 303
    assert sign_in(house, "ana").get("/look-as").headers["location"] == "/"
