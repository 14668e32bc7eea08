"""Pools and brands: which locations may send what, for whom."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, structs

from promesa.domain.network.locations.sending import SendingRule, SetSendingRules
from promesa.domain.world import World
from promesa.surfaces import fields
from promesa.surfaces.operations import Call, Command, Nothing, Question, Receipt, receipt

Pool = Annotated[str, Meta(max_length=100)]


class SendingRuleBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Units whose channel, and whose category or SKU, are named (none: all) are sent `only` from these pools, or
    `never` from them; or these pools send `nothing_else`."""

    rule: Annotated[str, Meta(min_length=1, max_length=200, pattern=fields.NAME_PATTERN)]
    says: Literal["only", "never", "nothing_else"]
    pools: Annotated[tuple[Pool, ...], Meta(min_length=1, max_length=200)]
    channels: Annotated[tuple[fields.Channel, ...], Meta(max_length=100)] = ()
    categories: Annotated[tuple[fields.Text, ...], Meta(max_length=1_000)] = ()
    skus: Annotated[tuple[fields.StockSku, ...], Meta(max_length=5_000)] = ()


class SendingRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All rules: those before are no more."""

    rules: Annotated[tuple[SendingRuleBody, ...], Meta(max_length=500)]


def set_rules(asked: SendingRules, _: Call) -> SetSendingRules:
    return SetSendingRules(tuple(SendingRule(**structs.asdict(body)) for body in asked.rules))


def show_rules(world: World, _: Nothing, __: Call) -> SendingRules:
    return SendingRules(tuple(SendingRuleBody(**structs.asdict(rule)) for rule in world.locations.sending_rules))


def _reply(_: World, __: Any, ___: Call, facts: Sequence[Any]) -> Receipt:
    return receipt("sending-rules", facts)


OPERATIONS = (
    Command(
        name="set_sending_rules",
        method="POST",
        path="/v1/sending-rules",
        scope="network",
        group="Network",
        summary="Which pools of locations may send what, for which channels.",
        takes=SendingRules,
        gives=Receipt,
        command=set_rules,
        reply=_reply,
    ),
    Question(
        name="show_sending_rules",
        method="GET",
        path="/v1/sending-rules",
        scope="read",
        group="Network",
        summary="The rules of pools and brands in force.",
        gives=SendingRules,
        answer=show_rules,
    ),
)
