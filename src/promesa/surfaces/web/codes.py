"""The codes of the moment that a phone shows (RFC 6238): six digits from a shared secret and the clock."""

import base64
import hmac
from urllib.parse import quote, urlencode

from promesa.domain.values.moments import SECOND

STEP_SECONDS, DIGITS = 30, 6
SLACK_STEPS = 1
"""A phone's clock may be half a minute off (RFC 6238, 5.2)."""
SECRET_BYTES = 20


def step_of(at: int) -> int:
    """Which half minute an instant (µs) is in, counted from 1970."""
    return at // (STEP_SECONDS * SECOND)


def code(secret: bytes, step: int, digits: int = DIGITS, digest: str = "sha1") -> str:
    """The digits of one half minute (RFC 4226, 5.3)."""
    made = hmac.digest(secret, step.to_bytes(8, "big"), digest)
    at = made[-1] & 0x0F
    number = int.from_bytes(made[at : at + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def matched(secret: bytes, shown: str, at: int) -> int:
    """The half minute that the shown code is of, now or next to now; 0 where it is of none."""
    now, said = step_of(at), "".join(shown.split()).encode("utf-8", "replace")
    near = range(now - SLACK_STEPS, now + SLACK_STEPS + 1)
    fits = [step for step in near if hmac.compare_digest(code(secret, step).encode(), said)]
    return max(fits, default=0)


def spelled(secret: bytes) -> str:
    """Base32, as authenticator apps take it by hand."""
    return base64.b32encode(secret).decode().rstrip("=")


def address(secret: bytes, name: str, issuer: str = "Promesa") -> str:
    """What the QR code says: the otpauth:// address that authenticator apps read."""
    asked = urlencode({"secret": spelled(secret), "issuer": issuer, "digits": DIGITS, "period": STEP_SECONDS})
    return f"otpauth://totp/{quote(issuer)}:{quote(name)}?{asked}"
