"""A message as the Cloud API documents it, and what its answer means."""

import msgspec
import pytest

from promesa.domain.people.messages import RecordMessage, SendMessage
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.gateways.messaging.whatsapp import hand, read, write

EFFECT = SendMessage(
    "P1:confirmed", OrderId("P1"), CustomerId("c1"), "confirmed", (("promised_on", "2026-06-05"), ("note", ""))
)


def test_a_template_with_named_words() -> None:
    request = write.send(EFFECT, "+525512345678", "100")
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
    bare = msgspec.structs.replace(EFFECT, words=())
    assert "components" not in write.send(bare, "+525512345678", "100").body["template"]


def test_the_message_has_a_name_from_then_on() -> None:
    answer = b'{"messaging_product":"whatsapp","contacts":[],"messages":[{"id":"wamid.1","message_status":"accepted"}]}'
    hands = hand.hands(lambda _: answer, lambda _: "+525512345678", "100")
    assert hands[SendMessage](EFFECT, "9") == [RecordMessage("P1:confirmed", OrderId("P1"), "wamid.1")]


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
        read.sent(answer, EFFECT)
    assert caught.value.code == code
