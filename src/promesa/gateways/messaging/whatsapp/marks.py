"""Names for what must not stand in a fact: phone numbers, scoped ids, and message ids, which hold a phone number."""

from promesa.domain.people import addresses
from promesa.engine.vault import Vault

MESSAGES = "marks:whatsapp"
"""Whose key it is, in the vault."""


class Marks:
    """Keyed digests; owns nothing, and remembers the two keys."""

    def __init__(self, vault: Vault) -> None:
        self._address, self._message = vault.marker(addresses.MARKED_BY), vault.marker(MESSAGES)

    def address(self, told: str) -> str:
        """The same for every way to write one number; empty for nothing."""
        compared = addresses.canonical(told)
        return self._address(compared.encode()) if compared else ""

    def provider(self, wamid: str) -> str:
        """Of WhatsApp's id of a message (`wamid.HBgM...` is a protocol buffer in base64 with the phone in it)."""
        return self._message(wamid.encode()) if wamid else ""
