"""Money as whole centavos: sums that are shared out lose nothing."""

from collections.abc import Sequence
from typing import NewType

Centavos = NewType("Centavos", int)

MAX_CENTAVOS = 10**15
"""Ten thousand million pesos: above it a figure is a mistake, not money."""


def shares(total: Centavos, weights: Sequence[int]) -> list[Centavos]:
    """Split `total` in proportion to `weights`, to the centavo; the rounding falls on the last shares.

    Cumulative rounding: the first k shares are the floor of the first k weights' part, so the shares are fixed
    by the weights alone and always sum to `total`. All weights zero: equal shares.
    """
    assert weights, "nobody to share with"
    assert min(weights) >= 0
    parts = list(weights) if sum(weights) else [1] * len(weights)
    whole, given, seen = sum(parts), 0, 0
    result = []
    for part in parts:
        seen += part
        upto = total * seen // whole if total >= 0 else -(-total * seen // whole)
        result.append(Centavos(upto - given))
        given = upto
    assert sum(result) == total
    return result


def pesos(amount: Centavos) -> str:
    """`12345678` -> `123,456.78`, as it is written in Mexico."""
    sign, whole = ("-", -amount) if amount < 0 else ("", amount)
    return f"{sign}{whole // 100:,}.{whole % 100:02d}"
