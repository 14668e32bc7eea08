"""Customers as the log knows them: an id, and a sealed contact that only the vault can open."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.values import ids
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

SEALED_MAX = 64 * 1024


# --- commands ---


class RecordContact(msgspec.Struct, frozen=True):
    """Remember a customer's sealed contact; with an `order`, only if that order was accepted."""

    customer: CustomerId
    sealed: bytes
    order: OrderId | None = None


class ForgetCustomer(msgspec.Struct, frozen=True):
    """The key of the customer's contact has been destroyed: say so. Again, it changes nothing."""

    customer: CustomerId


# --- facts ---


class CustomerMet(msgspec.Struct, frozen=True):
    customer: CustomerId
    sealed: bytes


class ContactChanged(msgspec.Struct, frozen=True):
    customer: CustomerId
    sealed: bytes


class CustomerForgotten(msgspec.Struct, frozen=True):
    """Whatever was sealed for the customer before this can be opened by nobody any more."""

    customer: CustomerId


class Customer(msgspec.Struct):
    """The newest sealed contact; empty where it was forgotten."""

    sealed: bytes
    met_at: Instant
    forgotten_at: Instant | None = None


class Customers(msgspec.Struct):
    by_id: dict[CustomerId, Customer] = {}


def sealed_contact(customers: Customers, customer: CustomerId) -> bytes | None:
    """What the vault can open, or None where nothing was ever sealed or it was forgotten."""
    known = customers.by_id.get(customer)
    return (known.sealed or None) if known is not None else None


# --- rules ---


def record_contact(
    customers: Customers, orders: Orders, ask: RecordContact, _: Instant
) -> list[CustomerMet | ContactChanged] | Refused:
    """The same sealed bytes again change nothing (sealing is deterministic for one key)."""
    if not ids.is_sound(ask.customer) or not 0 < len(ask.sealed) <= SEALED_MAX:
        return Refused(Reason.INVALID, ask.customer)
    if ask.order is not None and ask.order not in orders.by_id:
        return Refused(Reason.UNKNOWN_ORDER, ask.order)
    known = customers.by_id.get(ask.customer)
    if known is None:
        return [CustomerMet(ask.customer, ask.sealed)]
    return [] if known.sealed == ask.sealed else [ContactChanged(ask.customer, ask.sealed)]


def forget(customers: Customers, ask: ForgetCustomer, _: Instant) -> list[CustomerForgotten]:
    known = customers.by_id.get(ask.customer)
    return [] if known is None or not known.sealed else [CustomerForgotten(ask.customer)]


# --- the fold ---


def _met(customers: Customers, fact: CustomerMet, at: Instant) -> None:
    assert fact.customer not in customers.by_id, fact.customer
    customers.by_id[fact.customer] = Customer(fact.sealed, at)


def _changed(customers: Customers, fact: ContactChanged, _: Instant) -> None:
    customer = customers.by_id[fact.customer]
    customer.sealed, customer.forgotten_at = fact.sealed, None


def _forgotten(customers: Customers, fact: CustomerForgotten, at: Instant) -> None:
    customer = customers.by_id[fact.customer]
    customer.sealed, customer.forgotten_at = b"", at


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {
    CustomerMet: _met,
    ContactChanged: _changed,
    CustomerForgotten: _forgotten,
}
