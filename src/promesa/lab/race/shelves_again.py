"""Counts, loads and adjustments of a log, as differences that any world's shelves can take."""

from collections.abc import Iterator, Mapping, Sequence

from promesa.domain.ledger.orders.state import owner_of
from promesa.domain.ledger.shipments.pick_words import PickRejected, PickShort
from promesa.domain.ledger.stock import questions
from promesa.domain.ledger.stock import words as shelves
from promesa.domain.promise.commit.words import (
    CheckoutOpened,
)
from promesa.domain.promise.substitutes import SubstituteEnded
from promesa.domain.values.ids import CartId, LocationId, ParcelId, Sku
from promesa.lab.race.past import Past, Told
from promesa.lab.race.words import OnShelves, Reader, Retold, rows_of, same


def _counted(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: shelves.StockCounted = beat[number].fact
    yield OnShelves(fact, (fact.difference,), _picked_by(beat, fact.sku, fact.location))


def _adjusted(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: shelves.StockAdjusted = beat[number].fact
    yield OnShelves(fact, (fact.units,), _picked_by(beat, fact.sku, fact.location))


def _missing(_: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: shelves.StockMissing = beat[number].fact
    yield OnShelves(fact, (), _picked_by(beat, fact.sku, fact.location))


def _picked_by(beat: Sequence[Told], sku: Sku, location: LocationId) -> ParcelId | None:
    """The parcel of whose pick this is the word, where somebody said no to it."""
    said_no = (told.fact for told in beat if isinstance(told.fact, PickRejected | PickShort))
    of_shelf = (no for no in said_no if any((take.sku, take.location) == (sku, location) for take in no.takes))
    return next((no.parcel for no in of_shelf), None)


def _loaded(past: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: shelves.StockLoaded = beat[number].fact
    stock = past.world.stock
    yield OnShelves(fact, tuple(units - questions.on_hand(stock, sku, at) for sku, at, units in rows_of(fact)))


def _reserved(past: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    """By command, for whoever has no order: what checkouts and orders reserve is decided with them."""
    fact: shelves.StockReserved = beat[number].fact
    ours = owner_of(past.world.orders, fact.reservation) or same(beat, CheckoutOpened, "cart", fact.reservation)
    if not ours and fact.stage == shelves.CART and CartId(fact.reservation) not in past.world.checkouts.by_cart:
        yield shelves.ReserveStock(fact.reservation, fact.takes, fact.until, fact.stage)


def _released(past: Past, beat: Sequence[Told], number: int) -> Iterator[Retold]:
    fact: shelves.ReservationReleased = beat[number].fact
    ended = (t.fact for t in beat if type(t.fact) is SubstituteEnded)
    if any(fact.reservation.startswith(f"{one.order}:{one.edit}:") for one in ended):
        return  # follows from the answer
    if owner_of(past.world.orders, fact.reservation) is None:
        yield shelves.ReleaseReservation(fact.reservation, fact.reason)


SHELVES: Mapping[type, Reader] = {
    shelves.StockCounted: _counted,
    shelves.StockAdjusted: _adjusted,
    shelves.StockMissing: _missing,
    shelves.StockLoaded: _loaded,
    shelves.StockReserved: _reserved,
    shelves.ReservationReleased: _released,
}
