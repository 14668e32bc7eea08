"""A message as the Cloud API documents it, and what its answer means."""

import msgspec
import pytest

from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import MessageWanted, RecordAccepted, ReplanMessage, Silence, Transmit
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.gateways.messaging.whatsapp import hand, read, write

WANTED = MessageWanted(
    "P1:confirmed", OrderId("P1"), CustomerId("c1"), "confirmed", (("promised_on", "2026-06-05"), ("note", ""))
)
EFFECT = Transmit("P1:confirmed", 1, OrderId("P1"), "whatsapp", "template")


def test_a_template_with_named_words() -> None:
    request = write.send(WANTED, "+525512345678", "100")
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
        "biz_opaque_callback_data": "P1:confirmed",
    }


def test_a_template_without_words_has_no_components() -> None:
    bare = msgspec.structs.replace(WANTED, words=())
    assert "components" not in write.send(bare, "+525512345678", "100").body["template"]


def test_the_message_has_a_name_from_then_on() -> None:
    answer = b'{"messaging_product":"whatsapp","contacts":[],"messages":[{"id":"wamid.1","message_status":"accepted"}]}'

    def look(effect: Transmit) -> SendableMessage:
        return SendableMessage(effect.message, effect.attempt, effect.channel, effect.form, (WANTED,))

    hands = hand.hands(lambda _: answer, lambda _: "+525512345678", "100", look)
    assert hands[Transmit](EFFECT, "9") == [RecordAccepted("P1:confirmed", 1, "wamid.1")]


def test_what_may_no_longer_be_sent_is_planned_again_and_not_sent() -> None:
    sent: list[write.Request] = []
    hands = hand.hands(lambda it: sent.append(it) or b"", lambda _: "", "100", lambda _: Silence.WINDOW_CLOSED)
    assert hands[Transmit](EFFECT, "9") == [ReplanMessage("P1:confirmed", 1, Silence.WINDOW_CLOSED)]
    assert sent == []


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (b'{"error":{"message":"(#130429) Rate limit hit","type":"OAuthException","code":130429}}', 130429),
        (b'{"messages":[]}', 0),
        (b"<html>", 0),
    ],
)
def test_a_no_is_an_error_with_its_number(answer: bytes, code: int) -> None:
    with pytest.raises(read.NotSent) as caught:
        read.sent(answer)
    assert caught.value.code == code
