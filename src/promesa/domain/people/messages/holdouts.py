"""Which notices are left out on purpose to learn what they are worth: harmless ones, by a draw that can be repeated."""

from hashlib import blake2b

from promesa.domain.values.ids import OrderId

HARMLESS = frozenset(("delivered", "on_its_way", "date_confirmed", "thanks_for_waiting"))
"""What a customer who does not hear it loses nothing by: they have it at hand, or can ask for it at any time."""


def share_of(holdouts: dict[str, float], template: str) -> float:
    """The share of orders whose notice of that template is left out; 0 of what is not harmless."""
    return holdouts.get(template, 0.0) if template in HARMLESS else 0.0


def is_held_out(template: str, order: OrderId, share: float) -> bool:
    """Always the same for one order, as if by chance over orders, apart for each template."""
    drawn = blake2b(f"{template}\x00{order}".encode(), digest_size=8).digest()
    return int.from_bytes(drawn, "big") / 2**64 < share
