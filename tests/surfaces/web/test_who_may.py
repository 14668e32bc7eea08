"""Every route tried with every role, and every act: a route or an operation without a line here fails.

d: director, o: operations, s: store, c: care, a: auditor, n: nobody who signed in. What is refused is refused before
anything else is looked at; what is let in may still find nothing (the names in the paths are of nobody).
"""

import re
from collections.abc import Iterator

import pytest

from promesa.domain.conduct.roles import Role
from promesa.surfaces import table
from promesa.surfaces.http import openapi
from promesa.surfaces.http.frame import Endpoint
from promesa.surfaces.web import acting, static
from tests.surfaces.http.city import CLOSED, Client, Told, city
from tests.surfaces.web.browsing import Browser
from tests.surfaces.web.team import hire, sign_in

LETTERS = {"d": Role.DIRECTOR, "o": Role.OPERATIONS, "s": Role.STORE, "c": Role.CARE, "a": Role.AUDITOR, "n": None}
EVERYBODY, CONSOLE, STORE_PHONE = "doscan", "doca", "dosa"

PAGES: dict[str, str] = {
    "/": CONSOLE,
    "/today/risks.part": CONSOLE,
    "/today/acts.part": CONSOLE,
    "/cases": CONSOLE,
    "/cases/{case}": CONSOLE,
    "/cases/{case}/dossier": CONSOLE,
    "/inventory": CONSOLE,
    "/inventory/locations/{location}": CONSOLE,
    "/inventory/skus/{sku:path}": CONSOLE,
    "/partners": CONSOLE,
    "/planning": CONSOLE,
    "/policies": "doa",
    "/planning/drills": "doa",
    "/sourcing": "doa",
    "/policies/replays.part": "doa",
    "/risks": CONSOLE,
    "/risks/{order}": CONSOLE,
    "/promises": CONSOLE,
    "/promises/{order}": CONSOLE,
    "/ledger": CONSOLE,
    "/orders": CONSOLE,
    "/orders/{order}": CONSOLE,
    "/orders/{order}/why": CONSOLE,
    "/orders/{order}/as-seen": CONSOLE,
    "/conversations": CONSOLE,
    "/conversations/live": CONSOLE,
    "/conversations/{customer}": CONSOLE,
    "/campaigns": CONSOLE,
    "/customers": CONSOLE,
    "/customers/{customer}": CONSOLE,
    "/search": CONSOLE,
    "/people": "da",
    "/parts": EVERYBODY,
    "/store": STORE_PHONE,
    "/store/worker.js": STORE_PHONE,
    "/store/{location}": STORE_PHONE,
    "/store/{location}/counter": STORE_PHONE,
    "/store/{location}/dock": STORE_PHONE,
    "/store/{location}/counts": STORE_PHONE,
    "/store/{location}/more": STORE_PHONE,
    "/store/{location}/parcels/{parcel:path}": STORE_PHONE,
    "/store/{location}/parcels/{parcel:path}/after": STORE_PHONE,
}
"""Of GET. Whoever did not sign in is shown the door, whoever did is told that the page is not theirs."""

OPEN: frozenset[str] = frozenset(
    {
        *("/sign-in", "/sign-in/totp", "/welcome", "/sign-out", "/look-as"),
        *("/docs", "/openapi.json", "/healthz", "/readyz", static.PATH),
        *("/t/{token}", "/t/{token}/{name}.png"),
    }
)
"""No role is asked for: a door, the document of the API, files of the look, a customer's page under its signed link."""
OTHERWISE: frozenset[str] = frozenset({"/v1/webhooks/{partner}", "/metrics", "/do/{operation}", "/live"})
"""A partner's signature, an API key, the act itself and the topics that are asked for decide (tested here or there)."""

ACTS: dict[str, str] = {
    "d": """set_policy approve_spoken_policy give_key revoke_key add_person invite_person change_role remove_person
        sign_out_person grant_mandate promote_mandate approve_spoken_mandate""",
    "do": """reroute_order move_promise revive_dead_letter revive_letter discard_letter teach_word rethink_orders
        revive_line undo_rethink start_replay preview_contingency open_contingency close_contingency receive_payment
        authorise_payment decline_payment
        void_payment set_delivery_slots set_slot_places set_collection load_places load_locations load_products
        offer_service set_coverage set_sending_rules set_kit plan_markdown end_markdown delay_markdown resume_markdown
        load_branches close_branch set_rate_table set_customs classify_products set_clearance set_caps set_shelf_places
        ask_counts adjust_stock load_stock set_safety_stock set_capacity set_labour transfer_units cancel_transfer
        collect_parcel scans_parcel demote_mandate stop_agents allow_agents approve_act decline_act undo_act""",
    "dos": """propose_substitute regroup_parcels pack_parcel unpack_parcel missing_parcel ready_parcel book_parcel
        put_back_parcel
        hand_over_parcel give_parcel accept_pick reject_pick pause_location resume_location count_stock""",
    "doc": """ask_quote place_order open_checkout complete_checkout cancel_order choose_for_order reduce_order
        add_to_order revise_order answer_substitute halt_order release_order change_delivery open_case answer_case
        act_in_case assign_case wait_in_case resume_case resolve_case refund_order file_claim answer_claim
        record_contact forget_customer record_consent ask_right answer_right execute_right take_conversation
        answer_customer hand_back_conversation open_contact""",
    "": "propose_act",
}
"""Who may do what; what an agent proposes is no person's to say."""


class House:
    """A closed house with somebody of each role, and a browser for each."""

    def __init__(self, client: Client) -> None:
        self.client = client
        self.asked = 0
        self.browsers = {"n": Browser(client)}
        for letter, role in LETTERS.items():
            if role is not None:
                name = hire(client, f"one-{letter}", role, "centro" if role is Role.STORE else "")
                self.browsers[letter] = sign_in(client, name)

    def of(self, letter: str) -> Browser:
        """Strangers come from many addresses at the pace of people; who signed in, from where they did."""
        self.asked += 1
        self.client.address = f"192.0.2.{self.asked % 250}" if letter == "n" else "127.0.0.1"
        return self.browsers[letter]


@pytest.fixture(scope="module")
def house() -> Iterator[House]:
    with city(settings=CLOSED) as client:
        yield House(client)


def filled(path: str) -> str:
    """With names of nobody, but for the one location that the store's people here work at."""
    return re.sub(r"{\w+(:path)?}", "zz", path.replace("{location}", "centro"))


def is_refused(told: Told) -> bool:
    """Sent to the door, or told that it is not theirs."""
    return told.status in (401, 403) or told.headers.get("location", "").startswith("/sign-in")


def test_every_route_has_a_line() -> None:
    with city() as client:
        routes = [route for route in client.crew.app.router.routes if not isinstance(route.endpoint, Endpoint)]
        paths = {route.path for route in routes}
    assert not paths - {*PAGES, *OPEN, *OTHERWISE}, "say who may see it"
    assert not {*PAGES, *OPEN, *OTHERWISE} - paths, "it went: take its line away"


def test_every_act_has_a_line() -> None:
    told = [name for names in ACTS.values() for name in names.split()]
    assert len(told) == len(set(told))
    assert set(told) == {one.name for one in table.OPERATIONS if one.method != "GET"}


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_shown_to_whom_it_is_for(house: House, path: str, letter: str) -> None:
    told = house.of(letter).get(filled(path))
    turned_away = is_refused(told) or (path == "/" and letter == "s" and told.headers.get("location") == "/store")
    assert turned_away == (letter not in PAGES[path]), (told.status, told.headers.get("location"))
    assert told.status < 500
    if letter == "n" and turned_away:
        assert told.headers["location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("path", sorted(OPEN))
def test_what_is_open_asks_nobody(house: House, path: str, letter: str) -> None:
    told = house.of(letter).get(filled(path))
    assert told.status not in (401, 403, 500), told


@pytest.mark.parametrize(
    ("operation", "letters"), [(one, said) for said, names in ACTS.items() for one in names.split()]
)
def test_every_act_is_done_by_those_whose_it_is(house: House, operation: str, letters: str) -> None:
    """With a mark that is good and names of nobody: who may is told what is wrong with it, who may not is refused."""
    named = dict.fromkeys(openapi.names_in(table.named(operation).path), "zz")
    for letter in LETTERS:
        told = house.of(letter).act(operation, {"hx-request": "true"}, **named)
        assert told.status < 500
        not_of_theirs = letter == "s" and "Eso no es de tu tienda" in told.body.decode()
        refused = is_refused(told) and not not_of_theirs
        assert refused == (letter not in letters), (letter, told.status, told.body.decode())


@pytest.mark.parametrize("operation", table.OPERATIONS, ids=lambda one: one.name)
def test_the_api_believes_keys_and_no_cookie(house: House, operation: table.Operation) -> None:
    """So nothing that a browser sends by itself acts there, and no mark is needed."""
    path = filled(openapi.plain(operation.path))
    for letter in LETTERS:
        told = house.client.ask(operation.method, path, {}, house.of(letter)._cookie())
        assert told.status == 401, letter


@pytest.mark.parametrize("letter", LETTERS)
def test_what_is_live_is_for_those_whose_page_it_is(house: House, letter: str) -> None:
    """Topics of pages that are not theirs are not there."""
    assert house.of(letter).get("/live?topics=nothing,at-all").status == 404
    assert house.of(letter).get("/metrics").status == 401


# --- a store sees and touches its own ---


def test_a_store_is_shown_its_own_location_only(house: House) -> None:
    luz = house.of("s")
    assert luz.get("/store/centro").status == 200
    for path in PAGES:
        if "{location}" in path:
            told = luz.get(filled(path).replace("centro", "cedis"))
            assert told.status in (303, 403, 404), (path, told.status)
            assert told.headers.get("location", "/store").startswith("/store")


def test_a_store_hears_of_its_own_location_only(house: House) -> None:
    """Whatever location the address names."""
    hub, came = house.client.crew.hub, house.client.crew.hub._frame.came
    scope = {"query_string": b"topics=floor&location=cedis", "client": ("127.0.0.1", 1), "path": "/live"}
    for letter, heard in (("s", "centro"), ("o", "cedis")):
        cookies = [(b"cookie", house.of(letter)._cookie()["cookie"].encode())]
        assert hub._view("floor", came({**scope, "headers": cookies})).location == heard


def test_a_store_acts_on_its_own_location_only(house: House) -> None:
    luz, world = house.of("s"), house.client.machine.world
    before = house.client.head()
    htmx = {"hx-request": "true"}
    assert luz.act("pause_location", htmx, location="cedis").status == 403
    count = {"sku": "A", "units": "3", "source": "luz"}
    assert luz.act("count_stock", htmx, location="cedis", **count).status == 403
    assert house.client.head() == before
    assert luz.act("count_stock", htmx, location="centro", **count).status == 201
    assert luz.act("pause_location", htmx, location="centro").status == 200
    assert world.locations.by_id["centro"].status == "paused"
    assert luz.act("resume_location", htmx, location="centro").status == 200


TRIES_MAX = 20_000
# --- how often ---


def test_who_acts_too_fast_is_told_so_in_their_language(house: House) -> None:
    house.of("a")
    at_home, house.client.address = house.client.address, "203.0.113.77"  # the tests before acted from the other one
    try:
        eva = sign_in(house.client, "one-a")
        told: list[int] = []
        while 429 not in told and len(told) < TRIES_MAX:  # a busy machine asks hardly faster than it is forgiven
            told.append(eva.send("cancel_order", {"csrf": "x"}, {"hx-request": "true"}).status)
        assert set(told) == {403, 429}
        assert len(told) > acting.ACTS_AT_ONCE
        eva.cookies["lang"] = "en"
        assert b"Too many times in a row" in eva.send("cancel_order", {"csrf": "x"}, {"hx-request": "true"}).body
    finally:
        house.client.address = at_home


def test_a_stranger_is_shown_so_many_pages_and_others_as_many() -> None:
    with city(settings=CLOSED) as client:
        client.address = "203.0.113.9"
        told = [client.get("/parts").status for _ in range(90)]
        assert set(told) == {200, 429}
        slow = client.get("/sign-in")
        assert slow.status == 429
        assert "Demasiadas veces seguidas" in slow.body.decode()
        assert slow.headers["retry-after"] == "1"
        client.address = "203.0.113.10"
        assert client.get("/parts").status == 200


# --- what stands on pages ---


@pytest.mark.parametrize("path", [*PAGES, "/sign-in", "/sign-in/totp", "/welcome", "/look-as"])
def test_a_page_runs_nothing_but_our_own_files(house: House, path: str) -> None:
    """The policy is strict on every page, and what stands on it keeps to it."""
    told = house.of("d").get(filled(path))
    policy = told.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert {"default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert told.headers["x-content-type-options"] == "nosniff"
    text = told.body.decode()
    for said in re.findall(r"<script\b([^>]*)>", text):
        assert 'src="/static/' in said or 'type="application/json"' in said, said
    assert not re.search(r"<style\b|\sstyle=|\son\w+=|hx-on|javascript:", text)
    assert not re.search(r"""(?:src|href|action)=["'](?:https?:)?//""", text)
