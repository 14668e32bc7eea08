"""R45: one POST, many updates, odd shapes: accepted is durable, nothing is lost by position or a missing field."""

from typing import Any

import pytest
from msgspec import structs

from promesa.domain.ledger.shipments.words import WordNotUnderstood
from promesa.domain.people.messages.state import attempt_of
from promesa.domain.people.messages.words import HearCustomer, MessageWanted, Status
from promesa.domain.values.moments import Instant
from promesa.gateways.messaging.whatsapp import envelope
from tests.regressions import whatsapp as meta
from tests.regressions.whatsapp import Letterbox

CONTACTS = [{"profile": {"name": "Ana"}, "wa_id": meta.ANA, "user_id": "MX.1"}]
NO_ID_OF_THE_USER = [{"wa_id": meta.ANA}]
FAILED = {"errors": meta.failure(131026)}


def one_post() -> bytes:
    """2 entries x 2 changes x 3 items: 5 messages, 6 statuses, 1 unknown field."""
    entry_1 = [
        meta.change(
            meta.value(contacts=CONTACTS, messages=[meta.text("wamid.1"), meta.text("wamid.2"), meta.text("wamid.3")])
        ),
        meta.change(
            meta.value(
                contacts=CONTACTS,
                messages=[meta.text("wamid.4", "¿dónde está?"), meta.tap("wamid.5", "cc:omw:o1")],
                statuses=[meta.status("wamid.a", "sent", "m1", at=1_814_800_001)],
            )
        ),
    ]
    entry_2 = [
        meta.change(
            meta.value(
                contacts=NO_ID_OF_THE_USER,
                statuses=[
                    meta.status("wamid.a", "delivered", "m1", at=1_814_800_003),
                    meta.status("wamid.b", "failed", "m2", at=1_814_800_004, **FAILED),
                    meta.status("wamid.a", "read", "m1", at=1_814_800_009),
                ],
            )
        ),
        meta.change(
            meta.value(
                statuses=[
                    meta.status("wamid.c", "failed", "m3", at=1_814_800_005, **FAILED),
                    meta.status("wamid.d", "sent", "m4", at=1_814_800_006),
                ],
                beam_updates=[{"beam": 7}],
            )
        ),
    ]
    return meta.notice(entry_1, entry_2)


def raising_once_at(box: Letterbox, wamid: str) -> dict[type, Any]:
    """The rules, of which the one that hears breaks the first time it meets that message."""
    rules, left = dict(box.machine.model.rules), [1]
    hear = rules[HearCustomer]

    def breaks(world: Any, ask: HearCustomer, now: int) -> Any:
        if ask.heard == box.marks.provider(wamid) and left:
            left.pop()
            raise ZeroDivisionError("5512345678")
        return hear(world, ask, now)

    return rules | {HearCustomer: breaks}


def test_r45_one_post_many_updates_odd_shapes(monkeypatch: pytest.MonkeyPatch) -> None:
    with meta.letterbox(monkeypatch) as box:
        for name, wamid in (("m1", "wamid.a"), ("m2", "wamid.b"), ("m3", "wamid.c"), ("m4", "wamid.d")):
            box.says(name, wamid=wamid)
        box.client.post("/v1/customers/k1", {"phone": "+525512345678"})
        box.machine.model = structs.replace(box.machine.model, rules=raising_once_at(box, "wamid.4"))
        body = one_post()
        assert len(list(envelope.pieces(body, Instant(0)))) == 12
        head = box.machine.log.head()
        assert box.posts(body).status == 200
        assert box.inbox.lag().waiting == 1, "durable before it was answered, and read by nobody yet"
        assert box.machine.log.head() == head

        assert box.reads() == 1
        assert len(box.heard()) == 4, "item 4 broke, and took nobody along"
        assert box.inbox.lag().waiting == 1
        box.clock.now += 2_000_000
        assert box.reads() == 1
        assert box.inbox.lag() == structs.replace(box.inbox.lag(), waiting=0, oldest_at=None, dead=0)

        assert sorted(fact.heard for fact in box.heard()) == sorted(
            box.marks.provider(f"wamid.{n}") for n in range(1, 6)
        )
        assert len({fact.customer for fact in box.heard()}) == 1
        assert len(box.statuses_told()) == 6
        attempts = {name: attempt_of(box.machine.world.messages, name, 1) for name in ("m1", "m2", "m3", "m4")}
        times = {name: attempt.times for name, attempt in attempts.items() if attempt is not None}
        assert times["m1"][Status.READ] == 1_814_800_009_000_000
        for name in ("m2", "m3"):
            attempt = attempts[name]
            assert attempt is not None
            assert Status.FAILED in attempt.times
            assert attempt.code == "131026", "with or without contacts"
        told = box.facts(WordNotUnderstood)
        assert [(fact.partner, fact.word) for fact in told] == [("whatsapp", "messages.beam_updates")]


def test_r45_the_same_unknown_field_a_thousand_times_is_told_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with meta.letterbox(monkeypatch) as box:
        box.hears(*[meta.notice([meta.change({"n": number}, "beam_update")] * 3) for number in range(50)])
        assert [fact.word for fact in box.facts(WordNotUnderstood)] == ["beam_update"]
        alerts = [fact for fact in box.facts(MessageWanted) if fact.template == "word_not_understood"]
        assert [(fact.customer, fact.words) for fact in alerts] == [
            ("operations", (("partner", "whatsapp"), ("word", "beam_update")))
        ], "and operations are told once"
        assert box.inbox.lag().waiting == 0
