"""The whole world as bytes at one position, so that a start takes seconds."""

import hashlib
from functools import cache
from typing import Any, Generic

import msgspec

from promesa.engine.desk import Desk
from promesa.engine.log import Log
from promesa.engine.model import Model, World


class Snapshot(msgspec.Struct, Generic[World]):
    """World and desk as folded up to `position`."""

    world: World
    desk: Desk
    position: int
    last_at: int


def encode(snapshot: Snapshot[Any]) -> bytes:
    """MessagePack; a class of its own is written by its `to_wire`, an array by its bytes."""
    return msgspec.msgpack.encode(snapshot, enc_hook=_to_wire)


def load(log: Log, model: Model[World]) -> Snapshot[World] | None:
    """The newest snapshot of this very shape of world, or None: then the log is folded from its beginning."""
    found = log.load_snapshot(shape_of(model))
    if found is None:
        return None
    wanted: Any = Snapshot[model.world_type]  # type: ignore[name-defined]
    snapshot: Snapshot[World] = msgspec.msgpack.decode(found[1], type=wanted, dec_hook=_from_wire)
    assert snapshot.position == found[0], "a snapshot of another position"
    return snapshot


def shape_of(model: Model[Any]) -> str:
    """A name that changes with the shape of the world: a snapshot of another shape is never read."""
    return _shape(model.world_type)


@cache  # a class does not change its shape, and looking at a whole world takes 10 ms
def _shape(world_type: type) -> str:
    shape = repr(msgspec.inspect.type_info(world_type)) + repr(msgspec.inspect.type_info(Desk))
    return "world-" + hashlib.blake2b(shape.encode(), digest_size=12).hexdigest()


def _to_wire(value: Any) -> Any:
    return value.to_wire()


def _from_wire(kind: Any, value: Any) -> Any:
    return kind.from_wire(value)


def copy_bytes(world: Any) -> bytes:
    """A world alone as bytes, to think on a copy of it."""
    return msgspec.msgpack.encode(world, enc_hook=_to_wire)


def copy_of(body: bytes, world_type: Any) -> Any:
    """The world of `copy_bytes` again, sharing nothing with it."""
    return msgspec.msgpack.decode(body, type=world_type, dec_hook=_from_wire)
