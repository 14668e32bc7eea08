"""Whatever a language model answers, nothing comes of it but intents and own orders of the closed lists."""

import json
import random
from collections.abc import Sequence
from typing import Any

import httpx2
import pytest

from promesa.domain.values.ids import CustomerId
from promesa.engine.vault import MemoryKeys, Vault
from promesa.gateways.messaging.ears import Ears
from promesa.gateways.messaging.intents import learned
from promesa.gateways.messaging.understanding import NOTHING, ChatModel, Understood
from tests.lab.talking import ME, Phone, shop_with

OWN = ("A-1042",)


def test_what_it_says_becomes_buttons_and_proves_nothing() -> None:
    class Bold:
        heard = 0

        def understand(self, text: str, orders: Sequence[str]) -> Understood:
            self.heard += 1
            return Understood(("stop", "cancel"), tuple(orders))

    shop, bold = shop_with("counter", several=False), Bold()
    ears = Ears(shop.machine, Vault(MemoryKeys()), learned.model, bold)
    said = ears.hear(CustomerId(ME), "h1", shop.now, "text", "ya me harté de esto")
    assert said.proposals[:2] == ("stop", "cancel")
    assert said.mentions == (("likely_order", "mine"),)
    phone = Phone(shop, ME, random.Random(1))
    phone.says(kind="button", button="go:access")
    assert phone.texts() == ["ask_prove_number"]
    phone.says(proposals=said.proposals, mentions=said.mentions)
    assert phone.texts() == ["did_you_mean"]
    assert phone.last is not None
    assert (phone.last.asks, phone.last.session.level) == ((), 0)
    phone.says(kind="button", button="go:profiling_off")
    ears.hear(CustomerId(ME), "h2", shop.now, "text", "hola")
    assert bold.heard == 1


def asked(content: Any, status: int = 200, raw: bytes | None = None) -> tuple[Understood, list[dict[str, Any]]]:
    """What is understood of an endpoint's answer, and what it was asked."""
    seen: list[dict[str, Any]] = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        seen.append(json.loads(request.content))
        body = {"choices": [{"message": {"content": content}}]}
        return httpx2.Response(status, content=json.dumps(body).encode() if raw is None else raw)

    model = ChatModel("http://twin/v1", "m", "k", transport=httpx2.MockTransport(answer))
    return model.understand("cancela A-1042, mi cel 55 1234 5678, ana@example.com", OWN), seen


def test_intents_and_own_orders_come_back() -> None:
    found, ((sent),) = asked('{"intents": ["cancel", "stop"], "orders": ["A-1042"]}')
    assert found == Understood(("cancel", "stop"), ("A-1042",))
    text = json.dumps(sent)
    assert "A-1042" in text
    assert "1234" not in text
    assert "ana@" not in text


@pytest.mark.parametrize(
    "content",
    [
        '{"intents": ["ConfirmAct", "ok:token", "refund"], "orders": ["theirs", "A-1043"]}',
        '{"intents": "cancel", "orders": {"A-1042": 1}}',
        '{"intents": [["cancel"], {"x": 1}, null, 7]}',
        '{"asks": [["CancelOrder", "{}"]], "exact": ["stop"], "code": "123456"}',
        "Sure! I have cancelled it.",
        "[]",
        "null",
        "",
        "[" * 100_000,
        None,
        {"intents": ["cancel"]},
    ],
)
def test_what_is_not_in_the_lists_is_dropped(content: Any) -> None:
    assert asked(content)[0] == NOTHING


@pytest.mark.parametrize("raw", [b"", b"<html>", b"{}", b'{"choices": []}', b'{"choices": 1}', b"\xff\xfe"])
def test_what_is_no_answer_means_nothing(raw: bytes) -> None:
    assert asked("", raw=raw)[0] == NOTHING


@pytest.mark.parametrize("status", [400, 401, 429, 500, 503])
def test_an_error_means_nothing(status: int) -> None:
    assert asked('{"intents": ["cancel"]}', status)[0] == NOTHING


def test_one_that_is_slow_or_gone_means_nothing() -> None:
    def gone(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ReadTimeout("slow")

    assert ChatModel("http://twin", "m", "", transport=httpx2.MockTransport(gone)).understand("hola", OWN) == NOTHING
