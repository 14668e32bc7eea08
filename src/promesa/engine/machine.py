"""The loop: take a turn on the log, decide, fold, ask the stories what follows, append it all at once, answer."""

import hashlib
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, Generic

import msgspec

from promesa.engine import desk as desks
from promesa.engine import snapshots, words
from promesa.engine.codec import Codec
from promesa.engine.log import Conflict, Entry, Log, Trouble
from promesa.engine.model import Model, World
from promesa.engine.steps import Do, Later, Tell

STEPS_MAX = 100_000
"""Steps that one command may set in motion (a count that ends thousands of orders has some): above it stories chase
each other."""
CONFLICTS_MAX = 5
"""Times that a lost turn is taken again before the caller hears of it."""


class Request(msgspec.Struct, frozen=True):
    """A command, who puts it, and the idempotency key that makes it happen once."""

    command: Any
    by: str
    key: str | None = None
    cause: int = 0
    at: int | None = None
    """The moment it stands for, where the past is replayed; else the clock; never before the log's."""
    noted: bool = False
    """Nobody waits for its answer: a refusal is written, for a person to see."""


class KeyReused(msgspec.Struct, frozen=True):
    """The refusal of a known idempotency key with another body."""

    key: str


class Verdict(msgspec.Struct):
    """What became of a request: its facts, or a refusal; `repeated` when its key had been answered before."""

    facts: list[Any] = []
    refusal: Any = None
    position: int = 0
    repeated: bool = False
    error: BaseException | None = None
    """A bug in the rule: nothing changed."""

    @property
    def accepted(self) -> bool:
        return self.refusal is None and self.error is None


class Machine(Generic[World]):
    """Owns a world and its log. All methods may be called from any thread; one turn runs at a time."""

    world: World
    desk: desks.Desk

    def __init__(self, log: Log, model: Model[World], clock: Callable[[], int]) -> None:
        self.log, self.model = log, model
        self.lock = threading.RLock()
        """Held while the world changes, and while `ask` reads it."""
        self.clock = clock
        self._turns = threading.Lock()
        self._entries: list[Entry] = []
        self.seen, self.last_at = 0, 0
        """Position and instant of the newest entry that the world has folded."""
        self._dirty = True
        self._rebuild()

    # --- asking ---

    def ask(self, question: Callable[..., Any], *args: Any, fresh: bool = False) -> Any:
        """`question(world, *args)` on a world that no turn is changing; `fresh` first reads what others appended."""
        if fresh or self._dirty:
            self.catch_up()
        with self.lock:
            return question(self.world, *args)

    def now(self) -> int:
        """The clock (µs UTC), never behind the log's newest entry."""
        return max(self.clock(), self.last_at)

    # --- commands ---

    def submit(self, command: Any, by: str, *, key: str | None = None, cause: int = 0) -> Verdict:
        """Put one command; durable when this returns. A bug in its rule is raised here and changes nothing."""
        verdict = self.submit_many([Request(command, by, key, cause)])[0]
        if verdict.error is not None:
            raise verdict.error
        return verdict

    def submit_many(self, requests: Sequence[Request]) -> list[Verdict]:
        """Put a group of commands, each decided on the world that the earlier ones left, in one durable append.

        A bug that shows after the world began to change undoes the turn; then each request has a turn of its own.
        """
        try:
            return self._together(requests)
        except Trouble as trouble:  # the store's own word: trying one by one could only repeat what it may have kept
            return [Verdict(error=trouble) for _ in requests]
        except Exception as error:
            if len(requests) == 1:
                return [Verdict(error=error)]
        return [self.submit_many([request])[0] for request in requests]

    def _together(self, requests: Sequence[Request]) -> list[Verdict]:
        for attempt in range(CONFLICTS_MAX):
            try:
                with self.turn() as now:
                    return [self._handle(request, self._moment_of(request, now)) for request in requests]
            except Conflict:
                if attempt + 1 == CONFLICTS_MAX:
                    raise
        raise AssertionError("unreachable")

    @contextmanager
    def turn(self) -> Iterator[int]:
        """The right to write: caught up, with the lock held. What `write` was given is durable when the block ends.

        Yields the moment. An exception appends nothing, and the world is rebuilt from the log.
        """
        with self._turns:
            if self._dirty:
                self._rebuild()
            try:
                with self.log.turn() as turn:
                    if turn.head != self.seen:
                        self._catch_up(turn.head)
                    with self.lock:
                        self._entries = []
                        yield self.now()
                    if self._entries:
                        turn.put(self._entries)
            except BaseException:
                self._dirty = True
                with suppress(Trouble):  # a store that does not answer now is read when it is next needed
                    self._rebuild()
                raise

    def _moment_of(self, request: Request, now: int) -> int:
        return max(now if request.at is None else request.at, self.last_at)

    def _handle(self, request: Request, now: int) -> Verdict:
        if self.model.gate is not None:
            shut = self.model.gate(self.world, request.command, request.by)
            if shut is not None:
                return Verdict(refusal=shut, position=self.seen)
        if request.key is not None:
            known = self._known_answer(request)
            if known is not None:
                return known
        try:
            outcome = self.decide(request.command, now)
        except Exception as error:  # nothing has changed yet: its caller hears of the bug, the others go on
            return Verdict(error=error)
        if not isinstance(outcome, list):
            if request.noted:
                self._note_refusal(request.command, outcome, request.by, request.cause, now)
            return Verdict(refusal=outcome, position=self.seen)
        first = self.seen + 1
        self.accept(outcome, request.by, request.cause, now)
        if request.key is not None:
            print_of = fingerprint(self.model.codec, request.command)
            answer = words.Answered(request.key, print_of, first, len(outcome))
            self.write(answer, request.by, first if outcome else request.cause, now)
        return Verdict(facts=outcome, position=self.seen)

    def _known_answer(self, request: Request) -> Verdict | None:
        answer = self.desk.answers.get(request.key or "")
        if answer is None:
            return None
        if answer.fingerprint != fingerprint(self.model.codec, request.command):
            return Verdict(refusal=KeyReused(request.key or ""), position=self.seen, repeated=True)
        return Verdict(facts=self._facts_at(answer), position=answer.first, repeated=True)

    def _facts_at(self, answer: desks.Answer) -> list[Any]:
        if not answer.count:
            return []
        decode, head = self.model.codec.decode, self.seen - len(self._entries)
        if answer.first > head:  # answered earlier in this very turn
            at = answer.first - head - 1
            return [decode(e.kind, e.body) for e in self._entries[at : at + answer.count]]
        return [decode(e.kind, e.body) for e in self.log.read(after=answer.first - 1, limit=answer.count)]

    # --- inside a turn ---

    def decide(self, command: Any, now: int) -> Any:
        """The rule's word on a command: a list of facts, or a refusal."""
        return self.model.rules[type(command)](self.world, command, now)

    def accept(self, facts: Iterable[Any], by: str, cause: int, now: int) -> None:
        """Write and fold all facts of a decision, then let the stories hear each; their commands join the append."""
        stories = self.model.stories
        heard = deque([(fact, self.write(fact, by, cause, now)) for fact in facts])
        steps = 0
        while heard:
            fact, position = heard.popleft()
            for story in stories.get(type(fact), ()):
                for step in list(story(self.world, fact, now)):
                    steps += 1
                    assert steps <= STEPS_MAX, f"stories chase each other: {fact}"
                    heard.extend(self._step(step, by, position, now))

    def _step(self, step: Any, by: str, cause: int, now: int) -> list[tuple[Any, int]]:
        if type(step) is Do:
            return self.obey(step.command, by, cause, now)
        if type(step) is Later:
            kind, body = self.model.codec.encode(step.command)
            self.write(words.TimerSet(step.at, kind, msgspec.Raw(body)), by, cause, now)
        else:
            assert type(step) is Tell, step
            kind, body = self.model.codec.encode(step.effect)
            self.write(words.EffectWanted(kind, msgspec.Raw(body)), by, cause, now)
        return []

    def obey(self, command: Any, by: str, cause: int, now: int) -> list[tuple[Any, int]]:
        """Decide and write a command that the log itself asks for; its refusal is written too, for a person to see."""
        outcome = self.decide(command, now)
        if isinstance(outcome, list):
            return [(fact, self.write(fact, by, cause, now)) for fact in outcome]
        self._note_refusal(command, outcome, by, cause, now)
        return []

    def _note_refusal(self, command: Any, outcome: Any, by: str, cause: int, now: int) -> None:
        reason, about = str(getattr(outcome, "reason", "")), str(getattr(outcome, "about", ""))
        self.write(words.StepRefused(type(command).__name__, reason, about), by, cause, now)

    def write(self, fact: Any, by: str, cause: int, now: int) -> int:
        """Put one fact into the turn's append and fold it; its position."""
        kind, body, tags = self.model.codec.written(fact)
        policy = self.model.policy_version(self.world)
        self.seen = position = self.seen + 1
        assert cause < position, f"entry {position} is caused by {cause}, which comes later"
        self._entries.append(Entry(position, now, by, cause, policy, kind, body, tags))
        self.last_at = now
        self._fold(fact, position, now)
        return position

    # --- the fold ---

    def catch_up(self) -> int:
        """Fold what other processes appended since; the position now seen."""
        with self._turns:
            if self._dirty:
                self._rebuild()
            head = self.log.head()
            if head > self.seen:
                self._catch_up(head)
            return self.seen

    def _catch_up(self, head: int) -> None:
        with self.lock:
            for entry in self.log.read(after=self.seen):
                self._fold_entry(entry)
            assert self.seen >= head, (self.seen, head)

    def _fold_entry(self, entry: Entry) -> None:
        assert entry.position == self.seen + 1, (entry.position, self.seen)
        self.seen, self.last_at = entry.position, entry.at
        self._fold(self.model.codec.decode(entry.kind, entry.body), entry.position, entry.at)

    def _fold(self, fact: Any, position: int, at: int) -> None:
        fold = self.model.folds.get(type(fact))
        if fold is not None:
            fold(self.world, fact, at)
            return
        on_desk: desks.Fold | None = desks.FOLD.get(type(fact))
        assert on_desk is not None, f"nobody folds {type(fact).__name__}"
        on_desk(self.desk, fact, position, at)

    def _rebuild(self) -> None:
        """The world from the newest snapshot and the log after it."""
        with self.lock:
            self._entries = []
            snapshot = snapshots.load(self.log, self.model)
            if snapshot is None:
                snapshot = snapshots.Snapshot(self.model.new_world(), desks.Desk(), 0, 0)
            self.world, self.desk = snapshot.world, snapshot.desk
            self.seen, self.last_at = snapshot.position, snapshot.last_at
            for entry in self.log.read(after=self.seen):
                self._fold_entry(entry)
            self._dirty = False

    def save_snapshot(self) -> int:
        """Keep what the log folds to now; the position it stands for."""
        with self._turns:
            if self._dirty:
                self._rebuild()
            with self.lock:
                position = self.seen
                body = snapshots.encode(snapshots.Snapshot(self.world, self.desk, position, self.last_at))
        self.log.save_snapshot(snapshots.shape_of(self.model), position, body)
        return position


def fingerprint(codec: Codec, command: Any) -> str:
    """What makes two bodies the same command."""
    named = type(command).__name__.encode() + b"\0" + msgspec.json.encode(command)
    return hashlib.blake2b(named, digest_size=16).hexdigest()


def entries_of(machine: Machine[Any], after: int = 0) -> Iterator[tuple[Entry, Any]]:
    """Every entry with its decoded fact, for those who read the log aloud."""
    for entry in machine.log.read(after=after):
        yield entry, machine.model.codec.decode(entry.kind, entry.body)
