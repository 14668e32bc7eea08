"""What each of WhatsApp's numbers for "no" asks of us, as a table.

Source: Meta, WhatsApp Cloud API v26.0, error codes; the same numbers come in answers and in `failed` statuses.
"""

from collections.abc import Mapping
from types import MappingProxyType

from promesa.gateways.messaging.channel import Remedy

WINDOW_CLOSED = 131047
PAIR_RATE = 131056
_CODES: Mapping[Remedy, tuple[int, ...]] = MappingProxyType(
    {
        Remedy.RETRY: (1, 2, 131000, 131016, 131057, 133004, 131052),
        Remedy.SLOW_DOWN: (4, 17, 80007, 130429),
        Remedy.SPARE_RECIPIENT: (PAIR_RATE,),
        Remedy.REPLAN: (WINDOW_CLOSED, 470),
        Remedy.FALL_BACK: (
            131021,
            131026,
            131030,
            131049,
            130472,
            130497,
            131051,
            131062,
            131063,
            134100,
            134101,
            134102,
        ),
        Remedy.SUPPRESS: (131050,),
        Remedy.SIBLING: (132001, 132007, 132015, 132016, 132068, 132069),
        Remedy.PAUSE_MARKETING: (131048, 131064, 139200),
        Remedy.STOP: (0, 3, 10, 190, 368, 131031, 131037, 131042, 131045, 133010, 133016),
        Remedy.BUG: (33, 100, 131008, 131009, 131053, 132000, 132005, 132008, 132012, 132018),
    }
)
STOPPED: Mapping[int, str] = MappingProxyType(
    {132001: "DELETED", 132007: "REJECTED", 132015: "PAUSED", 132016: "DISABLED"}
)
"""How a template stands that is refused with this code, in the words of its own notices."""
REMEDIES: Mapping[int, Remedy] = MappingProxyType({code: what for what, codes in _CODES.items() for code in codes})
SAYS_NOTHING = frozenset({1, 2})
"""With a 5xx these do not say whether anything was sent."""
PERMISSIONS = range(200, 300)
UNAUTHORISED, FORBIDDEN, TOO_MANY = 401, 403, 429
WAIT_SECONDS: Mapping[Remedy, float] = MappingProxyType({Remedy.RETRY: 1.0, Remedy.SLOW_DOWN: 5.0, Remedy.STOP: 60.0})
"""How long the same is left alone at least, where the partner does not say."""
PAIR_BASE, PAIR_WAIT_MAX = 4.0, 300.0
"""Meta asks for a back-off of 4^X seconds; nobody's queue stands longer than five minutes."""


def remedy(code: int, http_status: int = 200) -> Remedy:
    """By the number; by the HTTP status where the number is new to us, and then never the same again."""
    known = REMEDIES.get(code)
    if known is not None and (code or http_status in (UNAUTHORISED, FORBIDDEN)):
        return known
    if code in PERMISSIONS or http_status in (UNAUTHORISED, FORBIDDEN):
        return Remedy.STOP
    if http_status == TOO_MANY:
        return Remedy.SLOW_DOWN
    if 400 <= http_status < 500:
        return Remedy.BUG
    return Remedy.FALL_BACK


def pair_wait_seconds(times: int) -> float:
    """How long a recipient's queue stands after its first, second, third... 131056 in a row."""
    return min(PAIR_BASE ** min(max(times, 1), 10), PAIR_WAIT_MAX)
