"""R47: the same message, delivered twice at once: its uniqueness stands in the same append as its effect."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec import structs

from promesa.domain.people.customers import ContactChanged, RecordContact
from promesa.domain.people.messages.words import CustomerHeard, MessageWanted, WantMessage
from promesa.engine import inbox_work
from promesa.engine.steps import Do
from promesa.gateways.messaging.whatsapp.meaning import Meaning
from tests.regressions import whatsapp as meta
from tests.regressions.whatsapp import Letterbox

HOURS = 3_600_000_000


def change_address(world: Any, fact: CustomerHeard, now: int) -> Iterator[Do]:
    """What a conversation would do with the tap: one write and one answer."""
    if fact.button == "ca:yes":
        sealed = f"moved at {now}".encode()
        yield Do(RecordContact(fact.customer, sealed))
        yield Do(WantMessage(f"answer:{fact.heard}", "", fact.customer, "address_changed", replies_to=fact.heard))


def listening(box: Letterbox) -> Letterbox:
    """With a story that writes whenever it hears: it would write twice if it heard twice."""
    stories = dict(box.machine.model.stories)
    stories[CustomerHeard] = (*stories.get(CustomerHeard, ()), change_address)
    box.machine.model = structs.replace(box.machine.model, stories=stories)
    box.machine.submit(RecordContact("k1", b"before", marks=(box.marks.address(meta.ANA),)), "test")
    return box


def answers(box: Letterbox) -> list[str]:
    return [fact.message for fact in box.facts(MessageWanted) if fact.message.startswith("answer:")]


def test_r47_one_tap_three_posts(monkeypatch: pytest.MonkeyPatch) -> None:
    tap = meta.tap("wamid.tap", "ca:yes")
    alone = meta.messages(tap)
    later = meta.messages(meta.text("wamid.other", "¿ya?", at=1_814_821_600), tap, meta.text("wamid.more"))

    async def twice_at_once(box: Letterbox) -> list[int]:
        asked = [box.client.ask_soon("POST", meta.PATH, raw=alone, headers=meta.signed(alone)) for _ in range(2)]
        return [told.status for told in await asyncio.gather(*asked)]

    with meta.letterbox(monkeypatch) as made:
        box = listening(made)
        assert box.client.runner.run(twice_at_once(box)) == [200, 200]
        workers = [Meaning(box.machine, box.vault).begin for _ in range(2)]
        for worker in workers:
            assert inbox_work.work(box.inbox, box.machine, {"whatsapp": worker}, limit=1) == 1
        box.clock.now += 6 * HOURS
        assert box.posts(later).status == 200
        assert box.reads() == 1
        assert [fact.customer for fact in box.facts(ContactChanged)] == ["k1"], "the address changes once"
        assert answers(box) == [f"answer:{box.marks.provider('wamid.tap')}"], "one answer is sent"
        assert len(box.heard()) == 3, "and the neighbours in the later batch are heard"


def test_r47_a_crash_between_the_append_and_the_settling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The letter is read again, and nothing of it happens again."""
    with meta.letterbox(monkeypatch) as made:
        box = listening(made)
        settle = box.inbox.settle
        box.posts(meta.messages(meta.tap("wamid.tap", "ca:yes")))

        def falls(_: object) -> None:
            raise KeyboardInterrupt

        monkeypatch.setattr(box.inbox, "settle", falls)
        with pytest.raises(KeyboardInterrupt):
            box.reads()
        monkeypatch.setattr(box.inbox, "settle", settle)
        box.clock.now += 31_000_000
        assert box.reads() == 1
        assert len(box.facts(ContactChanged)) == len(answers(box)) == len(box.heard()) == 1


def test_r47_the_fact_holds_neither_phone_nor_text(monkeypatch: pytest.MonkeyPatch) -> None:
    with meta.letterbox(monkeypatch) as box:
        box.hears(meta.messages(meta.text("wamid.HBgNNTIxNTUxMjM0NTY3OBUCABIYFDNB", "vivo en Reforma 222")))
        (heard,) = box.heard()
        assert heard.customer == f"wa-{box.marks.address(meta.ANA)}"
        log = b"".join(entry.body for entry in box.machine.log.read())
        for told in (b"5512345678", b"Reforma", b"NTIxNTUxMjM0NTY3O", b"wamid"):
            assert told not in log
        opened = box.vault.open(heard.customer, heard.sealed)
        assert opened is not None
        assert b"vivo en Reforma 222" in opened
        assert b"wamid.HBgNNTIxNTUxMjM0NTY3OBUCABIYFDNB" in opened, "a tick or a quote needs Meta's own id"
        box.vault.forget(heard.customer)
        assert box.vault.open(heard.customer, heard.sealed) is None
