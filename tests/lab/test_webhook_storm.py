"""Mutated webhooks: nothing lost, nothing doubled, nothing forged believed, the same end in every order."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from msgspec import structs

from promesa.domain import world as worlds
from promesa.domain.people.messages import state as messages
from promesa.domain.people.messages.words import CustomerHeard, HearCustomer, MessageStatusesTold
from promesa.gateways.messaging.whatsapp import envelope, people, signature
from promesa.gateways.messaging.whatsapp.marks import Marks
from promesa.lab import webhook_storm
from promesa.lab.mutated_webhooks import Mutator
from promesa.lab.webhook_storm import Retailer, StormReport

QUICK, LONG = 1_500, 100_000


def check(report: StormReport, webhooks: int) -> None:
    assert report.faults == []
    assert report.is_well, report
    assert report.webhooks >= webhooks
    assert report.forged > webhooks // 100
    assert report.facts > report.items > report.webhooks


def test_a_storm_of_webhooks() -> None:
    check(webhook_storm.storm(QUICK, seed=7), QUICK)


@pytest.mark.soak
def test_a_hundred_thousand_webhooks() -> None:
    report = webhook_storm.storm(LONG)
    sys.stdout.write(f"{structs.replace(report, faults=report.faults[:20])}\n")
    check(report, LONG)


def test_the_storm_is_as_odd_as_the_manual_allows() -> None:
    mutator = Mutator(3, ["o1:confirmed"])
    posts = mutator.posts(mutator.items(4_000))
    bodies = [post.body for post in posts]
    lengths = [len(list(envelope.pieces(body, 0))) for body in bodies]
    assert 0 in lengths
    assert max(lengths) >= 150
    assert any(body.isascii() and b"\\u" in body for body in bodies)
    assert any(not body.isascii() for body in bodies)
    assert len(set(bodies)) < len(bodies), "some are told twice as they were"
    for field in ("from", "from_user_id", "contacts", "timestamp", "biz_opaque_callback_data", "errors", "metadata"):
        having = sum(f'"{field}"'.encode() in body for body in bodies)
        assert 0 < having < len(bodies), field


# --- what would be found ---


def first_only(read: Callable[..., Iterator[Any]]) -> Callable[..., Iterator[Any]]:
    """As libraries do: the first of each post, and 200 for the rest."""
    return lambda *told: iter(list(read(*told))[:1])


def test_what_is_lost_by_its_position_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(envelope, "pieces", first_only(envelope.pieces))
    report = webhook_storm.storm(100, seed=1)
    assert report.lost > 100
    assert not report.is_well


def test_what_is_heard_twice_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    class Forgetful(Retailer):
        def __init__(self) -> None:
            super().__init__()
            rules: dict[type, Any] = dict(self.machine.model.rules)
            rules[HearCustomer] = lambda _, ask, __: [CustomerHeard(ask.customer, ask.heard, ask.at, ask.kind)]
            self.machine.model = structs.replace(self.machine.model, rules=rules)

    monkeypatch.setattr(webhook_storm, "Retailer", Forgetful)
    assert webhook_storm.storm(100, seed=1).doubled > 100


def test_what_is_believed_unsigned_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signature, "is_genuine", lambda *_: True)
    assert webhook_storm.storm(100, seed=1).believed > 5


def test_a_status_that_goes_back_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def last_counts(told: messages.Messages, fact: MessageStatusesTold, at: Any) -> None:
        for one in fact.told:
            attempt = told.by_name[one.message].attempts[one.attempt - 1]
            attempt.times = {one.status: one.at}

    monkeypatch.setattr(worlds, "_FOLDS", (*worlds._FOLDS, (lambda w: w.messages, {MessageStatusesTold: last_counts})))
    report = webhook_storm.storm(100, seed=1)
    assert report.wrong_states > 50
    assert any("ends in two states" in fault for fault in report.faults)


def test_a_field_that_is_needed_and_missing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """As libraries do: a KeyError where the manual says optional."""
    monkeypatch.setattr(people, "of_item", lambda _, around, *__: people.Person(around["contacts"][0]["wa_id"]))
    report = webhook_storm.storm(100, seed=1)
    assert report.crashes > 10


def test_a_phone_in_a_fact_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Marks, "provider", lambda _, wamid: wamid)
    assert webhook_storm.storm(100, seed=1).leaked > 100
