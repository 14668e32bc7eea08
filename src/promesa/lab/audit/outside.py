"""What the log asked of the clock and of the outside: done once, never forgotten, never said twice."""

import msgspec

from promesa.domain.people.messages.earlier import MessageSent, SendMessage
from promesa.domain.people.messages.words import MessageAccepted, MessageWanted
from promesa.engine.log import Entry
from promesa.engine.words import (
    Answered,
    EffectAdvanced,
    EffectDead,
    EffectDone,
    EffectFailed,
    EffectRevived,
    EffectsBegun,
    EffectUncertain,
    EffectWanted,
    TimerFired,
    TimerSet,
)
from promesa.lab.audit.findings import Findings, Heard
from promesa.lab.audit.promises import PromiseFamily
from promesa.lab.audit.stock import LAG

EFFECTS = "effects_are_done_once"
TIMERS = "timers_fire_once_and_in_time"
SAID = "no_message_twice"
ANSWERS = "idempotency_keys_answer_once"
SEND = SendMessage.__name__


class OutsideFamily:
    """Owns what waits: effects by key, timers by name; and what was said and answered."""

    invariants = (EFFECTS, TIMERS, SAID, ANSWERS)

    def __init__(self, promises: PromiseFamily, findings: Findings) -> None:
        self._promises, self._findings = promises, findings
        self.effects: dict[int, str] = {}
        """"waiting", "begun", "dead" or "uncertain"; done ones are forgotten, positions are never used twice."""
        self.timers: dict[int, int] = {}
        self._wanted: set[str] = set()
        self._sent: set[tuple[str, int]] = set()
        self._answered: set[str] = set()
        self._message = msgspec.json.Decoder(SendMessage)
        self.hears: dict[type, Heard] = {
            TimerSet: self._timer_set,
            TimerFired: self._timer_fired,
            EffectWanted: self._effect_wanted,
            EffectsBegun: self._effects_begun,
            EffectAdvanced: self._effect_advanced,
            EffectUncertain: self._effect_uncertain,
            EffectDone: self._effect_done,
            EffectFailed: self._effect_failed,
            EffectDead: self._effect_dead,
            EffectRevived: self._effect_revived,
            MessageWanted: self._message_wanted,
            MessageSent: self._message_sent,
            MessageAccepted: self._message_sent,
            Answered: self._answer,
        }

    # --- the clock ---

    def _timer_set(self, fact: TimerSet, entry: Entry) -> None:
        self.timers[entry.position] = fact.due

    def _timer_fired(self, fact: TimerFired, entry: Entry) -> None:
        due = self.timers.pop(fact.timer, None)
        if due is None:
            self._findings.add(TIMERS, entry.position, f"timer {fact.timer} fires and is not set")
        elif due > entry.at:
            self._findings.add(TIMERS, entry.position, f"timer {fact.timer} fires at {entry.at}, it was due at {due}")

    # --- effects ---

    def _effect_wanted(self, fact: EffectWanted, entry: Entry) -> None:
        self.effects[entry.position] = "waiting"
        if fact.kind != SEND:
            return
        self._message_wanted(self._message.decode(fact.body), entry)

    def _message_wanted(self, message: SendMessage | MessageWanted, entry: Entry) -> None:
        if message.message in self._wanted:
            self._findings.add(SAID, entry.position, f"{message.message} is wanted twice")
        self._wanted.add(message.message)
        if message.template == "delayed":
            self._promises.untold.pop(entry.cause, None)

    def _leave(self, effect: int, since: tuple[str, ...], to: str, entry: Entry) -> None:
        was = self.effects.pop(effect, "unknown")
        if was not in since:
            self._findings.add(EFFECTS, entry.position, f"effect {effect} is {was} and becomes {to}")
        if to != "done" and was != "unknown":
            self.effects[effect] = to

    def _effects_begun(self, fact: EffectsBegun, entry: Entry) -> None:
        """Begun again is done twice: only a known no, or a person, sends it back."""
        for effect in fact.effects:
            self._leave(effect, ("waiting",), "begun", entry)

    def _effect_advanced(self, fact: EffectAdvanced, entry: Entry) -> None:
        self._leave(fact.effect, ("begun",), "waiting", entry)

    def _effect_uncertain(self, fact: EffectUncertain, entry: Entry) -> None:
        self._leave(fact.effect, ("begun",), "uncertain", entry)

    def _effect_done(self, fact: EffectDone, entry: Entry) -> None:
        self._leave(fact.effect, ("waiting", "begun", "uncertain"), "done", entry)

    def _effect_failed(self, fact: EffectFailed, entry: Entry) -> None:
        self._leave(fact.effect, ("waiting", "begun"), "waiting", entry)

    def _effect_dead(self, fact: EffectDead, entry: Entry) -> None:
        self._leave(fact.effect, ("waiting", "begun"), "dead", entry)

    def _effect_revived(self, fact: EffectRevived, entry: Entry) -> None:
        self._leave(fact.effect, ("dead", "uncertain"), "waiting", entry)

    # --- words said, answers given ---

    def _message_sent(self, fact: MessageSent | MessageAccepted, entry: Entry) -> None:
        name = (fact.message, fact.attempt if isinstance(fact, MessageAccepted) else 1)
        if name in self._sent or fact.message not in self._wanted:
            self._findings.add(SAID, entry.position, f"{fact.message} is sent twice, or was never wanted")
        self._sent.add(name)

    def _answer(self, fact: Answered, entry: Entry) -> None:
        if fact.key in self._answered:
            self._findings.add(ANSWERS, entry.position, f"{fact.key} is answered twice")
        self._answered.add(fact.key)

    def instant_over(self, position: int) -> None:
        """Nothing here is so only for an instant."""

    def log_over(self, position: int, at: int) -> None:
        for timer, due in self.timers.items():
            if due + LAG < at:
                self._findings.add(TIMERS, timer, f"was due at {due} and has not fired by {at}")
