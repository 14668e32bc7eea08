"""A message that fails or is not heard of goes another way, once each, and not where it may yet arrive."""

import pytest

from promesa.domain.people.messages import state
from promesa.domain.people.messages.words import (
    CheckMessage,
    RecordAccepted,
    RecordFailed,
    RecordStatus,
    Recourse,
    ReplanMessage,
    Silence,
    Status,
    StatusTold,
)
from promesa.domain.values.message_policy import MessagePolicy
from promesa.domain.values.moments import HOUR, MINUTE, SECOND, Instant
from promesa.domain.values.policy import Policy
from tests.domain.people.spoken import NOON, Spoken, told

SENT, DELIVERED = NOON + SECOND, NOON + 3 * SECOND


def test_what_fails_goes_by_the_next_channel_until_none_is_left() -> None:
    here = Spoken()
    here.wants("m1", "delayed")
    here.put(RecordStatus((told("m1", Status.FAILED, SENT, code="131026"),)))
    here.put(RecordFailed("m1", 2, "no address"))
    here.put(RecordFailed("m1", 3, "no such number"))
    assert [effect.channel for effect in here.told] == ["whatsapp", "email", "sms"]
    assert here.world.messages.by_name["m1"].silence is Silence.UNDELIVERABLE


def test_a_failure_of_the_moment_is_tried_again_there_and_then_elsewhere() -> None:
    here = Spoken()
    here.wants("m1")
    for attempt, minutes in ((1, 10), (2, 60), (3, 0)):
        here.put(RecordFailed("m1", attempt, "131016", Recourse.LATER))
        assert len(here.told) == attempt + (not minutes)
        here.pass_to(here.now + minutes * MINUTE)
    assert [effect.channel for effect in here.told] == ["whatsapp", "whatsapp", "whatsapp", "email"]


def test_what_arrives_while_it_waits_for_another_try_is_not_sent_again() -> None:
    here = Spoken()
    here.wants("m1")
    here.put(RecordFailed("m1", 1, "131016", Recourse.LATER))
    here.put(RecordStatus((told("m1", Status.DELIVERED, DELIVERED),)))
    here.pass_to(NOON + HOUR)
    assert len(here.told) == 1
    assert here.world.messages.waiting == 0
    assert here.world.messages.reached == {"failed": 0, "delivered": 1}


def test_a_failure_after_its_delivery_changes_nothing() -> None:
    here = Spoken()
    here.wants("m1", "delayed")
    here.put(RecordStatus((told("m1", Status.DELIVERED, DELIVERED), told("m1", Status.FAILED, SENT, code="1"))))
    assert len(here.told) == 1
    assert state.reached(here.world.messages.by_name["m1"]) is Status.DELIVERED


@pytest.mark.parametrize("arrives", [True, False])
def test_bad_news_that_nobody_got_in_time_goes_another_way_too(arrives: bool) -> None:
    here = Spoken()
    here.wants("m1", "delayed")
    if arrives:
        here.put(RecordStatus((told("m1", Status.DELIVERED, DELIVERED),)))
    assert (NOON + 120 * MINUTE, CheckMessage("m1", 1)) in here.timers
    here.pass_to(NOON + 3 * HOUR)
    assert [effect.channel for effect in here.told] == ["whatsapp"] + ([] if arrives else ["email"])


@pytest.mark.parametrize("arrives", [True, False])
def test_bad_news_by_text_is_minded_too_and_no_channel_has_it_twice(arrives: bool) -> None:
    here = Spoken()
    here.world.policies.now = Policy(messages=MessagePolicy(fallbacks=("sms", "email")))
    here.wants("m1", "delayed")
    here.put(RecordAccepted("m1", 1, "w1"))
    here.pass_to(NOON + 121 * MINUTE)
    here.put(RecordAccepted("m1", 2, "s1"))
    status = Status.DELIVERED if arrives else Status.SENT
    here.put(RecordStatus((StatusTold("m1", 2, status, Instant(here.now), "s1"),)))
    here.pass_to(NOON + 12 * HOUR)
    assert [effect.channel for effect in here.told] == ["whatsapp", "sms", *([] if arrives else ["email"])]


def test_what_was_taken_and_may_yet_arrive_is_not_said_there_again_where_another_fails() -> None:
    here = Spoken()
    here.wants("m1", "delayed")
    here.put(RecordAccepted("m1", 1, "w1"))
    here.pass_to(NOON + 3 * HOUR)
    here.put(RecordFailed("m1", 2, "550"))
    here.put(RecordStatus((StatusTold("m1", 3, Status.FAILED, Instant(here.now), "s1", "30003"),)))
    assert [effect.channel for effect in here.told] == ["whatsapp", "email", "sms"]


@pytest.mark.parametrize("taken", [True, False])
def test_where_there_is_no_other_way_what_was_sent_may_still_arrive(taken: bool) -> None:
    here = Spoken()
    here.wants("m1", "delayed")
    if taken:
        here.put(RecordAccepted("m1", 1, "p1"))
        here.pass_to(NOON + 3 * HOUR)
    else:
        here.put(RecordFailed("m1", 1, "131026"))
    for attempt in (2, 3):
        here.put(ReplanMessage("m1", attempt, Silence.NO_CHANNEL))
    message = here.world.messages.by_name["m1"]
    assert [effect.channel for effect in here.told] == ["whatsapp", "email", "sms"]
    assert message.silence is (None if taken else Silence.NO_CHANNEL)
    assert state.reached(message) is (Status.ACCEPTED if taken else Status.FAILED)


def test_who_has_no_phone_is_written_to_by_mail() -> None:
    here = Spoken()
    here.wants("m1", "delayed")
    here.put(ReplanMessage("m1", 1, Silence.UNDELIVERABLE))
    assert [effect.channel for effect in here.told] == ["whatsapp", "email"]


def test_who_stopped_marketing_at_the_partner_has_stopped_it_here() -> None:
    here = Spoken()
    here.wants("m1", "delayed")
    here.put(RecordFailed("m1", 1, "131050", Recourse.STOPPED))
    here.wants("m2", "offer")
    assert here.world.messages.by_name["m2"].silence is Silence.STOPPED
    assert [effect.message for effect in here.told] == ["m1"]
