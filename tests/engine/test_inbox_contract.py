"""What every store of the inbox promises, on each of them."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from promesa.engine import inbox as inboxes
from promesa.engine.inbox import Arrived, Inbox, Lag, Outcome
from promesa.engine.inbox_slot import Slot
from promesa.engine.log import Unreachable
from promesa.engine.memory_inbox import MemoryInbox
from promesa.engine.vault import MemoryKeys, Vault
from tests.engine import letterboxes
from tests.engine.letterboxes import DAY, SECOND, START, Letterbox

BODY = '{"text":"¿Dónde está mi pedido? 5512345678"}'.encode()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def letterbox(request: pytest.FixtureRequest, tmp_path: Path) -> Letterbox:
    if request.param == "memory":
        return letterboxes.memory()
    if request.param == "postgres":
        return letterboxes.postgres(request.getfixturevalue("postgres_url"), request.getfixturevalue("postgres_schema"))
    return letterboxes.sqlite(tmp_path)


@pytest.fixture
def inbox(letterbox: Letterbox) -> Iterator[Inbox]:
    opened = letterbox.open()
    yield opened
    opened.close()


def arrived(text: bytes = BODY, at: int = START, partner: str = "whatsapp") -> Arrived:
    return Arrived(partner, at, text, (("content-type", "application/json"),))


def test_what_comes_in_comes_out_as_it_was(inbox: Inbox) -> None:
    bodies = [BODY, b"", bytes(range(256)), b"x" * 3_000_000]
    numbers = inbox.put([arrived(body) for body in bodies])
    assert numbers == sorted(set(numbers))
    found = []
    while claimed := inbox.claim(10, 30):
        found += claimed
    assert [letter.body for letter in found] == bodies
    assert [letter.number for letter in found] == numbers
    assert {(letter.partner, letter.at, letter.tries) for letter in found} == {("whatsapp", START, 1)}
    assert {letter.headers for letter in found} == {(("content-type", "application/json"),)}


def test_nothing_put_is_nothing(inbox: Inbox) -> None:
    assert inbox.put([]) == []
    inbox.settle([])
    assert inbox.claim(10, 30) == []
    assert inbox.lag() == Lag(0, None, 0)
    assert inbox.dead() == []


def test_two_never_have_the_same_letter(letterbox: Letterbox) -> None:
    ours, theirs = letterbox.open(), letterbox.open()
    ours.put([arrived(b"%d" % number) for number in range(60)])
    with ThreadPoolExecutor(2) as both:
        claims = list(both.map(lambda box: [letter for _ in range(10) for letter in box.claim(5, 30)], (ours, theirs)))
    numbers = [letter.number for some in claims for letter in some]
    assert len(numbers) == len(set(numbers)) == 60
    ours.close()
    theirs.close()


def test_a_lease_that_ended_gives_the_letter_to_the_next(letterbox: Letterbox, inbox: Inbox) -> None:
    (number,) = inbox.put([arrived()])
    assert [letter.tries for letter in inbox.claim(1, 30)] == [1]
    letterbox.now += 29 * SECOND
    assert inbox.claim(1, 30) == []
    letterbox.now += SECOND
    assert [(letter.number, letter.tries) for letter in inbox.claim(1, 30)] == [(number, 2)]
    inbox.settle([Outcome(number)])
    inbox.settle([Outcome(number, "of the one whose lease had ended", letterbox.now)])
    letterbox.now += DAY
    assert inbox.claim(1, 30) == [], "what is done stays done"


def test_failed_waits_and_dead_waits_for_a_person(letterbox: Letterbox, inbox: Inbox) -> None:
    first, second, third = inbox.put([arrived(b"1"), arrived(b"2"), arrived(b"3", START + SECOND)])
    assert inbox.lag() == Lag(3, START, 0)
    inbox.claim(10, 30)
    inbox.settle([Outcome(first), Outcome(second, "ValueError at read.py:1", START + 60 * SECOND)])
    inbox.settle([Outcome(third, "unreadable: not JSON")])
    assert inbox.lag() == Lag(1, START, 1)
    letterbox.now = START + 59 * SECOND
    assert inbox.claim(10, 30) == []
    (dead,) = inbox.dead()
    assert (dead.number, dead.partner, dead.at, dead.tries) == (third, "whatsapp", START + SECOND, 1)
    assert dead.error == "unreadable: not JSON"
    assert inbox.revive(third)
    assert not inbox.revive(third), "it waits already"
    assert not inbox.revive(10**9)
    assert not inbox.discard(third), "it is not dead"
    assert [(letter.number, letter.body, letter.tries) for letter in inbox.claim(10, 30)] == [(third, b"3", 1)]
    inbox.settle([Outcome(third, "unreadable: not JSON")])
    assert inbox.discard(third)
    assert inbox.dead() == []
    letterbox.now += DAY
    assert [letter.number for letter in inbox.claim(10, 30)] == [second]


def test_a_done_letter_can_be_read_again(inbox: Inbox) -> None:
    """Once a reader is mended: the partner does not tell old things again."""
    (number,) = inbox.put([arrived()])
    inbox.claim(1, 30)
    inbox.settle([Outcome(number)])
    assert inbox.revive(number)
    assert [letter.body for letter in inbox.claim(1, 30)] == [BODY]


def test_it_outlives_who_opened_it(letterbox: Letterbox) -> None:
    first = letterbox.open()
    (number,) = first.put([arrived()])
    first.close()
    first.close()
    again = letterbox.open()
    assert [(letter.number, letter.body) for letter in again.claim(5, 30)] == [(number, BODY)]
    again.close()


def test_a_day_is_forgotten_when_it_is_over_and_nothing_of_it_waits(letterbox: Letterbox, inbox: Inbox) -> None:
    old, waits, new = inbox.put([arrived(at=START), arrived(at=START + DAY), arrived(at=START + 8 * DAY)])
    inbox.claim(10, 30)
    inbox.settle([Outcome(old), Outcome(waits, "KeyError at read.py:1"), Outcome(new)])
    letterbox.now = START + 8 * DAY
    assert inbox.sweep(7) == [inboxes.day_of(START)]
    assert inbox.sweep(7) == []
    assert not inbox.revive(old)
    letterbox.now = START + 30 * DAY
    assert inbox.sweep(7) == [inboxes.day_of(START + 8 * DAY)], "a dead letter keeps its day until a person has looked"
    assert inbox.discard(waits)
    assert inbox.sweep(7) == [inboxes.day_of(START + DAY)]
    assert letterbox.keys.get(inboxes.owner_of(inboxes.day_of(START))) is None


def test_without_its_key_a_letter_says_nothing(letterbox: Letterbox, inbox: Inbox) -> None:
    inbox.put([arrived()])
    assert letterbox.keys.destroy(inboxes.owner_of(inboxes.day_of(START)))
    assert [letter.body for letter in inbox.claim(1, 30)] == [None]


def test_a_bite_is_bounded(inbox: Inbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inboxes, "BITE_BYTES", 2_500)
    inbox.put([arrived(b"x" * 1_000) for _ in range(5)] + [arrived(b"y" * 9_000)])
    assert [len(inbox.claim(10, 30)) for _ in range(5)] == [2, 2, 1, 1, 0]


def test_many_at_once_share_a_group(inbox: Inbox) -> None:
    slot = Slot(inbox)
    told = [slot.submit(arrived(b"%d" % number)) for number in range(500)]
    for future in told:
        future.result(30)
    slot.close()
    assert inbox.lag().waiting == 500


class Full(MemoryInbox):
    """A store whose disk is full the first time, and which waits for its signal."""

    def __init__(self) -> None:
        super().__init__()
        self.groups: list[int] = []
        self.begin = threading.Event()

    def add(self, letters: list[inboxes.Sealed]) -> list[int]:
        self.begin.wait(10)
        self.groups.append(len(letters))
        if len(self.groups) == 1:
            raise Unreachable(where="the disk", why="it is full")
        return super().add(letters)


def test_who_cannot_be_kept_is_told_so() -> None:
    store = Full()
    box = Inbox(store, Vault(MemoryKeys()), lambda: START)
    slot = Slot(box)
    told = [slot.submit(arrived())]
    while not slot._queue.empty():
        pass
    told += [slot.submit(arrived()) for _ in range(200)]
    store.begin.set()
    with pytest.raises(Unreachable):
        told[0].result(10)
    for future in told[1:]:
        future.result(10)
    slot.close()
    assert store.groups == [1, 128, 72], "one wait for the disk for each group"
    assert box.lag().waiting == 200


def test_nothing_of_a_letter_can_be_read_in_the_files(tmp_path: Path) -> None:
    opened = letterboxes.sqlite(tmp_path).open()
    opened.put([arrived() for _ in range(50)])
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert len(kept) > 50 * len(BODY)
    assert b"5512345678" not in kept
    assert b"pedido" not in kept
    assert {path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {0}
    opened.close()
