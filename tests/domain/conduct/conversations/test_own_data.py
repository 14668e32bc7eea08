"""Offers stopped in the chat stay stopped; what is known of somebody is shown, corrected and erased only for them."""

import random
from collections.abc import Iterator

import pytest

from promesa.domain.conduct.conversations import customer_acts
from promesa.domain.conduct.conversations.words import ConversationStepped, GiveUpCode, RecordCode
from promesa.domain.people.cases.words import CaseKind, CaseOpener, OpenCase
from promesa.domain.people.consent import receipts, state
from promesa.domain.people.consent.words import (
    AskRight,
    ConsentLayer,
    ConsentRecorded,
    RecordConsent,
    Right,
    RightAsked,
)
from promesa.domain.people.customers import NoteAddresses
from promesa.domain.people.messages.words import MARKETING, MessageDispatched, MessageNotSent, Silence, WantMessage
from promesa.domain.people.preferences import MARKETING_MESSAGES, RecordPreference
from promesa.domain.values.ids import CaseId, CustomerId
from promesa.domain.values.moments import HOUR, MINUTE, Instant
from tests.lab.talking import CODE, GUADALAJARA, ME, OTHER, Phone, shop_with

ANA = CustomerId(ME)


class Unconnected(Phone):
    """Nobody can be sent a code."""

    def _gets_codes(self) -> None:
        pass


@pytest.fixture
def phone() -> Iterator[Phone]:
    here = Phone(shop_with("planned", several=False), ME, random.Random(1))
    here.shop.put(RecordConsent(ANA, ConsentLayer.DATA_LAW, True, here.shop.now, proof="checkout"))
    yield here
    words = here.shop.facts(ConsentRecorded)
    assert receipts.is_unbroken([word for word in words if word.customer == ANA])
    assert not here.shop.refused_steps()


def offered(phone: Phone, name: str) -> MessageNotSent | MessageDispatched:
    """What becomes of an offer."""
    facts = phone.shop.put(WantMessage(name, "", ANA, "offer", area=MARKETING))
    return next(fact for fact in facts if isinstance(fact, MessageNotSent | MessageDispatched))


@pytest.mark.parametrize("how", ["word", "button of ours", "button of an offer"])
def test_stop_is_heard_at_once_and_offers_are_dropped(phone: Phone, how: str) -> None:
    assert isinstance(offered(phone, "offer1"), MessageDispatched)
    if how == "word":
        phone.says(mentions=(("exact", "stop"),))
    else:
        phone.says(kind="button", button="go:stop" if how == "button of ours" else "stop")
    assert phone.texts() == ["stopped"]
    after = offered(phone, "offer2")
    assert isinstance(after, MessageNotSent)
    assert (after.reason, after.by) == (Silence.REFUSED_ADS, ConsentLayer.CONSUMER_LAW.value)


def test_free_text_that_may_mean_stop_only_asks(phone: Phone) -> None:
    before = len(phone.shop.facts(ConsentRecorded))
    phone.says(proposals=("stop",))
    assert phone.texts() == ["did_you_mean"]
    assert len(phone.shop.facts(ConsentRecorded)) == before


def test_resuming_is_tapped_never_guessed_and_is_a_word_that_can_be_shown(phone: Phone) -> None:
    phone.says(mentions=(("exact", "stop"),))
    phone.says(mentions=(("exact", "resume"),))
    assert phone.texts() == ["confirm_resume"]
    assert isinstance(offered(phone, "offer1"), MessageNotSent)
    tapped = phone.taps("resume")
    assert phone.texts() == ["resumed"]
    word = phone.shop.facts(ConsentRecorded)[-1]
    assert (word.allowed, word.express, word.proof, word.source) == (True, True, tapped.heard, "whatsapp")
    assert isinstance(offered(phone, "offer2"), MessageDispatched)


def test_the_partners_own_switch_gives_way_to_itself_alone(phone: Phone) -> None:
    phone.shop.put(RecordPreference(ANA, "whatsapp", MARKETING_MESSAGES, False, phone.shop.now))
    phone.says(kind="button", button="go:resume")
    assert phone.texts() == ["still_stopped"]
    silent = offered(phone, "offer1")
    assert isinstance(silent, MessageNotSent)
    assert silent.by == ConsentLayer.PLATFORM.value


def test_what_was_said_earlier_and_heard_later_does_not_undo_a_stop(phone: Phone) -> None:
    earlier = Instant(phone.shop.now - HOUR)
    phone.says(mentions=(("exact", "stop"),))
    phone.says(kind="button", button="go:resume", at=earlier)
    assert phone.texts() == ["still_stopped"]
    assert isinstance(offered(phone, "offer1"), MessageNotSent)


def test_a_stranger_who_stops_offers_has_stopped_them_as_whoever_they_turn_out_to_be(phone: Phone) -> None:
    stranger = CustomerId("wa-mark")
    phone.shop.put(NoteAddresses(stranger, ("mark",), b"x"))
    Phone(phone.shop, stranger, random.Random(2)).says(mentions=(("exact", "stop"),))
    phone.shop.put(NoteAddresses(ANA, ("mark", "scoped"), b"y"))
    silent = offered(phone, "offer1")
    assert isinstance(silent, MessageNotSent)
    assert silent.reason is Silence.REFUSED_ADS


def test_my_data_tells_what_is_on_and_has_room_for_every_choice(phone: Phone) -> None:
    (reply,) = phone.says(mentions=(("exact", "my_data"),)).replies
    assert dict(reply.words) == {"advertising": "is_on", "profiling": "is_on"}
    assert list(phone.buttons()) == [
        *("stop", "profiling_off", "access", "rectification", "cancellation", "opposition", "talk_to_a_person")
    ]
    phone.taps("profiling_off")
    (reply,) = phone.taps("my_data").replies
    assert dict(reply.words)["profiling"] == "is_off"
    phone.taps("profiling_on")
    word = state.word(state.of(phone.shop.world.consents, ANA), ConsentLayer.DATA_LAW, "profiling")
    assert word is not None
    assert word.allowed


def test_a_right_is_asked_for_after_a_proof_by_a_yes_and_its_terms_are_told(phone: Phone) -> None:
    phone.says(kind="button", button="go:access")
    assert phone.texts() == ["ask_prove_place"]
    phone.says(mentions=(("postal_code", GUADALAJARA),))
    assert phone.texts() == ["confirm_right"]
    assert not phone.shop.facts(RightAsked)
    (done,) = phone.taps("yes").replies
    (asked,) = phone.shop.facts(RightAsked)
    assert (asked.customer, asked.right, asked.source) == (ME, Right.ACCESS, "whatsapp")
    words = dict(done.words)
    assert (words["answer_by"], words["answer_days"], words["execute_days"]) == ("2027-03-30", "20", "15")
    (case,) = phone.shop.world.cases.by_id.values()
    assert case.kind == CaseKind.PRIVACY.value
    phone.says(kind="button", button="go:access")
    assert phone.texts() == ["right_is_open"]


def test_a_proof_that_is_over_is_asked_for_again_before_the_yes_counts(phone: Phone) -> None:
    phone.says(kind="button", button="go:access")
    phone.says(mentions=(("postal_code", GUADALAJARA),))
    phone.shop.now = Instant(phone.shop.now + 20 * MINUTE)
    phone.says(kind="button", button="go:access")
    yes = phone.buttons()["yes"]
    phone.shop.now = Instant(phone.shop.now + 12 * MINUTE)
    phone.says(kind="button", button=yes)
    assert phone.texts() == ["ask_prove_place"]
    phone.says(mentions=(("postal_code", GUADALAJARA),))
    assert phone.texts() == ["done_AskRight"]


def test_what_is_to_be_corrected_is_kept_sealed_for_whoever_takes_the_case(phone: Phone) -> None:
    phone.says(kind="button", button="go:rectification")
    phone.says(mentions=(("postal_code", GUADALAJARA),))
    assert phone.texts() == ["ask_what_to_correct"]
    sealed = phone.says(kind="text").heard
    phone.taps("yes")
    assert [asked.right for asked in phone.shop.facts(RightAsked)] == [Right.RECTIFICATION]
    (case,) = phone.shop.world.cases.by_id.values()
    assert case.opened.message == sealed


def test_erasing_needs_a_code_sent_another_way(phone: Phone) -> None:
    phone.says(kind="button", button="go:cancellation")
    phone.says(mentions=(("postal_code", GUADALAJARA),))
    assert phone.texts() == ["ask_prove_code"]
    phone.says(mentions=(("code", CODE),))
    assert phone.texts() == ["confirm_erasure"]
    phone.taps("yes")
    assert [asked.right for asked in phone.shop.facts(RightAsked)] == [Right.CANCELLATION]


def test_who_has_no_order_is_heard_by_a_person(phone: Phone) -> None:
    nobody = Phone(phone.shop, "wa-1", random.Random(2))
    nobody.says(kind="button", button="go:cancellation")
    assert nobody.texts() == ["privacy_by_a_person"]
    assert [case.kind for case in phone.shop.world.cases.by_id.values()] == [CaseKind.PRIVACY.value]


def test_so_many_codes_an_hour_and_no_more(phone: Phone) -> None:
    phone.says(kind="button", button="go:cancellation")
    phone.says(mentions=(("postal_code", GUADALAJARA),))
    for _ in range(2):
        phone.taps("another_code")
        assert phone.texts() == ["ask_prove_code"]
    phone.taps("another_code")
    assert phone.texts() == ["too_many_codes"]
    sent = [name for step in phone.shop.facts(ConversationStepped) for name, _ in step.asks if name == "SendCode"]
    assert len(sent) == 3
    phone.shop.now = Instant(phone.shop.now + HOUR)
    phone.says(kind="button", button="go:cancellation")
    phone.says(mentions=(("postal_code", GUADALAJARA),))
    assert phone.texts() == ["ask_prove_code"]


def test_a_code_that_could_not_be_sent_is_a_persons_matter_once(phone: Phone) -> None:
    lonely = Unconnected(phone.shop, ME, random.Random(2))
    lonely.says(kind="button", button="go:cancellation")
    wanted_at = lonely.says(mentions=(("postal_code", GUADALAJARA),)).session.codes_at[-1]
    facts = phone.shop.put(GiveUpCode(ANA, wanted_at))
    (gave_up,) = [fact for fact in facts if isinstance(fact, ConversationStepped)]
    assert [reply.text for reply in gave_up.replies] == ["code_not_sent"]
    assert phone.shop.put(GiveUpCode(ANA, wanted_at)) == []
    assert len(phone.shop.world.cases.by_id) == 1


def test_a_code_that_came_is_not_given_up(phone: Phone) -> None:
    phone.says(kind="button", button="go:cancellation")
    step = phone.says(mentions=(("postal_code", GUADALAJARA),))
    assert phone.shop.put(GiveUpCode(ANA, step.session.codes_at[-1])) == []


def test_a_code_that_nobody_waits_for_is_not_noted(phone: Phone) -> None:
    assert phone.shop.put(RecordCode(ANA, "mark", Instant(phone.shop.now + HOUR))) == []


@pytest.mark.parametrize(
    "ask",
    [
        RecordConsent(CustomerId(OTHER), ConsentLayer.CONSUMER_LAW, False, Instant(1)),
        RecordConsent(ANA, ConsentLayer.PLATFORM, True, Instant(1)),
        AskRight("r", ANA, Right.ACCESS),
        OpenCase(CaseId("c"), ANA, CaseKind.OTHER, CaseOpener.PROMISE),
        OpenCase(CaseId("c"), CustomerId(OTHER), CaseKind.OTHER, CaseOpener.CUSTOMER),
        GiveUpCode(ANA, Instant(1)),
    ],
    ids=["another's word", "the partner's word", "a right without a yes", "our case", "another's case", "not listed"],
)
def test_a_conversation_asks_for_nothing_else(ask: object) -> None:
    assert not customer_acts.speaks_for(ANA, ask)
