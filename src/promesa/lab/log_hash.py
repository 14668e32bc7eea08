"""The fingerprint of a whole log: two logs with the same entries, byte for byte, have the same."""

import hashlib
from collections.abc import Iterable
from itertools import islice

import msgspec

from promesa.engine.log import Entry

BATCH = 4_096


def of(entries: Iterable[Entry]) -> str:
    """32 hexadecimal digits over every field of every entry, in order."""
    digest, encode, left = hashlib.blake2b(digest_size=16), msgspec.msgpack.Encoder().encode, iter(entries)
    while batch := list(islice(left, BATCH)):
        digest.update(encode(batch))
    return digest.hexdigest()
