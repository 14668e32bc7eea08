"""Where a customer can be reached, opened from what is sealed at the moment of sending, and forgotten right after."""

from collections.abc import Callable

import msgspec

from promesa.domain.people import customers
from promesa.domain.values.ids import CustomerId
from promesa.domain.world import World
from promesa.engine.machine import Machine
from promesa.engine.vault import Vault
from promesa.gateways.messaging.whatsapp import replies
from promesa.gateways.messaging.whatsapp.hand import Address


class Reached(msgspec.Struct, frozen=True):
    """The parts of a contact that messages need; empty where it was never given, or was forgotten."""

    phone: str = ""
    email: str = ""


_DECODE = msgspec.json.Decoder(Reached).decode


def contact_of(machine: Machine[World], vault: Vault) -> Callable[[CustomerId], Reached]:
    """What the customer gave us."""

    def opened(customer: CustomerId) -> Reached:
        sealed: bytes | None = machine.ask(lambda world: customers.sealed_contact(world.customers, customer))
        plain = vault.open(customer, sealed) if sealed else None
        return Reached() if plain is None else _DECODE(plain)

    return opened


def address_of(machine: Machine[World], vault: Vault) -> Callable[[CustomerId], Address]:
    """For WhatsApp: exactly as it wrote to us where they ever did (R52), else the phone that they gave us."""
    contact = contact_of(machine, vault)

    def opened(customer: CustomerId) -> Address:
        sealed: bytes | None = machine.ask(lambda world: customers.sealed_reply(world.customers, customer))
        reply = replies.open_reply(vault, customer, sealed)
        if reply.phone:
            return Address(reply.phone, reply.scoped)
        return Address(contact(customer).phone, reply.scoped)

    return opened
