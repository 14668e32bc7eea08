"""The watchman beside a serving machine: it looks every half minute while somebody has granted it a mandate."""

from collections.abc import Callable

from promesa.agents.watchman import Watchman
from promesa.domain.conduct.mandates import granting
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.engine.machine import Machine

LOOKS_EVERY_SECONDS = 30.0
ASLEEP_SECONDS = 15.0


def step(machine: Machine[World]) -> Callable[[], float]:
    """What a daemon repeats. Several processes on one log propose under the same keys, so nothing is done twice."""
    watchman = Watchman()
    upto = [-1]

    def look() -> float:
        if watchman.name not in machine.world.mandates.by_agent:
            return ASLEEP_SECONDS
        if upto[0] < 0:
            with machine.lock:
                watchman.begin(machine.world)
                upto[0] = machine.seen
        else:
            head = machine.seen
            watchman.hear(machine.log.read(after=upto[0], limit=head - upto[0]))
            upto[0] = head
        for proposal in machine.ask(watchman.proposals, Instant(machine.now())):
            machine.submit(proposal, f"{granting.AGENT}{watchman.name}")
        return LOOKS_EVERY_SECONDS

    return look
