"""How much two shares differ, and between which bounds that is known."""

from typing import NamedTuple

from promesa.kernels.calibration import wilson


class Difference(NamedTuple):
    """One share less the other, with its 95 % interval."""

    value: float
    low: float
    high: float


def difference(good: int, cases: int, other_good: int, other_cases: int) -> Difference:
    """share - other share; (0, -1, 1) where one of them has no cases.

    Newcombe (Statistics in Medicine 1998), method 10: the Wilson intervals of both, squared and added; never beyond
    -1 and 1, and honest for the small shares that complaints are.
    """
    if not cases or not other_cases:
        return Difference(0.0, -1.0, 1.0)
    one, other = good / cases, other_good / other_cases
    low, high = wilson(good, cases)
    other_low, other_high = wilson(other_good, other_cases)
    value = one - other
    down = ((one - low) ** 2 + (other_high - other) ** 2) ** 0.5
    up = ((high - one) ** 2 + (other - other_low) ** 2) ** 0.5
    return Difference(value, max(-1.0, value - down), min(1.0, value + up))
