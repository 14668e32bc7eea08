"""R52: +52 and +521: the matching key is not the delivery address, and normalisation is by country."""

import pytest

from promesa.domain.people import customers
from promesa.gateways.messaging.whatsapp import replies
from promesa.gateways.messaging.whatsapp.replies import ReplyTo
from tests.regressions import whatsapp as meta
from tests.regressions.whatsapp import Letterbox

AMERICAN = "+15215551234"


def reply_to(box: Letterbox, customer: str) -> ReplyTo:
    sealed = customers.sealed_reply(box.machine.world.customers, customer)
    return replies.open_reply(box.vault, customer, sealed)


@pytest.mark.parametrize("stored", ["+525512345678", "+52 1 55 1234 5678", "525512345678"])
def test_r52_three_ways_to_write_one_number(monkeypatch: pytest.MonkeyPatch, stored: str) -> None:
    with meta.letterbox(monkeypatch) as box:
        assert box.client.post("/v1/customers/ana", {"name": "Ana", "phone": stored}).status == 200
        for number, sender in enumerate(("5215512345678", "525512345678", "whatsapp:+5215512345678")):
            box.hears(meta.messages(meta.text(f"wamid.{number}", sender=sender)))
            assert reply_to(box, "ana").phone == sender, "replies use the exact address the provider gave"
        assert {fact.customer for fact in box.heard()} == {"ana"}
        assert len(box.heard()) == 3
        contact = box.client.get("/v1/customers/ana").json["contact"]

        box.hears(meta.messages(meta.text("wamid.us", sender=AMERICAN)))
        (other,) = {fact.customer for fact in box.heard()} - {"ana"}
        assert reply_to(box, other).phone == AMERICAN
        assert reply_to(box, "ana").phone == "whatsapp:+5215512345678", "unchanged"
        assert box.client.get("/v1/customers/ana").json["contact"] == contact
        assert contact["phone"] == stored


def test_r52_who_hides_their_phone_later_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """First by phone, then by phone and scoped id, then by the scoped id alone; a new id follows an update."""
    with meta.letterbox(monkeypatch) as box:
        box.client.post("/v1/customers/ana", {"phone": "+525512345678"})
        nameless = {"from": "", "from_user_id": "MX.77"}
        box.hears(
            meta.messages(meta.text("wamid.1")),
            meta.messages(meta.text("wamid.2", from_user_id="MX.77")),
            meta.messages(meta.text("wamid.3") | nameless),
            meta.notice([meta.change({"user_id_update": [moved("MX.77", "MX.88")]}, "user_id_update")]),
            meta.messages(meta.text("wamid.4") | nameless | {"from_user_id": "MX.88"}),
        )
        assert [fact.customer for fact in box.heard()] == ["ana"] * 4
        assert reply_to(box, "ana") == ReplyTo("5215512345678", "MX.88")
        box.hears(meta.messages(meta.text("wamid.5") | nameless))
        assert box.heard()[-1].customer != "ana", "an id that was given up is nobody's"


def moved(old: str, new: str) -> meta.Json:
    return {"wa_id": meta.ANA, "user_id": {"previous": old, "current": new}, "timestamp": 1_814_800_000}


def test_r52_a_changed_number_is_followed_and_a_recycled_one_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    with meta.letterbox(monkeypatch) as box:
        box.client.post("/v1/customers/ana", {"phone": "+525512345678"})
        system = {"body": "…", "wa_id": "5215587654321", "type": "user_changed_number"}
        told = {"from": meta.ANA, "id": "wamid.s", "timestamp": "1814800000", "type": "system", "system": system}
        box.hears(meta.messages(meta.text("wamid.1")), meta.messages(told))
        box.hears(meta.messages(meta.text("wamid.2", sender="5215587654321")))
        assert [fact.customer for fact in box.heard()] == ["ana", "ana"]
        box.hears(meta.messages(meta.text("wamid.3")))
        assert box.heard()[-1].customer != "ana", "whoever has the old number now is somebody else"


def test_r52_a_stranger_who_turns_out_to_be_ana_has_written_as_ana(monkeypatch: pytest.MonkeyPatch) -> None:
    with meta.letterbox(monkeypatch) as box:
        at = int(box.clock.now // 1_000_000)
        box.hears(meta.messages(meta.text("wamid.1", at=at)))
        (stranger,) = {fact.customer for fact in box.heard()}
        assert stranger.startswith(customers.STRANGER)
        box.client.post("/v1/customers/ana", {"phone": "+525512345678"})
        side = box.machine.world.messages.sides["ana"]
        assert side.heard_at == at * 1_000_000, "so she may be answered freely for a day"
        box.hears(meta.messages(meta.text("wamid.2", at=at)))
        assert box.heard()[-1].customer == "ana"


def test_r52_one_stranger_in_one_batch_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Once with both addresses, once with each alone, before any of it was folded."""
    both = meta.text("wamid.1", from_user_id="MX.77")
    scoped = meta.text("wamid.2") | {"from": "", "from_user_id": "MX.77"}
    with meta.letterbox(monkeypatch) as box:
        box.hears(meta.messages(both, scoped, meta.text("wamid.3")), meta.messages(meta.text("wamid.4")))
        assert len(box.heard()) == 4
        assert len({fact.customer for fact in box.heard()}) == 1
