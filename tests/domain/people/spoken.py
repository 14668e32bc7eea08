"""A world in which only messages and consent happen: commands in, facts folded, steps written down."""

from typing import Any

from promesa.domain import rules as house_rules
from promesa.domain import world as worlds
from promesa.domain.people.messages.words import MessageWanted, Status, StatusTold, WantMessage
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant, from_iso
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.flows import notice_to_alarm, wanted_to_said, word_to_consent
from promesa.flows.steps import Do, Later, Tell

FOLDS = worlds.folds()
NOON = from_iso("2027-07-09T18:00:00Z")
"""A Friday, twelve o'clock in Mexico City."""
ANA = CustomerId("ana")
STORIES = (wanted_to_said.WHEN, word_to_consent.WHEN, notice_to_alarm.WHEN)


def told(message: str, status: Status, at: int, **about: Any) -> StatusTold:
    return StatusTold(message, about.pop("attempt", 1), status, Instant(at), **about)


class Spoken:
    """A world, a clock, and all that the two stories asked for."""

    def __init__(self, now: Instant = NOON) -> None:
        self.world, self.now = World(), now
        self.facts: list[Any] = []
        self.told: list[Any] = []
        self.timers: list[tuple[int, Any]] = []

    def put(self, command: Any) -> list[Any]:
        """The facts of a command and of all that follows from it at once."""
        outcome = house_rules.RULES[type(command)](self.world, command, self.now)
        assert not isinstance(outcome, Refused), outcome
        found = list(outcome)
        for fact in outcome:
            FOLDS[type(fact)](self.world, fact, self.now)
            self.facts.append(fact)
        for fact in outcome:
            for when in STORIES:
                for react in when.get(type(fact), ()):
                    for step in list(react(self.world, fact, self.now)):
                        found += self._step(step)
        return found

    def _step(self, step: Do | Later | Tell) -> list[Any]:
        if isinstance(step, Do):
            return self.put(step.command)
        if isinstance(step, Later):
            self.timers.append((step.at, step.command))
        else:
            self.told.append(step.effect)
        return []

    def refuses(self, command: Any) -> Refused:
        outcome = house_rules.RULES[type(command)](self.world, command, self.now)
        assert isinstance(outcome, Refused), outcome
        return outcome

    def pass_to(self, moment: int) -> None:
        """Let what is due until then happen, each at its own moment."""
        while due := sorted((timer for timer in self.timers if timer[0] <= moment), key=lambda timer: timer[0]):
            self.timers.remove(due[0])
            self.now = Instant(max(self.now, due[0][0]))
            self.put(due[0][1])
        self.now = Instant(max(self.now, moment))

    def wants(self, message: str, template: str = "on_its_way", **about: Any) -> list[Any]:
        order = OrderId(about.pop("order", ""))
        return self.put(WantMessage(message, order, about.pop("customer", ANA), template, **about))

    def kinds(self) -> list[str]:
        return [type(fact).__name__ for fact in self.facts if not isinstance(fact, MessageWanted)]
