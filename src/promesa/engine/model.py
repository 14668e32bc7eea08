"""A domain as the engine sees it: tables only."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Generic, TypeVar

import msgspec

from promesa.engine.codec import Codec

World = TypeVar("World")


class Model(msgspec.Struct, Generic[World], frozen=True):
    """What the engine must know of a domain; it knows none of its words."""

    codec: Codec
    world_type: type
    new_world: Callable[[], World]
    folds: Mapping[type, Callable[[World, Any, int], None]]
    """Fact type -> how it changes the world, in place, given the instant of its entry."""
    rules: Mapping[type, Callable[[World, Any, int], Any]]
    """Command type -> rule; a rule returns the list of its facts, or anything else as its refusal."""
    stories: Mapping[type, tuple[Callable[[World, Any, int], Iterable[Any]], ...]]
    """Fact type -> reactions, in their fixed order."""
    policy_version: Callable[[World], int]
    gate: Callable[[World, Any, str], Any] | None = None
    """(world, command, by) -> why nobody by that name may put the command, or None; asked of requests, not of steps."""
