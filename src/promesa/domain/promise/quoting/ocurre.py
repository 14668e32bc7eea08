"""Offers at carriers' branches: an honest option where no door is reached, or where it is clearly cheaper or sooner."""

from msgspec.structs import replace

from promesa.domain.network import places as gazetteer
from promesa.domain.network.places import Place
from promesa.domain.promise.quoting import deliveries, offers
from promesa.domain.promise.quoting.deliveries import DeliveryAsk
from promesa.domain.promise.sourcing import branch_ways, fees, landed
from promesa.domain.promise.sourcing.branch_ways import BranchWay
from promesa.domain.promise.sourcing.parts import Parts
from promesa.domain.promise.sourcing.tables import QuoteTables, alike
from promesa.domain.promise.words import Leg, Offer
from promesa.domain.values.ids import PostalCode
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy
from promesa.domain.values.refusal import Refused

KIND = "ocurre"


def at_branches(
    parts: Parts, tables: QuoteTables, asked: bytes, ask: DeliveryAsk, delivered: list[Offer] | Refused, now: Instant
) -> list[Offer]:
    """The best offer at a branch: the cheapest, of equals the earlier, then the nearer; beside deliveries only where
    it is clearly better than they are. Nobody is asked to come while units lack: then there is none."""
    if not parts.carriers.branches:
        return []
    doors = [] if isinstance(delivered, Refused) else delivered
    found = []
    for way in ways_of(parts, tables, ask.place):
        there = replace(ask, place=way.place)
        boards = tables.boards(parts, way.place, now, way.reaches)
        plans = deliveries.planned(parts, tables, boards, there, now)
        if isinstance(plans, Refused):
            continue
        plan, legs = plans[0][0], plans[1][0]
        case = fees.case_of(parts.policy, ask.channel, ask.place.area, legs, KIND)
        duties = landed.duties(legs)
        charged = fees.charged(parts.policy, case, ask.wanted.goods, [plan.cost - duties])
        fee = fees.with_duties(charged, [duties])[0]
        offer = said(tables, asked, way, legs, Centavos(plan.cost), fee, ask.place.postal_code)
        found.append(replace(offer, missing_for_free=fees.missing(parts.policy, case, ask.wanted.goods)))
    best = min(found, key=lambda offer: (offer.cost, offer.promised_on), default=None)
    return [best] if best is not None and is_clearly_better(parts.policy, best, doors) else []


def ways_of(parts: Parts, tables: QuoteTables, place: Place) -> tuple[BranchWay, ...]:
    """`branch_ways.ways`, remembered; services that come alike to the branches of one area share their tables."""
    kept = tables.branch_ways.get(place.index)
    if kept is None:
        kept = tables.branch_ways[place.index] = tuple(
            [_sharing(tables, way) for way in branch_ways.ways(parts, place)]
        )
    return kept


def _sharing(tables: QuoteTables, way: BranchWay) -> BranchWay:
    """With the very same services as other ways that are alike, so that they share their tables."""
    key = tuple([alike(reach) for reach in way.reaches])
    return way._replace(reaches=tables.shared_reaches.setdefault(key, way.reaches))


def is_clearly_better(policy: Policy, offer: Offer, doors: list[Offer]) -> bool:
    """Cheaper for us than every door by the policy's margin, or there so many days before any of them."""
    if not doors:
        return True
    saved = min(door.cost for door in doors) - offer.cost
    sooner = (min(door.promised_on for door in doors) - offer.promised_on).days
    return saved >= policy.branch_saving_min or sooner >= policy.branch_days_min


def said(
    tables: QuoteTables,
    asked: bytes,
    way: BranchWay,
    legs: tuple[Leg, ...],
    cost: Centavos,
    fee: Centavos,
    postal_code: PostalCode,
) -> Offer:
    """Legs that bring everything to the branch, as an offer: promised is that it waits there by the end of the day."""
    offer = offers.delivery(tables, asked, legs, cost, fee, way.place, duties=landed.duties(legs))
    mark = offers.fingerprint(asked, tables.policy, f"{KIND} {way.branch.branch}", legs, fee, cost)
    return replace(offer, kind=KIND, branch=way.branch.branch, postal_code=postal_code, fingerprint=mark)


def way_of(parts: Parts, tables: QuoteTables, offer: Offer) -> BranchWay | None:
    """The way to the offer's branch as it is now; None where it is closed or nothing goes there."""
    place = None if offer.postal_code is None else gazetteer.find(parts.places, offer.postal_code)
    if place is None or offer.branch is None:
        return None
    way = branch_ways.way_to(parts, place, offer.branch)
    return None if way is None else _sharing(tables, way)
