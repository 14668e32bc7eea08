"""What can be said about contingencies: something stops, each promise on it has its answer, it is over."""

from collections.abc import Callable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any

import msgspec

from promesa.domain.values.ids import LocationId, OrderId, PostalCode, ServiceId
from promesa.domain.values.moments import Instant
from promesa.domain.values.money import Centavos

CAUSE = "contingency:"
"""What reasons and causes begin with; the contingency's name follows."""


class ContingencyKind(StrEnum):
    CARRIER_OUTAGE = "carrier_outage"
    DC_DOWN = "dc_down"
    HURRICANE = "hurricane"
    BLOCKED_ROAD = "blocked_road"
    ERP_SILENT = "erp_silent"


class ContingencyAnswer(StrEnum):
    """What became of an affected promise."""

    REROUTED = "rerouted"
    """By another plan, within the day last told."""
    REPROMISED = "repromised"
    """A later day was told."""
    REFUNDED = "refunded"
    """Cancelled by us, with the money back."""
    CHOICE = "choice"
    """Its customer chooses: another way, another store, or the money back."""
    STANDS = "stands"
    """It keeps its day after all."""
    ENDED = "ended"
    """It ended, or left, before it was its turn."""


TOLD = (ContingencyAnswer.REPROMISED, ContingencyAnswer.REFUNDED, ContingencyAnswer.CHOICE)
"""Of these the customer is told, once; of the others there is nothing to say."""


class AboutContingency(msgspec.Struct, frozen=True, kw_only=True):
    """What does not work, and until when as far as anybody knows.

    `services` do not run (a carrier's; none named: all) from the areas `origins` (none: anywhere) to `areas` and
    `postal_codes` (none: anywhere); `locations` send nothing or, of a blocked road, nothing that way.
    """

    contingency: str
    kind: ContingencyKind
    services: tuple[ServiceId, ...] = ()
    locations: tuple[LocationId, ...] = ()
    origins: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    until: Instant | None = None
    reason: str = ""
    postal_codes: tuple[PostalCode, ...] = ()


# --- commands ---


class OpenContingency(AboutContingency, frozen=True, kw_only=True):
    """From this instant nothing is offered that stands on it; what is promised is seen to in steps."""


class AnswerOrder(msgspec.Struct, frozen=True):
    """Sent by the playbook: say what becomes of one affected promise."""

    contingency: str
    order: OrderId


class CloseContingency(msgspec.Struct, frozen=True):
    """It works again: all that the contingency stopped is resumed."""

    contingency: str


class EndContingency(msgspec.Struct, frozen=True):
    """Sent by the clock when it was expected to work again: an older end finds a closed one and does nothing."""

    contingency: str
    until: Instant


# --- facts ---


class ContingencyOpened(AboutContingency, frozen=True, kw_only=True):
    affected: tuple[OrderId, ...] = ()
    """Whose promises stood on it, those that are due soonest first."""
    paused: tuple[LocationId, ...] = ()
    """Locations that it has paused: one that was paused already is not its own to resume."""


class OrderAnswered(msgspec.Struct, frozen=True):
    """What became of an affected promise. `cost`: what its new plan costs us more than the old one."""

    contingency: str
    order: OrderId
    answer: ContingencyAnswer
    was_on: date | None = None
    promised_on: date | None = None
    cost: Centavos = Centavos(0)
    refund: Centavos = Centavos(0)


class ContingencyClosed(msgspec.Struct, frozen=True):
    contingency: str


# --- what is so ---


class Contingency(msgspec.Struct):
    """One that was opened, what became of its promises so far, and when it was closed."""

    opened: ContingencyOpened
    at: Instant
    answered: dict[OrderId, OrderAnswered] = {}
    done_at: Instant | None = None
    """When the last of its promises had its answer."""
    closed_at: Instant | None = None


class Contingencies(msgspec.Struct):
    by_name: dict[str, Contingency] = {}


def _opened(known: Contingencies, fact: ContingencyOpened, at: Instant) -> None:
    known.by_name[fact.contingency] = Contingency(fact, at, done_at=None if fact.affected else at)


def _answered(known: Contingencies, fact: OrderAnswered, at: Instant) -> None:
    one = known.by_name[fact.contingency]
    one.answered[fact.order] = fact
    if len(one.answered) == len(one.opened.affected):
        one.done_at = at


def _closed(known: Contingencies, fact: ContingencyClosed, at: Instant) -> None:
    known.by_name[fact.contingency].closed_at = at


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    ContingencyOpened: _opened,
    OrderAnswered: _answered,
    ContingencyClosed: _closed,
}
