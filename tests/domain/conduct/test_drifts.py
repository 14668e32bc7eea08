"""Lanes that drift: an alarm when promises end otherwise than foreseen, one end of it, and nothing said twice."""

import random
from collections.abc import Iterator
from datetime import date

import pytest

from promesa.domain import rules as house_rules
from promesa.domain.conduct import drifts
from promesa.domain.conduct.drifts import JudgeLane, LaneDrifted, LaneSettled
from promesa.domain.people.messages.words import OPERATIONS, WantMessage
from promesa.domain.promise.words import Leg, PromiseBroken, PromiseKept, PromiseMade, PromiseWithdrawn
from promesa.domain.values.ids import LocationId, OrderId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.world import World
from promesa.engine.steps import Do
from promesa.flows import drift_to_alarm

DAY = date(2027, 7, 8)
NOW = Instant(0)
GROUND = "ground *>*"


def made(order: str, service: str, likely: float) -> PromiseMade:
    leg = Leg(LocationId("N1"), ServiceId(service), (), NOW, DAY, DAY, (), likely)
    zero = Centavos(0)
    return PromiseMade(OrderId(order), "delivery", NOW, DAY, "UTC", likely, zero, zero, 1, "f", (leg,))


class Lanes:
    """A world in which promises are made and end, and what its story does is done."""

    def __init__(self) -> None:
        self.world, self.told = World(), []
        self.count = 0

    def fold(self, fact: object) -> None:
        watched = drifts.WatchedLanes(self.world.drifts, self.world.places, self.world.locations)
        drifts.FOLD[type(fact)](watched, fact, NOW)

    def ends(self, late: bool, likely: float = 0.95, service: str = "ground") -> Iterator[object]:
        """One promise; the facts that follow from its end."""
        self.count += 1
        order = OrderId(f"o{self.count}")
        self.fold(made(order, service, likely))
        end = PromiseBroken(order, "carrier") if late else PromiseKept(order, DAY, 0)
        self.fold(end)
        for step in drift_to_alarm.look(self.world, end, NOW):
            assert isinstance(step, Do)
            for fact in house_rules.RULES[JudgeLane](self.world, step.command, NOW):
                self.fold(fact)
                self.told += [one.command for one in drift_to_alarm.tell(self.world, fact, NOW) if isinstance(one, Do)]
                yield fact

    def live(self, promises: int, late_share: float, seed: int = 1, likely: float = 0.95) -> list[object]:
        dice = random.Random(seed)
        return [fact for _ in range(promises) for fact in self.ends(dice.random() < late_share, likely)]


def test_a_lane_as_foreseen_raises_nothing() -> None:
    assert Lanes().live(1_500, 0.05) == []


def test_a_lane_that_is_slow_and_known_to_be_is_no_alarm() -> None:
    assert Lanes().live(800, 0.4, likely=0.6) == []


def test_a_lane_that_gets_worse_is_told_once_and_settles_once() -> None:
    lanes = Lanes()
    lanes.live(200, 0.05)
    (alarm,) = lanes.live(200, 0.25)
    assert isinstance(alarm, LaneDrifted)
    assert (alarm.lane, alarm.direction) == (GROUND, "worse")
    assert alarm.late_share > 2 * alarm.foreseen_late_share
    assert [name for name, _ in drifts.drifted(lanes.world.drifts)] == [GROUND]
    assert lanes.live(200, 0.25, seed=3) == []
    (over,) = lanes.live(400, 0.05, seed=4)
    assert isinstance(over, LaneSettled)
    assert drifts.drifted(lanes.world.drifts) == []
    assert [message.template for message in lanes.told] == ["lane_drifted", "lane_settled"]
    assert {message.customer for message in lanes.told} == {OPERATIONS}
    assert len({message.message for message in lanes.told}) == 2


def test_a_lane_that_is_better_than_we_say_is_told_too() -> None:
    """Days are promised away for nothing."""
    (alarm,) = Lanes().live(600, 0.02, likely=0.85)
    assert isinstance(alarm, LaneDrifted)
    assert alarm.direction == "better"


def test_what_is_withdrawn_is_no_case() -> None:
    lanes = Lanes()
    lanes.fold(made("o1", "ground", 0.9))
    lanes.fold(PromiseWithdrawn(OrderId("o1"), "payment_lapsed"))
    assert (lanes.world.drifts.open, lanes.world.drifts.by_lane) == ({}, {})


@pytest.mark.parametrize("lane", [GROUND, "nowhere *>*"])
def test_without_evidence_nothing_is_judged(lane: str) -> None:
    lanes = Lanes()
    list(lanes.ends(late=True))
    assert house_rules.RULES[JudgeLane](lanes.world, JudgeLane(lane), NOW) == []


def test_a_message_names_the_lane_and_both_shares() -> None:
    fact = LaneDrifted("ground 09>14", "worse", 0.05, 0.25, 120, 40_000.0)
    (step,) = drift_to_alarm.tell(World(), fact, NOW)
    assert isinstance(step, Do)
    assert isinstance(step.command, WantMessage)
    assert dict(step.command.words) == {
        "lane": "ground 09>14",
        "direction": "worse",
        "foreseen_late_share": "5.0%",
        "late_share": "25.0%",
    }
