"""Whether a notice is Meta's, and the handshake that sets the webhook up.

Source: Meta, Webhooks, getting started: `hub.mode`, `hub.verify_token`, `hub.challenge`; `X-Hub-Signature-256` is the
HMAC-SHA256 of the raw body under the app secret (Meta escapes what is not ASCII and signs that: nothing is rewritten).
"""

import hmac
from collections.abc import Mapping, Sequence

HEADER = "x-hub-signature-256"
SCHEME = "sha256="
CHALLENGE_MAX = 1_000


def sign(secret: str, body: bytes) -> str:
    """The header's value for a body."""
    return SCHEME + hmac.digest(secret.encode(), body, "sha256").hex()


def is_genuine(secrets: Sequence[str], body: bytes, told: str) -> bool:
    """Whether the header fits the raw body under one of the secrets; without a secret or a header nothing does."""
    claimed = told.strip().encode()
    fits = [hmac.compare_digest(sign(secret, body).encode(), claimed) for secret in secrets if secret]
    return any(fits)


def challenge(verify_token: str, query: Mapping[str, str]) -> str | None:
    """What a handshake is answered with, raw; None where the word is not ours, or where we have none."""
    shown = query.get("hub.verify_token", "").encode()
    ours = bool(verify_token) and hmac.compare_digest(verify_token.encode(), shown)
    told = query.get("hub.challenge", "")
    return told if ours and query.get("hub.mode") == "subscribe" and 0 < len(told) <= CHALLENGE_MAX else None
