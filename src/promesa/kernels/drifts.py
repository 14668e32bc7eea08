"""Whether chances have stopped being true: evidence gathered case by case, with a stated rate of false alarms.

A case has the chance `chance` of going wrong, as foreseen, and then did or did not. Against "it is so as foreseen"
stand the alternatives "its odds are r times as high", one for each r of a list. Their likelihood ratio

    e = r^wrong / (1 - chance + chance * r)

has the mean 1 where the chance is true (at most 1 where r > 1 and things go better than foreseen), whatever was seen
before and however the chances vary. Shiryaev and Roberts' sum of all the products of such e that end now, kept by
M' = (M + 1) e, then grows by one a case on average, so that the mean number of cases until M first reaches `c` is at
least `c` where all is as foreseen: an e-detector (Shin, Ramdas and Rinaldo, NEJSDS 2023; Pollak, Annals of Statistics
1985). The mean of several such sums keeps the bound. Nothing is assumed of what it changes to, or when.
"""

from collections.abc import Sequence

WORSE = (1.5, 2.0, 3.0, 6.0)
"""Odds of going wrong, as multiples of the foreseen ones: from a nuisance to a breakdown."""
ENOUGH = 1e12
"""No sum is let grow beyond: nobody needs more, and it stays a number."""
BETTER = (1 / 1.5, 1 / 2.0, 1 / 4.0)


def ratio(chance: float, wrong: bool, odds: float) -> float:
    """The likelihood of what came where the odds are `odds` times as high, over that where it is so as foreseen."""
    assert 0.0 <= chance <= 1.0, chance
    return (odds if wrong else 1.0) / (1.0 - chance + chance * odds)


def gathered(sums: Sequence[float], chance: float, wrong: bool, odds: Sequence[float]) -> tuple[float, ...]:
    """The sums, one for each of the odds, after one more case."""
    pairs = zip(sums, odds, strict=True)
    return tuple([min(ENOUGH, (had + 1.0) * ratio(chance, wrong, one)) for had, one in pairs])


def evidence(sums: Sequence[float]) -> float:
    """The mean of the sums: where it is so as foreseen, cases until this reaches c take c or more on average."""
    return sum(sums) / len(sums)


def calmed(had: float, chance: float, wrong: bool, odds: float) -> float:
    """The other way round: the sum that grows while it is so as foreseen and not `odds` times as likely."""
    return min(ENOUGH, (had + 1.0) / ratio(chance, wrong, odds))
