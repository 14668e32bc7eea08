"""R49: one person's limit does not block the rest, nothing sent is sent again, and what is urgent overtakes."""

import random
from collections import Counter
from concurrent.futures import Executor, Future

from promesa.engine.machine import Machine
from promesa.engine.memory import MemoryLog
from promesa.engine.once import Once, Result
from promesa.gateways.messaging.channel import Accepted, Limits
from promesa.gateways.messaging.pacing import SECOND, Item, Pacer
from promesa.gateways.messaging.sender import Route, Sender
from promesa.gateways.messaging.verdicts import verdict
from promesa.gateways.messaging.whatsapp import contents, errors, write
from promesa.lab.twins.whatsapp import line
from promesa.lab.twins.whatsapp.chances import CALM
from promesa.lab.twins.whatsapp.refusals import No
from promesa.lab.twins.whatsapp.world import Account, World
from tests.engine.bank import Bank, Deposit, SendLetter, model

PEOPLE = 30_000
RATE = 80
QUEUED, PARTS, TROUBLED_PART = 60, 4, 3
PROMO, LONG, URGENT = 2_000, 4_000, 9_000
BURST_SECONDS, WAIT_MAX = 270, 300
PERSON = "525500000000"


class Inline(Executor):
    """Posts at once, in the thread that asks."""

    def submit(self, fn: object, /, *args: object, **kwargs: object) -> Future[object]:
        fn(*args, **kwargs)
        return Future()


class Clock:
    def __init__(self) -> None:
        self.now = 1_795_300_000 * SECOND

    def __call__(self) -> int:
        return self.now


class Post:
    """The hand: one text a step, through the same request and outcome as in production, to the twin."""

    def __init__(self, clock: Clock) -> None:
        self.taken: list[tuple[int, str, str]] = []
        """When, by whom, and the text, in the order in which the twin took them."""
        self.clock = clock
        self.world = World(clock, random.Random(1), CALM, Account(per_second=RATE))
        self.trouble = 1
        """How often the third part is refused with 131056, besides the twin's own limit."""
        self.refused = Counter()

    def hand(self) -> Once:
        return Once(lambda *asked: lambda: self.do(*asked), lambda *_: False, lambda _: [], lambda _: 0.0)

    def do(self, effect: SendLetter, _: str, step: int) -> Result:
        parts = PARTS if effect.cents == LONG else 1
        text = contents.Text(f"{effect.cents} {step + 1}")
        person = self.world.crowd.of_phone(effect.account)
        person.wrote_at = self.world.now()
        request = write.send(
            contents.Outgoing(text, to=effect.account, callback=f"{effect.account}"), "100000000000001"
        )
        assert isinstance(request, write.Request)
        if parts > 1 and step + 1 == TROUBLED_PART and self.trouble:
            self.trouble -= 1
            found = line.declined(No(errors.PAIR_RATE))
        else:
            found = line.send(self.world, request)
        self.refused[type(found).__name__] += 1
        if isinstance(found, Accepted):
            self.taken.append((self.clock.now, effect.account, text.body))
        return verdict(found, lambda _: [], lambda _: [], more=step + 1 < parts)


def route(_: Bank, effect: SendLetter) -> Route:
    return Route("whatsapp", effect.account, {PROMO: 2, LONG: 1}.get(effect.cents, 0 if effect.cents == URGENT else 2))


def drained(people: int) -> tuple[Post, Clock, int]:
    """The whole queue sent on a clock that is moved by hand, a tenth of a second a step; when it began."""
    clock = Clock()
    post, machine = Post(clock), Machine(MemoryLog(), model(), clock)
    for _ in range(QUEUED - 1):
        machine.submit(Deposit(PERSON, PROMO), "test")
    machine.submit(Deposit(PERSON, LONG), "test")
    for number in range(people):
        machine.submit(Deposit(f"5255{10_000_000 + number}", PROMO), "test")
    pacer = Pacer(Limits(RATE, 45, 6.0), errors.pair_wait_seconds)
    sender = Sender(machine, {SendLetter: post.hand()}, route, {"whatsapp": pacer}, "w", 64, Inline())
    began, urgent = clock.now, False
    while machine.desk.effects:
        if not urgent and clock.now - began > 60 * SECOND:
            machine.submit(Deposit(PERSON, URGENT), "test")
            urgent = True
        clock.now += SECOND // 10
        while sender.step() == 0.0:
            pass
        assert clock.now - began < 3_600 * SECOND
    return post, clock, began


def test_r49_one_persons_limit_does_not_block_the_rest() -> None:
    post, _, began = drained(PEOPLE)
    others = [at for at, who, _ in post.taken if who != PERSON]
    assert len(others) == PEOPLE
    line_rate = PEOPLE / RATE
    assert (others[-1] - began) / SECOND <= 1.02 * line_rate + 5
    assert post.refused["Declined"] == 1, "the pacer keeps the twin's own limits, but for the refusal that was planned"


def test_r49_nothing_that_was_sent_is_sent_again_and_parts_stay_in_order() -> None:
    post, _, _ = drained(200)
    theirs = [(at, text) for at, who, text in post.taken if who == PERSON]
    assert len(theirs) == QUEUED + PARTS
    parts = [(at, text) for at, text in theirs if text.startswith(str(LONG))]
    assert [text for _, text in parts] == [f"{LONG} {number}" for number in (1, 2, 3, 4)]
    waited = (parts[TROUBLED_PART - 1][0] - parts[TROUBLED_PART - 2][0]) / SECOND
    assert 0 < waited <= WAIT_MAX


def test_r49_an_urgent_notice_overtakes_promotions_to_the_same_person() -> None:
    post, _, began = drained(200)
    theirs = [(at, text) for at, who, text in post.taken if who == PERSON]
    (urgent,) = [number for number, (_, text) in enumerate(theirs) if text.startswith(str(URGENT))]
    at = theirs[urgent][0] - began
    behind = [text for _, text in theirs[urgent + 1 :]]
    assert at <= (BURST_SECONDS + WAIT_MAX) * SECOND
    assert len(behind) >= QUEUED - 45, "all that was still queued stands behind it"
    assert all(text.startswith(str(PROMO)) for text in behind)


def test_r49_a_burst_is_paid_back_before_the_next() -> None:
    pacer, now = Pacer(Limits(1_000, 45, 6.0)), 0
    for key in range(100):
        pacer.offer(Item(key, "one"))
    times = []
    while pacer.held:
        found = pacer.take(now, 10)
        for item in found:
            times.append(now)
            pacer.done(item)
        if not found:
            now = pacer.next_at(now) or now
    assert times[44] == 0
    assert times[45] == BURST_SECONDS * SECOND
    assert times[90] == 2 * BURST_SECONDS * SECOND


def test_r49_no_second_holds_more_than_the_rate_wherever_it_begins() -> None:
    pacer, dice, now, sent = Pacer(Limits(RATE)), random.Random(2), 0, []
    for key in range(1_000):
        pacer.offer(Item(key, f"p{key}"))
    while pacer.held:
        for item in pacer.take(now, dice.randrange(1, 30)):
            sent.append(now)
            pacer.done(item)
        now += dice.randrange(1, 20_000)
    assert all(later - sooner >= SECOND for sooner, later in zip(sent, sent[RATE:], strict=False))
    assert sent[-1] <= 1.05 * 1_000 / RATE * SECOND


def test_r49_a_recipient_who_had_too_much_waits_alone_and_ever_longer_up_to_five_minutes() -> None:
    pacer, now, waits = Pacer(Limits(1_000, 45, 6.0), errors.pair_wait_seconds), 0, []
    pacer.offer(Item(1, "one"))
    for _ in range(6):
        (item,) = pacer.take(now, 5)
        until = pacer.spare(item, now)
        pacer.offer(Item(int(until) + 2, f"other{until}"))
        (other,) = pacer.take(now, 5)
        pacer.drop(other)
        waits.append((until - now) / SECOND)
        now = until + 300 * SECOND
    assert waits == [4, 16, 64, 256, 300, 300]
