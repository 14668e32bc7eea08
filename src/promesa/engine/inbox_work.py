"""From letters to facts: read, put as commands in groups, and only then done; what breaks is tried again by itself."""

import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

import msgspec

from promesa.engine import desk as desks
from promesa.engine import inbox as inboxes
from promesa.engine.inbox import Inbox, Letter, Outcome
from promesa.engine.log import Trouble
from promesa.engine.machine import Machine, Request

GROUP_MAX = 128
"""Commands of one append: others get their turn with the world in between."""
CLAIM_MAX = 64
LEASE_SECONDS = 30.0
T = TypeVar("T")
FAULTS_TOLD = 5


class Unreadable(Exception):
    """No try will ever make sense of the letter; `why` says nothing of what it says."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


class Item(msgspec.Struct, frozen=True):
    """One thing that a letter says: the command that it means, or what broke while it was read."""

    number: int
    command: Any = None
    error: BaseException | None = None


Reader = Callable[[Letter], Sequence[Item]]
"""What a letter says, item by item; one item that cannot be read is an item with an error. Raises Unreadable."""
Begin = Callable[[], Reader]
"""Gives a reader for the letters of one turn: it may remember what the world does not know yet of those before."""


class _Try:
    """One letter in hand: its items, and what went wrong with them."""

    def __init__(self, letter: Letter) -> None:
        self.letter = letter
        self.items: Sequence[Item] = ()
        self.faults: list[str] = []
        self.hopeless = ""

    def fault(self, item: int, error: BaseException) -> None:
        self.faults.append(f"item {item}: {where(error)}")

    def outcome(self, now: int) -> Outcome:
        if self.hopeless:
            return Outcome(self.letter.number, self.hopeless)
        if not self.faults:
            return Outcome(self.letter.number)
        more = len(self.faults) - FAULTS_TOLD
        told = "; ".join(self.faults[:FAULTS_TOLD]) + (f"; and {more} more" if more > 0 else "")
        again = self.letter.tries < inboxes.TRIES_MAX
        retry_at = desks.retry_at(now, self.letter.tries) if again else 0
        return Outcome(self.letter.number, told[: inboxes.ERROR_LENGTH], retry_at)


def tried(what: Callable[[], T]) -> T | Exception:
    """What it gives, or what broke: one item's trouble is not its neighbours'."""
    try:
        return what()
    except Exception as error:
        return error


def work(inbox: Inbox, machine: Machine[Any], readers: Mapping[str, Begin], limit: int = CLAIM_MAX) -> int:
    """Claim letters, put what they say, settle them; how many were tried.

    Between a command's append and the settling a crash may come: the letter is read again, and each command's own rule
    knows that it was heard. A letter with an item that breaks is tried again whole, for the same reason.
    """
    letters = inbox.claim(limit, LEASE_SECONDS)
    if not letters:
        return 0
    begun = {name: readers[name]() for name in {letter.partner for letter in letters} if name in readers}
    tries = [_read(letter, begun) for letter in letters]
    asked = [
        (one, item.number, Request(item.command, f"partner:{one.letter.partner}", noted=True))
        for one in tries
        for item in one.items
        if item.error is None
    ]
    for start in range(0, len(asked), GROUP_MAX):
        group = asked[start : start + GROUP_MAX]
        verdicts = machine.submit_many([request for _, _, request in group])
        for (one, number, _), verdict in zip(group, verdicts, strict=True):
            if isinstance(verdict.error, Trouble):
                raise verdict.error  # the store is away: no letter is to blame, and its lease will end
            if verdict.error is not None:
                one.fault(number, verdict.error)
    inbox.settle([one.outcome(machine.now()) for one in tries])
    return len(tries)


def _read(letter: Letter, readers: Mapping[str, Reader]) -> _Try:
    one, reader = _Try(letter), readers.get(letter.partner)
    if letter.body is None:
        one.hopeless = "the key of its day is destroyed"
    elif letter.tries > inboxes.TRIES_MAX:
        one.hopeless = "whoever read it did not come back"
    elif reader is None:
        one.hopeless = "nobody reads this partner"
    else:
        _read_items(one, reader)
    return one


def _read_items(one: _Try, reader: Reader) -> None:
    try:
        one.items = reader(one.letter)
    except Unreadable as no:
        one.hopeless = f"unreadable: {no.why}"
    except Exception as error:
        one.fault(0, error)
    for item in one.items:
        if item.error is not None:
            one.fault(item.number, item.error)


def where(error: BaseException) -> str:
    """What broke and in which line of ours; never its message, which may quote what a person wrote."""
    frames = traceback.extract_tb(error.__traceback__)
    at = f" at {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{at}"
