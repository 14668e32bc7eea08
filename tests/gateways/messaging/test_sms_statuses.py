"""What becomes of a text comes back: believed by its signature, durable, read in any order, and it leads on."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.people.handsets import NoteWord
from promesa.domain.people.messages import state
from promesa.domain.people.messages.words import (
    EMAIL,
    NO_ORDER,
    SMS,
    WHATSAPP,
    RecordAccepted,
    RecordFailed,
    RecordStatus,
    Silence,
    Status,
    WantMessage,
)
from promesa.domain.values.ids import CustomerId
from promesa.engine.inbox import Letter
from promesa.engine.inbox_work import Unreadable
from promesa.gateways.messaging.sms import signature
from promesa.gateways.messaging.sms.channel import TOLD_AGAIN
from promesa.gateways.messaging.sms.statuses import STATUSES, Statuses
from promesa.lab.twins.sms import OFF
from promesa.lab.twins.whatsapp.chances import Chances
from promesa.partners import Partners, sms_gate
from tests.gateways.messaging.lines import lines
from tests.surfaces.http import city as cities
from tests.surfaces.http.city import Client, city
from tests.surfaces.http.test_mailboxes import wait_until

HERE = "https://promesa.example/v1/webhooks/sms"
PATH = "/v1/webhooks/sms"
TOKENS = ["token", "an older one"]


@pytest.fixture
def client() -> Iterator[Client]:
    partners = Partners({SMS: sms_gate(TOKENS, HERE)}, {SMS: Statuses(lambda sid: f"mark-of-{sid}").begin})
    with city(partners=partners) as opened:
        asked = WantMessage("o1:delayed", NO_ORDER, CustomerId("ana"), "delayed")
        for command in (asked, RecordFailed("o1:delayed", 1, "131026"), RecordFailed("o1:delayed", 2, "no address")):
            assert opened.machine.submit(command, "test").accepted
        yield opened


def told(status: str, sid: str = "SM1", **more: str) -> bytes:
    return urlencode({"MessageSid": sid, "MessageStatus": status, "To": "+525512345678", **more}).encode()


def post(client: Client, body: bytes, reference: str = "o1:delayed#3", token: str = "token", **more: Any) -> int:
    query = urlencode({"reference": reference})
    signed = more.get("signed") or signature.sign(token, f"{more.get('url', HERE)}?{query}", body)
    return client.ask("POST", f"{PATH}?{query}", raw=body, headers={"x-twilio-signature": signed}).status


def attempt(client: Client, number: int = 3) -> state.Attempt:
    return client.machine.world.messages.by_name["o1:delayed"].attempts[number - 1]


def read_out(client: Client) -> None:
    wait_until(lambda: client.get("/v1/inbox").json["waiting"] == 0)


@pytest.mark.parametrize("dice", range(6))
def test_any_order_and_any_number_of_times(client: Client, dice: int) -> None:
    bodies = [told("queued"), told("sent"), told("delivered")] * 2
    random.Random(dice).shuffle(bodies)
    assert [post(client, body) for body in bodies] == [200] * 6
    read_out(client)
    assert attempt(client).channel == SMS
    assert set(attempt(client).times) == {Status.SENT, Status.DELIVERED}
    assert state.status_of(attempt(client)) is Status.DELIVERED
    assert client.get("/v1/inbox").json["dead"] == 0
    facts = [entry for entry in client.machine.log.read() if entry.kind == "MessageStatusesTold"]
    assert len(facts) == 2, "what is told again says nothing"
    assert {entry.by for entry in facts} == {"partner:sms"}


def test_our_name_of_it_is_enough_where_the_answer_was_lost_and_theirs_where_ours_is(client: Client) -> None:
    assert post(client, told("sent", "SM7")) == 200
    read_out(client)
    assert attempt(client).provider_id == "mark-of-SM7"
    assert post(client, told("delivered", "SM7"), reference="") == 200
    read_out(client)
    assert state.status_of(attempt(client)) is Status.DELIVERED


def test_what_is_not_signed_over_our_address_and_its_form_is_refused_and_counted(client: Client) -> None:
    body = told("delivered")
    right = signature.sign("token", f"{HERE}?reference=o1%3Adelayed%233", body)
    wrong: list[dict[str, Any]] = [
        {"signed": "x"},
        {"token": "somebody else's"},
        {"url": "https://elsewhere.example/v1/webhooks/sms"},
        {"signed": right, "reference": "o2:delayed#1"},
    ]
    assert [post(client, body, **one) for one in wrong] == [401] * len(wrong)
    assert post(client, body + b"&ErrorCode=1", signed=right) == 401
    assert post(client, b"\xff\xfe=%ff", signed=right) == 401
    assert post(client, b"&".join(b"a%d=1" % n for n in range(200)), signed=right) == 401
    assert client.ask("POST", PATH, raw=body).status == 401
    assert client.get(f"{PATH}?hub.mode=subscribe").status == 403
    assert client.crew.inbox is not None
    assert client.crew.inbox.lag().waiting == 0
    assert not attempt(client).times
    assert 'promesa_answers_total{operation="webhook",status="401"} 8' in client.get("/metrics").body.decode()
    assert post(client, body, signed=right) == 200


@pytest.mark.parametrize("url", [HERE, HERE.replace(".example/", ".example:443/")])
@pytest.mark.parametrize("token", TOKENS)
def test_signed_as_any_of_their_machines_does(client: Client, url: str, token: str) -> None:
    assert post(client, told("delivered"), token=token, url=url) == 200
    query = "reference=o1%3Adelayed%233"
    for way in (f"{url}?{query}", f"{url}?{query}{TOLD_AGAIN}"):
        signed = signature.sign(token, way, told("delivered"))
        assert post(client, told("delivered"), signed=signed) == 200
    with_port = signature.addresses("https://promesa.example:443/x", "a=1")
    assert "https://promesa.example/x?a=1" in with_port
    assert len(signature.addresses("https://promesa.example:8443/x", "a=1")) == 2


def test_without_a_token_nothing_is_believed() -> None:
    body = told("delivered")
    assert not signature.is_genuine([], [HERE], body, signature.sign("", HERE, body))
    assert not signature.is_genuine([""], [HERE], body, signature.sign("", HERE, body))


def test_a_body_that_is_too_large_is_not_read(client: Client) -> None:
    assert post(client, told("delivered", Body="x" * 64 * 1024)) == 413
    assert post(client, told("delivered", Body="x" * 60 * 1024)) == 200


def test_a_word_that_we_do_not_know_is_told_once(client: Client) -> None:
    assert [post(client, told(word)) for word in ("teleported", "teleported", "queued")] == [200] * 3
    read_out(client)
    assert client.machine.world.news.handsets.words[SMS] == {"teleported"}
    alarms = [name for name in client.machine.world.messages.by_name if name.startswith("word_not_understood:sms")]
    assert len(alarms) == 1


def test_what_says_nothing_of_any_text_waits_for_a_person() -> None:
    with pytest.raises(Unreadable):
        Statuses(str).read(Letter(1, SMS, 1, 1, b"Hello=1"))


FIELDS = st.sampled_from(("MessageSid", "SmsSid", "MessageStatus", "SmsStatus", "ErrorCode", "To", "Body", "ñ"))
SAYS = st.one_of(st.sampled_from((*STATUSES, "queued", "received", "30003", "21610", "0", "")), st.text(max_size=80))
REFERENCES = st.one_of(st.sampled_from(("o1:delayed#3", "o1:delayed#3/1", "o9#1", "#", "")), st.text(max_size=40))


@given(st.lists(st.tuples(FIELDS, SAYS), max_size=8), REFERENCES)
def test_whatever_is_signed_is_a_status_a_word_nothing_or_for_a_person(
    fields: list[tuple[str, str]], reference: str
) -> None:
    """Nothing breaks, and a status is never told of a message that its address does not name."""
    letter = Letter(1, SMS, 1, 1, urlencode(fields).encode(), (("reference", reference),))
    try:
        items = Statuses(lambda sid: f"mark-{len(sid)}").read(letter)
    except Unreadable:
        said = dict(fields)
        assert not any(said.get(name) for name in ("MessageStatus", "SmsStatus"))
        return
    assert len(items) <= 1
    for item in items:
        assert item.error is None
        assert isinstance(item.command, RecordStatus | NoteWord)
        if isinstance(item.command, RecordStatus):
            (one,) = item.command.told
            assert not one.message or reference.startswith(one.message)
            assert one.part in (0, 1) or reference.endswith(f"/{one.part}")
            assert one.code == "" or (one.status is Status.FAILED and one.code.isdecimal())


def test_a_failure_says_why_and_nobody_elses_text_is_touched(client: Client) -> None:
    assert post(client, told("undelivered", ErrorCode="30003")) == 200
    assert post(client, told("delivered", "SM9"), reference="code-77") == 200
    read_out(client)
    assert (attempt(client).code, attempt(client).is_spent) == ("30003", True)
    assert client.machine.world.messages.by_name["o1:delayed"].silence is Silence.UNDELIVERABLE


def test_what_may_yet_arrive_by_one_way_is_not_said_there_again_where_another_fails(client: Client) -> None:
    """WhatsApp took it and was silent, so it went by mail and then by text; neither brings it back to WhatsApp."""
    machine = client.machine
    asked = WantMessage("o2:delayed", NO_ORDER, CustomerId("eva"), "delayed")
    assert machine.submit(asked, "test").accepted
    assert machine.submit(RecordAccepted("o2:delayed", 1, "w1"), "test").accepted
    client.clock.now += 3 * 3_600 * 1_000_000
    wait_until(lambda: len(machine.world.messages.by_name["o2:delayed"].attempts) == 2)
    assert machine.submit(RecordFailed("o2:delayed", 2, "no address"), "test").accepted
    assert post(client, told("failed", "SM5"), reference="o2:delayed#3") == 200
    read_out(client)
    found = machine.world.messages.by_name["o2:delayed"]
    assert [one.channel for one in found.attempts] == [WHATSAPP, EMAIL, SMS]


def test_over_http_an_address_that_comes_right_after_the_order_is_waited_for() -> None:
    """The order's contact is another append: the sender may look in between, and with a late contact it surely does."""
    with lines(pace=2.0) as here:
        told = here.http.post(f"{here.url}/v1/orders", json=cities.order_of("late"))
        assert told.status_code == 201
        here.until(lambda: here.machine.desk.begun or any(w.error for w in here.machine.desk.effects.values()), "asked")
        contact = {"name": "Ana", "phone": "+525512345678"}
        assert here.http.post(f"{here.url}/v1/customers/c1", json=contact).status_code == 200
        here.until(lambda: state.reached(here.message("late:confirmed")) is Status.DELIVERED, "nothing arrives")
        assert [one.channel for one in here.message("late:confirmed").attempts] == [WHATSAPP]


def test_over_http_a_phone_without_whatsapp_is_reached_by_text_and_says_so() -> None:
    with lines(Chances(unreachable=1.0), pace=5.0) as here:
        here.order("o1")
        here.until(lambda: SMS in [one.channel for one in here.message("o1:confirmed").attempts], "no text")
        here.until(lambda: state.reached(here.message("o1:confirmed")) is Status.DELIVERED, here.texts.answers)
        assert set(here.texts.answers) == {200}
        (sent,) = here.texts.texts.values()
        assert sent["StatusCallback"].startswith(f"{here.url}/v1/webhooks/sms?reference=o1%3Aconfirmed%23")
        here.order("o2", phone=OFF)
        here.until(lambda: here.message("o2:confirmed").silence is Silence.UNDELIVERABLE, "no end")
        assert here.message("o2:confirmed").attempts[-1].code == "30003"
