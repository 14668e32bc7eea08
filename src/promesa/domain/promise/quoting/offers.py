"""A plan, said as an offer: its legs with their days and the parts of their cost, its fee and its fingerprint."""

from collections.abc import Sequence
from datetime import date
from hashlib import blake2b

import msgspec

from promesa.domain.ledger.stock.words import Take
from promesa.domain.network.locations.state import Location
from promesa.domain.network.places import Place
from promesa.domain.promise.chance import dating
from promesa.domain.promise.chance.lanes import PICKUP, Lanes, pickup_probability
from promesa.domain.promise.sourcing import landed, leg_basis, wants
from promesa.domain.promise.sourcing.cost_board import CostBoards
from promesa.domain.promise.sourcing.long_way import Plan, PlannedParcel
from promesa.domain.promise.sourcing.service_columns import LegBasis
from promesa.domain.promise.sourcing.tables import QuoteTables
from promesa.domain.promise.sourcing.wants import WantLines
from promesa.domain.promise.words import Ask, CostPart, Leg, Offer
from promesa.domain.values.ids import LocationId, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos, shares
from promesa.domain.values.policy import Policy

COUNTER = ServiceId(PICKUP)
"""The service of a leg that no carrier moves: the customer comes for it."""
NOTHING = Centavos(0)
_ENCODER = msgspec.json.Encoder()
_NOTHING_SAID = blake2b(digest_size=12)


def fee_shares(fee: Centavos, legs: Sequence[Leg]) -> list[Centavos]:
    """The one fee shared out to its parcels by their units, for the books; sums to the fee exactly (R13)."""
    return shares(fee, [sum(take.units for take in leg.takes) for leg in legs])


def delivery_legs(
    boards: CostBoards, wanted: WantLines, plan: Plan, process_on: dict[tuple[int, int], date], today: date
) -> tuple[Leg, ...]:
    """The legs of a plan; the cost of the split is a part of each leg after the first."""
    if len(plan.parcels) == 1 and wanted.landed is None:
        only = plan.parcels[0]
        if only.board is not None and only.found is not None:
            basis = only.board.leg_basis(only.found, today, wanted, only.units)
        else:
            basis = _basis(boards, wanted, only, process_on, today)
        assert basis.total == plan.cost, "ranked by another number than charged"
        return (leg_of(basis, _takes(wanted, only, basis.location), NOTHING),)
    legs: list[Leg] = []
    cost, split = 0, Centavos(0)
    for parcel in plan.parcels:
        basis = _basis(boards, wanted, parcel, process_on, today)
        leg = leg_of(basis, _takes(wanted, parcel, basis.location), split)
        cost += basis.total + split
        if wanted.landed is not None and landed.is_abroad(boards.table, parcel.number):
            at_border = wanted.landed.parts(parcel.units)
            leg = landed.at_customs(boards.table, parcel.number, parcel.service, leg, at_border)
            cost += sum(part.amount for part in at_border)
        legs.append(leg)
        split = boards.table.policy.split_cost
    assert cost == plan.cost, "ranked by another number than charged"
    return tuple(legs)


def _basis(
    boards: CostBoards, wanted: WantLines, parcel: PlannedParcel, process_on: dict[tuple[int, int], date], today: date
) -> LegBasis:
    if parcel.board is not None and parcel.found is not None:
        return parcel.board.leg_basis(parcel.found, today, wanted, parcel.units)
    day = process_on.get((parcel.number, parcel.service)) or boards.table.columns.process_on(parcel.number)
    assert day is not None, parcel
    value = wants.value(wanted, parcel.units) if boards.table.insured else 0
    grams, volume = wants.weight(wanted, parcel.units)
    return leg_basis.find(boards.table, parcel.number, parcel.service, day, today, grams, volume, value)


def _takes(wanted: WantLines, parcel: PlannedParcel, location: LocationId) -> tuple[Take, ...]:
    if len(wanted.skus) == 1:
        return (Take(wanted.skus[0], location, parcel.units[0]),)
    units = zip(wanted.skus, parcel.units, strict=True)
    return tuple([Take(sku, location, sent) for sku, sent in units if sent])


def leg_of(basis: LegBasis, takes: tuple[Take, ...], split: Centavos) -> Leg:
    """The leg with its units; `split`: what it costs that it is one more parcel."""
    return Leg(
        basis.location,
        basis.service,
        takes,
        basis.hand_over_by,
        basis.process_on,
        basis.arrives_on,
        (*basis.cost, CostPart("split", split)) if split else basis.cost,
        basis.keep_probability,
        basis.time,
        basis.basis,
        basis.earliest_on,
    )


def delivery(
    tables: QuoteTables,
    asked: bytes,
    legs: tuple[Leg, ...],
    cost: Centavos,
    fee: Centavos,
    place: Place,
    missing: Centavos | None = None,
    duties: Centavos = NOTHING,
) -> Offer:
    """Legs that bring everything to the place, as an offer; `missing`: in the cart to have it for nothing; `duties`:
    what customs take of it."""
    only = legs[0]
    promised_on, basis, earliest_on = only.arrives_on, only.basis, only.earliest_on
    if len(legs) > 1:
        promised_on = max(leg.arrives_on for leg in legs)
        basis = dating.together([leg.basis for leg in legs])
        earliest_on = max((leg.earliest_on for leg in legs if leg.earliest_on is not None), default=None)
    doubt = dating.doubt(tables.policy, earliest_on, promised_on, basis)
    return Offer(  # by place: by name it takes five times as long
        "delivery",
        legs,
        tables.end_of_day(promised_on, place.zone),
        promised_on,
        place.zone,
        fee,
        cost,
        only.keep_probability if len(legs) == 1 else together(legs),
        tables.policy.version,
        fingerprint(asked, tables.policy, "delivery", legs, fee, cost),
        place.postal_code,
        None,
        duties,
        missing,
        tables.lanes.version,
        basis,
        doubt.earliest_on,
        tables.confirm_by() if doubt.is_guess else None,
    )


def pickup(
    tables: QuoteTables,
    lanes: Lanes,
    asked: bytes,
    at: Location,
    takes: tuple[Take, ...],
    ready_at: Instant,
    on_shelf: float,
) -> Offer:
    """Everything at one counter, ready at that moment, as an offer; the customer pays nothing for it.

    `on_shelf`: how likely the units are really there.
    """
    ready_on = tables.civil_date(ready_at, at.zone)
    cost = at.handling_centavos
    leg = Leg(
        location=at.location,
        service=COUNTER,
        takes=takes,
        hand_over_by=ready_at,
        process_on=ready_on,
        arrives_on=ready_on,
        cost=(CostPart("handling", cost),) if cost else (),
        keep_probability=on_shelf * pickup_probability(lanes, at.location),
    )
    return Offer(
        kind=PICKUP,
        legs=(leg,),
        promised_by=tables.end_of_day(ready_on, at.zone),
        promised_on=ready_on,
        zone=at.zone,
        fee=Centavos(0),
        cost=cost,
        keep_probability=leg.keep_probability,
        policy=tables.policy.version,
        fingerprint=fingerprint(asked, tables.policy, PICKUP, (leg,), Centavos(0), cost),
        model=lanes.version,
    )


def together(legs: Sequence[Leg]) -> float:
    """How likely all legs keep their days, each by itself."""
    likely = 1.0
    for leg in legs:
        likely *= leg.keep_probability
    return likely


def canonical(ask: Ask, wanted: WantLines) -> bytes:
    """The question as bytes: the same for the same units in any order, and for any reservation of the asker's."""
    avoid = sorted(ask.avoid) if ask.avoid else ()
    said = (wanted.skus, wanted.units, ask.channel, ask.postal_code, ask.pickup_location, avoid)
    return _ENCODER.encode(said if ask.rail is None else (*said, ask.rail))


def fingerprint(asked: bytes, policy: Policy, kind: str, legs: Sequence[Leg], fee: Centavos, cost: Centavos) -> str:
    """Short and stable: question, policy, and what is offered, but no moment of asking and no position (R09)."""
    if len(legs) == 1:
        leg = legs[0]
        said = [(leg.location, leg.service, leg.takes, leg.arrives_on)]
    else:
        said = [(leg.location, leg.service, leg.takes, leg.arrives_on) for leg in legs]
    mark = _NOTHING_SAID.copy()
    mark.update(asked + _ENCODER.encode((policy.version, kind, fee, cost, said)))
    return mark.hexdigest()
