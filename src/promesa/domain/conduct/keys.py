"""Keys that open the doors: who may ask and order what, known by a digest, never by the key itself."""

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from promesa.domain.values import ids
from promesa.domain.values.moments import Instant
from promesa.domain.values.refusal import Reason, Refused

SCOPES = (
    "quote",
    "order",
    "pay",
    "stock",
    "parcel",
    "network",
    "policy",
    "customer",
    "read",
    "operate",
    "keys",
    "mandate",
    "people",
)
"""What a key may open: ask for offers; place and cancel; move money; say what is on shelves; work with parcels;
describe catalog, locations and carriers; decide policy; open personal data; read orders and figures; revive dead
letters; give out and revoke keys; grant mandates to agents, answer them and stop them; say who works here."""
AGENT = "agent"
"""The scope of an agent's key: it opens proposing, under that agent's name, and nothing else goes with it."""
EVERY_SCOPE = (*SCOPES, AGENT)

DIGEST_LENGTH = 64
"""SHA-256 in hexadecimal."""
NAME_LENGTH = 64


# --- commands ---


class AddKey(msgspec.Struct, frozen=True):
    """Let whoever knows the key behind this digest through the doors of these scopes, under this name."""

    name: str
    digest: str
    scopes: tuple[str, ...]
    agent: str = ""
    """The one agent that it speaks for, where its scope is `AGENT`."""


class RevokeKey(msgspec.Struct, frozen=True):
    """The key opens nothing more; its name stays taken. Again, it changes nothing."""

    name: str


# --- facts ---


class KeyAdded(msgspec.Struct, frozen=True):
    name: str
    digest: str
    scopes: tuple[str, ...]
    agent: str = ""


class KeyRevoked(msgspec.Struct, frozen=True):
    name: str


class Key(msgspec.Struct):
    """A name, what it may open, and whether it still does."""

    name: str
    digest: str
    scopes: tuple[str, ...]
    added_at: Instant
    revoked_at: Instant | None = None
    agent: str = ""


class Keys(msgspec.Struct):
    """Every key ever given out by name, and those that still open by digest."""

    by_name: dict[str, Key] = {}
    by_digest: dict[str, str] = {}


def opened_by(keys: Keys, digest: str) -> Key | None:
    """The living key of a digest, or None."""
    name = keys.by_digest.get(digest)
    return None if name is None else keys.by_name[name]


# --- rules ---


def add_key(keys: Keys, ask: AddKey, _: Instant) -> list[KeyAdded] | Refused:
    """A new name for a new digest; a name is given out once, so that `by` in the log always means one key."""
    name = ids.entered(ask.name)
    if not ids.is_sound(name) or len(name) > NAME_LENGTH:
        return Refused(Reason.INVALID, "name")
    if len(ask.digest) != DIGEST_LENGTH or not set(ask.digest) <= set("0123456789abcdef"):
        return Refused(Reason.INVALID, "digest")
    strange = next((scope for scope in ask.scopes if scope not in EVERY_SCOPE), None)
    if strange is not None or not ask.scopes:
        return Refused(Reason.INVALID, f"scope {strange or ''}".strip())
    if (set(ask.scopes) == {AGENT}) != ids.is_plain(ask.agent) or (AGENT in ask.scopes) != bool(ask.agent):
        return Refused(Reason.INVALID, "agent")
    known = keys.by_name.get(name)
    scopes = tuple(scope for scope in EVERY_SCOPE if scope in ask.scopes)
    told = (ask.digest, scopes, None, ask.agent)
    if known is not None and (known.digest, known.scopes, known.revoked_at, known.agent) == told:
        return []
    if known is not None or ask.digest in keys.by_digest:
        return Refused(Reason.ALREADY_EXISTS, name)
    return [KeyAdded(name, ask.digest, scopes, ask.agent)]


def revoke_key(keys: Keys, ask: RevokeKey, _: Instant) -> list[KeyRevoked] | Refused:
    known = keys.by_name.get(ids.entered(ask.name))
    if known is None:
        return Refused(Reason.UNKNOWN_KEY, ask.name)
    return [] if known.revoked_at is not None else [KeyRevoked(known.name)]


# --- the fold ---


def _added(keys: Keys, fact: KeyAdded, at: Instant) -> None:
    assert fact.name not in keys.by_name, fact
    keys.by_name[fact.name] = Key(fact.name, fact.digest, fact.scopes, at, agent=fact.agent)
    keys.by_digest[fact.digest] = fact.name


def _revoked(keys: Keys, fact: KeyRevoked, at: Instant) -> None:
    key = keys.by_name[fact.name]
    key.revoked_at = at
    del keys.by_digest[key.digest]


FOLD: Mapping[type, Callable[[Any, Any, Instant], None]] = {KeyAdded: _added, KeyRevoked: _revoked}

RULES: Mapping[type, Callable[[Any, Any, Instant], Any]] = {AddKey: add_key, RevokeKey: revoke_key}
