"""The closed table of what agents may do at all; a new kind of act is one more entry."""

from typing import Any

import msgspec

from promesa.domain.conduct.mandates import (
    contingencies,
    halting_orders,
    markdown_delays,
    pauses,
    reallocations,
    reroutes,
    tellings,
    transfers,
)
from promesa.domain.conduct.mandates.sight import ActKind
from promesa.domain.values import ids
from promesa.domain.values.refusal import Reason, Refused

_TABLE = (
    *(reroutes.REROUTE, reroutes.RE_PROMISE, pauses.PAUSE),
    *(tellings.REFUND, tellings.MESSAGE, tellings.CANCEL, halting_orders.HALT),
    *(transfers.TRANSFER, reallocations.REALLOCATE, contingencies.CONTINGENCY),
    markdown_delays.DELAY,
)
KINDS: dict[str, ActKind] = {kind.name: kind for kind in _TABLE}
BODY_MAX = 16_384
"""Characters of a command's body."""
DEPTH_MAX = 8
FIGURE_MAX = 10**16
"""No figure of a command is larger: money is less, moments in microseconds too until the year 2286."""


def read(kind: ActKind, command: str, body: str, act: str) -> Any:
    """The command that a proposal carries, or NOT_OF_KIND: a word too many, of another type, or out of all measure."""
    type_of = kind.commands.get(command)
    if type_of is None or len(body) > BODY_MAX:
        return Refused(Reason.NOT_OF_KIND, command[:80])
    try:
        raw = msgspec.json.decode(body)
        told: Any = msgspec.json.decode(body, type=type_of)
    except (msgspec.MsgspecError, RecursionError, UnicodeError) as error:
        return Refused(Reason.NOT_OF_KIND, str(error)[:200])
    strange = set(raw) - set(type_of.__struct_fields__)
    if strange:
        return Refused(Reason.NOT_OF_KIND, sorted(strange)[0][:80])
    if not _is_sober(raw, 0):
        return Refused(Reason.NOT_OF_KIND, command)
    return kind.unfit(told, act) or told


def _is_sober(value: Any, depth: int) -> bool:
    """Names that can be names, figures that can be figures, nothing deeper than any command of ours."""
    if depth > DEPTH_MAX:
        return False
    if isinstance(value, dict):
        return all(ids.is_sound(name) and _is_sober(one, depth + 1) for name, one in value.items())
    if isinstance(value, list):
        return len(value) <= 1_000 and all(_is_sober(one, depth + 1) for one in value)
    if isinstance(value, str):
        return not value or ids.is_sound(value)
    return value is None or isinstance(value, bool) or (isinstance(value, int) and abs(value) <= FIGURE_MAX)
