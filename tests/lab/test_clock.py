"""Time in the lab: it moves when told, never back, and what is noted happens in its order."""

import pytest

from promesa.domain.values.moments import Instant
from promesa.lab.clock import Agenda, Clock, RunningClock
from promesa.lab.scenario import chance, poisson


def test_a_clock_moves_only_forward() -> None:
    clock = Clock(Instant(5))
    clock.move_to(Instant(7))
    assert clock() == 7
    with pytest.raises(AssertionError):
        clock.move_to(Instant(6))


def test_a_running_clock_goes_on_from_where_the_past_ended() -> None:
    clock = RunningClock(1_000)
    assert 1_000 <= clock() <= clock() < 1_000 + 10**9


def test_what_is_noted_happens_by_moment_then_in_the_order_of_noting() -> None:
    agenda, heard = Agenda(), list[str]()
    for at, name in ((5, "late"), (2, "first"), (2, "second"), (9, "never")):
        agenda.note(at, lambda _, name=name: heard.append(name) or [])
    for moment, doing in agenda.take_until(Instant(5)):
        doing(moment)
    assert heard == ["first", "second", "late"]
    assert agenda.next_at() == 9


def test_dice_of_one_name_do_not_move_those_of_another() -> None:
    alone = [chance(1, "a").random() for _ in range(3)]
    other = chance(1, "b")
    other.random()
    assert [chance(1, "a").random() for _ in range(3)] == alone


@pytest.mark.parametrize("mean", [0.0, 3.0, 75.0])
def test_poisson_has_its_mean(mean: float) -> None:
    dice = chance(1, "poisson")
    drawn = [poisson(dice, mean) for _ in range(2_000)]
    assert sum(drawn) / len(drawn) == pytest.approx(mean, rel=0.05, abs=0.01)
