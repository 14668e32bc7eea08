"""Customers as the log knows them: an id, a sealed contact that only the vault can open, marks of addresses."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.values import ids
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

SEALED_MAX = 64 * 1024
MARKS_MAX = 20
STRANGER = "wa-"
"""So begins the id of somebody who wrote before we knew who they are."""


# --- commands ---


class RecordContact(msgspec.Struct, frozen=True):
    """Remember a customer's sealed contact; with an `order`, only if that order was accepted.

    `marks`: of the contact's addresses (`Vault.marker`), by which whoever writes from them is found.
    """

    customer: CustomerId
    sealed: bytes
    order: OrderId | None = None
    marks: tuple[str, ...] = ()


class NoteAddresses(msgspec.Struct, frozen=True):
    """A customer writes from these addresses; `sealed`: how the partner wrote them, which is where replies go.

    `gone`: marks that are theirs no more (a number was changed); what came in their place is theirs whoever had it.
    """

    customer: CustomerId
    marks: tuple[str, ...]
    sealed: bytes = b""
    gone: tuple[str, ...] = ()


class ForgetCustomer(msgspec.Struct, frozen=True):
    """The key of the customer's contact has been destroyed: say so. Again, it changes nothing."""

    customer: CustomerId


# --- facts ---


class CustomerMet(msgspec.Struct, frozen=True):
    customer: CustomerId
    sealed: bytes
    marks: tuple[str, ...] = ()


class ContactChanged(msgspec.Struct, frozen=True):
    customer: CustomerId
    sealed: bytes
    marks: tuple[str, ...] = ()


class AddressesNoted(msgspec.Struct, frozen=True):
    """From now on whoever writes from `marks` is this customer, and from `gone` is not; `sealed`: where replies go."""

    customer: CustomerId
    marks: tuple[str, ...]
    gone: tuple[str, ...] = ()
    sealed: bytes = b""


class CustomerForgotten(msgspec.Struct, frozen=True):
    """Whatever was sealed for the customer before this can be opened by nobody, and no address is known as theirs."""

    customer: CustomerId


class Customer(msgspec.Struct):
    """The newest sealed contact; empty where it was forgotten."""

    sealed: bytes
    met_at: Instant
    forgotten_at: Instant | None = None


class Customers(msgspec.Struct):
    """`replies`: where each may be answered, sealed; also of strangers, of whom we have no contact."""

    by_id: dict[CustomerId, Customer] = {}
    by_mark: dict[str, CustomerId] = {}
    replies: dict[CustomerId, bytes] = {}


def sealed_contact(customers: Customers, customer: CustomerId) -> bytes | None:
    """What the vault can open, or None where nothing was ever sealed or it was forgotten."""
    known = customers.by_id.get(customer)
    return (known.sealed or None) if known is not None else None


def found(customers: Customers, marks: tuple[str, ...]) -> CustomerId | None:
    """Whose the first of the marks is that is anybody's: the surest stands first."""
    return next((customers.by_mark[mark] for mark in marks if mark in customers.by_mark), None)


def sealed_reply(customers: Customers, customer: CustomerId) -> bytes | None:
    """The addresses as the partner wrote them, sealed for the customer; None where they never wrote."""
    return customers.replies.get(customer)


def _may_take(customers: Customers, mark: str, customer: CustomerId) -> bool:
    """Nobody's, or a stranger's: who has ordered from an address is surer than who has only written from it."""
    owner = customers.by_mark.get(mark)
    return owner is None or (owner != customer and owner.startswith(STRANGER))


# --- rules ---


def record_contact(
    customers: Customers, orders: Orders, ask: RecordContact, _: Instant
) -> list[CustomerMet | ContactChanged] | Refused:
    """The same sealed bytes again change nothing (sealing is deterministic for one key), but for new marks."""
    if not ids.is_sound(ask.customer) or not 0 < len(ask.sealed) <= SEALED_MAX or not _are_sound(ask.marks):
        return Refused(Reason.INVALID, ask.customer)
    if ask.order is not None and ask.order not in orders.by_id:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    known = customers.by_id.get(ask.customer)
    fresh = tuple(mark for mark in dict.fromkeys(ask.marks) if _may_take(customers, mark, ask.customer))
    if known is None:
        return [CustomerMet(ask.customer, ask.sealed, fresh)]
    return [] if known.sealed == ask.sealed and not fresh else [ContactChanged(ask.customer, ask.sealed, fresh)]


def _are_sound(marks: tuple[str, ...]) -> bool:
    return len(marks) <= MARKS_MAX and all(map(ids.is_plain, marks))


def note_addresses(customers: Customers, ask: NoteAddresses, _: Instant) -> list[AddressesNoted] | Refused:
    """What is known already is not written again; one customer's mark goes to another only where it was changed."""
    sound = _are_sound(ask.marks) and _are_sound(ask.gone) and len(ask.sealed) <= SEALED_MAX
    if not ids.is_sound(ask.customer) or not ask.marks or not sound:
        return Refused(Reason.INVALID, ask.customer)
    moves = any(customers.by_mark.get(mark) == ask.customer for mark in ask.gone)
    taken = [mark for mark in dict.fromkeys(ask.marks) if customers.by_mark.get(mark) != ask.customer]
    fresh = tuple(mark for mark in taken if moves or _may_take(customers, mark, ask.customer))
    gone = tuple(m for m in dict.fromkeys(ask.gone) if customers.by_mark.get(m) == ask.customer and m not in ask.marks)
    news = ask.sealed if ask.sealed != customers.replies.get(ask.customer, b"") else b""
    return [AddressesNoted(ask.customer, fresh, gone, news)] if fresh or gone or news else []


def forget(customers: Customers, ask: ForgetCustomer, _: Instant) -> list[CustomerForgotten]:
    known = customers.by_id.get(ask.customer)
    kept = (known is not None and known.sealed) or ask.customer in customers.replies
    return [CustomerForgotten(ask.customer)] if kept or ask.customer in customers.by_mark.values() else []


# --- the fold ---


def _met(customers: Customers, fact: CustomerMet, at: Instant) -> None:
    assert fact.customer not in customers.by_id, fact.customer
    customers.by_id[fact.customer] = Customer(fact.sealed, at)
    customers.by_mark.update(dict.fromkeys(fact.marks, fact.customer))


def _changed(customers: Customers, fact: ContactChanged, _: Instant) -> None:
    customer = customers.by_id[fact.customer]
    customer.sealed, customer.forgotten_at = fact.sealed, None
    customers.by_mark.update(dict.fromkeys(fact.marks, fact.customer))


def _noted(customers: Customers, fact: AddressesNoted, _: Instant) -> None:
    for mark in fact.gone:
        del customers.by_mark[mark]
    customers.by_mark.update(dict.fromkeys(fact.marks, fact.customer))
    if fact.sealed:
        customers.replies[fact.customer] = fact.sealed


def _forgotten(customers: Customers, fact: CustomerForgotten, at: Instant) -> None:
    if fact.customer in customers.by_id:
        customer = customers.by_id[fact.customer]
        customer.sealed, customer.forgotten_at = b"", at
    customers.replies.pop(fact.customer, None)
    for mark in [mark for mark, owner in customers.by_mark.items() if owner == fact.customer]:
        del customers.by_mark[mark]


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    CustomerMet: _met,
    ContactChanged: _changed,
    AddressesNoted: _noted,
    CustomerForgotten: _forgotten,
}
