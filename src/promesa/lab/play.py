"""The stage of a simulated past: a machine whose clock is ours, what happens when, and who listens to the log."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine import outbox, timers
from promesa.engine.machine import Machine, Request
from promesa.engine.outbox import Hand
from promesa.lab.clock import Agenda, Clock

SCENE = 3 * MINUTE
"""What happens within so short a time is put to the machine together, in the order in which it happened."""
ROUNDS_MAX = 200
"""Turns of the outbox within one scene: above it partners and stories chase each other."""

Listener = Callable[[Any, Instant], None]
"""Hears a fact of the log and its instant."""


class Play:
    """Moves the clock from scene to scene; owns the agenda and the place up to which the log was heard."""

    def __init__(self, machine: Machine[World], clock: Clock) -> None:
        self.machine, self.clock, self.agenda = machine, clock, Agenda()
        self.hands: dict[type, Hand] = {}
        self.tally: Counter[str] = Counter()
        """What happened, by name: refusals, customers lost, choices made."""
        self._listeners: dict[str, list[Listener]] = {}
        self._heard = machine.seen

    @property
    def world(self) -> World:
        return self.machine.world

    def listen(self, table: Mapping[type, Listener]) -> None:
        for fact_type, listener in table.items():
            self._listeners.setdefault(self.machine.model.codec.name(fact_type), []).append(listener)

    def run(self, until: Instant, progress: Callable[[Instant], None]) -> None:
        """Play every scene that begins before `until`; `progress` hears how far it has come."""
        while (begins := self._next_at()) is not None and begins < until:
            self._scene(Instant(min(max(begins, self.clock.at) + SCENE, until)))
            progress(self.clock.at)
        self.clock.move_to(until)

    def run_quietly(self, until: Instant) -> None:
        """The same; nobody hears how far."""
        self.run(until, lambda _: None)

    def put(self, commands: Sequence[Any], by: str) -> None:
        """Put commands at once, outside the agenda: how the stage is set."""
        self._put([Request(command, by) for command in commands])

    def _next_at(self) -> Instant | None:
        """When something happens next: by agenda, by a timer, or because an effect may be tried again."""
        desk = self.machine.desk
        waiting = min((effect.not_before for effect in desk.effects.values()), default=None)
        known = (self.agenda.next_at(), timers.next_due(self.machine), waiting)
        moments = [moment for moment in known if moment is not None]
        return Instant(min(moments)) if moments else None

    def _scene(self, ends: Instant) -> None:
        """First what people and partners did, then what was due, then what the outside is asked, then who listens."""
        self.clock.move_to(ends)
        happened = self.agenda.take_until(ends)
        self._put([request for at, doing in happened for request in doing(at)])
        while timers.fire_due(self.machine):
            pass
        for _ in range(ROUNDS_MAX):
            if not outbox.work(self.machine, self.hands, "lab"):
                break
        else:
            raise AssertionError("the outbox never rests")
        self._listen()

    def _put(self, requests: list[Request]) -> None:
        if not requests:
            return
        for request, verdict in zip(requests, self.machine.submit_many(requests), strict=True):
            if verdict.error is not None:
                raise verdict.error
            if isinstance(verdict.refusal, Refused):
                self.tally[f"{type(request.command).__name__} refused: {verdict.refusal.reason}"] += 1

    def _listen(self) -> None:
        decode, listeners = self.machine.model.codec.decode, self._listeners
        for entry in self.machine.log.read(after=self._heard):
            self._heard = entry.position
            concerned = listeners.get(entry.kind)
            if concerned is not None:
                fact = decode(entry.kind, entry.body)
                for listener in concerned:
                    listener(fact, Instant(entry.at))
