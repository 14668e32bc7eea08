"""Whoever writes is found by a mark of their address, whatever order things are told in."""

from typing import Any

from promesa.domain.ledger.orders.state import Orders
from promesa.domain.people import customers
from promesa.domain.people.customers import (
    AddressesNoted,
    ContactChanged,
    CustomerForgotten,
    Customers,
    ForgetCustomer,
    NoteAddresses,
    RecordContact,
)
from promesa.domain.values.ids import CustomerId
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Refused

ANA, BETO, STRANGER = CustomerId("ana"), CustomerId("beto"), CustomerId("wa-1")
PHONE, OTHER, SCOPED = "a1", "a2", "b1"
NOW = Instant(1_804_000_000_000_000)


class Room:
    """Customers, and what was said of them."""

    def __init__(self) -> None:
        self.customers = Customers()

    def put(self, ask: Any) -> list[Any]:
        if isinstance(ask, RecordContact):
            told: Any = customers.record_contact(self.customers, Orders(), ask, NOW)
        elif isinstance(ask, ForgetCustomer):
            told = customers.forget(self.customers, ask, NOW)
        else:
            told = customers.note_addresses(self.customers, ask, NOW)
        assert not isinstance(told, Refused), told
        for fact in told:
            customers.FOLD[type(fact)](self.customers, fact, NOW)
        return list(told)

    def whose(self, *marks: str) -> CustomerId | None:
        return customers.found(self.customers, marks)


def test_who_ordered_is_found_when_they_write() -> None:
    room = Room()
    room.put(RecordContact(ANA, b"sealed", marks=(PHONE,)))
    assert room.whose(SCOPED, PHONE) == ANA
    assert room.put(NoteAddresses(ANA, (SCOPED, PHONE), b"as written")) == [
        AddressesNoted(ANA, (SCOPED,), (), b"as written")
    ]
    assert room.put(NoteAddresses(ANA, (SCOPED, PHONE), b"as written")) == [], "what is known is not written again"
    assert room.whose(SCOPED) == ANA
    assert customers.sealed_reply(room.customers, ANA) == b"as written"


def test_a_contact_of_an_earlier_release_gets_its_mark_when_it_is_told_again() -> None:
    room = Room()
    room.put(RecordContact(ANA, b"sealed"))
    assert room.whose(PHONE) is None
    assert room.put(RecordContact(ANA, b"sealed", marks=(PHONE,))) == [ContactChanged(ANA, b"sealed", (PHONE,))]
    assert room.put(RecordContact(ANA, b"sealed", marks=(PHONE,))) == []


def test_who_orders_is_surer_than_who_only_wrote() -> None:
    room = Room()
    room.put(NoteAddresses(STRANGER, (PHONE,), b"as written"))
    assert room.whose(PHONE) == STRANGER
    room.put(RecordContact(ANA, b"sealed", marks=(PHONE,)))
    assert room.whose(PHONE) == ANA
    assert room.put(RecordContact(BETO, b"other", marks=(PHONE,)))[0].marks == (), "a number that is Ana's stays hers"
    assert room.whose(PHONE) == ANA


def test_a_changed_number_is_theirs_and_the_old_one_nobodys() -> None:
    room = Room()
    room.put(RecordContact(ANA, b"sealed", marks=(PHONE,)))
    room.put(RecordContact(BETO, b"other", marks=(OTHER,)))
    told = room.put(NoteAddresses(ANA, (OTHER,), gone=(PHONE,)))
    assert told == [AddressesNoted(ANA, (OTHER,), (PHONE,), b"")], "a recycled number goes to whom it was given"
    assert room.whose(PHONE) is None
    assert room.whose(OTHER) == ANA
    assert room.put(NoteAddresses(ANA, (OTHER,), gone=(PHONE,))) == []


def test_nobody_takes_an_address_by_claiming_to_have_left_another() -> None:
    room = Room()
    room.put(RecordContact(ANA, b"sealed", marks=(PHONE,)))
    assert room.put(NoteAddresses(STRANGER, (PHONE,), gone=(OTHER,))) == []
    assert room.whose(PHONE) == ANA


def test_who_is_forgotten_is_not_found() -> None:
    room = Room()
    room.put(RecordContact(ANA, b"sealed", marks=(PHONE,)))
    room.put(NoteAddresses(ANA, (SCOPED,), b"as written"))
    room.put(NoteAddresses(STRANGER, (OTHER,), b"theirs"))
    assert room.put(ForgetCustomer(ANA)) == [CustomerForgotten(ANA)]
    assert room.put(ForgetCustomer(STRANGER)) == [CustomerForgotten(STRANGER)]
    assert room.put(ForgetCustomer(STRANGER)) == []
    assert room.whose(PHONE, SCOPED, OTHER) is None
    assert customers.sealed_reply(room.customers, ANA) is None


def test_what_is_not_sound_is_refused() -> None:
    for ask in (
        NoteAddresses(ANA, ()),
        NoteAddresses(CustomerId(""), (PHONE,)),
        NoteAddresses(ANA, ("+525512345678",)),
        NoteAddresses(ANA, tuple(map(str, range(21)))),
    ):
        assert isinstance(customers.note_addresses(Customers(), ask, NOW), Refused)
