"""Puts every Olist order through the loop, at its own instants and with nothing known before its time."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

import msgspec

from promesa.domain.ledger.shipments import state as shipments
from promesa.domain.values.ids import OrderId
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.engine.log import Trouble
from promesa.engine.machine import Machine
from promesa.gateways.olist import history, network
from promesa.gateways.olist.history import Happening, What
from promesa.gateways.olist.rows import OlistData, OlistOrder
from promesa.lab import playback

BY = network.SOURCE
HAPPENINGS_IN_TURN = 2_000
"""Enough to share an fsync, few enough that a killed run loses little."""
NETWORK = "olist:network"

Told = Callable[[int, int], None]
"""Hears how many happenings are played, and of how many."""


class NotFresh(Trouble):
    english = "This store holds {entries} entries that are not an import of Olist. Name a new one with --store."
    spanish = "Este registro tiene {entries} entradas que no son una importación de Olist. Indique otro con --store."


class OtherFiles(Trouble):
    english = "This store holds an import of other Olist files. Name a new one with --store."
    spanish = "Este registro tiene la importación de otros archivos de Olist. Indique otro con --store."


def run(machine: Machine[World], olist: OlistData, told: Told = lambda done, total: None) -> None:
    """Play all happenings that the log does not hold yet. Raises NotFresh, OtherFiles.

    A store on which a run was killed goes on where it stopped and ends with the same log, byte for byte.
    """
    played = history.happenings(olist.orders)
    _tell_network(machine, olist, played)
    done = 0
    for number, chunk in enumerate(_chunks(played)):
        _play(machine, olist.orders, f"olist:{number}", chunk)
        done += len(chunk)
        told(done, len(played))


def _chunks(played: Sequence[Happening]) -> Iterator[list[Happening]]:
    left = iter(played)
    while chunk := list(islice(left, HAPPENINGS_IN_TURN)):
        yield chunk


def _tell_network(machine: Machine[World], olist: OlistData, played: list[Happening]) -> None:
    fingerprint = _fingerprint((olist.sellers, olist.products, olist.places, len(olist.orders)))
    known = playback.was_played(machine, NETWORK)
    if known is None and machine.seen > 0:
        raise NotFresh(entries=machine.seen)
    if known is not None:
        _check_same(known, fingerprint)
        return
    at = played[0].at if played else machine.now()
    with machine.turn():
        for command in network.commands(olist):
            outcome = playback.put(machine, command, BY, at)
            assert isinstance(outcome, list), outcome
        playback.mark_played(machine, NETWORK, fingerprint, BY)


def _play(machine: Machine[World], orders: Sequence[OlistOrder], key: str, chunk: list[Happening]) -> None:
    fingerprint = _fingerprint([(*happening, orders[happening.number]) for happening in chunk])
    known = playback.was_played(machine, key)
    if known is not None:
        _check_same(known, fingerprint)
        return
    with machine.turn():
        for happening in chunk:
            playback.fire_until(machine, happening.at)
            _happen(machine, orders[happening.number], happening)
        playback.settle_all(machine, BY)
        playback.mark_played(machine, key, fingerprint, BY)


def _fingerprint(told: object) -> str:
    return hashlib.blake2b(msgspec.msgpack.encode(told), digest_size=16).hexdigest()


def _check_same(known: str, fingerprint: str) -> None:
    if known != fingerprint:
        raise OtherFiles()


# --- one happening ---


def _happen(machine: Machine[World], order: OlistOrder, happening: Happening) -> None:
    what, at = happening.what, happening.at
    if what is What.PURCHASED:
        _buy(machine, order, at)
    elif OrderId(order.order) not in machine.world.orders.by_id:
        return  # refused when it was placed: said there
    elif what is What.APPROVED:
        _say(machine, order, history.payment(order, happening.told_at), at)
    elif what is What.CANCELLED:
        _cancel(machine, order, at)
    else:
        live = shipments.live(machine.world.shipments, OrderId(order.order))
        parcels = [parcel.planned.parcel for parcel in live]
        for command in history.parcels_news(what, parcels, happening.told_at):
            _say(machine, order, command, at)


def _buy(machine: Machine[World], order: OlistOrder, at: int) -> None:
    """The units are there because they were sold; if no promise can be made they go again."""
    for sold in history.units_sold(order):
        _say(machine, order, sold, at)
    if _say(machine, order, history.purchase(order), at):
        return
    for undone in history.units_sold(order, -1):
        _say(machine, order, undone, at)


def _cancel(machine: Machine[World], order: OlistOrder, at: int) -> None:
    """What was not sold after all was never there to be sold to another."""
    if _say(machine, order, history.cancellation(order), at):
        for undone in history.units_sold(order, -1):
            _say(machine, order, undone, at)


def _say(machine: Machine[World], order: OlistOrder, command: object, at: int) -> bool:
    """Whether it was accepted; a refusal is written down beside the order's name."""
    outcome = playback.put(machine, command, BY, at)
    if isinstance(outcome, Refused):
        playback.note_refusal(machine, command, outcome, order.order, BY, at)
        return False
    return True
