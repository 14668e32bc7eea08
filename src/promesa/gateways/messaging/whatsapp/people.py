"""Who an item is about: put together from the item and the contacts beside it, whichever of them says something."""

from collections.abc import Mapping
from typing import Any

from promesa.gateways.messaging.whatsapp import tolerant
from promesa.gateways.messaging.whatsapp.notices import Person

PARENTS = ("parent_user_id", "parent_recipient_user_id", "recipient_parent_user_id", "from_parent_user_id")
"""The manual has several names for the one id."""


class NoSender(Exception):
    """Nothing in the notice says who it is about."""


def of_item(told: Any, around: Mapping[str, Any], phone: str, scoped: str) -> Person:
    """The person whose phone and scoped id stand under these names of the item; where it names nobody, the contact."""
    own = Person(tolerant.text(told, phone), tolerant.text(told, scoped), tolerant.text(told, *PARENTS))
    contact = _contact(own, tolerant.items(around, "contacts"))
    return _joined(own, contact)


def named(told: Any, around: Mapping[str, Any], phone: str, scoped: str) -> Person:
    """The same, only where the item itself names somebody: a contact beside it may be somebody else's.

    Where it gives the scoped id no contact is looked at, of which a notice may hold a thousand.
    """
    own = Person(tolerant.text(told, phone), tolerant.text(told, scoped), tolerant.text(told, *PARENTS))
    return own if own.scoped or not own.addresses else of_item(told, around, phone, scoped)


def _joined(own: Person, contact: Any) -> Person:
    profile = tolerant.fields(contact, "profile")
    return Person(
        own.phone or tolerant.text(contact, "wa_id"),
        own.scoped or tolerant.text(contact, "user_id"),
        own.parent or tolerant.text(contact, "parent_user_id"),
        tolerant.text(profile, "name"),
        tolerant.text(profile, "username") or tolerant.text(contact, "username"),
    )


def _contact(own: Person, contacts: list[Any]) -> Any:
    """The contact of that person; the only one there is, where the item itself names nobody."""
    for contact in contacts:
        scoped, phone = tolerant.text(contact, "user_id"), tolerant.text(contact, "wa_id")
        if (own.scoped and scoped == own.scoped) or (own.phone and phone == own.phone):
            return contact
    return contacts[0] if len(contacts) == 1 and not own.addresses else tolerant.NOTHING


def certain(person: Person) -> Person:
    """The person; raises NoSender where no address is known."""
    if not person.addresses:
        raise NoSender
    return person
