"""The code that a customer shows at the counter: six digits to say, and the same as a text to scan.

Neither is written anywhere: both follow from the ring's secret and the parcel, so they are gone with the secret. The
text is `pk1.PARCEL.SIGNATURE`, 128 bits of an HMAC-SHA256; the digits are what remains of another one, so they are
counted when they are wrong (ledger/shipments/counter).
"""

import base64
import hashlib
import hmac

from promesa.surfaces.tokens import Ring

VERSION = "pk1"
DIGITS = 6
TEXT_LENGTH = 300
_BYTES = 16


def digits(ring: Ring, parcel: str) -> str:
    """What the customer says: six digits, by the newest secret."""
    return _digits(ring.secrets[ring.newest], parcel)


def spaced(ring: Ring, parcel: str) -> str:
    """The same as it is written: `204 816`."""
    said = digits(ring, parcel)
    return f"{said[: DIGITS // 2]} {said[DIGITS // 2 :]}"


def text(ring: Ring, parcel: str) -> str:
    """What stands in the square that is scanned."""
    return f"{VERSION}.{_plain(parcel.encode())}.{_mark(ring.secrets[ring.newest], parcel)}"


def parcel_of(shown: str) -> str:
    """The parcel that a scanned text is about, believed or not; empty for anything else."""
    version, _, rest = shown.strip().partition(".")
    name, _, _ = rest.partition(".")
    if version != VERSION or len(shown) > TEXT_LENGTH or not shown.isascii():
        return ""
    try:
        return base64.urlsafe_b64decode(name + "=" * (-len(name) % 4)).decode()
    except ValueError:
        return ""


def is_right(ring: Ring, parcel: str, shown: str) -> bool:
    """Whether what was said or scanned is the parcel's own, by any secret of the ring."""
    if parcel_of(shown):
        mark = shown.strip().rpartition(".")[2]
        return parcel_of(shown) == parcel and any(
            hmac.compare_digest(_mark(secret, parcel), mark) for secret in ring.secrets.values()
        )
    said = "".join(shown.split()).replace("-", "")
    if len(said) != DIGITS or not (said.isascii() and said.isdigit()):
        return False
    return any(hmac.compare_digest(_digits(secret, parcel), said) for secret in ring.secrets.values())


def _digits(secret: bytes, parcel: str) -> str:
    number = int.from_bytes(_mac(secret, f"pickup digits {parcel}"), "big")
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def _mark(secret: bytes, parcel: str) -> str:
    return _plain(_mac(secret, f"pickup text {parcel}")[:_BYTES])


def _mac(secret: bytes, about: str) -> bytes:
    return hmac.new(secret, about.encode(), hashlib.sha256).digest()


def _plain(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
