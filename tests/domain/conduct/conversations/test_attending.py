"""A person of ours in a conversation: the flows are silent, words go to whom they are for, the window decides."""

from typing import Any

from promesa.domain.conduct.conversations import state
from promesa.domain.conduct.conversations.words import (
    AnswerWritten,
    ConversationHandedBack,
    ConversationStepped,
    ConversationTaken,
    HandBackConversation,
    TakeConversation,
    TalkOn,
    Utterance,
    WriteAnswer,
)
from promesa.domain.conduct.telling import own_words
from promesa.domain.people.cases.words import CaseAnswered, CaseAssigned, CaseKind, CaseOpener, CaseReplied, OpenCase
from promesa.domain.people.customers import RecordContact
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import (
    HearCustomer,
    MessageDispatched,
    MessageWanted,
    Silence,
    WantMessage,
)
from promesa.domain.people.standby import RecordHandover
from promesa.domain.values.ids import CaseId, CustomerId, OrderId
from promesa.domain.values.moments import DAY, HOUR, Instant
from promesa.domain.values.refusal import Reason
from promesa.engine.vault import MemoryKeys, Vault
from promesa.gateways.messaging import wording
from promesa.gateways.messaging.whatsapp import contents as c
from tests.regressions.shop import Shop

ANA, EVA = CustomerId("ana"), "person:eva"
VAULT = Vault(MemoryKeys())
WORDED = wording.worded("https://tienda.example/", opened=VAULT.open)


def shop() -> Shop:
    here = Shop("2027-03-01 10:00").sells("A").opens("N1").carries("P", 2, 80).has("N1", A=9)
    here.places("o1", {"A": 1}, customer="ana")
    here.pays("o1")
    return here


def hears(here: Shop, name: str, **about: Any) -> list[Any]:
    """The customer writes: what is heard, and the step of the conversation."""
    facts = here.put(HearCustomer(ANA, name, here.now, button=about.get("button", "")))
    kind = "button" if about.get("button") else "text"
    return [*facts, *here.put(TalkOn(ANA, Utterance(name, here.now, kind, **about)))]


def takes(here: Shop, by: str = EVA, case: str | None = None) -> list[Any]:
    return here.put(TakeConversation(ANA, by, None if case is None else CaseId(case)))


def answers(here: Shop, text: str = "Ya lo vimos.", name: str = "a1", **about: Any) -> WriteAnswer:
    return WriteAnswer(name, ANA, about.pop("by", EVA), VAULT.seal(ANA, text.encode()), **about)


def steps(here: Shop) -> list[ConversationStepped]:
    return here.facts(ConversationStepped)


def opened(here: Shop) -> CaseId:
    here.put(OpenCase(CaseId("c1"), ANA, CaseKind.LATE, CaseOpener.CUSTOMER, OrderId("o1"), message="w0"))
    return CaseId("c1")


def said(here: Shop, message: str, form: str) -> list[c.Content] | Silence:
    wanted = here.world.messages.by_name[message].wanted
    found = WORDED(here.world, SendableMessage(message, 1, "whatsapp", form, (wanted,)), here.now)
    return found if isinstance(found, Silence) else list(found)


def test_what_is_written_goes_to_who_attends_and_no_flow_answers() -> None:
    here = shop()
    case = opened(here)
    takes(here, case=case)
    assert here.world.cases.by_id[case].assigned == EVA
    hears(here, "w1", proposals=("where_is_my_order",))
    assert steps(here)[-1].replies == ()
    assert here.world.cases.by_id[case].messages == ["w0", "w1"]
    assert not [one for one in here.facts(MessageWanted) if one.template == "case_opened" and ":heard:2" in one.message]


def test_a_button_and_a_stop_are_heard_whoever_attends() -> None:
    here = shop()
    takes(here)
    hears(here, "w1", button="go:where_is_my_order:o1")
    assert [reply.text for reply in steps(here)[-1].replies] == ["where_planned"]
    hears(here, "w2", mentions=(("exact", "stop"),))
    assert [reply.text for reply in steps(here)[-1].replies] == ["stopped"]


def test_handed_back_the_flows_answer_again_and_so_they_do_when_nobody_says_anything() -> None:
    here = shop()
    takes(here)
    assert len(here.put(HandBackConversation(ANA, EVA))) == 1
    assert here.put(HandBackConversation(ANA, EVA)) == []
    hears(here, "w1", proposals=("where_is_my_order",))
    assert [reply.text for reply in steps(here)[-1].replies] == ["did_you_mean"]
    takes(here)
    here.passes_to(Instant(here.now + state.ATTENDED_FOR))
    hears(here, "w2", proposals=("where_is_my_order",))
    assert steps(here)[-1].replies


def test_in_the_window_the_words_are_said_as_they_were_written() -> None:
    here = shop()
    case = opened(here)
    hears(here, "w1")
    facts = here.put(answers(here, case=case))
    assert [type(fact) for fact in facts] == [ConversationTaken, AnswerWritten]
    assert here.facts(CaseAnswered)[-1].case == case
    assert here.facts(CaseAssigned)[-1].to == EVA
    assert here.world.cases.by_id[case].unread == 0
    here.passes_to(Instant(here.now + 60_000_000))
    sent = [one for one in here.facts(MessageDispatched) if one.message == "answer:a1"]
    assert [(one.channel, one.form) for one in sent] == [("whatsapp", "text")]
    assert said(here, "answer:a1", "text") == [c.Text("Ya lo vimos.")]


def test_beyond_the_window_it_is_announced_and_said_once_they_write() -> None:
    here = shop()
    hears(here, "w1")
    here.passes_to(Instant(here.now + DAY + HOUR))
    here.put(answers(here))
    sent = [one for one in here.facts(MessageDispatched) if one.message == "answer:a1"]
    assert [one.form for one in sent] == ["template"]
    (told,) = [said(here, "answer:a1", "template")]
    assert isinstance(told[0], c.Template)
    assert told[0].name == "answer_waiting_v1"
    hears(here, "w2", button="answers")
    assert steps(here)[-1].replies == ()
    again = here.world.messages.by_name["answer:a1:said"]
    assert (again.wanted.customer, again.wanted.replies_to) == (ANA, "w2")
    assert said(here, "answer:a1:said", "text") == [c.Text("Ya lo vimos.")]
    hears(here, "w3")
    assert len([one for one in here.facts(MessageWanted) if one.template == "answer_waiting"]) == 2


def test_the_same_again_changes_nothing_and_another_text_under_its_name_is_refused() -> None:
    here = shop()
    here.put(answers(here))
    assert here.put(answers(here)) == []
    assert here.reason(answers(here, "Otra cosa.")) is Reason.ALREADY_EXISTS


def test_nobody_speaks_into_a_colleagues_conversation_nor_into_the_partners_own() -> None:
    here = shop()
    takes(here, by="person:raul")
    assert here.reason(answers(here)) is Reason.ATTENDED
    takes(here)
    here.put(answers(here))
    here.put(RecordHandover(ANA, away=True, at=here.now))
    assert here.reason(answers(here, name="a2")) is Reason.ATTENDED


def test_it_is_about_their_own_orders_and_cases_or_it_is_refused() -> None:
    here = shop()
    here.places("o2", {"A": 1}, customer="luis")
    assert here.reason(answers(here, order=OrderId("o2"))) is Reason.UNKNOWN_ORDER
    assert here.reason(answers(here, case=CaseId("c9"))) is Reason.UNKNOWN_CASE
    assert here.reason(WriteAnswer("a1", ANA, EVA, b"")) is Reason.INVALID
    case = opened(here)
    assert here.reason(TakeConversation(CustomerId("luis"), EVA, case)) is Reason.UNKNOWN_CASE


def test_erased_data_are_said_to_nobody() -> None:
    here = shop()
    hears(here, "w1")
    vault = Vault(MemoryKeys())
    here.put(WriteAnswer("a1", ANA, EVA, vault.seal(ANA, b"x")))
    vault.forget(ANA)
    worded = wording.worded("", opened=vault.open)
    wanted = here.world.messages.by_name["answer:a1"].wanted
    asked = SendableMessage("answer:a1", 1, "whatsapp", "text", (wanted,))
    assert worded(here.world, asked, here.now) is Silence.FORGOTTEN


def test_an_answer_that_nobody_wrote_is_not_said() -> None:
    here = shop()
    hears(here, "w1")
    here.put(WantMessage("answer:nobody", OrderId(""), ANA, "answer_waiting", (), ("text", "template"), "w1"))
    assert said(here, "answer:nobody", "text") is Silence.UNTRUE
    assert said(here, "answer:nobody", "template") is Silence.UNTRUE


def test_words_are_held_against_what_we_know_of_their_orders() -> None:
    here = shop()
    here.places("zzz-9", {"A": 1}, customer="luis")
    promise = here.world.promises.by_order[OrderId("o1")]
    day, total = promise.told_on, here.world.orders.by_id[OrderId("o1")].placed.total

    def held(text: str) -> own_words.OwnWords:
        return own_words.held_against(here.world, ANA, text, here.now)

    assert held(f"Tu pedido o1 llega el {day.day} de marzo y pagaste ${total / 100:,.2f}.") == own_words.OwnWords()
    assert held("Llega el 24 de diciembre").beside == ("date",)
    assert held("Te damos $500 pesos").beside == ("amount",)
    assert held("It comes on 24 December; 12.50 pesos back").beside == ("date", "amount")
    assert held("Como el pedido ZZZ-9").strange_orders == ("zzz-9",) or held("el zzz-9").strange_orders == ("zzz-9",)
    assert held("Son 3 piezas en 2 cajas, código 1234").beside == ()


def test_the_contact_of_a_stranger_who_turns_out_to_be_known_keeps_the_window() -> None:
    here = shop()
    stranger = CustomerId("wa-1")
    here.put(HearCustomer(stranger, "w1", here.now))
    here.put(RecordContact(ANA, b"sealed", marks=()))
    assert here.world.messages.sides[stranger].heard == "w1"
    assert not here.facts(CaseReplied)
    assert not here.facts(ConversationHandedBack)
