"""How one shelf is told, a real one or a kit's."""

from datetime import datetime

import msgspec


class ShelfTold(msgspec.Struct, frozen=True):
    """One location's shelf: how many, how old the figure is and who said it."""

    location: str
    on_hand: int
    reserved: int
    safety_stock: int
    available: int
    counted_at: datetime | None
    source: str | None
    age_seconds: int | None
