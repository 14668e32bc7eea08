"""Signing in with the company's account, against a provider that does as the standards say, and one that does not."""

from collections.abc import Iterator

import httpx2
import msgspec
import pytest

from promesa.domain.conduct.roles import Role
from promesa.domain.conduct.staff import vouching as staff_roles
from promesa.domain.conduct.staff.words import RemovePerson
from promesa.domain.values.moments import MINUTE, SECOND
from promesa.gateways.oidc.provider import NEW_KEYS_SECONDS, Account, Provider
from promesa.lab.twins.oidc import CLIENT, ISSUER, SECRET, Employee, OidcTwin, Wrongs
from promesa.partners import HalfConnected, Partners, vouching_of
from promesa.surfaces.web.vouching import Vouching
from tests.surfaces.http.city import CLOSED, Client, Clock, Told, city
from tests.surfaces.web.browsing import Browser
from tests.surfaces.web.team import hire

ROLES = staff_roles.read_roles("directors=director; tienda centro=store:centro; help=care")
EVA = Employee("u-1", "eva.lopez@corp.example", ("staff", "help"))
ANA = Employee("u-2", "Ana", ("directors", "help"))
LUZ = Employee("u-3", "luz", ("tienda centro",))


class Company:
    """A house whose people sign in with their company's account."""

    def __init__(self, alg: str = "RS256") -> None:
        self.clock, self.ticks = Clock(), 0.0
        self.twin = OidcTwin(lambda: self.clock.now / SECOND, alg)
        provider = Provider(Account(ISSUER, CLIENT, SECRET), self.twin, lambda: self.ticks)
        self.partners = Partners(vouching=Vouching(provider, ROLES))
        self.client: Client

    def leave(self, browser: Browser, following: str = "/parts") -> str:
        """To where the door sends the browser."""
        told = browser.get(f"/sign-in/provider?next={following}")
        assert told.status == 303, told.body.decode()
        return told.headers["location"]

    def visit(self, employee: Employee, following: str = "/parts") -> tuple[Browser, Told]:
        """There and back."""
        browser = Browser(self.client)
        return browser, browser.get(self.twin.sign_in(self.leave(browser, following), employee))


@pytest.fixture(params=["RS256", "ES256"])
def company(request: pytest.FixtureRequest) -> Iterator[Company]:
    made = Company(request.param)
    with city(settings=CLOSED, clock=made.clock, partners=made.partners) as client:
        made.client = client
        yield made


def is_in(browser: Browser) -> bool:
    return browser.get("/sign-in").status == 303


def test_the_company_account_opens_the_house_with_the_role_of_its_groups(company: Company) -> None:
    assert "cuenta de la empresa" in Browser(company.client).get("/sign-in").body.decode()
    browser, told = company.visit(EVA)
    assert (told.status, told.headers["location"]) == (303, "/parts")
    assert is_in(browser)
    staff = company.client.machine.world.staff
    assert staff.by_name["eva.lopez"].role is Role.CARE
    _, told = company.visit(LUZ, "/")
    assert told.headers["location"] == "/store"
    assert staff.by_name["luz"].location == "centro"
    company.visit(ANA)
    assert staff.by_name["ana"].role is Role.DIRECTOR, "of two groups the one with more to do"
    log = b"".join(entry.body for entry in company.client.machine.log.read())
    assert b"corp.example" not in log
    assert b"u-1" not in log, "the provider's name for a person is in no fact"


def test_the_provider_decides_about_roles_at_each_sign_in(company: Company) -> None:
    company.visit(EVA)
    browser, _ = company.visit(msgspec.structs.replace(EVA, name="eva", groups=("directors",)))
    staff = company.client.machine.world.staff
    assert set(staff.by_name) == {"eva.lopez"}
    assert staff.by_name["eva.lopez"].role is Role.DIRECTOR
    assert browser.get("/people").status == 200


def test_who_has_no_group_of_ours_is_not_let_in(company: Company) -> None:
    browser, told = company.visit(msgspec.structs.replace(EVA, groups=("staff",)))
    assert told.status == 403
    assert "no da permiso" in told.body.decode()
    assert not is_in(browser)
    assert company.client.machine.world.staff.by_name == {}


def test_who_was_removed_here_stays_out(company: Company) -> None:
    browser, _ = company.visit(EVA)
    assert company.client.machine.submit(RemovePerson("eva.lopez"), "cli").accepted
    assert not is_in(browser)
    again, told = company.visit(EVA)
    assert told.status == 403
    assert not is_in(again)


def test_a_name_that_is_somebody_elses_here_is_not_taken_over(company: Company) -> None:
    hire(company.client, "ana", Role.CARE)
    browser, _ = company.visit(ANA)
    assert is_in(browser)
    people = company.client.machine.world.staff.by_name
    assert people["ana"].role is Role.CARE
    (other,) = [name for name in people if name != "ana"]
    assert other.startswith("p-")
    assert people[other].role is Role.DIRECTOR


WRONGS = (
    Wrongs(signature=True),
    Wrongs(alg="none"),
    Wrongs(alg="HS256"),
    Wrongs(alg="RS512"),
    Wrongs(claims={"nonce": "another"}),
    Wrongs(claims={"nonce": ""}),
    Wrongs(claims={"exp": 0}),
    Wrongs(claims={"iat": 0}),
    Wrongs(claims={"iat": 4_000_000_000}),
    Wrongs(claims={"iss": "https://id.evil.example"}),
    Wrongs(claims={"aud": "another client"}),
    Wrongs(claims={"aud": [CLIENT, "another"]}),
    Wrongs(claims={"aud": [CLIENT, "another"], "azp": "another"}),
    Wrongs(claims={"sub": ""}),
    Wrongs(claims={"sub": 7}),
)


@pytest.mark.parametrize("wrongs", WRONGS, ids=str)
def test_a_token_that_proves_nothing_opens_nothing(company: Company, wrongs: Wrongs) -> None:
    company.twin.wrongs = wrongs
    browser, told = company.visit(EVA)
    assert told.status == 401
    assert not is_in(browser)
    assert company.client.machine.world.staff.by_name == {}
    company.twin.wrongs = Wrongs()
    assert company.visit(EVA)[1].status == 303, "and the next one is believed"


def test_a_token_for_several_is_ours_where_it_says_so(company: Company) -> None:
    company.twin.wrongs = Wrongs(claims={"aud": [CLIENT, "another"], "azp": CLIENT})
    assert company.visit(EVA)[1].status == 303


def test_a_provider_that_says_it_is_another_is_not_asked(company: Company) -> None:
    company.twin.wrongs = Wrongs(issuer="https://id.evil.example")
    told = Browser(company.client).get("/sign-in/provider")
    assert told.status == 503
    assert "No pudimos comprobar" in told.body.decode()


def test_new_keys_are_found_and_not_looked_for_all_the_time(company: Company) -> None:
    company.visit(EVA)
    company.twin.rotate()
    company.ticks += NEW_KEYS_SECONDS + 1
    assert company.visit(EVA)[1].status == 303
    company.twin.rotate()
    asked = company.twin.asked.count("/keys")
    assert [company.visit(EVA)[1].status for _ in range(3)] == [401, 401, 401]
    assert company.twin.asked.count("/keys") == asked, "strange keys do not make us ask again and again"
    company.ticks += NEW_KEYS_SECONDS + 1
    assert company.visit(EVA)[1].status == 303


def test_the_way_back_is_for_the_browser_that_left_and_once(company: Company) -> None:
    browser, thief = Browser(company.client), Browser(company.client)
    back = company.twin.sign_in(company.leave(browser), EVA)
    company.leave(thief)
    assert thief.get(back).status == 403, "another browser's errand"
    assert Browser(company.client).get(back).status == 403, "no errand at all"
    assert browser.get(back.replace("state=", "state=x")).status == 403
    assert browser.get(back).status == 403, "its errand went with the first try"
    late = Browser(company.client)
    back = company.twin.sign_in(company.leave(late), EVA)
    company.clock.now += 10 * MINUTE
    assert late.get(back).status == 403
    refused = Browser(company.client)
    state = company.leave(refused).partition("state=")[2].partition("&")[0]
    assert refused.get(f"/sign-in/back?error=access_denied&state={state}").status == 403
    assert company.client.machine.world.staff.by_name == {}


def test_nobody_is_sent_elsewhere(company: Company) -> None:
    _, told = company.visit(EVA, "//evil.example/")
    assert told.headers["location"] == "/"


def test_shown_once_more_it_must_be_the_same_person_just_now(company: Company) -> None:
    browser, _ = company.visit(ANA)
    company.clock.now += 11 * MINUTE
    assert browser.act("add_person", person="leo", role="care").headers["location"].startswith("/sign-in/totp")
    told = browser.get("/sign-in/totp?next=/people")
    assert told.headers["location"] == "/sign-in/provider?next=%2Fpeople"
    away = company.leave(browser, "/people")
    assert "prompt=login" in away
    assert "max_age=0" in away
    stale = company.twin.sign_in(away, ANA, proved_at=int(company.clock.now / SECOND) - 3_600)
    assert browser.get(stale).status == 403, "that was an hour ago"
    other = company.twin.sign_in(company.leave(browser, "/people"), EVA)
    assert browser.get(other).status == 403, "somebody else"
    back = browser.get(company.twin.sign_in(company.leave(browser, "/people"), ANA))
    assert (back.status, back.headers["location"]) == (303, "/people")
    browser.act("add_person", person="leo", role="care")
    assert "leo" in company.client.machine.world.staff.by_name


def test_a_provider_that_does_not_answer_is_said(company: Company) -> None:
    class Silent(httpx2.BaseTransport):
        def handle_request(self, request: httpx2.Request) -> httpx2.Response:
            raise httpx2.ConnectError("nobody there", request=request)

    provider = Provider(Account(ISSUER, CLIENT, SECRET), Silent())
    with city(settings=CLOSED, partners=Partners(vouching=Vouching(provider, ROLES))) as client:
        assert Browser(client).get("/sign-in/provider").status == 503


# --- settings ---


def test_groups_are_read_as_they_are_written() -> None:
    assert set(ROLES) == {"directors", "tienda centro", "help"}
    assert ROLES["tienda centro"].location == "centro"
    assert staff_roles.role_of(ROLES, ("x", "help", "directors")) == ROLES["directors"]
    assert staff_roles.role_of(ROLES, ()) is None
    for wrong in ("directors", "a=boss", "a=store", "a=care:T1", "=care"):
        with pytest.raises(ValueError, match=r"a|d"):
            staff_roles.read_roles(wrong)


def test_a_provider_is_named_whole_or_not_at_all() -> None:
    assert vouching_of(CLOSED) is None
    half = msgspec.structs.replace(CLOSED, oidc_issuer=ISSUER, oidc_client_id=CLIENT)
    with pytest.raises(HalfConnected, match="PROMESA_OIDC_CLIENT_SECRET, PROMESA_OIDC_ROLES"):
        vouching_of(half)
    whole = msgspec.structs.replace(half, oidc_client_secret=SECRET, oidc_roles="directors=director")
    found = vouching_of(whole)
    assert found is not None
    assert set(found.roles) == {"directors"}
