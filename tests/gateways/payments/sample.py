"""Samples in the format that the partner documents, written by us."""

from pathlib import Path

import msgspec

HERE = Path(__file__).resolve().parent / "samples"


def raw(name: str) -> bytes:
    return (HERE / f"{name}.json").read_bytes()


def changed(name: str, **fields: object) -> bytes:
    """A sample with other top-level fields."""
    return msgspec.json.encode({**msgspec.json.decode(raw(name)), **fields})
