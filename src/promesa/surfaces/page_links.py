"""Signed links to the pages of orders: whoever has one may look, nobody can make one, each ends on its day.

The end of a link is base64url of: version and purpose (1 byte each), the id of the signing key (4), the last day (2,
days since 1970-01-01), the order's number, and 16 bytes of an HMAC-SHA256 over all that. It is made of the secrets that
sign quotes, under a key of its own: taking a secret out of the ring ends every link that it signed.
"""

import base64
import binascii
import hashlib
import hmac
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

from promesa.domain.values import moments
from promesa.domain.values.ids import OrderId
from promesa.domain.values.moments import Instant
from promesa.surfaces.tokens import Ring

VERSION, ORDER_PAGE = 1, 1
SIGNATURE_BYTES = 16
HEAD_BYTES = 8
TOKEN_LENGTH = 300
_EPOCH = date(1970, 1, 1)


class PageLink(NamedTuple):
    """What a good link says."""

    order: OrderId
    last_day: date


def last_day(now: Instant, days: int) -> date:
    """Through the end of that day, UTC; the same for every link of a day, so that the same order has the same link."""
    return moments.utc(now).date() + timedelta(days=days)


def sign(ring: Ring, order: OrderId, until: date) -> str:
    """The end of the link to the order's page."""
    days = (until - _EPOCH).days
    said = bytes((VERSION, ORDER_PAGE)) + bytes.fromhex(ring.newest) + days.to_bytes(2, "big") + order.encode()
    return _text(said + _signature(ring.secrets[ring.newest], said))


def read(ring: Ring, token: str, now: Instant) -> PageLink | None:
    """What the link says; None for one that we did not sign, or whose day is over: nobody learns which."""
    data = _data(token)
    said, signature = data[:-SIGNATURE_BYTES], data[-SIGNATURE_BYTES:]
    if len(said) <= HEAD_BYTES or said[:2] != bytes((VERSION, ORDER_PAGE)):
        return None
    secret = ring.secrets.get(said[2:6].hex())
    if secret is None or not hmac.compare_digest(_signature(secret, said), signature):
        return None
    until = _EPOCH + timedelta(days=int.from_bytes(said[6:HEAD_BYTES], "big"))
    return None if _after(now, until) else PageLink(OrderId(said[HEAD_BYTES:].decode()), until)


def _after(now: Instant, until: date) -> bool:
    return moments.utc(now) >= datetime.combine(until + timedelta(days=1), datetime.min.time(), UTC)


def mark(ring: Ring, purpose: str, *about: str) -> str:
    """A mark that only we can make: for forms, for what a browser carries. By the newest secret."""
    return _marked(ring.secrets[ring.newest], purpose, about)


def is_marked(ring: Ring, shown: str, purpose: str, *about: str) -> bool:
    """Whether any secret of the ring made it."""
    if not shown.isascii():
        return False
    return any(hmac.compare_digest(_marked(secret, purpose, about), shown) for secret in ring.secrets.values())


def _marked(secret: bytes, purpose: str, about: tuple[str, ...]) -> str:
    said = "\x00".join((purpose, *about)).encode()
    return _text(hmac.digest(_own_key(secret), said, "sha256")[:SIGNATURE_BYTES])


def _signature(secret: bytes, said: bytes) -> bytes:
    return hmac.digest(_own_key(secret), said, "sha256")[:SIGNATURE_BYTES]


def _own_key(secret: bytes) -> bytes:
    """So that what signs a quote never signs a link."""
    return hashlib.blake2b(secret, digest_size=32, person=b"promesa-links").digest()


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _data(token: str) -> bytes:
    """Empty for what is not exactly as we write it: one link has one spelling."""
    if len(token) > TOKEN_LENGTH or not token.isascii():
        return b""
    try:
        data = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
    except binascii.Error:
        return b""
    return data if _text(data) == token else b""
