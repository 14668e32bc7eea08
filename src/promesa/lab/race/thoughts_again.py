"""Second thoughts of a log as the commands that they were, for worlds that follow it."""

from collections.abc import Iterator, Mapping, Sequence

from promesa.domain.promise.rethinks import (
    Allocation,
    OrderReallocated,
    ReallocateOrders,
    Reallocation,
    ReallocationUndone,
    RethinkEnded,
    UndoRethink,
)
from promesa.lab.race.past import Past, Told
from promesa.lab.race.words import Reader, Retold, Thought


def _ended(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    """All that the run moved, as it was proposed; what it left out had changed nothing."""
    fact: RethinkEnded = beat[number].fact
    moved = [t.fact for t in beat if isinstance(t.fact, OrderReallocated) and t.fact.run == fact.run]
    if not moved:
        return
    yield Thought(
        ReallocateOrders(
            run=fact.run,
            reallocations=tuple(_reallocation(one) for one in moved),
            looked_at=fact.looked_at,
            bound=fact.bound,
            gap=fact.gap,
            note=fact.note,
        )
    )


def _reallocation(fact: OrderReallocated) -> Reallocation:
    return Reallocation(fact.order, tuple(Allocation(leg.location, leg.service, leg.takes) for leg in fact.legs))


def _undone(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: ReallocationUndone = beat[number].fact
    yield Thought(UndoRethink(fact.run, fact.order))


THOUGHTS: Mapping[type, Reader] = {RethinkEnded: _ended, ReallocationUndone: _undone}
