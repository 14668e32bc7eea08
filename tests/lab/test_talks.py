"""Conversations end in exactly the right state, whatever the way; attempts on what is not theirs change nothing."""

import pytest

from promesa.domain.people.cases.words import CaseKind
from tests.lab import talking, talking_attacks
from tests.lab.talking import GOALS, ME, STATES, Goal

TIMES = 8
SCRIPTS = 2_000
ATTACKS = 2_000
QUICK = 4


def scripts(count: int) -> list[tuple[Goal, str, bool, int]]:
    """So many different ones: every goal in every state that it can be in, with one order or several, seed by seed."""
    every = [(goal, state, several) for goal in GOALS for state in goal.states for several in (False, True)]
    return [(*every[number % len(every)], number // len(every)) for number in range(count)]


def falls_short(goal: Goal, state: str, several: bool, seed: int, clumsy: float) -> list[str]:
    """What is not as the plain command leaves it."""
    told = talking.digest(talking.play(goal, state, several, seed, clumsy))
    wanted = talking.expected(goal, state, several)
    return [
        f"{goal.name} {state} {seed}: {told[part]} != {wanted[part]}" for part in wanted if told[part] != wanted[part]
    ]


@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_every_goal_is_reached_in_every_state(goal: Goal) -> None:
    for state in goal.states:
        for several in (False, True):
            assert falls_short(goal, state, several, 0, 0.0) == []


@pytest.mark.parametrize("throw", range(1, 1 + QUICK))
@pytest.mark.parametrize("goal", GOALS, ids=lambda goal: goal.name)
def test_every_goal_is_reached_by_clumsy_people(goal: Goal, throw: int) -> None:
    assert falls_short(goal, goal.states[throw % len(goal.states)], bool(throw % 2), throw, 0.25) == []


@pytest.mark.parametrize("throw", range(60))
def test_nothing_is_got_that_is_not_theirs(throw: int) -> None:
    before, after = talking_attacks.attack(throw)
    assert after == before


@pytest.mark.slow
@pytest.mark.timeout(0)
@pytest.mark.parametrize("time", range(TIMES))
def test_two_thousand_conversations_all_end_right(time: int) -> None:
    """Each of the eight times with other noise; all of them must end right, every time."""
    wrong = [
        fault
        for goal, state, several, seed in scripts(SCRIPTS)
        for fault in falls_short(goal, state, several, seed * TIMES + time, 0.2)
    ]
    assert wrong == []


@pytest.mark.slow
@pytest.mark.timeout(0)
def test_two_thousand_attempts_change_nothing() -> None:
    changed = [seed for seed in range(ATTACKS) if len(set(map(repr, talking_attacks.attack(seed)))) != 1]
    assert changed == []


def test_a_person_is_always_there() -> None:
    for state in STATES:
        shop = talking.shop_with(state, several=False)
        phone = talking.Phone(shop, ME, talking.random.Random(1))
        phone.says(proposals=("talk_to_a_person",))
        phone.taps("talk_to_a_person")
        (case,) = shop.world.cases.by_id.values()
        assert case.kind == CaseKind.OTHER.value
