"""The loop on a toy bank: one append per decision with all that follows, nothing lost or doubled, bugs undone."""

from collections.abc import Callable, Iterator

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from promesa.engine import outbox, snapshots, timers
from promesa.engine.log import Draft, Log
from promesa.engine.machine import KeyReused, Machine, Request, entries_of
from promesa.engine.memory import MemoryLog
from promesa.engine.sqlite import SqliteLog
from promesa.engine.writer import Writer
from tests.engine import bank
from tests.engine.bank import Bank, Break, Clock, Deposit, NoteSent, SendLetter, Transfer, Withdraw


@pytest.fixture(params=["memory", "sqlite"])
def log(request: pytest.FixtureRequest, tmp_path) -> Iterator[Log]:
    made: Log = MemoryLog() if request.param == "memory" else SqliteLog.open(tmp_path / "bank.db")
    yield made
    made.close()


def open_bank(log: Log, clock: Callable[[], int] | None = None) -> Machine[Bank]:
    return Machine(log, bank.model(), clock or Clock())


def kinds(machine: Machine[Bank]) -> list[str]:
    return [entry.kind for entry in machine.log.read()]


def test_a_decision_and_all_that_follows_is_one_append(log: Log) -> None:
    machine = open_bank(log)
    machine.submit(Deposit("ana", 5_000), by="test")
    before = log.head()
    verdict = machine.submit(Transfer("ana", "beto", 2_000), by="test")
    assert verdict.accepted
    assert [type(f).__name__ for f in verdict.facts] == ["Withdrawn", "Transferred"]
    assert kinds(machine)[before:] == [
        "Withdrawn",
        "Transferred",
        "Deposited",
        "StepRefused",
        "EffectWanted",
        "TimerSet",
    ]
    entries = list(log.read(after=before))
    transferred, deposited, refused, wanted, timer = entries[1:]
    assert deposited.cause == refused.cause == transferred.position
    assert wanted.cause == timer.cause == deposited.position
    assert machine.world.balances == {"ana": 3_000, "beto": 2_000}


def test_a_gate_stops_a_request_before_its_rule_and_its_key_and_no_step_of_a_story(log: Log) -> None:
    """A robot may transfer; what follows from that (a deposit) it could not have asked for."""

    def gate(_: Bank, command: object, by: str) -> bank.Refused | None:
        return bank.Refused("gate", by) if by == "robot" and not isinstance(command, Transfer) else None

    machine = Machine(log, msgspec.structs.replace(bank.model(), gate=gate), Clock())
    first = machine.submit(Deposit("ana", 5_000), by="test", key="k")
    before = log.head()
    for key in (None, "k", "k2"):
        assert machine.submit(Deposit("ana", 5_000), by="robot", key=key).refusal == bank.Refused("gate", "robot")
    assert (first.accepted, log.head()) == (True, before)
    assert machine.submit(Transfer("ana", "beto", 2_000), by="robot").accepted
    assert machine.world.balances == {"ana": 3_000, "beto": 2_000}


def test_a_refusal_changes_nothing(log: Log) -> None:
    machine = open_bank(log)
    verdict = machine.submit(Withdraw("ana", 1), by="test")
    assert verdict.refusal == bank.Refused("poor", "ana")
    assert log.head() == 0


@pytest.mark.parametrize("when", ["rule", "fold", "story"])
def test_a_bug_is_loud_and_changes_nothing_and_the_others_go_on(log: Log, when: str) -> None:
    machine = open_bank(log)
    machine.submit(Deposit("ana", 10), by="test")
    group = [Request(Deposit("ana", 1), "a"), Request(Break(when), "b"), Request(Deposit("ana", 2), "c")]
    first, broken, last = machine.submit_many(group)
    assert first.accepted
    assert last.accepted
    assert isinstance(broken.error, ZeroDivisionError)
    assert machine.world.balances == {"ana": 13}
    with pytest.raises(ZeroDivisionError):
        machine.submit(Break(when), by="test")
    assert open_bank(log).world == machine.ask(lambda world: world)
    assert "Broke" not in kinds(machine)


def test_one_key_one_effect(log: Log) -> None:
    machine = open_bank(log)
    group = [Request(Deposit("ana", 7), "a", key="k1")] * 3
    verdicts = machine.submit_many(group)
    again = machine.submit(Deposit("ana", 7), by="a", key="k1")
    assert [v.repeated for v in (*verdicts, again)] == [False, True, True, True]
    assert all(v.facts == verdicts[0].facts for v in (*verdicts, again))
    assert machine.submit(Deposit("ana", 8), by="a", key="k1").refusal == KeyReused("k1")
    reopened = open_bank(log)
    assert reopened.submit(Deposit("ana", 7), by="a", key="k1").repeated
    assert reopened.world.balances == {"ana": 7}


def test_a_refused_key_may_be_used_again(log: Log) -> None:
    machine = open_bank(log)
    assert not machine.submit(Withdraw("ana", 5), by="a", key="k").accepted
    machine.submit(Deposit("ana", 5), by="a")
    verdict = machine.submit(Withdraw("ana", 5), by="a", key="k")
    assert verdict.accepted
    assert not verdict.repeated


def test_timers_fire_once_in_their_order_also_after_a_restart(log: Log) -> None:
    clock = Clock()
    machine = open_bank(log, clock)
    machine.submit(Deposit("ana", 1_000), by="test")
    clock.now += 50
    machine.submit(Deposit("beto", 2_000), by="test")
    assert timers.fire_due(machine) == 0
    assert timers.next_due(machine) == 1_000_100
    machine = open_bank(log, clock)
    clock.now = 1_000_100
    assert (timers.fire_due(machine), timers.fire_due(machine)) == (1, 0)
    clock.now = 2_000_000
    assert timers.fire_due(machine) == 1
    assert timers.next_due(machine) is None
    assert machine.world.balances == {"ana": 1_010, "beto": 2_020}
    assert open_bank(log, clock).desk == machine.desk


def test_an_effect_is_tried_backed_off_settled_and_its_answer_joins_the_append(log: Log) -> None:
    clock = Clock()
    machine = open_bank(log, clock)
    machine.submit(Deposit("ana", 1_000), by="test")
    tries: list[tuple[SendLetter, str]] = []

    def post(effect: SendLetter, key: str) -> list[object]:
        tries.append((effect, key))
        if len(tries) == 1:
            raise ConnectionError("post office closed")
        return [NoteSent(effect.account)]

    hands = {SendLetter: post}
    assert outbox.work(machine, hands, "w1") == 1
    assert outbox.work(machine, hands, "w1") == 0
    clock.now += 1_000_000
    assert outbox.work(machine, hands, "w1") == 1
    assert machine.world.letters == {"ana": 1}
    assert not machine.desk.effects
    assert len({key for _, key in tries}) == 1
    assert open_bank(log, clock).desk == machine.desk


def test_an_answer_that_breaks_the_program_costs_only_its_own_effect_a_try(log: Log) -> None:
    clock = Clock()
    machine = open_bank(log, clock)
    for name in "abc":
        machine.submit(Deposit(name, 1_000), by="test")
    hand = {SendLetter: lambda effect, _: [Break("fold")] if effect.account == "b" else [NoteSent(effect.account)]}
    assert outbox.work(machine, hand, "w1") == 3
    assert machine.world.letters == {"a": 1, "c": 1}
    (waiting,) = machine.desk.effects.values()
    assert waiting.attempts == 1
    assert "ZeroDivisionError" in waiting.error


def test_two_workers_never_hold_one_claim_and_a_lost_lease_comes_back(log: Log) -> None:
    clock = Clock()
    machine = open_bank(log, clock)
    for name in "abcde":
        machine.submit(Deposit(name, 1_000), by="test")
    first = outbox.claim(machine, "w1", 3, 60)
    second = outbox.claim(machine, "w2", 3, 60)
    assert len(first) == 3
    assert len(second) == 2
    assert not {w.key for w in first} & {w.key for w in second}
    clock.now += 61_000_000
    assert len(outbox.claim(machine, "w3", 9, 60)) == 5
    outbox.settle(machine, [(first[0].key, [NoteSent("a")])], "w1")
    outbox.settle(machine, [(first[0].key, [NoteSent("a")])], "w3")
    assert machine.world.letters == {"a": 1}


def test_a_dead_letter_waits_for_a_person(log: Log) -> None:
    clock = Clock()
    machine = open_bank(log, clock)
    machine.submit(Deposit("ana", 1_000), by="test")
    for _ in range(outbox.ATTEMPTS_MAX):
        assert outbox.work(machine, {}, "w1") == 1
        clock.now += 900_000_000
    assert outbox.work(machine, {}, "w1") == 0
    (key,) = machine.desk.dead
    assert "nobody does SendLetter" in machine.desk.dead[key].error
    assert outbox.revive(machine, key, by="person")
    assert not outbox.revive(machine, key, by="person")
    assert outbox.work(machine, {SendLetter: lambda e, k: [NoteSent(e.account)]}, "w1") == 1
    assert machine.world.letters == {"ana": 1}
    assert not machine.desk.dead


def test_a_snapshot_is_the_world(log: Log) -> None:
    clock = Clock()
    machine = open_bank(log, clock)
    for name in "abc":
        machine.submit(Deposit(name, 1_500), by="test", key=name)
    position = machine.save_snapshot()
    machine.submit(Deposit("later", 1), by="test")
    found = snapshots.load(log, machine.model)
    assert found is not None
    assert found.position == position
    restarted = open_bank(log, clock)
    assert (restarted.world, restarted.desk, restarted.seen) == (machine.world, machine.desk, machine.seen)
    clock.now += 1_000
    assert timers.fire_due(restarted) == 3


def test_the_writer_answers_everyone_and_groups(log: Log) -> None:
    machine = open_bank(log)
    writer = Writer(machine)
    futures = [writer.submit(Request(Deposit("ana", 1), "t")) for _ in range(500)]
    assert all(future.result(timeout=30).accepted for future in futures)
    writer.close()
    assert machine.world.balances == {"ana": 500}


accounts = st.sampled_from("abc")
commands = st.one_of(
    st.builds(Deposit, accounts, st.integers(1, 2_000)),
    st.builds(Withdraw, accounts, st.integers(1, 2_000)),
    st.builds(Transfer, accounts, accounts, st.integers(1, 2_000)),
    st.builds(Break, st.sampled_from(["rule", "fold", "story"])),
)
keys = st.one_of(st.none(), st.sampled_from(["k1", "k2", "k3"]))


@settings(max_examples=60)
@given(st.lists(st.lists(st.tuples(commands, keys), max_size=6), max_size=8), st.lists(st.booleans(), max_size=8))
def test_the_log_folds_to_the_world_whatever_happens(groups, restarts) -> None:
    """A model: money comes only from deposits and interest, and every restart finds the very same world."""
    log, clock = MemoryLog(), Clock()
    machine = open_bank(log, clock)
    for number, group in enumerate(groups):
        machine.submit_many([Request(command, "t", key) for command, key in group])
        clock.now += 60
        timers.fire_due(machine)
        if number < len(restarts) and restarts[number]:
            machine.save_snapshot() if number % 2 else None
            machine = open_bank(log, clock)
    facts = [fact for _, fact in entries_of(machine)]
    came = sum(f.cents for f in facts if isinstance(f, bank.Deposited))
    went = sum(f.cents for f in facts if isinstance(f, bank.Withdrawn))
    assert sum(machine.world.balances.values()) == came - went
    assert all(cents >= 0 for cents in machine.world.balances.values())
    fresh = Machine(_copy(log), bank.model(), clock)
    assert (fresh.world, fresh.desk) == (machine.ask(lambda w: w), machine.desk)


def _copy(log: MemoryLog) -> MemoryLog:
    """The same entries without the snapshots."""
    other = MemoryLog()
    drafts = [Draft(e.at, e.by, e.cause, e.policy, e.kind, e.body, e.tags) for e in log.read()]
    if drafts:
        other.append(drafts)
    return other
