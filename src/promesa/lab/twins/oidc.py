"""A twin of an identity provider: its discovery, keys and tokens as OpenID Connect writes them, and ways to do wrong.

Source: OpenID Connect Core 1.0 (3.1.2 to 3.1.3), Discovery 1.0 (4), RFC 7517 (keys), RFC 7515 (signatures), RFC 7636.
"""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import httpx2
import msgspec
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.hashes import SHA256

ISSUER, CLIENT, SECRET = "https://id.example", "promesa", "a secret of the client"
LIFE_SECONDS = 300
RSA_BITS = 2_048


class Employee(msgspec.Struct, frozen=True):
    """Somebody with an account there."""

    subject: str
    name: str
    groups: tuple[str, ...]


class Wrongs(msgspec.Struct, frozen=True):
    """What the provider, or somebody in its place, does wrong; each is a claim or a header that should not be so."""

    claims: Mapping[str, Any] = {}
    alg: str = ""
    signature: bool = False
    """Signed under a key that nobody published."""
    issuer: str = ""
    """What it says of itself."""


class Awaited(msgspec.Struct, frozen=True):
    """A code that was given out, for whom and for which request."""

    employee: Employee
    nonce: str
    challenge: str
    back: str
    proved_at: int


class OidcTwin(httpx2.BaseTransport):
    """Owns its keys and the codes that it gave out; the clock is in seconds."""

    def __init__(self, clock: Callable[[], float], alg: str = "RS256") -> None:
        self._clock, self.alg, self.wrongs = clock, alg, Wrongs()
        self._codes: dict[str, Awaited] = {}
        self.asked: list[str] = []
        """The paths that it was asked for."""
        self.rotate()

    def rotate(self) -> None:
        """From now on everything is signed under a new key, and only that one is published."""
        self._kid = secrets.token_hex(4)
        if self.alg == "ES256":
            self._key: Any = ec.generate_private_key(ec.SECP256R1())
        else:
            self._key = rsa.generate_private_key(public_exponent=65_537, key_size=RSA_BITS)

    # --- what a browser does there ---

    def sign_in(self, url: str, employee: Employee, proved_at: int | None = None) -> str:
        """The way back after somebody signed in at the address that we sent them to."""
        told = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
        assert told["response_type"] == "code", told
        assert told["client_id"] == CLIENT, told
        assert "openid" in told["scope"].split(), told
        assert told["code_challenge_method"] == "S256", told
        code = secrets.token_urlsafe(16)
        at = int(self._clock()) if proved_at is None else proved_at
        self._codes[code] = Awaited(employee, told["nonce"], told["code_challenge"], told["redirect_uri"], at)
        back = urlsplit(told["redirect_uri"])
        return f"{back.path}?{urlencode({'code': code, 'state': told['state']})}"

    # --- what we ask ---

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path
        self.asked.append(path)
        if path == "/.well-known/openid-configuration":
            return httpx2.Response(200, json=self._about())
        if path == "/keys":
            return httpx2.Response(200, json={"keys": [self._published()]})
        if path == "/token" and request.method == "POST":
            return self._token(request)
        return httpx2.Response(404)

    def _about(self) -> dict[str, Any]:
        return {
            "issuer": self.wrongs.issuer or ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "jwks_uri": f"{ISSUER}/keys",
            "response_types_supported": ["code"],
            "id_token_signing_alg_values_supported": ["RS256", "ES256"],
        }

    def _published(self) -> dict[str, Any]:
        numbers = self._key.public_key().public_numbers()
        around = {"kid": self._kid, "use": "sig", "alg": self.alg}
        if self.alg == "ES256":
            return {**around, "kty": "EC", "crv": "P-256", "x": _number(numbers.x, 32), "y": _number(numbers.y, 32)}
        return {**around, "kty": "RSA", "n": _number(numbers.n, RSA_BITS // 8), "e": _number(numbers.e, 3)}

    def _token(self, request: httpx2.Request) -> httpx2.Response:
        """A code is exchanged once, by its client, with the secret behind its challenge."""
        told = dict(parse_qsl(request.read().decode()))
        awaited = self._codes.pop(told.get("code", ""), None)
        basic = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        if request.headers.get("authorization") != f"Basic {basic}":
            return httpx2.Response(401, json={"error": "invalid_client"})
        verifier = hashlib.sha256(told.get("code_verifier", "").encode()).digest()
        if awaited is None or _text(verifier) != awaited.challenge or told.get("redirect_uri") != awaited.back:
            return httpx2.Response(400, json={"error": "invalid_grant"})
        answer = {"access_token": "opaque", "token_type": "Bearer", "id_token": self._id_token(awaited)}
        return httpx2.Response(200, json=answer)

    def _id_token(self, awaited: Awaited) -> str:
        now, wrongs = int(self._clock()), self.wrongs
        claims = {
            "iss": ISSUER,
            "sub": awaited.employee.subject,
            "aud": CLIENT,
            "exp": now + LIFE_SECONDS,
            "iat": now,
            "auth_time": awaited.proved_at,
            "nonce": awaited.nonce,
            "preferred_username": awaited.employee.name,
            "groups": list(awaited.employee.groups),
        }
        alg = wrongs.alg or self.alg
        head = _text(json.dumps({"typ": "JWT", "alg": alg, "kid": self._kid}).encode())
        said = f"{head}.{_text(json.dumps({**claims, **wrongs.claims}).encode())}"
        return f"{said}.{_text(self._signed(alg, said.encode()))}"

    def _signed(self, alg: str, said: bytes) -> bytes:
        """Under the published key; or as those do who have none: not at all, or with what everybody can read."""
        if alg == "none":
            return b""
        if alg == "HS256":
            return hmac.digest(json.dumps(self._published()).encode(), said, "sha256")
        key = self._key
        if self.wrongs.signature:
            ours = self.alg == "ES256"
            key = ec.generate_private_key(ec.SECP256R1()) if ours else rsa.generate_private_key(65_537, RSA_BITS)
        if self.alg == "ES256":
            r, s = utils.decode_dss_signature(key.sign(said, ec.ECDSA(SHA256())))
            return r.to_bytes(32, "big") + s.to_bytes(32, "big")
        signed: bytes = key.sign(said, padding.PKCS1v15(), SHA256())
        return signed


def _number(value: int, size: int) -> str:
    return _text(value.to_bytes(size, "big"))


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")
