"""The life of a message: said once, in its hours, by another way where one fails, never twice, never backwards."""

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain import world as worlds
from promesa.domain.ledger.orders.state import Order
from promesa.domain.ledger.orders.words import OrderPlaced
from promesa.domain.network.places import Place
from promesa.domain.people import table as people
from promesa.domain.people.handsets import HandsetChanged, RecordHandset
from promesa.domain.people.messages import billing, questions, state
from promesa.domain.people.messages.questions import SendableMessage
from promesa.domain.people.messages.words import (
    DispatchMessage,
    HearCustomer,
    MessageDispatched,
    MessageHeld,
    MessageNotSent,
    MessageStatusesTold,
    Pricing,
    RecordAccepted,
    RecordFailed,
    RecordStatus,
    Recourse,
    ReplanMessage,
    Silence,
    Status,
    StatusTold,
    Transmit,
)
from promesa.domain.people.templates import registry
from promesa.domain.people.templates.words import SPANISH
from promesa.domain.values.ids import ChannelId, OrderId, PostalCode
from promesa.domain.values.message_policy import MessagePolicy
from promesa.domain.values.moments import DAY, HOUR, MINUTE, SECOND, Instant
from promesa.domain.values.refusal import Reason, Refused
from tests.domain.people.spoken import ANA, NOON, Spoken, told

CODE = PostalCode("77500")
SENT, DELIVERED, READ = NOON + SECOND, NOON + 3 * SECOND, NOON + 300 * SECOND
THREE = ((Status.SENT, SENT), (Status.DELIVERED, DELIVERED), (Status.READ, READ))


def hear(here: Spoken, heard: str = "w1", **about: Any) -> None:
    here.put(HearCustomer(ANA, heard, here.now, **about))


def look(here: Spoken, effect: Transmit) -> SendableMessage | Silence:
    return questions.still_sendable(here.world.messages, effect, here.now)


def test_a_message_is_wanted_sent_and_taken_once() -> None:
    here = Spoken()
    here.wants("m1")
    assert here.wants("m1") == []
    assert here.told == [Transmit("m1", 1, "", "whatsapp", "template")]
    here.put(RecordAccepted("m1", 1, "p1"))
    assert here.put(RecordAccepted("m1", 1, "p1")) == []
    assert here.world.messages.by_provider == {"p1": ("m1", 1)}
    assert look(here, here.told[0]) is Silence.OVERTAKEN


def test_what_is_said_at_night_waits_for_the_morning_and_is_said_once() -> None:
    here = Spoken(Instant(NOON + 12 * HOUR))
    (_, held) = here.wants("m1")
    assert isinstance(held, MessageHeld)
    assert here.put(DispatchMessage("m1")) == []
    here.pass_to(held.until)
    assert here.now == NOON + 21 * HOUR
    assert [type(effect) for effect in here.told] == [Transmit]
    assert here.put(DispatchMessage("m1")) == []


def test_what_could_not_be_sent_before_the_night_waits_for_the_morning() -> None:
    """The partner was silent from the afternoon on: what was planned for the day is not sent at night."""
    here = Spoken()
    here.wants("m1")
    here.pass_to(Instant(NOON + 12 * HOUR))
    why = people.may_go(worlds.message_books(here.world), here.told[0], here.now)
    assert why is Silence.QUIET_HOURS
    (held,) = here.put(ReplanMessage("m1", 1, why))
    assert isinstance(held, MessageHeld)
    assert look(here, here.told[0]) is Silence.QUIET_HOURS
    here.pass_to(held.until)
    assert [(effect.message, effect.attempt) for effect in here.told] == [("m1", 1), ("m1", 2)]
    assert isinstance(people.may_go(worlds.message_books(here.world), here.told[1], here.now), SendableMessage)


def test_of_two_delays_in_a_night_only_the_second_is_told() -> None:
    here = Spoken(Instant(NOON + 12 * HOUR))
    here.wants("m1", "delayed", order="o1")
    here.wants("m2", "delayed", order="o1")
    here.pass_to(NOON + 20 * HOUR)
    assert [effect.message for effect in here.told] == ["m2"]
    assert [fact.reason for fact in here.facts if isinstance(fact, MessageNotSent)] == [Silence.OVERTAKEN]


def test_parcels_that_come_together_are_told_of_once() -> None:
    here = Spoken()
    for number, day in enumerate(("2027-07-12", "2027-07-12", "2027-07-13")):
        words = (("parcel", f"o1-{number}"), ("arrives_on", day))
        here.wants(f"o1-{number}:on_its_way", order="o1", words=words)
    assert [effect.message for effect in here.told] == ["o1-0:on_its_way", "o1-2:on_its_way"]
    assert here.world.messages.silences == {"nothing_new": 1}


# --- statuses (R46) ---


@pytest.mark.parametrize("order", list(permutations(THREE)), ids=lambda order: " ".join(one[0] for one in order))
def test_statuses_end_alike_in_every_order(order: tuple[tuple[Status, int], ...]) -> None:
    here = Spoken()
    here.wants("m1")
    highest = 0
    for status, at in (*order, *order):
        here.put(RecordStatus((told("m1", status, at),)))
        now = state.status_of(here.world.messages.by_name["m1"].attempts[0])
        assert now is not None
        assert state.RANK[now] >= highest
        highest = state.RANK[now]
    attempt = here.world.messages.by_name["m1"].attempts[0]
    assert attempt.times == {Status.SENT: SENT, Status.DELIVERED: DELIVERED, Status.READ: READ}
    assert state.status_of(attempt) is Status.READ
    assert len(here.world.messages.counts) == sum(here.world.messages.counts.values()) == 1


PRICES = st.sampled_from(
    (None, None, Pricing(True, "utility"), Pricing(False, "utility", "free_customer_service"), Pricing(True, "service"))
)
ONES = st.builds(
    told,
    st.sampled_from(("m1", "m2", "nobody's")),
    st.sampled_from((Status.SENT, Status.DELIVERED, Status.READ)),
    st.integers(0, 9).map(lambda minutes: NOON + minutes * MINUTE),
    pricing=PRICES,
)


@given(st.lists(ONES, max_size=12), st.randoms(use_true_random=False), st.integers(1, 12))
def test_any_permutation_in_any_batches_ends_alike(ones: list[StatusTold], dice: Any, size: int) -> None:
    """Also the bill, and every fact says something new."""
    worlds = []
    for told_so in (ones, dice.sample(ones, len(ones))):
        here = Spoken()
        here.wants("m1")
        here.wants("m2")
        for start in range(0, len(told_so), size):
            here.put(RecordStatus(tuple(told_so[start : start + size])))
        messages = here.world.messages
        times = {name: messages.by_name[name].attempts[0].times for name in ("m1", "m2")}
        worlds.append((times, messages.counts, billing.bills(messages, MessagePolicy())))
        assert here.put(RecordStatus(tuple(told_so))) == []
    assert worlds[0] == worlds[1]


def test_a_status_from_the_future_is_no_status() -> None:
    here = Spoken()
    here.wants("m1")
    late = RecordStatus((told("m1", Status.SENT, NOON + 2 * DAY),))
    assert here.refuses(late).reason is Reason.CLOCK_SKEW


def test_one_fact_for_many_statuses_knows_whose_each_is() -> None:
    here = Spoken()
    here.wants("m1", order="o1")
    here.wants("m2", order="o2")
    (fact,) = here.put(RecordStatus((told("m1", Status.SENT, SENT), told("m2", Status.SENT, SENT))))
    assert isinstance(fact, MessageStatusesTold)
    assert fact.told_of == ("o1", "o2")


# --- the window is judged at sending time (R48) ---


def test_r48_a_text_whose_window_has_gone_is_said_by_template_or_not_at_all() -> None:
    for forms, becomes in ((("text", "template"), "template"), (("text",), None)):
        here = Spoken()
        hear(here)
        here.now = Instant(NOON + 24 * HOUR - 10 * SECOND)
        here.wants("m1", "we_are_looking_into_it", forms=forms, replies_to="w1")
        here.pass_to(here.now + 3 * SECOND)
        (text,) = here.told
        assert (text.form, text.channel) == ("text", "whatsapp")
        here.now = Instant(NOON + 24 * HOUR + 5 * SECOND)
        assert look(here, text) is Silence.WINDOW_CLOSED
        (fact,) = here.put(ReplanMessage("m1", 1, Silence.WINDOW_CLOSED))
        if becomes is None:
            assert (type(fact), fact.reason) == (MessageNotSent, Silence.WINDOW_CLOSED)
        else:
            assert (type(fact), fact.form, fact.reason) == (MessageDispatched, becomes, Silence.WINDOW_CLOSED)
        assert here.put(ReplanMessage("m1", 1, Silence.WINDOW_CLOSED)) == []


def test_r48_the_partner_says_so_anyway_and_the_text_is_never_sent_again() -> None:
    here = Spoken()
    hear(here)
    here.wants("m1", "we_are_looking_into_it", forms=("text", "template"), replies_to="w1")
    here.pass_to(NOON + 3 * SECOND)
    here.put(RecordFailed("m1", 1, "131047", Recourse.TEMPLATE))
    here.put(RecordFailed("m1", 2, "131047", Recourse.TEMPLATE))
    assert [effect.form for effect in here.told] == ["text", "template"]
    assert here.world.messages.by_name["m1"].silence is Silence.UNDELIVERABLE


# --- who writes ---


def test_texts_of_some_seconds_are_said_in_one_breath() -> None:
    here = Spoken()
    hear(here)
    for number in range(3):
        here.wants(f"m{number}", "we_are_looking_into_it", forms=("text",), replies_to="w1")
        here.now = Instant(here.now + SECOND)
    here.pass_to(here.now + 10 * SECOND)
    (effect,) = here.told
    said = look(here, effect)
    assert isinstance(said, SendableMessage)
    assert [one.message for one in said.says] == ["m0", "m1", "m2"]


def test_what_a_customer_wrote_is_heard_once_and_opens_their_window() -> None:
    here = Spoken()
    hear(here)
    assert here.put(HearCustomer(ANA, "w1", NOON)) == []
    side = state.side_of(here.world.messages, ANA)
    assert (state.is_open(side, Instant(NOON + DAY - 1)), state.is_open(side, Instant(NOON + DAY))) == (True, False)


def test_an_answer_within_a_day_opens_three_days_for_who_came_by_an_ad() -> None:
    here = Spoken()
    hear(here, entry=True)
    here.now = Instant(NOON + 23 * HOUR)
    here.wants("m1", "we_are_looking_into_it", replies_to="w1")
    assert here.world.messages.by_name["m1"].attempts[0].free_entry
    here.now = Instant(here.now + 71 * HOUR)
    here.wants("m2", "payment_pending")
    here.now = Instant(here.now + 2 * HOUR)
    here.wants("m3", "payment_pending")
    assert [here.world.messages.by_name[f"m{n}"].attempts[0].free_entry for n in (2, 3)] == [True, False]


def test_the_night_is_that_of_the_customer_also_where_the_parcel_waits_at_a_branch_an_hour_west() -> None:
    here = Spoken(Instant(NOON + 8 * HOUR + 30 * MINUTE))  # 20:30 in Cancun, whose day ends at 20:00
    here.world.places.by_code[CODE] = Place(0, CODE, "23", "Benito Juarez", "Cancun", "America/Cancun")
    order = OrderId("P1")
    placed = OrderPlaced(order, ANA, ChannelId("web"), (), 0, 0, 0, 0, 0, "MXN", "card", "P1", "America/Tijuana", CODE)
    here.world.orders.by_id[order] = Order(placed, NOON)
    here.world.orders.by_customer[ANA] = [order]
    found = here.wants("m1", "thanks_for_waiting", order=order)
    assert [fact.reason for fact in found if isinstance(fact, MessageHeld)] == [Silence.QUIET_HOURS]


STOPPED = ("on_its_way_v1/es_MX", "PAUSED")


def wordings(here: Spoken) -> str:
    found = registry.choose(here.world.news.handsets, "on_its_way", SPANISH)
    assert not isinstance(found, Refused)
    return found.copy.name


def test_a_message_whose_wording_is_stopped_is_said_in_other_words_by_the_same_channel() -> None:
    here = Spoken()
    here.wants("m1")
    first = wordings(here)
    found = here.put(RecordFailed("m1", 1, "132015", Recourse.SIBLING, (f"{first}/es_MX", "PAUSED")))
    again = next(fact for fact in found if isinstance(fact, MessageDispatched))
    assert (again.attempt, again.channel, again.form) == (2, "whatsapp", "template")
    assert wordings(here) != first
    assert here.told[-1] == Transmit("m1", 2, "", "whatsapp", "template")


def test_what_the_partner_has_told_since_is_newer_than_a_refusal_that_was_on_its_way() -> None:
    here = Spoken()
    here.wants("m1")
    here.now = Instant(here.now + SECOND)
    here.put(RecordHandset("whatsapp", STOPPED[0], registry.STATUS, "UNPAUSED", here.now))
    found = here.put(RecordFailed("m1", 1, "132015", Recourse.SIBLING, STOPPED))
    assert not any(isinstance(fact, HandsetChanged) for fact in found)
    assert wordings(here) == STOPPED[0].partition("/")[0]


def test_a_message_is_not_reworded_for_ever() -> None:
    here = Spoken()
    here.wants("m1")
    channels = []
    for attempt in range(1, 6):
        if len(here.world.messages.by_name["m1"].attempts) < attempt:
            break
        channels.append(here.world.messages.by_name["m1"].attempts[-1].channel)
        here.put(RecordFailed("m1", attempt, "132001", Recourse.SIBLING))
    assert channels.count("whatsapp") == 3
    assert channels.count("whatsapp") < len(channels) <= 5
