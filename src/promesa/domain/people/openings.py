"""Personal data are opened on purpose: by whom, of whom, what for and until when; never what they are."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any

import msgspec

from promesa.domain.values import ids
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import MINUTE, Instant
from promesa.domain.values.refusal import Reason, Refused

OPEN_FOR = 10 * MINUTE
"""So long what was opened stays on the screen of who opened it."""


class OpeningReason(StrEnum):
    """What somebody's contact may be opened for: a closed list, so that the log keeps no free text about anybody."""

    CALL_BACK = "call_back"
    DELIVERY = "delivery"
    IDENTITY = "identity"
    CORRECTION = "correction"
    LEGAL = "legal"


class OpenContact(msgspec.Struct, frozen=True):
    """Somebody of ours wants to see a customer's contact, and says what for."""

    customer: CustomerId
    viewer: str
    why: OpeningReason


class ContactOpened(msgspec.Struct, frozen=True):
    customer: CustomerId
    viewer: str
    why: OpeningReason
    until: Instant


class Openings(msgspec.Struct):
    """Who may still see whose contact, until when; oldest first."""

    until: dict[str, Instant] = {}


def is_open(openings: Openings, customer: CustomerId, viewer: str, now: Instant) -> bool:
    return now < openings.until.get(_name(customer, viewer), Instant(0))


def open_contact(openings: Openings, ask: OpenContact, now: Instant) -> list[ContactOpened] | Refused:
    """Each time anew, even while it is still open: each time is a reason."""
    if not ids.is_sound(ask.customer) or not ids.is_sound(ask.viewer):
        return Refused(Reason.INVALID, ask.customer)
    return [ContactOpened(ask.customer, ask.viewer, ask.why, Instant(now + OPEN_FOR))]


def _name(customer: CustomerId, viewer: str) -> str:
    return f"{viewer}\x00{customer}"


def _opened(openings: Openings, fact: ContactOpened, at: Instant) -> None:
    name = _name(fact.customer, fact.viewer)
    openings.until.pop(name, None)
    openings.until[name] = fact.until
    while (first := next(iter(openings.until))) != name and openings.until[first] <= at:
        del openings.until[first]


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {ContactOpened: _opened}
RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {OpenContact: open_contact}
