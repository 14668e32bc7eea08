"""API keys as programs carry them: made once, shown once, then known to us by a digest alone."""

import hashlib
import secrets

import msgspec

from promesa.domain.conduct import keys
from promesa.domain.conduct.keys import AddKey

PREFIX = "prm_"
"""Lets people and secret scanners recognise a key."""


class NewKey(msgspec.Struct, frozen=True):
    """The key itself, to be shown once, and the command that makes it open doors."""

    key: str
    command: AddKey


def new(name: str, scopes: tuple[str, ...] = keys.SCOPES, agent: str = "") -> NewKey:
    """A key with 256 bits of chance; nothing is written until the command is put. `agent`: whom an agent's is for."""
    key = PREFIX + secrets.token_urlsafe(32)
    return NewKey(key, AddKey(name, digest(key), scopes, agent))


def digest(key: str) -> str:
    """How the log knows a key. One fast hash is enough: a key is chance, not a password that could be guessed."""
    return hashlib.sha256(key.encode()).hexdigest()
