"""What programs of ours proposed in a log: their second thoughts, for worlds that follow it, and acts of agents.

What an agent was allowed, and people approved, is tried in every world: whether it can be done there is decided there.
"""

from collections.abc import Iterator, Mapping, Sequence

from promesa.domain.conduct.mandates import words as acts
from promesa.domain.ledger.stock.scarce import ScarceShelf, ShelvesPriced
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
from promesa.lab.race.words import AsTold, Reader, Retold, Thought, same


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
            scarce=_scarce(beat, fact.run),
        )
    )


def _scarce(beat: Sequence[Told], run: str) -> tuple[ScarceShelf, ...]:
    priced = same(beat, ShelvesPriced, "run", run)
    return () if priced is None else priced.shelves


def _priced(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    """Prices of a run that moved nothing; of another they are said with its moves."""
    fact: ShelvesPriced = beat[number].fact
    if same(beat, OrderReallocated, "run", fact.run) is None:
        yield Thought(ReallocateOrders(run=fact.run, reallocations=(), scarce=fact.shelves))


def _reallocation(fact: OrderReallocated) -> Reallocation:
    return Reallocation(fact.order, tuple(Allocation(leg.location, leg.service, leg.takes) for leg in fact.legs))


def _undone(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: ReallocationUndone = beat[number].fact
    yield Thought(UndoRethink(fact.run, fact.order))


def _told(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    yield AsTold(beat[number].fact)


def _approved(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    yield acts.ApproveAct(beat[number].fact.act, beat[number].fact.by)


def _declined(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: acts.ActDeclined = beat[number].fact
    yield acts.DeclineAct(fact.act, fact.by, fact.reason)


def _taken_back(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    yield acts.UndoAct(beat[number].fact.act, beat[number].fact.by)


_GATE = (acts.ActShadowed, acts.ActSuggested, acts.ActAllowed, acts.ProposalRefused, acts.ActDropped)
_MANDATES = (acts.MandateGranted, acts.MandatePromoted, acts.MandateDemoted, acts.AgentsStopped, acts.AgentsAllowed)
THOUGHTS: Mapping[type, Reader] = {
    RethinkEnded: _ended,
    ReallocationUndone: _undone,
    ShelvesPriced: _priced,
    **dict.fromkeys((*_GATE, *_MANDATES), _told),
    acts.ActApproved: _approved,
    acts.ActDeclined: _declined,
    acts.ActUndone: _taken_back,
}
