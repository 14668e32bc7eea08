"""All of a leg but its units: the same for every parcel of a location that counts in a day and weighs as much."""

from datetime import date
from functools import lru_cache

from promesa.domain.network.locations import collecting
from promesa.domain.promise.sourcing.reach_table import ReachTable
from promesa.domain.promise.sourcing.service_columns import LegBasis
from promesa.domain.promise.words import TimePart

LEGS_MAX = 16_384
"""So many legs of one service are remembered at a time."""


def find(
    table: ReachTable,
    number: int,
    k: int,
    process_on: date,
    today: date,
    grams: int,
    volume_cm3: int,
    value: int = 0,
) -> LegBasis:
    """For a parcel of the location (by number) by the k-th service that counts in that working day.

    `value`: of what is in it, in centavos, where the table is `insured`. Remembered by the service, as long as its days
    stand, for all kinds of places that it reaches alike.
    """
    legs, step = table.services[k].legs, table.kilograms_of(k, grams, volume_cm3)
    key = (number, process_on, today, step, value)
    found = legs.get(key)
    if found is None:
        if len(legs) >= LEGS_MAX:
            legs.clear()
        found = legs[key] = _work_out(table, number, k, process_on, today, grams, volume_cm3, value)
    return found


def _work_out(
    table: ReachTable,
    number: int,
    k: int,
    process_on: date,
    today: date,
    grams: int,
    volume_cm3: int,
    value: int,
) -> LegBasis:
    at = table.columns.known[number]
    dates = table.dates(number, k, process_on)
    assert at is not None
    assert dates is not None, (at.location, k)
    service = table.reaches[k].service.service
    group, step = table.columns.group_of_number[number], table.kilograms_of(k, grams, volume_cm3)
    parts = table.services[k].cost_parts(at, group, step, grams, volume_cm3, value)
    return LegBasis(
        location=at.location,
        service=service,
        hand_over_by=collecting.hand_over_by(at, service, dates.hand_over_on),
        process_on=process_on,
        arrives_on=dates.arrives_on,
        cost=parts,
        total=sum([part.amount for part in parts]),
        keep_probability=dates.keep_probability,
        time=_parts_of_time(today, dates.hand_over_on, dates.timing.agreed_on, dates.arrives_on),
        basis=dates.timing.basis,
        earliest_on=dates.timing.earliest_on,
    )


@lru_cache(maxsize=4_096)
def _parts_of_time(today: date, hand_over_on: date, agreed_on: date, arrives_on: date) -> tuple[TimePart, ...]:
    """From today at the place to the day of delivery."""
    parts = [
        TimePart("handling", float((hand_over_on - today).days)),
        TimePart("transit", float((agreed_on - hand_over_on).days)),
    ]
    margin = (arrives_on - agreed_on).days
    return (*parts, TimePart("margin", float(margin))) if margin else tuple(parts)
