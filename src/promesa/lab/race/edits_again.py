"""Changes of placed orders, as customers and floors asked for them."""

from collections.abc import Iterator, Mapping, Sequence

from promesa.domain.ledger.orders.words import REDUCED, UNPAID, OrderEdited, OrderRevised
from promesa.domain.ledger.shipments import words as parcels
from promesa.domain.promise.commit.words import Item
from promesa.domain.promise.editing.words import ReduceLine, ReviseOrder
from promesa.domain.promise.substitutes import (
    AnswerSubstitute,
    ProposeSubstitute,
    SubstituteAccepted,
    SubstituteEnd,
    SubstituteEnded,
    SubstituteProposed,
)
from promesa.lab.race.past import Past, Told
from promesa.lab.race.words import Reader, Retold, same


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


def _revised(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: OrderRevised = beat[number].fact
    if fact.cause == UNPAID:
        items = tuple(Item(line.sku, line.units, line.price) for line in fact.lines)
        yield ReviseOrder(fact.order, fact.edit, items, fact.postal_code, fact.pickup_location)


def _proposed(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: SubstituteProposed = beat[number].fact
    yield ProposeSubstitute(fact.order, fact.edit, fact.now.sku, fact.was.line, price=fact.now.price)


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
    SubstituteProposed: _proposed,
    SubstituteAccepted: _accepted,
    SubstituteEnded: _answered,
}
