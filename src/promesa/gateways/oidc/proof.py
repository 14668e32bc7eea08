"""ID tokens: who signed them, for whom, for which request and until when (OpenID Connect Core 1.0, 3.1.3.7).

Signatures are RS256 or ES256 (RFC 7515, RFC 7518) under the provider's published keys (RFC 7517); a token that names
any other algorithm, "none" above all, is no token.
"""

import base64
import binascii
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256

SKEW_SECONDS = 60
AGE_SECONDS_MAX = 600
TOKEN_LENGTH_MAX = 16_384
RSA_BITS_MIN = 2_048
HALF = 32
"""Bytes of each half of an ES256 signature."""

PublicKey = rsa.RSAPublicKey | ec.EllipticCurvePublicKey


class Key(msgspec.Struct, frozen=True):
    """One of a provider's keys as it publishes it."""

    kty: str
    kid: str = ""
    use: str = "sig"
    alg: str = ""
    crv: str = ""
    n: str = ""
    e: str = ""
    x: str = ""
    y: str = ""


class KeySet(msgspec.Struct, frozen=True):
    keys: tuple[Key, ...]


class Header(msgspec.Struct, frozen=True):
    alg: str
    kid: str = ""
    crit: tuple[str, ...] = ()


class Claims(msgspec.Struct, frozen=True):
    """Those that every ID token makes; others are read by name where the settings say so."""

    iss: str
    sub: str
    aud: str | tuple[str, ...]
    exp: float
    iat: float
    nonce: str = ""
    azp: str = ""
    auth_time: float = 0.0


class Wanted(msgspec.Struct, frozen=True):
    """What the token must say."""

    issuer: str
    client: str
    nonce: str
    now: float
    """Seconds since 1970."""


class Unproven(Exception):
    """Why a token proves nothing; for our own log, for its bearer is told no details."""


class UnknownKey(Unproven):
    """Signed under a key that we have not seen: the provider may have changed them."""


def read(token: str, keys: Sequence[Key], wanted: Wanted) -> tuple[Claims, Mapping[str, object]]:
    """What the token claims, once it is proven. Raises Unproven, and UnknownKey where new keys may help."""
    if len(token) > TOKEN_LENGTH_MAX or token.count(".") != 2:
        raise Unproven("not a signed token")
    head, body, signature = token.split(".")
    header = _decoded(head, Header)
    if header.crit:
        raise Unproven("it asks for what we do not know")
    _check_signature(header, keys, f"{head}.{body}".encode(), _bytes(signature))
    claims = _decoded(body, Claims)
    _check_claims(claims, wanted)
    return claims, _decoded(body, dict[str, object])


def _check_signature(header: Header, keys: Sequence[Key], said: bytes, signature: bytes) -> None:
    kind = {"RS256": "RSA", "ES256": "EC"}.get(header.alg)
    if kind is None:
        raise Unproven(f"signed with {header.alg!r}")
    fitting = [one for one in keys if one.kty == kind and one.use == "sig" and one.alg in ("", header.alg)]
    named = [one for one in fitting if one.kid == header.kid] if header.kid else fitting
    if not named:
        raise UnknownKey(header.kid)
    if not any(_fits(_public(one), said, signature) for one in named):
        raise Unproven("the signature is not theirs")


def _fits(key: PublicKey, said: bytes, signature: bytes) -> bool:
    try:
        if isinstance(key, rsa.RSAPublicKey):
            key.verify(signature, said, padding.PKCS1v15(), SHA256())
        else:
            if len(signature) != 2 * HALF:
                return False
            halves = (int.from_bytes(signature[:HALF], "big"), int.from_bytes(signature[HALF:], "big"))
            key.verify(utils.encode_dss_signature(*halves), said, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return False
    return True


def _public(key: Key) -> PublicKey:
    """Raises Unproven for a key that is none, or too short to be believed."""
    try:
        if key.kty == "RSA":
            made = rsa.RSAPublicNumbers(_number(key.e), _number(key.n)).public_key()
            if made.key_size < RSA_BITS_MIN:
                raise Unproven("a short key")
            return made
        if key.crv != "P-256":
            raise Unproven(f"a key on {key.crv!r}")
        return ec.EllipticCurvePublicNumbers(_number(key.x), _number(key.y), ec.SECP256R1()).public_key()
    except ValueError as error:
        raise Unproven("a broken key") from error


def _check_claims(claims: Claims, wanted: Wanted) -> None:
    audience = (claims.aud,) if isinstance(claims.aud, str) else claims.aud
    for holds, wrong in (
        (claims.iss == wanted.issuer, "of another issuer"),
        (wanted.client in audience, "for somebody else"),
        (claims.azp in ("", wanted.client) and (len(audience) == 1 or bool(claims.azp)), "given to somebody else"),
        (bool(wanted.nonce) and claims.nonce == wanted.nonce, "of another request"),
        (claims.exp > wanted.now - SKEW_SECONDS, "expired"),
        (claims.iat <= wanted.now + SKEW_SECONDS, "of the future"),
        (claims.iat >= wanted.now - AGE_SECONDS_MAX, "old"),
        (0 < len(claims.sub) <= 255, "about nobody"),
    ):
        if not holds:
            raise Unproven(wrong)


def _decoded(part: str, kind: type) -> Any:
    try:
        return msgspec.json.decode(_bytes(part), type=kind)
    except msgspec.DecodeError as error:
        raise Unproven("it cannot be read") from error


def _number(text: str) -> int:
    return int.from_bytes(_bytes(text), "big")


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Unproven("it cannot be read") from error
