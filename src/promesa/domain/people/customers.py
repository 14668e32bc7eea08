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
    """`was`: the strangers who turned out to be this customer, here and below."""

    customer: CustomerId
    sealed: bytes
    marks: tuple[str, ...] = ()
    was: tuple[CustomerId, ...] = ()


class ContactChanged(msgspec.Struct, frozen=True):
    customer: CustomerId
    sealed: bytes
    marks: tuple[str, ...] = ()
    was: tuple[CustomerId, ...] = ()


class AddressesNoted(msgspec.Struct, frozen=True):
    """From now on whoever writes from `marks` is this customer, and from `gone` is not; `sealed`: where replies go."""

    customer: CustomerId
    marks: tuple[str, ...]
    gone: tuple[str, ...] = ()
    sealed: bytes = b""
    was: tuple[CustomerId, ...] = ()


class CustomerForgotten(msgspec.Struct, frozen=True):
    """Whatever was sealed for the customer before this can be opened by nobody, and no address is known as theirs."""

    customer: CustomerId


class Customer(msgspec.Struct):
    """The newest sealed contact; empty where it was forgotten."""

    sealed: bytes
    met_at: Instant
    forgotten_at: Instant | None = None


class Customers(msgspec.Struct):
    """`by_mark` and `marks` are each other's mirror; `replies`: where each may be answered, sealed, strangers too."""

    by_id: dict[CustomerId, Customer] = {}
    by_mark: dict[str, CustomerId] = {}
    marks: dict[CustomerId, list[str]] = {}
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


def is_free(owner: CustomerId | None, customer: CustomerId) -> bool:
    """Nobody's, or a stranger's: who has ordered from an address is surer than who has only written from it."""
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
    fresh = tuple(mark for mark in dict.fromkeys(ask.marks) if is_free(customers.by_mark.get(mark), ask.customer))
    if known is None:
        return [CustomerMet(ask.customer, ask.sealed, fresh, _strangers(customers, fresh))]
    if known.sealed == ask.sealed and not fresh:
        return []
    return [ContactChanged(ask.customer, ask.sealed, fresh, _strangers(customers, fresh))]


def _strangers(customers: Customers, marks: tuple[str, ...]) -> tuple[CustomerId, ...]:
    """Whose the marks were: somebody who only wrote turns out to be somebody whom we know."""
    owners = [customers.by_mark[mark] for mark in marks if mark in customers.by_mark]
    return tuple(dict.fromkeys(owner for owner in owners if owner.startswith(STRANGER)))


def _are_sound(marks: tuple[str, ...]) -> bool:
    return len(marks) <= MARKS_MAX and all(map(ids.is_plain, marks))


def note_addresses(customers: Customers, ask: NoteAddresses, _: Instant) -> list[AddressesNoted] | Refused:
    """What is known already is not written again; one customer's mark goes to another only where it was changed."""
    sound = _are_sound(ask.marks) and _are_sound(ask.gone) and len(ask.sealed) <= SEALED_MAX
    if not ids.is_sound(ask.customer) or not ask.marks or not sound:
        return Refused(Reason.INVALID, ask.customer)
    moves = any(customers.by_mark.get(mark) == ask.customer for mark in ask.gone)
    taken = [mark for mark in dict.fromkeys(ask.marks) if customers.by_mark.get(mark) != ask.customer]
    fresh = tuple(mark for mark in taken if moves or is_free(customers.by_mark.get(mark), ask.customer))
    gone = tuple(m for m in dict.fromkeys(ask.gone) if customers.by_mark.get(m) == ask.customer and m not in ask.marks)
    news = ask.sealed if ask.sealed != customers.replies.get(ask.customer, b"") else b""
    if not fresh and not gone and not news:
        return []
    return [AddressesNoted(ask.customer, fresh, gone, news, () if moves else _strangers(customers, fresh))]


def forget(customers: Customers, ask: ForgetCustomer, _: Instant) -> list[CustomerForgotten]:
    known = customers.by_id.get(ask.customer)
    kept = (known is not None and known.sealed) or ask.customer in customers.replies
    return [CustomerForgotten(ask.customer)] if kept or ask.customer in customers.marks else []


# --- the fold ---


def _link(customers: Customers, customer: CustomerId, marks: tuple[str, ...], was: tuple[CustomerId, ...]) -> None:
    """The marks are the customer's, and so is every other mark of the strangers who they were."""
    others = [mark for stranger in was for mark in customers.marks.get(stranger, ())]
    for mark in dict.fromkeys((*marks, *others)):
        _unlink(customers, mark)
        customers.by_mark[mark] = customer
        customers.marks.setdefault(customer, []).append(mark)


def _unlink(customers: Customers, mark: str) -> None:
    owner = customers.by_mark.pop(mark, None)
    if owner is not None:
        customers.marks[owner].remove(mark)
        if not customers.marks[owner]:
            del customers.marks[owner]


def _met(customers: Customers, fact: CustomerMet, at: Instant) -> None:
    assert fact.customer not in customers.by_id, fact.customer
    customers.by_id[fact.customer] = Customer(fact.sealed, at)
    _link(customers, fact.customer, fact.marks, fact.was)


def _changed(customers: Customers, fact: ContactChanged, _: Instant) -> None:
    customer = customers.by_id[fact.customer]
    customer.sealed, customer.forgotten_at = fact.sealed, None
    _link(customers, fact.customer, fact.marks, fact.was)


def _noted(customers: Customers, fact: AddressesNoted, _: Instant) -> None:
    for mark in fact.gone:
        _unlink(customers, mark)
    _link(customers, fact.customer, fact.marks, fact.was)
    if fact.sealed:
        customers.replies[fact.customer] = fact.sealed


def _forgotten(customers: Customers, fact: CustomerForgotten, at: Instant) -> None:
    if fact.customer in customers.by_id:
        customer = customers.by_id[fact.customer]
        customer.sealed, customer.forgotten_at = b"", at
    customers.replies.pop(fact.customer, None)
    for mark in tuple(customers.marks.get(fact.customer, ())):
        _unlink(customers, mark)


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    CustomerMet: _met,
    ContactChanged: _changed,
    AddressesNoted: _noted,
    CustomerForgotten: _forgotten,
}
