"""At risk means one thing: every page, the search box and the API tell the same orders, whatever the hour."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from msgspec import structs

from promesa import app, serving
from promesa.domain.conduct import risks
from promesa.domain.conduct.risks import RiskCause
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.world import World
from promesa.engine.log import Entry
from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.surfaces.boards import risks as board
from promesa.surfaces.boards.following import Boards
from promesa.surfaces.boards.order_board import OrderBoard, OrderFilter
from promesa.surfaces.boards.risks import RiskBoard
from promesa.surfaces.console.risk_words import TERMS
from promesa.surfaces.console.today_words import WORDS
from tests.lab import past
from tests.surfaces.http.city import SETTINGS, Client, Clock, city
from tests.surfaces.web.browsing import Browser

SOON = "2027-07-05T17:00:00Z"
"""Before the parcel leaves: nobody touches it."""
STEPS = 100
MOMENTS_HOURS = (0, 30, 100)


Told = dict[str, tuple[RiskCause, ...]]


class ReadSoFar(MemoryLog):
    """A past that is known up to a position."""

    def __init__(self, whole: list[Entry], upto: int) -> None:
        super().__init__()
        self.upto = upto
        self._entries = whole

    def head(self) -> int:
        return self.upto


def walked(world: World, now: Instant) -> Told:
    """What is at risk and why, by looking at every promise there is."""
    books, found = board.books(world), Told()
    for order in world.promises.by_order:
        watch = risks.watch(books, order, now)
        if watch is not None and (causes := risks.causes(watch, now)):
            found[order] = causes
    return found


def known(boards: Boards, machine: Machine[World], now: Instant) -> Told:
    found = boards.of(RiskBoard)
    return {name: row.causes for name in machine.world.promises.by_order if (row := found.of(name, now)) is not None}


def test_boards_that_follow_say_what_a_walk_over_all_promises_says() -> None:
    whole = list(past.entries())
    log = ReadSoFar(whole, len(whole) // STEPS)
    machine = app.build(log, lambda: 0)
    boards, seen = Boards(machine, (RiskBoard, OrderBoard)), set[RiskCause]()
    for step in range(2, STEPS + 1):
        log.upto = len(whole) * step // STEPS
        machine.catch_up()
        now = Instant(machine.last_at)
        told = walked(machine.world, now)
        assert known(boards, machine, now) == told, step
        orders = boards.of(OrderBoard)
        orders.settle(machine)
        orders.take_risks(boards.of(RiskBoard), now)
        assert set(orders.find(OrderFilter(risk="any"), None, 1_000)[0]) == set(told), step
        seen.update(cause for causes in told.values() for cause in causes)
    assert {RiskCause.OVERDUE, RiskCause.SHUT, RiskCause.LATE_OUT, RiskCause.UNLIKELY} <= seen


def test_the_clock_alone_changes_the_same_as_a_walk() -> None:
    whole = list(past.entries())
    for share in (0.3, 0.5, 0.8):
        machine = app.build(ReadSoFar(whole, int(len(whole) * share)), lambda: 0)
        boards = Boards(machine, (RiskBoard,))
        for hours in (0, 1, 5, 13, 40, 90):
            now = Instant(machine.last_at + hours * HOUR)
            assert known(boards, machine, now) == walked(machine.world, now), (share, hours)


def test_what_is_packed_hears_that_its_carrier_has_stopped() -> None:
    with city() as client:
        client.order("o1")
        assert client.post("/v1/parcels/o1-1/pack", {}).status == 200
        boards, now = Boards(client.machine, (RiskBoard,)), Instant(client.clock.now)
        assert known(boards, client.machine, now) == {}
        soon = {"contingency": "h1", "kind": "carrier_outage", "services": ["estafeta"], "until": SOON}
        assert client.post("/v1/contingencies", soon).status == 201
        told = known(boards, client.machine, now)
        assert told == walked(client.machine.world, now) == {"o1": (RiskCause.CARRIAGE,)}


# --- the pages ---


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    """A retailer in the middle of rough days; its clock stands, and nobody acts."""
    whole = list(past.entries())
    clock = Clock()
    machine = app.build(ReadSoFar(whole, len(whole) * 2 // 3), clock)
    clock.now = machine.last_at
    with serving.crew(structs.replace(SETTINGS, open=True), machine=machine) as aboard:
        for daemon in aboard.daemons:
            daemon.stop()
        found = Client(aboard, machine, clock)
        try:
            yield found
        finally:
            found.runner.close()


def listed(browser: Browser, address: str, link: str) -> list[str]:
    """Names on all pages of a list."""
    found: list[str] = []
    while address:
        told = browser.get(address)
        assert told.status == 200, told.text
        main = told.text.split("<main")[1]
        found += dict.fromkeys(unescape(name) for name in re.findall(link, main))
        more = re.search(r'rel="next" href="([^"]+)"', main)
        address = unescape(more[1]) if more else ""
    return found


RISKS, ORDERS = r'<a href="/risks/([^"]+)"', r'<a href="/orders/([^"]+)"'


def test_every_surface_tells_the_same_whatever_the_hour(client: Client) -> None:
    """One test, because a clock goes forward."""
    browser, began = Browser(client), client.machine.last_at
    for hours in MOMENTS_HOURS:
        client.clock.now = began + hours * HOUR
        told = walked(client.machine.world, Instant(client.clock.now))
        assert told
        lists_agree(client, browser, told)
        pages_agree(client, browser, told)
        search_agrees(browser, told)


def lists_agree(client: Client, browser: Browser, told: Told) -> None:
    api = client.get("/v1/risks?limit=500").json
    assert {one["order"]: tuple(one["causes"]) for one in api["risks"]} == told
    assert sorted(listed(browser, "/risks", RISKS)) == sorted(told)
    assert sorted(listed(browser, "/orders?risk=any", ORDERS)) == sorted(told)
    assert f">{len(told)}<" in browser.get("/today/risks.part").text
    for cause in RiskCause:
        of_cause = sorted(name for name, causes in told.items() if causes[0] is cause)
        assert sorted(listed(browser, f"/orders?risk={cause}", ORDERS)) == of_cause, cause
        assert sorted(listed(browser, f"/risks?cause={cause}", RISKS)) == of_cause, cause


def pages_agree(client: Client, browser: Browser, told: Told) -> None:
    promised = list(client.machine.world.promises.by_order)
    for order in [*list(told)[:8], *[name for name in promised if name not in told][-8:]]:
        causes = told.get(order, ())
        page = browser.get(f"/orders/{order}").text
        badges = page.split('<p class="badges">')[1].split("</p>")[0]
        said = [name for name in RiskCause if TERMS["es"][f"short_{name}"] in badges]
        assert said == list(causes[:1]), order
        assert all(TERMS["es"][f"cause_{cause}"] in page for cause in causes), order
        rescue = browser.get(f"/risks/{order}").text
        assert (WORDS["es"]["not_at_risk"] in rescue) == (not causes), order


def search_agrees(browser: Browser, told: Told) -> None:
    page = browser.get("/search?q=P0000").text
    hits = re.findall(r'<li><a href="/orders/([^"]+)"><code>\1</code></a>(.*?)</li>', page)
    assert hits
    for order, rest in hits:
        causes = told.get(OrderId(order), ())
        assert (TERMS["es"][f"short_{causes[0]}"] in rest) if causes else "badge" not in rest, order


def test_every_cause_has_its_words() -> None:
    for language in ("es", "en"):
        for cause in RiskCause:
            assert {f"short_{cause}", f"cause_{cause}", f"trouble_{cause}"} <= WORDS[language].keys(), cause
