"""How much WhatsApp takes: of one number in a second, to one person, and to how many new people in a day.

Source: Meta, WhatsApp Cloud API: throughput, pair rate limits, messaging limits of a portfolio.
"""

from collections import deque

from promesa.domain.values.moments import DAY, SECOND, Instant

PAIR_SECONDS, PAIR_BURST = 6, 45
TIERS = (250, 2_000, 10_000, 100_000, 10**12)


class Throughput:
    """Owns the last second of one number."""

    def __init__(self, per_second: int) -> None:
        self.per_second = per_second
        self._last: deque[Instant] = deque()

    def is_over(self, now: Instant) -> bool:
        """One more would be too many; counted where it is not."""
        while self._last and now - self._last[0] >= SECOND:
            self._last.popleft()
        if len(self._last) >= self.per_second:
            return True
        self._last.append(now)
        return False


class Pairs:
    """Owns what each person was sent lately: up to a burst at once, then nothing until all of it is paid back."""

    def __init__(self) -> None:
        self._owed: dict[str, tuple[Instant, int]] = {}
        """When the burst began, and how many."""

    def is_over(self, person: str, now: Instant) -> bool:
        """One more would be too many; counted where it is not."""
        began, count = self._owed.get(person, (Instant(0), 0))
        if now >= began + count * PAIR_SECONDS * SECOND:
            self._owed[person] = now, 1
            return False
        if now - began < PAIR_SECONDS * SECOND and count < PAIR_BURST:
            self._owed[person] = began, count + 1
            return False
        return True


class Portfolio:
    """Owns who was reached outside their window within a day; the limit rises when half of it is used in a week."""

    def __init__(self, tier: int) -> None:
        self.tier = tier
        self._reached: dict[str, Instant] = {}
        self._order: deque[tuple[Instant, str]] = deque()
        self._used: deque[tuple[Instant, str]] = deque()

    @property
    def limit(self) -> int:
        return TIERS[self.tier]

    def is_over(self, person: str, now: Instant) -> bool:
        """One more person would be too many; counted where they are not."""
        while self._order and now - self._order[0][0] >= DAY:
            at, gone = self._order.popleft()
            if self._reached.get(gone) == at:
                del self._reached[gone]
        if person not in self._reached and len(self._reached) >= self.limit:
            return True
        if person not in self._reached:
            self._reached[person] = now
            self._order.append((now, person))
            self._used.append((now, person))
        return False

    def rises(self, now: Instant, quality: str) -> bool:
        """Half of the limit was used within a week, and people do not complain."""
        while self._used and now - self._used[0][0] >= 7 * DAY:
            self._used.popleft()
        enough = 2 * len({person for _, person in self._used}) >= self.limit
        if not enough or quality == "RED" or self.tier + 1 == len(TIERS):
            return False
        self.tier += 1
        return True
