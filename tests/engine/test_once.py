"""An effect that is done at most once: killed between any two steps, it is never seen twice and never forgotten."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from promesa.engine import desk, once, outbox, words
from promesa.engine.machine import Machine
from promesa.engine.once import Again, Begun, Once, Unsure, Went
from promesa.engine.sqlite import SqliteLog
from tests.engine.bank import Bank, Break, NoteSent, SendLetter, model
from tests.engine.letters import GRACE_SECONDS, Clock, Fate, Killed, MortalLog, PostOffice, live, write_letters

LETTERS = 7
SEEDS = 12
KILLS, KILLED_LETTERS = 6, 120


def office_of(seed: int, trouble: float = 0.0, parts: int = 1) -> tuple[MortalLog, PostOffice, Clock]:
    log = MortalLog()
    return log, PostOffice(log, random.Random(seed), trouble, parts), Clock()


def end(log: MortalLog, office: PostOffice, clock: Clock) -> Machine[Bank]:
    """A last process that is not killed, and time enough for every grace."""
    log.fate = Fate(None)
    live(log, office, clock)
    clock.now += int(GRACE_SECONDS * 2e6)
    return live(log, office, clock)


def test_without_a_crash_each_is_done_once() -> None:
    log, office, clock = office_of(1)
    write_letters(Machine(log, model(), clock), LETTERS)
    machine = end(log, office, clock)
    assert set(office.seen.values()) == {1}
    assert len(office.seen) == LETTERS
    assert sum(machine.world.letters.values()) == LETTERS
    assert not machine.desk.effects
    assert not machine.desk.begun
    assert not machine.desk.uncertain


@pytest.mark.parametrize("parts", [1, 3])
@pytest.mark.parametrize("lot", range(SEEDS))
def test_killed_at_every_step_nobody_sees_it_twice(lot: int, parts: int) -> None:
    """Every step of a whole run is, in turn, the one at which the process ends; then again at the next lives' steps."""
    trouble = 0.1 * (lot % 3)
    log, office, clock = office_of(lot, trouble, parts)
    write_letters(Machine(log, model(), clock), LETTERS)
    live(log, office, clock)
    steps = log.fate.steps
    assert steps > LETTERS * parts
    dice = random.Random(lot)
    for at in range(0, steps, 1 if lot < 2 else 5):
        log, office, clock = office_of(lot, trouble, parts)
        write_letters(Machine(log, model(), clock), LETTERS)
        for fatal in (at, dice.randrange(12), dice.randrange(12)):
            log.fate = Fate(fatal)
            with suppress(Killed):  # a life that ends before its step comes is as good
                live(log, office, clock, rounds=steps + 10)
        machine = end(log, office, clock)
        assert max(office.seen.values(), default=0) <= 1, (at, office.seen)
        assert not machine.desk.effects, at
        assert not machine.desk.begun
        for number in range(LETTERS):
            posted = office.seen[f"a{number}/{parts - 1}"]
            told = f"a{number}" in office.given_up
            assert posted or told, f"{number} was neither posted nor shown to a person"


def test_two_workers_never_begin_the_same() -> None:
    log, office, clock = office_of(3)
    machine = Machine(log, model(), clock)
    write_letters(machine, 4)
    names = once.kinds(machine, {SendLetter: office.hand()})
    first, second = (once.waiting(machine, names, 9) for _ in range(2))
    assert [one.key for one in first] == [one.key for one in second]
    ours = once.turn(machine, (), [one.key for one in first[:3]], "first")
    theirs = once.turn(machine, (), [one.key for one in second], "second")
    assert len(ours) == 3
    assert [one.key for one in theirs] == [first[3].key]
    assert once.turn(machine, (), [one.key for one in first], "third") == []


def test_what_is_begun_is_no_other_workers_even_after_any_lease() -> None:
    log, office, clock = office_of(3)
    machine = Machine(log, model(), clock)
    write_letters(machine, 1)
    hand = office.hand()
    (one,) = once.waiting(machine, once.kinds(machine, {SendLetter: hand}), 9)
    once.turn(machine, (), [one.key], "dies")
    clock.now += 10**15
    assert outbox.claim(machine, "other", 10, 60.0) == []
    assert once.waiting(machine, {"SendLetter"}, 9) == []


def test_a_worker_without_the_right_hand_leaves_them_alone() -> None:
    log, office, clock = office_of(3)
    machine = Machine(log, model(), clock)
    write_letters(machine, 1)
    assert outbox.claim(machine, "plain", 10, 60.0, {"SendLetter"}) == []
    assert outbox.work(machine, {SendLetter: office.hand()}, "w") == 1
    assert office.seen == {"a0/0": 1}


def begun(machine: Machine[Bank], office: PostOffice) -> Begun:
    (one,) = once.waiting(machine, once.kinds(machine, {SendLetter: office.hand()}), 1)
    (ours,) = once.turn(machine, (), [one.key], "w")
    return ours


def test_a_known_no_is_tried_again_and_in_the_end_a_dead_letter() -> None:
    log, office, clock = office_of(3)
    machine = Machine(log, model(), clock)
    write_letters(machine, 1)
    for number in range(once.ATTEMPTS_MAX):
        one = begun(machine, office)
        assert one.attempt == number + 1
        once.turn(machine, [(one, Again("no", 1.0, counted=False))], (), "w")
        clock.now += 2_000_000
        once.turn(machine, [(begun(machine, office), Again("no", 1.0))], (), "w")
        clock.now += 2_000_000
    (key,) = machine.desk.dead
    assert outbox.revive(machine, key, "person")
    assert begun(machine, office).attempt == 1


def test_a_late_answer_is_heard_after_its_effect_was_closed_as_uncertain() -> None:
    log, office, clock = office_of(3)
    machine = Machine(log, model(), clock)
    write_letters(machine, 1)
    one = begun(machine, office)
    clock.now += int(GRACE_SECONDS * 2e6)
    assert once.close(machine, {SendLetter: office.hand()}, "w") == 1
    assert list(machine.desk.uncertain) == [one.key]
    assert office.given_up == ["a0"]
    once.turn(machine, [(one, Went((NoteSent("a0"),)))], (), "w")
    assert machine.world.letters == {"a0": 1}
    assert not machine.desk.uncertain
    once.turn(machine, [(one, Went((NoteSent("a0"),)))], (), "w")
    assert machine.world.letters == {"a0": 1}


def test_nothing_is_closed_while_its_worker_may_still_answer() -> None:
    log, office, clock = office_of(3)
    machine = Machine(log, model(), clock)
    write_letters(machine, 1)
    begun(machine, office)
    hand = Once(office.prepare, lambda *_: True, office.give_up, lambda _: 0.0)
    clock.now += int(once.ANSWER_SECONDS * 1e6) - 1
    assert once.close(machine, {SendLetter: hand}, "w") == 0
    clock.now += 1
    assert once.close(machine, {SendLetter: hand}, "w") == 1


def test_an_answer_that_breaks_the_program_is_uncertain_and_spoils_no_other() -> None:
    log, _, clock = office_of(3)
    machine = Machine(log, model(), clock)
    write_letters(machine, 2)
    keys = [one.key for one in once.waiting(machine, {"SendLetter"}, 9)]
    one, other = once.turn(machine, (), keys, "w")
    once.turn(machine, [(one, Went((Break("rule"),))), (other, Went((NoteSent("a1"),)))], (), "w")
    assert list(machine.desk.uncertain) == [one.key]
    assert "ZeroDivisionError" in machine.desk.uncertain[one.key].error
    assert machine.world.letters == {"a1": 1}


def test_a_deed_that_breaks_says_nothing_of_what_happened_and_a_preparation_that_nothing_did() -> None:
    def breaks(*_: object) -> Went:
        raise OSError("cut")

    one = Begun(1, SendLetter("a", 1), 0, 1)
    deed = Once(lambda *_: breaks, lambda *_: False, lambda _: [], lambda _: 0.0)
    assert once.attempt(deed, one) == Unsure("OSError: cut")
    unready = Once(breaks, lambda *_: False, lambda _: [], lambda _: 0.0)
    assert once.attempt(unready, one) == Again("OSError: cut", once.UNPREPARED_SECONDS)


def test_a_person_may_have_the_uncertain_done_again() -> None:
    log, office, clock = office_of(3)
    machine = Machine(log, model(), clock)
    write_letters(machine, 1)
    one = begun(machine, office)
    clock.now += int(GRACE_SECONDS * 2e6)
    once.close(machine, {SendLetter: office.hand()}, "w")
    assert outbox.revive(machine, one.key, "person")
    assert begun(machine, office).key == one.key


def test_the_log_folds_to_the_same_desk() -> None:
    log, office, clock = office_of(5, 0.2, 2)
    write_letters(Machine(log, model(), clock), LETTERS)
    machine = live(log, office, clock, rounds=4)
    again = Machine(log, model(), clock)
    assert again.desk == machine.desk
    assert {words.EffectsBegun.__name__, words.EffectAdvanced.__name__} <= {entry.kind for entry in log.read()}
    assert desk.next_due(again.desk) is not None


# --- really killed ---


def work_until_killed(store: str, notes: str) -> None:
    """The life of one process: posts letters (a line in a file each), and is killed in the middle of it."""
    log = SqliteLog.open(store)
    machine = Machine(log, model(), lambda: time.time_ns() // 1_000)

    def post(effect: SendLetter) -> Went:
        with open(notes, "a", encoding="utf-8") as file:
            file.write(f"{effect.account}\n")
        return Went((NoteSent(effect.account),))

    hand = Once(lambda effect, *_: lambda: post(effect), lambda *_: False, lambda _: [], lambda _: 0.0)
    os.write(1, b"up\n")
    while once.work(machine, {SendLetter: hand}, "w", 3):
        pass
    os.write(1, b"over\n")
    log.close()


def test_killed_for_real_nobody_sees_it_twice(tmp_path: Path) -> None:
    store, notes = str(tmp_path / "log.db"), tmp_path / "notes"
    notes.touch()
    log = SqliteLog.open(store)
    write_letters(Machine(log, model(), lambda: time.time_ns() // 1_000), KILLED_LETTERS)
    log.close()
    code = f"from tests.engine import test_once; test_once.work_until_killed({store!r}, {str(notes)!r})"
    dice, killed = random.Random(7), 0
    for _ in range(KILLS):
        process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, cwd=Path.cwd())
        assert process.stdout is not None
        assert process.stdout.readline() == "up\n"
        time.sleep(dice.uniform(0.0, 0.03))
        process.send_signal(signal.SIGKILL)
        killed += process.stdout.read() != "over\n"
        process.stdout.close()
        process.wait()
    posted = Counter(notes.read_text().split())
    log = SqliteLog.open(store)
    desk_left = Machine(log, model(), lambda: time.time_ns() // 1_000).desk
    log.close()
    assert killed, "no life was ended"
    assert max(posted.values()) == 1
    forgotten = KILLED_LETTERS - len(posted) - len(desk_left.effects)
    assert forgotten <= 0, "neither posted nor waiting nor begun"
