"""Every goal that is about an order ends on its page as the plain command would have it, in whatever state it is."""

import pytest

from tests.lab import page_talking, talking
from tests.lab.talking import Goal

CASES = [(goal, state) for goal in page_talking.ON_A_PAGE for state in goal.states]


@pytest.mark.parametrize(("goal", "state"), CASES, ids=[f"{goal.name}, {state}" for goal, state in CASES])
def test_a_goal_on_a_page_ends_as_the_plain_command_would_have_it(goal: Goal, state: str) -> None:
    for several in (False, True):
        shop = page_talking.play(goal, state, several)
        assert talking.digest(shop) == talking.expected(goal, state, several)
        assert not shop.refused_steps()
