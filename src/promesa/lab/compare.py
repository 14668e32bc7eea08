"""Where two worlds differ, down to the field, the key and the number in an array."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np

DIFFERENCES_MAX = 20


def differences(one: Any, other: Any) -> list[str]:
    """Paths at which the two differ, at most `DIFFERENCES_MAX`; none where they are alike, order of dicts included.

    What a struct has worked out for itself (its `__dict__`) is no part of it.
    """
    found = []
    for path in _walk(one, other, ""):
        found.append(path)
        if len(found) == DIFFERENCES_MAX:
            break
    return found


def _walk(one: Any, other: Any, path: str) -> Iterator[str]:
    if one is other:
        return
    if type(one) is not type(other):
        yield f"{path}: {type(one).__name__} is not {type(other).__name__}"
    elif isinstance(one, msgspec.Struct):
        for field in one.__struct_fields__:
            yield from _walk(getattr(one, field), getattr(other, field), f"{path}.{field}")
    elif isinstance(one, np.ndarray):
        yield from _arrays(one, other, path)
    elif isinstance(one, dict):
        yield from _dicts(one, other, path)
    elif isinstance(one, list | tuple):
        yield from _sequences(one, other, path)
    elif hasattr(one, "to_wire"):
        yield from _walk(one.to_wire(), other.to_wire(), path)
    elif isinstance(one, bytes | bytearray):
        yield from _arrays(np.frombuffer(one, np.uint8), np.frombuffer(other, np.uint8), path)
    elif one != other:
        yield f"{path}: {one!r} is not {other!r}"[:300]


def _arrays(one: np.ndarray[Any, Any], other: np.ndarray[Any, Any], path: str) -> Iterator[str]:
    if one.shape != other.shape or one.dtype != other.dtype:
        yield f"{path}: {one.dtype}{one.shape} is not {other.dtype}{other.shape}"
        return
    for index in np.flatnonzero(one != other)[:DIFFERENCES_MAX].tolist():
        yield f"{path}[{index}]: {one[index]} is not {other[index]}"


def _dicts(one: Mapping[Any, Any], other: Mapping[Any, Any], path: str) -> Iterator[str]:
    for key, value in one.items():
        if key not in other:
            yield f"{path}[{key!r}]: only in one"
        else:
            yield from _walk(value, other[key], f"{path}[{key!r}]")
    yield from (f"{path}[{key!r}]: only in the other" for key in other if key not in one)
    if one.keys() == other.keys() and list(one) != list(other):
        yield f"{path}: the keys come in another order"


def _sequences(one: Any, other: Any, path: str) -> Iterator[str]:
    if len(one) != len(other):
        yield f"{path}: {len(one)} long, not {len(other)}"
        return
    if one == other:
        return
    for index, (left, right) in enumerate(zip(one, other, strict=True)):
        yield from _walk(left, right, f"{path}[{index}]")
