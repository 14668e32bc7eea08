"""A message from its effect to the Cloud API's request, and what each answer means to the world."""

import json

import httpx2
import pytest

from promesa.domain.people.lines import StopLine
from promesa.domain.people.messages.earlier import RecordMessage, SendMessage
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import (
    MessageWanted,
    RecordAccepted,
    RecordFailed,
    Recourse,
    ReplanMessage,
    Silence,
    Transmit,
)
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.engine import once
from promesa.engine.once import Again, Begun, Hopeless, Once, Result, Unsure, Went
from promesa.gateways.messaging import hand as messaging
from promesa.gateways.messaging.channel import Accepted, Declined, Outcome, Remedy, Unknown, Unreached
from promesa.gateways.messaging.whatsapp import client, errors
from promesa.gateways.messaging.whatsapp.client import Client
from promesa.gateways.messaging.whatsapp.hand import Address, WhatsApp, as_templates, line
from promesa.gateways.messaging.whatsapp.write import Request

WORDS = (("promised_on", "2026-06-05"), ("note", ""))
WANTED = MessageWanted("P1:confirmed", OrderId("P1"), CustomerId("c1"), "confirmed", WORDS)
EFFECT = Transmit("P1:confirmed", 1, OrderId("P1"), "whatsapp", "template")
EARLIER = SendMessage("P1:confirmed", OrderId("P1"), CustomerId("c1"), "confirmed", WORDS)
TAKEN = Accepted("wamid.1")


class Wire:
    """Answers as told and keeps what was asked."""

    def __init__(self, *outcomes: Outcome) -> None:
        self.outcomes, self.asked = list(outcomes), []

    def send(self, request: Request) -> Outcome:
        self.asked.append(request)
        return self.outcomes.pop(0)


def hands(wire: Wire, look=None, address=None) -> dict[type, Once]:
    found = look or (lambda ask: SendableMessage(ask.message, ask.attempt, ask.channel, ask.form, (WANTED,)))
    channel = WhatsApp(wire, "100")
    return dict(
        messaging.hands({"whatsapp": line(channel, lambda _: address or Address("+525512345678"), as_templates)}, found)
    )


def done(wire: Wire, effect=EFFECT, step: int = 0, **more) -> Result:
    return once.attempt(hands(wire, **more)[type(effect)], Begun(9, effect, step, 1))


def test_a_template_with_named_words_and_its_own_name_to_be_echoed() -> None:
    wire = Wire(TAKEN)
    assert done(wire) == Went((RecordAccepted("P1:confirmed", 1, "wamid.1"),))
    (request,) = wire.asked
    assert (request.method, request.path) == ("POST", "/100/messages")
    assert request.body == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "525512345678",
        "type": "template",
        "template": {
            "name": "confirmed",
            "language": {"code": "es_MX"},
            "components": [
                {
                    "type": "body",
                    "parameters": [
                        {"type": "text", "parameter_name": "promised_on", "text": "2026-06-05"},
                        {"type": "text", "parameter_name": "note", "text": "-"},
                    ],
                }
            ],
        },
        "biz_opaque_callback_data": "P1:confirmed#1",
    }


def test_what_an_earlier_release_wanted_is_sent_as_it_was() -> None:
    wire = Wire(TAKEN)
    assert done(wire, EARLIER) == Went((RecordMessage("P1:confirmed", OrderId("P1"), "wamid.1"),))
    assert wire.asked[0].body["template"]["name"] == "confirmed"


def test_what_may_no_longer_be_sent_is_planned_again_and_not_sent() -> None:
    wire = Wire()
    found = done(wire, look=lambda _: Silence.WINDOW_CLOSED)
    assert found == Went((ReplanMessage("P1:confirmed", 1, Silence.WINDOW_CLOSED),))
    assert wire.asked == []


def test_nobody_is_written_to_without_an_address() -> None:
    assert done(Wire(), address=Address()) == Went((ReplanMessage("P1:confirmed", 1, Silence.UNDELIVERABLE),))
    wire = Wire(TAKEN)
    done(wire, address=Address("", "MX.134"))
    assert wire.asked[0].body["recipient"] == "MX.134"
    assert "to" not in wire.asked[0].body


def test_a_channel_that_is_not_connected_is_said_to_be_none() -> None:
    by_sms = Transmit("P1:confirmed", 1, OrderId("P1"), "sms", "text")
    assert done(Wire(), by_sms) == Went((ReplanMessage("P1:confirmed", 1, Silence.NO_CHANNEL),))


def test_what_is_said_in_one_breath_goes_part_by_part() -> None:
    both = SendableMessage("P1:confirmed", 1, "whatsapp", "template", (WANTED, WANTED))
    wire = Wire(TAKEN, Accepted("wamid.2"))
    assert done(wire, look=lambda _: both) == Went((), more=True)
    assert done(wire, step=1, look=lambda _: both) == Went((RecordAccepted("P1:confirmed", 1, "wamid.2"),))
    echoes = [request.body["biz_opaque_callback_data"] for request in wire.asked]
    assert echoes == ["P1:confirmed#1/1", "P1:confirmed#1"]


def test_a_contact_that_does_not_open_is_no_message_in_doubt() -> None:
    def broken(_: Transmit) -> SendableMessage:
        raise KeyError("no key")

    found = done(Wire(), look=broken)
    assert isinstance(found, Again)
    assert found.counted


@pytest.mark.parametrize(
    ("outcome", "result"),
    [
        (Unknown("ReadTimeout"), Unsure("ReadTimeout")),
        (Unreached("ConnectError"), Again("ConnectError", 60.0, counted=False, all_wait=True)),
        (Declined("131000", Remedy.RETRY, "x", 1.0), Again("131000 x", 1.0)),
        (Declined("130429", Remedy.SLOW_DOWN, "x", 5.0), Again("130429 x", 5.0, counted=False, all_wait=True)),
        (
            Declined("190", Remedy.STOP, "x", 60.0),
            Again("190 x", 60.0, counted=False, all_wait=True, commands=(StopLine("whatsapp", "190"),)),
        ),
        (Declined("131056", Remedy.SPARE_RECIPIENT, "x"), Again("131056 x", 0.0, counted=False, lane_waits=True)),
        (Declined("131026", Remedy.FALL_BACK), Went((RecordFailed("P1:confirmed", 1, "131026"),))),
        (
            Declined("131047", Remedy.REPLAN),
            Went((RecordFailed("P1:confirmed", 1, "131047", Recourse.TEMPLATE),)),
        ),
        (Declined("131050", Remedy.SUPPRESS), Went((RecordFailed("P1:confirmed", 1, "131050", Recourse.STOPPED),))),
        (Declined("131009", Remedy.BUG, "x"), Hopeless("131009 x", (RecordFailed("P1:confirmed", 1, "131009"),))),
    ],
)
def test_what_each_outcome_means(outcome: Outcome, result: Result) -> None:
    assert done(Wire(outcome)) == result


@pytest.mark.parametrize(
    ("code", "stopped"),
    [("132015", "PAUSED"), ("132016", "DISABLED"), ("132007", "REJECTED"), ("132001", "DELETED"), ("131026", None)],
)
def test_a_refusal_of_the_wording_names_it(code: str, stopped: str | None) -> None:
    remedy = errors.remedy(int(code))
    wording = None if stopped is None else ("confirmed/es_MX", stopped)
    recourse = Recourse.OTHER_CHANNEL if stopped is None else Recourse.SIBLING
    said = RecordFailed("P1:confirmed", 1, code, recourse, wording)
    assert done(Wire(Declined(code, remedy))) == Went((said,))


def test_nothing_too_long_leaves_the_house() -> None:
    long = MessageWanted("P1:confirmed", OrderId("P1"), CustomerId("c1"), "Confirmed!")
    wire = Wire()
    found = done(wire, look=lambda _: SendableMessage("P1:confirmed", 1, "whatsapp", "template", (long,)))
    assert isinstance(found, Hopeless)
    assert "template.name" in found.error
    assert wire.asked == []


# --- the connection ---


def answered(status: int, body: object = None, raw: bytes = b"", **headers: str) -> Outcome:
    content = raw if body is None else json.dumps(body).encode()
    reply = httpx2.Response(status, content=content, headers=headers)
    found = Client("token", "https://twin.example/v26.0", transport=httpx2.MockTransport(lambda _: reply))
    return found.send(Request("POST", "/100/messages", {}))


def refused(code: int, **more: object) -> dict[str, object]:
    return {"error": {"message": "no", "type": "OAuthException", "code": code, **more}}


def test_taken_is_a_name() -> None:
    body = {"messages": [{"id": "wamid.1", "message_status": "held_for_quality_assessment"}]}
    assert answered(200, body) == Accepted("wamid.1", "held_for_quality_assessment")
    assert answered(200, {"success": True}) == Accepted("")


@pytest.mark.parametrize(
    ("status", "raw"),
    [(200, b"<html>"), (200, b'{"messages":[]}'), (503, b""), (500, b"[]"), (502, b'{"error":{"code":2}}')],
)
def test_an_answer_that_says_nothing_is_not_known_to_be_a_no(status: int, raw: bytes) -> None:
    assert isinstance(answered(status, raw=raw), Unknown)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (httpx2.ConnectError("x"), Unreached),
        (httpx2.ConnectTimeout("x"), Unreached),
        (httpx2.PoolTimeout("x"), Unreached),
        (httpx2.ReadTimeout("x"), Unknown),
        (httpx2.WriteTimeout("x"), Unknown),
        (httpx2.ReadError("x"), Unknown),
        (httpx2.RemoteProtocolError("x"), Unknown),
    ],
)
def test_only_what_never_left_was_never_asked(error: httpx2.HTTPError, kind: type) -> None:
    def fail(_: httpx2.Request) -> httpx2.Response:
        raise error

    found = Client("secret-token", transport=httpx2.MockTransport(fail)).send(Request("POST", "/1/messages", {}))
    assert isinstance(found, kind)
    assert "secret-token" not in repr(found)


def test_the_number_the_token_and_the_pinned_version() -> None:
    asked: list[httpx2.Request] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(request)
        return httpx2.Response(200, json={"messages": [{"id": "wamid.1"}]})

    Client("token", transport=httpx2.MockTransport(answer)).send(Request("POST", "/100/messages", {"a": "ñ"}))
    assert str(asked[0].url) == "https://graph.facebook.com/v26.0/100/messages"
    assert asked[0].headers["authorization"] == "Bearer token"
    assert json.loads(asked[0].content) == {"a": "ñ"}


@pytest.mark.parametrize(
    ("code", "status", "remedy"),
    [
        (190, 401, Remedy.STOP),
        (0, 401, Remedy.STOP),
        (0, 400, Remedy.BUG),
        (3, 403, Remedy.STOP),
        (200, 403, Remedy.STOP),
        (299, 400, Remedy.STOP),
        (4, 400, Remedy.SLOW_DOWN),
        (80007, 400, Remedy.SLOW_DOWN),
        (130429, 429, Remedy.SLOW_DOWN),
        (131056, 400, Remedy.SPARE_RECIPIENT),
        (131048, 400, Remedy.PAUSE_MARKETING),
        (131047, 400, Remedy.REPLAN),
        (470, 400, Remedy.REPLAN),
        (131026, 400, Remedy.FALL_BACK),
        (131049, 400, Remedy.FALL_BACK),
        (130472, 400, Remedy.FALL_BACK),
        (131062, 400, Remedy.FALL_BACK),
        (131050, 400, Remedy.SUPPRESS),
        (131064, 400, Remedy.PAUSE_MARKETING),
        (131031, 403, Remedy.STOP),
        (368, 403, Remedy.STOP),
        (130497, 403, Remedy.FALL_BACK),
        (131042, 400, Remedy.STOP),
        (131008, 400, Remedy.BUG),
        (100, 400, Remedy.BUG),
        (131000, 500, Remedy.RETRY),
        (131016, 503, Remedy.RETRY),
        (132001, 404, Remedy.SIBLING),
        (132015, 400, Remedy.SIBLING),
        (132000, 400, Remedy.BUG),
        (987654, 400, Remedy.BUG),
        (987654, 429, Remedy.SLOW_DOWN),
        (987654, 200, Remedy.FALL_BACK),
    ],
)
def test_every_number_asks_for_one_thing(code: int, status: int, remedy: Remedy) -> None:
    assert errors.remedy(code, status) == remedy


def test_a_number_is_never_in_two_rows() -> None:
    codes = [code for row in errors._CODES.values() for code in row]
    assert len(codes) == len(set(codes))


def test_how_long_to_wait_is_theirs_to_say() -> None:
    found = answered(429, refused(130429, error_data={"details": "slow"}), **{"retry-after": "17"})
    assert found == Declined("130429", Remedy.SLOW_DOWN, "no slow", 17.0)
    assert answered(429, refused(130429)).wait_seconds == errors.WAIT_SECONDS[Remedy.SLOW_DOWN]
    assert client.outcome(404, b"") == Declined("0", Remedy.BUG, "HTTP 404", 0.0)
