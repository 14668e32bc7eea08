"""The planner: a table of what is decided over whatever may speak against a message, and what always holds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from promesa.domain.people.messages import planner, topics
from promesa.domain.people.messages.planner import DropPlan, PlanSight, SendPlan, WaitPlan
from promesa.domain.people.messages.state import CustomerSide
from promesa.domain.people.messages.topics import Timing
from promesa.domain.people.messages.words import AREAS, OPERATIONS, MessageWanted, Silence
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.message_policy import MessagePolicy
from promesa.domain.values.moments import DAY, HOUR, MINUTE, Instant, from_iso
from promesa.domain.values.money import Centavos

CITY = "America/Mexico_City"
NOON = from_iso("2027-07-09T18:00:00Z")
NIGHT = from_iso("2027-07-10T06:00:00Z")


def sight(template: str = "on_its_way", now: Instant = NOON, **about: Any) -> PlanSight:
    """A message wanted a moment ago; `side`, `wanted`... by name, the rest as it mostly is."""
    told = {name: about.pop(name) for name in ("area", "forms", "replies_to", "customer") if name in about}
    area = told.pop("area", topics.of(template).area)
    customer = told.pop("customer", CustomerId("ana"))
    wanted = MessageWanted("m", OrderId("o1"), customer, template, (), area, **told)
    side = about.pop("side", CustomerSide())
    policy = about.pop("policy", MessagePolicy())
    return PlanSight(wanted, about.pop("wanted_at", now), topics.of(template), policy, side, CITY, **about)


def heard(hours_ago: float, now: Instant = NOON) -> CustomerSide:
    return CustomerSide(heard_at=Instant(now - int(hours_ago * HOUR)))


def pushed(times: int, area: str = "operations", now: Instant = NOON) -> CustomerSide:
    return CustomerSide(pushes=[(Instant(now - DAY), area)] * times, unreplied={area: times})


FREE = {"forms": ("text",), "replies_to": "w1"}
BOTH = {"forms": ("text", "template"), "replies_to": "w1"}
OFFER = {"template": "offer"}
DECIDED: list[tuple[str, dict[str, Any], Instant, Any]] = [
    ("ordinary, by day", {}, NOON, SendPlan()),
    ("ordinary, by night", {"now": NIGHT}, NIGHT, Silence.QUIET_HOURS),
    ("bad news by day", {"template": "delayed"}, NOON, SendPlan()),
    ("bad news by night", {"template": "delayed", "now": NIGHT}, NIGHT, Silence.QUIET_HOURS),
    ("an answer by night", {"template": "confirmed", "now": NIGHT}, NIGHT, SendPlan()),
    ("our own people by night", {"customer": OPERATIONS, "now": NIGHT}, NIGHT, SendPlan()),
    ("no longer so", {"untrue": Silence.ORDER_OVER}, NOON, DropPlan(Silence.ORDER_OVER)),
    ("forgotten", {"forbidden": (Silence.FORGOTTEN, "block")}, NOON, DropPlan(Silence.FORGOTTEN, "block")),
    ("an offer, opposed", {**OFFER, "forbidden": (Silence.OPPOSED, "data_law")}, NOON, Silence.OPPOSED),
    ("no news any more", {"wanted_at": Instant(NOON - 36 * HOUR)}, NOON, Silence.TOO_LATE),
    ("dearer than it is worth", {"cost": Centavos(301)}, NOON, Silence.WORTHLESS),
    ("as dear as it is worth", {"cost": Centavos(300)}, NOON, SendPlan()),
    ("dear bad news", {"template": "lost", "cost": Centavos(9_999)}, NOON, SendPlan()),
    ("over the week", {"side": pushed(40)}, NOON, DropPlan(Silence.BUDGET, "operations")),
    ("one below", {"side": pushed(39)}, NOON, SendPlan()),
    ("over the week, vital", {"template": "ready_for_pickup", "side": pushed(99)}, NOON, SendPlan()),
    ("over the week, bad news", {"template": "delayed", "side": pushed(99)}, NOON, SendPlan()),
    ("operations leave none for offers", {**OFFER, "side": pushed(4)}, NOON, DropPlan(Silence.BUDGET, "marketing")),
    ("two offers without a word", {**OFFER, "side": pushed(2, "marketing")}, NOON, Silence.UNREPLIED),
    ("a text in the window", {**FREE, "side": heard(1), "is_merged": True}, NOON, SendPlan("whatsapp", "text")),
    ("a text to be merged", {**FREE, "side": heard(1)}, NOON, Silence.MERGING),
    ("a text at its very end", {**FREE, "side": heard(24)}, NOON, DropPlan(Silence.WINDOW_CLOSED)),
    ("a text, else a template", {**BOTH, "side": heard(25)}, NOON, SendPlan(reason=Silence.WINDOW_CLOSED)),
    ("failed by WhatsApp", {"tried": ("whatsapp",)}, NOON, SendPlan("email", reason=Silence.OTHER_WAY)),
    ("failed by two", {"tried": ("whatsapp", "email")}, NOON, SendPlan("sms", reason=Silence.OTHER_WAY)),
    ("failed by all", {"tried": ("whatsapp", "email", "sms")}, NOON, DropPlan(Silence.UNDELIVERABLE)),
    ("an offer that failed", {**OFFER, "tried": ("whatsapp",)}, NOON, DropPlan(Silence.UNDELIVERABLE)),
]


@pytest.mark.parametrize(("about", "now", "decided"), [row[1:] for row in DECIDED], ids=[row[0] for row in DECIDED])
def test_what_is_decided(about: dict[str, Any], now: Instant, decided: Any) -> None:
    found = planner.plan(sight(**about), now)
    if isinstance(decided, Silence):
        assert not isinstance(found, SendPlan)
        assert found.reason is decided
    else:
        assert found == decided


def test_what_waits_to_be_merged_waits_for_seconds() -> None:
    found = planner.plan(sight(**FREE, side=heard(1)), NOON)
    assert isinstance(found, WaitPlan)
    assert found.until == NOON + 3_000_000


SIDES = st.builds(
    CustomerSide,
    heard_at=st.integers(0, 72).map(lambda hours: Instant(NOON - hours * HOUR)),
    pushes=st.lists(st.tuples(st.integers(0, 10 * DAY).map(lambda ago: Instant(NOON - ago)), st.sampled_from(AREAS))),
    unreplied=st.dictionaries(st.sampled_from(AREAS), st.integers(0, 9)),
)
SIGHTS = st.builds(
    sight,
    template=st.sampled_from(sorted(topics.TOPICS)),
    side=SIDES,
    forms=st.sampled_from((("template",), ("text",), ("text", "template"), ("interactive", "template"))),
    replies_to=st.sampled_from(("", "w1")),
    untrue=st.sampled_from((None, None, None, Silence.OVERTAKEN)),
    forbidden=st.sampled_from((None, None, None, (Silence.STOPPED, "platform"))),
    tried=st.sampled_from(((), (), ("whatsapp",), ("whatsapp", "email"))),
    cost=st.integers(0, 5_000).map(Centavos),
    is_merged=st.booleans(),
)
MOMENTS = st.integers(0, 7 * 24 * 60).map(lambda minutes: Instant(NOON + minutes * MINUTE))


@given(SIGHTS, MOMENTS)
def test_what_always_holds(seen: PlanSight, now: Instant) -> None:
    """One answer; nothing untrue, forbidden or out of its window is ever sent, and nothing waits for the past."""
    found = planner.plan(seen, now)
    assert found == planner.plan(seen, now)
    if isinstance(found, WaitPlan):
        assert found.until > now
    if isinstance(found, SendPlan):
        assert seen.untrue is None
        assert seen.forbidden is None
        assert found.channel not in seen.tried
        assert found.form in seen.wanted.forms
        if found.form != "template":
            assert now < seen.side.heard_at + DAY


@given(SIGHTS, MOMENTS)
def test_no_area_is_served_before_a_more_important_one(seen: PlanSight, now: Instant) -> None:
    """What the budget lets marketing say it lets service say, and what service, operations."""
    ordinary = seen._replace(topic=topics.Topic(timing=Timing.DAYTIME), untrue=None, forbidden=None, tried=())
    refused = []
    for area in AREAS:
        wanted = MessageWanted("m", OrderId("o1"), CustomerId("ana"), "unknown", (), area)
        budgeted = ordinary._replace(wanted=wanted, side=CustomerSide(pushes=seen.side.pushes), cost=Centavos(0))
        found = planner.plan(budgeted._replace(wanted_at=now), now)
        refused.append(isinstance(found, DropPlan) and found.reason is Silence.BUDGET)
    assert refused == sorted(refused)


@given(SIGHTS, MOMENTS)
def test_who_writes_wakes_what_had_fallen_silent(seen: PlanSight, now: Instant) -> None:
    awake = seen._replace(side=CustomerSide(heard_at=now, pushes=seen.side.pushes))
    found = planner.plan(awake, now)
    assert not (isinstance(found, DropPlan) and found.reason is Silence.UNREPLIED)
