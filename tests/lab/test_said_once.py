"""The business, its sender and the WhatsApp world: killed between any two steps, nobody reads a message twice."""

import random
from collections import Counter
from concurrent.futures import Executor, Future
from contextlib import suppress

import pytest

from promesa import app
from promesa.domain.people.messages import questions, state
from promesa.domain.people.messages.words import NO_ORDER, Status, WantMessage
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import HOUR, SECOND, Instant
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.gateways.messaging import hand, routes
from promesa.gateways.messaging.channel import Limits, Outcome
from promesa.gateways.messaging.pacing import Pacer
from promesa.gateways.messaging.sender import Sender
from promesa.gateways.messaging.whatsapp import errors
from promesa.gateways.messaging.whatsapp.hand import Address, WhatsApp, as_templates, line
from promesa.gateways.messaging.whatsapp.write import Request
from promesa.lab.twins.whatsapp import line as twin_line
from promesa.lab.twins.whatsapp import world as worlds
from promesa.lab.twins.whatsapp.chances import CALM, Chances
from promesa.lab.twins.whatsapp.stage import statuses_of
from promesa.lab.twins.whatsapp.telling import Notice
from tests.engine.letters import Fate, Killed, MortalLog

NOON = 1_795_300_000 // 86_400 * 86_400 + 18 * 3_600
MESSAGES = 4
ROUGH = Chances(busy=0.1, transient=0.1, lost_before=0.1, lost_after=0.15, skipped=0.2, doubled=0.3, late=0.1)
SEEDS = 6


class Inline(Executor):
    """Posts at once, in the thread that asks."""

    def submit(self, fn: object, /, *args: object, **kwargs: object) -> Future[object]:
        fn(*args, **kwargs)
        return Future()


class Clock:
    def __init__(self) -> None:
        self.now = NOON * SECOND

    def __call__(self) -> int:
        return self.now


class Past:
    """One log, one WhatsApp, and as many lives of the process as it takes."""

    def __init__(self, seed: int, chances: Chances) -> None:
        self.clock, self.log = Clock(), MortalLog()
        self.twin = worlds.World(
            self.clock, random.Random(seed), chances, worlds.Account(per_second=10**6), any_template=True
        )
        self.untold: list[Notice] = []
        machine = app.build(self.log, self.clock)
        for number in range(MESSAGES):
            wanted = WantMessage(f"m{number}", NO_ORDER, CustomerId(f"c{number}"), "confirmed", (("folio", "A-1"),))
            assert machine.submit(wanted, "test").accepted

    def send(self, request: Request) -> Outcome:
        """The post: the process may end right before it, or right after."""
        self.log.fate.step()
        outcome = twin_line.send(self.twin, request)
        self.log.fate.step()
        return outcome

    def live(self, rounds: int, seconds: int = 1) -> Machine[World]:
        """A process on the log, until its rounds are over or it is killed."""
        machine = app.build(self.log, self.clock)
        channel = WhatsApp(self, self.twin.account.number)
        spoken = line(channel, lambda who: Address(f"+52551000000{who[1:]}"), as_templates)

        def look(effect: object) -> object:
            now = Instant(machine.now())
            return machine.ask(lambda world: questions.still_sendable(world.messages, effect, now))

        pacers = {"whatsapp": Pacer(Limits(80.0, 45, 6.0), errors.pair_wait_seconds)}
        sender = Sender(machine, hand.hands({"whatsapp": spoken}, look), routes.route, pacers, "w", 4, Inline())
        for _ in range(rounds):
            self.clock.now += seconds * SECOND
            while sender.step() == 0.0:
                pass
            self.untold += self.twin.teller.due(Instant(self.clock.now))
            while self.untold:  # told again where the process ended before it had it
                for command in statuses_of(self.untold[0], Instant(self.clock.now)):
                    machine.submit(command, "partner:whatsapp")
                self.untold.pop(0)
        return machine

    def end(self) -> Machine[World]:
        """A last life that nobody ends, with time for every grace and every late status."""
        self.log.fate = Fate(None)
        self.live(rounds=30)
        return self.live(rounds=60, seconds=600)

    def seen(self) -> Counter[str]:
        """How often each message came onto a screen, by its business key."""
        found: Counter[str] = Counter()
        for echo, times in self.twin.visible.items():
            found[echo.partition("#")[0]] += times
        return found


def check(past: Past, machine: Machine[World], at: object) -> None:
    assert max(past.seen().values(), default=0) <= 1, (at, past.seen())
    assert not machine.desk.effects, at
    assert not machine.desk.begun, at
    for number in range(MESSAGES):
        message = machine.world.messages.by_name[f"m{number}"]
        arrived = state.reached(message) in (Status.DELIVERED, Status.READ)
        assert arrived == bool(past.seen()[f"m{number}"]), (at, number)
        failed = message.silence is not None or any(attempt.code for attempt in message.attempts)
        assert arrived or failed or machine.desk.dead, (at, number)


def test_when_nothing_goes_wrong_everybody_reads_it_once() -> None:
    past = Past(1, CALM)
    machine = past.end()
    check(past, machine, "calm")
    assert past.seen() == {f"m{number}": 1 for number in range(MESSAGES)}
    assert not machine.desk.uncertain


@pytest.mark.parametrize("lot", range(SEEDS))
def test_killed_at_every_step_nobody_reads_it_twice(lot: int) -> None:
    """Each step of a whole run is in turn the one at which the process ends; the next lives end at random ones."""
    chances = CALM if lot == 0 else ROUGH
    whole = Past(lot, chances)
    whole.live(rounds=12)
    steps, dice = whole.log.fate.steps, random.Random(lot)
    assert steps > 4 * MESSAGES
    for at in range(0, steps, 1 if lot < 2 else 3):
        past = Past(lot, chances)
        for fatal in (at, dice.randrange(15), dice.randrange(15)):
            past.log.fate = Fate(fatal)
            with suppress(Killed):
                past.live(rounds=12)
        check(past, past.end(), at)


def test_a_lost_answer_is_settled_by_its_status_and_never_sent_again() -> None:
    past = Past(3, Chances(lost_after=1.0, asleep=0.0))
    machine = past.end()
    assert past.seen() == {f"m{number}": 1 for number in range(MESSAGES)}
    assert len(past.twin.messages) == MESSAGES
    assert not machine.desk.uncertain


def test_what_was_never_taken_is_not_posted_again_but_shown_to_a_person() -> None:
    past = Past(3, Chances(lost_before=1.0))
    machine = past.end()
    assert past.twin.messages == {}
    assert len(machine.desk.uncertain) == MESSAGES
    assert {m.attempts[-1].code for m in machine.world.messages.by_name.values()} == {hand.UNCERTAIN}


def test_a_day_of_chaos_for_many_ends_with_each_message_in_one_place() -> None:
    past = Past(7, ROUGH)
    machine = past.live(rounds=40)
    past.clock.now += HOUR
    check(past, past.end(), "chaos")
    assert machine.world.messages.by_name.keys() == {f"m{number}" for number in range(MESSAGES)}
