"""Harmless notices left out by a draw, and what the customers who heard nothing tell us about their worth."""

import pytest

from promesa.domain.conduct import holdouts
from promesa.domain.conduct.conversations.words import TalkOn, Utterance
from promesa.domain.conduct.holdouts import HoldoutArm
from promesa.domain.conduct.policies import SetPolicy
from promesa.domain.people.messages import holdouts as drawing
from promesa.domain.people.messages.words import MessageDispatched, MessageNotSent, Silence
from promesa.domain.values.message_policy import MessagePolicy
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Reason
from tests.regressions.shop import Shop

SHARE = 0.2
ORDERS = [f"o{number}" for number in range(40)]


def on_its_way() -> Shop:
    """Forty orders on the road at noon, one in five of them in silence."""
    policy = MessagePolicy(holdouts={"on_its_way": SHARE})
    here = Shop("2027-03-01 10:00", messages=policy).sells("A").opens("N1").carries("P", 2, 80).has("N1", A=99)
    for order in ORDERS:
        here.places(order, {"A": 1}, customer=f"k-{order}")
        here.pays(order)
        parcel = here.world.shipments.by_order[order][0]
        here.packs(parcel)
        here.hands_over(parcel)
    return here.passes_to("2027-03-01 13:00")


def asks(here: Shop, order: str) -> None:
    said = Utterance(f"h-{order}", here.now, "button", "go:where_is_my_order")
    here.put(TalkOn(f"k-{order}", said))


def silent(here: Shop) -> set[str]:
    return {fact.order for fact in here.facts(MessageNotSent) if fact.reason is Silence.HELD_OUT}


def test_a_share_of_harmless_notices_is_left_out_and_the_others_are_said() -> None:
    here = on_its_way()
    drawn = {order for order in ORDERS if drawing.is_held_out("on_its_way", order, SHARE)}
    assert silent(here) == drawn
    assert 2 <= len(drawn) <= 16
    said = {
        fact.order
        for fact in here.facts(MessageDispatched)
        if here.world.messages.by_name[fact.message].wanted.template == "on_its_way"
    }
    assert said == set(ORDERS) - drawn


def test_who_writes_is_counted_once_in_the_arm_they_are_in() -> None:
    here = on_its_way()
    held = sorted(silent(here))
    told = [order for order in ORDERS if order not in held]
    for order in [*held[:2], *told[:3], *held[:1]]:
        here.now += 60_000_000
        asks(here, order)
    trial = here.world.holdouts.trials["on_its_way"]
    assert trial.held == HoldoutArm(len(held), 2)
    assert trial.told == HoldoutArm(len(told), 3)
    (worth,) = holdouts.worth(here.world.holdouts, Centavos(1_000))
    assert worth.avoided_share == pytest.approx(2 / len(held) - 3 / len(told))
    assert worth.centavos == round(worth.avoided_share * len(told) * 1_000)
    assert worth.avoided_min < worth.avoided < worth.avoided_max


def test_who_writes_much_later_is_not_counted() -> None:
    here = on_its_way()
    here.passes_to("2027-03-12 13:00")
    asks(here, ORDERS[0])
    trial = here.world.holdouts.trials["on_its_way"]
    assert trial.held.wrote == trial.told.wrote == 0


@pytest.mark.parametrize(
    "shares", [{"delayed": 0.1}, {"on_its_way": 0.3}, {"on_its_way": -0.1}, {"ready_for_pickup": 0.1}]
)
def test_what_would_harm_somebody_is_never_left_out(shares: dict[str, float]) -> None:
    here = Shop("2027-03-01 10:00")
    assert here.reason(SetPolicy(Policy(messages=MessagePolicy(holdouts=shares)))) is Reason.INVALID


def test_the_draw_is_fair_and_apart_for_each_template() -> None:
    names = [f"order-{number}" for number in range(20_000)]
    first = [drawing.is_held_out("delivered", name, 0.1) for name in names]
    second = [drawing.is_held_out("on_its_way", name, 0.1) for name in names]
    assert 0.09 < sum(first) / len(names) < 0.11
    both = sum(a and b for a, b in zip(first, second, strict=True)) / len(names)
    assert 0.007 < both < 0.013
