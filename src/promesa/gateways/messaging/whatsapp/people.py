"""Who an item is about: put together from the item and the contacts beside it, whichever of them says something."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from promesa.gateways.messaging.whatsapp import tolerant
from promesa.gateways.messaging.whatsapp.notices import Person

PARENTS = ("parent_user_id", "parent_recipient_user_id", "recipient_parent_user_id", "from_parent_user_id")
"""The manual has several names for the one id."""


class Around(dict[str, Any]):
    """What stands beside the items of one change; its contacts are looked through once for all of its items."""

    @cached_property
    def by_address(self) -> Mapping[str, Any]:
        """The first contact of each address, as it stands there."""
        found: dict[str, Any] = {}
        for contact in tolerant.items(self, "contacts"):
            for address in (tolerant.text(contact, "user_id"), tolerant.text(contact, "wa_id")):
                if address:
                    found.setdefault(address, contact)
        return found


class NoSender(Exception):
    """Nothing in the notice says who it is about."""


def of_item(told: Any, around: Mapping[str, Any], phone: str, scoped: str) -> Person:
    """The person whose phone and scoped id stand under these names of the item; where it names nobody, the contact."""
    own = Person(tolerant.text(told, phone), tolerant.text(told, scoped), tolerant.text(told, *PARENTS))
    return _joined(own, _contact(own, around if isinstance(around, Around) else Around(around)))


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


def _contact(own: Person, around: Around) -> Any:
    """The contact of that person; the only one there is, where the item itself names nobody."""
    for address in (own.scoped, own.phone):
        if address and address in around.by_address:
            return around.by_address[address]
    contacts = () if own.addresses else tolerant.items(around, "contacts")
    return contacts[0] if len(contacts) == 1 else tolerant.NOTHING


def certain(person: Person) -> Person:
    """The person; raises NoSender where no address is known."""
    if not person.addresses:
        raise NoSender
    return person
