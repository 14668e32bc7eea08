"""What the outside said, read back from the facts that it led to: the commands of a log, without its decisions.

An entry that nothing inside led to (no cause, or an effect that was done) is the work of a person, a partner or
a customer. Orders are retold as they were asked, with what their customers wished (a counter, a branch, cheap or fast);
money, scans and counts as they came. Where units lay and which parcels were made is not retold: each world decides.
"""

from collections.abc import Iterator, Mapping, Sequence

from promesa.domain.conduct.policies import PolicySet
from promesa.domain.ledger import supply as supplies
from promesa.domain.ledger.capacity import CapacitySet
from promesa.domain.ledger.delivery_slots import DeliverySlotsSet, SlotPlacesSet
from promesa.domain.ledger.labour import LabourSet
from promesa.domain.ledger.stock import words as shelves
from promesa.domain.network import catalog, places
from promesa.domain.network.carriers import state as carriers
from promesa.domain.network.locations import state as locations
from promesa.engine import words
from promesa.lab.race.edits_again import EDITS
from promesa.lab.race.following import FOLLOWING
from promesa.lab.race.messages_again import MESSAGES
from promesa.lab.race.money_again import MONEY
from promesa.lab.race.orders_again import ORDERS
from promesa.lab.race.parcels_again import PARCELS
from promesa.lab.race.past import Past, Told
from promesa.lab.race.shelves_again import SHELVES
from promesa.lab.race.thoughts_again import THOUGHTS
from promesa.lab.race.words import AsTold, Fired, PolicyTold, Reader, Retold


def of(past: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    """What the outside said with this entry, if it did; the past has folded everything before it."""
    entry, fact = beat[number]
    if type(fact) is words.TimerFired:
        first, timer = past.desk.due[0]
        yield Fired(first if timer == fact.timer else next(due for due, one in past.desk.due if one == fact.timer))
        return
    if entry.cause and not any(t.entry.position == entry.cause and type(t.fact) is words.EffectDone for t in beat):
        return
    reader = READERS.get(type(fact))
    if reader is not None:
        yield from reader(past, beat, number)


def is_lost(told: Told, beat: Sequence[Told]) -> bool:
    """Whether somebody outside said it and nobody here can say it again."""
    entry, fact = told
    if type(fact) in READERS or type(fact) in FOLLOWING:
        return False
    return not entry.cause or any(t.entry.position == entry.cause and type(t.fact) is words.EffectDone for t in beat)


def _as_told(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    yield AsTold(beat[number].fact)


def _policy(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    yield PolicyTold(beat[number].fact)


_TOLD = (
    *(kind for noun in (catalog, places, locations, carriers, supplies) for kind in noun.FOLD),
    *(CapacitySet, LabourSet, DeliverySlotsSet, SlotPlacesSet, shelves.SafetyStockSet),
    shelves.StockCountSuperseded,
)
READERS: Mapping[type, Reader] = {
    **dict.fromkeys(_TOLD, _as_told),
    PolicySet: _policy,
    **SHELVES,
    **ORDERS,
    **EDITS,
    **MONEY,
    **PARCELS,
    **THOUGHTS,
    **MESSAGES,
}
