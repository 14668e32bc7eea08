"""Takes a carrier file back: services, rates, lanes and coverage as they were."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from promesa.domain.network.carriers import coverage as coverages
from promesa.domain.network.carriers import state
from promesa.domain.network.carriers.coverage import Coverage
from promesa.domain.network.carriers.state import Carriers, Service
from promesa.domain.network.carriers.words import CoverageSet, OfferService, ServiceOffered, WithdrawService
from promesa.domain.values.ids import ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.world import World
from promesa.gateways.files import plans
from promesa.gateways.files.plans import Applied, Put, Step, Undoing


def undo(world: World, before: Carriers, applied: list[Applied]) -> Undoing:
    """Each service whole, or not at all if anything about it was changed since; a new one is withdrawn."""
    made = Undoing()
    facts = [one for one in applied if isinstance(one.fact, ServiceOffered | CoverageSet)]
    names = list(dict.fromkeys(one.fact.service for one in facts))
    was = {name: (before.services.get(name), _copy(before.coverage.get(name))) for name in names}
    for fact, at in facts:
        state.FOLD[type(fact)](before, fact, Instant(at))
    for number, name in enumerate(names):
        now = (world.carriers.services[name], world.carriers.coverage[name])
        if not _same(now, (before.services[name], before.coverage[name])):
            made.left.append(plans.changed_since(name))
        else:
            commands = list(_back(name, *was[name], now[1]))
            made.steps.append(Step(number, tuple(Put(_command(c), [0] * (not nth)) for nth, c in enumerate(commands))))
    return made


def _same(now: tuple[Service, Coverage], then: tuple[Service, Coverage]) -> bool:
    return msgspec.structs.replace(now[0], index=then[0].index) == then[0] and now[1] == then[1]


def _copy(coverage: Coverage | None) -> Coverage | None:
    """Its own buffers: the fold goes on in the original."""
    if coverage is None:
        return None
    tables = (dict(coverage.other_codes), dict(coverage.prefixes), dict(coverage.areas))
    return Coverage(bytearray(coverage.codes), bytearray(coverage.spans), *tables, list(coverage.terms))


def _back(name: ServiceId, was: Service | None, reached: Coverage | None, now: Coverage) -> Iterator[Any]:
    if was is None or reached is None:
        yield WithdrawService(name, "import undone")
        return
    yield OfferService(**{field: getattr(was, field) for field in OfferService.__struct_fields__})
    if reached != now:
        yield from coverages.words(name, reached)
    if was.withdrawn:
        yield WithdrawService(name, "import undone")


def _command(command: Any) -> Callable[[str], Any]:
    return lambda _: command
