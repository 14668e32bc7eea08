"""Passwords: kept as a slow hash that costs memory, compared in constant time, refused where all would guess them.

The figures are those of the OWASP Password Storage Cheat Sheet for scrypt (N=2^15, r=8, p=3: as strong as N=2^17, p=1,
in a quarter of the memory); they stand in each hash, so that they can be raised while old ones are still read.
"""

import base64
import hashlib
import hmac
import secrets
import unicodedata
from typing import NamedTuple

LENGTH_MIN, LENGTH_MAX = 12, 128
"""Characters: twelve at least, and whole sentences welcome (NIST SP 800-63B, 5.1.1.2)."""
SALT_BYTES, HASH_BYTES = 16, 32
KINDS_MIN = 5
"""Different characters: "aaaaaaaaaaaa" is long and no password."""


class Cost(NamedTuple):
    """scrypt's figures; memory is 128 * n * r bytes."""

    n: int = 2**15
    r: int = 8
    p: int = 3


COST = Cost()


def hashed(password: str, cost: Cost = COST) -> str:
    """`scrypt$N$r$p$SALT$HASH`; takes a third of a second and 32 MB."""
    salt = secrets.token_bytes(SALT_BYTES)
    return "$".join(("scrypt", *map(str, cost), _text(salt), _text(_derived(password, salt, cost))))


def fits(password: str, known: str) -> bool:
    """Whether this is the password of the hash; as slow as hashing whatever the answer is."""
    _, n, r, p, salt, told = known.split("$")
    derived = _derived(password, base64.b64decode(salt), Cost(int(n), int(r), int(p)))
    return hmac.compare_digest(derived, base64.b64decode(told))


def weakness(password: str, name: str) -> str:
    """Why nobody should have it: "short", "long", "simple"; nothing where it may be taken."""
    said = _composed(password)
    if not LENGTH_MIN <= len(said) <= LENGTH_MAX:
        return "short" if len(said) < LENGTH_MIN else "long"
    plain = said.lower()
    runs = plain in "01234567890123456789" or plain in "abcdefghijklmnopqrstuvwxyz" or plain in "qwertyuiopasdfghjkl"
    named = bool(name) and len(plain.replace(name, "").replace("promesa", "")) < LENGTH_MIN // 2
    return "simple" if len(set(plain)) < KINDS_MIN or runs or named else ""


def _derived(password: str, salt: bytes, cost: Cost) -> bytes:
    memory = 128 * cost.n * cost.r + 128 * cost.r * cost.p + 2**20
    return hashlib.scrypt(
        _composed(password).encode(), salt=salt, n=cost.n, r=cost.r, p=cost.p, maxmem=memory, dklen=HASH_BYTES
    )


def _composed(password: str) -> str:
    """However a keyboard composes an ñ, it is the same letter."""
    return unicodedata.normalize("NFC", password)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
