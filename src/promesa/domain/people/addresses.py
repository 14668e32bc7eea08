"""Whom a phone number or a partner's id of a person stands for: what is compared, which is not what is written to."""

import re

MARKED_BY = "marks:addresses"
"""Under this name the vault keeps the key with which addresses are marked, so that facts can name them unread."""
SCOPED = re.compile(r"[A-Z]{2}\.(ENT\.)?[0-9A-Za-z]{1,128}")
"""Meta's business-scoped id of a person: `MX.1349...`."""
SCHEME = "whatsapp:"
DIGITS_MAX = 15
"""Of E.164."""
MEXICAN, ARGENTINE, BRAZILIAN = (
    re.compile(r"521(\d{10})"),
    re.compile(r"549(\d{10})"),
    re.compile(r"55(\d\d)([6-9]\d{7})"),
)


def canonical(address: str) -> str:
    """The one way in which an address is compared: `+525512345678`, or a scoped id as it is; empty for nothing.

    The extra mobile digits that WhatsApp adds or lacks (52 1, 54 9, 55 aa 9) are settled by country, so that
    +1 521 555 1234 stays itself. Source: Meta, Cloud API, phone number formats.
    """
    told = address.strip().removeprefix(SCHEME).strip()
    if SCOPED.fullmatch(told):
        return told
    digits = "".join(letter for letter in told if letter.isascii() and letter.isdecimal())
    if not digits or len(digits) > DIGITS_MAX or any(letter.isalpha() for letter in told):
        return told
    return f"+{_by_country(digits)}"


def _by_country(digits: str) -> str:
    if found := MEXICAN.fullmatch(digits):
        return f"52{found[1]}"
    if found := ARGENTINE.fullmatch(digits):
        return f"54{found[1]}"
    if found := BRAZILIAN.fullmatch(digits):
        return f"55{found[1]}9{found[2]}"
    return digits
