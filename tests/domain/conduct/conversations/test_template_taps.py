"""Every button under a template does what it says: a flow begins, a yes is asked for, or nothing more is needed."""

import pytest

from promesa.domain.conduct.conversations import template_taps
from promesa.domain.conduct.conversations.words import ConversationStepped, TalkOn, Utterance
from promesa.domain.people.consent.words import ConsentLayer, ConsentRecorded
from promesa.domain.people.templates import library
from promesa.domain.people.templates.words import ButtonKind
from promesa.domain.values.ids import CustomerId
from tests.regressions.shop import Shop

PATHS = sorted(
    {
        button.path
        for copy in library.ALL
        for button in copy.buttons
        if button.kind is ButtonKind.QUICK_REPLY and not copy.for_operations
    }
)


def tapped(path: str) -> tuple[Shop, ConversationStepped]:
    shop = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("P", 2, 80).has("N1", A=9)
    shop.places("o1", {"A": 1}, customer="ana")
    shop.pays("o1")
    button = path.replace("{order}", "o1").replace("{case}", "c1")
    facts = shop.put(TalkOn(CustomerId("ana"), Utterance("w1", shop.now, "button", button)))
    return shop, next(fact for fact in facts if isinstance(fact, ConversationStepped))


@pytest.mark.parametrize("path", PATHS)
def test_no_button_of_ours_is_an_old_one(path: str) -> None:
    _, stepped = tapped(path)
    verb = path.partition(":")[0]
    texts = [reply.text for reply in stepped.replies]
    assert (not texts and not stepped.asks) == (verb in template_taps.NOTED)
    assert "old_button" not in texts or verb == "substitute"


def test_no_more_offers_is_a_refusal_with_its_proof() -> None:
    shop, stepped = tapped("stop")
    assert [reply.text for reply in stepped.replies] == ["stopped"]
    (word,) = shop.facts(ConsentRecorded)
    assert (word.customer, word.layer, word.allowed) == ("ana", ConsentLayer.CONSUMER_LAW, False)
    assert (word.source, word.proof) == ("whatsapp", "w1")


def test_cancelling_still_asks_for_a_yes() -> None:
    _, stepped = tapped("cancel:{order}")
    assert [reply.text for reply in stepped.replies] == ["confirm_cancel"]
    assert stepped.session.offered
