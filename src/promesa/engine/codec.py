"""Facts to bytes and back, whatever version of their shape the bytes were written in."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec

Upcast = Callable[[dict[str, Any]], dict[str, Any]]
"""Turns the JSON of one shape into the JSON of the next."""


class UnknownKind(Exception):
    """The log holds a kind that this program has never heard of: it is older than its data."""


class Codec:
    """JSON bodies named by their type; a shape that changed is `Name@2` from then on, and `Name` is still read.

    `kinds` are the types that may stand in the log (facts) or inside its entries (commands that wait, effects).
    `upcasts` maps ("Name", 1) to the function that turns version 1's JSON into version 2's.
    `tagged` maps a field's name to the prefix of the tag that its value gives an entry.
    """

    def __init__(
        self,
        kinds: Iterable[type],
        tagged: Mapping[str, str],
        upcasts: Mapping[tuple[str, int], Upcast] | None = None,
    ) -> None:
        self._upcasts = dict(upcasts or {})
        self._encode = msgspec.json.Encoder(decimal_format="string").encode
        self._types: dict[str, type] = {}
        self._names: dict[type, str] = {}
        self._decoders: dict[str, Callable[[bytes], Any]] = {}
        self._tags: dict[type, Callable[[Any], tuple[str, ...]]] = {}
        for kind in kinds:
            self._register(kind, tagged)

    def _register(self, kind: type, tagged: Mapping[str, str]) -> None:
        bare = kind.__name__
        assert bare not in self._types, f"two kinds are called {bare}"
        version = 1 + max((v for name, v in self._upcasts if name == bare), default=0)
        name = bare if version == 1 else f"{bare}@{version}"
        self._types[bare] = kind
        self._names[kind] = name
        self._decoders[name] = msgspec.json.Decoder(kind).decode
        fields = [f.name for f in msgspec.structs.fields(kind)]
        self._tags[kind] = _tagger([(f"{tagged[f]}:", f) for f in fields if f in tagged])

    def name(self, kind: type) -> str:
        """The name under which a type is written today."""
        return self._names[kind]

    def encode(self, fact: Any) -> tuple[str, bytes]:
        """(kind, JSON body); raises KeyError for a type that may not be written."""
        return self._names[type(fact)], self._encode(fact)

    def tags(self, fact: Any) -> tuple[str, ...]:
        """The tags that find this fact again."""
        return self._tags[type(fact)](fact)

    def written(self, fact: Any) -> tuple[str, bytes, tuple[str, ...]]:
        """(kind, JSON body, tags): what an entry says of a fact."""
        kind = type(fact)
        return self._names[kind], self._encode(fact), self._tags[kind](fact)

    def decode(self, kind: str, body: bytes) -> Any:
        """The fact in today's shape; raises UnknownKind, or msgspec.ValidationError for a body that is not one."""
        decoder = self._decoders.get(kind)
        if decoder is not None:
            return decoder(body)
        return self._decode_old(kind, body)

    def _decode_old(self, kind: str, body: bytes) -> Any:
        bare, _, version_text = kind.partition("@")
        if bare not in self._types:
            raise UnknownKind(kind)
        raw = msgspec.json.decode(body)
        version = int(version_text or 1)
        while (bare, version) in self._upcasts:
            raw = self._upcasts[bare, version](raw)
            version += 1
        if self._names[self._types[bare]] != (bare if version == 1 else f"{bare}@{version}"):
            raise UnknownKind(kind)
        return msgspec.convert(raw, self._types[bare])


def _tags(prefix: str, value: Any) -> tuple[str, ...]:
    """One tag for a name, one for each of several names, none for what says nothing."""
    if not value:
        return ()
    if type(value) is tuple:
        return tuple([f"{prefix}{one}" for one in dict.fromkeys(value) if one])
    return (f"{prefix}{value}",)


def _tagger(fields: Sequence[tuple[str, str]]) -> Callable[[Any], tuple[str, ...]]:
    """What reads the tags of one kind of fact, given (prefix, field); a field that says nothing gives none."""
    if not fields:
        return lambda _: ()
    prefixes = [prefix for prefix, _ in fields]
    read = attrgetter(*(field for _, field in fields))
    if len(fields) == 1:
        prefix = prefixes[0]
        return lambda fact: _tags(prefix, read(fact))
    return lambda fact: tuple([f"{prefix}{value}" for prefix, value in zip(prefixes, read(fact), strict=True) if value])
