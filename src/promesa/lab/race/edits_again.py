"""Changes of placed orders, as customers and floors asked for them."""

from collections.abc import Iterator, Mapping, Sequence

from promesa.domain.ledger.orders.awaited import EditAwaited, EditEnded
from promesa.domain.ledger.orders.halts import BY_PERSON, OVER, HaltOrder, OrderHalted, OrderReleased, ReleaseOrder
from promesa.domain.ledger.orders.words import ADDED, REDIRECTED, REDUCED, UNPAID, OrderEdited, OrderLine, OrderRevised
from promesa.domain.ledger.shipments import words as parcels
from promesa.domain.ledger.shipments.words import RedeliveryAsked
from promesa.domain.promise.editing.words import AddToOrder, ChangeDelivery, ReduceLine, ReviseOrder
from promesa.domain.promise.substitutes import (
    AnswerSubstitute,
    ProposeSubstitute,
    SubstituteAccepted,
    SubstituteEnd,
    SubstituteEnded,
    SubstituteProposed,
)
from promesa.domain.promise.words import PromiseRedirected
from promesa.domain.values.ids import OrderId
from promesa.lab.race.past import Past, Told
from promesa.lab.race.words import Reader, Retold, asked, same


def _regrouped(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: parcels.ParcelsRegrouped = beat[number].fact
    plans = [same(beat, parcels.ParcelPlanned, "parcel", parcel) for parcel in fact.into]
    groups = tuple(tuple((take.sku, take.units) for take in plan.takes) for plan in plans if plan is not None)
    yield parcels.RegroupParcels(fact.order, fact.parcels, groups)


def _edited(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    """A substitute is told by its answer."""
    fact: OrderEdited = beat[number].fact
    if fact.cause == REDUCED:
        left = sum(line.units for line in fact.lines if line.line == fact.was.line)
        yield ReduceLine(fact.order, fact.edit, fact.was.units - left, fact.was.line, reason=fact.reason)


def _revised(past: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: OrderRevised = beat[number].fact
    if fact.cause == UNPAID:
        items = tuple(asked(past, line) for line in fact.lines)
        yield ReviseOrder(fact.order, fact.edit, items, fact.postal_code, fact.pickup_location)
    elif same(beat, EditEnded, "order", fact.order) is not None:
        return  # it had waited for its money
    elif fact.cause == ADDED:
        yield _added(past, fact, past.world.orders.by_id[fact.order].placed.lines)
    else:
        moved = same(beat, PromiseRedirected, "order", fact.order)
        again = same(beat, RedeliveryAsked, "order", fact.order)
        day = None if moved is None else moved.promised_on
        yield ChangeDelivery(fact.order, fact.edit, fact.postal_code, day if again is None else again.arrives_on)


def _added(past: Past, fact: OrderRevised, before: Sequence[OrderLine]) -> AddToOrder:
    had = {line.line for line in before}
    more = tuple(asked(past, line) for line in fact.lines if line.line not in had)
    return AddToOrder(fact.order, OrderId(fact.edit), more)


def _waits(past: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: EditAwaited = beat[number].fact
    if fact.cause == ADDED:
        items = tuple(asked(past, one) for one in fact.lines)
        yield AddToOrder(fact.order, OrderId(fact.edit), items)
    else:
        yield ChangeDelivery(fact.order, fact.edit, fact.postal_code, fact.arrives_on)


def _halted(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    """The minutes after placing follow from the policy, a day from the change that asked for it."""
    fact: OrderHalted = beat[number].fact
    if fact.kind in BY_PERSON and not fact.extended:
        yield HaltOrder(fact.order, fact.kind, fact.reason, fact.owner, fact.until)


def _released(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: OrderReleased = beat[number].fact
    if fact.reason not in (OVER, REDIRECTED):
        yield ReleaseOrder(fact.order, fact.kind, fact.reason)


def _proposed(past: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: SubstituteProposed = beat[number].fact
    yield ProposeSubstitute(fact.order, fact.edit, fact.now.sku, fact.was.line, price=asked(past, fact.now).price)


def _accepted(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: SubstituteAccepted = beat[number].fact
    yield AnswerSubstitute(fact.order, fact.edit, accept=True)


def _answered(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: SubstituteEnded = beat[number].fact
    if fact.ending in (SubstituteEnd.TAKEN, SubstituteEnd.DECLINED):
        yield AnswerSubstitute(fact.order, fact.edit, accept=fact.ending is SubstituteEnd.TAKEN)


EDITS: Mapping[type, Reader] = {
    parcels.ParcelsRegrouped: _regrouped,
    OrderEdited: _edited,
    OrderRevised: _revised,
    EditAwaited: _waits,
    OrderHalted: _halted,
    OrderReleased: _released,
    SubstituteProposed: _proposed,
    SubstituteAccepted: _accepted,
    SubstituteEnded: _answered,
}
