"""Consent as one decision: a table of layers, each with the word that decides; receipts, registers and rights."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.people.consent import decision, receipts, rights, state
from promesa.domain.people.consent.words import (
    AnswerRight,
    AskRight,
    ConsentLayer,
    ConsentRecorded,
    EraseContact,
    ExecuteRight,
    LoadRegister,
    RecordConsent,
    Right,
)
from promesa.domain.people.customers import NoteAddresses, RecordContact
from promesa.domain.people.messages.words import Silence
from promesa.domain.people.preferences import MARKETING_MESSAGES, RecordPreference
from promesa.domain.values.message_policy import MessagePolicy
from promesa.domain.values.moments import DAY, Instant
from promesa.domain.values.refusal import Reason
from tests.domain.people.spoken import ANA, NOON, Spoken

PLATFORM, DATA, CONSUMER = ConsentLayer.PLATFORM, ConsentLayer.DATA_LAW, ConsentLayer.CONSUMER_LAW
CITY = "America/Mexico_City"


def says(layer: ConsentLayer, allowed: bool, days_ago: int, **about: Any) -> Any:
    at = Instant(NOON - days_ago * DAY)
    if layer is PLATFORM:
        return RecordPreference(ANA, "whatsapp", MARKETING_MESSAGES, allowed, at)
    return RecordConsent(ANA, layer, allowed, at, proof=about.pop("proof", "form 7"), **about)


def listed(days_ago: int) -> LoadRegister:
    return LoadRegister("repep", Instant(NOON - days_ago * DAY), ("m1", "m2"))


YES, NO = True, False
# What was said, by whom, how many days ago       -> why no offer is sent, and which layer decided
TABLE: list[tuple[str, list[Any], tuple[Silence, str] | None]] = [
    ("nothing", [], (Silence.NO_CONSENT, "data_law")),
    ("yes", [says(DATA, YES, 9)], None),
    ("yes, then opposed", [says(DATA, YES, 9), says(DATA, NO, 5)], (Silence.OPPOSED, "data_law")),
    ("opposed, then yes", [says(DATA, NO, 9), says(DATA, YES, 5)], None),
    ("told in the other order", [says(DATA, YES, 5), says(DATA, NO, 9)], None),
    ("refused ads", [says(DATA, YES, 9), says(CONSUMER, NO, 5)], (Silence.REFUSED_ADS, "consumer_law")),
    ("refused ads, then a proven yes", [says(CONSUMER, NO, 9), says(DATA, YES, 5)], None),
    (
        "refused ads, then a yes without proof",
        [says(CONSUMER, NO, 9), says(DATA, YES, 5, proof="")],
        (Silence.REFUSED_ADS, "consumer_law"),
    ),
    ("stopped at WhatsApp", [says(DATA, YES, 9), says(PLATFORM, NO, 5)], (Silence.STOPPED, "platform")),
    ("stopped, then a yes elsewhere", [says(PLATFORM, NO, 9), says(DATA, YES, 5)], (Silence.STOPPED, "platform")),
    ("stopped and resumed", [says(PLATFORM, NO, 9), says(PLATFORM, YES, 5)], None),
    ("registered 31 days ago", [says(DATA, YES, 40), listed(31)], (Silence.REGISTERED, "register")),
    ("registered 29 days ago", [says(DATA, YES, 40), listed(29)], None),
    ("registered, then a proven yes", [listed(50), says(DATA, YES, 40)], None),
    (
        "registered, then a tacit yes",
        [listed(50), says(DATA, YES, 40, express=False)],
        (Silence.REGISTERED, "register"),
    ),
    ("opposed profiling only", [says(DATA, YES, 9), says(DATA, NO, 5, purpose="profiling")], None),
]


@pytest.mark.parametrize(("said", "why"), [row[1:] for row in TABLE], ids=[row[0] for row in TABLE])
def test_who_decides_on_an_offer(said: list[Any], why: tuple[Silence, str] | None) -> None:
    here = Spoken()
    here.put(NoteAddresses(ANA, ("m1",)))
    for command in said:
        here.put(command)
    found = decide(here, "marketing")
    assert (found.reason, found.by) == (why or (None, found.by))
    assert found.allowed is (why is None)
    assert decide(here, "operations") == decision.NECESSARY
    here.wants("m1", "offer")
    assert here.world.messages.by_name["m1"].silence is (None if why is None else why[0])


def decide(here: Spoken, area: str) -> decision.ConsentDecision:
    world = here.world
    return decision.decide(world.consents, world.customers, ANA, area, MessagePolicy(), here.now)


def test_a_register_speaks_of_addresses_and_not_of_who_had_them_before() -> None:
    here = Spoken()
    here.put(says(DATA, YES, 40))
    here.put(listed(31))
    assert decide(here, "marketing").allowed
    here.put(NoteAddresses(ANA, ("m2",)))
    assert not decide(here, "marketing").allowed
    here.put(NoteAddresses(ANA, ("m9",), gone=("m2",)))
    assert decide(here, "marketing").allowed
    here.put(LoadRegister("repep", NOON, (), gone=("m1", "m2")))
    assert here.world.consents.listed == {}


WORDS = st.lists(
    st.tuples(st.sampled_from((PLATFORM, DATA, CONSUMER)), st.booleans(), st.integers(1, 30)),
    max_size=8,
    unique_by=lambda one: one[2],
)


@given(WORDS, st.randoms(use_true_random=False))
def test_the_decision_does_not_depend_on_the_order_in_which_words_are_told(words: list[Any], dice: Any) -> None:
    found = []
    for told in (words, dice.sample(words, len(words))):
        here = Spoken()
        for layer, allowed, days_ago in told:
            here.put(says(layer, allowed, days_ago))
        found.append(decide(here, "marketing"))
    assert found[0] == found[1]


@given(WORDS)
def test_the_chain_of_receipts_holds_and_shows_any_change(words: list[Any]) -> None:
    here = Spoken()
    for layer, allowed, days_ago in words:
        here.put(says(layer, allowed, days_ago))
    chain = [fact for fact in here.facts if isinstance(fact, ConsentRecorded)]
    assert receipts.is_unbroken(chain)
    assert state.of(here.world.consents, ANA).receipt == (chain[-1].receipt if chain else "")
    for number in range(len(chain)):
        assert number == len(chain) - 1 or not receipts.is_unbroken(chain[:number] + chain[number + 1 :])
        forged = [*chain]
        about = {name: getattr(chain[number], name) for name in chain[number].__struct_fields__}
        forged[number] = ConsentRecorded(**{**about, "allowed": not about["allowed"]})
        assert not receipts.is_unbroken(forged)


def test_the_same_word_again_gives_no_second_receipt() -> None:
    here = Spoken()
    assert here.put(says(DATA, YES, 5))
    assert here.put(says(DATA, YES, 5)) == []
    assert here.put(says(DATA, NO, 9)) == []


# --- rights ---


def test_an_opposition_is_a_no_to_every_voluntary_purpose_and_to_machines() -> None:
    here = Spoken()
    here.put(says(DATA, YES, 5))
    here.put(AskRight("r1", ANA, Right.OPPOSITION))
    here.put(AnswerRight("r1", True))
    assert decide(here, "marketing").reason is Silence.OPPOSED
    assert not state.of(here.world.consents, ANA).is_profiled
    chain = [fact for fact in here.facts if isinstance(fact, ConsentRecorded)]
    assert [fact.purpose for fact in chain] == ["advertising", "advertising", "profiling"]
    assert receipts.is_unbroken(chain)


def test_a_cancellation_blocks_at_once_and_erases_when_the_block_is_over() -> None:
    here = Spoken()
    here.put(AskRight("r1", ANA, Right.CANCELLATION))
    here.wants("m1")
    here.put(AnswerRight("r1", True))
    here.wants("m2", "payment_pending")
    assert here.world.messages.by_name["m2"].silence is Silence.FORGOTTEN
    assert EraseContact(ANA) not in here.told
    here.pass_to(NOON + 30 * DAY)
    assert EraseContact(ANA) in here.told
    assert here.put(ExecuteRight("r1")) == []


def test_who_comes_back_during_the_block_is_not_erased() -> None:
    here = Spoken()
    here.put(RecordContact(ANA, b"sealed"))
    here.put(AskRight("r1", ANA, Right.CANCELLATION))
    here.put(AnswerRight("r1", True))
    here.put(RecordContact(ANA, b"sealed anew"))
    assert decide(here, "operations").allowed
    here.pass_to(NOON + 31 * DAY)
    assert EraseContact(ANA) not in here.told


def test_deadlines_are_read_from_the_calendar() -> None:
    """Friday 9 July 2027: twenty business days end on Friday 6 August; a grant then leaves fifteen more."""
    here = Spoken()
    here.put(AskRight("r1", ANA, Right.ACCESS))
    (owed,) = rights.owed(here.world.consents, CITY, here.now)
    assert (owed.answer_by, owed.execute_by, owed.late) == (date(2027, 8, 6), None, False)
    late = Instant(NOON + 29 * DAY)
    assert [one.late for one in rights.owed(here.world.consents, CITY, late)] == [True]
    here.now = Instant(NOON + 28 * DAY)
    here.put(AnswerRight("r1", True))
    (owed,) = rights.owed(here.world.consents, CITY, here.now)
    assert (owed.answer_by, owed.execute_by) == (None, date(2027, 8, 27))
    here.put(ExecuteRight("r1"))
    assert rights.owed(here.world.consents, CITY, here.now) == []


def test_what_is_refused_says_why() -> None:
    here = Spoken()
    assert here.refuses(AnswerRight("r9", True)).reason is Reason.UNKNOWN_REQUEST
    here.put(AskRight("r1", ANA, Right.ACCESS))
    assert here.refuses(AnswerRight("r1", False)).reason is Reason.INVALID
    here.put(AnswerRight("r1", False, "not theirs"))
    assert here.refuses(AnswerRight("r1", True)).reason is Reason.WRONG_STATE
    assert here.refuses(ExecuteRight("r1")).reason is Reason.WRONG_STATE
    assert here.refuses(AskRight("r1", ANA, Right.CANCELLATION)).reason is Reason.ALREADY_EXISTS
    assert here.put(AskRight("r1", ANA, Right.ACCESS)) == []
