"""How likely each location says yes to a parcel, as of the edition, and what its noes are expected to cost.

Whoever is asked says yes with chance p, and each no costs the policy's `ask_again_cost`. Asked until somebody says yes,
those are rightly asked in the order of cost + (1 - p) / p * the price of a no (see `kernels.asking`), so a parcel that
is planned where that sum is least is planned where asking is rightly begun. The second summand is the expected price of
as many noes as that location says for each yes.
"""

from promesa.domain.ledger.shipments import picks as tasks
from promesa.domain.ledger.shipments.picks import Picks
from promesa.domain.network.locations.state import Location, Locations
from promesa.domain.promise.chance.lanes import Lanes
from promesa.domain.values.ids import LocationId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos
from promesa.domain.values.policy import Policy

PART = "asking"
"""The name of that part of a parcel's cost."""
DIGITS = 2
"""A hundredth more or less says nothing: what was worked out from the tables of quotes is not thrown away for it."""
ACCEPTANCE_MIN = 0.05
"""Whoever says yes less often is on the way to be paused; no parcel is ever priced as if nobody said yes at all."""


def note(lanes: Lanes, locations: Locations, picks: Picks, at: Instant) -> None:
    """Who says yes how often, as of this edition; only of those who are asked."""
    found = {
        name: max(ACCEPTANCE_MIN, round(tasks.acceptance(picks, name, at), DIGITS))
        for name, location in locations.by_id.items()
        if location.asks
    }
    if found != lanes.acceptances:
        lanes.acceptances = found
        lanes.acceptances_version += 1


def expected_noes(lanes: Lanes, policy: Policy, at: Location) -> Centavos:
    """What the location's noes to one parcel are expected to cost; nothing where it is not asked, or where the policy
    does not price them."""
    if not policy.prices_asking or not at.asks:
        return Centavos(0)
    likely = lanes.acceptances.get(at.location)
    return Centavos(0) if likely is None else Centavos(round(policy.ask_again_cost * (1.0 - likely) / likely))


def costs(lanes: Lanes, policy: Policy, locations: Locations) -> dict[LocationId, Centavos]:
    """The same of every location where it is more than nothing."""
    if not policy.prices_asking:
        return {}
    every = ((name, expected_noes(lanes, policy, at)) for name, at in locations.by_id.items())
    return {name: cost for name, cost in every if cost}
