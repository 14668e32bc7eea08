"""The WhatsApp world: what it takes and refuses, what it tells and charges, the same for the same seed."""

import asyncio
import json
import random
from datetime import UTC, datetime

import httpx2
import pytest

from promesa.domain.values.moments import DAY, HOUR, MINUTE, SECOND, Instant
from promesa.gateways.messaging.channel import Accepted, Declined, Remedy, Unknown
from promesa.gateways.messaging.whatsapp import contents as c
from promesa.gateways.messaging.whatsapp import signature, write
from promesa.gateways.messaging.whatsapp.client import Client
from promesa.lab.twins.whatsapp import rates, throttle
from promesa.lab.twins.whatsapp.chances import CALM, ROUGH, Chances
from promesa.lab.twins.whatsapp.line import Transport
from promesa.lab.twins.whatsapp.people import Person
from promesa.lab.twins.whatsapp.serving import GraphApi
from promesa.lab.twins.whatsapp.world import Account, World

NUMBER = Account().number
TO = "525512345678"
BODY = "Hola {{nombre}}, tu pedido llega el {{fecha}} como prometimos."


class Clock:
    def __init__(self, at: datetime = datetime(2026, 11, 20, 18, tzinfo=UTC)) -> None:
        self.now = int(at.timestamp()) * SECOND

    def __call__(self) -> int:
        return self.now

    def later(self, by: int) -> Instant:
        self.now += by
        return Instant(self.now)


def world(clock: Clock, chances: Chances = CALM, seed: int = 1, **account) -> World:
    return World(clock, random.Random(seed), chances, Account(**account))


def post(twin: World, content: c.Content, **more) -> object:
    request = write.send(c.Outgoing(content, **{"to": TO, **more}), NUMBER)
    assert isinstance(request, write.Request), request
    return Client(twin.account.token, "https://twin.example/v99.0", transport=Transport(twin)).send(request)


def statuses(twin: World, now: int) -> list[dict]:
    values = [
        change["value"]
        for notice in twin.teller.due(Instant(now))
        for entry in json.loads(notice.body)["entry"]
        for change in entry["changes"]
    ]
    return [status for value in values for status in value.get("statuses", [])]


def approved(twin: World, clock: Clock, name: str = "demorado", body: str = BODY, category: str = "UTILITY") -> None:
    twin.create(
        {
            "name": name,
            "language": "es_MX",
            "category": category,
            "parameter_format": "NAMED",
            "components": [{"type": "BODY", "text": body}],
        }
    )
    clock.later(HOUR)
    twin.teller.due(Instant(clock.now))


FILLED = c.Template("demorado", "es_MX", (("nombre", "Ana"), ("fecha", "mar 24 nov")))


def test_free_words_need_the_window() -> None:
    clock = Clock()
    twin = world(clock)
    no = post(twin, c.Text("Hola"))
    assert isinstance(no, Declined)
    assert (no.code, no.remedy) == ("131047", Remedy.REPLAN)
    twin.writes(twin.crowd.of_phone(TO), {"type": "text", "text": {"body": "hola"}})
    clock.later(DAY - 1)
    assert isinstance(post(twin, c.Text("Hola")), Accepted)
    clock.later(1)
    assert isinstance(post(twin, c.Text("Hola")), Declined)


def test_outside_the_window_it_may_also_say_so_later() -> None:
    clock = Clock()
    twin = world(clock, Chances(late_window=1.0, bare_failures=1.0))
    assert isinstance(post(twin, c.Text("Hola"), callback="k#1"), Accepted)
    (status,) = statuses(twin, clock.later(HOUR))
    assert (status["status"], status["errors"][0]["code"]) == ("failed", 131047)
    assert status["biz_opaque_callback_data"] == "k#1"
    assert twin.visible == {}


def test_templates_are_reviewed_filled_rightly_and_paused() -> None:
    clock = Clock()
    twin = world(clock)
    assert post(twin, FILLED).code == "132001"
    approved(twin, clock)
    assert isinstance(post(twin, FILLED), Accepted)
    assert post(twin, c.Template("demorado", "es_MX", (("nombre", "Ana"),))).code == "132000"
    assert post(twin, c.Template("demorado", "es_MX", (("nombre", "Ana"), ("dia", "martes")))).code == "132000"
    template = twin.templates["demorado", "es_MX"]
    template.status, template.paused_until = "PAUSED", Instant(clock.now + 3 * HOUR)
    assert post(twin, FILLED).code == "132015"
    clock.later(3 * HOUR)
    assert isinstance(post(twin, FILLED), Accepted)


def test_what_sells_is_marketing_whatever_it_calls_itself() -> None:
    clock = Clock()
    twin = world(clock)
    approved(twin, clock, "oferta", "Hola {{nombre}}, hay una oferta para ti.")
    assert twin.templates["oferta", "es_MX"].category == "marketing"
    twin.crowd.of_phone(TO).stopped = True
    assert post(twin, c.Template("oferta", "es_MX", (("nombre", "Ana"),))).code == "131050"


def test_people_who_had_enough_block_and_the_template_pays_for_it() -> None:
    clock = Clock()
    twin = world(clock)
    approved(twin, clock, "oferta", "Hola {{nombre}}, hay una oferta para ti.")
    for number in range(100):
        who = f"52551{number:07d}"
        twin.crowd.of_phone(who).promos_stood = 0
        post(twin, c.Template("oferta", "es_MX", (("nombre", "Ana"),)), to=who)
        clock.later(SECOND)
    twin.teller.due(Instant(clock.later(HOUR)))
    assert twin.templates["oferta", "es_MX"].status == "PAUSED"
    assert twin.crowd.of_phone("525510000001").blocked


@pytest.mark.parametrize(("day", "in_window", "micros"), [(30, True, 0), (30, False, 8_600), (1, True, 8_600)])
def test_what_a_message_costs_depends_on_its_day(day: int, in_window: bool, micros: int) -> None:
    clock = Clock(datetime(2026, 9 if day == 30 else 10, day, 18, tzinfo=UTC))
    twin = world(clock)
    approved(twin, clock)
    if in_window:
        twin.writes(twin.crowd.of_phone(TO), {"type": "text", "text": {"body": "hola"}})
    post(twin, FILLED)
    told = statuses(twin, clock.later(3 * DAY))
    assert [status["status"] for status in told] == ["sent", "delivered", "read"]
    assert {status["pricing"]["billable"] for status in told} == {micros > 0}
    assert twin.bill.micros() == micros


def test_replies_are_free_for_a_thousand_a_month_and_after_an_ad() -> None:
    zone, at = Account().zone, Instant(Clock().now)
    bill = rates.Bill(zone)
    for _ in range(1_003):
        bill.add(NUMBER, rates.price("service", at, zone, in_window=True, entry=False), at)
    assert bill.micros("2026-11") == 3 * 8_600
    assert not rates.price("service", at, zone, in_window=True, entry=True).billable


def test_how_much_it_takes() -> None:
    pairs, through, folio = throttle.Pairs(), throttle.Throughput(80), throttle.Portfolio(0)
    now = Instant(10 * SECOND)
    assert [pairs.is_over("a", now) for _ in range(46)] == [False] * 45 + [True]
    assert pairs.is_over("a", Instant(now + 270 * SECOND - 1))
    assert not pairs.is_over("a", Instant(now + 270 * SECOND))
    assert [through.is_over(now) for _ in range(81)] == [False] * 80 + [True]
    assert not through.is_over(Instant(now + SECOND))
    assert [folio.is_over(f"p{n}", now) for n in range(251)] == [False] * 250 + [True]
    assert not folio.is_over("p7", now)
    assert folio.rises(now, "GREEN")
    assert folio.limit == 2_000
    assert not folio.is_over("p250", now)


def test_an_answer_that_is_lost_is_a_message_that_is_shown() -> None:
    clock = Clock()
    twin = world(clock, Chances(lost_after=1.0))
    approved(twin, clock)
    assert post(twin, FILLED, callback="k#1") == Unknown("ReadTimeout")
    twin.teller.due(Instant(clock.later(DAY)))
    assert twin.visible == {"k#1": 1}


def test_52_and_521_are_one_person_and_a_name_without_a_number_is_one_too() -> None:
    twin = world(Clock())
    assert twin.crowd.of_phone("5215512345678") is twin.crowd.of_phone(TO)
    ana = twin.crowd.add(Person("MX.77", ""))
    twin.writes(ana, {"type": "text", "text": {"body": "hola"}})
    assert isinstance(post(twin, c.Text("Hola"), to="", recipient="MX.77"), Accepted)
    (notice,) = twin.teller.due(Instant(twin.clock()))
    (message,) = json.loads(notice.body)["entry"][0]["changes"][0]["value"]["messages"]
    assert "from" not in message
    assert message["from_user_id"] == "MX.77"


def test_notices_are_signed_over_escaped_bytes_and_hold_at_most_a_thousand() -> None:
    clock = Clock()
    twin = world(clock, per_second=10**6)
    for number in range(700):
        who = twin.crowd.of_phone(f"52551{number:07d}")
        twin.writes(who, {"type": "text", "text": {"body": "¿dónde está?"}})
        post(twin, c.Text("ya viene"), to=f"52551{number:07d}")
    notices = twin.teller.due(Instant(clock.later(HOUR)))
    assert max(notice.updates for notice in notices) == 1_000
    assert sum(notice.updates for notice in notices) >= 700 * 3
    for notice in notices:
        assert notice.body.isascii()
        assert signature.is_genuine([twin.account.secret], notice.body, notice.signature)


def test_chaos_doubles_delays_and_skips_and_the_same_seed_tells_the_same() -> None:
    def told(seed: int) -> list[dict]:
        clock = Clock()
        twin = world(clock, ROUGH, seed, per_second=10**6)
        approved(twin, clock)
        for number in range(1_000):
            post(twin, FILLED, to=f"52551{number:07d}", callback=f"m{number}#1")
        found = []
        for _ in range(60):
            found += statuses(twin, clock.later(HOUR))
        return found

    first = told(5)
    assert first == told(5)
    assert first != told(6)
    kinds = [(one["biz_opaque_callback_data"], one["status"]) for one in first]
    assert len(kinds) > len(set(kinds))
    read = {who for who, status in kinds if status == "read"}
    assert read - {who for who, status in kinds if status == "delivered"}
    assert {one["errors"][0]["code"] for one in first if one["status"] == "failed"} >= {131026}


def test_the_server_speaks_any_version_and_wants_the_token() -> None:
    async def asked() -> list[tuple[int, dict]]:
        twin = World(Clock(), random.Random(1), CALM, any_template=True)
        transport = httpx2.ASGITransport(GraphApi(twin))
        request = write.send(c.Outgoing(FILLED, to=TO, callback="k#1"), NUMBER)
        async with httpx2.AsyncClient(transport=transport, base_url="http://twin") as http:
            found = []
            for version in ("v26.0", "v19.3"):
                for token in ("lab-token", "wrong"):
                    headers = {"Authorization": f"Bearer {token}"}
                    answer = await http.post(f"/{version}{request.path}", json=request.body, headers=headers)
                    found.append((answer.status_code, answer.json()))
            about = await http.get(f"/v26.0/{NUMBER}", headers={"Authorization": "Bearer lab-token"})
            bad = await http.post(
                f"/v26.0/{NUMBER}/messages", content=b"{", headers={"Authorization": "Bearer lab-token"}
            )
            figures = await http.get("/twin/figures")
            return [
                *found,
                (about.status_code, about.json()),
                (bad.status_code, bad.json()),
                (figures.status_code, figures.json()),
            ]

    taken, refused, again, _, about, bad, figures = asyncio.run(asked())
    assert taken[0] == again[0] == 200
    assert taken[1]["messages"][0]["message_status"] == "accepted"
    assert (refused[0], refused[1]["error"]["code"]) == (401, 190)
    assert about[1]["quality_rating"] == "GREEN"
    assert bad[1]["error"]["code"] == 100
    assert figures[1]["taken"] == 2


def test_a_status_says_when_what_it_tells_of_happened() -> None:
    clock = Clock()
    twin = world(clock)
    approved(twin, clock)
    began = clock.now
    post(twin, FILLED)
    told = statuses(twin, clock.later(2 * DAY))
    moments = [int(status["timestamp"]) * SECOND for status in told]
    assert moments == sorted(moments)
    assert moments[0] - began < 2 * SECOND
    assert moments[1] - began < MINUTE
