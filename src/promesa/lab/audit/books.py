"""What the families of invariants know of orders, parcels and promises together, noted from facts alone."""

from collections.abc import Iterator

import msgspec

from promesa.domain.ledger.orders.words import OrderLine
from promesa.domain.values.policy import Policy

Units = dict[tuple[str, str], int]
"""Units by (SKU, location)."""


class OrderBook(msgspec.Struct):
    """What was asked, how far the order has come, and its money."""

    reservation: str
    rail: str
    total: int
    ordered: dict[str, int]
    stage: str = "placed"
    parcels: list[str] = []
    authorised: bool = False
    captured: int = 0
    owed_back: int = 0
    paid_back: int = 0
    charges: int = 0
    """Fee and interest."""
    interest: int = 0
    lines: tuple[OrderLine, ...] = ()
    revised: bool = False
    """It came to another amount before it was paid: a voucher of before may have paid a part of it."""


class ParcelBook(msgspec.Struct):
    order: str
    kind: str
    takes: Units
    status: str = "planned"
    ended_by: str = ""
    """Why it was cancelled."""


class PromiseBook(msgspec.Struct):
    kind: str
    promised_on: str
    told_on: str
    outcome: str = "open"
    cause: str = ""


class Reserved(msgspec.Struct):
    """A live reservation."""

    takes: Units
    until: int | None
    position: int


class Books:
    """Everything noted so far; `touched` are the orders of which the present instant spoke."""

    def __init__(self) -> None:
        self.orders: dict[str, OrderBook] = {}
        self.order_of_reservation: dict[str, str] = {}
        self.parcels: dict[str, ParcelBook] = {}
        self.promises: dict[str, PromiseBook] = {}
        self.reservations: dict[str, Reserved] = {}
        self.carts: set[str] = set()
        self.policy = Policy(version=0)
        self.touched: dict[str, None] = {}

    def touch(self, order: str) -> None:
        self.touched[order] = None

    def live_parcels(self, order: OrderBook) -> Iterator[ParcelBook]:
        return (one for name in order.parcels if (one := self.parcels[name]).status != "cancelled")


def add_units(total: Units, takes: Units) -> None:
    for shelf, units in takes.items():
        total[shelf] = total.get(shelf, 0) + units
