"""A company's identity provider: authorization code with PKCE (OpenID Connect Core 3.1; RFC 7636; Discovery)."""

import base64
import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from typing import TypeVar
from urllib.parse import urlencode, urlsplit

import httpx2
import msgspec

from promesa.domain.conduct.staff.vouching import VouchedPerson
from promesa.domain.values.moments import SECOND, Instant
from promesa.gateways.oidc import proof
from promesa.gateways.oidc.proof import Key, KeySet, UnknownKey, Unproven, Wanted

Read = TypeVar("Read")
LOG = logging.getLogger("promesa.oidc")
TIMEOUT_SECONDS = 10.0
KNOWN_SECONDS = 3_600.0
"""So long what the provider says of itself is believed."""
NEW_KEYS_SECONDS = 60.0
"""New keys are looked for at most so often, whoever shows tokens under strange ones."""
ANSWER_MAX = 1_000_000
GROUPS_MAX = 500


class Account(msgspec.Struct, frozen=True):
    """Who we are at the provider, and by which claims it says what people are called and which groups they are in."""

    issuer: str
    client: str
    secret: str
    scopes: str = "openid profile"
    name_claim: str = "preferred_username"
    groups_claim: str = "groups"


class About(msgspec.Struct, frozen=True):
    """What the provider says of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str


class Given(msgspec.Struct, frozen=True):
    """The token endpoint's answer; of its tokens we want the one that says who it is."""

    id_token: str


class Provider:
    """Owns the connections to one provider, and what it last said of itself; may be called from any thread."""

    def __init__(
        self,
        account: Account,
        transport: httpx2.BaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._account, self._clock = account, clock
        self._http = httpx2.Client(transport=transport, timeout=TIMEOUT_SECONDS, follow_redirects=False)
        self._about: tuple[float, About] | None = None
        self._keys: tuple[float, tuple[Key, ...]] | None = None

    def close(self) -> None:
        self._http.close()

    def begin(self, back: str, state: str, nonce: str, verifier: str, again: bool) -> str | None:
        """Where the browser goes to sign in; None while the provider cannot be asked. `again`: though it has."""
        try:
            about = self._known()
        except (Unproven, httpx2.HTTPError) as error:
            LOG.warning("the identity provider cannot be asked: %s", error)
            return None
        challenge = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._account.client,
            "redirect_uri": back,
            "scope": self._account.scopes,
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
            **({"prompt": "login", "max_age": "0"} if again else {}),
        }
        joint = "&" if urlsplit(about.authorization_endpoint).query else "?"
        return f"{about.authorization_endpoint}{joint}{urlencode(asked)}"

    def finish(self, back: str, code: str, nonce: str, verifier: str, now: Instant) -> VouchedPerson | None:
        """Whom the code stands for; None where nothing is proven, and why not in our own log."""
        try:
            token = self._token(back, code, verifier)
            wanted = Wanted(self._account.issuer, self._account.client, nonce, now / SECOND)
            return self._vouched(*self._proven(token, wanted))
        except (Unproven, httpx2.HTTPError) as error:
            LOG.warning("nobody is vouched for: %s: %s", type(error).__name__, error)
            return None

    def _token(self, back: str, code: str, verifier: str) -> str:
        told = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
        known = (self._account.client, self._account.secret)
        answer = self._http.post(self._known().token_endpoint, data=told, auth=known)
        return self._read(answer, Given).id_token

    def _proven(self, token: str, wanted: Wanted) -> tuple[proof.Claims, Mapping[str, object]]:
        try:
            return proof.read(token, self._key_set(KNOWN_SECONDS), wanted)
        except UnknownKey:
            return proof.read(token, self._key_set(NEW_KEYS_SECONDS), wanted)

    def _vouched(self, claims: proof.Claims, others: Mapping[str, object]) -> VouchedPerson:
        groups = others.get(self._account.groups_claim, ())
        named = (groups,) if isinstance(groups, str) else groups if isinstance(groups, list) else ()
        name = others.get(self._account.name_claim)
        return VouchedPerson(
            issuer=claims.iss,
            subject=claims.sub,
            name=name if isinstance(name, str) else "",
            groups=tuple(str(one) for one in named[:GROUPS_MAX]),
            proved_at=Instant(int(claims.auth_time * SECOND)),
        )

    # --- what the provider says of itself ---

    def _known(self) -> About:
        """Its own word on where it is; an issuer that is not who we asked is somebody else's."""
        if self._about is None or self._clock() - self._about[0] > KNOWN_SECONDS:
            address = f"{self._account.issuer.rstrip('/')}/.well-known/openid-configuration"
            about = self._read(self._http.get(address), About)
            if about.issuer != self._account.issuer:
                raise Unproven(f"it says that it is {about.issuer!r}")
            self._about = (self._clock(), about)
        return self._about[1]

    def _key_set(self, age_seconds: float) -> tuple[Key, ...]:
        """Its keys, no older than that."""
        if self._keys is None or self._clock() - self._keys[0] > age_seconds:
            self._keys = (self._clock(), self._read(self._http.get(self._known().jwks_uri), KeySet).keys)
        return self._keys[1]

    def _read(self, answer: httpx2.Response, kind: type[Read]) -> Read:
        if answer.status_code != 200 or len(answer.content) > ANSWER_MAX:
            raise Unproven(f"{answer.request.url.path}: {answer.status_code}")
        try:
            return msgspec.json.decode(answer.content, type=kind)
        except msgspec.DecodeError as error:
            raise Unproven(f"{answer.request.url.path} cannot be read") from error
