"""A seeded world with known laws and drift: parcels are promised by quotes and arrive by chance, day after day."""

import heapq
import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import NamedTuple

from promesa.domain.promise.chance import lanes as learning
from promesa.domain.promise.words import Offer
from tests.domain.promise.road import Road
from tests.domain.promise.shop import GUADALAJARA, MERIDA, MONTERREY, TIJUANA

PLACES = (GUADALAJARA, MERIDA, TIJUANA, MONTERREY)
Slips = Callable[[random.Random, str, int], int]
"""Chance, place and day -> by how many days the transit slips."""


class Driven(NamedTuple):
    """One promise and how it ended."""

    day: int
    place: str
    keep_probability: float
    days: int
    late: bool


def drive(road: Road, slips: Slips, days: int, orders_per_day: int, seed: int, late_out: float = 0.03) -> list[Driven]:
    """Play the world; every promise whose parcel arrived."""
    chance, first, told = random.Random(seed), date(2026, 1, 5), []
    learning.heed(road.lanes, road.policy, road.moment(first, 0))
    coming: list[tuple[date, int, str, str]] = []
    promised: dict[str, tuple[int, str, Offer]] = {}
    for number in range(days):
        today = first + timedelta(days=number)
        while coming and coming[0][0] < today:
            day, _, what, order = heapq.heappop(coming)
            getattr(road, what)(order, day)
            if what == "arrives":
                at, place, offer = promised.pop(order)
                waited = (offer.promised_on - first).days - at
                told.append(Driven(at, place, offer.keep_probability, waited, day > offer.promised_on))
        for _ in range(orders_per_day):
            place = chance.choice(PLACES)
            order, offer = _promise(road, today, place)
            promised[order] = (number, place, offer)
            out = today + timedelta(days=chance.random() < late_out)
            door = max(out, out + timedelta(days=3 + slips(chance, place, number)))
            heapq.heappush(coming, (out, 0, "leaves", order))
            if chance.random() < 0.04:
                heapq.heappush(coming, (door, 1, "fails", order))
                door += timedelta(days=chance.choice((1, 1, 2)))
            heapq.heappush(coming, (door, 2, "arrives", order))
    return told


def _promise(road: Road, today: date, place: str) -> tuple[str, Offer]:
    road.asked_on(today)
    offer = road.offers({"A": 1}, place)[0]
    order = road.plans(today, place, in_days=(offer.promised_on - today).days)
    return order, offer
