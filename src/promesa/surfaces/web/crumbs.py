"""Cookies, and marks that only we can have made: for forms, for what is said after an act, for whoever signed in."""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

from promesa.surfaces.tokens import Ring

SEAT = "seat"
"""The cookie that tells one browser from another: what its forms are bound to."""
SEAT_LENGTH = 43
YEAR_SECONDS = 365 * 86_400


def read(scope: Any) -> dict[str, str]:
    """The cookies of a request; those that cannot be read are not there."""
    said = "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")
    try:
        return {name: morsel.value for name, morsel in SimpleCookie(said).items()}
    except CookieError:
        return {}


def write(
    name: str, value: str, *, seconds: int | None = None, secure: bool = False, path: str = "/", site: str = "Lax"
) -> tuple[bytes, bytes]:
    """A Set-Cookie header that no script can read; `seconds` 0 takes the cookie away, None: while the browser is open.

    The value is of base64url, digits and letters.
    """
    parts = [f"{name}={value}", f"Path={path}", "HttpOnly", f"SameSite={site}"]
    if seconds is not None:
        parts.append(f"Max-Age={seconds}")
    if secure:
        parts.append("Secure")
    return b"set-cookie", "; ".join(parts).encode("latin-1")


def new_seat() -> str:
    return secrets.token_urlsafe(32)


def seat_of(cookies: Mapping[str, str]) -> str:
    """The seat that a browser shows, or nothing."""
    seat = cookies.get(SEAT, "")
    return seat if len(seat) == SEAT_LENGTH else ""


def mark(ring: Ring, purpose: str, bound: str) -> str:
    """What only a holder of the ring's newest secret can say of `bound` for this purpose."""
    return _mark(ring.secrets[ring.newest], purpose, bound)


def is_marked(ring: Ring, purpose: str, bound: str, shown: str) -> bool:
    """Whether one of the ring's secrets made that mark."""
    made = [_mark(secret, purpose, bound) for secret in ring.secrets.values()]
    return any(hmac.compare_digest(one.encode(), shown.encode("utf-8", "replace")) for one in made)


def sealed(ring: Ring, purpose: str, text: str) -> str:
    """A text with its mark, as one word for a cookie: everybody may read it, nobody may change it."""
    return f"{base64.urlsafe_b64encode(text.encode()).decode().rstrip('=')}.{mark(ring, purpose, text)}"


def opened(ring: Ring, purpose: str, word: str) -> str | None:
    """The text of `sealed`; None for what is not ours."""
    told, _, shown = word.partition(".")
    try:
        text = base64.urlsafe_b64decode(told + "=" * (-len(told) % 4)).decode()
    except (binascii.Error, ValueError):
        return None
    return text if is_marked(ring, purpose, text, shown) else None


def _mark(secret: bytes, purpose: str, bound: str) -> str:
    made = hmac.new(secret, f"{purpose}\0{bound}".encode(), hashlib.sha256).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")
