"""Seals bytes for an owner under a key of the owner's own; destroying the key makes all that was sealed unreadable."""

import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Protocol

import apsw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12
MARK_BYTES = 16
VERSION = b"\x01"
CODES = "marks:codes"
"""Whose key it is that marks codes."""


class KeyStore(Protocol):
    """Keys by owner, apart from the log and from its backups. Every method may be called from any thread."""

    def get(self, owner: str) -> bytes | None:
        """The owner's key, or None."""

    def put(self, owner: str, key: bytes) -> bytes:
        """Keep the key unless the owner has one; the owner's key, durable on return."""

    def put_new(self, keys: Mapping[str, bytes]) -> None:
        """Keep each key whose owner has none, all durable on return, together."""

    def destroy(self, owner: str) -> bool:
        """Erase the owner's key, durable on return; whether there was one."""

    def close(self) -> None:
        """Let go of files and connections."""


class MemoryKeys:
    """For tests and demos."""

    def __init__(self) -> None:
        self._keys: dict[str, bytes] = {}

    def get(self, owner: str) -> bytes | None:
        return self._keys.get(owner)

    def put(self, owner: str, key: bytes) -> bytes:
        return self._keys.setdefault(owner, key)

    def put_new(self, keys: Mapping[str, bytes]) -> None:
        for owner, key in keys.items():
            self._keys.setdefault(owner, key)

    def destroy(self, owner: str) -> bool:
        return self._keys.pop(owner, None) is not None

    def close(self) -> None:
        """Nothing is held."""


class SqliteKeys:
    """A small file of its own beside the log, mode 0600; erased keys are overwritten with zeros."""

    def __init__(self, path: str | Path) -> None:
        self._lock = threading.Lock()
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        self._db: apsw.Connection | None = apsw.Connection(str(path))
        self._db.set_busy_timeout(10_000)
        # No write-ahead log: an erased key would stay readable in it until a checkpoint.
        for pragma in ("journal_mode=TRUNCATE", "synchronous=EXTRA", "secure_delete=ON"):
            self._db.execute(f"PRAGMA {pragma}").fetchall()
        self._db.execute("CREATE TABLE IF NOT EXISTS keys (owner TEXT PRIMARY KEY, key BLOB NOT NULL) WITHOUT ROWID")

    def _run(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        with self._lock:
            assert self._db is not None, "the vault is closed"
            return self._db.execute(sql, values).fetchall()

    def get(self, owner: str) -> bytes | None:
        found = self._run("SELECT key FROM keys WHERE owner = ?", owner)
        return bytes(found[0][0]) if found else None  # type: ignore[call-overload]

    def put(self, owner: str, key: bytes) -> bytes:
        self._run("INSERT INTO keys VALUES (?, ?) ON CONFLICT DO NOTHING", owner, key)
        kept = self.get(owner)
        return key if kept is None else kept

    def put_new(self, keys: Mapping[str, bytes]) -> None:
        with self._lock:
            assert self._db is not None, "the vault is closed"
            with self._db:
                self._db.executemany("INSERT INTO keys VALUES (?, ?) ON CONFLICT DO NOTHING", keys.items())

    def destroy(self, owner: str) -> bool:
        return bool(self._run("DELETE FROM keys WHERE owner = ? RETURNING 1", owner))

    def close(self) -> None:
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None


class Vault:
    """Seals and opens with the keys of a store."""

    def __init__(self, keys: KeyStore) -> None:
        self._keys = keys

    def seal(self, owner: str, plain: bytes) -> bytes:
        """The sealed bytes; the same bytes sealed again for the same living owner are the same.

        AES-256-GCM whose nonce is an HMAC of the plain text under a key of its own (as in SIV modes), so that a
        repeated request is recognised as the same; two different texts of one owner share a nonce only by a collision
        of 96 bits of HMAC-SHA256.
        """
        return self.sealer(owner)(plain)

    def sealer(self, owner: str) -> Callable[[bytes], bytes]:
        """Seals for one owner without asking for the key again: for whoever may not wait for the store of keys."""
        key = self._keys.get(owner) or self._keys.put(owner, secrets.token_bytes(KEY_BYTES))
        for_nonce, cipher = _sub_key(key, b"nonce"), AESGCM(_sub_key(key, b"seal"))

        def seal(plain: bytes) -> bytes:
            nonce = hmac.digest(for_nonce, plain, "sha256")[:NONCE_BYTES]
            return VERSION + nonce + cipher.encrypt(nonce, plain, owner.encode())

        return seal

    def prepare(self, owners: Iterable[str]) -> None:
        """Make the keys of all who have none in one go: one by one, each would wait for the disk."""
        new = [owner for owner in dict.fromkeys(owners) if self._keys.get(owner) is None]
        if new:
            self._keys.put_new({owner: secrets.token_bytes(KEY_BYTES) for owner in new})

    def open(self, owner: str, sealed: bytes) -> bytes | None:
        """What was sealed for this owner, or None once the key is destroyed (or for bytes that we did not seal)."""
        key = self._keys.get(owner)
        if key is None or sealed[:1] != VERSION:
            return None
        nonce, body = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        try:
            return AESGCM(_sub_key(key, b"seal")).decrypt(nonce, body, owner.encode())
        except InvalidTag:
            return None

    def marker(self, owner: str) -> Callable[[bytes], str]:
        """Names bytes so that the same bytes are found again and nobody without the key can say what they were.

        32 hexadecimal digits: HMAC-SHA256 under the owner's key, cut to 128 bits. The key is read once.
        """
        key = self._keys.get(owner) or self._keys.put(owner, secrets.token_bytes(KEY_BYTES))
        mark = _sub_key(key, b"mark")
        return lambda plain: hmac.digest(mark, plain, "sha256")[:MARK_BYTES].hex()

    def forget(self, owner: str) -> bool:
        """Destroy the owner's key; whether there was one. What is sealed later gets a new key."""
        return self._keys.destroy(owner)

    def close(self) -> None:
        self._keys.close()


def _sub_key(key: bytes, use: bytes) -> bytes:
    return hashlib.blake2b(key=key, person=use, digest_size=KEY_BYTES).digest()


def code_mark(vault: Vault, owner: str, code: str) -> str:
    """What may be known of a short code that was sent to somebody: nobody finds it again without the vault's key."""
    return vault.marker(CODES)(f"{owner}:{code}".encode())
