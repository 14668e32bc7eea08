"""API keys: given out, shown once, revoked at once."""

from datetime import datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from promesa.domain.conduct import keys
from promesa.domain.conduct.keys import RevokeKey
from promesa.domain.values import ids, moments
from promesa.domain.values.refusal import Refused
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces import keys as api_keys
from promesa.surfaces.operations import Call, Command, Errand, Nothing, Question, Receipt, Room, receipt

Scope = Annotated[str, Meta(max_length=20, examples=["read"])]


class NewKey(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A name that was never given out before, and what the key may open."""

    name: fields.Source
    scopes: Annotated[tuple[Scope, ...], Meta(min_length=1, max_length=len(keys.EVERY_SCOPE))]
    agent: Annotated[str, Meta(max_length=ids.PLAIN_LENGTH)] = ""
    """The agent that it speaks for: with the scope "agent", which goes with no other."""


class KeyGiven(msgspec.Struct, frozen=True):
    """The key itself: it is shown here and nowhere else, ever."""

    name: str
    key: str
    scopes: tuple[str, ...]


class KeyTold(msgspec.Struct, frozen=True):
    name: str
    scopes: tuple[str, ...]
    added_at: datetime
    revoked_at: datetime | None
    agent: str = ""


class KeysTold(msgspec.Struct, frozen=True):
    keys: tuple[KeyTold, ...]


def give(room: Room, asked: NewKey, call: Call) -> KeyGiven | Refused:
    """A repetition is refused as existing: the first key was shown, or is lost and should be revoked."""
    made = api_keys.new(asked.name, asked.scopes, asked.agent)
    verdict = room.machine.submit(made.command, call.by)
    if isinstance(verdict.refusal, Refused):
        return verdict.refusal
    return KeyGiven(asked.name, made.key, verdict.facts[0].scopes)


def show(world: World, _: Nothing, __: Call) -> KeysTold:
    return KeysTold(
        tuple(
            KeyTold(
                key.name,
                key.scopes,
                moments.utc(key.added_at),
                None if key.revoked_at is None else moments.utc(key.revoked_at),
                key.agent,
            )
            for key in world.keys.by_name.values()
        )
    )


OPERATIONS = (
    Errand(
        name="give_key",
        method="POST",
        path="/v1/keys",
        scope="keys",
        group="Keys",
        summary="Make a key; it is shown once.",
        takes=NewKey,
        gives=KeyGiven,
        status=201,
        run=give,
    ),
    Question(
        name="show_keys",
        method="GET",
        path="/v1/keys",
        scope="keys",
        group="Keys",
        summary="Every key ever given out, by name.",
        gives=KeysTold,
        answer=show,
    ),
    Command(
        name="revoke_key",
        method="POST",
        path="/v1/keys/{key}/revoke",
        scope="keys",
        group="Keys",
        summary="The key opens nothing more, from the next request on.",
        gives=Receipt,
        command=lambda _, call: RevokeKey(call.path["key"]),
        reply=lambda _, __, call, facts: receipt(call.path["key"], facts),
    ),
)
