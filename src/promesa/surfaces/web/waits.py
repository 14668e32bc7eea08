"""How long to wait before the next try, longer after each failure; buckets that fill again; bounded in memory."""

from collections import OrderedDict
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address

KNOWN_MAX = 20_000
"""Names and addresses that are remembered at once; those heard of longest ago are forgotten first."""
FREE_TRIES = 3
"""So many failures cost nothing: people mistype."""
FORGET_SECONDS = 3_600.0

Clock = Callable[[], float]


class Waits:
    """Owns the failures of each name or address. `most_seconds`: the longest wait, so that nobody is locked out."""

    def __init__(self, clock: Clock, most_seconds: float) -> None:
        self._clock, self._most = clock, most_seconds
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()

    def left(self, key: str) -> float:
        """Seconds that must still pass before this one may try again; 0 where they may."""
        count, at = self._failed.get(key, (0, 0.0))
        if count <= FREE_TRIES:
            return 0.0
        wait = min(self._most, 2.0 ** (count - FREE_TRIES))
        return max(0.0, at + wait - self._clock())

    def fail(self, key: str) -> None:
        count, at = self._failed.pop(key, (0, 0.0))
        now = self._clock()
        self._failed[key] = (1 if now - at > FORGET_SECONDS else count + 1, now)
        if len(self._failed) > KNOWN_MAX:
            self._failed.popitem(last=False)

    def clear(self, key: str) -> None:
        self._failed.pop(key, None)


class Buckets:
    """Owns a bucket for each key: so many requests at once, so many a second over time."""

    def __init__(self, clock: Clock, at_once: float, per_second: float) -> None:
        self._clock, self._at_once, self._per_second = clock, at_once, per_second
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, key: str) -> bool:
        """Whether there was one left to take."""
        now = self._clock()
        left, at = self._left.pop(key, (self._at_once, now))
        left = min(self._at_once, left + (now - at) * self._per_second)
        self._left[key] = (left - 1.0 if left >= 1.0 else left, now)
        if len(self._left) > KNOWN_MAX:
            self._left.popitem(last=False)
        return left >= 1.0


def address_of(scope: dict[str, object]) -> str:
    """Who is counted: an IPv4 address, or the network of an IPv6 one, since each caller has 2^64 of those."""
    client = scope.get("client")
    host = str(client[0]) if isinstance(client, list | tuple) and client else ""
    try:
        known = ip_address(host)
    except ValueError:
        return host[:64]
    if isinstance(known, IPv6Address):
        mapped = known.ipv4_mapped
        return str(mapped) if mapped is not None else f"{known.packed[:8].hex()}/64"
    return host
