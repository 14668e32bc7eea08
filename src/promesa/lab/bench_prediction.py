"""What one prediction costs: the law of a leg's time from its lane's records, asked for the first time."""

import time

import numpy as np

from promesa.domain.promise.chance import dating, laws
from promesa.domain.promise.chance import lanes as learning
from promesa.domain.promise.chance.lanes import Fading, Lanes, Record
from promesa.domain.values.policy import Policy

AREAS = 32


def p50_and_p99_ms(rng: np.random.Generator) -> tuple[float, float]:
    """Law and day of every lane of one service, each with records of its own; the thread's own time."""
    known, policy, taken = _lanes(rng), Policy(late_share=0.05), []
    for origin in range(AREAS):
        for area in range(AREAS):
            way = laws.Way("P", f"{origin:02}", f"{area:02}", 0, (0, 1, 2, 3, 5), "P\tordinary\t1")
            before = time.thread_time_ns()
            dating.slip(policy, laws.of_leg(known, way))
            taken.append(time.thread_time_ns() - before)
    return round(float(np.percentile(taken, 50)) / 1e6, 4), round(float(np.percentile(taken, 99)) / 1e6, 4)


def _lanes(rng: np.random.Generator) -> Lanes:
    fading = Fading(740_000, 0.0, 60.0)
    known = Lanes(version=1, learned_on=740_000, fading=fading, outcome_fading=fading)
    for origin in range(AREAS):
        for area in range(AREAS):
            for key in learning.keys_of_transit(learning.TRANSIT, "P", f"{origin:02}", f"{area:02}"):
                seen = rng.poisson((2, 40, 6, 3, 1)).astype(float).tolist()
                known.records[key] = Record(dict(zip(range(-1, 4), seen, strict=True)), waited={0: 3.0, -2: 9.0})
    return known
