"""What may become of units that do not come as promised: what is asked of the customer, and the answer."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from promesa.domain.ledger.orders.words import OrderCancelled
from promesa.domain.ledger.stock.words import Take
from promesa.domain.values.ids import BranchId, LocationId, OrderId, PostalCode
from promesa.domain.values.moments import Instant


class Choice(StrEnum):
    """What may become of units that were not on the shelf, or that nothing brings to their door."""

    SHIP = "ship"
    OTHER_STORE = "other_store"
    LEAVE_OUT = "leave_out"
    BRANCH = "branch"
    """They wait for the customer at a carrier's branch (ocurre)."""


class MakeChoice(msgspec.Struct, frozen=True):
    """The customer's answer; `location`: the other store; `postal_code`: where to ship, if not the order's own;
    `branch`: the carrier's branch, if not the one that was offered."""

    order: OrderId
    choice: Choice
    location: LocationId | None = None
    postal_code: PostalCode | None = None
    branch: BranchId | None = None


class LapseChoice(msgspec.Struct, frozen=True):
    """Sent by the clock: nobody answered in time."""

    order: OrderId


class ChoiceAwaited(msgspec.Struct, frozen=True):
    """These units of the order were not at their location, or nothing brings them; its customer chooses until then."""

    order: OrderId
    takes: tuple[Take, ...]
    until: Instant
    branch: BranchId | None = None
    """A carrier's branch near them where all of it may wait, offered because nothing brings it to their door."""


class ChoiceMade(msgspec.Struct, frozen=True):
    """What was chosen; nobody answered in time where it was not by the customer."""

    order: OrderId
    choice: Choice
    takes: tuple[Take, ...]
    by_customer: bool
    postal_code: PostalCode | None = None
    branch: BranchId | None = None


class Choices(msgspec.Struct):
    """Orders whose customers are choosing."""

    awaited: dict[OrderId, ChoiceAwaited] = {}


# --- the fold ---


def _awaited(choices: Choices, fact: ChoiceAwaited, _: Instant) -> None:
    choices.awaited[fact.order] = fact


def _made(choices: Choices, fact: ChoiceMade, _: Instant) -> None:
    del choices.awaited[fact.order]


def _cancelled(choices: Choices, fact: OrderCancelled, _: Instant) -> None:
    choices.awaited.pop(fact.order, None)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    ChoiceAwaited: _awaited,
    ChoiceMade: _made,
    OrderCancelled: _cancelled,
}
