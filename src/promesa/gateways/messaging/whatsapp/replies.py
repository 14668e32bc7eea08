"""Where a customer is answered: the addresses exactly as WhatsApp wrote them, sealed for the customer."""

import msgspec

from promesa.domain.values.ids import CustomerId
from promesa.engine.vault import Vault


class ReplyTo(msgspec.Struct, frozen=True, omit_defaults=True):
    """A phone (`5215512345678`), a business-scoped id, or both."""

    phone: str = ""
    scoped: str = ""
    parent: str = ""


_ENCODE = msgspec.json.Encoder(order="deterministic").encode
_DECODE = msgspec.json.Decoder(ReplyTo).decode


def seal(vault: Vault, customer: CustomerId, reply: ReplyTo) -> bytes:
    """The same addresses are the same bytes."""
    return vault.seal(customer, _ENCODE(reply))


def open_reply(vault: Vault, customer: CustomerId, sealed: bytes | None) -> ReplyTo:
    """Empty where they never wrote, or were forgotten."""
    plain = None if not sealed else vault.open(customer, sealed)
    return ReplyTo() if plain is None else _DECODE(plain)


def joined(old: ReplyTo, new: ReplyTo) -> ReplyTo:
    """What is said now, and what was known of what is not said."""
    return ReplyTo(new.phone or old.phone, new.scoped or old.scoped, new.parent or old.parent)
