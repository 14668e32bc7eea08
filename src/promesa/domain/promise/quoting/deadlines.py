""" "Is it there by the 10th of May?": how likely each offer is, asked of the same laws that its date comes from."""

from datetime import date

from msgspec.structs import replace

from promesa.domain.network.places import Place
from promesa.domain.promise.sourcing.cost_board import CostBoards
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.tables import QuoteTables
from promesa.domain.promise.words import Leg, Offer
from promesa.domain.values.moments import Instant

DELIVERY = "delivery"


def with_chances(
    parts: Parts, tables: QuoteTables, place: Place | None, found: list[Offer], deadline: date, now: Instant
) -> list[Offer]:
    """The offers, each with its chance of being there by the deadline; those that nobody brings to the door are as
    likely as their promise from their day on, and none before."""
    said = []
    for offer in found:
        if offer.kind == DELIVERY and place is not None:
            boards = tables.boards(parts, place, now)
            chance = 1.0
            for leg in offer.legs:
                chance *= _chance(boards, parts, leg, deadline)
        else:
            chance = offer.keep_probability if offer.promised_on <= deadline else 0.0
        said.append(replace(offer, deadline_chance=chance))
    return said


def _chance(boards: CostBoards, parts: Parts, leg: Leg, deadline: date) -> float:
    table, number = boards.table, parts.stock.shelves.location_numbers[leg.location]
    k = next(k for k, reach in enumerate(table.reaches) if reach.service.service == leg.service)
    arrival = table.arrival(number, k, leg.process_on)
    return 0.0 if arrival is None else table.chance_by(number, k, arrival, deadline)
