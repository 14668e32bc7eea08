"""The figures of one simulated past: how long, how busy, and how often things go wrong."""

import random
from datetime import date

import msgspec

from promesa.domain.values.policy import LEAST_COST

LAST_DAY = date(2026, 6, 7)
"""The demo always ends on this Sunday, a week after the Hot Sale, however many days it has."""


class Scenario(msgspec.Struct, frozen=True):
    """Shares are of 1; minutes and hours are means."""

    seed: int = 1
    days: int = 365
    orders_per_day: float = 21.0
    """On an ordinary Wednesday."""
    customers: int = 6_000
    store_skus: int = 1_000
    """Articles that each store has."""
    regional_skus: int = 1_782
    """Articles that a regional centre has, those that sell best: enough for three fifths of orders (decision 0017); the
    first centre has all."""
    hot_sale: float = 8.0
    """How many times an ordinary day's orders a day of the Hot Sale brings."""
    pickup_share: float = 0.42
    abandoned_share: float = 0.16
    changed_mind_share: float = 0.012
    """Confirmed orders that the customer cancels within hours."""
    never_collected_share: float = 0.02
    store_miss_share: float = 0.03
    """Units that a store does not find where they should be; a centre has its own share."""
    store_no_share: float = 0.05
    """Deliveries to which an asked store says no; of pickups a third of that. Each store has its own share."""
    store_silent_share: float = 0.02
    """Parcels about which an asked store says nothing in time."""
    power_cut_share: float = 0.002
    """Days on which a store has no power."""
    centre_miss_share: float = 0.003
    no_show_share: float = 0.008
    """Collections that a carrier does not come for."""
    card_declined_share: float = 0.10
    oxxo_never_share: float = 0.17
    oxxo_late_share: float = 0.015
    spei_never_share: float = 0.05
    lost_share: float = 0.0012
    attempt_failed_share: float = 0.02
    scan_lost_share: float = 0.04
    scan_late_share: float = 0.05
    unknown_word_share: float = 0.003
    rethinks: bool = True
    """Whether all orders that nobody has picked are thought over again before a wave."""
    sourcing: str = LEAST_COST
    """How locations are chosen (`Policy.sourcing`)."""
    outages: int = 7
    """Hours of the whole past in which a partner does not answer; one of them is long."""


def chance(seed: int, name: str) -> random.Random:
    """Dice of its own for each part of the play, so that one part's throws never move another's."""
    return random.Random(f"{seed}:{name}")  # a text seed is hashed by SHA-512: the same on every machine


def poisson(dice: random.Random, mean: float) -> int:
    """Knuth's product of uniforms, in parts small enough for its exponential."""
    total = 0
    while mean > 0.0:
        part = min(mean, 30.0)
        mean -= part
        threshold, product = 2.718281828459045**-part, dice.random()
        while product > threshold:
            total += 1
            product *= dice.random()
    return total
