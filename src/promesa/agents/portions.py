"""Many better plans as several commands: so many orders in one append, and those who exchange units together.

An order that takes a unit which another gives up can only move with it or after it. So orders that touch a shelf which
one of them gives up go together; where even these are too many, the first portion goes without the rest and the rule
leaves out who cannot move yet (they are found again by the next thought).
"""

from collections.abc import Sequence
from typing import NamedTuple

from promesa.domain.ledger.stock.words import Take
from promesa.domain.values.ids import LocationId, Sku

Shelf = tuple[Sku, LocationId]


class Move(NamedTuple):
    """What an order takes now, and what it would."""

    before: tuple[Take, ...]
    after: tuple[Take, ...]


def of(moves: Sequence[Move], orders_max: int) -> list[list[int]]:
    """Numbers of the moves, portion by portion, each portion of at most so many; the first move is in the first."""
    found: list[list[int]] = []
    for group in _groups(moves):
        for start in range(0, len(group), orders_max):
            some = group[start : start + orders_max]
            if found and len(found[-1]) + len(some) <= orders_max:
                found[-1] += some
            else:
                found.append(some)
    return [sorted(portion) for portion in found]


def _groups(moves: Sequence[Move]) -> list[list[int]]:
    """Moves that hang together by shelves that somebody gives up, by their first one."""
    given = {shelf for move in moves for shelf, units in _differences(move).items() if units < 0}
    leader = list(range(len(moves)))

    def lead(number: int) -> int:
        while leader[number] != number:
            leader[number] = leader[leader[number]]
            number = leader[number]
        return number

    first_at: dict[Shelf, int] = {}
    for number, move in enumerate(moves):
        for shelf in _differences(move).keys() & given:
            one, other = sorted((lead(number), lead(first_at.setdefault(shelf, number))))
            leader[other] = one
    found: dict[int, list[int]] = {}
    for number in range(len(moves)):
        found.setdefault(lead(number), []).append(number)
    return list(found.values())


def _differences(move: Move) -> dict[Shelf, int]:
    """Units that it takes more of each shelf, below zero: gives back."""
    found: dict[Shelf, int] = {}
    for takes, sign in ((move.after, 1), (move.before, -1)):
        for take in takes:
            found[take.sku, take.location] = found.get((take.sku, take.location), 0) + sign * take.units
    return {shelf: units for shelf, units in found.items() if units}
