"""Asking by what was learned of each place costs hardly more than asking by the truth, and much less than by price."""

import random

from promesa.kernels import asking, beliefs
from promesa.kernels.beliefs import NOTHING, Seen

HALF_LIFE, WEIGHT, TRIAL, FALLBACK = 30.0, 8.0, 1_500.0, 30_000.0
STORES, DAYS, ORDERS_A_DAY = 25, 120, 30


def spent(seed: int) -> tuple[float, float, float]:
    """Expected centavos an order: by the truth, by what was learned, cheapest first; the truth moves a little a day."""
    dice = random.Random(seed)
    truth = [dice.betavariate(6, 2) for _ in range(STORES)]
    seen: list[Seen] = [NOTHING] * STORES
    chain = NOTHING
    totals = [0.0, 0.0, 0.0]
    orders = 0
    for day in range(DAYS):
        truth = [min(0.99, max(0.05, p + dice.gauss(0.0, 0.01))) for p in truth]
        for _ in range(ORDERS_A_DAY):
            who = dice.sample(range(STORES), 5)
            cost = [dice.uniform(6_000, 12_000) for _ in who]
            likely = beliefs.share(chain, day, HALF_LIFE, 0.9, 20.0)
            learned = [beliefs.share(seen[one], day, HALF_LIFE, likely, WEIGHT) for one in who]
            true = [truth[one] for one in who]
            by_price = sorted(range(5), key=cost.__getitem__)
            orderings = (_order(cost, true), _order(cost, learned), by_price)
            if day >= 30:
                orders += 1
                for number, order in enumerate(orderings):
                    totals[number] += asking.expected(order, cost, true, [TRIAL * (1 - p) for p in true], FALLBACK)
            for place in orderings[1]:
                yes = dice.random() < true[place]
                good, bad = (1.0, 0.0) if yes else (0.0, 1.0)
                seen[who[place]] = beliefs.add(seen[who[place]], good, bad, day, HALF_LIFE)
                chain = beliefs.add(chain, good, bad, day, HALF_LIFE)
                if yes:
                    break
    best, learned_cost, price_cost = (total / orders for total in totals)
    return best, learned_cost, price_cost


def _order(cost: list[float], accept: list[float]) -> tuple[int, ...]:
    return asking.order(cost, accept, [TRIAL * (1 - p) for p in accept], FALLBACK)[0]


def test_learned_is_within_a_hundredth_of_the_best_and_price_alone_is_not_better() -> None:
    for seed in range(4):
        best, learned, by_price = spent(seed)
        assert best <= learned <= best * 1.01, (best, learned)
        assert learned < by_price, (learned, by_price)
