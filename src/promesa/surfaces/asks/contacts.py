"""Whom an order is for: taken in the clear at the door, sealed before anything is written, forgotten on request."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from promesa.domain.people import addresses, customers
from promesa.domain.people.customers import ForgetCustomer, RecordContact
from promesa.domain.values import moments
from promesa.domain.values.ids import CustomerId, OrderId
from promesa.domain.values.refusal import Reason, Refused
from promesa.engine.log import Query, QueryItem
from promesa.surfaces.operations import Call, Errand, Room

Line = Annotated[str, Meta(max_length=200)]


class Contact(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """Personal data: sealed under a key of the customer's own before it is written, and never shown in a fact."""

    name: Line = ""
    phone: Annotated[str, Meta(max_length=32, examples=["+525512345678"])] = ""
    email: Annotated[str, Meta(max_length=254, examples=["ana@example.com"])] = ""
    street: Line = ""
    number: Line = ""
    settlement: Line = ""
    municipality: Line = ""
    state: Line = ""
    postal_code: Annotated[str, Meta(max_length=20)] = ""
    references: Annotated[str, Meta(max_length=500)] = ""


class ContactTold(msgspec.Struct, frozen=True):
    """A customer's contact; null once it was forgotten, or where none was ever given."""

    customer: str
    contact: Contact | None
    met_at: datetime | None = None
    forgotten_at: datetime | None = None


class ContactKept(msgspec.Struct, frozen=True):
    """Sealed, and known under this name; `changed` is false where it was so already."""

    customer: str
    changed: bool


class Forgotten(msgspec.Struct, frozen=True):
    """Nobody can open what was sealed for this customer any more."""

    customer: str
    forgotten: bool


_ENCODE = msgspec.json.Encoder(order="deterministic").encode
_DECODE = msgspec.json.Decoder(Contact).decode


def seal(room: Room, customer: CustomerId, contact: Contact, order: OrderId | None) -> RecordContact:
    """The command that remembers a contact; waits for the vault."""
    return RecordContact(customer, room.vault.seal(customer, _ENCODE(contact)), order, _marks(room, contact))


def _marks(room: Room, contact: Contact) -> tuple[str, ...]:
    """By which the customer is found when they write to us from their phone."""
    phone = addresses.canonical(contact.phone)
    return (room.vault.marker(addresses.MARKED_BY)(phone.encode()),) if phone else ()


def open_contact(room: Room, customer: CustomerId) -> Contact | None:
    """A customer's contact in the clear, or None where there is none (any more)."""
    sealed = room.machine.ask(lambda world: customers.sealed_contact(world.customers, customer))
    plain = None if sealed is None else room.vault.open(customer, sealed)
    return None if plain is None else _DECODE(plain)


def show(room: Room, _: object, call: Call) -> ContactTold | Refused:
    customer = CustomerId(call.path["customer"])
    known = room.machine.ask(lambda world: world.customers.by_id.get(customer))
    if known is None:
        return ContactTold(customer, None) if _is_named(room, customer) else _unknown(customer)
    forgotten = None if known.forgotten_at is None else moments.utc(known.forgotten_at)
    return ContactTold(customer, open_contact(room, customer), moments.utc(known.met_at), forgotten)


def keep(room: Room, asked: Contact, call: Call) -> ContactKept | Refused:
    """For whoever has no order: the operations team, to whom alarms are sent, is `operations`."""
    customer = CustomerId(call.path["customer"])
    verdict = room.machine.submit(seal(room, customer, asked, None), call.by)
    if isinstance(verdict.refusal, Refused):
        return verdict.refusal
    return ContactKept(customer, bool(verdict.facts))


def forget(room: Room, _: object, call: Call) -> Forgotten | Refused:
    """The key goes first: were we to fall between the two, the request is repeated and finds nothing to open."""
    customer = CustomerId(call.path["customer"])
    had_key = room.vault.forget(customer)
    verdict = room.machine.submit(ForgetCustomer(customer), call.by)
    forgotten = had_key or bool(verdict.facts)
    if not forgotten and not _is_named(room, customer):  # a name mistyped must not pass for a customer forgotten
        return _unknown(customer)
    return Forgotten(customer, forgotten)


def _is_named(room: Room, customer: CustomerId) -> bool:
    """Whether any entry of the log speaks of them: an order may, before there is any contact."""
    entries = room.machine.log.read(Query((QueryItem(tags=(f"customer:{customer}",)),)), limit=1)
    return next(iter(entries), None) is not None


def _unknown(customer: CustomerId) -> Refused:
    return Refused(Reason.UNKNOWN_CUSTOMER, customer)


OPERATIONS = (
    Errand(
        name="show_contact",
        method="GET",
        path="/v1/customers/{customer}",
        scope="customer",
        group="Customers",
        summary="A customer's contact, opened from its seal.",
        gives=ContactTold,
        run=show,
    ),
    Errand(
        name="record_contact",
        method="POST",
        path="/v1/customers/{customer}",
        scope="customer",
        group="Customers",
        summary="Seal a contact; the operations team's own, for alarms, is the customer `operations`.",
        takes=Contact,
        gives=ContactKept,
        run=keep,
    ),
    Errand(
        name="forget_customer",
        method="DELETE",
        path="/v1/customers/{customer}",
        scope="customer",
        group="Customers",
        summary="Destroy the key of a customer's personal data: nobody can open them any more.",
        gives=Forgotten,
        run=forget,
    ),
)
