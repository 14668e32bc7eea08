"""What becomes of our handsets, and who has a conversation: the same end in every order of telling."""

from itertools import permutations
from typing import Any

from promesa.domain.ledger.shipments.words import WordNotUnderstood
from promesa.domain.people import handsets, standby
from promesa.domain.people.handsets import HandsetChanged, Handsets, NoteWord, RecordHandset
from promesa.domain.people.standby import RecordHandover, Standby
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused

ANA = CustomerId("ana")


def told(noun: Any, room: Any, *asks: Any) -> list[Any]:
    """The facts of commands, folded one after the other."""
    facts: list[Any] = []
    for ask in asks:
        found = noun.RULES[type(ask)](room, ask, Instant(10**15))
        assert not isinstance(found, Refused), found
        for fact in found:
            noun.FOLD[type(fact)](room, fact, Instant(10**15))
        facts += found
    return facts


def quality(change: str, at: int) -> RecordHandset:
    return RecordHandset("whatsapp", "111", "phone_number_quality_update", change, Instant(at))


def test_the_newest_counts_in_every_order() -> None:
    asks = [quality("FLAGGED", 10), quality("UNFLAGGED", 20), quality("FLAGGED", 20), quality("DOWNGRADE", 15)]
    ends = []
    for order in permutations(asks):
        room = Handsets()
        told(handsets, room, *order, *order)
        ends.append(room.by_kind)
    assert all(end == ends[0] for end in ends)
    assert [state.change for state in ends[0].values()] == ["UNFLAGGED"]


def test_the_same_again_is_nothing_new() -> None:
    room = Handsets()
    assert told(handsets, room, quality("FLAGGED", 10), quality("FLAGGED", 10)) == [
        HandsetChanged("whatsapp", "111", "phone_number_quality_update", "FLAGGED", Instant(10))
    ]


def test_a_word_is_told_once() -> None:
    room = Handsets()
    asks = [NoteWord("whatsapp", word) for word in ("beam_update", "beam_update", "other", "beam_update")]
    assert told(handsets, room, *asks) == [
        WordNotUnderstood("whatsapp", "beam_update", handsets.NOTICE),
        WordNotUnderstood("whatsapp", "other", handsets.NOTICE),
    ]


def test_nobody_is_flooded_with_words() -> None:
    room = Handsets()
    facts = told(handsets, room, *(NoteWord("whatsapp", f"w{number}") for number in range(handsets.WORDS_MAX + 50)))
    assert len(facts) == handsets.WORDS_MAX


def test_a_carriers_word_is_not_a_notices() -> None:
    room = Handsets()
    handsets.FOLD[WordNotUnderstood](room, WordNotUnderstood("dhl", "ZZ", "parcel-1"), Instant(1))
    assert room.words == {}


def test_what_is_not_sound_is_refused() -> None:
    for ask in (
        RecordHandset("what sapp", "1", "k", "c", Instant(1)),
        RecordHandset("whatsapp", "1", "", "c", Instant(1)),
        RecordHandset("whatsapp", "1", "k", "c", Instant(0)),
        RecordHandset("whatsapp", "1", "k", "c" * 513, Instant(1)),
        RecordHandset("whatsapp", "1", "k", "c", Instant(1), (("a", "b"),) * 21),
        NoteWord("whatsapp", ""),
    ):
        assert isinstance(handsets.RULES[type(ask)](Handsets(), ask, Instant(1)), Refused)


def test_who_has_the_conversation_in_every_order() -> None:
    asks = [RecordHandover(ANA, away, Instant(at)) for away, at in ((True, 10), (True, 30), (False, 20))]
    for order in permutations(asks):
        room = Standby()
        told(standby, room, *order, *order)
        assert standby.is_away(room, ANA, Instant(25))
        assert not standby.is_away(room, ANA, Instant(30)), "they wrote to us ourselves since"
        assert not standby.is_away(room, CustomerId("beto"), Instant(0))


def test_a_handover_that_is_not_sound_is_refused() -> None:
    for ask in (RecordHandover(CustomerId(""), True, Instant(1)), RecordHandover(ANA, True, Instant(0))):
        assert isinstance(standby.record(Standby(), ask, Instant(1)), Refused)
