"""A line that stands still: told once, our own people hear by another, customers' messages wait, bad news goes on."""

import pytest

from promesa.domain import world as worlds
from promesa.domain.people import lines
from promesa.domain.people import table as people
from promesa.domain.people.handsets import HandsetChanged, RecordHandset
from promesa.domain.people.lines import ReviveLine, StopLine
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import (
    OPERATIONS,
    MessageNotSent,
    MessageWanted,
    RecordAccepted,
    ReplanMessage,
    Silence,
)
from promesa.domain.values.moments import HOUR, Instant
from promesa.domain.values.refusal import Reason
from tests.domain.people.spoken import NOON, Spoken


def alarms(here: Spoken) -> list[str]:
    return [fact.template for fact in here.facts if isinstance(fact, MessageWanted) and fact.customer == OPERATIONS]


def test_a_stop_is_told_once_and_its_end_too() -> None:
    here = Spoken()
    (fact, *_) = here.put(StopLine("whatsapp", "190"))
    assert fact == HandsetChanged("whatsapp", "line", "sending", "STOPPED", NOON, (("code", "190"),))
    here.now = Instant(NOON + HOUR)
    assert here.put(StopLine("whatsapp", "190")) == []
    assert lines.stopped(here.world.news.handsets) == {"whatsapp"}
    here.put(ReviveLine("whatsapp"))
    assert here.put(ReviveLine("whatsapp")) == []
    assert lines.stopped(here.world.news.handsets) == frozenset()
    here.now = Instant(NOON + 2 * HOUR)
    here.put(StopLine("whatsapp", "131042"))
    assert alarms(here) == ["line_stopped", "line_runs_again", "line_stopped"]
    assert here.refuses(StopLine("", "1")).reason is Reason.INVALID
    forged = RecordHandset("whatsapp", "line", "sending", "RUNS", here.now)
    assert here.refuses(forged).reason is Reason.INVALID, "a partner's notice says nothing of it"


def test_our_own_people_hear_by_a_channel_that_runs() -> None:
    here = Spoken()
    here.put(StopLine("whatsapp", "190"))
    assert [effect.channel for effect in here.told] == ["email"]
    here.put(ReplanMessage(here.told[0].message, 1, Silence.NO_CHANNEL))
    here.put(ReplanMessage(here.told[0].message, 2, Silence.NO_CHANNEL))
    assert [effect.channel for effect in here.told] == ["email", "sms", "whatsapp"], "it waits, where there is no other"
    here.put(StopLine("email", "535"))
    assert here.told[-1].channel == "sms"


def test_what_waited_longer_than_it_is_of_use_is_not_sent_when_the_line_runs_again() -> None:
    here = Spoken()
    here.put(StopLine("whatsapp", "190"))
    here.wants("m1")
    books = worlds.message_books(here.world)
    assert isinstance(people.may_go(books, here.told[-1], Instant(NOON + 24 * HOUR)), SendableMessage)
    assert people.may_go(books, here.told[-1], Instant(NOON + 36 * HOUR)) is Silence.TOO_LATE
    (fact,) = here.put(ReplanMessage("m1", 1, Silence.TOO_LATE))
    assert (type(fact), fact.reason) == (MessageNotSent, Silence.TOO_LATE)


@pytest.mark.parametrize(("template", "ways"), [("delayed", ["whatsapp", "email"]), ("on_its_way", ["whatsapp"])])
def test_what_customers_should_know_waits_and_bad_news_goes_another_way_by_its_hour(
    template: str, ways: list[str]
) -> None:
    here = Spoken()
    here.put(StopLine("whatsapp", "190"))
    here.told.clear()
    here.wants("m1", template)
    assert [effect.channel for effect in here.told] == ["whatsapp"]
    here.pass_to(NOON + 3 * HOUR)
    assert [effect.channel for effect in here.told] == ways
    if len(ways) == 2:
        here.put(RecordAccepted("m1", 2, "p"))
        assert here.put(ReplanMessage("m1", 1, Silence.OVERTAKEN)) == [], (
            "the first is not said when the line runs again"
        )
