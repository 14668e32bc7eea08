"""How often what goes wrong with WhatsApp, as shares of messages or of notices."""

import msgspec


class Chances(msgspec.Struct, frozen=True):
    """All zero: everything arrives, in order, once."""

    busy: float = 0.0
    """130429 though there is room."""
    transient: float = 0.0
    """131000 with a 500: refused, and said so."""
    lost_before: float = 0.0
    """503 without a body, and nothing was taken."""
    lost_after: float = 0.0
    """The message is taken, and no answer ever comes back."""
    late_window: float = 0.5
    """Of those outside the window: accepted, and 131047 as a status, instead of at once."""
    unreachable: float = 0.0
    """131026: no WhatsApp there (the same people always)."""
    experiment: float = 0.0
    """130472."""
    skipped: float = 0.0
    """Of what is read: the chat was open, so `read` comes at once and `delivered` is never told: it is implied."""
    doubled: float = 0.0
    """A status is told again, in another notice."""
    late: float = 0.0
    """A status is told minutes to hours after its moment, behind later ones."""
    never_read: float = 0.2
    asleep: float = 0.07
    """The phone is off: it arrives minutes to hours later."""
    bare_failures: float = 0.5
    """Of failures: told without `contacts`, as documented."""


CALM = Chances(never_read=0.0, late_window=0.0, asleep=0.0)
ROUGH = Chances(
    busy=0.002,
    transient=0.001,
    lost_before=0.0003,
    lost_after=0.0003,
    unreachable=0.01,
    experiment=0.001,
    skipped=0.05,
    doubled=0.02,
    late=0.02,
)
"""What a month in production looks like."""
