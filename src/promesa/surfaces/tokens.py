"""Signed offers: a customer carries an offer to the checkout, and nobody can change it on the way.

A token is `pq1.KEY.PAYLOAD.SIGNATURE`: the version, the id of the signing key, the offer with its question and its
expiry (MessagePack, base64url), and an HMAC-SHA256 over all that stands before it.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

import msgspec

from promesa.domain.promise.words import Ask, Offer, Quote
from promesa.domain.values.moments import Instant

VERSION = "pq1"
TOKEN_LENGTH = 16_000


class Ring(msgspec.Struct, frozen=True):
    """The keys of signatures: the newest signs, all are believed, so that a secret can be changed while quotes live."""

    newest: str
    secrets: Mapping[str, bytes]


class SignedOffer(msgspec.Struct, frozen=True, array_like=True):
    """What a token says: this offer answers this question until then."""

    ask: Ask
    offer: Offer
    expires_at: Instant


_DECODER = msgspec.msgpack.Decoder(SignedOffer)
_ENCODER = msgspec.msgpack.Encoder()


def ring(secrets: Sequence[str]) -> Ring:
    """The newest secret first; the others are still believed."""
    assert secrets and all(secrets), "a ring needs a secret"
    by_id = {_id_of(secret): _signing_key(secret) for secret in secrets}
    return Ring(_id_of(secrets[0]), MappingProxyType(by_id))


def sign(keys: Ring, quote: Quote, offer: Offer) -> str:
    """The token of one offer of a quote."""
    ask = quote.ask if quote.ask.reservation is None else msgspec.structs.replace(quote.ask, reservation=None)
    signed = SignedOffer(ask, offer, quote.expires_at)
    said = f"{VERSION}.{keys.newest}.{_text(_ENCODER.encode(signed))}"
    return f"{said}.{_signature(keys.secrets[keys.newest], said)}"


def read(keys: Ring, token: str) -> SignedOffer | None:
    """What the token says, expired or not; None for one that we did not sign."""
    said, _, signature = token.rpartition(".")
    version, key, payload = (*said.split(".", 2), "", "", "")[:3]
    secret = keys.secrets.get(key)
    if version != VERSION or secret is None or len(token) > TOKEN_LENGTH or not token.isascii():
        return None
    if not hmac.compare_digest(_signature(secret, said), signature):
        return None
    try:
        return _DECODER.decode(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (msgspec.DecodeError, binascii.Error):
        return None  # signed by us in a shape that is no longer ours


def _signing_key(secret: str) -> bytes:
    return hashlib.blake2b(secret.encode(), digest_size=32, person=b"promesa-quotes").digest()


def _id_of(secret: str) -> str:
    return hashlib.blake2b(secret.encode(), digest_size=4, person=b"promesa-key-id").hexdigest()


def _signature(secret: bytes, said: str) -> str:
    signing = _begun(secret).copy()
    signing.update(said.encode())
    return _text(signing.digest())


@lru_cache(maxsize=16)
def _begun(secret: bytes) -> hmac.HMAC:
    """A signature of nothing yet: to begin one takes longer than to go on with it."""
    return hmac.new(secret, digestmod="sha256")


def _text(data: bytes) -> str:
    """base64url without its padding."""
    return binascii.b2a_base64(data, newline=False).decode().rstrip("=").replace("+", "-").replace("/", "_")
